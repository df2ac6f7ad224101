package org.pricefloor.commandline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.EventEnvelope;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.Topics;
import org.pricefloor.infrastructure.TestInfrastructure;
import org.pricefloor.kernel.calendar.RunKind;
import org.pricefloor.messaging.Received;

/** The auditor's replay: it agrees with honest books and names what was changed in others. */
class ReplayTest {

    @Test
    void honestBooksReplayWithoutDifference() throws Exception {
        Replay.Report report = new Replay(BooksInMemory.ofOneRestatement().read()).run();
        assertEquals(List.of(), report.differences());
        assertEquals(2, report.runs());
        assertEquals(2, report.determinations());
        assertEquals(2, report.transfers());
        assertEquals("628704.02", balance(report, "top-up expense"));
        assertEquals("-628704.02", balance(report, "top-up payable"));
    }

    @Test
    void replayGivesTheSameDigest() throws Exception {
        BooksInMemory books = BooksInMemory.ofOneRestatement();
        assertEquals(new Replay(books.read()).run().balancesDigest(), new Replay(books.read()).run().balancesDigest());
    }

    @Test
    void aChangedAmountIsNamed() throws Exception {
        BooksInMemory books = BooksInMemory.ofOneRestatement();
        books.tamper(PeriodSettled.class, "settled/A1/2026-03/1", run -> with(run, amounts(run.amounts(), "654276.79"), run.transfers()));
        Difference first = firstDifference(books);
        assertEquals(new Difference("settled/A1/2026-03/1", "amounts.topUp", "654276.79", "652829.27"), first);
    }

    @Test
    void aChangedTransferIsNamedAndMovesTheBalance() throws Exception {
        BooksInMemory books = BooksInMemory.ofOneRestatement();
        books.tamper(PeriodSettled.class, "settled/A1/2026-03/2", run -> with(run, run.amounts(), run.transfers().stream()
                .map(each -> new PeriodSettled.Transfer(each.id(), each.debit(), each.credit(), each.amount().add(BigDecimal.ONE), each.currency())).toList()));
        List<Difference> differences = new Replay(books.read()).run().differences();
        assertEquals("transfers[0].amount", differences.get(0).field());
        assertTrue(differences.stream().anyMatch(each -> each.event().equals("balance of A1 2026-03") && each.field().equals("top-up payable")), differences.toString());
    }

    @Test
    void aChangedFactChangesWhatFollowsFromIt() throws Exception {
        BooksInMemory books = BooksInMemory.ofOneRestatement();
        books.tamper(PriceAssessed.class, "assessment/NDPR-CN/2026-03-02/r1", fact -> new PriceAssessed(fact.eventId(), fact.series(), fact.pricingDate(),
                fact.revision(), new BigDecimal("90.00"), fact.publishedAt(), fact.document(), fact.receivedAt(), null, null));
        Difference first = firstDifference(books);
        assertTrue(first.event().startsWith("determined/rule-"), first.toString());
        assertEquals("value", first.field());
    }

    @Test
    void aRunLeftOutIsNamed() throws Exception {
        BooksInMemory books = BooksInMemory.ofOneRestatement();
        books.events().removeIf(event -> event.eventId().equals("settled/A1/2026-03/1"));
        assertEquals(new Difference("settled/A1/2026-03/2", "eventId", "settled/A1/2026-03/2", "settled/A1/2026-03/1"), firstDifference(books));
    }

    @Test
    void aFactThatNeverReachedTheBooksIsFoundAtTheEnd() throws Exception {
        BooksInMemory books = BooksInMemory.ofOneRestatement();
        books.deliver("L2", 1, "2026-03-20", "1000");
        Difference first = firstDifference(books);
        assertEquals("settled/A1/2026-03/2", first.event());
        assertEquals("all facts at once: amounts.quantity", first.field());
    }

    @Test
    void aClosedPeriodWithAQuantityAndNoRunIsFoundAtTheEnd() throws Exception {
        BooksInMemory books = BooksInMemory.ofOneRestatement();
        books.deliver("L2", 1, "2026-04-20", "1000");
        books.assess("2026-04-01", 1, "90.00");
        books.passDays(40);
        books.assess("2026-03-04", 1, "97.00");
        books.settle("2026-03-01");
        assertEquals("settled/A1/2026-04/1", firstDifference(books).event());
    }

