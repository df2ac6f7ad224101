package org.pricefloor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.AnnualCaps;
import org.pricefloor.kernel.agreement.FundShare;
import org.pricefloor.kernel.agreement.ResolvedAgreement;
import org.pricefloor.kernel.agreement.Resolution;
import org.pricefloor.kernel.calendar.PeriodLength;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.delivery.Measure;
import org.pricefloor.kernel.journal.Account;
import org.pricefloor.kernel.journal.TargetBalances;
import org.pricefloor.kernel.journal.Transfer;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.money.Quantity;
import org.pricefloor.kernel.money.QuantityUnit;
import org.pricefloor.kernel.price.Publications;
import org.pricefloor.kernel.price.PublishedFigure;
import org.pricefloor.kernel.settlement.Component;
import org.pricefloor.kernel.settlement.PeriodFacts;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.settlement.Settlement;
import org.pricefloor.kernel.settlement.SettlementOutcome;
import org.pricefloor.kernel.settlement.YearToDate;

/**
 * What a controller signs for of terms that run over the calendar year. Each try makes up a world from a seed: caps on quantity,
 * top-up and upside share, two or three funds, and for two years of quarters prices and lots with revisions, in the order in which they
 * became known. The seed of a failed try is printed.
 */
class AnnualProperties {

    /** What can arrive: a figure or a delivery. */
    private sealed interface Fact {
        record Figure(PublishedFigure figure) implements Fact {
        }

        record Lot(Delivery delivery) implements Fact {
        }
    }

    private record World(AgreementTerms terms, List<SettlementPeriod> periods, List<Fact> facts) {
    }

    private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
    private static final int QUARTERS = 8;

    // ---- the properties

    @Property(tries = 150)
    void theOrderOfArrivalDoesNotChangeTheBalancesUnderCaps(@ForAll long seed) {
        Random random = new Random(seed);
        World world = world(random);
        List<Fact> arriving = new ArrayList<>(world.facts());
        for (int i = random.nextInt(10); i > 0; i--) {
            arriving.add(world.facts().get(random.nextInt(world.facts().size())));
        }
        Collections.shuffle(arriving, random);

        Chain atOnce = new Chain(world);
        atOnce.learn(world.facts());
        Chain inBatches = new Chain(world);
        for (int known = 0; known < arriving.size();) {
            int next = Math.min(arriving.size(), known + 1 + random.nextInt(6));
            inBatches.learn(arriving.subList(known, next));
            known = next;
        }
        for (SettlementPeriod period : world.periods()) {
            assertEquals(atOnce.settled(period).digest(), inBatches.settled(period).digest(), "statement of " + period);
            assertEquals(atOnce.balances(period), inBatches.balances(period), "balances of " + period);
        }
    }

    @Property(tries = 150)
    void thePartsOfTheFundsAddUpToEveryAmount(@ForAll long seed) {
        Random random = new Random(seed);
        World world = world(random);
        Chain chain = new Chain(world);
        for (int known = 0; known < world.facts().size();) {
            int next = Math.min(world.facts().size(), known + 1 + random.nextInt(6));
            chain.learn(world.facts().subList(known, next));
            known = next;
        }
        for (SettlementPeriod period : world.periods()) {
            Settled settled = chain.settled(period);
            assertEquals(0, settled.amounts().topUp().amount().compareTo(chain.sum(period, Account.TOP_UP_EXPENSE)), "top-up of " + period);
            assertEquals(0, settled.amounts().upsideShare().amount().negate().compareTo(chain.sum(period, Account.UPSIDE_INCOME)), "share of " + period);
            chain.balances(period).forEach((place, balance) -> assertTrue(balance.scale() <= 2, place + " is not whole cents: " + balance));
        }
    }

