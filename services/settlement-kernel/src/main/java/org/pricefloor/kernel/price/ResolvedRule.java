package org.pricefloor.kernel.price;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.pricefloor.kernel.calendar.PricingCalendar;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.money.Arithmetic;
import org.pricefloor.kernel.money.Rounding;
import org.pricefloor.kernel.money.UnitPrice;
import org.pricefloor.kernel.price.Determination.Observation;
import org.pricefloor.kernel.price.Missing.Rule;
import org.pricefloor.kernel.price.ReferencePriceRule.ConversionOrder;
import org.pricefloor.kernel.trace.TraceStep;
import org.pricefloor.kernel.trace.TraceStep.Input;

/**
 * A reference price rule together with the series and calendars it names: all that is needed beside the published figures.
 *
 * <pre>
 *   exVat_d     = assessment_d / (1 + vat)                          [series currency / series unit]
 *   converted_d = exVat_d / fx_d / (series units per agreed unit)   [USD/kg]
 *   reference   = round(mean of converted_d over the pricing days)
 * </pre>
 *
 * <p>A pricing day without an assessment takes the last published one, at most {@code maxStaleDays} pricing days old, and says
 * so; never a later one, which would use the future. The rate of tax is that of the day of the assessment, the exchange rate
 * that of the pricing day or the last fix before it. Under average-then-convert the two means are formed first and divided.
 */
public final class ResolvedRule {

    private static final BigDecimal ONE = BigDecimal.ONE;

    /** Every pricing day of a closed period, or those of an open one that can be priced. */
    private static final boolean WHOLE = true;
    private static final boolean TO_DATE = false;

    private final ReferencePriceRule rule;
    private final String id;
    private final String text;
    private final PriceSeries series;
    private final PricingCalendar calendar;
    private final Optional<FxSeries> fxSeries;
    private final Optional<PricingCalendar> fxCalendar;
    /** How many agreed units make one unit of the series: 1000 kg a tonne. */
    private final BigDecimal units;

    /** @param fxCalendar the days on which a fix is expected: it only flags, it never moves a price */
    public ResolvedRule(ReferencePriceRule rule, PriceSeries series, PricingCalendar calendar, Optional<FxSeries> fxSeries,
                        Optional<PricingCalendar> fxCalendar) {
        this.rule = rule;
        this.id = rule.id();
        this.text = rule.text();
        this.series = series;
        this.calendar = calendar;
        this.fxSeries = fxSeries;
        this.fxCalendar = fxCalendar;
        this.units = series.per().in(rule.unit());
    }

    public ReferencePriceRule rule() {
        return rule;
    }

    public String id() {
        return id;
    }

    public PricingCalendar calendar() {
        return calendar;
    }

    /**
     * The reference price of a closed period, over all its pricing days.
     *
     * @param assessments of the rule's price series, from the start of the period less what may be carried on
     * @param fixes       of the rule's FX series; {@link Publications#NONE} without one
     */
    public DeterminationOutcome determine(SettlementPeriod period, Publications assessments, Publications fixes) {
        return determine(period, period.to(), WHOLE, assessments, fixes);
    }

    /**
     * The reference price to date of an open period: over those pricing days up to the newest assessed one that have a price and
     * a fix; the others are left out and counted in a flag. It reads no clock, so the same facts give the same price on any day
     * and in any order of arrival; completeness and a minimum of observations are asked of closed periods only.
     */
    public DeterminationOutcome determineToDate(SettlementPeriod period, Publications assessments, Publications fixes) {
        Optional<LocalDate> newest = newestPricingDay(period, assessments);
        if (newest.isEmpty()) {
            return new DeterminationOutcome.Undetermined(List.of(new Missing(Rule.PERIOD_MUST_HAVE_AN_ASSESSMENT,
                    "series " + rule.series() + " has no assessment in " + period.label() + " yet",
                    "publish an assessment of " + rule.series() + " for a pricing day of the period")));
        }
        return determine(period, newest.get(), TO_DATE, assessments, fixes);
    }