    @Test
    void aPostingMadeTwiceIsNamed() throws Exception {
        BooksInMemory books = BooksInMemory.ofOneRestatement();
        Event last = books.events().get(books.events().size() - 1);
        books.events().add(last);
        assertEquals(new Difference(last.eventId(), "eventId", "at two positions", "at one"), firstDifference(books));
    }

    /** 30% above 150 on 400,000 kg: 4,260,000.00, 5,070,000.00 and what the cap of 10,000,000 leaves. Then the first price is restated. */
    private static BooksInMemory ofACappedYear() {
        BooksInMemory books = BooksInMemory.of("""
                "version": 1, "effectiveFrom": "2025-04-01", "effectiveTo": "2026-12-31", "period": "quarter", "instrument": "floor",
                "floor": [{"from": "2025-04-01", "price": "110.00"}], "upside": {"threshold": "150.00", "share": "0.30"},
                "caps": {"upsideSharePerYear": "10000000.00"}, "netting": {"receipts": "credited-to-the-fund", "carryForward": true},
                "referencePrice": {"series": "NDPR-CN", "gap": {"rule": "last-published", "maxStaleDays": 100}}""");
        books.assess("2025-04-01", 1, "185.50");
        books.assess("2025-07-01", 1, "192.25");
        books.assess("2025-10-01", 1, "178.00");
        books.deliver("L1", 1, "2025-05-10", "400000");
        books.deliver("L2", 1, "2025-08-10", "400000");
        books.deliver("L3", 1, "2025-11-10", "400000");
        books.settle("2025-04-01");
        books.settle("2025-07-01");
        books.settle("2025-10-01");
        // 25.50 x 400,000 x 30% = 3,060,000: the last quarter has 1,200,000 more under the cap.
        books.assess("2025-04-01", 2, "175.50");
        books.settle("2025-04-01");
        books.settle("2025-07-01");
        books.settle("2025-10-01");
        return books;
    }

    @Test
    void aYearWithACapReplaysAlongItsChain() {
        BooksInMemory books = ofACappedYear();
        assertEquals("1870000.00", books.run("2025-10-01").amounts().upsideShare().toPlainString());
        Replay.Report report = new Replay(books.read()).run();
        assertEquals(List.of(), report.differences());
        assertEquals(6, report.runs());
        assertEquals(0, report.awaiting());
        assertEquals("10000000.00", balance(report, "upside receivable"));
    }

    @Test
    void aRunThatStartedFromAnotherThanTheLatestRunIsNamed() {
        BooksInMemory books = ofACappedYear();
        books.tamper(PeriodSettled.class, "settled/A1/2025-Q3/2", run -> changed(run, run.yearToDate(), "settled/A1/2025-Q2/1", run.netting()));
        Difference first = firstDifference(books);
        assertEquals("settled/A1/2025-Q3/2", first.event());
        assertTrue(first.field().startsWith("yearToDate"), first.toString());
    }

    @Test
    void aChangedYearToDateIsNamed() {
        BooksInMemory books = ofACappedYear();
        books.tamper(PeriodSettled.class, "settled/A1/2025-Q2/2", run -> changed(run, new PeriodSettled.YearToDate(2025, run.yearToDate().quantity(),
                run.yearToDate().topUp(), BigDecimal.ONE, run.yearToDate().taken(), run.yearToDate().advanced(), List.of()), run.carriedFrom(), run.netting()));
        assertEquals(new Difference("settled/A1/2025-Q2/2", "yearToDate.upsideShare", "1", "3060000.00"), firstDifference(books));
    }

    @Test
    void aLaterPeriodThatWasNotSettledAnewIsFoundAtTheEnd() {
        BooksInMemory books = ofACappedYear();
        books.events().removeIf(event -> event.eventId().equals("settled/A1/2025-Q4/2"));
        Difference first = firstDifference(books);
        assertEquals(new Difference("settled/A1/2025-Q4/1", "all facts at once: amounts.upsideShare", "670000.00", "1870000.00"), first);
    }

