package org.pricefloor.settlement;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.contracts.AgreementVersionRegistered;
import org.pricefloor.contracts.Event;
import org.pricefloor.infrastructure.ServiceDatabase;
import org.pricefloor.infrastructure.TestInfrastructure;
import org.pricefloor.kernel.price.Digest;
import org.pricefloor.messaging.EventJson;

/** What is shown is what will be posted, to the digest; and showing it posts nothing. */
@QuarkusTest
@QuarkusTestResource(value = Surroundings.class, restrictToAnnotatedClass = true)
class WhatIfTest {

    private static final Instant RECEIVED = Instant.parse("2026-03-01T00:00:00Z");
    private static final List<String> WRITTEN = List.of("run", "journal_transfer", "determination", "outbox", "parked_period", "scheduled_run", "due", "figure_fact",
            "delivery_fact", "measure_fact", "agreement_fact", "reference_fact", "decision_fact", "agreement_desk", "agreement_series");

    // ---- what if

    @Test
    void aDraftIsSettledOverHistoryAndItsApprovalPostsExactlyWhatWasShown() {
        settled("W1", "MINE-1", "", "100.00");
        String draft = draft("W1", "MINE-1", "112.00", "\"governsFrom\":\"2026-03-01\",");
        // February stays; March is 1,000 kg at 112.00 - 100.00.
        String question = "{\"agreement\":\"A-W1\",\"to\":\"2026-03-31\",\"document\":" + draft + "}";
        JsonPath shown = whatIf(question).body("periods.period", contains("2026-01", "2026-02", "2026-03"))
                .body("periods[1].standing.net", is("10000.00")).body("periods[1].wouldBe.net", is("10000.00")).body("periods[1].posted", is("nothing"))
                .body("periods[2].standing.net", is("10000.00")).body("periods[2].wouldBe.net", is("12000.00")).body("periods[2].difference", is("2000.00"))
                .body("periods[2].posted", is("immediately")).body("periods[2].run", is("restatement"))
                .body("totals.standing", is("20000.00")).body("totals.difference", is("2000.00")).body("totals.wouldBe", is("22000.00"))
                .body("document", is(Digest.sha256(draft.getBytes(StandardCharsets.UTF_8)))).extract().jsonPath();
        assertEquals(shown.getString("digest"), whatIf(question).extract().path("digest"), "the same facts and the same question");

        Upstream.tell(registered(draft));
        eventually(() -> assertEquals(shown.getString("periods[2].wouldBe.digest"), statement("A-W1", "2026-03")));
        assertEquals(shown.getString("periods[1].wouldBe.digest"), statement("A-W1", "2026-02"));
        assertNotEquals(shown.getString("digest"), whatIf(question).extract().path("digest"), "the books have changed");
    }

