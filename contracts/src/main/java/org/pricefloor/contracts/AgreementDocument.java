package org.pricefloor.contracts;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/**
 * The terms of an agreement as people write them: the body of a registration, the content of an event and an entry of the
 * command line's agreements file. A field that is absent takes its default, which stands in GLOSSARY.md beside the term;
 * the registered event carries every term in full.
 *
 * @param producer              the party that delivers, by its code; the {@code party} of a producer's token
 * @param office                the program office that pays, by its code
 * @param unit                  the unit of settled quantity and of floor prices: {@code kg}, {@code t}, {@code MWh}
 * @param timeZone              the zone in which the agreement's days begin and end
 * @param period                {@code day}, {@code month} or {@code quarter}
 * @param closeLagDays          days between a period's end and its close, default 1
 * @param instrument            {@code floor} or {@code two-way-difference}
 * @param floor                 the floor (or strike) price by the day from which it counts
 * @param upside                null: no share
 * @param restate               {@code immediately}
 * @param note                  anything a reader must know, printed on statements
 */
@MayBeAbsent
public record AgreementDocument(
        String agreement,
        int version,
        String title,
        String producer,
        String office,
        String product,
        String currency,
        String unit,
        String timeZone,
        LocalDate effectiveFrom,
        LocalDate effectiveTo,
        String period,
        Integer closeLagDays,
        String instrument,
        List<PriceStep> floor,
        Upside upside,
        ReferencePrice referencePrice,
        QuantityTerms quantity,
        RoundingTerm amountRounding,
        String restate,
        String note) {

    /** A price that counts from a day on, until the next step. */
    public record PriceStep(LocalDate from, BigDecimal price) {
    }

    /**
     * The office's share of the part of the reference price above a threshold.
     *
     * @param share      0.30 for 30%
     * @param milestone  what must be reached before the share applies; null: it applies from the start
     * @param reachedOn  the day it was reached; null: not yet
     * @param trigger    {@code next-period} (default): from the first period that starts on or after {@code reachedOn};
     *                   {@code by-delivery-date}: for deliveries on or after it
     */
    public record Upside(BigDecimal threshold, BigDecimal share, String milestone, LocalDate reachedOn, String trigger) {
    }

    /**
     * What the agreement makes of published assessments: of one series, or of a weighted basket of them.
     *
     * @param series              null where there is a basket
     * @param averaging           {@code simple} (default) or {@code volume-weighted}
     * @param conversion          null where the series already is in the agreement's currency and unit, tax excluded, and where
     *                            there is a basket
     * @param gap                 what a pricing day without an assessment takes: the short form of a ladder of one rung
     * @param minimumObservations days that the primary series of each component must have published in a period, default 1
     * @param rounding            default 2 decimals HALF_UP
     * @param basket              null: one series
     * @param fallback            the rungs below the series; null where there is a gap or a basket
     */
    public record ReferencePrice(String series, String averaging, Conversion conversion, Gap gap, Integer minimumObservations,
                                 RoundingTerm rounding, List<BasketComponent> basket, List<LadderRung> fallback) {
    }

    /**
     * A series of the basket.
     *
     * @param weight   above zero; the weights of a basket add up to exactly 1
     * @param fallback the rungs below the series; empty: none
     */
    public record BasketComponent(BigDecimal weight, String series, Conversion conversion, List<LadderRung> fallback) {
    }

    /**
     * What is asked for a pricing day that no rung above has priced.
     *
     * @param rung         {@code secondary}, {@code last-published}, {@code agreed} or {@code expert}
     * @param series       the other series, or the one into which the agreed price or the expert's determination is posted; null
     *                     of {@code last-published}, which is of the component's own series
     * @param conversion   of that series; its order is that of the component
     * @param maxStaleDays of {@code last-published} alone
     */
    public record LadderRung(String rung, String series, Conversion conversion, Integer maxStaleDays) {
    }

    /**
     * How a published figure becomes a price in the agreement's currency and unit.
     *
     * @param order {@code convert-then-average} (default) or {@code average-then-convert}
     * @param vat   value-added tax contained in the published price, by the day from which the rate counts; empty: none
     * @param fx    null: the series is in the agreement's currency
     */
    public record Conversion(String order, List<VatStep> vat, FxTerm fx) {
    }

    /** A rate of value-added tax (0.13 for 13%) that counts from a day on. */
    public record VatStep(LocalDate from, BigDecimal rate) {
    }

    /** @param maxAgeDays calendar days by which the fix that is used may be older than the pricing day, default 7 */
    public record FxTerm(String series, Integer maxAgeDays) {
    }

    /**
     * @param rule         {@code last-published} or {@code none}: under none a day without an assessment is missing
     * @param maxStaleDays pricing days by which the assessment that is used may be older than the day
     */
    public record Gap(String rule, Integer maxStaleDays) {
    }

    /**
     * @param basis                    {@code elected}: without a delivery the period's quantity is zero;
     *                                 {@code metered}: without a delivery the quantity is missing
     * @param categories               eligible categories; empty: all
     * @param expectedDesignationShare share of the certified quantity that an accrual counts, default 1
     */
    public record QuantityTerms(String basis, List<String> categories, BigDecimal expectedDesignationShare) {
    }

    /** @param decimals null: not rounded */
    public record RoundingTerm(Integer decimals, String mode) {
    }
}