    @Property(tries = 150)
    void whatAYearSettlesIsTheSumOfItsLinesUpToTheCap(@ForAll long seed) {
        World world = world(new Random(seed));
        Chain chain = new Chain(world);
        chain.learn(world.facts());
        AnnualCaps caps = world.terms().caps();
        for (int year = FIRST.getYear(); year < FIRST.getYear() + QUARTERS / 4; year++) {
            int of = year;
            List<Settled> settled = world.periods().stream().filter(period -> period.from().getYear() == of).map(chain::settled).toList();
            assertUpTo(caps.topUp(), sum(settled, Component.TOP_UP),
                    settled.stream().flatMap(each -> each.lines().stream()).map(line -> line.topUp().amount()).reduce(BigDecimal.ZERO, BigDecimal::add));
            assertUpTo(caps.upsideShare(), sum(settled, Component.UPSIDE_SHARE),
                    settled.stream().flatMap(each -> each.lines().stream()).map(line -> line.upsideShare().amount()).reduce(BigDecimal.ZERO, BigDecimal::add));
            assertUpTo(caps.quantity(), settled.stream().map(each -> each.amounts().quantity().amount()).reduce(BigDecimal.ZERO, BigDecimal::add),
                    Delivery.newestOfEachLot(chain.deliveries).stream().filter(lot -> lot.date().getYear() == of).map(lot -> lot.quantity().amount())
                            .reduce(BigDecimal.ZERO, BigDecimal::add));
        }
    }

    @Property(tries = 150)
    void aRestatedPeriodRestatesNoPeriodBeforeItAndNoneOfAnotherYear(@ForAll long seed) {
        Random random = new Random(seed);
        World world = world(random);
        Chain chain = new Chain(world);
        chain.learn(world.facts());
        Map<SettlementPeriod, Settled> before = new HashMap<>();
        world.periods().forEach(period -> before.put(period, chain.settled(period)));

        SettlementPeriod restated = world.periods().get(random.nextInt(QUARTERS));
        chain.learn(List.of(new Fact.Figure(figure(restated, 9, BigDecimal.valueOf(80 + random.nextInt(90))))));

        for (SettlementPeriod period : world.periods()) {
            if (period.from().getYear() != restated.from().getYear() || period.compareTo(restated) < 0) {
                assertEquals(before.get(period).digest(), chain.settled(period).digest(), restated + " was restated and with it " + period);
                assertEquals(before.get(period).digest(), chain.from(period).orElseThrow().digest(), restated + " would restate " + period);
            }
        }
    }

    @Property(tries = 150)
    void nothingIsCreditedThatWasNotPaidForBefore(@ForAll long seed) {
        Random random = new Random(seed);
        int years = 1 + random.nextInt(3);
        AgreementTerms terms = new Annual(Terms.floorOf("110.00").every(PeriodLength.QUARTER).signed()).takeOrPay("100000", "110.00", years).signed();
        List<Delivery> lots = new ArrayList<>();
        List<Measure> measures = new ArrayList<>();
        Map<Integer, BigDecimal> taken = new TreeMap<>();
        for (int year = 2026; year < 2034; year++) {
            BigDecimal kilograms = BigDecimal.valueOf(random.nextInt(180_000));
            taken.put(year, kilograms);
            lots.add(new Delivery("L" + year, 1, "stockpile", LocalDate.of(year, 11, 2), new Quantity(kilograms, QuantityUnit.KILOGRAM), "delivery/" + year));
            if (random.nextInt(5) > 0) {
                measures.add(new Measure(Measure.MADE_AVAILABLE, LocalDate.of(year, 12, 31), 1, BigDecimal.valueOf(random.nextInt(180_000)), "kg", "measure/" + year));
            }
        }
        // At the floor the lines come to nothing, and what is left of a year is its minimum.
        Market market = Market.ofKilograms().calendarOfOnly("DAYS", taken.keySet().stream().map(year -> year + "-11-02").toArray(String[]::new));
        taken.keySet().forEach(year -> market.price(year + "-11-02", "110.00"));
        ResolvedAgreement priced = ((Resolution.Resolved) terms.resolve(market.reference())).agreement();

        Map<Integer, BigDecimal> open = new TreeMap<>();
        Optional<YearToDate> before = Optional.empty();
        for (SettlementPeriod period = terms.periodOf(FIRST); period.from().getYear() < 2034; period = period.next()) {
            SettlementPeriod now = period;
            Settled settled = (Settled) Settlement.settle(priced, new PeriodFacts(period, Stage.CLOSED, lots, measures, before,
                    rule -> priced.price(rule).determine(now, market::publications), market::publications));
            before = settled.yearToDate();
            int year = period.from().getYear();
            if (!settled.components().isEmpty()) {
                assertEquals(12, period.to().getMonthValue(), "a minimum is reconciled at the end of the year, not in " + period);
                open.keySet().removeIf(paid -> paid + years < year);
                BigDecimal paidFor = sum(List.of(settled), Component.DEFICIENCY).divide(new BigDecimal("110.00"));
                BigDecimal credited = sum(List.of(settled), Component.MAKE_UP_CREDIT).divide(new BigDecimal("110.00"));
                BigDecimal creditable = open.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
                BigDecimal beyond = taken.get(year).subtract(new BigDecimal("100000")).max(BigDecimal.ZERO);
                assertEquals(0, beyond.min(creditable).compareTo(credited), credited + " kg were credited in " + year);
                assertTrue(paidFor.signum() == 0 || credited.signum() == 0, "a year is short of its minimum or beyond it");
                for (Map.Entry<Integer, BigDecimal> paid : open.entrySet()) {
                    BigDecimal made = credited.min(paid.getValue());
                    credited = credited.subtract(made);
                    paid.setValue(paid.getValue().subtract(made));
                }
                open.put(year, paidFor);
            }
        }
    }