    @Test
    void theDigestIsThatOfTheAnswersBytesBeforeIt() {
        settled("W2", "MINE-1", "", "100.00");
        String answer = whatIf("{\"agreement\":\"A-W2\"}").extract().asString();
        int member = answer.lastIndexOf(",\"digest\":\"");
        assertEquals(answer.substring(member + 11, member + 75), Digest.sha256((answer.substring(0, member) + "}").getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aPricePathCountsAsOneMoreRevisionOfEachDayAndReachesIntoTheFuture() {
        settled("W3", "MINE-1", "", "100.00");
        // Shown and then published: the same statement.
        JsonPath shown = whatIf("{\"agreement\":\"A-W3\",\"from\":\"2026-03-01\",\"to\":\"2026-03-31\",\"pricePath\":[{\"series\":\"S-W3\",\"day\":\"2026-03-01\",\"price\":\"97.00\"}]}")
                .body("periods", hasSize(1)).body("periods[0].wouldBe.net", is("13000.00")).body("periods[0].wouldBe.referencePrice", is("97.00"))
                .extract().jsonPath();
        // A month to come, as if it had closed: 500 kg at 110.00 - 90.00.
        whatIf("{\"agreement\":\"A-W3\",\"from\":\"2026-11-01\",\"to\":\"2026-11-30\",\"pricePath\":[{\"series\":\"S-W3\",\"day\":\"2026-11-01\",\"price\":\"90.00\"}],"
                + "\"deliveries\":[{\"lot\":\"NEXT\",\"category\":\"third-party-sale\",\"deliveryDate\":\"2026-11-02\",\"quantity\":\"500\",\"unit\":\"kg\"}]}")
                .body("periods", hasSize(1)).body("periods[0].standing", nullValue()).body("periods[0].wouldBe.net", is("10000.00"))
                .body("periods[0].run", is("initial"));
        Upstream.tell(Upstream.price("S-W3", "2026-03-01", 2, "97.00"));
        eventually(() -> assertEquals(shown.getString("periods[0].wouldBe.digest"), statement("A-W3", "2026-03")));
    }

    @Test
    void aDraftOfANewAgreementIsSettledOverSupposedDeliveries() {
        settled("W4", "MINE-1", "", "100.00");
        String draft = new String(EventJson.write(Upstream.agreement("A-NEW", 1, "MINE-9", "S-W4", "120.00", 1).agreement()), StandardCharsets.UTF_8);
        String question = "{\"agreement\":\"A-NEW\",\"document\":" + draft + ",\"from\":\"2026-02-01\",\"to\":\"2026-02-28\",\"deliveries\":[{\"lot\":\"L\","
                + "\"category\":\"third-party-sale\",\"deliveryDate\":\"2026-02-10\",\"quantity\":\"10\",\"unit\":\"kg\"}]}";
        whatIf(question).body("periods[0].wouldBe.net", is("200.00")).body("periods[0].standing", nullValue());
        as("producer", "MINE-9").body(question).post("/api/what-if").then().statusCode(404);
    }

    @Test
    void aSupposedYearOfEarningsTruesUpTheAdvancesOfItsQuarters() {
        // 35,000,000.00 a quarter; of 140,000,000.00 advanced only 40,000,000.00 stay with earnings of 100,000,000.00: the fourth quarter is 35 - 100 million.
        whatIf("{\"agreement\":\"A-MARGIN\",\"to\":\"2026-12-31\",\"document\":{\"agreement\":\"A-MARGIN\",\"version\":1,\"title\":\"Margin\",\"producer\":\"MINE-1\","
                + "\"office\":\"US-DOW\",\"product\":\"NdPr oxide\",\"currency\":\"USD\",\"unit\":\"kg\",\"timeZone\":\"UTC\",\"effectiveFrom\":\"2026-01-01\","
                + "\"effectiveTo\":\"2026-12-31\",\"period\":\"quarter\",\"instrument\":\"margin-guarantee\",\"marginGuarantee\":{\"threshold\":\"140000000\"}},"
                + "\"measures\":[{\"measure\":\"ebitda\",\"day\":\"2026-12-31\",\"value\":\"100000000\",\"unit\":\"USD\"}]}")
                .body("periods.wouldBe.net", contains("35000000.00", "35000000.00", "35000000.00", "-65000000.00")).body("totals.wouldBe", is("40000000.00"));
    }

    @Test
    void aPeriodThatWouldLackAFactSaysSo() {
        settled("W5", "MINE-1", "", "100.00");
        whatIf("{\"agreement\":\"A-W5\",\"from\":\"2026-02-01\",\"to\":\"2026-02-28\",\"document\":" + draft("W5", "MINE-1", "110.00", "")
                .replace("\"minimumObservations\":1", "\"minimumObservations\":5") + "}")
                .body("periods[0].wouldBe.net", is("0.00")).body("periods[0].missing[0].rule", is("MINIMUM_OBSERVATIONS")).body("periods[0].difference", is("-10000.00"))
                .body("totals.parked", is(1)).body("totals.wouldBe", is("0.00"));
    }

    // ---- blast radius

    @Test
    void theBlastRadiusOfAPriceNamesThePeriodsAndAmountsThatItsPublicationPostsAndNoOthers() throws SQLException {
        settled("B1", "MINE-1", "", "100.00");
        Upstream.tell(Upstream.agreement("A-B1-OTHER", 1, "MINE-2", "S-B1", "105.00", 1), Upstream.delivery("A-B1-OTHER", "LOT", 1, "2026-03-10", "10"));
        eventually(() -> assertEquals("50.00", net("A-B1-OTHER", "2026-03")));
        String change = "{\"assessments\":[{\"series\":\"S-B1\",\"day\":\"2026-03-01\",\"price\":\"99.00\"}]}";
        long before = position();
        JsonPath shown = ask("office", "US-DOW", "/api/blast-radius", change).body("touched", is(2))
                .body("periods.agreement", contains("A-B1", "A-B1-OTHER")).body("periods.period", contains("2026-03", "2026-03"))
                .body("periods.difference", contains("1000.00", "10.00")).body("periods.run", contains("restatement", "restatement"))
                .body("totals[0].difference", is("1010.00")).extract().jsonPath();
        as("producer", "MINE-2").body(change).post("/api/blast-radius").then().statusCode(200).body("periods.agreement", contains("A-B1-OTHER"));

        Upstream.tell(Upstream.price("S-B1", "2026-03-01", 2, "99.00"));
        eventually(() -> assertEquals(before + 2, position()));
        assertEquals(List.of("A-B1 2026-03 1000.00 " + shown.getString("periods[0].wouldBe.digest"),
                "A-B1-OTHER 2026-03 10.00 " + shown.getString("periods[1].wouldBe.digest")), runsAfter(before));
    }

    @Test
    void aLotThatWouldMoveTouchesBothItsPeriods() throws SQLException {
        settled("B2", "MINE-1", "", "100.00");
        long before = position();
        JsonPath shown = ask("registrar", null, "/api/blast-radius", "{\"deliveries\":[{\"agreement\":\"A-B2\",\"lot\":\"LOT-2\",\"category\":\"third-party-sale\","
                + "\"deliveryDate\":\"2026-03-09\",\"quantity\":\"1000\",\"unit\":\"kg\"}]}")
                .body("periods.period", contains("2026-02", "2026-03")).body("periods.difference", contains("-10000.00", "10000.00")).extract().jsonPath();
        Upstream.tell(Upstream.delivery("A-B2", "LOT-2", 2, "2026-03-09", "1000"));
        eventually(() -> assertEquals(before + 2, position()));
        assertEquals(List.of("A-B2 2026-02 -10000.00 " + shown.getString("periods[0].wouldBe.digest"),
                "A-B2 2026-03 10000.00 " + shown.getString("periods[1].wouldBe.digest")), runsAfter(before));
    }

    @Test
    void underAnAnnualCapTheLaterPeriodsOfTheYearAreTouchedAsFarAsTheyChange() throws SQLException {
        Surroundings.setClock("2026-07-10T00:00:00Z");
        List<Event> events = market("B3", "100.00");
        events.add(registered(draft("B3", "MINE-1", "110.00", "").replace("\"version\":2", "\"version\":1")
                .replace("\"amountRounding\"", "\"caps\":{\"topUpPerYear\":\"25000\"},\"amountRounding\"")));
        for (int month = 1; month <= 4; month++) {
            events.add(Upstream.delivery("A-B3", "LOT-" + month, 1, "2026-0" + month + "-10", "1000"));
        }
        Upstream.tell(events);
        // 10,000.00 a month until 25,000.00 are reached.
        eventually(() -> assertEquals(List.of("10000.00", "10000.00", "5000.00", "0.00"), Arrays.asList(net("A-B3", "2026-01"), net("A-B3", "2026-02"), net("A-B3", "2026-03"),
                net("A-B3", "2026-04"))));
        long before = position();
        // January 15.00 x 1,000; February starts from more and stays; March has nothing left; April starts from the same as before.
        JsonPath shown = ask("auditor", null, "/api/blast-radius", "{\"assessments\":[{\"series\":\"S-B3\",\"day\":\"2026-01-01\",\"price\":\"95.00\"}]}")
                .body("periods.period", contains("2026-01", "2026-02", "2026-03")).body("periods.difference", contains("5000.00", "0.00", "-5000.00"))
                .extract().jsonPath();
        Upstream.tell(Upstream.price("S-B3", "2026-01-01", 2, "95.00"));
        eventually(() -> assertEquals(before + 3, position()));
        assertEquals(List.of("A-B3 2026-01 5000.00 " + shown.getString("periods[0].wouldBe.digest"), "A-B3 2026-02 0.00 " + shown.getString("periods[1].wouldBe.digest"),
                "A-B3 2026-03 -5000.00 " + shown.getString("periods[2].wouldBe.digest")), runsAfter(before));
    }

    @Test
    void aDraftsBlastRadiusIsThePeriodsItGovernsAndChanges() {
        settled("B4", "MINE-1", "", "100.00");
        ask("approver", null, "/api/blast-radius", "{\"document\":" + draft("B4", "MINE-1", "111.00", "\"governsFrom\":\"2026-03-01\",") + "}")
                .body("periods.period", contains("2026-03")).body("periods.difference", contains("1000.00")).body("agreements", is(1));
        ask("approver", null, "/api/blast-radius", "{\"document\":" + draft("B4", "MINE-1", "110.00", "") + "}").body("periods", hasSize(0)).body("lookedAt", is(2));
    }

    // ---- known and not used

    @Test
    void afterTheFinalRunAFactIsKnownNotUsedAndListedWithTheDifferenceItWouldMake() {
        settled("K1", "MINE-1", "\"runs\":[{\"kind\":\"final\",\"lagDays\":20}],", "100.00");
        Surroundings.setClock("2026-07-12T00:00:00Z");
        eventually(() -> as("office", "US-DOW").get("/api/settlements/A-K1/2026-03/runs").then().statusCode(200).body("kind", hasItem("final")));
        as("producer", "MINE-1").get("/api/settlements/A-K1/2026-03/known-not-used").then().statusCode(200).body("facts", hasSize(0))
                .body("period.posted", is("nothing"));
        ask("office", "US-DOW", "/api/blast-radius", "{\"assessments\":[{\"series\":\"S-K1\",\"day\":\"2026-03-01\",\"price\":\"98.00\"}]}")
                .body("periods[0].posted", is("known-not-used")).body("periods[0].run", nullValue()).body("periods[0].difference", is("2000.00"))
                .body("totals[0].difference", startsWith("0")).body("totals[0].knownNotUsed", is("2000.00"));
        Upstream.tell(Upstream.price("S-K1", "2026-03-01", 2, "98.00"));
        eventually(() -> as("producer", "MINE-1").get("/api/settlements/A-K1/2026-03/known-not-used").then().statusCode(200)
                .body("facts.fact", contains("assessment/S-K1/2026-03-01/r2")).body("facts.kind", contains("figure"))
                .body("period.standing.net", is("10000.00")).body("period.wouldBe.net", is("12000.00")).body("period.difference", is("2000.00"))
                .body("period.posted", is("known-not-used")));
        assertEquals("10000.00", net("A-K1", "2026-03"));
        as("producer", "MINE-2").get("/api/settlements/A-K1/2026-03/known-not-used").then().statusCode(404);
        as("office", "US-DOW").get("/api/settlements/A-K1/2026-12/known-not-used").then().statusCode(404);
    }

    @Test
    void whatWaitsForTheNextRunSaysForWhichAndWhen() {
        settled("K2", "MINE-1", "\"runs\":[{\"kind\":\"R1\",\"lagDays\":180},{\"kind\":\"final\",\"lagDays\":400}],\"restate\":\"at-next-run\",", "100.00");
        Upstream.tell(Upstream.price("S-K2", "2026-03-01", 2, "98.00"));
        // 31 March and 1 + 180 days.
        eventually(() -> as("office", "US-DOW").get("/api/settlements/A-K2/2026-03/known-not-used").then().statusCode(200).body("facts", hasSize(1))
                .body("period.posted", is("at-next-run")).body("period.run", is("R1")).body("period.on", is("2026-09-28")).body("period.difference", is("2000.00")));
    }

    // ---- nothing is written, and nobody sees what is not his

    @Test
    void nothingIsWrittenWhateverIsAsked() throws SQLException {
        settled("Z1", "MINE-1", "", "100.00");
        List<String> before = written();
        whatIf("{\"agreement\":\"A-Z1\",\"pricePath\":[{\"series\":\"S-Z1\",\"day\":\"2026-03-01\",\"price\":\"1\"}],\"document\":" + draft("Z1", "MINE-1", "300.00", "") + "}");
        ask("office", "US-DOW", "/api/blast-radius", "{\"assessments\":[{\"series\":\"S-Z1\",\"day\":\"2026-03-01\",\"price\":\"1\"}]}").body("touched", is(1));
        as("office", "US-DOW").get("/api/settlements/A-Z1/2026-03/known-not-used").then().statusCode(200);
        assertEquals(before, written());
    }

    @Test
    void anotherPartysAgreementIsAnsweredLikeNone() {
        settled("P1", "MINE-1", "", "100.00");
        as("producer", "MINE-1").body("{\"agreement\":\"A-P1\"}").post("/api/what-if").then().statusCode(200).body("periods", hasSize(6));
        String hidden = as("producer", "MINE-2").body("{\"agreement\":\"A-P1\"}").post("/api/what-if").then().statusCode(404).extract().asString();
        assertEquals(hidden, as("producer", "MINE-2").body("{\"agreement\":\"A-NONE\"}").post("/api/what-if").then().statusCode(404).extract().asString());
        as("producer", "MINE-2").body("{\"measures\":[{\"agreement\":\"A-P1\",\"measure\":\"ebitda\",\"day\":\"2026-12-31\",\"value\":\"1\",\"unit\":\"USD\"}]}")
                .post("/api/blast-radius").then().statusCode(404);
        as("producer", "MINE-2").body("{\"document\":" + draft("P1", "MINE-2", "1.00", "") + "}").post("/api/blast-radius").then().statusCode(404);
        as("producer", "MINE-2").body("{\"assessments\":[{\"series\":\"S-P1\",\"day\":\"2026-03-01\",\"price\":\"1\"}]}").post("/api/blast-radius").then()
                .statusCode(200).body("agreements", is(0)).body("touched", is(0));
        for (String role : List.of("market-data", "operator")) {
            as(role, null).body("{\"agreement\":\"A-P1\"}").post("/api/what-if").then().statusCode(403);
        }
    }

    /** The database hides another party's rows too; here it does not. */
    @Test
    void theServiceItselfAsksWhoseAgreementItIs() throws SQLException {
        settled("P2", "MINE-1", "", "100.00");
        rowSecurity("DISABLE");
        try {
            as("producer", "MINE-1").body("{\"agreement\":\"A-P2\"}").post("/api/what-if").then().statusCode(200);
            as("producer", "MINE-2").body("{\"agreement\":\"A-P2\"}").post("/api/what-if").then().statusCode(404);
            as("producer", "MINE-2").get("/api/settlements/A-P2/2026-02/known-not-used").then().statusCode(404);
            as("producer", "MINE-2").get("/api/settlements/A-P2/2026-02/runs").then().statusCode(404);
            as("producer", "MINE-2").get("/api/settlements?agreement=A-P2").then().statusCode(200).body("$", hasSize(0));
        } finally {
            rowSecurity("ENABLE");
        }
    }

    private static void rowSecurity(String verb) throws SQLException {
        ServiceDatabase database = Surroundings.infrastructure.database();
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), database.owner(), database.ownerPassword());
             Statement statement = connection.createStatement()) {
            for (String table : List.of("agreement_desk", "run", "journal_transfer", "parked_period")) {
                statement.execute("ALTER TABLE " + table + " " + verb + " ROW LEVEL SECURITY");
            }
        }
    }

