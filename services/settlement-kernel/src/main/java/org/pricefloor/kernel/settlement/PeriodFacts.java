package org.pricefloor.kernel.settlement;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.price.DeterminationOutcome;

/**
 * What is known of a period.
 *
 * @param deliveries     of the agreement, any revisions in any order; those of other periods are passed over
 * @param referencePrice asked only where a price is needed, so that a period without quantity needs none (rule 7); must be a
 *                       pure function of facts
 */
public record PeriodFacts(SettlementPeriod period, Stage stage, Collection<Delivery> deliveries,
                          Supplier<DeterminationOutcome> referencePrice) {

    /** The highest revision of each lot, where that revision falls into the period. */
    public List<Delivery> deliveriesOfPeriod() {
        return Delivery.newestOfEachLot(deliveries).stream().filter(delivery -> period.contains(delivery.date())).toList();
    }
}