    /**
     * The third quarter accrues at one published price and, closed, needs two: its accrual is taken back and it is parked. The fourth,
     * settled in the same round, starts from what the accrual's end left.
     */
    @Test
    void anAccrualThatIsTakenBackReplays() {
        BooksInMemory books = BooksInMemory.of("""
                "version": 1, "effectiveFrom": "2025-04-01", "effectiveTo": "2026-12-31", "period": "quarter", "instrument": "floor",
                "floor": [{"from": "2025-04-01", "price": "110.00"}], "caps": {"topUpPerYear": "25000.00"},
                "referencePrice": {"series": "NDPR-CN", "gap": {"rule": "last-published", "maxStaleDays": 100}, "minimumObservations": 2}""");
        for (String day : List.of("2025-04-01", "2025-04-02", "2025-07-01", "2025-10-01", "2025-10-02")) {
            books.assess(day, 1, "100.00");
        }
        books.deliver("L1", 1, "2025-05-10", "1000");
        books.deliver("L2", 1, "2025-08-10", "1000");
        books.deliver("L3", 1, "2025-11-10", "2000");
        books.settle("2025-04-01");
        books.accrue("2025-07-01");
        assertEquals("20000.00", books.run("2025-07-01").yearToDate().topUp().toPlainString());
        books.closeWithout("2025-07-01", "2025-10-01");
        assertEquals("15000.00", books.run("2025-10-01").amounts().topUp().toPlainString());
        Replay.Report report = new Replay(books.read()).run();
        assertEquals(List.of(), report.differences());
        assertEquals("0.00", balance(report, "accrued top-up"));
        assertEquals("-25000.00", balance(report, "top-up payable"));
        books.tamper(PeriodSettled.class, "settled/A1/2025-Q4/1", run -> changed(run, run.yearToDate(), "settled/A1/2025-Q2/1", run.netting()));
        assertEquals(new Difference("settled/A1/2025-Q4/1", "carriedFrom", "settled/A1/2025-Q2/1", "settled/A1/2025-Q3/2"), firstDifference(books));
    }

    @Test
    void whatASettledPeriodIsTakenBackToReplaysAndWhatStandsThoughItIsParkedIsNamed() {
        String second = """
                "version": 2, "effectiveFrom": "2026-03-01", "effectiveTo": "2026-04-30", "period": "month", "instrument": "floor",
                "floor": [{"from": "2026-03-01", "price": "110.00"}],
                "referencePrice": {"series": "NDPR-CN", "gap": {"rule": "last-published", "maxStaleDays": 30}, "minimumObservations": 9}""";
        BooksInMemory books = BooksInMemory.ofOneRestatement();
        books.register(second);
        books.takeBack("2026-03-01");
        Replay.Report report = new Replay(books.read()).run();
        assertEquals(List.of(), report.differences());
        assertEquals("0.00", balance(report, "top-up payable"));

        BooksInMemory standing = BooksInMemory.ofOneRestatement();
        standing.register(second);
        standing.settle("2026-03-01");
        String net = standing.run("2026-03-01").amounts().net().toPlainString();
        Difference first = firstDifference(standing);
        assertEquals(List.of("settled/A1/2026-03/2", "all facts at once: amounts.net", net), List.of(first.event(), first.field(), first.posted()));
        assertTrue(first.rederived().startsWith("0: parked, "), first.rederived());
    }

    @Test
    void anAccrualAfterTheCloseAndADecisionUsedTwiceAreNamed() {
        BooksInMemory books = ofARunCalendar("immediately");
        books.accrue("2026-03-01");
        assertEquals(new Difference("settled/A1/2026-03/2", "run.kind", "accrual", "no accrual: the period is closed"), firstDifference(books));

        BooksInMemory twice = ofARunCalendar("immediately");
        twice.passDays(100);
        twice.settle("2026-03-01", RunKind.FINAL, null);
        String decision = twice.decide("D-1", "2026-03-15");
        twice.settle("2026-03-01", null, decision);
        twice.settle("2026-03-01", null, decision);
        assertEquals(new Difference("settled/A1/2026-03/4", "run.decision", decision, "a decision that ordered no run before"), firstDifference(twice));
    }

