package org.pricefloor.contracts;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/**
 * A quantity delivered, produced or designated under an agreement was certified; a later certificate of the same lot is
 * the next revision. A withdrawn lot is a revision of quantity zero.
 *
 * @param lot          unique within the agreement
 * @param category     for instance {@code stockpile}, {@code affiliate-sale}, {@code third-party-sale}, {@code metered}
 * @param deliveryDate the day that decides the settlement period
 * @param certifiedAt  the source's claim of when the quantity was certified (its publication time)
 */
public record DeliveryCertified(
        String eventId,
        String agreement,
        String lot,
        int revision,
        String category,
        LocalDate deliveryDate,
        BigDecimal quantity,
        String unit,
        Instant certifiedAt,
        String document,
        Instant receivedAt) implements Event {

    public static String id(String agreement, String lot, int revision) {
        return "delivery/" + agreement + "/" + lot + "/r" + revision;
    }

    @Override
    public String subject() {
        return agreement;
    }
}
