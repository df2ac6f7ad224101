package org.pricefloor.settlement;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.pricefloor.infrastructure.ServiceDatabase;

/**
 * Terms that reach beyond a single period, on the books: caps over the year, run calendars, netting, funds, amendments. The amounts
 * are worked by hand. The clock only goes forward, so the tests have an order.
 */
@QuarkusTest
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@WithTestResource(value = Surroundings.class, scope = TestResourceScope.RESTRICTED_TO_CLASS)
class AgreementTermsTest {

    private static final String TERMS = """
            {"agreement":"%s","version":%d,%s"title":"Test","producer":"MINE","office":"US-DOW","product":"NdPr oxide","currency":"USD","unit":"kg",
             "timeZone":"UTC","effectiveFrom":"2026-01-01","effectiveTo":"2027-12-31","period":"month","instrument":"floor",
             "floor":[{"from":"2026-01-01","price":"%s"}],
             "referencePrice":{"series":"%s","gap":{"rule":"last-published","maxStaleDays":40}}%s}""";

    private static String terms(String agreement, int version, String governs, String floor, String series, String more) {
        return TERMS.formatted(agreement, version, governs, floor, series, more);
    }

    @Test
    @Order(1)
    void aCapOnTheShareIsConsumedOverTheYearAndARestatementTouchesTheLaterPeriodsItMovesAndNoOthers() throws SQLException {
        Surroundings.setClock("2026-05-10T00:00:00Z");
        Upstream.tell(Upstream.everyDay("DAYS"), Upstream.series("CAPPED", "DAYS"),
                Upstream.agreement(terms("JARE", 1, "", "110.00", "CAPPED",
                        ",\"upside\":{\"threshold\":\"150.00\",\"share\":\"0.30\"},\"caps\":{\"upsideSharePerYear\":\"10000000\"}")),
                Upstream.price("CAPPED", "2026-01-01", 1, "185.50"), Upstream.price("CAPPED", "2026-02-01", 1, "192.25"),
                Upstream.price("CAPPED", "2026-03-01", 1, "178.00"), Upstream.price("CAPPED", "2026-04-01", 1, "178.00"),
                Upstream.delivery("JARE", "L1", 1, "2026-01-15", "400000"), Upstream.delivery("JARE", "L2", 1, "2026-02-15", "400000"),
                Upstream.delivery("JARE", "L3", 1, "2026-03-15", "400000"), Upstream.delivery("JARE", "L4", 1, "2026-04-15", "1000"));
        // 30% of 35.50, 42.25 and 28.00 x 400,000 kg are 4,260,000.00, 5,070,000.00 and 3,360,000.00; of the last 670,000.00 are left.
        settles("JARE", runs -> runs.body("find { it.period == '2026-01' }.net", is("-4260000.00")).body("find { it.period == '2026-02' }.net", is("-5070000.00"))
                .body("find { it.period == '2026-03' }.net", is("-670000.00")).body("find { it.period == '2026-04' }.net", is("0.00")));
        Upstream.tell(Upstream.delivery("JARE", "L1", 2, "2026-01-15", "300000"));
        // 30% of 35.50 x 300,000 kg = 3,195,000.00; 10,000,000 - 3,195,000 - 5,070,000 = 1,735,000.00; April starts from the same 10,000,000.
        settles("JARE", runs -> runs.body("find { it.period == '2026-01' }.net", is("-3195000.00")).body("find { it.period == '2026-02' }.net", is("-5070000.00"))
                .body("find { it.period == '2026-03' }.net", is("-1735000.00")));
        assertEquals(List.of("2026-01 1", "2026-01 2", "2026-02 1", "2026-02 2", "2026-03 1", "2026-03 2", "2026-04 1"),
                ask("SELECT period_label || ' ' || (dense_rank() OVER (PARTITION BY period_from ORDER BY sequence)) FROM run"
                        + " WHERE agreement = 'JARE' AND kind <> 'accrual' ORDER BY period_from, sequence"));
    }

