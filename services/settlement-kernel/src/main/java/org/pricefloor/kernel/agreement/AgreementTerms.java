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
import org.pricefloor.kernel.calendar.PricingCalendar;
import org.pricefloor.kernel.calendar.Schedule;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.money.QuantityUnit;
import org.pricefloor.kernel.money.Rounding;
import org.pricefloor.kernel.price.FxSeries;
import org.pricefloor.kernel.price.Missing;
import org.pricefloor.kernel.price.Missing.Rule;
import org.pricefloor.kernel.price.PriceSeries;
import org.pricefloor.kernel.price.ReferencePriceRule;
import org.pricefloor.kernel.price.ResolvedRule;

/**
 * One version of an agreement: what was signed.
 *
 * @param fact           id of the fact that registered this version
 * @param governsFrom    first day that this version governs, the first of a period; of the first version the first day of the term
 * @param governsTo      last day that it governs; absent: to the end of the term
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
        LocalDate governsFrom,
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
        this(agreement, version, fact, effectiveFrom, Optional.empty(), producer, office, product, currency, unit, zone, effectiveFrom,
                effectiveTo, periodLength, closeLagDays, instrument,
                List.of(new ProductTerms(product, floor, Optional.empty(), upside, referencePrice)), quantity, AnnualCaps.NONE,
                Optional.empty(), Optional.empty(), NegativePriceRule.NONE, List.of(), amountRounding, RunCalendar.NONE, Optional.empty());
    }

    /** Whether this version, once it is known, governs the period that begins on that day (the newest such version does). */
    public boolean governs(LocalDate periodFrom) {
        return !periodFrom.isBefore(governsFrom) && governsTo.map(last -> !periodFrom.isAfter(last)).orElse(true);
    }

    /** Whether a period's result depends on the periods before it in its calendar year. */
    public boolean isAnnual() {
        return !caps.isNone() || takeOrPay.isPresent() || marginGuarantee.isPresent();
    }

    /** Series and calendars apart, every price and exchange rate series that the terms read, index series included. */
    public SortedSet<String> seriesRead() {
        SortedSet<String> series = new TreeSet<>();
        for (ProductTerms each : products) {
            series.add(each.referencePrice().series());
            each.referencePrice().fx().ifPresent(fx -> series.add(fx.series()));
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
        List<ResolvedRule> rules = new ArrayList<>();
        for (ProductTerms each : products) {
            resolve(each.referencePrice(), reference, missing).ifPresent(rules::add);
        }
        return missing.isEmpty() ? new Resolution.Resolved(new ResolvedAgreement(this, rules)) : new Resolution.Unresolved(missing);
    }

    private Optional<ResolvedRule> resolve(ReferencePriceRule rule, ReferenceData reference, List<Missing> missing) {
        int before = missing.size();
        PriceSeries series = reference.priceSeries().get(rule.series());
        PricingCalendar calendar = null;
        if (series == null) {
            missing.add(unregistered("price series", rule.series()));
        } else {
            calendar = calendar(reference, series.calendar(), missing);
            checkSeries(rule, series, missing);
        }
        Optional<FxSeries> fxSeries = Optional.empty();
        Optional<PricingCalendar> fxCalendar = Optional.empty();
        if (rule.fx().isPresent()) {
            FxSeries fx = reference.fxSeries().get(rule.fx().get().series());
            if (fx == null) {
                missing.add(unregistered("FX series", rule.fx().get().series()));
            } else {
                fxSeries = Optional.of(fx);
                fxCalendar = Optional.ofNullable(calendar(reference, fx.calendar(), missing));
                checkFx(fx, series, missing);
            }
        }
        return missing.size() == before ? Optional.of(new ResolvedRule(rule, series, calendar, fxSeries, fxCalendar)) : Optional.empty();
    }

    private void checkSeries(ReferencePriceRule referencePrice, PriceSeries series, List<Missing> missing) {
        if (!series.per().isConvertibleTo(unit)) {
            missing.add(mismatch("series " + series.id() + " is per " + series.per() + ", the agreement settles in " + unit));
        }
        if (referencePrice.fx().isEmpty() && !series.currency().equals(currency)) {
            missing.add(mismatch("series " + series.id() + " is in " + series.currency() + ", the agreement in " + currency
                    + ", and no FX series is named"));
        }
        if (series.includesVat() && referencePrice.vat().isEmpty()) {
            missing.add(mismatch("series " + series.id() + " contains VAT and the agreement names no rate"));
        }
        if (!series.includesVat() && !referencePrice.vat().isEmpty()) {
            missing.add(mismatch("series " + series.id() + " contains no VAT and the agreement takes one off"));
        }
    }

    private void checkFx(FxSeries fx, PriceSeries series, List<Missing> missing) {
        if (series != null && !(fx.quoted().equals(series.currency()) && fx.base().equals(currency))) {
            missing.add(mismatch("FX series " + fx.id() + " is " + fx.quoted() + " per " + fx.base() + ", needed is "
                    + series.currency() + " per " + currency));
        }
    }

    private static PricingCalendar calendar(ReferenceData reference, String id, List<Missing> missing) {
        PricingCalendar calendar = reference.calendars().get(id);
        if (calendar == null) {
            missing.add(new Missing(Rule.CALENDAR_MUST_BE_PUBLISHED, "calendar " + id + " is not known", "publish calendar " + id));
        }
        return calendar;
    }

    private static Missing unregistered(String kind, String id) {
        return new Missing(Rule.SERIES_MUST_BE_REGISTERED, kind + " " + id + " is not registered", "register series " + id);
    }

    private static Missing mismatch(String what) {
        return new Missing(Rule.SERIES_MUST_MATCH_THE_RULE, what, "register a matching series, or amend the agreement's reference price");
    }
}
