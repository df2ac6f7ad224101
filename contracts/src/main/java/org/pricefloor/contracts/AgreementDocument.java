package org.pricefloor.contracts;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/**
 * The terms of an agreement as people write them: the body of a registration, the content of an event and an entry of the
 * command line's agreements file. A field that is absent takes its default, which stands in GLOSSARY.md beside the term;
 * the registered event carries every term in full.
 *
 * <p>One shape of document serves every kind of agreement: what an agreement does not have is absent. An agreement settles either
 * one product ({@code floor}, {@code escalation}, {@code upside}, {@code referencePrice} stand at the top) or several
 * ({@code products}, each with its own), or no product at all but a margin ({@code marginGuarantee}).
 *
 * @param governsFrom           first day that this version governs, the first of a period; null: the whole term. The periods
 *                              before it stay under the versions before
 * @param governsTo             last day that it governs; null: to the end of the term
 * @param producer              the party that delivers, by its code; the {@code party} of a producer's token
 * @param office                the program office that pays, by its code
 * @param product               what is settled; of several products a name for them all
 * @param unit                  the unit of settled quantity and of floor prices: {@code kg}, {@code t}, {@code MWh}
 * @param timeZone              the zone in which the agreement's days begin and end
 * @param period                {@code day}, {@code month} or {@code quarter}
 * @param closeLagDays          days between a period's end and its close, default 1
 * @param instrument            {@code floor}, {@code two-way-difference} or {@code margin-guarantee}
 * @param floor                 the floor (or strike) price by the day from which it counts
 * @param escalation            null: the floor stays as it is
 * @param upside                null: no share
 * @param products              null or empty: one product
 * @param caps                  null: none
 * @param takeOrPay             null: no minimum
 * @param marginGuarantee       null unless the instrument is one
 * @param negativePrices        null: the formula stands in every hour
 * @param funds                 null or empty: one office pays all
 * @param runs                  the scheduled runs after the initial one; null or empty: none
 * @param restate               {@code immediately} or {@code at-next-run}
 * @param netting               null: every amount is paid by itself
 * @param note                  anything a reader must know, printed on statements
 */
