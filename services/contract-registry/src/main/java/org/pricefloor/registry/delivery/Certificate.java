package org.pricefloor.registry.delivery;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/**
 * What a document says about a lot. The document is the retry key: about one lot it says one thing.
 *
 * @param line        of the file; null where it came by itself
 * @param certifiedAt to the microsecond, which is what is kept
 */
record Certificate(Integer line, String agreement, String lot, String category, LocalDate deliveryDate, BigDecimal quantity, String unit, Instant certifiedAt,
        String document) {

    Certificate {
        certifiedAt = certifiedAt == null ? null : certifiedAt.truncatedTo(ChronoUnit.MICROS);
    }

    /** Whether a document that was taken in before says this. */
    boolean saysWhat(CertifiedDelivery before) {
        return category.equals(before.category()) && deliveryDate.equals(before.deliveryDate()) && quantity.compareTo(before.quantity()) == 0
                && unit.equals(before.unit()) && certifiedAt.equals(before.certifiedAt());
    }
}
