package org.pricefloor.registry.delivery;

import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.registry.agreement.LockedAgreements;

/**
 * What an agreement, in its newest version, says about its deliveries.
 *
 * @param products   that a delivery may name
 * @param categories that are eligible; empty: all
 */
record DeliveryTerms(String agreement, String producer, String unit, List<String> products, List<String> categories, LocalDate from, LocalDate to, ZoneId zone) {

    static DeliveryTerms of(AgreementDocument document) {
        return new DeliveryTerms(document.agreement(), document.producer(), document.unit(), LockedAgreements.productsOf(document), document.quantity().categories(),
                document.effectiveFrom(), document.effectiveTo(), ZoneId.of(document.timeZone()));
    }

    boolean accepts(String category) {
        return categories.isEmpty() || categories.contains(category);
    }

    boolean isInTerm(LocalDate day) {
        return !day.isBefore(from) && !day.isAfter(to);
    }

    /** 24, and 23 or 25 on the days on which the agreement's clocks are set. */
    int hoursOf(LocalDate day) {
        return (int) ChronoUnit.HOURS.between(day.atStartOfDay(zone), day.plusDays(1).atStartOfDay(zone));
    }
}
