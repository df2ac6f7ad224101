package org.pricefloor.kernel.settlement;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.delivery.Measure;
import org.pricefloor.kernel.price.DeterminationOutcome;
import org.pricefloor.kernel.price.Publications;
import org.pricefloor.kernel.price.ReferencePriceRule;

/**
 * What is known of a period.
 *
 * @param deliveries      of the agreement, any revisions in any order; those of other periods are passed over
 * @param measures        of the agreement, any revisions in any order; those of other years are passed over
 * @param before          what the last settled period before this one left of terms that run over the year; absent: nothing
 * @param referencePrices asked only where a price is needed, so that a period without quantity needs none (rule 7); must be a
 *                        pure function of facts
 * @param indices         figures of index series, asked only where a floor follows one
 */
public record PeriodFacts(SettlementPeriod period, Stage stage, Collection<Delivery> deliveries, Collection<Measure> measures,
                          Optional<YearToDate> before, Function<ReferencePriceRule, DeterminationOutcome> referencePrices,
                          Function<String, Publications> indices) {

    /** What is known of a period of an agreement with one product and no terms that run over the year. */
    public PeriodFacts(SettlementPeriod period, Stage stage, Collection<Delivery> deliveries, Supplier<DeterminationOutcome> referencePrice) {
        this(period, stage, deliveries, List.of(), Optional.empty(), rule -> referencePrice.get(), series -> Publications.NONE);
    }

    /** The highest revision of each lot, where that revision falls into the period. */
    public List<Delivery> deliveriesOfPeriod() {
        return Delivery.newestOfEachLot(deliveries).stream().filter(delivery -> period.contains(delivery.date())).toList();
    }

    /** The highest revision of a measure of the period's calendar year. */
    public Optional<Measure> measure(String name) {
        return measures.stream().filter(measure -> measure.name().equals(name) && measure.day().getYear() == period.from().getYear())
                .reduce((a, b) -> b.revision() > a.revision() ? b : a);
    }

    /** Whether no period of the calendar year follows this one. */
    public boolean endsTheYear() {
        return period.next().from().getYear() != period.from().getYear();
    }
}
