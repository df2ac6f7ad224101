package org.pricefloor.registry.delivery;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.pricefloor.contracts.Assay;

/**
 * What a document says about a lot. The document is the retry key: about one lot it says one thing.
 *
 * @param line        of the file; null where it came by itself
 * @param certifiedAt to the microsecond, which is what is kept
 * @param product     and what follows: null where the document does not say it
 */
record Certificate(Integer line, String agreement, String lot, String category, LocalDate deliveryDate, BigDecimal quantity, String unit, Instant certifiedAt,
        String document, String product, String form, Assay assay, List<BigDecimal> hourly) {

    Certificate {
        certifiedAt = certifiedAt == null ? null : certifiedAt.truncatedTo(ChronoUnit.MICROS);
    }

    /** Whether a document that was taken in before says this. */
    boolean saysWhat(CertifiedDelivery before) {
        return category.equals(before.category()) && deliveryDate.equals(before.deliveryDate()) && quantity.compareTo(before.quantity()) == 0
                && unit.equals(before.unit()) && certifiedAt.equals(before.certifiedAt()) && Objects.equals(product, before.product())
                && Objects.equals(form, before.form()) && same(assay, before.assay()) && same(hourly, before.hourly());
    }

    private static boolean same(Assay now, Assay before) {
        return now == null || before == null ? now == before
                : now.kind().equals(before.kind()) && now.reoShare().compareTo(before.reoShare()) == 0 && now.contentShare().compareTo(before.contentShare()) == 0;
    }

    private static boolean same(List<BigDecimal> now, List<BigDecimal> before) {
        if (now == null || before == null || now.size() != before.size()) {
            return now == before;
        }
        for (int i = 0; i < now.size(); i++) {
            if (now.get(i).compareTo(before.get(i)) != 0) {
                return false;
            }
        }
        return true;
    }
}
