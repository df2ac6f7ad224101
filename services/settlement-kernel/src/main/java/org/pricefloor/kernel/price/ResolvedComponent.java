package org.pricefloor.kernel.price;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.pricefloor.kernel.calendar.PricingCalendar;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.money.Arithmetic;
import org.pricefloor.kernel.money.Rounding;
import org.pricefloor.kernel.price.Determination.Observation;
import org.pricefloor.kernel.price.ReferencePriceRule.Averaging;
import org.pricefloor.kernel.price.ReferencePriceRule.Component;
import org.pricefloor.kernel.price.ReferencePriceRule.ConversionOrder;
import org.pricefloor.kernel.price.ReferencePriceRule.Fallback;
import org.pricefloor.kernel.trace.TraceStep;
import org.pricefloor.kernel.trace.TraceStep.Input;

/**
 * A component of the basket together with its sources: prices the pricing days and forms their mean.
 *
 * <p>A day goes down the ladder until a rung has a figure for it. That rung decides: what its figure lacks (a fix, a volume) is
 * missing, and no lower rung stands in for it.
 */
final class ResolvedComponent {

    private static final BigDecimal ONE = BigDecimal.ONE;

    /** A rung with the source it takes its figures from. */
    private record Step(Rung rung, ResolvedSource source, int maxStaleDays) {
    }

    /**
     * The figure that prices a day.
     *
     * @param number of the step on the ladder
     */
    private record Choice(int number, Step step, PublishedFigure figure) {

        boolean isOf(LocalDate day) {
            return figure.date().equals(day);
        }
    }

    /**
     * The pricing days of a period.
     *
     * @param figures      facts of the figures that had a say, in the order of use
     * @param through      the last pricing day looked at; null where there was none
     * @param flags        what a reader must know
     * @param missing      what a closed period lacks
     */
    record Priced(List<Observation> observations, List<String> figures, LocalDate through, List<String> flags, List<Missing> missing) {

        static Priced lacking(Missing.Rule rule, String what, String fix) {
            return new Priced(List.of(), List.of(), null, List.of(), List.of(new Missing(rule, what, fix)));
        }
    }

    private final ReferencePriceRule rule;
    private final Component terms;
    private final ResolvedSource primary;
    private final PricingCalendar calendar;
    private final List<Step> ladder = new ArrayList<>();
    private final Map<String, ResolvedSource> sources = new LinkedHashMap<>();
    private final boolean isOfOneSeries;
    private final boolean weighted;

    /** @param sources in the order of {@link Component#sources()} */
    ResolvedComponent(ReferencePriceRule rule, Component terms, List<ResolvedSource> sources) {
        this.rule = rule;
        this.terms = terms;
        this.primary = sources.get(0);
        this.calendar = primary.calendar();
        this.isOfOneSeries = rule.isOfOneSeries();
        this.weighted = rule.averaging() == Averaging.VOLUME_WEIGHTED;
        sources.forEach(source -> this.sources.put(source.id(), source));
        ladder.add(new Step(Rung.PRIMARY, primary, 0));
        int next = 1;
        for (Fallback fallback : terms.fallback()) {
            ladder.add(new Step(fallback.rung(), fallback.source().isPresent() ? sources.get(next++) : primary, fallback.maxStaleDays()));
        }
    }

    BigDecimal weight() {
        return terms.weight();
    }

    String series() {
        return primary.id();
    }

    PricingCalendar calendar() {
        return calendar;
    }

    Iterable<ResolvedSource> sources() {
        return sources.values();
    }

    // ---- what has to be read, and what a figure can reach

    void earliestNeeded(SettlementPeriod period, Map<String, LocalDate> earliest) {
        for (Step step : ladder) {
            earliest.merge(step.source().id(), step.rung() == Rung.LAST_PUBLISHED
                    ? calendar.earliestCarriedTo(period.from(), step.maxStaleDays()) : period.from(), ResolvedComponent::earlier);
            step.source().terms().fx().ifPresent(fx ->
                    earliest.merge(fx.series(), period.from().minusDays(fx.maxAgeDays()), ResolvedComponent::earlier));
        }
    }