    @Property(tries = 150)
    void overAYearAMarginGuaranteePaysWhatIsMissingToTheThresholdAndNoMore(@ForAll long seed) {
        Random random = new Random(seed);
        boolean included = random.nextBoolean();
        AgreementTerms terms = new Annual(Terms.floorOf("110.00").every(PeriodLength.QUARTER).signed())
                .margin("140000000.00", "0.0" + random.nextInt(10), "0.25", included).signed();
        ResolvedAgreement agreement = ((Resolution.Resolved) terms.resolve(Market.ofKilograms().reference())).agreement();
        Optional<YearToDate> before = Optional.empty();
        for (int year = terms.effectiveFrom().getYear(); year < terms.effectiveFrom().getYear() + 4; year++) {
            BigDecimal ebitda = BigDecimal.valueOf(random.nextInt(400_000_000) - 100_000_000L, 0);
            List<Measure> measures = List.of(new Measure(Measure.EBITDA, LocalDate.of(year, 12, 31), 1, ebitda, "USD", "measure/" + year));
            BigDecimal net = BigDecimal.ZERO;
            BigDecimal advanced = BigDecimal.ZERO;
            BigDecimal shared = BigDecimal.ZERO;
            for (int quarter = 0; quarter < 4; quarter++) {
                SettlementPeriod period = terms.periodOf(LocalDate.of(year, 1 + 3 * quarter, 1));
                Settled settled = (Settled) Settlement.settle(agreement, new PeriodFacts(period, Stage.CLOSED, List.of(), measures, before,
                        rule -> null, series -> Publications.NONE));
                before = settled.yearToDate();
                net = net.add(settled.amounts().net().amount());
                advanced = advanced.add(sum(List.of(settled), Component.ADVANCE));
                shared = shared.add(sum(List.of(settled), Component.EXCESS_SHARE));
            }
            BigDecimal threshold = terms.marginGuarantee().orElseThrow().thresholdOf(year - terms.effectiveFrom().getYear() + 1, terms.amountRounding());
            BigDecimal own = included ? ebitda.subtract(advanced) : ebitda;
            BigDecimal missing = threshold.subtract(own).max(BigDecimal.ZERO);
            assertEquals(0, missing.compareTo(net.add(shared)), "of " + year + " with an EBITDA of " + own + " under " + threshold);
            assertTrue(shared.compareTo(own.subtract(threshold).max(BigDecimal.ZERO)) <= 0, "the office shares the excess and no more");
        }
    }

    private static void assertUpTo(Optional<BigDecimal> cap, BigDecimal settled, BigDecimal whole) {
        BigDecimal expected = cap.map(whole::min).orElse(whole);
        assertEquals(0, expected.compareTo(settled), settled + " was settled of " + whole + " under a cap of " + cap);
    }

