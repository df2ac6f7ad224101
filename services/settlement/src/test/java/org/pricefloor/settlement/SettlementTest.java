package org.pricefloor.settlement;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.pricefloor.contracts.AgreementDocument.BasketComponent;
import org.pricefloor.contracts.AgreementDocument.LadderRung;
import org.pricefloor.contracts.AgreementDocument.ReferencePrice;
import org.pricefloor.contracts.DeliveryCertified;
import org.pricefloor.contracts.EventEnvelope;
import org.pricefloor.contracts.EventType;
import org.pricefloor.contracts.Topics;
import org.pricefloor.infrastructure.ServiceDatabase;
import org.pricefloor.infrastructure.TestInfrastructure;

/** The clock only goes forward: what the books recorded is never earlier than what they recorded before. */
@QuarkusTest
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@QuarkusTestResource(Surroundings.class)
class SettlementTest {

    @Test
    @Order(1)
    void aPriceBelowTheFloorIsAccruedSettledAtTheCloseAndRestatedByTheDifference() {
        Surroundings.setClock("2026-03-20T12:00:00Z");
        Upstream.tell(Upstream.everyDay("EVERY-DAY-1"), Upstream.series("SERIES-1", "EVERY-DAY-1"),
                Upstream.agreement("A-1", 1, "MINE-1", "SERIES-1", "110.00", 2),
                Upstream.delivery("A-1", "LOT-1", 1, "2026-03-02", "48250.5"), Upstream.price("SERIES-1", "2026-03-01", 1, "96.40"));
        // Shortfall 13.60 x 48,250.5 kg.
        settles("A-1&from=2026-03-01", run -> run.body("[0].kind", is("accrual")).body("[0].net", is("656206.80")).body("[0].sequence", is(1)));

        Upstream.tell(Upstream.price("SERIES-1", "2026-03-02", 1, "96.475"));
        // The mean to date is 96.4375, rounded 96.44; 13.56 x 48,250.5 = 654,276.78; restated by -1,930.02.
        settles("A-1&from=2026-03-01", run -> run.body("[0].sequence", is(2)).body("[0].net", is("654276.78")).body("[0].difference", is("-1930.02"))
                .body("[0].referencePrice", is("96.44")));

        Surroundings.setClock("2026-04-05T00:00:00Z");
        // Closed: 96.475 is carried on to the 31st. (96.40 + 30 x 96.475) / 31 = 96.4726, rounded 96.47; 13.53 x 48,250.5 = 652,829.265.
        settles("A-1&from=2026-03-01", run -> run.body("[0].kind", is("initial")).body("[0].net", is("652829.27")).body("[0].sequence", is(3)));

        Upstream.tell(Upstream.price("SERIES-1", "2026-03-02", 2, "97.00"));
        // (96.40 + 30 x 97.00) / 31 = 96.9806, rounded 96.98; 13.02 x 48,250.5 = 628,221.51; difference -24,607.76.
        settles("A-1&from=2026-03-01", run -> run.body("[0].kind", is("restatement")).body("[0].net", is("628221.51"))
                .body("[0].difference", is("-24607.76")));

        asOffice().get("/api/books/trial-balance?agreement=A-1").then().statusCode(200)
                .body("find { it.account == 'top-up payable' }.balance", is("-628221.51"))
                .body("find { it.account == 'top-up expense' }.balance", is("628221.51"))
                .body("find { it.account == 'accrued top-up' }.balance", is("0.00"));
        asOffice().get("/api/settlements/A-1/2026-03/runs").then().body("sequence", contains(1, 2, 3, 4));
        asOffice().get("/api/settlements?agreement=A-1&from=2026-03-01&knownAt=2026-03-20T12:00:00Z").then().statusCode(200)
                .body("[0].net", is("654276.78"));
    }