    /** The newest assessed day of the period that is a pricing day, as far as the calendar knows it. */
    private Optional<LocalDate> newestPricingDay(SettlementPeriod period, Publications assessments) {
        Optional<LocalDate> newest = assessments.lastDayWithin(period.from(), period.to());
        while (newest.isPresent() && calendar.covers(newest.get()) && !calendar.isPricingDay(newest.get())) {
            newest = assessments.lastDayWithin(period.from(), newest.get().minusDays(1));
        }
        return newest;
    }

    private DeterminationOutcome determine(SettlementPeriod period, LocalDate last, boolean whole, Publications assessments,
                                           Publications fixes) {
        if (!calendar.covers(period.from()) || !calendar.covers(last)) {
            return undetermined(Rule.CALENDAR_MUST_COVER_THE_PERIOD,
                    "calendar " + calendar.id() + " knows " + calendar.from() + ".." + calendar.to() + ", not all of " + period.label(),
                    "publish a version of calendar " + calendar.id() + " that covers " + period.from() + ".." + last);
        }
        List<LocalDate> days = calendar.pricingDays(period.from(), last);
        if (days.isEmpty()) {
            return undetermined(Rule.PERIOD_MUST_HAVE_AN_ASSESSMENT,
                    "calendar " + calendar.id() + " has no pricing day in " + period.label(),
                    "publish a corrected version of calendar " + calendar.id() + ", or amend the agreement's series");
        }
        List<Observation> observations = new ArrayList<>(days.size());
        List<LocalDate> unpriced = new ArrayList<>();
        List<LocalDate> unfixed = new ArrayList<>();
        int published = 0;
        int publishedUnfixed = 0;
        int previousFix = 0;
        int expectedFixAbsent = 0;
        for (LocalDate day : days) {
            PublishedFigure price = assessmentFor(day, assessments).orElse(null);
            if (price == null) {
                unpriced.add(day);
                continue;
            }
            if (price.date().equals(day)) {
                published++;
            }
            PublishedFigure fix = null;
            if (rule.fx().isPresent()) {
                fix = fixFor(day, fixes).orElse(null);
                if (fix == null) {
                    unfixed.add(day);
                    publishedUnfixed += price.date().equals(day) ? 1 : 0;
                    continue;
                }
                if (fix.date().isBefore(day)) {
                    previousFix++;
                    if (fxCalendar.filter(dates -> dates.covers(day)).map(dates -> dates.isPricingDay(day)).orElse(false)) {
                        expectedFixAbsent++;
                    }
                }
            }
            observations.add(new Observation(day, price, fix,
                    rule.order() == ConversionOrder.CONVERT_THEN_AVERAGE ? converted(price, fix) : null));
        }
        List<Missing> missing = new ArrayList<>();
        if (!unpriced.isEmpty()) {
            missing.add(new Missing(Rule.PRICING_DAY_MUST_HAVE_AN_ASSESSMENT,
                    "series " + rule.series() + " has no assessment for " + summary(unpriced) + " of " + days.size() + " pricing days"
                            + rule.maxStaleDays().map(most -> ", nor a last published one at most " + most + " pricing days old").orElse(""),
                    "publish the assessments of " + rule.series() + " for these days"));
        }
        int minimumObservations = rule.minimumObservations();
        if (whole && published < minimumObservations) {
            missing.add(new Missing(Rule.MINIMUM_OBSERVATIONS,
                    "series " + rule.series() + " has " + published + " published days in " + period.label() + ", the agreement asks for "
                            + minimumObservations,
                    "publish at least " + (minimumObservations - published) + " more assessments of " + rule.series() + " in the period"));
        }
        if (!unfixed.isEmpty()) {
            missing.add(new Missing(Rule.FX_FIX_MUST_BE_RECENT,
                    "series " + rule.fx().orElseThrow().series() + " has no fix at most " + rule.fx().orElseThrow().maxAgeDays()
                            + " days old for " + summary(unfixed) + " of " + days.size() + " pricing days",
                    "publish the fixes of " + rule.fx().orElseThrow().series() + " for these days"));
        }
        if (observations.isEmpty() || whole && !missing.isEmpty()) {
            return new DeterminationOutcome.Undetermined(missing);
        }
        return new DeterminationOutcome.Determined(determined(period, observations, published - publishedUnfixed, previousFix,
                expectedFixAbsent, days.size() - observations.size()));
    }

