package org.pricefloor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.DayOfWeek;
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
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.Scale;
import org.pricefloor.kernel.agreement.Instrument;
import org.pricefloor.kernel.agreement.QuantityTerms;
import org.pricefloor.kernel.agreement.UpsideShare.Trigger;
import org.pricefloor.kernel.calendar.PeriodLength;
import org.pricefloor.kernel.calendar.RunKind;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.journal.Account;
import org.pricefloor.kernel.journal.Transfer;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.money.Quantity;
import org.pricefloor.kernel.money.QuantityUnit;
import org.pricefloor.kernel.money.Rounding;
import org.pricefloor.kernel.price.Determination;
import org.pricefloor.kernel.price.DeterminationOutcome;
import org.pricefloor.kernel.price.PublishedFigure;
import org.pricefloor.kernel.price.ReferencePriceRule.ConversionOrder;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.settlement.Settlement;
import org.pricefloor.kernel.settlement.SettlementOutcome;

/**
 * What a controller signs for. Each try makes up a world from a seed: an agreement of a random kind, three months of prices and
 * fixes with gaps and revisions, lots with revisions that move them into other months, and the closing of the months, in the
 * order in which they became known. The seed of a failed try is printed.
 */
class JournalProperties {

    /** What can arrive: a figure, a delivery or the closing of a period. */
    private sealed interface Fact {
        record Figure(String series, PublishedFigure figure) implements Fact {
        }

        record Lot(Delivery delivery) implements Fact {
        }

        record Closing(SettlementPeriod period) implements Fact {
        }
    }

    /** A made-up world; {@code facts} in the order in which they became known. */
    private record World(Terms terms, List<SettlementPeriod> periods, List<Fact> facts) {
    }

