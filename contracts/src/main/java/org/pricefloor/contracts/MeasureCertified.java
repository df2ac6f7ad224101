package org.pricefloor.contracts;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/**
 * A figure of a calendar year that is no delivery was certified: what the producer earned, or what it had ready. A later
 * certificate of the same year is the next revision.
 *
 * @param measure     {@code ebitda} or {@code made-available}
 * @param day         the last day of the year it is about
 * @param value       {@code ebitda} may be negative, {@code made-available} is not
 * @param unit        of {@code ebitda} a currency, of {@code made-available} {@code kg}, {@code t} or {@code MWh}
 * @param certifiedAt the source's claim of when it was certified (its publication time)
 * @param document    what certifies it: the retry key
 */
public record MeasureCertified(
        String eventId,
        String agreement,
        String measure,
        LocalDate day,
        int revision,
        BigDecimal value,
        String unit,
        Instant certifiedAt,
        String document,
        Instant receivedAt) implements Event {

    public static String id(String agreement, String measure, LocalDate day, int revision) {
        return "measure/" + agreement + "/" + measure + "/" + day + "/r" + revision;
    }

    @Override
    public String subject() {
        return agreement;
    }
}