    private Determination determined(SettlementPeriod period, List<Observation> observations, int published, int previousFix,
                                     int expectedFixAbsent, int leftOut) {
        List<TraceStep> trace = new ArrayList<>();
        String unit = rule.currency().getCurrencyCode() + "/" + rule.unit().symbol();
        BigDecimal mean = rule.order() == ConversionOrder.CONVERT_THEN_AVERAGE
                ? convertedMean(observations, unit, trace)
                : convertOfMeans(observations, unit, trace);
        BigDecimal value = rule.rounding().apply(mean);
        trace.add(new TraceStep("reference price", "round(mean)", List.of(Input.term("mean", mean, unit)), value, unit, rule.rounding()));

        Set<String> facts = new LinkedHashSet<>();
        for (Observation seen : observations) {
            facts.add(seen.price().fact());
            if (seen.fx() != null) {
                facts.add(seen.fx().fact());
            }
        }
        // What shaped the result without being a figure of it: units and tax basis, days, and the days that a flag speaks of.
        facts.add(series.fact());
        facts.add(calendar.fact());
        fxSeries.ifPresent(fx -> facts.add(fx.fact()));
        fxCalendar.ifPresent(dates -> facts.add(dates.fact()));
        List<String> flags = new ArrayList<>();
        int days = observations.size();
        if (published < days) {
            flags.add("STALE_PRICE " + (days - published) + " of " + days + " pricing days used the last published price");
        }
        if (leftOut > 0) {
            flags.add("UNPRICED_DAYS " + leftOut + " pricing days to date have no price or fix to use and are left out");
        }
        if (previousFix > 0) {
            flags.add("PREVIOUS_FX_FIX " + previousFix + " of " + days + " pricing days used the previous fix");
        }
        if (expectedFixAbsent > 0) {
            flags.add("EXPECTED_FX_FIX_ABSENT " + expectedFixAbsent + " of these on days on which a fix was expected");
        }
        if (calendar.assumed()) {
            flags.add("ASSUMED_CALENDAR " + calendar.id() + " was inferred, not read from its publisher");
        }
        List<String> factList = List.copyOf(facts);
        LocalDate through = observations.get(days - 1).pricingDate();
        return new Determination(id, text, rule.series(), period, through, new UnitPrice(value, rule.currency(), rule.unit()),
                List.copyOf(observations), factList, Digest.ofFacts(factList), List.copyOf(flags), List.copyOf(trace));
    }

    private BigDecimal convertedMean(List<Observation> observations, String unit, List<TraceStep> trace) {
        BigDecimal sum = BigDecimal.ZERO;
        Observation before = null;
        for (Observation seen : observations) {
            // A step for each distinct conversion; the days that carry it on are in the observations.
            if (before == null || !seen.price().equals(before.price()) || !Objects.equals(seen.fx(), before.fx())) {
                trace.add(conversionStep(seen, unit));
            }
            before = seen;
            sum = sum.add(seen.converted(), Arithmetic.CONTEXT);
        }
        BigDecimal mean = sum;
        if (observations.size() > 1) {
            BigDecimal count = BigDecimal.valueOf(observations.size());
            mean = sum.divide(count, Arithmetic.CONTEXT);
            trace.add(new TraceStep("mean", "sum of converted prices / pricing days",
                    List.of(Input.term("sum of converted prices", sum, unit), Input.term("pricing days", count, "days")),
                    mean, unit, Rounding.NONE));
        }
        return mean;
    }

