package org.pricefloor.contracts;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * A run of an agreement's period was posted. Amounts are seen from the office: positive is owed to the producer.
 *
 * @param amounts       the target that this run states, not the difference
 * @param difference    net of this run less net of the run before it
 * @param determination null where no price was needed (no eligible quantity)
 * @param facts         ids of the facts used beside those of the determination: terms, deliveries
 * @param flags         what a reader must know: stale prices, assumed calendars, previous-day FX
 * @param transfers     the difference, as posted
 */
public record PeriodSettled(
        String eventId,
        String agreement,
        int agreementVersion,
        String producer,
        String office,
        String product,
        Period period,
        Run run,
        Amounts amounts,
        BigDecimal difference,
        @MayBeAbsent Determination determination,
        List<String> facts,
        List<String> flags,
        List<TraceStep> trace,
        List<Transfer> transfers) implements Event {

    /**
     * @param sequence     1, 2, ... within agreement and period
     * @param kind         {@code accrual}, {@code initial} or {@code restatement}
     * @param rulesVersion version of the arithmetic
     * @param cutOff       shelf position up to which facts were admitted
     * @param recordedAt   when the run was recorded; monotone over runs
     */
    public record Run(int sequence, String kind, String rulesVersion, long cutOff, Instant recordedAt, LocalDate accountingDate) {
    }

    /**
     * @param quantity        eligible quantity, in {@code unit}
     * @param unitDifference  per unit, signed; null without a price
     * @param topUp           owed to the producer, never negative
     * @param upsideShare     owed by the producer, never negative: the share, or the negative side of a two-way difference
     * @param net             {@code topUp - upsideShare}
     */
    public record Amounts(BigDecimal quantity, String unit, BigDecimal floorPrice, @MayBeAbsent BigDecimal referencePrice,
                          @MayBeAbsent BigDecimal unitDifference,
                          BigDecimal topUp, BigDecimal upsideShare, BigDecimal net, String currency) {
    }

    public record Determination(String id, String digest) {
    }

    /** @param amount above zero */
    public record Transfer(String id, String debit, String credit, BigDecimal amount, String currency) {
    }

    public static String id(String agreement, String periodLabel, int sequence) {
        return "settled/" + agreement + "/" + periodLabel + "/" + sequence;
    }

    @Override
    public String subject() {
        return agreement;
    }
}