    @Test
    void aPeriodWithoutEnoughPricesIsParkedAndSaysWhatItLacksUntilTheyCome() {
        Surroundings.setClock("2026-07-10T00:00:00Z");
        Upstream.tell(Upstream.everyDay("EVERY-DAY-2"), Upstream.series("SERIES-2", "EVERY-DAY-2"),
                Upstream.agreement("A-2", 1, "MINE-2", "SERIES-2", "110.00", 2), Upstream.price("SERIES-2", "2026-02-01", 1, "100.00"),
                Upstream.delivery("A-2", "LOT-1", 1, "2026-02-10", "1000"));
        eventually(() -> asOffice().get("/api/parked-periods").then().statusCode(200)
                .body("find { it.agreement == 'A-2' }.period", is("2026-02"))
                .body("find { it.agreement == 'A-2' }.missing[0].rule", is("MINIMUM_OBSERVATIONS"))
                .body("find { it.agreement == 'A-2' }.missing[0].what", containsString("has 1 published days in 2026-02, the agreement asks for 2")));
        Upstream.tell(Upstream.price("SERIES-2", "2026-02-02", 1, "100.00"));
        settles("A-2", run -> run.body("[0].kind", is("initial")).body("[0].net", is("10000.00")));
        asOffice().get("/api/parked-periods").then().body("findAll { it.agreement == 'A-2' }", hasSize(0));
    }

    @Test
    @Order(2)
    void aPeriodThatClosesWithoutItsFactsKeepsNoAccrualUntilTheyCome() {
        Surroundings.setClock("2026-04-20T12:00:00Z");
        Upstream.tell(Upstream.everyDay("EVERY-DAY-6"), Upstream.series("SERIES-6", "EVERY-DAY-6"),
                Upstream.agreement("A-6", 1, "MINE-6", "SERIES-6", "110.00", 2), Upstream.delivery("A-6", "LOT-1", 1, "2026-04-02", "1000"),
                Upstream.price("SERIES-6", "2026-04-03", 1, "100.00"));
        Upstream.tell(Upstream.agreement("A-7", 1, "MINE-7", "SERIES-6", "110.00", 1), Upstream.delivery("A-7", "LOT-1", 1, "2026-04-02", "1000"));
        // The 1st and 2nd have no price to carry on: an accrual leaves them out.
        settles("A-6", run -> run.body("find { it.period == '2026-04' }.kind", is("accrual"))
                .body("find { it.period == '2026-04' }.net", is("10000.00")));
        settles("A-7", run -> run.body("find { it.period == '2026-04' }.net", is("10000.00")));
        // A-7 is parked while its period is open, and nothing more has to be said of that when it closes.
        Upstream.tell(inTonnes("A-7", "LOT-2", "2026-04-03"));
        eventually(() -> asOffice().get("/api/parked-periods").then().body("findAll { it.agreement == 'A-7' }.period", contains("2026-04")));
        Surroundings.setClock("2026-05-05T00:00:00Z");
        settles("A-7", run -> run.body("find { it.period == '2026-04' }.net", is("0.00")).body("find { it.period == '2026-04' }.sequence", is(2)));
        assertTheParkingIsTheLastThatIsTold("A-7");
        settles("A-6", run -> run.body("find { it.period == '2026-04' }.net", is("0.00")).body("find { it.period == '2026-04' }.sequence", is(2)));
        asOffice().get("/api/parked-periods").then().body("findAll { it.agreement == 'A-6' && it.period == '2026-04' }", hasSize(1));
        asOffice().get("/api/books/trial-balance?agreement=A-6").then().body("find { it.account == 'accrued top-up' }.balance", is("0.00"));
        Upstream.tell(Upstream.price("SERIES-6", "2026-04-01", 1, "100.00"));
        settles("A-6", run -> run.body("find { it.period == '2026-04' }.kind", is("initial"))
                .body("find { it.period == '2026-04' }.net", is("10000.00")));
    }

