package org.pricefloor.contracts;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * A quantity delivered, produced or designated under an agreement was certified; a later certificate of the same lot is
 * the next revision. A withdrawn lot is a revision of quantity zero.
 *
 * @param lot          unique within the agreement
 * @param category     for instance {@code stockpile}, {@code affiliate-sale}, {@code third-party-sale}, {@code metered}
 * @param deliveryDate the day that decides the settlement period
 * @param quantity     in {@code unit}; of a concentrate the dry mass
 * @param certifiedAt  the source's claim of when the quantity was certified (its publication time)
 * @param product      the product of the agreement that was delivered; absent: the only one
 * @param form         {@code concentrate}, {@code oxide} or {@code metal}; absent: the quantity is what is settled
 * @param assay        what a concentrate contains
 * @param hourly       the quantity of each hour of the delivery date, 23 to 25 of them by its clock; they add up to {@code quantity}
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
        Instant receivedAt,
        @MayBeAbsent String product,
        @MayBeAbsent String form,
        @MayBeAbsent Assay assay,
        @MayBeAbsent List<BigDecimal> hourly) implements Event {

    /** A quantity alone. */
    public DeliveryCertified(String eventId, String agreement, String lot, int revision, String category, LocalDate deliveryDate, BigDecimal quantity, String unit,
            Instant certifiedAt, String document, Instant receivedAt) {
        this(eventId, agreement, lot, revision, category, deliveryDate, quantity, unit, certifiedAt, document, receivedAt, null, null, null, null);
    }

    public static String id(String agreement, String lot, int revision) {
        return "delivery/" + agreement + "/" + lot + "/r" + revision;
    }

    @Override
    public String subject() {
        return agreement;
    }
}