    LocalDate lastDayReached(String series, LocalDate day) {
        LocalDate last = day;
        for (Step step : ladder) {
            if (step.rung() == Rung.LAST_PUBLISHED && step.source().id().equals(series)) {
                last = later(last, calendar.latestCarriedFrom(day, step.maxStaleDays()));
            }
            if (step.source().isConverted() && step.source().terms().fx().orElseThrow().series().equals(series)) {
                last = later(last, day.plusDays(step.source().terms().fx().orElseThrow().maxAgeDays()));
            }
        }
        return last;
    }

    private static LocalDate earlier(LocalDate a, LocalDate b) {
        return a.isBefore(b) ? a : b;
    }

    private static LocalDate later(LocalDate a, LocalDate b) {
        return a.isAfter(b) ? a : b;
    }

    /** The newest pricing day of the period for which a rung other than the last published one has a figure of its own. */
    Optional<LocalDate> newestDay(SettlementPeriod period, Function<String, Publications> published) {
        Optional<LocalDate> newest = Optional.empty();
        for (Step step : ladder) {
            if (step.rung() == Rung.LAST_PUBLISHED) {
                continue;
            }
            boolean ofThePeriod = step.rung() == Rung.AGREED || step.rung() == Rung.EXPERT;
            Optional<LocalDate> own = newestDay(period, published.apply(step.source().id()), ofThePeriod);
            if (own.isPresent() && (newest.isEmpty() || own.get().isAfter(newest.get()))) {
                newest = own;
            }
        }
        return newest;
    }

    /** @param ofThePeriod a figure of a day that is no pricing day counts from the next one on */
    private Optional<LocalDate> newestDay(SettlementPeriod period, Publications known, boolean ofThePeriod) {
        Optional<LocalDate> newest = known.lastDayWithin(period.from(), period.to());
        while (newest.isPresent()) {
            LocalDate day = newest.get();
            while (ofThePeriod && isClosed(day) && day.isBefore(period.to())) {
                day = day.plusDays(1);
            }
            if (!isClosed(day)) {
                return Optional.of(day);
            }
            newest = known.lastDayWithin(period.from(), newest.get().minusDays(1));
        }
        return newest;
    }

    // What the calendar does not know is left to the question whether it covers the period.
    private boolean isClosed(LocalDate day) {
        return calendar.covers(day) && !calendar.isPricingDay(day);
    }

    // ---- the days

    Priced price(SettlementPeriod period, LocalDate last, boolean whole, Function<String, Publications> published) {
        if (!calendar.covers(period.from()) || !calendar.covers(last)) {
            return Priced.lacking(Missing.Rule.CALENDAR_MUST_COVER_THE_PERIOD,
                    "calendar " + calendar.id() + " knows " + calendar.from() + ".." + calendar.to() + ", not all of " + period.label(),
                    "publish a version of calendar " + calendar.id() + " that covers " + period.from() + ".." + last);
        }
        List<LocalDate> days = calendar.pricingDays(period.from(), last);
        if (days.isEmpty()) {
            return whole || isOfOneSeries
                    ? Priced.lacking(Missing.Rule.PERIOD_MUST_HAVE_AN_ASSESSMENT,
                            "calendar " + calendar.id() + " has no pricing day in " + period.label(),
                            "publish a corrected version of calendar " + calendar.id() + ", or amend the agreement's series")
                    : noAssessmentYet(period);
        }
        return new Days(period, days, published).priced(whole);
    }

    Priced noAssessmentYet(SettlementPeriod period) {
        return Priced.lacking(Missing.Rule.PERIOD_MUST_HAVE_AN_ASSESSMENT,
                "series " + series() + " has no assessment in " + period.label() + " yet",
                "publish an assessment of " + series() + " for a pricing day of the period");
    }

    /** The pricing days of one period, each taken down the ladder. */
    private final class Days {