    // ---- refusals

    @Test
    void whatCouldNotBeRecordedCanNotBeSupposedAndEachMemberIsNamed() {
        settled("R1", "MINE-1", "", "100.00");
        refused("{\"agreement\":\"A-R1\",\"pricePath\":[{\"series\":\"S-R1\",\"day\":\"2026-03-01\",\"price\":\"1\"},{\"series\":\"S-R1\",\"day\":\"2026-03-01\",\"price\":\"2\"}]}",
                "DAY_MUST_BE_SUPPOSED_ONCE", "/pricePath/1");
        refused("{\"agreement\":\"A-R1\",\"pricePath\":[{\"series\":\"S-R1\",\"price\":\"1\"}]}", "MEMBER_MUST_BE_GIVEN", "/pricePath/0/day");
        refused("{\"agreement\":\"A-R1\",\"pricePath\":[{\"series\":\"S-NONE\",\"day\":\"2026-03-01\",\"price\":\"1\"}]}", "SERIES_MUST_BE_REGISTERED", "/pricePath/0/series");
        refused("{\"agreement\":\"A-R1\",\"pricePath\":[null]}", "LIST_MUST_NOT_HOLD_NULL", "/pricePath/0");
        refused("{\"agreement\":\"A-R1\",\"pricePath\":[{\"series\":\"S-R1\",\"day\":\"2026-03-01\",\"price\":\"1\",\"volume\":\"0\"}]}",
                "SUPPOSITION_MUST_BE_A_POSSIBLE_FACT", "/pricePath/0");
        refused("{\"agreement\":\"A-R1\",\"from\":\"2026-03-01\",\"to\":\"2026-02-01\"}", "TO_MUST_NOT_LIE_BEFORE_FROM", "/to");
        refused("{\"agreement\":\"A-R1\",\"deliveries\":[{\"lot\":\"L\",\"category\":\"c\",\"deliveryDate\":\"2026-02-10\",\"quantity\":\"-1\",\"unit\":\"kg\"}]}",
                "QUANTITY_MUST_NOT_BE_NEGATIVE", "/deliveries/0/quantity");
        refused("{\"agreement\":\"A-R1\",\"deliveries\":[{\"agreement\":\"A-R2\",\"lot\":\"L\",\"category\":\"c\",\"deliveryDate\":\"2026-02-10\",\"quantity\":\"1\",\"unit\":\"kg\"}]}",
                "AGREEMENT_MUST_MATCH_THE_QUESTION", "/deliveries/0/agreement");
        refused("{\"agreement\":\"A-R1\",\"measures\":[{\"measure\":\"ebitda\",\"day\":\"2026-06-30\",\"value\":\"1\",\"unit\":\"USD\"}]}",
                "SUPPOSITION_MUST_BE_A_POSSIBLE_FACT", "/measures/0");
        refused("{\"agreement\":\"A-R1\",\"document\":" + draft("R1", "MINE-1", "-1.00", "") + "}", "PRICE_MUST_BE_ABOVE_ZERO", "/document/floor/0/price");
        refused("{\"agreement\":\"A-R1\",\"document\":" + draft("R1", "MINE-2", "110.00", "") + "}", "PRODUCER_MUST_NOT_CHANGE", "/document/producer");
        refused("{\"agreement\":\"\"}", "MEMBER_MUST_BE_GIVEN", "/agreement");
        StringBuilder many = new StringBuilder("{\"agreement\":\"A-R1\",\"pricePath\":[");
        many.append("{\"series\":\"S\"},".repeat(10_000)).append("{\"series\":\"S\"}]}");
        refused(many.toString(), "ENTRIES_MUST_BE_10000_AT_MOST", "/pricePath");
        unchecked("office").body("{\"agreement\":\"A-R1\",\"pricePath\":[{\"series\":\"S-R1\",\"day\":\"2026-03-01\",\"price\":1}]}").post("/api/what-if").then()
                .statusCode(400).body("pointer", is("/pricePath/0/price"));
        unchecked("office").body("{\"agreement\":\"A-R1\",\"pricepath\":[]}").post("/api/what-if").then().statusCode(400);
        unchecked("office").body("{}").post("/api/blast-radius").then().statusCode(422).body("code", is("CHANGE_MUST_NOT_BE_EMPTY"));
    }