    private BigDecimal convertOfMeans(List<Observation> observations, String unit, List<TraceStep> trace) {
        String quoted = series.currency().getCurrencyCode() + "/" + series.per().symbol();
        BigDecimal price = Arithmetic.mean(observations.stream().map(seen -> withoutVat(seen.price())).toList());
        trace.add(new TraceStep("mean price without VAT", "sum of (price / (1 + vat)) / pricing days",
                List.of(Input.term("pricing days", BigDecimal.valueOf(observations.size()), "days")), price, quoted, Rounding.NONE));
        BigDecimal fx = rule.fx().isEmpty() ? ONE : Arithmetic.mean(observations.stream().map(seen -> seen.fx().value()).toList());
        BigDecimal mean = price.divide(fx, Arithmetic.CONTEXT).divide(units, Arithmetic.CONTEXT);
        trace.add(new TraceStep("mean", "mean price / mean fx / units",
                List.of(Input.term("mean price", price, quoted), Input.term("mean fx", fx, fxUnit()), Input.term("units", units, unitsUnit())),
                mean, unit, Rounding.NONE));
        return mean;
    }

    private TraceStep conversionStep(Observation seen, String unit) {
        BigDecimal vat = vatOn(seen.price().date());
        boolean plain = vat.signum() == 0 && seen.fx() == null && units.compareTo(ONE) == 0;
        List<Input> inputs = new ArrayList<>();
        inputs.add(new Input("price", seen.price().value(), series.currency().getCurrencyCode() + "/" + series.per().symbol(),
                seen.price().fact()));
        StringBuilder formula = new StringBuilder("price");
        if (vat.signum() != 0) {
            formula.append(" / (1 + vat)");
            inputs.add(Input.term("vat", vat, "1"));
        }
        if (seen.fx() != null) {
            formula.append(" / fx");
            inputs.add(new Input("fx", seen.fx().value(), fxUnit(), seen.fx().fact()));
        }
        if (units.compareTo(ONE) != 0) {
            formula.append(" / units");
            inputs.add(Input.term("units", units, unitsUnit()));
        }
        return new TraceStep(plain ? "price of " + seen.pricingDate() : "converted price of " + seen.pricingDate(),
                formula.toString(), inputs, seen.converted(), unit, Rounding.NONE);
    }

    private String fxUnit() {
        return fxSeries.map(fx -> fx.quoted().getCurrencyCode() + "/" + fx.base().getCurrencyCode()).orElse("1");
    }

    private String unitsUnit() {
        return rule.unit().symbol() + "/" + series.per().symbol();
    }

    private BigDecimal converted(PublishedFigure price, PublishedFigure fix) {
        BigDecimal value = withoutVat(price);
        if (fix != null) {
            value = value.divide(fix.value(), Arithmetic.CONTEXT);
        }
        return units.compareTo(ONE) == 0 ? value : value.divide(units, Arithmetic.CONTEXT);
    }

    private BigDecimal withoutVat(PublishedFigure price) {
        BigDecimal vat = vatOn(price.date());
        return vat.signum() == 0 ? price.value() : price.value().divide(ONE.add(vat), Arithmetic.CONTEXT);
    }

    private BigDecimal vatOn(LocalDate day) {
        return rule.vat().at(day).orElse(BigDecimal.ZERO);
    }

    private Optional<PublishedFigure> assessmentFor(LocalDate day, Publications assessments) {
        return rule.maxStaleDays().isEmpty()
                ? assessments.on(day)
                : assessments.onOrBefore(day).filter(last -> last.date().equals(day)
                        || calendar.pricingDaysBetween(last.date(), day) <= rule.maxStaleDays().get());
    }

    private Optional<PublishedFigure> fixFor(LocalDate day, Publications fixes) {
        int maxAgeDays = rule.fx().orElseThrow().maxAgeDays();
        return fixes.onOrBefore(day).filter(fix -> ChronoUnit.DAYS.between(fix.date(), day) <= maxAgeDays);
    }

    private static DeterminationOutcome undetermined(Rule rule, String what, String fix) {
        return new DeterminationOutcome.Undetermined(List.of(new Missing(rule, what, fix)));
    }

    private static String summary(List<LocalDate> days) {
        return days.size() == 1 ? "1 (" + days.get(0) + ")"
                : days.size() + " (first " + days.get(0) + ", last " + days.get(days.size() - 1) + ")";
    }
}