        private final SettlementPeriod period;
        private final List<LocalDate> days;
        private final List<Publications> prices = new ArrayList<>(ladder.size());
        private final List<Publications> fixes = new ArrayList<>(ladder.size());

        private final List<Observation> observations;
        private final List<String> figures;
        private final List<LocalDate> unpriced = new ArrayList<>();
        private final List<LocalDate> withoutVolume = new ArrayList<>();
        private final Map<String, List<LocalDate>> unfixed = new LinkedHashMap<>();
        private final Map<Rung, Integer> used = new EnumMap<>(Rung.class);
        private int publishedByPrimary;
        private int carriedWithoutVolume;
        private int previousFix;
        private int expectedFixAbsent;

        Days(SettlementPeriod period, List<LocalDate> days, Function<String, Publications> published) {
            this.period = period;
            this.days = days;
            this.observations = new ArrayList<>(days.size());
            this.figures = new ArrayList<>(2 * days.size());
            for (Step step : ladder) {
                prices.add(published.apply(step.source().id()));
                fixes.add(step.source().terms().fx().map(fx -> published.apply(fx.series())).orElse(Publications.NONE));
            }
        }

        Priced priced(boolean whole) {
            days.forEach(this::take);
            List<Missing> missing = missing(whole);
            LocalDate through = isOfOneSeries && !observations.isEmpty()
                    ? observations.get(observations.size() - 1).pricingDate() : days.get(days.size() - 1);
            return new Priced(List.copyOf(observations), figures, through, flags(through), missing);
        }

        private void take(LocalDate day) {
            Choice choice = choice(day);
            if (choice == null) {
                unpriced.add(day);
                return;
            }
            Step step = choice.step();
            PublishedFigure price = choice.figure();
            if (step.rung() == Rung.PRIMARY) {
                publishedByPrimary++;
            }
            // A figure that could not be used kept a lower rung from being asked: the result does not follow without it.
            if (!isOfOneSeries) {
                figures.add(price.fact());
            }
            if (weighted && !choice.isOf(day)) {
                carriedWithoutVolume++;
                return;
            }
            if (weighted && price.volume() == null) {
                withoutVolume.add(day);
                return;
            }
            PublishedFigure fix = null;
            if (step.source().isConverted()) {
                fix = step.source().fixFor(day, fixes.get(choice.number())).orElse(null);
                if (fix == null) {
                    unfixed.computeIfAbsent(step.source().id(), none -> new ArrayList<>()).add(day);
                    return;
                }
                if (fix.date().isBefore(day)) {
                    previousFix++;
                    expectedFixAbsent += step.source().isFixExpectedOn(day) ? 1 : 0;
                }
            }
            if (isOfOneSeries) {
                figures.add(price.fact());
            }
            if (fix != null) {
                figures.add(fix.fact());
            }
            used.merge(step.rung(), 1, Integer::sum);
            observations.add(new Observation(day, price, fix,
                    terms.order() == ConversionOrder.CONVERT_THEN_AVERAGE ? step.source().converted(price, fix) : null,
                    step.source().id(), step.rung(), weighted ? volume(step.source(), price) : null));
        }

        private Choice choice(LocalDate day) {
            for (int i = 0; i < ladder.size(); i++) {
                Step step = ladder.get(i);
                Publications known = prices.get(i);
                Optional<PublishedFigure> found = switch (step.rung()) {
                    case PRIMARY, SECONDARY -> known.on(day);
                    case LAST_PUBLISHED -> known.onOrBefore(day)
                            .filter(last -> calendar.pricingDaysBetween(last.date(), day) <= step.maxStaleDays());
                    case AGREED, EXPERT -> known.onOrBefore(day).filter(last -> !last.date().isBefore(period.from()));
                };
                if (found.isPresent()) {
                    return new Choice(i, step, found.get());
                }
            }
            return null;
        }

