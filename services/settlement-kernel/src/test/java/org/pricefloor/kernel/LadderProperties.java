package org.pricefloor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.pricefloor.kernel.calendar.PeriodLength;
import org.pricefloor.kernel.calendar.Schedule;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.money.QuantityUnit;
import org.pricefloor.kernel.money.Rounding;
import org.pricefloor.kernel.price.Determination;
import org.pricefloor.kernel.price.Determination.Observation;
import org.pricefloor.kernel.price.DeterminationOutcome;
import org.pricefloor.kernel.price.Publications;
import org.pricefloor.kernel.price.PublishedFigure;
import org.pricefloor.kernel.price.ReferencePriceRule;
import org.pricefloor.kernel.price.ReferencePriceRule.Averaging;
import org.pricefloor.kernel.price.ReferencePriceRule.Component;
import org.pricefloor.kernel.price.ReferencePriceRule.ConversionOrder;
import org.pricefloor.kernel.price.ReferencePriceRule.Fallback;
import org.pricefloor.kernel.price.ReferencePriceRule.Fx;
import org.pricefloor.kernel.price.ReferencePriceRule.Source;
import org.pricefloor.kernel.price.ResolvedRule;
import org.pricefloor.kernel.price.Rung;

/**
 * What holds for every basket and ladder. Each try makes up a rule from a seed, of one to three components with any rungs in any
 * order, and figures with gaps, revisions, days that are no pricing days and volumes that are missing now and then.
 */
class LadderProperties {

    private record Known(String series, PublishedFigure figure) {
    }

    private static final SettlementPeriod MONTH = SettlementPeriod.containing(PeriodLength.MONTH, LocalDate.of(2026, 3, 1));
    private static final Currency USD = Currency.getInstance("USD");
    /** Two series in yuan per tonne with tax, the others in dollars per kilogram. */
    private static final List<String> SERIES = List.of("CN-1", "CN-2", "US-1", "US-2", "US-3", "US-4");

    @Property(tries = 400)
    void theOrderAndRepetitionOfArrivalMakeNoDifference(@ForAll long seed) {
        Random random = new Random(seed);
        ResolvedRule rule = rule(random);
        List<Known> known = figures(random);
        List<Known> arrived = new ArrayList<>(known);
        arrived.addAll(known.subList(0, random.nextInt(known.size())));
        Collections.shuffle(arrived, random);
        assertEquals(rule.determine(MONTH, published(known)::get), rule.determine(MONTH, published(arrived)::get));
        assertEquals(rule.determineToDate(MONTH, published(known)::get), rule.determineToDate(MONTH, published(arrived)::get));
    }

    @Property(tries = 400)
    void noRungUsesTheFuture(@ForAll long seed) {
        Random random = new Random(seed);
        ResolvedRule rule = rule(random);
        List<Known> before = figures(random);
        LocalDate today = MONTH.from().plusDays(random.nextInt(31));
        List<Known> after = new ArrayList<>(before);
        Stream.concat(SERIES.stream(), Stream.of("USDCNY")).forEach(series ->
                after.add(new Known(series, new PublishedFigure(today, BigDecimal.TEN, 99, series + "/" + today + "/r99", BigDecimal.ONE, List.of()))));
        Optional<Determination> old = toDate(rule, before);
        Optional<Determination> now = toDate(rule, after);
        now.ifPresent(price -> price.observations().forEach(seen -> {
            assertFalse(seen.price().date().isAfter(seen.pricingDate()), seen.toString());
            assertFalse(seen.fx() != null && seen.fx().date().isAfter(seen.pricingDate()), seen.toString());
        }));
        if (old.isPresent() && now.isPresent()) {
            LocalDate compared = old.get().through().isBefore(today) ? old.get().through() : today.minusDays(1);
            assertEquals(until(old.get(), compared), until(now.get(), compared), "observations up to " + compared);
        }
    }