    @Test
    @Order(2)
    void aBackDatedAmendmentRestatesThePeriodsItGovernsAndNothingElse() throws SQLException {
        Upstream.tell(Upstream.series("AMENDED", "DAYS"), Upstream.agreement(terms("AMENDED", 1, "", "110.00", "AMENDED", "")),
                Upstream.price("AMENDED", "2026-01-01", 1, "100.00"), Upstream.price("AMENDED", "2026-02-01", 1, "100.00"),
                Upstream.price("AMENDED", "2026-03-01", 1, "100.00"), Upstream.delivery("AMENDED", "L1", 1, "2026-01-15", "1000"),
                Upstream.delivery("AMENDED", "L2", 1, "2026-02-15", "1000"), Upstream.delivery("AMENDED", "L3", 1, "2026-03-15", "1000"));
        settles("AMENDED&to=2026-03-31", runs -> runs.body("net", contains("10000.00", "10000.00", "10000.00")));
        String known = ask("SELECT max(recorded_at)::text FROM run").get(0).replace(' ', 'T').replace("+00", "Z");
        Surroundings.setClock("2026-05-11T00:00:00Z");
        Upstream.tell(Upstream.agreement(terms("AMENDED", 2, "\"governsFrom\":\"2026-02-01\",\"governsTo\":\"2026-02-28\",", "115.00", "AMENDED", "")));
        settles("AMENDED&to=2026-03-31", runs -> runs.body("net", contains("10000.00", "15000.00", "10000.00")));
        assertEquals(List.of("2026-01 v1", "2026-02 v1", "2026-02 v2", "2026-03 v1"), ask("SELECT period_label || ' v' || agreement_version FROM run"
                + " WHERE agreement = 'AMENDED' AND kind <> 'accrual' AND period_from < '2026-04-01' ORDER BY period_from, sequence"));
        Asking.as("office", "US-DOW").get("/api/settlements?agreement=AMENDED&to=2026-03-31&knownAt=" + known).then().statusCode(200)
                .body("net", contains("10000.00", "10000.00", "10000.00"));
    }

    @Test
    @Order(3)
    void aBalanceThatIsLargerThanTheNextTopUpIsCarriedOnAndAClosedNettingStaysClosed() throws SQLException {
        Upstream.tell(Upstream.series("NETTED", "DAYS"), Upstream.agreement(terms("NETTED", 1, "", "110.00", "NETTED",
                        ",\"upside\":{\"threshold\":\"110.00\",\"share\":\"0.30\"},\"netting\":{\"receipts\":\"credited-to-the-fund\",\"carryForward\":true}")),
                Upstream.price("NETTED", "2026-01-01", 1, "200.00"), Upstream.price("NETTED", "2026-02-01", 1, "100.00"),
                Upstream.price("NETTED", "2026-03-01", 1, "90.00"), Upstream.price("NETTED", "2026-04-01", 1, "100.00"),
                Upstream.price("NETTED", "2026-05-01", 1, "100.00"),
                Upstream.delivery("NETTED", "L1", 1, "2026-01-15", "1000"), Upstream.delivery("NETTED", "L2", 1, "2026-02-15", "1000"),
                Upstream.delivery("NETTED", "L3", 1, "2026-03-15", "1000"), Upstream.delivery("NETTED", "L4", 1, "2026-04-15", "1"));
        settles("NETTED", runs -> runs.body("find { it.period == '2026-03' }.net", is("20000.00")));
        // January owes 30% of 90 x 1000 = 27,000.00; February's 10,000.00 is set off whole, of March's 20,000.00 the 17,000.00 left; April pays 10.00.
        assertEquals(List.of("2026-02 10000.00", "2026-03 17000.00"), ask("SELECT period_from::text::varchar(7) || ' ' || amount FROM journal_transfer"
                + " WHERE agreement = 'NETTED' AND debit = 'top-up payable' AND credit = 'upside receivable' ORDER BY period_from"));
        Upstream.tell(Upstream.delivery("NETTED", "L1", 2, "2026-01-15", "2000"), Upstream.delivery("NETTED", "L5", 1, "2026-05-05", "1000"));
        settles("NETTED", runs -> runs.body("find { it.period == '2026-01' }.net", is("-54000.00")));
        Surroundings.setClock("2026-06-03T00:00:00Z");
        // The 27,000.00 that January owes more meet May's 10,000.00: January's own netting is not opened again, 17,000.00 are carried on.
        settles("NETTED", runs -> runs.body("find { it.period == '2026-05' }.kind", is("initial")));
        assertEquals(List.of("2026-02 10000.00", "2026-03 17000.00", "2026-05 10000.00"), ask("SELECT period_from::text::varchar(7) || ' ' || amount"
                + " FROM journal_transfer WHERE agreement = 'NETTED' AND debit = 'top-up payable' AND credit = 'upside receivable' ORDER BY period_from"));
        assertEquals(List.of("17000.00 []"), ask("SELECT carried || ' ' || late FROM agreement_desk WHERE agreement = 'NETTED'"));
    }