    private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);

    // ---- the properties

    @Property(tries = 150)
    void orderRepetitionAndDelayOfArrivalDoNotChangeTheBalances(@ForAll long seed) {
        Random random = new Random(seed);
        World world = world(random);
        List<Fact> arriving = new ArrayList<>(world.facts());
        for (int i = random.nextInt(30); i > 0; i--) {
            arriving.add(world.facts().get(random.nextInt(world.facts().size())));
        }
        Collections.shuffle(arriving, random);

        Book atOnce = new Book();
        Map<SettlementPeriod, SettlementOutcome> atTheEnd = settleAll(world, world.facts(), atOnce);
        Book inBatches = new Book();
        for (int known = 0; known < arriving.size();) {
            known = Math.min(arriving.size(), known + 1 + random.nextInt(25));
            settleAll(world, arriving.subList(0, known), inBatches);
        }

        for (SettlementPeriod period : world.periods()) {
            // Every period of such a world ends settled; what parked in between has been made good.
            assertTrue(atTheEnd.get(period) instanceof Settled, () -> "parked at the end: " + atTheEnd.get(period));
            assertEquals(atOnce.balances(period), inBatches.balances(period), "balances of " + period);
        }
    }

    @Property(tries = 150)
    void whatStandsOnTheBooksOfOpenAndParkedPeriodsDoesNotDependOnTheOrderEither(@ForAll long seed) {
        Random random = new Random(seed);
        World whole = world(random);
        List<Fact> known = new ArrayList<>(whole.facts());
        known.removeIf(fact -> random.nextInt(10) < (fact instanceof Fact.Lot ? 2 : 6));
        World world = new World(whole.terms(), whole.periods(), known);
        List<Fact> arriving = new ArrayList<>(known);
        Collections.shuffle(arriving, random);

        Book atOnce = new Book();
        settleAll(world, known, atOnce);
        Book inBatches = new Book();
        for (int count = 0; count < arriving.size();) {
            count = Math.min(arriving.size(), count + 1 + random.nextInt(10));
            settleAll(world, arriving.subList(0, count), inBatches);
        }

        for (SettlementPeriod period : world.periods()) {
            assertEquals(atOnce.balances(period), inBatches.balances(period), "balances of " + period);
        }
    }

    @Property(tries = 150)
    void restatementsAddUpToTheFinalAmount(@ForAll long seed) {
        Random random = new Random(seed);
        World world = world(random);
        Book book = new Book();
        for (int known = 0; known < world.facts().size();) {
            known = Math.min(world.facts().size(), known + 1 + random.nextInt(8));
            settleAll(world, world.facts().subList(0, known), book);
        }
        Map<SettlementPeriod, SettlementOutcome> outcomes = settleAll(world, world.facts(), new Book());
        for (SettlementPeriod period : world.periods()) {
            Money net = ((Settled) outcomes.get(period)).amounts().net();
            Money sum = book.runs(period).stream().map(Book.Run::change).reduce(Money.zero(net.currency()), Money::plus);
            assertEquals(0, net.amount().compareTo(sum.amount()), "changes of " + period + " add up to " + sum + ", not " + net);

            Map<Account, BigDecimal> balances = book.balances(period);
            BigDecimal payable = balances.getOrDefault(Account.TOP_UP_PAYABLE, BigDecimal.ZERO);
            BigDecimal receivable = balances.getOrDefault(Account.UPSIDE_RECEIVABLE, BigDecimal.ZERO);
            assertEquals(0, net.amount().compareTo(payable.add(receivable).negate()), "payables less receivables of " + period);
        }
    }

    @Property(tries = 150)
    void everyJournalEntryBalances(@ForAll long seed) {
        Random random = new Random(seed);
        World world = world(random);
        Book book = new Book();
        for (int known = 0; known < world.facts().size();) {
            known = Math.min(world.facts().size(), known + 1 + random.nextInt(12));
            settleAll(world, world.facts().subList(0, known), book);
        }
        for (SettlementPeriod period : world.periods()) {
            assertEquals(0, book.balances(period).values().stream().reduce(BigDecimal.ZERO, BigDecimal::add).signum(), "sum of all accounts");
            RunKind last = null;
            for (Book.Run run : book.runs(period)) {
                for (Transfer transfer : run.posted()) {
                    assertTrue(transfer.amount().isPositive(), transfer.toString());
                    assertNotEquals(transfer.debit(), transfer.credit());
                    assertEquals(2, transfer.amount().amount().scale(), "a posted amount is whole cents: " + transfer);
                }
                assertTrue(last == null || last == RunKind.ACCRUAL || run.kind() == RunKind.RESTATEMENT, "after " + last + " came " + run.kind());
                last = run.kind();
            }
            Set<Account> open = book.balances(period).keySet();
            assertFalse(open.contains(Account.ACCRUED_TOP_UP) || open.contains(Account.ACCRUED_UPSIDE), "accruals outlive the close: " + open);
        }
    }

    @Property(tries = 150)
    void theSameFactsGiveTheSameDigest(@ForAll long seed) {
        Random random = new Random(seed);
        World world = world(random);
        List<Fact> shuffled = new ArrayList<>(world.facts());
        shuffled.addAll(world.facts().subList(0, random.nextInt(world.facts().size())));
        Collections.shuffle(shuffled, random);
        Map<SettlementPeriod, SettlementOutcome> one = settleAll(world, world.facts(), new Book());
        Map<SettlementPeriod, SettlementOutcome> other = settleAll(world, shuffled, new Book());
        for (SettlementPeriod period : world.periods()) {
            Settled first = (Settled) one.get(period);
            Settled second = (Settled) other.get(period);
            assertEquals(first.digest(), second.digest());
            assertEquals(first, second);
            assertEquals(first.determination().map(Determination::id), second.determination().map(Determination::id));
        }
    }

    @Property(tries = 60)
    void oneNameNeverStandsForTwoReferencePrices(@ForAll long seed) {
        Random random = new Random(seed);
        World world = world(random);
        Map<String, Determination> byId = new HashMap<>();
        for (int known = 1; known <= world.facts().size(); known += 1 + random.nextInt(6)) {
            Market market = market(world, world.facts().subList(0, known));
            for (SettlementPeriod period : world.periods()) {
                for (Stage stage : Stage.values()) {
                    if (market.determine(world.terms(), period, stage) instanceof DeterminationOutcome.Determined found) {
                        Determination price = found.determination();
                        assertEquals(byId.computeIfAbsent(price.id(), none -> price), price);
                        assertEquals(byId.get(price.id()).digest(), price.digest());
                    }
                }
            }
        }
    }

    @Property(tries = 150)
    void referencePriceNeverUsesTheFuture(@ForAll long seed) {
        Random random = new Random(seed);
        World world = world(random);
        Market before = market(world, world.facts());
        LocalDate today = FIRST.plusDays(random.nextInt(90));
        Market after = market(world, world.facts());
        after.figure("NDPR", today, "1000000");
        if (world.terms().fx != null) {
            after.figure("USDCNY", today, "3");
        }
        for (SettlementPeriod period : world.periods()) {
            Determination old = determined(before, world, period);
            Determination now = determined(after, world, period);
            for (int i = 0; i < old.observations().size() && old.observations().get(i).pricingDate().isBefore(today); i++) {
                assertEquals(old.observations().get(i), now.observations().get(i), "observation before " + today);
            }
            for (Determination.Observation seen : now.observations()) {
                assertFalse(seen.price().date().isAfter(seen.pricingDate()), seen.toString());
                assertFalse(seen.fx() != null && seen.fx().date().isAfter(seen.pricingDate()), seen.toString());
            }
        }
    }

    @Property
    void topUpAndUpsideAreNeverBothPaid(@ForAll @BigRange(min = "50", max = "200") @Scale(3) BigDecimal price,
                                        @ForAll @BigRange(min = "0", max = "40") @Scale(2) BigDecimal deadBand,
                                        @ForAll @BigRange(min = "0", max = "100000") @Scale(3) BigDecimal kilograms) {
        Terms terms = Terms.floorOf("110.00").upside("0.30", new BigDecimal("110.00").add(deadBand).toPlainString());
        Settled settled = Market.ofKilograms().calendarOfOnly("DAYS", "2026-03-02").price("2026-03-02", price.toPlainString())
                .kilograms("2026-03-02", kilograms.toPlainString()).settled(terms, "2026-03-02");
        assertFalse(settled.amounts().topUp().isNegative() || settled.amounts().upsideShare().isNegative());
        assertTrue(settled.amounts().topUp().isZero() || settled.amounts().upsideShare().isZero(), settled.amounts().toString());
    }

    @Property
    void aTwoWayDifferenceIsOwedByOneSideOnlyAndNeverAboveTheStrike(@ForAll @BigRange(min = "-500", max = "500") @Scale(2) BigDecimal price,
                                                                    @ForAll @BigRange(min = "0", max = "5000") @Scale(3) BigDecimal output) {
        Settled settled = Market.ofPower().price("2026-03-02", price.toPlainString()).megawattHours("2026-03-02", output.toPlainString())
                .settled(Terms.strikeOf("114.62").every(PeriodLength.DAY), "2026-03-02");
        Money most = new Money(new BigDecimal("114.62").multiply(output), settled.amounts().topUp().currency())
                .rounded(Rounding.CENTS);
        assertTrue(settled.amounts().topUp().isZero() || settled.amounts().upsideShare().isZero());
        assertTrue(settled.amounts().topUp().amount().compareTo(most.amount()) <= 0, settled.amounts().topUp() + " is above " + most);
    }

    // ---- the world

    private static World world(Random random) {
        boolean yuan = random.nextBoolean();
        boolean twoWay = random.nextInt(4) == 0;
        Terms terms = Terms.floorOf("110.00").lastPublished(30);
        terms.minimumObservations = random.nextInt(3);
        if (yuan) {
            terms.vat("2019-04-01", "0.13").fx("USDCNY", 14);
        }
        if (random.nextBoolean()) {
            terms.order = ConversionOrder.AVERAGE_THEN_CONVERT;
        }
        if (twoWay) {
            terms.instrument = Instrument.TWO_WAY_DIFFERENCE;
        } else if (random.nextBoolean()) {
            terms.upside("0.30", random.nextBoolean() ? "110.00" : "115.00");
            if (random.nextBoolean()) {
                terms.milestone(FIRST.plusDays(random.nextInt(90)).toString(), random.nextBoolean() ? Trigger.NEXT_PERIOD : Trigger.BY_DELIVERY_DATE);
            }
        }
        terms.basis = QuantityTerms.Basis.ELECTED;
        terms.expectedShare = random.nextBoolean() ? BigDecimal.ONE : new BigDecimal("0.85");

        List<SettlementPeriod> periods = new ArrayList<>();
        periods.add(SettlementPeriod.containing(PeriodLength.MONTH, FIRST));
        periods.add(periods.get(0).next());
        periods.add(periods.get(1).next());

        TreeMap<Integer, List<Fact>> byMoment = new TreeMap<>();
        Map<String, Integer> revisions = new HashMap<>();
        LocalDate last = periods.get(2).to();
        // The days before the first period keep its first days from being without a price to carry on.
        for (LocalDate day = FIRST.minusDays(2); !day.isAfter(last); day = day.plusDays(1)) {
            boolean weekend = day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
            boolean needed = day.isBefore(FIRST);
            int times = needed ? 1 : weekend ? 0 : random.nextInt(10) < 8 ? 1 + random.nextInt(10) / 8 : 0;
            for (int i = 0; i < times; i++) {
                figure("NDPR", day, yuan ? 700_000 + random.nextInt(250_000) : 90 + random.nextInt(40), revisions, byMoment, random);
            }
            if (yuan && (needed || !weekend && random.nextInt(10) < 9)) {
                figure("USDCNY", day, 0, revisions, byMoment, random);
            }
        }
        int lots = random.nextInt(8);
        for (int lot = 1; lot <= lots; lot++) {
            for (int revision = 1 + random.nextInt(3), number = 1; number <= revision; number++) {
                LocalDate day = FIRST.plusDays(random.nextInt(90));
                Quantity kilograms = new Quantity(BigDecimal.valueOf(random.nextInt(100_000), 1), QuantityUnit.KILOGRAM);
                at(random.nextInt(120), new Fact.Lot(new Delivery("L" + lot, number, "stockpile", day, kilograms,
                        "delivery/A1/L" + lot + "/r" + number)), byMoment);
            }
        }
        for (SettlementPeriod period : periods) {
            at((int) (period.to().toEpochDay() - FIRST.toEpochDay()) + 2, new Fact.Closing(period), byMoment);
        }
        List<Fact> facts = new ArrayList<>();
        byMoment.values().forEach(facts::addAll);
        return new World(terms, periods, facts);
    }

    private static void figure(String series, LocalDate day, int base, Map<String, Integer> revisions, Map<Integer, List<Fact>> byMoment,
                               Random random) {
        int revision = revisions.merge(series + day, 1, Integer::sum);
        BigDecimal value = base == 0 ? BigDecimal.valueOf(69_000 + random.nextInt(3_000), 4)
                : BigDecimal.valueOf(base * 100L + random.nextInt(100), 2);
        int moment = Math.max(0, (int) (day.toEpochDay() - FIRST.toEpochDay())) + (revision == 1 ? 0 : random.nextInt(40));
        at(moment, new Fact.Figure(series, new PublishedFigure(day, value, revision, series + "/" + day + "/r" + revision)), byMoment);
    }

    private static void at(int moment, Fact fact, Map<Integer, List<Fact>> byMoment) {
        byMoment.computeIfAbsent(moment, none -> new ArrayList<>()).add(fact);
    }

    // ---- settling it

    private static Market market(World world, List<Fact> known) {
        Market market = world.terms().fx == null ? Market.ofKilograms() : Market.ofYuan();
        for (Fact fact : known) {
            if (fact instanceof Fact.Figure seen) {
                market.figures.computeIfAbsent(seen.series(), none -> new ArrayList<>()).add(seen.figure());
            } else if (fact instanceof Fact.Lot lot) {
                market.deliveries.add(lot.delivery());
            }
        }
        return market;
    }

    private static Map<SettlementPeriod, SettlementOutcome> settleAll(World world, List<Fact> known, Book book) {
        Market market = market(world, known);
        Set<SettlementPeriod> closed = new HashSet<>();
        known.forEach(fact -> {
            if (fact instanceof Fact.Closing closing) {
                closed.add(closing.period());
            }
        });
        Map<SettlementPeriod, SettlementOutcome> outcomes = new HashMap<>();
        for (SettlementPeriod period : world.periods()) {
            SettlementOutcome outcome = market.settle(world.terms(), period, closed.contains(period) ? Stage.CLOSED : Stage.OPEN);
            if (outcome instanceof Settled settled) {
                book.post(settled);
            } else if (closed.contains(period) && !book.runs(period).isEmpty()) {
                RunKind last = book.runs(period).get(book.runs(period).size() - 1).kind();
                book.post(Settlement.takenBack(world.terms().signed(), period, last == RunKind.ACCRUAL ? Stage.OPEN : Stage.CLOSED, Optional.empty()));
            }
            outcomes.put(period, outcome);
        }
        return outcomes;
    }

    private static Determination determined(Market market, World world, SettlementPeriod period) {
        DeterminationOutcome outcome = market.determine(world.terms(), period, Stage.CLOSED);
        if (outcome instanceof DeterminationOutcome.Determined found) {
            return found.determination();
        }
        throw new AssertionError("not determined: " + outcome);
    }
}