    /** A top-up of (110 - 100) x 400 is set off against what was carried, and the restatements of the year before enter that netting. */
    @Test
    void nettingsReplayInTheOrderInWhichTheyWereMade() {
        BooksInMemory books = ofACappedYear();
        books.assess("2026-01-01", 1, "100.00");
        books.deliver("L4", 1, "2026-01-10", "400");
        books.settle("2026-01-01");
        PeriodSettled.Netting netting = books.run("2026-01-01").netting();
        // Owed to the producer 4,000 and 1,200,000 of late restatements; by it 10,000,000 carried and 1,200,000 late.
        assertEquals("1204000.00", netting.offset().toPlainString());
        assertEquals("9996000.00", netting.carried().toPlainString());
        assertEquals(2, netting.late().size());
        assertEquals(List.of(), new Replay(books.read()).run().differences());
        books.tamper(PeriodSettled.class, "settled/A1/2026-Q1/1", run -> changed(run, run.yearToDate(), run.carriedFrom(), new PeriodSettled.Netting(
                netting.carriedBefore(), netting.late().subList(0, 1), netting.offset(), netting.toPay(), netting.carried())));
        assertEquals(new Difference("settled/A1/2026-Q1/1", "netting.late.size", "1", "2"), firstDifference(books));
    }

    /** 654,276.78 at 60/25/15 is 392,566.07, 163,569.19 and 98,141.52; the cent that is moved between funds shows on their balances. */
    @Test
    void thePartsOfFundsReplayAndAMovedCentIsNamed() {
        BooksInMemory books = BooksInMemory.of("""
                "version": 1, "effectiveFrom": "2026-03-01", "effectiveTo": "2026-04-30", "period": "month", "instrument": "floor",
                "floor": [{"from": "2026-03-01", "price": "110.00"}], "funds": [{"fund": "FUND-US", "party": "US", "share": "0.60"},
                {"fund": "FUND-JP", "party": "JP", "share": "0.25"}, {"fund": "FUND-AU", "party": "AU", "share": "0.15"}],
                "referencePrice": {"series": "NDPR-CN", "gap": {"rule": "last-published", "maxStaleDays": 30}}""");
        books.assess("2026-03-02", 1, "96.44");
        books.deliver("L1", 1, "2026-03-10", "48250.5");
        books.settle("2026-03-01");
        assertEquals(List.of("98141.52", "163569.19", "392566.07"), books.run("2026-03-01").funds().stream().map(part -> part.amount().toPlainString()).toList());
        Replay.Report report = new Replay(books.read()).run();
        assertEquals(List.of(), report.differences());
        assertEquals("-654276.78", balance(report, "top-up payable"));
        books.tamper(PeriodSettled.class, "settled/A1/2026-03/1", run -> withTransfers(run, run.transfers().stream().map(each -> new PeriodSettled.Transfer(
                each.id(), each.debit(), each.credit(), each.fund().equals("FUND-JP") ? each.amount().add(new BigDecimal("0.01"))
                        : each.fund().equals("FUND-AU") ? each.amount().subtract(new BigDecimal("0.01")) : each.amount(), each.currency(), each.fund())).toList()));
        List<Difference> differences = new Replay(books.read()).run().differences();
        assertTrue(differences.stream().anyMatch(each -> each.field().equals("top-up payable of fund FUND-JP")), differences.toString());
    }

    /** Quarters of 35,000,000; EBITDA of 100,000,000 takes 100,000,000 of the advances back. */
    @Test
    void aMarginReplaysFromTheMeasureItNames() {
        BooksInMemory books = BooksInMemory.of("""
                "version": 1, "effectiveFrom": "2025-01-01", "effectiveTo": "2026-12-31", "period": "quarter", "instrument": "margin-guarantee",
                "marginGuarantee": {"threshold": "140000000.00", "growth": "0.02", "advanceShare": "0.25"}""");
        for (String from : List.of("2025-01-01", "2025-04-01", "2025-07-01", "2025-10-01")) {
            books.settle(from);
        }
        books.measure("ebitda", "2025-12-31", 1, "100000000", "USD");
        books.settle("2025-10-01");
        assertEquals("-65000000.00", books.run("2025-10-01").amounts().net().toPlainString());
        assertEquals(List.of(), new Replay(books.read()).run().differences());
        books.measure("ebitda", "2025-12-31", 2, "90000000", "USD");
        assertEquals(new Difference("settled/A1/2025-Q4/2", "all facts at once: amounts.upsideShare", "100000000.00", "90000000.00"), firstDifference(books));
    }

