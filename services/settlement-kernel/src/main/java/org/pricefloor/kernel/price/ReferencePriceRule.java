package org.pricefloor.kernel.price;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.pricefloor.kernel.calendar.PricingCalendar;
import org.pricefloor.kernel.calendar.Schedule;
import org.pricefloor.kernel.money.Arithmetic;
import org.pricefloor.kernel.money.QuantityUnit;
import org.pricefloor.kernel.money.Rounding;

/**
 * What an agreement makes of published assessments: terms only, no facts. A weighted basket of components, most often of one.
 *
 * @param components          at least one; their weights are above zero and add up to exactly one
 * @param averaging           how the days of a component make its mean
 * @param currency            of the reference price
 * @param unit                of the reference price
 * @param minimumObservations days published by the primary series of each component that a closed period needs
 * @param rounding            of the reference price; the means of components are not rounded
 */
public record ReferencePriceRule(
        List<Component> components,
        Averaging averaging,
        Currency currency,
        QuantityUnit unit,
        int minimumObservations,
        Rounding rounding) {

    /** @throws IllegalArgumentException for weights that are not above zero or do not add up to one */
    public ReferencePriceRule {
        components = List.copyOf(components);
        BigDecimal sum = components.stream().map(Component::weight).reduce(BigDecimal.ZERO, BigDecimal::add);
        if (sum.compareTo(BigDecimal.ONE) != 0 || components.stream().anyMatch(component -> component.weight().signum() <= 0)) {
            throw new IllegalArgumentException("the weights of a basket are above zero and add up to 1, not to " + sum);
        }
    }

    /**
     * The simple mean of one series.
     *
     * @param maxStaleDays pricing days by which a last published price may be carried on; absent: never
     */
    public ReferencePriceRule(String series, Currency currency, QuantityUnit unit, ConversionOrder order, Schedule<BigDecimal> vat,
                              Optional<Fx> fx, Optional<Integer> maxStaleDays, int minimumObservations, Rounding rounding) {
        this(List.of(new Component(BigDecimal.ONE, order, new Source(series, vat, fx),
                        maxStaleDays.map(Fallback::lastPublished).map(List::of).orElse(List.of()))),
                Averaging.SIMPLE, currency, unit, minimumObservations, rounding);
    }

    /**
     * One part of the basket: a series and the ladder of sources for the days on which it has no price.
     *
     * @param weight   of the component's mean in the basket; 1 where it stands alone
     * @param order    whether days are converted before they are averaged
     * @param primary  the series, by whose calendar the days are counted
     * @param fallback what is asked, in this order, for a day without a price of the primary
     */
    public record Component(BigDecimal weight, ConversionOrder order, Source primary, List<Fallback> fallback) {

        /** @throws IllegalArgumentException for a ladder that names a series twice */
        public Component {
            fallback = List.copyOf(fallback);
            List<String> named = sources(primary, fallback).stream().map(Source::series).toList();
            if (Set.copyOf(named).size() < named.size()) {
                throw new IllegalArgumentException("a ladder names each series once, not " + named);
            }
        }

        /** The primary and the sources of the rungs below it, in their order. */
        List<Source> sources() {
            return sources(primary, fallback);
        }

        private static List<Source> sources(Source primary, List<Fallback> fallback) {
            List<Source> sources = new ArrayList<>();
            sources.add(primary);
            fallback.forEach(step -> step.source().ifPresent(sources::add));
            return sources;
        }

        private String text() {
            StringBuilder text = new StringBuilder("pricing days of ").append(primary.series()).append("; ").append(order.term())
                    .append("; ").append(primary.text());
            fallback.forEach(step -> text.append("; then ").append(step.text()));
            return text.toString();
        }
    }

    /**
     * A series together with its way into the currency of the reference price.
     *
     * @param vat rate of value-added tax contained in a printed price, by the day of the assessment; empty: none
     * @param fx  absent: the series is in the currency of the reference price
     */
    public record Source(String series, Schedule<BigDecimal> vat, Optional<Fx> fx) {

        private String text() {
            String taxes = vat.isEmpty() ? "no vat" : vat.steps().entrySet().stream()
                    .map(step -> "vat " + Arithmetic.plain(step.getValue()) + " from " + step.getKey()).collect(Collectors.joining(", "));
            return taxes + "; " + fx.map(term -> "fx " + term.series() + " at most " + term.maxAgeDays() + " days old").orElse("no fx");
        }
    }

    /**
     * A rung below the primary.
     *
     * @param source       absent of the last published price, which is the primary's
     * @param maxStaleDays pricing days by which the last published price may be carried on; 0 of every other rung
     */
    public record Fallback(Rung rung, Optional<Source> source, int maxStaleDays) {

        public static Fallback to(Rung rung, Source source) {
            return new Fallback(rung, Optional.of(source), 0);
        }

        public static Fallback lastPublished(int maxStaleDays) {
            return new Fallback(Rung.LAST_PUBLISHED, Optional.empty(), maxStaleDays);
        }

        private String text() {
            return source.map(other -> rung.term() + " " + other.series() + "; " + other.text())
                    .orElseGet(() -> "last published at most " + maxStaleDays + " pricing days old");
        }
    }

    /** How the days of a component make its mean: each alike, or by the volume that its price stands for. */
    public enum Averaging {
        SIMPLE("simple"), VOLUME_WEIGHTED("volume-weighted");

        private final String term;

        Averaging(String term) {
            this.term = term;
        }

        public String term() {
            return term;
        }

        public static Optional<Averaging> ofTerm(String term) {
            return Arrays.stream(values()).filter(averaging -> averaging.term.equals(term)).findFirst();
        }
    }

    /** Whether each day is converted and then averaged, or the averages are converted. */
    public enum ConversionOrder {
        CONVERT_THEN_AVERAGE("convert-then-average"), AVERAGE_THEN_CONVERT("average-then-convert");

        private final String term;

        ConversionOrder(String term) {
            this.term = term;
        }

        public String term() {
            return term;
        }

        public static Optional<ConversionOrder> ofTerm(String term) {
            return Arrays.stream(values()).filter(order -> order.term.equals(term)).findFirst();
        }
    }

    /** @param maxAgeDays calendar days by which a fix may be older than the pricing day it is used on */
    public record Fx(String series, int maxAgeDays) {
    }

    /** The rule in a canonical line of text; two agreements with the same text share their determinations. */
    public String text() {
        String whole = "; at least " + minimumObservations + " published" + "; rounded " + rounding;
        String priced = " in " + currency.getCurrencyCode() + "/" + unit.symbol();
        if (isOfOneSeries()) {
            Component only = components.get(0);
            return "mean of pricing days of " + only.primary().series() + priced
                    + "; " + only.order().term() + "; " + only.primary().text()
                    + "; " + only.fallback().stream().findFirst().map(Fallback::text).orElse("no gap filled")
                    + whole;
        }
        return averaging.term() + " mean" + priced + " of "
                + components.stream().map(component -> Arithmetic.plain(component.weight()) + " x (" + component.text() + ")")
                        .collect(Collectors.joining(" + "))
                + whole;
    }

    /** {@code rule-} and 16 hexadecimal digits of the SHA-256 of {@link #text()}. */
    public String id() {
        return "rule-" + Digest.sha256(text().getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    }

    /** The simple mean of one series, whose last published price may be carried on: no other series has a say in it. */
    boolean isOfOneSeries() {
        return components.size() == 1 && averaging == Averaging.SIMPLE
                && (components.get(0).fallback().isEmpty()
                        || components.get(0).fallback().size() == 1 && components.get(0).fallback().get(0).rung() == Rung.LAST_PUBLISHED);
    }

    /** The primary series of the components, joined by {@code +}. */
    String seriesText() {
        return components.stream().map(component -> component.primary().series()).collect(Collectors.joining("+"));
    }

    /** Every price and FX series whose figures can have a say, in the order of the rule. */
    public Set<String> seriesRead() {
        Set<String> series = new LinkedHashSet<>();
        for (Component component : components) {
            for (Source source : component.sources()) {
                series.add(source.series());
                source.fx().ifPresent(fx -> series.add(fx.series()));
            }
        }
        return series;
    }

    /**
     * Joins the rule with the series and calendars it names.
     *
     * @param agreed  the currency in which the agreement settles
     * @param settled the unit in which the agreement settles
     * @param missing takes every series and calendar that is not known yet or does not fit, each once
     * @return empty where something is missing
     */
    public Optional<ResolvedRule> resolve(ReferenceData reference, Currency agreed, QuantityUnit settled, List<Missing> missing) {
        Set<Missing> lacking = new LinkedHashSet<>();
        List<ResolvedComponent> resolved = new ArrayList<>(components.size());
        for (Component component : components) {
            List<ResolvedSource> sources = new ArrayList<>();
            component.sources().forEach(source -> sources.add(resolve(source, reference, agreed, settled, lacking)));
            if (lacking.isEmpty()) {
                resolved.add(new ResolvedComponent(this, component, sources));
            }
        }
        lacking.stream().filter(each -> !missing.contains(each)).forEach(missing::add);
        return lacking.isEmpty() ? Optional.of(new ResolvedRule(this, resolved)) : Optional.empty();
    }

    private ResolvedSource resolve(Source source, ReferenceData reference, Currency agreed, QuantityUnit settled, Set<Missing> missing) {
        PriceSeries series = reference.priceSeries().get(source.series());
        PricingCalendar calendar = null;
        if (series == null) {
            missing.add(unregistered("price series", source.series()));
        } else {
            calendar = calendar(reference, series.calendar(), missing);
            checkSeries(source, series, agreed, settled, missing);
        }
        Optional<FxSeries> fxSeries = Optional.empty();
        Optional<PricingCalendar> fxCalendar = Optional.empty();
        if (source.fx().isPresent()) {
            FxSeries fx = reference.fxSeries().get(source.fx().get().series());
            if (fx == null) {
                missing.add(unregistered("FX series", source.fx().get().series()));
            } else {
                fxSeries = Optional.of(fx);
                fxCalendar = Optional.ofNullable(calendar(reference, fx.calendar(), missing));
                checkFx(fx, series, agreed, missing);
            }
        }
        return missing.isEmpty() ? new ResolvedSource(source, series, calendar, fxSeries, fxCalendar, settled) : null;
    }

    private static void checkSeries(Source source, PriceSeries series, Currency agreed, QuantityUnit settled, Set<Missing> missing) {
        if (!series.per().isConvertibleTo(settled)) {
            missing.add(mismatch("series " + series.id() + " is per " + series.per() + ", the agreement settles in " + settled));
        }
        if (source.fx().isEmpty() && !series.currency().equals(agreed)) {
            missing.add(mismatch("series " + series.id() + " is in " + series.currency() + ", the agreement in " + agreed
                    + ", and no FX series is named"));
        }
        if (series.includesVat() && source.vat().isEmpty()) {
            missing.add(mismatch("series " + series.id() + " contains VAT and the agreement names no rate"));
        }
        if (!series.includesVat() && !source.vat().isEmpty()) {
            missing.add(mismatch("series " + series.id() + " contains no VAT and the agreement takes one off"));
        }
    }

    private static void checkFx(FxSeries fx, PriceSeries series, Currency agreed, Set<Missing> missing) {
        if (series != null && !(fx.quoted().equals(series.currency()) && fx.base().equals(agreed))) {
            missing.add(mismatch("FX series " + fx.id() + " is " + fx.quoted() + " per " + fx.base() + ", needed is "
                    + series.currency() + " per " + agreed));
        }
    }

    private static PricingCalendar calendar(ReferenceData reference, String id, Set<Missing> missing) {
        PricingCalendar calendar = reference.calendars().get(id);
        if (calendar == null) {
            missing.add(new Missing(Missing.Rule.CALENDAR_MUST_BE_PUBLISHED, "calendar " + id + " is not known", "publish calendar " + id));
        }
        return calendar;
    }

    private static Missing unregistered(String kind, String id) {
        return new Missing(Missing.Rule.SERIES_MUST_BE_REGISTERED, kind + " " + id + " is not registered", "register series " + id);
    }

    private static Missing mismatch(String what) {
        return new Missing(Missing.Rule.SERIES_MUST_MATCH_THE_RULE, what, "register a matching series, or amend the agreement's reference price");
    }
}