        private List<Missing> missing(boolean whole) {
            List<Missing> missing = new ArrayList<>();
            if (!unpriced.isEmpty()) {
                missing.add(new Missing(Missing.Rule.PRICING_DAY_MUST_HAVE_AN_ASSESSMENT,
                        "series " + series() + " has no assessment for " + summary(unpriced) + " of " + days.size() + " pricing days" + rungsText(),
                        "publish the assessments of " + series() + " for these days"));
            }
            if (!withoutVolume.isEmpty()) {
                missing.add(new Missing(Missing.Rule.ASSESSMENT_MUST_CARRY_ITS_VOLUME,
                        "the assessments for " + summary(withoutVolume) + " of " + days.size() + " pricing days of series " + series()
                                + " carry no volume, and the agreement weights them by it",
                        "publish revisions of these assessments with their volumes"));
            }
            if (whole && publishedByPrimary < rule.minimumObservations()) {
                missing.add(new Missing(Missing.Rule.MINIMUM_OBSERVATIONS,
                        "series " + series() + " has " + publishedByPrimary + " published days in " + period.label() + ", the agreement asks for "
                                + rule.minimumObservations(),
                        "publish at least " + (rule.minimumObservations() - publishedByPrimary) + " more assessments of " + series()
                                + " in the period"));
            }
            unfixed.forEach((series, without) -> {
                ReferencePriceRule.Fx fx = sources.get(series).terms().fx().orElseThrow();
                missing.add(new Missing(Missing.Rule.FX_FIX_MUST_BE_RECENT,
                        "series " + fx.series() + " has no fix at most " + fx.maxAgeDays() + " days old for " + summary(without) + " of "
                                + days.size() + " pricing days",
                        "publish the fixes of " + fx.series() + " for these days"));
            });
            if (observations.isEmpty() && missing.isEmpty()) {
                missing.add(new Missing(Missing.Rule.ASSESSMENT_MUST_CARRY_ITS_VOLUME,
                        "series " + series() + " has no published day in " + period.label() + " to weight by its volume",
                        "publish at least one assessment of " + series() + " with its volume in the period"));
            }
            return missing;
        }

        private String rungsText() {
            if (ladder.size() == 1) {
                return "";
            }
            if (isOfOneSeries) {
                return ", nor a last published one at most " + ladder.get(1).maxStaleDays() + " pricing days old";
            }
            return ladder.stream().skip(1).map(step -> step.rung() == Rung.LAST_PUBLISHED
                            ? "a last published one at most " + step.maxStaleDays() + " pricing days old"
                            : step.rung().term() + " series " + step.source().id())
                    .collect(Collectors.joining(", nor ", ", nor ", ""));
        }

        /** @param through days after it had no say: of one series alone, their figures are not named either */
        private List<String> flags(LocalDate through) {
            List<String> flags = new ArrayList<>();
            int observed = observations.size();
            String of = rule.components().size() == 1 ? "" : " of " + series();
            String all = " of " + observed + " pricing days" + of + " used ";
            used.forEach((rung, count) -> {
                switch (rung) {
                    case PRIMARY -> { }
                    case SECONDARY -> flags.add("SECONDARY_PRICE " + count + all + "a secondary series");
                    case LAST_PUBLISHED -> flags.add("STALE_PRICE " + count + all + "the last published price");
                    case AGREED -> flags.add("AGREED_PRICE " + count + all + "the price that the parties agreed");
                    case EXPERT -> flags.add("EXPERT_PRICE " + count + all + "the price that the expert determined");
                }
            });
            int leftOut = (int) days.stream().filter(day -> !day.isAfter(through)).count() - observed - carriedWithoutVolume;
            if (carriedWithoutVolume > 0) {
                flags.add("UNWEIGHTED_DAYS " + carriedWithoutVolume + " pricing days" + of
                        + " have a carried price without a volume of their own and are left out");
            }
            if (leftOut > 0) {
                flags.add("UNPRICED_DAYS " + leftOut + " pricing days" + of + " to date have no price or fix to use and are left out");
            }
            if (previousFix > 0) {
                flags.add("PREVIOUS_FX_FIX " + previousFix + all + "the previous fix");
            }
            if (expectedFixAbsent > 0) {
                flags.add("EXPECTED_FX_FIX_ABSENT " + expectedFixAbsent + " of these" + of + " on days on which a fix was expected");
            }
            if (calendar.assumed()) {
                flags.add("ASSUMED_CALENDAR " + calendar.id() + " was inferred, not read from its publisher");
            }
            return flags;
        }
    }