    /** (100 - 90) x 100 = 1,000.00 and, the floor risen by the index from 300 to 309, (309 - 250) x 10 = 590.00. */
    @Test
    void severalProductsReplayEachFromItsOwnPriceAndIndexFigures() {
        BooksInMemory books = BooksInMemory.of("""
                "version": 1, "effectiveFrom": "2026-01-01", "effectiveTo": "2026-06-30", "period": "quarter", "instrument": "floor", "products": [
                {"product": "NDPR", "floor": [{"from": "2026-01-01", "price": "100.00"}], "referencePrice": {"series": "NDPR-CN", "gap": {"rule": "last-published", "maxStaleDays": 100}}},
                {"product": "DY", "floor": [{"from": "2026-01-01", "price": "300.00"}], "escalation": {"index": {"series": "CPI", "base": "2025-01-01", "month": 12}, "firstOn": "2026-01-01"},
                 "referencePrice": {"series": "DY-CN", "gap": {"rule": "last-published", "maxStaleDays": 100}}}]""");
        books.assess("CPI", "2025-01-01", 1, "100");
        books.assess("CPI", "2025-12-01", 1, "103");
        books.assess("NDPR-CN", "2026-01-01", 1, "90.00");
        books.assess("DY-CN", "2026-01-01", 1, "250.00");
        books.deliver("L1", 1, "2026-02-10", "100", "NDPR");
        books.deliver("L2", 1, "2026-02-11", "10", "DY");
        books.settle("2026-01-01");
        assertEquals("1590.00", books.run("2026-01-01").amounts().net().toPlainString());
        assertTrue(books.run("2026-01-01").facts().contains("assessment/CPI/2025-12-01/r1"));
        assertEquals(List.of(), new Replay(books.read()).run().differences());
        books.tamper(PriceAssessed.class, "assessment/CPI/2025-12-01/r1", fact -> new PriceAssessed(fact.eventId(), fact.series(), fact.pricingDate(),
                fact.revision(), new BigDecimal("104"), fact.publishedAt(), fact.document(), fact.receivedAt(), null, null));
        assertEquals("settled/A1/2026-Q1/1", firstDifference(books).event());
    }

    private static BooksInMemory ofARunCalendar(String restate) {
        BooksInMemory books = BooksInMemory.of("""
                "version": 1, "effectiveFrom": "2026-03-01", "effectiveTo": "2026-04-30", "period": "month", "instrument": "floor",
                "floor": [{"from": "2026-03-01", "price": "110.00"}], "runs": [{"kind": "R1", "lagDays": 30}, {"kind": "final", "lagDays": 60}], "restate": "%s",
                "referencePrice": {"series": "NDPR-CN", "gap": {"rule": "last-published", "maxStaleDays": 30}}""".formatted(restate));
        books.assess("2026-03-02", 1, "100.00");
        books.deliver("L1", 1, "2026-03-10", "1000");
        books.settle("2026-03-01");
        return books;
    }

    @Test
    void scheduledAndDisputeRunsReplayAndWhatIsFinalIsCountedAsAwaiting() {
        BooksInMemory books = ofARunCalendar("at-next-run");
        books.passDays(30);
        books.settle("2026-03-01", RunKind.R1, null);
        books.passDays(31);
        books.settle("2026-03-01", RunKind.FINAL, null);
        // Known and not used, until a decision admits it: (110 - 99) x 1,000.
        books.assess("2026-03-02", 2, "99.00");
        Replay.Report closed = new Replay(books.read()).run();
        assertEquals(List.of(), closed.differences());
        assertEquals(1, closed.awaiting());
        books.settle("2026-03-01", null, books.decide("D-1", "2026-03-31"));
        Replay.Report disputed = new Replay(books.read()).run();
        assertEquals(List.of(), disputed.differences());
        assertEquals("11000.00", balance(disputed, "top-up expense"));
    }

