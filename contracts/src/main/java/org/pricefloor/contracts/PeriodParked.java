package org.pricefloor.contracts;

import java.time.Instant;
import java.util.List;

/**
 * A period can not be computed yet. It says what is missing; the next {@link PeriodSettled} of the period ends it.
 *
 * @param number 1, 2, ... within agreement and period
 */
public record PeriodParked(
        String eventId,
        String agreement,
        int agreementVersion,
        String producer,
        String office,
        Period period,
        int number,
        long cutOff,
        Instant recordedAt,
        List<Missing> missing) implements Event {

    /**
     * @param rule what was required, for instance {@code MINIMUM_OBSERVATIONS}
     * @param what what is missing, in words with figures
     * @param fix  what would end it
     */
    public record Missing(String rule, String what, String fix) {
    }

    public static String id(String agreement, String periodLabel, int number) {
        return "parked/" + agreement + "/" + periodLabel + "/" + number;
    }

    @Override
    public String subject() {
        return agreement;
    }
}
