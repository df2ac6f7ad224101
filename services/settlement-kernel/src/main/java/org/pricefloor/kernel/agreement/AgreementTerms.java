package org.pricefloor.kernel.agreement;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.pricefloor.kernel.calendar.PeriodLength;
import org.pricefloor.kernel.calendar.Schedule;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.money.QuantityUnit;
import org.pricefloor.kernel.money.Rounding;
import org.pricefloor.kernel.price.Missing;
import org.pricefloor.kernel.price.ReferenceData;
import org.pricefloor.kernel.price.ReferencePriceRule;
import org.pricefloor.kernel.price.ResolvedRule;

/**
 * One version of an agreement: what was signed.
 *
 * @param fact           id of the fact that registered this version
 * @param governsFrom    first day that this version governs, the first of a period; absent: it governs whatever comes before
 * @param governsTo      last day that it governs; absent: it governs whatever comes after
 * @param product        of several products a name for them all
 * @param zone           the zone in which the agreement's days begin and end (rule 3)
 * @param effectiveFrom  first day, the first of a period
 * @param effectiveTo    last day, included, the last of a period
 * @param closeLagDays   days between a period's end and its close
 * @param products       in the order of the document; none exactly under a margin guarantee
 * @param funds          empty: one office pays all
 * @param amountRounding of line amounts and shares
 * @param netting        absent: every amount is paid by itself
 */
public record AgreementTerms(
        String agreement,
        int version,
        String fact,
        Optional<LocalDate> governsFrom,
        Optional<LocalDate> governsTo,
        String producer,
        String office,
        String product,
        Currency currency,
        QuantityUnit unit,
        ZoneId zone,
        LocalDate effectiveFrom,
        LocalDate effectiveTo,
        PeriodLength periodLength,
        int closeLagDays,
        Instrument instrument,
        List<ProductTerms> products,
        QuantityTerms quantity,
        AnnualCaps caps,
        Optional<TakeOrPay> takeOrPay,
        Optional<MarginGuarantee> marginGuarantee,
        NegativePriceRule negativePrices,
        List<FundShare> funds,
        Rounding amountRounding,
        RunCalendar runs,
        Optional<Netting> netting) {

    /** Terms of one product settled by its floor or strike, without anything else. */
    public AgreementTerms(String agreement, int version, String fact, String producer, String office, String product, Currency currency,
            QuantityUnit unit, ZoneId zone, LocalDate effectiveFrom, LocalDate effectiveTo, PeriodLength periodLength, int closeLagDays,
            Instrument instrument, Schedule<BigDecimal> floor, Optional<UpsideShare> upside, ReferencePriceRule referencePrice,
            QuantityTerms quantity, Rounding amountRounding) {
        this(agreement, version, fact, Optional.empty(), Optional.empty(), producer, office, product, currency, unit, zone, effectiveFrom,
                effectiveTo, periodLength, closeLagDays, instrument,
                List.of(new ProductTerms(product, floor, Optional.empty(), upside, referencePrice)), quantity, AnnualCaps.NONE,
                Optional.empty(), Optional.empty(), NegativePriceRule.NONE, List.of(), amountRounding, RunCalendar.NONE, Optional.empty());
    }

    /** Whether this version, once it is known, governs the period that begins on that day (the newest such version does). */
    public boolean governs(LocalDate periodFrom) {
        return governsFrom.map(first -> !periodFrom.isBefore(first)).orElse(true) && governsTo.map(last -> !periodFrom.isAfter(last)).orElse(true);
    }

    /** Whether a period's result depends on the periods before it in its calendar year. */
    public boolean isAnnual() {
        return !caps.isNone() || takeOrPay.isPresent() || marginGuarantee.isPresent();
    }

    /** Every price, exchange rate and index series whose figures can have a say. */
    public SortedSet<String> seriesRead() {
        SortedSet<String> series = new TreeSet<>();
        for (ProductTerms each : products) {
            series.addAll(each.referencePrice().seriesRead());
            each.escalation().flatMap(Escalation::index).ifPresent(index -> series.add(index.series()));
        }
        return series;
    }

    public boolean isInTerm(LocalDate day) {
        return !day.isBefore(effectiveFrom) && !day.isAfter(effectiveTo);
    }

    public SettlementPeriod periodOf(LocalDate day) {
        return SettlementPeriod.containing(periodLength, day);
    }

    /**
     * Joins the terms with the series and calendars they name.
     *
     * @return the resolved agreement, or every series and calendar that is not known yet
     */
    public Resolution resolve(ReferenceData reference) {
        List<Missing> missing = new ArrayList<>();
        List<ResolvedRule> prices = new ArrayList<>();
        for (ProductTerms each : products) {
            each.referencePrice().resolve(reference, currency, unit, missing).ifPresent(prices::add);
            each.escalation().flatMap(Escalation::index).ifPresent(index -> checkIndex(index, reference, missing));
        }
        return missing.isEmpty() ? new Resolution.Resolved(new ResolvedAgreement(this, prices)) : new Resolution.Unresolved(missing);
    }

    private static void checkIndex(Escalation.Index index, ReferenceData reference, List<Missing> missing) {
        if (!reference.indexSeries().containsKey(index.series())) {
            missing.add(new Missing(Missing.Rule.SERIES_MUST_BE_REGISTERED, "index series " + index.series() + " is not registered",
                    "register series " + index.series()));
        }
    }
}