    private static List<Observation> until(Determination price, LocalDate last) {
        return price.observations().stream().filter(seen -> !seen.pricingDate().isAfter(last)).toList();
    }

    @Property(tries = 1000)
    void aDeterminationFollowsFromExactlyTheFactsItNames(@ForAll long seed) {
        Random random = new Random(seed);
        ResolvedRule rule = rule(random);
        List<Known> known = figures(random);
        Stream.of(whole(rule, known), toDate(rule, known)).flatMap(Optional::stream).forEach(price -> {
            List<Known> named = known.stream().filter(each -> price.facts().contains(each.figure().fact())).toList();
            DeterminationOutcome again = rule.determineThrough(MONTH, price.through(), published(named)::get);
            assertEquals(new DeterminationOutcome.Determined(price), again);
            assertEquals(price.digest(), ((DeterminationOutcome.Determined) again).determination().digest());
        });
    }

    @Property(tries = 200)
    void oneNameNeverStandsForTwoPrices(@ForAll long seed) {
        Random random = new Random(seed);
        ResolvedRule rule = rule(random);
        List<Known> known = figures(random);
        Collections.shuffle(known, random);
        Map<String, Determination> byId = new HashMap<>();
        for (int count = 1; count <= known.size(); count += 1 + random.nextInt(8)) {
            List<Known> sofar = known.subList(0, count);
            Stream.of(whole(rule, sofar), toDate(rule, sofar)).flatMap(Optional::stream)
                    .forEach(price -> assertEquals(byId.computeIfAbsent(price.id(), none -> price), price));
        }
    }

    @Property(tries = 300)
    void onlyTheDaysThatAreReadHaveASay(@ForAll long seed) {
        Random random = new Random(seed);
        ResolvedRule rule = rule(random);
        List<Known> known = figures(random);
        Map<String, LocalDate> earliest = rule.earliestNeeded(MONTH);
        assertEquals(rule.seriesRead(), earliest.keySet());
        List<Known> read = known.stream().filter(each -> earliest.containsKey(each.series()) && !each.figure().date().isAfter(MONTH.to())
                && !each.figure().date().isBefore(earliest.get(each.series()))).toList();
        assertEquals(rule.determine(MONTH, published(known)::get), rule.determine(MONTH, published(read)::get));
        assertEquals(rule.determineToDate(MONTH, published(known)::get), rule.determineToDate(MONTH, published(read)::get));
    }

    @Property(tries = 300)
    void noFigureReachesBeyondTheDaySaid(@ForAll long seed) {
        Random random = new Random(seed);
        ResolvedRule rule = rule(random);
        whole(rule, figures(random)).ifPresent(price -> price.observations().forEach(seen -> {
            if (seen.rung() != Rung.AGREED && seen.rung() != Rung.EXPERT) {
                assertFalse(seen.pricingDate().isAfter(rule.lastDayReached(seen.series(), seen.price().date())), seen.toString());
            }
            if (seen.fx() != null) {
                assertFalse(seen.pricingDate().isAfter(rule.lastDayReached("USDCNY", seen.fx().date())), seen.toString());
            }
        }));
    }