    @Test
    @Order(4)
    void factsWaitForTheNextRunAndAfterTheFinalOneForADecision() throws SQLException {
        Upstream.tell(Upstream.series("RUNS", "DAYS"), Upstream.agreement(terms("RUNS", 1, "", "110.00", "RUNS",
                        ",\"runs\":[{\"kind\":\"R1\",\"lagDays\":30},{\"kind\":\"final\",\"lagDays\":60}],\"restate\":\"at-next-run\"")),
                Upstream.price("RUNS", "2026-05-01", 1, "100.00"), Upstream.price("RUNS", "2026-06-01", 1, "100.00"),
                Upstream.delivery("RUNS", "L1", 1, "2026-06-15", "1000"));
        Surroundings.setClock("2026-07-02T00:00:01Z");
        settles("RUNS&from=2026-06-01", runs -> runs.body("[0].kind", is("initial")).body("[0].net", is("10000.00")));
        Upstream.tell(Upstream.delivery("RUNS", "L1", 2, "2026-06-15", "1100"), Upstream.price("NETTED", "2026-01-01", 2, "200.00"));
        settles("NETTED", runs -> runs.body("find { it.period == '2026-01' }.sequence", is(3)));
        assertEquals(List.of("initial 1000"), ask("SELECT kind || ' ' || quantity FROM run WHERE agreement = 'RUNS' AND period_from = '2026-06-01' AND kind <> 'accrual' ORDER BY sequence"));
        Surroundings.setClock("2026-07-31T00:00:01Z");
        settles("RUNS&from=2026-06-01", runs -> runs.body("[0].kind", is("R1")).body("[0].net", is("11000.00")).body("[0].difference", is("1000.00")));
        Surroundings.setClock("2026-08-30T00:00:01Z");
        settles("RUNS&from=2026-06-01", runs -> runs.body("[0].kind", is("final")).body("[0].difference", is("0.00")));
        Upstream.tell(Upstream.delivery("RUNS", "L1", 3, "2026-06-15", "1200"), Upstream.price("NETTED", "2026-01-01", 3, "200.00"));
        settles("NETTED", runs -> runs.body("find { it.period == '2026-01' }.sequence", is(4)));
        settles("RUNS&from=2026-06-01", runs -> runs.body("[0].kind", is("final")).body("[0].net", is("11000.00")));
        Upstream.tell(Upstream.dispute("RUNS", "D-1", "2026-06-20"));
        settles("RUNS&from=2026-06-01", runs -> runs.body("[0].kind", is("dispute")).body("[0].net", is("12000.00")));
        assertEquals(List.of("initial ", "R1 ", "final ", "dispute decision/RUNS/D-1"), ask("SELECT kind || ' ' || coalesce(decision, '') FROM run"
                + " WHERE agreement = 'RUNS' AND period_from = '2026-06-01' AND kind <> 'accrual' ORDER BY sequence"));
        assertEquals(List.of("0"), ask("SELECT count(*)::text FROM scheduled_run WHERE agreement = 'RUNS' AND period_from = '2026-06-01'"));
    }

    @Test
    @Order(5)
    void severalFundsCarryPartsThatAddUpAndARestatementPostsTheDifferenceOfTheCumulativeParts() throws SQLException {
        Upstream.tell(Upstream.series("FUNDS", "DAYS"), Upstream.agreement(terms("FUNDS", 1, "", "110.00", "FUNDS",
                        ",\"funds\":[{\"fund\":\"US-1\",\"party\":\"US\",\"share\":\"0.60\"},{\"fund\":\"JP-1\",\"party\":\"JP\",\"share\":\"0.25\"},"
                                + "{\"fund\":\"AU-1\",\"party\":\"AU\",\"share\":\"0.15\"}]")),
                Upstream.price("FUNDS", "2026-03-01", 1, "96.44"), Upstream.delivery("FUNDS", "L1", 1, "2026-03-15", "48250.5"));
        // 13.56 x 48,250.5 = 654,276.78: 392,566.068, 163,569.195 and 98,141.517; the two cents left go to the largest remainders.
        settles("FUNDS&from=2026-03-01&to=2026-03-31", runs -> runs.body("[0].net", is("654276.78")));
        assertEquals(List.of("US-1 392566.07", "JP-1 163569.19", "AU-1 98141.52"), ask("SELECT fund || ' ' || amount FROM journal_transfer"
                + " WHERE agreement = 'FUNDS' AND period_from = '2026-03-01' AND debit = 'top-up expense' ORDER BY amount DESC"));
        Upstream.tell(Upstream.price("FUNDS", "2026-03-01", 2, "96.45"));
        // 13.55 x 48,250.5 = 653,794.275, rounded 653,794.28: 392,276.568, 163,448.570 and 98,069.142.
        settles("FUNDS&from=2026-03-01&to=2026-03-31", runs -> runs.body("[0].net", is("653794.28")));
        assertEquals(List.of("AU-1 72.38", "JP-1 120.62", "US-1 289.50"), ask("SELECT fund || ' ' || amount FROM journal_transfer"
                + " WHERE agreement = 'FUNDS' AND period_from = '2026-03-01' AND credit = 'top-up expense' ORDER BY amount"));
    }

