package org.pricefloor.settlement.bench;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.pricefloor.contracts.Assay;
import org.pricefloor.contracts.DeliveryCertified;
import org.pricefloor.contracts.FxFixed;
import org.pricefloor.contracts.MeasureCertified;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.delivery.Measure;
import org.pricefloor.kernel.price.PublishedFigure;
import org.pricefloor.translation.FactTranslation;

/**
 * What is taken as known beside the facts on the shelf.
 *
 * <p>Each supposed fact counts as the next revision of what it is about, under the id that the real one would get. So a statement
 * computed with it is, to its digest, the one that a run will state when exactly this arrives next.
 *
 * @param pricesAt JSON pointer of the list of prices, for refusals
 * @param draft    the newest version of its agreement, as if it were approved
 */
public record Suppositions(String pricesAt, List<SupposedPrice> prices, List<SupposedDelivery> deliveries, List<SupposedMeasure> measures,
                           Optional<AgreementTerms> draft) {

    /** Nothing computes with these times; the records ask for some. */
    private static final Instant WHENEVER = Instant.EPOCH;
    private static final String SUPPOSED = "supposed";

    /**
     * A price assessment, an FX fix or an index value.
     *
     * @param price  in the currency and per the unit of the series; of an FX series the rate
     * @param volume null: none is published
     * @param hourly the prices of the day's 23 to 25 hours; null: none are published
     */
    public record SupposedPrice(String series, LocalDate day, BigDecimal price, BigDecimal volume, List<BigDecimal> hourly) {

        /** @throws IllegalArgumentException where no such fact could be recorded */
        public PublishedFigure figure(boolean fx, int revision) {
            return fx ? FactTranslation.figure(new FxFixed(FxFixed.id(series, day, revision), series, day, revision, price, WHENEVER, SUPPOSED, WHENEVER))
                    : FactTranslation.figure(new PriceAssessed(PriceAssessed.id(series, day, revision), series, day, revision, price, WHENEVER, SUPPOSED,
                            WHENEVER, volume, hourly));
        }
    }

    /**
     * A certified quantity of a lot, instead of what is certified of it now.
     *
     * @param agreement of a what-if may be left out
     */
    public record SupposedDelivery(String agreement, String lot, String category, LocalDate deliveryDate, BigDecimal quantity, String unit, String product,
                                   String form, Assay assay, List<BigDecimal> hourly) {

        /** @throws IllegalArgumentException where no such fact could be recorded */
        public Delivery delivery(int revision) {
            return FactTranslation.delivery(new DeliveryCertified(DeliveryCertified.id(agreement, lot, revision), agreement, lot, revision, category, deliveryDate,
                    quantity, unit, WHENEVER, SUPPOSED, WHENEVER, product, form, assay, hourly));
        }

        public SupposedDelivery of(String agreement) {
            return new SupposedDelivery(agreement, lot, category, deliveryDate, quantity, unit, product, form, assay, hourly);
        }
    }

    /**
     * A certified figure of a calendar year, instead of what is certified of it now.
     *
     * @param agreement of a what-if may be left out
     * @param day       the last day of the year
     */
    public record SupposedMeasure(String agreement, String measure, LocalDate day, BigDecimal value, String unit) {

        /** @throws IllegalArgumentException where no such fact could be recorded */
        public Measure measure(int revision) {
            return FactTranslation.measure(new MeasureCertified(MeasureCertified.id(agreement, measure, day, revision), agreement, measure, day, revision, value,
                    unit, WHENEVER, SUPPOSED, WHENEVER));
        }

        public SupposedMeasure of(String agreement) {
            return new SupposedMeasure(agreement, measure, day, value, unit);
        }
    }

    /** Whether every period is looked at under the facts on the shelf alone. */
    public boolean isEmpty() {
        return prices.isEmpty() && deliveries.isEmpty() && measures.isEmpty() && draft.isEmpty();
    }
}