    @Test
    void aBasketWeightedByVolumeSettlesAndIsRestatedByWhicheverOfItsSeriesIsRevised() throws SQLException {
        Surroundings.setClock("2026-07-10T00:00:00Z");
        List<LadderRung> carried = List.of(new LadderRung("last-published", null, null, 40));
        Upstream.tell(Upstream.everyDay("EVERY-DAY-30"), Upstream.series("ND-30", "EVERY-DAY-30"), Upstream.series("PR-30", "EVERY-DAY-30"),
                Upstream.agreement("A-30", 1, "MINE-30", new ReferencePrice(null, "volume-weighted", null, null, 1, null,
                        List.of(new BasketComponent(new BigDecimal("0.75"), "ND-30", null, carried),
                                new BasketComponent(new BigDecimal("0.25"), "PR-30", null, carried)), null), "110.00", "2026-12-31"),
                Upstream.price("ND-30", "2026-02-01", 1, "100.00", "1000", List.of()), Upstream.price("ND-30", "2026-02-02", 1, "106.00", "500", List.of()),
                Upstream.price("PR-30", "2026-02-01", 1, "90.00", "1", Collections.nCopies(24, new BigDecimal("-1.50"))),
                Upstream.delivery("A-30", "LOT-1", 1, "2026-02-10", "1000"));
        // ND (100 x 1,000 + 106 x 500) / 1,500 = 102, PR 90: 0.75 x 102 + 0.25 x 90 = 99.00; (110 - 99) x 1,000.
        settles("A-30", run -> run.body("find { it.period == '2026-02' }.net", is("11000.00")).body("find { it.period == '2026-02' }.referencePrice", is("99.00")));
        Upstream.tell(Upstream.price("ND-30", "2026-02-02", 2, "106.00", "2000", List.of()));
        // ND (100,000 + 212,000) / 3,000 = 104: 78 + 22.50 = 100.50; (110 - 100.50) x 1,000.
        settles("A-30", run -> run.body("find { it.period == '2026-02' }.net", is("9500.00")).body("find { it.period == '2026-02' }.difference", is("-1500.00")));
        Upstream.tell(Upstream.price("PR-30", "2026-02-01", 2, "94.00", "1", List.of()));
        // 78 + 23.50 = 101.50; (110 - 101.50) x 1,000.
        settles("A-30", run -> run.body("find { it.period == '2026-02' }.net", is("8500.00")));
        ServiceDatabase database = Surroundings.infrastructure.database();
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), database.userPassword());
             Statement statement = connection.createStatement()) {
            assertEquals(1, count(statement, "SELECT count(*) FROM figure_fact WHERE series = 'PR-30' AND hourly[24] = -1.50"));
            assertEquals(3, count(statement, "SELECT count(*) FROM agreement_series s JOIN figure_fact f USING (series) WHERE agreement = 'A-30' AND series = 'ND-30'"));
        }
    }

    @Test
    void aPeriodOfMoreLotsThanAnEventCanNameIsParkedAndHoldsNobodyUp() throws SQLException {
        Surroundings.setClock("2026-07-10T00:00:00Z");
        List<DeliveryCertified> lots = new ArrayList<>();
        String longName = "L".repeat(70);
        for (int lot = 1_000; lot < 3_000; lot++) {
            lots.add(Upstream.delivery("A-40", "LOT-" + lot, 1, "2026-02-10", "1"));
        }
        for (int lot = 100; lot < 600; lot++) {
            lots.add(Upstream.delivery("A-40", longName + lot, 1, "2026-03-10", "1"));
        }
        Upstream.tell(Upstream.everyDay("EVERY-DAY-40"), Upstream.series("SERIES-40", "EVERY-DAY-40"), Upstream.agreement("A-40", 1, "MINE-40", "SERIES-40", "110.00", 1),
                Upstream.agreement("A-41", 1, "MINE-40", "SERIES-40", "110.00", 1), Upstream.price("SERIES-40", "2026-02-01", 1, "100.00"),
                Upstream.price("SERIES-40", "2026-03-01", 1, "100.00"));
        Upstream.tell(lots);
        Upstream.tell(Upstream.delivery("A-41", "LOT-1", 1, "2026-02-10", "1000"));
        eventually(() -> asOffice().get("/api/parked-periods").then().statusCode(200)
                .body("find { it.agreement == 'A-40' && it.period == '2026-02' }.missing[0].rule", is("STATEMENT_MUST_STAY_UNDER_256_KIB"))
                .body("find { it.agreement == 'A-40' && it.period == '2026-02' }.missing[0].what", containsString("count 2000 lots")));
        settles("A-40", run -> run.body("find { it.period == '2026-03' }.net", is("5000.00")));
        settles("A-41", run -> run.body("find { it.period == '2026-02' }.net", is("10000.00")));
        ServiceDatabase database = Surroundings.infrastructure.database();
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), database.userPassword());
             Statement statement = connection.createStatement()) {
            assertEquals(0, count(statement, "SELECT count(*) FROM outbox WHERE length(body) >= 262144"));
            long largest = count(statement, "SELECT max(length(body)) FROM outbox WHERE key = 'A-40'");
            assertTrue(largest > 140_000, "500 lots with long names are settled, and their event is large: " + largest);
        }
    }

    @Test
    void anAgreementThatCanNotBePostedIsSetAsideHoldsNobodyUpAndIsPostedWhenItCan() throws SQLException {
        Surroundings.setClock("2026-07-10T00:00:00Z");
        ServiceDatabase database = Surroundings.infrastructure.database();
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), database.owner(), database.ownerPassword());
             Statement statement = connection.createStatement()) {
            statement.execute("CREATE FUNCTION refuse_a_50() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'nobody posts this'; END $$");
            statement.execute("CREATE TRIGGER refuse_a_50 BEFORE INSERT ON run FOR EACH ROW WHEN (new.agreement = 'A-50') EXECUTE FUNCTION refuse_a_50()");
            try {
                Upstream.tell(Upstream.everyDay("EVERY-DAY-50"), Upstream.series("SERIES-50", "EVERY-DAY-50"));
                for (String agreement : List.of("A-49", "A-50", "A-51")) {
                    Upstream.tell(Upstream.agreement(agreement, 1, "MINE-50", "SERIES-50", "110.00", 1), Upstream.delivery(agreement, "LOT-1", 1, "2026-02-10", "1000"));
                }
                Upstream.tell(Upstream.price("SERIES-50", "2026-02-01", 1, "100.00"));
                settles("A-49", run -> run.body("find { it.period == '2026-02' }.net", is("10000.00")));
                settles("A-51", run -> run.body("find { it.period == '2026-02' }.net", is("10000.00")));
                eventually(() -> given().auth().oauth2(TestInfrastructure.token("operator", null)).get("/q/health").then().statusCode(200)
                        .body("checks.find { it.name == 'bench' }.data.'set-aside'", containsString("A-50 for")));
                asOffice().get("/api/settlements?agreement=A-50").then().statusCode(200).body("findAll { it.period == '2026-02' }", hasSize(0));
                Upstream.tell(Upstream.price("SERIES-50", "2026-02-01", 2, "101.00"));
                settles("A-49", run -> run.body("find { it.period == '2026-02' }.net", is("9000.00")));
            } finally {
                statement.execute("DROP FUNCTION refuse_a_50() CASCADE");
            }
        }
        settles("A-50", run -> run.body("find { it.period == '2026-02' }.net", is("9000.00")));
        eventually(() -> as("operator", null).get("/api/progress").then().statusCode(200).body("dueRows", is(0)));
    }

    @Test
    void aSettledPeriodWhoseFactsNoLongerSufficeIsTakenBackAndParkedUntilTheyDo() {
        Surroundings.setClock("2026-07-10T00:00:00Z");
        Upstream.tell(Upstream.everyDay("EVERY-DAY-23"), Upstream.series("SERIES-23", "EVERY-DAY-23"),
                Upstream.agreement("A-23", 1, "MINE-23", "SERIES-23", "110.00", 1), Upstream.price("SERIES-23", "2026-02-01", 1, "100.00"),
                Upstream.delivery("A-23", "LOT-1", 1, "2026-02-10", "1000"));
        settles("A-23", run -> run.body("find { it.period == '2026-02' }.net", is("10000.00")));
        // The same facts all at once would have been parked, and nothing paid (rule 6).
        Upstream.tell(Upstream.agreement("A-23", 2, "MINE-23", "SERIES-23", "110.00", 2));
        settles("A-23", run -> run.body("find { it.period == '2026-02' }.net", is("0.00")).body("find { it.period == '2026-02' }.kind", is("restatement")));
        asOffice().get("/api/parked-periods").then().body("find { it.agreement == 'A-23' }.missing[0].rule", is("MINIMUM_OBSERVATIONS"));
        asOffice().get("/api/books/trial-balance?agreement=A-23").then().body("find { it.account == 'top-up payable' }.balance", is("0.00"));
        assertTheParkingIsTheLastThatIsTold("A-23");
        Upstream.tell(Upstream.delivery("A-23", "LOT-1", 2, "2026-02-10", "2000"));
        eventually(() -> as("operator", null).get("/api/progress").then().statusCode(200).body("dueRows", is(0)));
        settles("A-23", run -> run.body("find { it.period == '2026-02' }.sequence", is(2)));
        Upstream.tell(Upstream.price("SERIES-23", "2026-02-02", 1, "100.00"));
        settles("A-23", run -> run.body("find { it.period == '2026-02' }.net", is("20000.00")).body("find { it.period == '2026-02' }.sequence", is(3)));
        asOffice().get("/api/parked-periods").then().body("findAll { it.agreement == 'A-23' }", hasSize(0));
    }

    private static DeliveryCertified inTonnes(String agreement, String lot, String day) {
        DeliveryCertified kilograms = Upstream.delivery(agreement, lot, 1, day, "1");
        return new DeliveryCertified(kilograms.eventId(), agreement, lot, 1, kilograms.category(), kilograms.deliveryDate(), kilograms.quantity(), "t",
                kilograms.certifiedAt(), kilograms.document(), kilograms.receivedAt());
    }

    /** A run ends a parking for those who follow the events. */
    private static void assertTheParkingIsTheLastThatIsTold(String agreement) {
        ServiceDatabase database = Surroundings.infrastructure.database();
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), database.userPassword());
             Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery("SELECT type FROM outbox WHERE key = '" + agreement + "' ORDER BY outbox_id DESC LIMIT 1")) {
            assertTrue(row.next());
            assertEquals("org.pricefloor.period-parked.v1", row.getString(1));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aVersionThatEndsTheTermEarlierTakesBackWhatWasPostedBehindItsEnd() {
        Surroundings.setClock("2026-07-10T00:00:00Z");
        Upstream.tell(Upstream.everyDay("EVERY-DAY-21"), Upstream.series("SERIES-21", "EVERY-DAY-21"),
                Upstream.agreement("A-21", 1, "MINE-21", "SERIES-21", "110.00", 1), Upstream.price("SERIES-21", "2026-02-01", 1, "100.00"),
                Upstream.price("SERIES-21", "2026-03-01", 1, "100.00"), Upstream.delivery("A-21", "LOT-1", 1, "2026-02-10", "1000"),
                Upstream.delivery("A-21", "LOT-2", 1, "2026-03-10", "1000"));
        settles("A-21", run -> run.body("find { it.period == '2026-02' }.net", is("10000.00"))
                .body("find { it.period == '2026-03' }.net", is("10000.00")));
        Upstream.tell(Upstream.agreement("A-21", 2, "MINE-21", "SERIES-21", "110.00", 1, "2026-02-28"));
        settles("A-21", run -> run.body("find { it.period == '2026-03' }.net", is("0.00"))
                .body("find { it.period == '2026-02' }.net", is("10000.00")));
        asOffice().get("/api/books/trial-balance?agreement=A-21").then().body("find { it.account == 'top-up payable' }.balance", is("-10000.00"));
        Upstream.tell(Upstream.agreement("A-21", 3, "MINE-21", "SERIES-21", "110.00", 1));
        settles("A-21", run -> run.body("find { it.period == '2026-03' }.net", is("10000.00")));
    }

    @Test
    void aParkedPeriodWhoseOnlyLotLeavesItIsParkedNoLonger() {
        Surroundings.setClock("2026-07-10T00:00:00Z");
        Upstream.tell(Upstream.everyDay("EVERY-DAY-22"), Upstream.series("SERIES-22", "EVERY-DAY-22"),
                Upstream.agreement("A-22", 1, "MINE-22", "SERIES-22", "110.00", 1), Upstream.price("SERIES-22", "2026-02-01", 1, "100.00"),
                Upstream.delivery("A-22", "LOT-1", 1, "2026-11-10", "1000"));
        eventually(() -> asOffice().get("/api/parked-periods").then().body("findAll { it.agreement == 'A-22' }.period", contains("2026-11")));
        Upstream.tell(Upstream.delivery("A-22", "LOT-1", 2, "2026-02-10", "1000"));
        settles("A-22", run -> run.body("find { it.period == '2026-02' }.net", is("10000.00")));
        eventually(() -> asOffice().get("/api/parked-periods").then().body("findAll { it.agreement == 'A-22' }", hasSize(0)));
    }

    @Test
    void deliveriesBeforeTheirAgreementAndPricesBeforeTheirSeriesConverge() {
        Surroundings.setClock("2026-07-10T00:00:00Z");
        Upstream.tell(Upstream.delivery("A-3", "LOT-1", 2, "2026-02-10", "500"), Upstream.price("SERIES-3", "2026-02-01", 2, "99.00"),
                Upstream.delivery("A-3", "LOT-1", 1, "2026-01-10", "1000"), Upstream.price("SERIES-3", "2026-02-01", 1, "100.00"));
        Upstream.tell(Upstream.agreement("A-3", 2, "MINE-3", "SERIES-3", "112.00", 1), Upstream.agreement("A-3", 1, "MINE-3", "SERIES-3", "110.00", 1));
        Upstream.tell(Upstream.series("SERIES-3", "EVERY-DAY-3"), Upstream.everyDay("EVERY-DAY-3"));
        // The newest revisions count: 500 kg in February at 112.00 - 99.00.
        settles("A-3", run -> run.body("find { it.period == '2026-02' }.net", is("6500.00")));
    }

    @Test
    void aRecordThatNobodyCanReadIsParkedWithWhatDependsOnItAndTheOthersGoOn() {
        Surroundings.setClock("2026-07-10T00:00:00Z");
        Upstream.tell(Upstream.everyDay("EVERY-DAY-4"), Upstream.series("SERIES-4", "EVERY-DAY-4"),
                Upstream.agreement("A-4", 1, "MINE-4", "SERIES-4", "110.00", 1));
        byte[] key = "SERIES-4".getBytes(StandardCharsets.UTF_8);
        int partition = org.apache.kafka.common.utils.Utils.toPositive(org.apache.kafka.common.utils.Utils.murmur2(key)) % Topics.PARTITIONS;
        Upstream.send(Topics.MARKET_DATA, partition, key, new byte[]{(byte) 0xff, 0, 1}, Map.of());
        Upstream.send(Topics.MARKET_DATA, partition, key, "{}".getBytes(StandardCharsets.UTF_8),
                Map.of(EventEnvelope.HEADER_TYPE, EventType.PRICE_ASSESSED.typeName(), EventEnvelope.HEADER_POSITION, "none"));
        Upstream.tell(Upstream.price("SERIES-4", "2026-02-01", 1, "100.00"), Upstream.delivery("A-4", "LOT-1", 1, "2026-02-10", "10"));
        settles("A-4", run -> run.body("[0].net", is("100.00")));
        asOffice().get("/api/parked-events").then().statusCode(200)
                .body("findAll { it.key == 'SERIES-4' }", hasSize(2))
                .body("find { it.key == 'SERIES-4' }.incomplete", hasItem("A-4"));
    }

    @Test
    void headersThatAreNoCloudEventsParkTheirRecordAndDoNotEndTheReading() {
        Surroundings.setClock("2026-07-10T00:00:00Z");
        byte[] key = "SERIES-32".getBytes(StandardCharsets.UTF_8);
        int partition = org.apache.kafka.common.utils.Utils.toPositive(org.apache.kafka.common.utils.Utils.murmur2(key)) % Topics.PARTITIONS;
        for (String header : List.of(EventEnvelope.HEADER_TIME, EventEnvelope.HEADER_SOURCE, EventEnvelope.HEADER_SPEC_VERSION, EventEnvelope.HEADER_CONTENT_TYPE, "ce_dataschema")) {
            Map<String, String> headers = new HashMap<>(Map.of(EventEnvelope.HEADER_SPEC_VERSION, "1.0", EventEnvelope.HEADER_ID, "id", EventEnvelope.HEADER_SOURCE, "/test",
                    EventEnvelope.HEADER_TYPE, EventType.PRICE_ASSESSED.typeName(), EventEnvelope.HEADER_TIME, "2026-03-02T12:00:00Z"));
            headers.put(header, "not \\ this");
            Upstream.send(Topics.MARKET_DATA, partition, key, "{}".getBytes(StandardCharsets.UTF_8), headers);
        }
        Upstream.tell(Upstream.everyDay("EVERY-DAY-32"), Upstream.series("SERIES-32", "EVERY-DAY-32"),
                Upstream.agreement("A-32", 1, "MINE-32", "SERIES-32", "110.00", 1), Upstream.price("SERIES-32", "2026-02-01", 1, "100.00"),
                Upstream.delivery("A-32", "LOT-1", 1, "2026-02-10", "10"));
        settles("A-32", run -> run.body("[0].net", is("100.00")));
        asOffice().get("/api/parked-events").then().statusCode(200).body("findAll { it.key == 'SERIES-32' }", hasSize(5));
    }

    @Test
    void aProducerSeesItsOwnPeriodsAndNoOthersEvenWithoutTheFilterInTheQuery() throws SQLException {
        Surroundings.setClock("2026-07-10T00:00:00Z");
        Upstream.tell(Upstream.everyDay("EVERY-DAY-5"), Upstream.series("SERIES-5", "EVERY-DAY-5"),
                Upstream.agreement("A-5", 1, "MINE-5", "SERIES-5", "110.00", 1), Upstream.price("SERIES-5", "2026-02-01", 1, "100.00"),
                Upstream.delivery("A-5", "LOT-1", 1, "2026-02-10", "10"));
        settles("A-5", run -> run.body("[0].net", is("100.00")));
        as("producer", "MINE-5").get("/api/settlements?agreement=A-5").then().statusCode(200).body("$", hasSize(1));
        as("producer", "MINE-OTHER").get("/api/settlements?agreement=A-5").then().statusCode(200).body("$", hasSize(0));
        as("producer", "MINE-OTHER").get("/api/settlements/A-5/2026-02/runs").then().statusCode(404).body("code", equalTo("NOT_FOUND"));
        as("market-data", null).get("/api/settlements?agreement=A-5").then().statusCode(403);
        given().get("/api/settlements?agreement=A-5").then().statusCode(401);

        ServiceDatabase database = Surroundings.infrastructure.database();
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), database.userPassword());
             Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET LOCAL ROLE " + database.reader());
            assertEquals(0, count(statement, "SELECT count(*) FROM run"), "an unset party sees nothing");
            statement.execute("SELECT set_config('pricefloor.party', 'MINE-OTHER', true)");
            assertEquals(0, count(statement, "SELECT count(*) FROM run WHERE agreement = 'A-5'"));
            assertEquals(0, count(statement, "SELECT count(*) FROM journal_transfer WHERE agreement = 'A-5'"));
            statement.execute("SELECT set_config('pricefloor.party', 'MINE-5', true)");
            assertTrue(count(statement, "SELECT count(*) FROM run WHERE agreement = 'A-5'") > 0);
        }
    }

    @Test
    void theServiceCanNotChangeAFactARunOrATransfer() throws SQLException {
        ServiceDatabase database = Surroundings.infrastructure.database();
        for (String table : List.of("figure_fact", "measure_fact", "decision_fact", "reference_fact", "agreement_fact", "delivery_fact", "run", "journal_transfer", "determination",
                "outbox")) {
            for (String statement : List.of("DELETE FROM " + table, "TRUNCATE " + table,
                    "UPDATE " + table + " SET " + (table.equals("outbox") ? "key = 'x'" : table.equals("determination") ? "digest = ''"
                            : table.equals("journal_transfer") ? "amount = 1" : "position = 1"))) {
                try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), database.userPassword());
                     Statement sql = connection.createStatement()) {
                    SQLException refused = assertThrows(SQLException.class, () -> sql.execute(statement), statement);
                    assertEquals("42501", refused.getSQLState(), statement);
                }
            }
        }
    }

    @Test
    void anAnswerAsKnownAtAMomentIsGivenAgainWhateverFollowsInThatMomentAndWhereverTheClockGoes() {
        String moment = "2026-07-10T00:00:00Z";
        Surroundings.setClock(moment);
        Upstream.tell(Upstream.everyDay("EVERY-DAY-31"), Upstream.series("SERIES-31", "EVERY-DAY-31"),
                Upstream.agreement("A-31", 1, "MINE-31", "SERIES-31", "110.00", 1), Upstream.price("SERIES-31", "2026-02-01", 1, "100.00"),
                Upstream.delivery("A-31", "LOT-1", 1, "2026-02-10", "1000"));
        settles("A-31", run -> run.body("[0].net", is("10000.00")));
        asOffice().get("/api/settlements?agreement=A-31&knownAt=" + moment).then().statusCode(200).body("[0].net", is("10000.00"));
        // The clock stands: what follows is recorded in the very moment that was asked for.
        Upstream.tell(Upstream.price("SERIES-31", "2026-02-01", 2, "90.00"));
        settles("A-31", run -> run.body("[0].net", is("20000.00")));
        asOffice().get("/api/settlements?agreement=A-31&knownAt=" + moment).then().statusCode(200).body("[0].net", is("10000.00"));
        Surroundings.setClock("2026-07-09T23:50:00Z");
        asOffice().get("/api/settlements?agreement=A-31&knownAt=" + moment).then().statusCode(200).body("[0].net", is("10000.00"));
        Surroundings.setClock(moment);
    }

    @Test
    void whatWillBeKnownCanNotBeAskedFor() {
        Surroundings.setClock("2026-07-10T00:00:00Z");
        asOffice().get("/api/settlements?agreement=A-1&knownAt=2026-07-11T00:00:00Z").then().statusCode(422)
                .body("code", is("KNOWN_AT_MUST_NOT_LIE_IN_THE_FUTURE"));
        asOffice().get("/api/settlements?agreement=A-1&knownAt=yesterday").then().statusCode(400)
                .body("code", is("KNOWN_AT_MUST_BE_AN_INSTANT"));
    }

    private interface Expectation {
        ValidatableResponse on(ValidatableResponse response);
    }

    private static void settles(String agreement, Expectation expectation) {
        eventually(() -> expectation.on(asOffice().get("/api/settlements?agreement=" + agreement).then().statusCode(200)));
    }

    private static void eventually(ThrowingRunnable expectation) {
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50)).untilAsserted(expectation);
    }

    private static RequestSpecification asOffice() {
        return as("office", "US-DOW");
    }

    private static RequestSpecification as(String role, String party) {
        return Asking.as(role, party);
    }

    private static long count(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