    @Property(tries = 300)
    void aBasketOfOneSeriesIsTheSeries(@ForAll long seed) {
        Random random = new Random(seed);
        List<Known> known = figures(random);
        Source source = source("CN-1");
        ConversionOrder order = random.nextBoolean() ? ConversionOrder.CONVERT_THEN_AVERAGE : ConversionOrder.AVERAGE_THEN_CONVERT;
        Optional<Integer> staleDays = random.nextInt(4) == 0 ? Optional.empty() : Optional.of(random.nextInt(12));
        int minimum = random.nextInt(4);
        ResolvedRule classic = resolved(new ReferencePriceRule("CN-1", USD, QuantityUnit.KILOGRAM, order, source.vat(), source.fx(), staleDays, minimum,
                Rounding.CENTS));
        ResolvedRule basket = resolved(new ReferencePriceRule(List.of(new Component(new BigDecimal("1.000"), order, source,
                staleDays.map(Fallback::lastPublished).map(List::of).orElse(List.of()))), Averaging.SIMPLE, USD, QuantityUnit.KILOGRAM, minimum, Rounding.CENTS));
        assertEquals(classic.id(), basket.id());
        assertEquals(classic.determine(MONTH, published(known)::get), basket.determine(MONTH, published(known)::get));
        // A rung that is never reached changes the rule's name and nothing in what is observed.
        ResolvedRule unreached = resolved(new ReferencePriceRule(List.of(new Component(BigDecimal.ONE, order, source,
                Stream.concat(staleDays.stream().map(Fallback::lastPublished), Stream.of(Fallback.to(Rung.EXPERT, source("US-4")))).toList())),
                Averaging.SIMPLE, USD, QuantityUnit.KILOGRAM, minimum, Rounding.CENTS));
        List<Known> withoutExpert = known.stream().filter(each -> !each.series().equals("US-4")).toList();
        assertEquals(whole(classic, withoutExpert).map(price -> price.value() + " " + price.observations() + price.flags()),
                whole(unreached, withoutExpert).map(price -> price.value() + " " + price.observations() + price.flags()));
    }

    @Property(tries = 300)
    void theBasketLiesBetweenItsCheapestAndItsDearestDay(@ForAll long seed) {
        Random random = new Random(seed);
        ResolvedRule rule = rule(random);
        boolean eachDayConverted = rule.rule().components().stream().allMatch(component -> component.order() == ConversionOrder.CONVERT_THEN_AVERAGE);
        if (!eachDayConverted) {
            return;
        }
        toDate(rule, figures(random)).ifPresent(price -> {
            BigDecimal least = price.observations().stream().map(Observation::converted).min(BigDecimal::compareTo).orElseThrow();
            BigDecimal most = price.observations().stream().map(Observation::converted).max(BigDecimal::compareTo).orElseThrow();
            BigDecimal cent = new BigDecimal("0.01");
            assertTrue(price.value().amount().compareTo(least.subtract(cent)) >= 0 && price.value().amount().compareTo(most.add(cent)) <= 0,
                    price.value() + " is not between " + least + " and " + most);
        });
    }

    // ---- the world

