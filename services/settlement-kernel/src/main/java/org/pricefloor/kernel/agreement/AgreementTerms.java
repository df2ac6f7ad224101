package org.pricefloor.kernel.agreement;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
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
 * @param zone           the zone in which the agreement's days begin and end (rule 3)
 * @param effectiveFrom  first day, the first of a period
 * @param effectiveTo    last day, included, the last of a period
 * @param closeLagDays   days between a period's end and its close
 * @param floor          floor or strike price, in {@code currency} per {@code unit}, by the day from which it counts
 * @param amountRounding of line amounts and shares
 */
public record AgreementTerms(
        String agreement,
        int version,
        String fact,
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
        Schedule<BigDecimal> floor,
        Optional<UpsideShare> upside,
        ReferencePriceRule referencePrice,
        QuantityTerms quantity,
        Rounding amountRounding) {

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
        PriceSeries series = reference.priceSeries().get(referencePrice.series());
        PricingCalendar calendar = null;
        if (series == null) {
            missing.add(unregistered("price series", referencePrice.series()));
        } else {
            calendar = calendar(reference, series.calendar(), missing);
            checkSeries(series, missing);
        }
        Optional<FxSeries> fxSeries = Optional.empty();
        Optional<PricingCalendar> fxCalendar = Optional.empty();
        if (referencePrice.fx().isPresent()) {
            FxSeries fx = reference.fxSeries().get(referencePrice.fx().get().series());
            if (fx == null) {
                missing.add(unregistered("FX series", referencePrice.fx().get().series()));
            } else {
                fxSeries = Optional.of(fx);
                fxCalendar = Optional.ofNullable(calendar(reference, fx.calendar(), missing));
                checkFx(fx, series, missing);
            }
        }
        return missing.isEmpty()
                ? new Resolution.Resolved(new ResolvedAgreement(this,
                        new ResolvedRule(referencePrice, series, calendar, fxSeries, fxCalendar)))
                : new Resolution.Unresolved(missing);
    }

    private void checkSeries(PriceSeries series, List<Missing> missing) {
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