    @Test
    void aRunThatTheCalendarOrARecordedDecisionDoesNotOrderIsNamed() {
        BooksInMemory early = ofARunCalendar("immediately");
        early.settle("2026-03-01", RunKind.R1, null);
        assertEquals(new Difference("settled/A1/2026-03/2", "run.kind", "R1", "no such run is due by the run calendar"), firstDifference(early));

        BooksInMemory unscheduled = ofARunCalendar("immediately");
        unscheduled.passDays(100);
        unscheduled.settle("2026-03-01", RunKind.R2, null);
        assertEquals(new Difference("settled/A1/2026-03/2", "run.kind", "R2", "no such run is due by the run calendar"), firstDifference(unscheduled));

        BooksInMemory hasty = ofARunCalendar("at-next-run");
        hasty.assess("2026-03-02", 2, "99.00");
        hasty.settle("2026-03-01");
        assertEquals(new Difference("settled/A1/2026-03/2", "run.kind", "restatement", "none before the next scheduled run: restate is at-next-run"), firstDifference(hasty));

        BooksInMemory reopened = ofARunCalendar("immediately");
        reopened.passDays(100);
        reopened.settle("2026-03-01", RunKind.FINAL, null);
        reopened.assess("2026-03-02", 2, "99.00");
        reopened.settle("2026-03-01");
        assertEquals(new Difference("settled/A1/2026-03/3", "run.kind", "restatement", "dispute: the period is final"), firstDifference(reopened));

        BooksInMemory undecided = ofARunCalendar("immediately");
        undecided.passDays(100);
        undecided.settle("2026-03-01", RunKind.FINAL, null);
        undecided.settle("2026-03-01", null, undecided.decide("D-1", "2026-04-01"));
        assertEquals(new Difference("settled/A1/2026-03/3", "run.decision", "decision/A1/D-1", "a recorded decision about the period"), firstDifference(undecided));
    }

    @Test
    void aRunUnderAVersionThatDoesNotGovernItsPeriodIsNamed() {
        String members = """
                "effectiveFrom": "2026-01-01", "effectiveTo": "2026-12-31", "period": "quarter", "instrument": "floor", "floor": [{"from": "2026-01-01", "price": "%s"}],
                "referencePrice": {"series": "NDPR-CN", "gap": {"rule": "last-published", "maxStaleDays": 100}}""";
        BooksInMemory books = BooksInMemory.of("\"version\": 1, " + members.formatted("110.00"));
        books.assess("2026-01-01", 1, "100.00");
        books.deliver("L1", 1, "2026-02-10", "1000");
        books.deliver("L2", 1, "2026-05-10", "1000");
        books.settle("2026-01-01");
        books.register("\"version\": 2, \"governsFrom\": \"2026-04-01\", " + members.formatted("115.00"));
        books.assess("2026-04-01", 1, "100.00");
        books.passDays(100);
        books.settle("2026-04-01");
        assertEquals("15000.00", books.run("2026-04-01").amounts().net().toPlainString());
        assertEquals(List.of(), new Replay(books.read()).run().differences());
        books.deliver("L1", 2, "2026-02-10", "2000");
        books.settle("2026-01-01");
        books.tamper(PeriodSettled.class, "settled/A1/2026-Q1/2", run -> withFacts(run, 2, "agreement/A1/v2"));
        Difference first = firstDifference(books);
        assertEquals(new Difference("settled/A1/2026-Q1/2", "agreementVersion", "2", "a version that governs the period"), first);
    }

    @Test
    void theCommandReadsTheTopicsPastGarbageAndRepetition() throws Exception {
        String broker = TestInfrastructure.broker(Topics.ALL);
        BooksInMemory books = BooksInMemory.ofOneRestatement();
        publish(broker, books.recorded(), true);
        CommandRun run = CommandRun.of("replay", "--kafka", broker);
        assertEquals(0, run.exitCode(), run.out() + run.err());
        assertTrue(run.out().contains("No difference: what was posted follows from the facts."), run.out());
        assertTrue(run.out().contains("set aside, as the services do"), run.out());
        assertTrue(run.out().contains("repeated deliveries " + books.events().size()), run.out());

        // The next event of the agreement claims a run that no fact supports.
        PeriodSettled last = (PeriodSettled) books.events().get(books.events().size() - 1);
        books.events().add(new PeriodSettled("settled/A1/2026-03/3", last.agreement(), last.agreementVersion(), last.producer(), last.office(), last.product(),
                last.period(), new PeriodSettled.Run(3, "restatement", last.run().rulesVersion(), last.run().cutOff(), last.run().recordedAt(),
                last.run().accountingDate()), amounts(last.amounts(), "1.00"), BigDecimal.ONE, last.determination(), last.facts(), last.flags(),
                last.trace(), last.transfers()));
        List<Received> recorded = books.recorded();
        publish(broker, recorded.subList(recorded.size() - 1, recorded.size()), false);
        CommandRun differing = CommandRun.of("replay", "--kafka", broker);
        assertEquals(1, differing.exitCode());
        assertTrue(differing.out().contains("The first: settled/A1/2026-03/3, amounts.topUp: posted 1.00"), differing.out());
    }