@MayBeAbsent
public record AgreementDocument(
        String agreement,
        int version,
        LocalDate governsFrom,
        LocalDate governsTo,
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
        Escalation escalation,
        Upside upside,
        ReferencePrice referencePrice,
        List<Product> products,
        QuantityTerms quantity,
        Caps caps,
        TakeOrPay takeOrPay,
        MarginGuarantee marginGuarantee,
        NegativePrices negativePrices,
        List<FundShare> funds,
        RoundingTerm amountRounding,
        List<ScheduledRun> runs,
        String restate,
        Netting netting,
        String note) {

    /** An agreement that settles one product by its floor or strike and has no other terms. */
    public AgreementDocument(String agreement, int version, String title, String producer, String office, String product, String currency,
            String unit, String timeZone, LocalDate effectiveFrom, LocalDate effectiveTo, String period, Integer closeLagDays, String instrument,
            List<PriceStep> floor, Upside upside, ReferencePrice referencePrice, QuantityTerms quantity, RoundingTerm amountRounding,
            String restate, String note) {
        this(agreement, version, null, null, title, producer, office, product, currency, unit, timeZone, effectiveFrom, effectiveTo, period,
                closeLagDays, instrument, floor, null, upside, referencePrice, null, quantity, null, null, null, null, null, amountRounding, null,
                restate, null, note);
    }

    /**
     * One of several products, with a floor, an escalation, an upside and a reference price of its own.
     *
     * @param product a code; deliveries name it
     */
    public record Product(String product, List<PriceStep> floor, Escalation escalation, Upside upside, ReferencePrice referencePrice) {
    }

    /**
     * How the floor (or strike) rises from anniversary to anniversary: {@code round(floor x (1 + rate)^n)} after n anniversaries,
     * or {@code round(floor x index / base)}. The floor is always the one written down, never one that was rounded before.
     *
     * @param rate         0.02 for 2% a year; null under an index
     * @param index        null under a fixed rate
     * @param firstOn      the first anniversary on which the floor rises; it rises again every year on that day
     * @param rounding     of the risen floor, before it is used; default 2 decimals HALF_UP
     */
    public record Escalation(BigDecimal rate, IndexTerm index, LocalDate firstOn, RoundingTerm rounding) {
    }

    /**
     * @param series  an index series
     * @param base    the day (first of a month) whose figure is the denominator
     * @param month   1 to 12: the numerator is the figure of the first day of this month, the last one on or before the anniversary
     */
    public record IndexTerm(String series, LocalDate base, Integer month) {
    }

    /**
     * Annual caps, by the calendar year of the delivery date; consumed in the order (delivery date, lot). Null: no cap.
     *
     * @param quantityPerYear     in the agreement's unit: what lies above it is not settled
     * @param topUpPerYear        in its currency; of several funds it is joint
     * @param upsideSharePerYear  in its currency
     */
    public record Caps(BigDecimal quantityPerYear, BigDecimal topUpPerYear, BigDecimal upsideSharePerYear) {
    }

    /**
     * The office's duty to take, or pay for, a minimum in each calendar year.
     *
     * @param minimumPerYear  in the agreement's unit
     * @param deficiencyPrice per unit, by the day from which it counts
     * @param makeUpYears     calendar years after the deficiency in which what was paid for may be taken; 0: never; default 3
     */
    public record TakeOrPay(BigDecimal minimumPerYear, List<PriceStep> deficiencyPrice, Integer makeUpYears) {
    }

    /**
     * A guaranteed margin: quarterly advances and an annual true-up against certified EBITDA.
     *
     * @param threshold              threshold EBITDA of the first year
     * @param growth                 by which it grows each year; 0.02 for 2%; default 0
     * @param advanceShare           share of the year's threshold that is advanced for each quarter; default 0.25
     * @param ebitdaIncludesAdvances whether the certified EBITDA contains the advances; default false
     * @param tranches               of EBITDA above the threshold, in order; empty: the office has no share of it
     */
    public record MarginGuarantee(BigDecimal threshold, BigDecimal growth, BigDecimal advanceShare, Boolean ebitdaIncludesAdvances,
                                  List<Tranche> tranches) {
    }

    /**
     * @param upTo        width of the tranche; null: all the rest, only in the last one
     * @param officeShare 0 to 1
     */
    public record Tranche(BigDecimal upTo, BigDecimal officeShare) {
    }

    /**
     * @param rule  {@code none}, {@code each-negative-hour} or {@code runs-of-negative-hours}
     * @param hours length from which a run of negative hours counts; only under {@code runs-of-negative-hours}
     */
    public record NegativePrices(String rule, Integer hours) {
    }

    /**
     * @param fund  code of the fund
     * @param party code of the government that provides it
     * @param share 0.60 for 60%; the shares of all funds add up to 1
     */
    public record FundShare(String fund, String party, BigDecimal share) {
    }

    /**
     * @param kind    {@code R1} to {@code R9}, or {@code final}, which is the last
     * @param lagDays days between the period's end and the run; each longer than the one before and than the close lag
     */
    public record ScheduledRun(String kind, Integer lagDays) {
    }

    /**
     * Whether what the producer owes is set off against what it is owed.
     *
     * @param receipts     {@code credited-to-the-fund}: set off; {@code general-fund}: never, what the office receives is not its to spend
     * @param carryForward whether what could not be set off is carried to the next periods instead of being invoiced
     */
    public record Netting(String receipts, Boolean carryForward) {
    }

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
     * @param electionDeadlineDays     days after a period's end by which the producer elects its lots, default 45
     * @param conversionFactors        what one unit of a form counts in the agreement's product, by the day of the delivery; null
     *                                 or empty: a certified quantity counts as it is
     */
    public record QuantityTerms(String basis, List<String> categories, BigDecimal expectedDesignationShare, Integer electionDeadlineDays,
                                List<ConversionFactor> conversionFactors) {

        /** Quantities that count as they are certified, elected by the default deadline. */
        public QuantityTerms(String basis, List<String> categories, BigDecimal expectedDesignationShare) {
            this(basis, categories, expectedDesignationShare, null, null);
        }
    }

    /**
     * @param form   for instance {@code metal}
     * @param factor 1.20: a kilogram of metal counts as 1.2 kilograms of oxide
     */
    public record ConversionFactor(String form, LocalDate from, BigDecimal factor) {
    }

    /** @param decimals null: not rounded */
    public record RoundingTerm(Integer decimals, String mode) {
    }
}