    /** The volume in the unit of the primary, so that the days of all sources weigh alike. */
    private BigDecimal volume(ResolvedSource source, PublishedFigure price) {
        return source.series().per() == primary.series().per()
                ? price.volume()
                : price.volume().multiply(source.series().per().in(primary.series().per()), Arithmetic.CONTEXT);
    }

    private static String summary(List<LocalDate> days) {
        return days.size() == 1 ? "1 (" + days.get(0) + ")"
                : days.size() + " (first " + days.get(0) + ", last " + days.get(days.size() - 1) + ")";
    }

    // ---- the mean

    /** The component's name for its mean: {@code mean}, and in a basket {@code mean of} its series. */
    String meanName() {
        return rule.components().size() == 1 ? "mean" : "mean of " + series();
    }

    /** The mean of the observations, not rounded; its steps are added to the trace. */
    BigDecimal mean(List<Observation> observations, String unit, List<TraceStep> trace) {
        return terms.order() == ConversionOrder.CONVERT_THEN_AVERAGE
                ? convertedMean(observations, unit, trace)
                : convertOfMeans(observations, unit, trace);
    }

    private BigDecimal convertedMean(List<Observation> observations, String unit, List<TraceStep> trace) {
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal volumes = BigDecimal.ZERO;
        Observation before = null;
        for (Observation seen : observations) {
            // A step for each distinct conversion; the days that carry it on are in the observations.
            if (before == null || !seen.price().equals(before.price()) || !Objects.equals(seen.fx(), before.fx())) {
                trace.add(conversionStep(seen, unit));
            }
            before = seen;
            sum = sum.add(weighted ? seen.converted().multiply(seen.volume(), Arithmetic.CONTEXT) : seen.converted(), Arithmetic.CONTEXT);
            volumes = weighted ? volumes.add(seen.volume(), Arithmetic.CONTEXT) : volumes;
        }
        if (observations.size() == 1) {
            return before.converted();
        }
        if (weighted) {
            BigDecimal mean = sum.divide(volumes, Arithmetic.CONTEXT);
            String volumeUnit = primary.series().per().symbol();
            trace.add(new TraceStep(meanName(), "sum of converted price x volume / sum of volumes",
                    List.of(Input.term("sum of converted price x volume", sum, unit + " x " + volumeUnit),
                            Input.term("sum of volumes", volumes, volumeUnit)),
                    mean, unit, Rounding.NONE));
            return mean;
        }
        BigDecimal count = BigDecimal.valueOf(observations.size());
        BigDecimal mean = sum.divide(count, Arithmetic.CONTEXT);
        trace.add(new TraceStep(meanName(), "sum of converted prices / pricing days",
                List.of(Input.term("sum of converted prices", sum, unit), Input.term("pricing days", count, "days")),
                mean, unit, Rounding.NONE));
        return mean;
    }