    @Test
    void aBrokerOutOfReachIsSaidInOneSentence() {
        CommandRun run = CommandRun.of("replay", "--kafka", "localhost:1");
        assertEquals(3, run.exitCode());
        assertTrue(run.err().startsWith("No broker answered at localhost:1"), run.err());
    }

    private static void publish(String broker, List<Received> events, boolean twiceAndWithGarbage) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Map.of("bootstrap.servers", broker), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int round = 0; round < (twiceAndWithGarbage ? 2 : 1); round++) {
                List<Received> order = new ArrayList<>(events);
                if (round == 0 && twiceAndWithGarbage) {
                    java.util.Collections.reverse(order);
                    producer.send(new ProducerRecord<>(Topics.SETTLEMENTS, 0, "A1".getBytes(StandardCharsets.UTF_8), new byte[] {1, 2, 3}));
                }
                for (Received received : order) {
                    EventEnvelope envelope = received.envelope();
                    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(received.topic(), received.partition(),
                            envelope.subject().getBytes(StandardCharsets.UTF_8), envelope.body());
                    Map.of(EventEnvelope.HEADER_ID, envelope.id(), EventEnvelope.HEADER_TYPE, envelope.type(), EventEnvelope.HEADER_SOURCE, envelope.source(),
                                    EventEnvelope.HEADER_TIME, envelope.time().toString(), EventEnvelope.HEADER_SUBJECT, envelope.subject(),
                                    EventEnvelope.HEADER_POSITION, String.valueOf(envelope.position()))
                            .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
                    producer.send(record);
                }
            }
        }
    }

    private static Difference firstDifference(BooksInMemory books) {
        return new Replay(books.read()).run().differences().get(0);
    }

    private static String balance(Replay.Report report, String account) {
        return report.balances().stream().filter(each -> each.account().equals(account)).findFirst().orElseThrow().balance().toPlainString();
    }

    private static PeriodSettled.Amounts amounts(PeriodSettled.Amounts amounts, String topUp) {
        return new PeriodSettled.Amounts(amounts.quantity(), amounts.unit(), amounts.floorPrice(), amounts.referencePrice(), amounts.unitDifference(),
                new BigDecimal(topUp), amounts.upsideShare(), new BigDecimal(topUp), amounts.currency());
    }

    private static PeriodSettled changed(PeriodSettled run, PeriodSettled.YearToDate yearToDate, String carriedFrom, PeriodSettled.Netting netting) {
        return new PeriodSettled(run.eventId(), run.agreement(), run.agreementVersion(), run.producer(), run.office(), run.product(), run.period(), run.run(),
                run.amounts(), run.difference(), run.determination(), run.lines(), run.components(), run.funds(), yearToDate, carriedFrom, netting, run.facts(),
                run.flags(), run.trace(), run.transfers());
    }

    private static PeriodSettled withTransfers(PeriodSettled run, List<PeriodSettled.Transfer> transfers) {
        return new PeriodSettled(run.eventId(), run.agreement(), run.agreementVersion(), run.producer(), run.office(), run.product(), run.period(), run.run(),
                run.amounts(), run.difference(), run.determination(), run.lines(), run.components(), run.funds(), run.yearToDate(), run.carriedFrom(),
                run.netting(), run.facts(), run.flags(), run.trace(), transfers);
    }

    private static PeriodSettled withFacts(PeriodSettled run, int version, String terms) {
        List<String> facts = new ArrayList<>(run.facts());
        facts.set(0, terms);
        return new PeriodSettled(run.eventId(), run.agreement(), version, run.producer(), run.office(), run.product(), run.period(), run.run(),
                run.amounts(), run.difference(), run.determination(), facts, run.flags(), run.trace(), run.transfers());
    }

    private static PeriodSettled with(PeriodSettled run, PeriodSettled.Amounts amounts, List<PeriodSettled.Transfer> transfers) {
        return new PeriodSettled(run.eventId(), run.agreement(), run.agreementVersion(), run.producer(), run.office(), run.product(), run.period(), run.run(),
                amounts, run.difference(), run.determination(), run.facts(), run.flags(), run.trace(), transfers);
    }
}