    @Test
    @Order(6)
    void aMarginGuaranteeAdvancesEveryQuarterAndIsTruedUpWhenEbitdaIsCertified() throws SQLException {
        Upstream.tell(Upstream.agreement("""
                {"agreement":"MARGIN","version":1,"title":"Test","producer":"MINE","office":"US-DOW","product":"magnets","currency":"USD","unit":"kg",
                 "timeZone":"UTC","effectiveFrom":"2026-01-01","effectiveTo":"2027-12-31","period":"quarter","instrument":"margin-guarantee",
                 "marginGuarantee":{"threshold":"140000000","growth":"0.02","tranches":[{"upTo":"30000000","officeShare":"1"},{"officeShare":"0.50"}]}}"""));
        awaitDesk("MARGIN");
        Surroundings.setClock("2027-01-03T00:00:00Z");
        settles("MARGIN", runs -> runs.body("net", contains("35000000.00", "35000000.00", "35000000.00", "35000000.00")));
        Upstream.tell(Upstream.measure("MARGIN", "ebitda", 2026, 1, "200000000", "USD"));
        // The 140 million of advances return, and of 60 million above the threshold the office has 30 and 15: 35 - 140 - 45 = -150 million.
        settles("MARGIN", runs -> runs.body("[3].net", is("-150000000.00")).body("[3].topUp", is("35000000.00")).body("[3].upsideShare", is("185000000.00")));
        Upstream.tell(Upstream.measure("MARGIN", "ebitda", 2026, 2, "100000000", "USD"));
        // 40 million are guaranteed and 140 advanced: the producer repays 100 million.
        settles("MARGIN", runs -> runs.body("[3].net", is("-65000000.00")).body("[3].difference", is("85000000.00")));
        Asking.as("office", "US-DOW").get("/api/books/trial-balance?agreement=MARGIN").then().statusCode(200)
                .body("find { it.account == 'margin expense' }.balance", is("140000000.00"))
                .body("find { it.account == 'margin recovered' }.balance", is("-100000000.00"))
                .body("find { it.account == 'top-up payable' }.balance", is("-140000000.00"))
                .body("find { it.account == 'upside receivable' }.balance", is("100000000.00"));
        Asking.as("office", "US-DOW").get("/api/parked-periods").then().body("$", hasSize(0));
    }

    @Test
    @Order(7)
    void anAmendmentThatDividesTheSameAmountAmongItsFundsOtherwiseRestatesTheParts() throws SQLException {
        String funds = ",\"funds\":[{\"fund\":\"US-1\",\"party\":\"US\",\"share\":\"%s\"},{\"fund\":\"JP-1\",\"party\":\"JP\",\"share\":\"%s\"}]";
        Upstream.tell(Upstream.series("DIVIDED", "DAYS"), Upstream.agreement(terms("DIVIDED", 1, "", "110.00", "DIVIDED", funds.formatted("0.60", "0.40"))),
                Upstream.price("DIVIDED", "2026-03-01", 1, "100.00"), Upstream.delivery("DIVIDED", "L1", 1, "2026-03-15", "1000"));
        settles("DIVIDED&from=2026-03-01&to=2026-03-31", runs -> runs.body("[0].net", is("10000.00")).body("[0].kind", is("initial")));
        Upstream.tell(Upstream.agreement(terms("DIVIDED", 2, "", "110.00", "DIVIDED", funds.formatted("0.50", "0.50"))));
        // 10,000.00 stay; 1,000.00 of them move from the first fund, 6,000.00 of it before and 5,000.00 now, to the second.
        settles("DIVIDED&from=2026-03-01&to=2026-03-31", runs -> runs.body("[0].sequence", is(2)).body("[0].difference", is("0.00")));
        assertEquals(List.of("JP-1 top-up expense 1000.00", "US-1 top-up payable 1000.00"), ask("SELECT fund || ' ' || debit || ' ' || amount FROM journal_transfer"
                + " WHERE agreement = 'DIVIDED' AND period_from = '2026-03-01' AND sequence = 2 ORDER BY fund"));
    }