    private static ResolvedRule rule(Random random) {
        List<String> primaries = new ArrayList<>(SERIES.subList(0, 4));
        Collections.shuffle(primaries, random);
        List<BigDecimal> weights = List.of(List.of(new BigDecimal("1")), List.of(new BigDecimal("0.75"), new BigDecimal("0.25")),
                List.of(new BigDecimal("0.2"), new BigDecimal("0.3"), new BigDecimal("0.5"))).get(random.nextInt(3));
        List<Component> components = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            components.add(new Component(weights.get(i), random.nextBoolean() ? ConversionOrder.CONVERT_THEN_AVERAGE : ConversionOrder.AVERAGE_THEN_CONVERT,
                    source(primaries.get(i)), ladder(primaries.get(i), random)));
        }
        return resolved(new ReferencePriceRule(components, random.nextInt(3) == 0 ? Averaging.VOLUME_WEIGHTED : Averaging.SIMPLE, USD, QuantityUnit.KILOGRAM,
                random.nextInt(3), new Rounding(2, RoundingMode.HALF_UP)));
    }

    private static List<Fallback> ladder(String primary, Random random) {
        List<String> others = new ArrayList<>(SERIES);
        others.remove(primary);
        Collections.shuffle(others, random);
        List<Fallback> ladder = new ArrayList<>();
        List<Rung> rungs = new ArrayList<>(List.of(Rung.SECONDARY, Rung.SECONDARY, Rung.LAST_PUBLISHED, Rung.AGREED, Rung.EXPERT));
        Collections.shuffle(rungs, random);
        for (Rung rung : rungs.subList(0, random.nextInt(rungs.size() + 1))) {
            ladder.add(rung == Rung.LAST_PUBLISHED ? Fallback.lastPublished(random.nextInt(6)) : Fallback.to(rung, source(others.remove(0))));
        }
        return ladder;
    }

    private static Source source(String series) {
        boolean yuan = series.startsWith("CN");
        return new Source(series, new Schedule<>(yuan ? Map.of(LocalDate.of(2019, 4, 1), new BigDecimal("0.13")) : Map.of()),
                yuan ? Optional.of(new Fx("USDCNY", 3)) : Optional.empty());
    }

    private static ResolvedRule resolved(ReferencePriceRule rule) {
        Market market = new Market().calendar("DAYS", Market.WEEKEND).calendar("OTHER", Market.WEEKEND, "2026-03-31", "2026-03-30", "2026-03-03")
                .fxSeries("USDCNY", "CNY", "USD", "DAYS");
        SERIES.forEach(series -> market.series(series, series.startsWith("CN") ? "CNY" : "USD",
                series.startsWith("CN") ? QuantityUnit.TONNE : QuantityUnit.KILOGRAM, series.startsWith("CN"), series.endsWith("2") ? "OTHER" : "DAYS"));
        return rule.resolve(market.reference(), USD, QuantityUnit.KILOGRAM, new ArrayList<>()).orElseThrow();
    }

    /** Some series are dense and some are sparse; a figure now and then is of a weekend, lacks its volume or has a second revision. */
    private static List<Known> figures(Random random) {
        List<Known> known = new ArrayList<>();
        for (String series : Stream.concat(SERIES.stream(), Stream.of("USDCNY")).toList()) {
            int density = List.of(1, 4, 8, 9, 10).get(random.nextInt(5));
            for (LocalDate day = MONTH.from().minusDays(12); !day.isAfter(MONTH.to().plusDays(3)); day = day.plusDays(1)) {
                boolean weekend = day.getDayOfWeek().getValue() > 5;
                if (random.nextInt(10) >= (weekend ? 1 : density)) {
                    continue;
                }
                for (int revision = 1, last = 1 + random.nextInt(8) / 7; revision <= last; revision++) {
                    BigDecimal value = series.equals("USDCNY") ? BigDecimal.valueOf(65_000 + random.nextInt(10_000), 4)
                            : series.startsWith("CN") ? BigDecimal.valueOf(600_000 + random.nextInt(300_000))
                            : BigDecimal.valueOf(8_000 + random.nextInt(4_000), 2);
                    BigDecimal volume = random.nextInt(40) == 0 ? null : BigDecimal.valueOf(1 + random.nextInt(5_000), 1);
                    known.add(new Known(series, new PublishedFigure(day, value, revision, series + "/" + day + "/r" + revision, volume, List.of())));
                }
            }
        }
        return known;
    }

    private static Map<String, Publications> published(List<Known> known) {
        Map<String, List<PublishedFigure>> bySeries = new HashMap<>();
        Stream.concat(SERIES.stream(), Stream.of("USDCNY")).forEach(series -> bySeries.put(series, new ArrayList<>()));
        known.forEach(each -> bySeries.get(each.series()).add(each.figure()));
        Map<String, Publications> published = new HashMap<>();
        bySeries.forEach((series, figures) -> published.put(series, new Publications(figures)));
        return published;
    }

    private static Optional<Determination> whole(ResolvedRule rule, List<Known> known) {
        return determined(rule.determine(MONTH, published(known)::get));
    }

    private static Optional<Determination> toDate(ResolvedRule rule, List<Known> known) {
        return determined(rule.determineToDate(MONTH, published(known)::get));
    }

    private static Optional<Determination> determined(DeterminationOutcome outcome) {
        return outcome instanceof DeterminationOutcome.Determined found ? Optional.of(found.determination()) : Optional.empty();
    }
}