    /** Each source converts its own mean by its own mean rate; their means are then joined by days, or by volumes. */
    private BigDecimal convertOfMeans(List<Observation> observations, String unit, List<TraceStep> trace) {
        Map<String, List<Observation>> bySource = new LinkedHashMap<>();
        observations.forEach(seen -> bySource.computeIfAbsent(seen.series(), none -> new ArrayList<>()).add(seen));
        if (bySource.size() == 1) {
            return convertOfMeans(sources.get(observations.get(0).series()), observations, meanName(), unit, trace);
        }
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal shares = BigDecimal.ZERO;
        List<Input> inputs = new ArrayList<>();
        String share = weighted ? "volumes of " : "days of ";
        for (Map.Entry<String, List<Observation>> each : bySource.entrySet()) {
            BigDecimal mean = convertOfMeans(sources.get(each.getKey()), each.getValue(), "mean by " + each.getKey(), unit, trace);
            BigDecimal part = weighted ? volumes(each.getValue()) : BigDecimal.valueOf(each.getValue().size());
            sum = sum.add(mean.multiply(part, Arithmetic.CONTEXT), Arithmetic.CONTEXT);
            shares = shares.add(part, Arithmetic.CONTEXT);
            inputs.add(Input.term("mean by " + each.getKey(), mean, unit));
            inputs.add(Input.term(share + each.getKey(), part, weighted ? primary.series().per().symbol() : "days"));
        }
        BigDecimal mean = sum.divide(shares, Arithmetic.CONTEXT);
        trace.add(new TraceStep(meanName(), bySource.keySet().stream().map(series -> "mean by " + series + " x " + share + series)
                .collect(Collectors.joining(" + ", "(", ")")) + bySource.keySet().stream().map(series -> share + series)
                .collect(Collectors.joining(" + ", " / (", ")")), inputs, mean, unit, Rounding.NONE));
        return mean;
    }

    private BigDecimal convertOfMeans(ResolvedSource source, List<Observation> observations, String name, String unit, List<TraceStep> trace) {
        String quoted = source.quotedUnit();
        String suffix = name.equals("mean") ? "" : " of " + source.id();
        BigDecimal price;
        if (weighted) {
            BigDecimal sum = observations.stream().map(seen -> source.withoutVat(seen.price()).multiply(seen.volume(), Arithmetic.CONTEXT))
                    .reduce(BigDecimal.ZERO, (a, b) -> a.add(b, Arithmetic.CONTEXT));
            BigDecimal volumes = volumes(observations);
            price = observations.size() == 1 ? source.withoutVat(observations.get(0).price()) : sum.divide(volumes, Arithmetic.CONTEXT);
            String volumeUnit = primary.series().per().symbol();
            trace.add(new TraceStep("mean price without VAT" + suffix, "sum of price / (1 + vat) x volume / sum of volumes",
                    List.of(Input.term("sum of price / (1 + vat) x volume", sum, quoted + " x " + volumeUnit),
                            Input.term("sum of volumes", volumes, volumeUnit)), price, quoted, Rounding.NONE));
        } else {
            price = Arithmetic.mean(observations.stream().map(seen -> source.withoutVat(seen.price())).toList());
            trace.add(new TraceStep("mean price without VAT" + suffix, "sum of (price / (1 + vat)) / pricing days",
                    List.of(Input.term("pricing days", BigDecimal.valueOf(observations.size()), "days")), price, quoted, Rounding.NONE));
        }
        BigDecimal fx = source.isConverted() ? Arithmetic.mean(observations.stream().map(seen -> seen.fx().value()).toList()) : ONE;
        BigDecimal mean = price.divide(fx, Arithmetic.CONTEXT).divide(source.units(), Arithmetic.CONTEXT);
        trace.add(new TraceStep(name, "mean price / mean fx / units",
                List.of(Input.term("mean price", price, quoted), Input.term("mean fx", fx, source.fxUnit()),
                        Input.term("units", source.units(), source.unitsUnit())),
                mean, unit, Rounding.NONE));
        return mean;
    }

    private static BigDecimal volumes(List<Observation> observations) {
        return observations.stream().map(Observation::volume).reduce(BigDecimal.ZERO, (a, b) -> a.add(b, Arithmetic.CONTEXT));
    }

    private TraceStep conversionStep(Observation seen, String unit) {
        ResolvedSource source = sources.get(seen.series());
        List<Input> inputs = new ArrayList<>();
        String formula = source.conversion(seen, inputs);
        boolean ownSeries = rule.components().size() == 1 && seen.series().equals(series());
        String name = (source.isPlain(seen) ? "price of " : "converted price of ")
                + (ownSeries ? "" : seen.series() + ", " + seen.rung().term() + ", of ") + seen.pricingDate();
        return new TraceStep(name, formula, inputs, seen.converted(), unit, Rounding.NONE);
    }
}