    @Test
    @Order(8)
    void aParkedPeriodHandsOnWhatHasChangedBeforeItToTheLaterPeriodsOfTheYear() throws SQLException {
        Upstream.tell(Upstream.series("HANDED", "DAYS"), Upstream.agreement(terms("HANDED", 1, "", "110.00", "HANDED", ",\"caps\":{\"topUpPerYear\":\"30000\"}")),
                Upstream.price("HANDED", "2026-01-01", 1, "100.00"), Upstream.price("HANDED", "2026-05-01", 1, "90.00"),
                Upstream.delivery("HANDED", "L1", 1, "2026-01-15", "1000"), Upstream.delivery("HANDED", "L2", 1, "2026-03-15", "1000"),
                Upstream.delivery("HANDED", "L3", 1, "2026-05-15", "1500"));
        // January 10 x 1,000 = 10,000.00; March has no price; of May's 20 x 1,500 = 30,000.00 the 20,000.00 left below the cap.
        settles("HANDED", runs -> runs.body("find { it.period == '2026-01' }.net", is("10000.00")).body("find { it.period == '2026-05' }.net", is("20000.00")));
        // January 15,000.00 now, so May 15,000.00; March is looked at in the same round, and stays parked.
        Upstream.tell(Upstream.delivery("HANDED", "L1", 2, "2026-01-15", "1500"), Upstream.delivery("HANDED", "L2", 2, "2026-03-15", "1100"));
        settles("HANDED", runs -> runs.body("find { it.period == '2026-01' }.net", is("15000.00")).body("find { it.period == '2026-05' }.net", is("15000.00")));
        Upstream.tell(Upstream.price("HANDED", "2026-03-01", 1, "120.00"), Upstream.price("HANDED", "2026-03-31", 1, "120.00"));
        settles("HANDED", runs -> runs.body("find { it.period == '2026-03' }.net", is("0.00")).body("find { it.period == '2026-05' }.net", is("15000.00")));
    }

    @Test
    @Order(9)
    void aFinalRunThatANewCalendarMovesIntoThePastIsMadeAndNoneIsMadeTwice() throws SQLException {
        String runs = ",\"runs\":[{\"kind\":\"R1\",\"lagDays\":10},{\"kind\":\"final\",\"lagDays\":%d}],\"restate\":\"at-next-run\"";
        Surroundings.setClock("2027-02-03T00:00:00Z");
        Upstream.tell(Upstream.series("MOVED", "DAYS"), Upstream.agreement(terms("MOVED", 1, "", "110.00", "MOVED", runs.formatted(60))),
                Upstream.price("MOVED", "2027-02-01", 1, "100.00"), Upstream.delivery("MOVED", "L1", 1, "2027-02-15", "1000"));
        awaitDesk("MOVED");
        Surroundings.setClock("2027-03-02T00:00:01Z");
        settles("MOVED&from=2027-02-01", statement -> statement.body("[0].kind", is("initial")));
        Surroundings.setClock("2027-03-31T00:00:01Z");
        settles("MOVED&from=2027-02-01", statement -> statement.body("[0].kind", is("R1")));
        Upstream.tell(Upstream.agreement(terms("MOVED", 2, "", "110.00", "MOVED", runs.formatted(20))));
        settles("MOVED&from=2027-02-01", statement -> statement.body("[0].kind", is("final")).body("[0].sequence", is(4)));
        assertEquals(List.of("initial", "R1", "final"), ask("SELECT kind FROM run WHERE agreement = 'MOVED' AND period_from = '2027-02-01' AND kind <> 'accrual' ORDER BY sequence"));
        assertEquals(List.of("0"), ask("SELECT count(*)::text FROM scheduled_run WHERE agreement = 'MOVED' AND period_from = '2027-02-01'"));
    }

    private interface Expectation {
        ValidatableResponse on(ValidatableResponse response);
    }

    private static void settles(String agreement, Expectation expectation) {
        eventually(() -> expectation.on(Asking.as("office", "US-DOW").get("/api/settlements?agreement=" + agreement).then().statusCode(200)));
    }

    /** The agreement has arrived, and when its first period closes is known: from now on the clock may move. */
    private static void awaitDesk(String agreement) {
        eventually(() -> assertEquals(List.of("true"), ask("SELECT (next_close_at IS NOT NULL)::text FROM agreement_desk WHERE agreement = '" + agreement + "'")));
    }

    private static void eventually(ThrowingRunnable expectation) {
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50)).untilAsserted(expectation);
    }

    private static List<String> ask(String sql) throws SQLException {
        ServiceDatabase database = Surroundings.infrastructure.database();
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), database.userPassword());
             Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(row.getString(1));
            }
            return rows;
        }
    }
}
