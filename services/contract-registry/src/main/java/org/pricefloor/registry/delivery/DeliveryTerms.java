package org.pricefloor.registry.delivery;

import java.time.LocalDate;
import java.util.List;
import org.pricefloor.contracts.AgreementDocument;

/**
 * What an agreement, in its newest version, says about its deliveries.
 *
 * @param categories that are eligible; empty: all
 */
record DeliveryTerms(String agreement, String producer, String unit, List<String> categories, LocalDate from, LocalDate to) {

    static DeliveryTerms of(AgreementDocument document) {
        return new DeliveryTerms(document.agreement(), document.producer(), document.unit(), document.quantity().categories(), document.effectiveFrom(),
                document.effectiveTo());
    }

    boolean accepts(String category) {
        return categories.isEmpty() || categories.contains(category);
    }

    boolean isInTerm(LocalDate day) {
        return !day.isBefore(from) && !day.isAfter(to);
    }
}