    private static void refused(String question, String rule, String field) {
        unchecked("office").body(question).post("/api/what-if").then().statusCode(422).body("refusals[0].rule", is(rule)).body("refusals[0].field", is(field));
    }

    // ---- the small print

    private interface Expectation {
        void hold() throws Exception;
    }

    private static void eventually(Expectation expectation) {
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50)).untilAsserted(expectation::hold);
    }

    /** A market with one price on the first day of each month to July, carried on. */
    private static List<Event> market(String name, String price) {
        List<Event> events = new ArrayList<>(List.of(Upstream.everyDay("EVERY-DAY-" + name), Upstream.series("S-" + name, "EVERY-DAY-" + name)));
        for (int month = 1; month <= 7; month++) {
            events.add(Upstream.price("S-" + name, "2026-0" + month + "-01", 1, price));
        }
        return events;
    }

    /** A monthly floor of 110.00 with 1,000 kg in February and in March, settled. */
    private static void settled(String name, String producer, String more, String price) {
        Surroundings.setClock("2026-07-10T00:00:00Z");
        List<Event> events = market(name, price);
        events.add(registered(draft(name, producer, "110.00", "").replace("\"version\":2", "\"version\":1").replace(",\"restate\":\"immediately\"", "")
                .replace("\"amountRounding\"", more + "\"amountRounding\"")));
        events.add(Upstream.delivery("A-" + name, "LOT-2", 1, "2026-02-10", "1000"));
        events.add(Upstream.delivery("A-" + name, "LOT-3", 1, "2026-03-10", "1000"));
        Upstream.tell(events);
        eventually(() -> assertEquals(List.of("10000.00", "10000.00"), Arrays.asList(net("A-" + name, "2026-02"), net("A-" + name, "2026-03"))));
    }

    /** Version 2 of the agreement, in its canonical form. */
    private static String draft(String name, String producer, String floor, String governs) {
        return new String(EventJson.write(Upstream.agreement("A-" + name, 2, producer, "S-" + name, floor, 1).agreement()), StandardCharsets.UTF_8)
                .replace("\"version\":2,", "\"version\":2," + governs);
    }

    private static AgreementVersionRegistered registered(String document) {
        AgreementDocument terms = EventJson.read(document.getBytes(StandardCharsets.UTF_8), AgreementDocument.class);
        return new AgreementVersionRegistered(AgreementVersionRegistered.id(terms.agreement(), terms.version()), terms, "0".repeat(64), "registrar", "approver", RECEIVED, null,
                RECEIVED);
    }

    private static ValidatableResponse whatIf(String question) {
        return ask("office", "US-DOW", "/api/what-if", question);
    }

    private static ValidatableResponse ask(String role, String party, String address, String question) {
        return as(role, party).body(question).post(address).then().statusCode(200);
    }

    private static RequestSpecification as(String role, String party) {
        return Asking.as(role, party).contentType(ContentType.JSON);
    }

    /** For requests that the interface description itself would refuse. */
    private static RequestSpecification unchecked(String role) {
        return given().header("Authorization", "Bearer " + TestInfrastructure.token(role, "US-DOW")).contentType(ContentType.JSON);
    }

    private static String net(String agreement, String period) {
        List<String> found = ask("SELECT accrued_top_up + top_up - accrued_upside - upside FROM run WHERE agreement = '" + agreement + "' AND period_label = '" + period
                + "' ORDER BY sequence DESC LIMIT 1");
        return found.isEmpty() ? null : found.get(0);
    }

    private static String statement(String agreement, String period) {
        return ask("SELECT derivation_digest FROM run WHERE agreement = '" + agreement + "' AND period_label = '" + period + "' ORDER BY sequence DESC LIMIT 1").get(0);
    }

    private static long position() {
        return Long.parseLong(ask("SELECT position FROM books_head").get(0));
    }

    private static List<String> runsAfter(long position) {
        return ask("SELECT agreement || ' ' || period_label || ' ' || difference || ' ' || derivation_digest FROM run WHERE position > " + position + " ORDER BY agreement, period_from");
    }

    private static List<String> written() {
        TreeMap<String, String> counts = new TreeMap<>();
        WRITTEN.forEach(table -> counts.put(table, ask("SELECT count(*) || ' ' || coalesce(max(xmin::text::bigint), 0) FROM " + table).get(0)));
        return counts.entrySet().stream().map(Object::toString).toList();
    }

    private static List<String> ask(String sql) {
        ServiceDatabase database = Surroundings.infrastructure.database();
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), "postgres", Surroundings.infrastructure.superuserPassword());
             Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (row.next()) {
                found.add(row.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