    private static BigDecimal sum(List<Settled> settled, Component component) {
        return settled.stream().map(each -> each.components().get(component)).filter(amount -> amount != null).map(Money::amount)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    // ---- the world

    private static World world(Random random) {
        AgreementTerms floor = Terms.floorOf("110.00").every(PeriodLength.QUARTER).upside("0.30", random.nextBoolean() ? "110.00" : "125.00").signed();
        AnnualCaps caps = new AnnualCaps(cap(random, 150_000, 1), cap(random, 2_000_000, 2), cap(random, 500_000, 2));
        List<FundShare> funds = random.nextBoolean()
                ? List.of(fund("A", "0.60"), fund("B", "0.25"), fund("C", "0.15"))
                : List.of(fund("A", "0.3333"), fund("B", "0.6667"));
        // Without a cap there would be nothing annual about it.
        AgreementTerms terms = new Annual(floor).funds(funds)
                .caps(caps.isNone() ? new AnnualCaps(Optional.empty(), Optional.of(BigDecimal.ZERO), Optional.empty()) : caps).signed();
        List<SettlementPeriod> periods = new ArrayList<>();
        for (SettlementPeriod period = terms.periodOf(FIRST); periods.size() < QUARTERS; period = period.next()) {
            periods.add(period);
        }
        TreeMap<Integer, List<Fact>> byMoment = new TreeMap<>();
        for (SettlementPeriod period : periods) {
            for (int revision = 1, last = 1 + random.nextInt(3); revision <= last; revision++) {
                BigDecimal price = BigDecimal.valueOf(8_000 + random.nextInt(8_000), 2);
                at(moment(period.from(), random, revision), new Fact.Figure(figure(period, revision, price)), byMoment);
            }
        }
        for (int lot = 1, lots = 1 + random.nextInt(14); lot <= lots; lot++) {
            for (int revision = 1, last = 1 + random.nextInt(3); revision <= last; revision++) {
                LocalDate day = FIRST.plusDays(random.nextInt(730));
                Quantity kilograms = new Quantity(BigDecimal.valueOf(random.nextInt(1_000_000), 1), QuantityUnit.KILOGRAM);
                at(moment(day, random, revision), new Fact.Lot(new Delivery("L" + lot, revision, "stockpile", day, kilograms,
                        "delivery/A1/L" + lot + "/r" + revision)), byMoment);
            }
        }
        List<Fact> facts = new ArrayList<>();
        byMoment.values().forEach(facts::addAll);
        return new World(terms, List.copyOf(periods), facts);
    }

    private static Optional<BigDecimal> cap(Random random, int most, int decimals) {
        return random.nextInt(3) == 0 ? Optional.empty() : Optional.of(BigDecimal.valueOf(random.nextInt(most) * 100L + random.nextInt(100), decimals));
    }

    private static FundShare fund(String name, String share) {
        return new FundShare("FUND-" + name, "GOVERNMENT-" + name, new BigDecimal(share));
    }

    /** The price of a quarter: its first day is its only pricing day. */
    private static PublishedFigure figure(SettlementPeriod period, int revision, BigDecimal price) {
        return new PublishedFigure(period.from(), price, revision, "assessment/NDPR/" + period.from() + "/r" + revision);
    }

    private static int moment(LocalDate day, Random random, int revision) {
        return (int) (day.toEpochDay() - FIRST.toEpochDay()) + (revision == 1 ? 0 : random.nextInt(400));
    }

    private static void at(int moment, Fact fact, Map<Integer, List<Fact>> byMoment) {
        byMoment.computeIfAbsent(moment, none -> new ArrayList<>()).add(fact);
    }

    // ---- settling it

    /**
     * The periods of an agreement as they stand. A fact settles the periods that it touches, and after them those of the same year whose
     * start has changed: nothing else, as the service does it.
     */
    private static final class Chain {

        private final World world;
        private final ResolvedAgreement agreement;
        private final Market market = Market.ofKilograms();
        private final List<Delivery> deliveries = new ArrayList<>();
        private final Map<SettlementPeriod, Settled> settled = new HashMap<>();
        private final Map<SettlementPeriod, Optional<YearToDate>> startedFrom = new HashMap<>();
        private final Map<SettlementPeriod, TargetBalances> stated = new HashMap<>();
        private final Map<SettlementPeriod, Map<String, BigDecimal>> balances = new HashMap<>();

        Chain(World world) {
            this.world = world;
            market.calendarOfOnly("DAYS", world.periods().stream().map(period -> period.from().toString()).toArray(String[]::new));
            agreement = ((Resolution.Resolved) world.terms().resolve(market.reference())).agreement();
        }

        void learn(List<Fact> facts) {
            Set<SettlementPeriod> touched = new HashSet<>();
            for (Fact fact : facts) {
                if (fact instanceof Fact.Figure seen) {
                    market.figures.computeIfAbsent("NDPR", none -> new ArrayList<>()).add(seen.figure());
                    touched.add(world.terms().periodOf(seen.figure().date()));
                } else if (fact instanceof Fact.Lot lot) {
                    // A revision can take a lot out of a period: those of all its revisions are touched.
                    deliveries.add(lot.delivery());
                    deliveries.stream().filter(known -> known.lot().equals(lot.delivery().lot()))
                            .forEach(known -> touched.add(world.terms().periodOf(known.date())));
                }
            }
            Optional<YearToDate> before = Optional.empty();
            for (SettlementPeriod period : world.periods()) {
                if (touched.contains(period) || isStartChanged(period, before)) {
                    SettlementOutcome outcome = settle(period, before);
                    startedFrom.put(period, before);
                    if (outcome instanceof Settled found) {
                        post(found);
                    }
                }
                before = settled.containsKey(period) ? settled.get(period).yearToDate() : before;
            }
        }

        private boolean isStartChanged(SettlementPeriod period, Optional<YearToDate> before) {
            int year = period.from().getYear();
            return !YearToDate.startingFrom(before, year, 0)
                    .isSameAs(YearToDate.startingFrom(startedFrom.getOrDefault(period, Optional.empty()), year, 0));
        }

        private SettlementOutcome settle(SettlementPeriod period, Optional<YearToDate> before) {
            return Settlement.settle(agreement, new PeriodFacts(period, Stage.CLOSED, deliveries, List.of(), before,
                    rule -> agreement.price(rule).determine(period, market::publications), market::publications));
        }

        private void post(Settled found) {
            settled.put(found.period(), found);
            TargetBalances target = TargetBalances.of(found, world.terms().funds(), Money.zero(world.terms().currency()));
            TargetBalances last = stated.getOrDefault(found.period(), TargetBalances.none(world.terms().currency()));
            Map<String, BigDecimal> moved = balances.computeIfAbsent(found.period(), none -> new TreeMap<>());
            for (Transfer transfer : target.transfersFrom(last)) {
                moved.merge(transfer.debit() + " " + transfer.fund(), transfer.amount().amount(), BigDecimal::add);
                moved.merge(transfer.credit() + " " + transfer.fund(), transfer.amount().amount().negate(), BigDecimal::add);
            }
            moved.values().removeIf(balance -> balance.signum() == 0);
            stated.put(found.period(), target);
        }

        /** The period that stands; one that no fact has touched stands at zero. */
        Settled settled(SettlementPeriod period) {
            return Optional.ofNullable(settled.get(period)).orElseThrow(() -> new AssertionError(period + " is not settled"));
        }

        /** The period settled once more, from what stands before it. */
        Optional<Settled> from(SettlementPeriod period) {
            Optional<YearToDate> before = Optional.empty();
            for (SettlementPeriod earlier : world.periods()) {
                if (earlier.equals(period)) {
                    return settle(period, before) instanceof Settled again ? Optional.of(again) : Optional.empty();
                }
                before = settled(earlier).yearToDate();
            }
            return Optional.empty();
        }

        Map<String, BigDecimal> balances(SettlementPeriod period) {
            return balances.getOrDefault(period, Map.of());
        }

        /** Over all funds. */
        BigDecimal sum(SettlementPeriod period, Account account) {
            return balances(period).entrySet().stream().filter(each -> each.getKey().startsWith(account + " ")).map(Map.Entry::getValue)
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
        }
    }
}
