package org.pricefloor.prices;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.oneOf;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.pricefloor.prices.Requests.as;
import static org.pricefloor.prices.Requests.assess;
import static org.pricefloor.prices.Requests.assessment;
import static org.pricefloor.prices.Requests.registered;
import static org.pricefloor.prices.Requests.wrongly;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pricefloor.contracts.EventEnvelope;
import org.pricefloor.contracts.FxFixed;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.SeriesRegistered;
import org.pricefloor.contracts.Topics;
import org.pricefloor.messaging.EventJson;

@QuarkusTest
@QuarkusTestResource(PricesInfrastructure.class)
class FiguresTest {

    @Test
    void aSecondPublicationOfADayIsItsNextRevisionAndNeverAnOverwrite() {
        registered("REVISED", "price");
        String first = assess("REVISED", "2026-03-02", "96.40", "doc-1").statusCode(201).body("revision", equalTo(1)).extract().asString();
        assess("REVISED", "2026-03-02", "97.00", "doc-2").statusCode(201).body("revision", equalTo(2));
        assertEquals(first, assess("REVISED", "2026-03-02", "96.40", "doc-1").statusCode(200).extract().asString(), "a repetition gets the first answer");
        wrongly("market-data").contentType("application/json").body(assessment("2026-03-02", "96.41", "doc-1")).post("/api/series/REVISED/assessments").then()
                .statusCode(409).body("code", equalTo("DOCUMENT_ALREADY_USED")).body("fix", notNullValue());
        as("producer").get("/api/series/REVISED/assessments?from=2026-03-01&to=2026-03-31").then().statusCode(200).body("revision", equalTo(List.of(1, 2)))
                .body("price", equalTo(List.of("96.40", "97.00")));

        var published = Published.await(Topics.MARKET_DATA, "REVISED", 3);
        assertEquals("assessment/REVISED/2026-03-02/r2", Published.header(published.get(2), EventEnvelope.HEADER_ID));
        PriceAssessed event = EventJson.read(published.get(1).value(), PriceAssessed.class);
        assertEquals("96.40", event.price().toPlainString());
        assertArrayEquals(published.get(1).value(), EventJson.write(event));
    }

    @Test
    void aViewAsPublishedKnowsOnlyWhatWasPublishedByThen() {
        registered("VINTAGES", "price");
        String body = "{\"pricingDate\":\"2026-03-02\",\"price\":\"%s\",\"publishedAt\":\"%s\",\"document\":\"%s\"}";
        as("market-data").contentType("application/json").body(body.formatted("96.40", "2026-03-02T10:00:00Z", "a")).post("/api/series/VINTAGES/assessments").then().statusCode(201);
        as("market-data").contentType("application/json").body(body.formatted("97.00", "2026-03-09T10:00:00Z", "b")).post("/api/series/VINTAGES/assessments").then().statusCode(201);
        as("auditor").get("/api/series/VINTAGES/assessments?asPublishedAt=2026-03-09T09:59:59Z").then().statusCode(200).body("price", equalTo(List.of("96.40")));
        as("auditor").get("/api/series/VINTAGES/assessments?asPublishedAt=2026-03-09T10:00:00Z").then().statusCode(200).body("price", equalTo(List.of("97.00")));
        wrongly("auditor").get("/api/series/VINTAGES/assessments?from=March").then().statusCode(400).body("code", equalTo("PARAMETER_UNREADABLE"));
        wrongly("auditor").get("/api/series/VINTAGES/fixes").then().statusCode(404);
    }

    @Test
    void anFxFixIsTakenInTheSameWay() {
        registered("CNY-USD-2", "fx");
        as("market-data").contentType("application/json")
                .body("{\"fixingDate\":\"2026-03-02\",\"rate\":\"7.1058\",\"publishedAt\":\"2026-03-02T17:00:00Z\",\"document\":\"h10\"}")
                .post("/api/series/CNY-USD-2/fixes").then().statusCode(201).body("rate", equalTo("7.1058"));
        as("office").get("/api/series/CNY-USD-2/fixes").then().statusCode(200).body("rate", equalTo(List.of("7.1058")));
        var published = Published.await(Topics.MARKET_DATA, "CNY-USD-2", 2);
        assertEquals("fx/CNY-USD-2/2026-03-02/r1", EventJson.read(published.get(1).value(), FxFixed.class).eventId());
    }

    @Test
    void aPriceCarriesItsVolumeAndItsHours() {
        registered("WEIGHTED", "price");
        String hours = String.join(",", Collections.nCopies(23, "\"45.75\""));
        String sent = assessment("2026-03-02", "96.40", "doc-1").replace("}", ",\"volume\":\"1250.50\",\"hourly\":[\"-3.10\"," + hours + "]}");
        String first = as("market-data").contentType("application/json").body(sent).post("/api/series/WEIGHTED/assessments").then().statusCode(201)
                .body("volume", equalTo("1250.50")).body("hourly[0]", equalTo("-3.10")).body("hourly.size()", equalTo(24)).extract().asString();
        assertEquals(first, as("market-data").contentType("application/json").body(sent.replace("1250.50", "1250.5")).post("/api/series/WEIGHTED/assessments").then()
                .statusCode(200).extract().asString(), "numbers are the same by value");
        for (String other : List.of(sent.replace("1250.50", "1251"), sent.replace("-3.10", "3.10"), assessment("2026-03-02", "96.40", "doc-1"))) {
            wrongly("market-data").contentType("application/json").body(other).post("/api/series/WEIGHTED/assessments").then()
                    .statusCode(409).body("code", equalTo("DOCUMENT_ALREADY_USED"));
        }
        as("auditor").get("/api/series/WEIGHTED/assessments").then().statusCode(200).body("volume", equalTo(List.of("1250.50"))).body("hourly[0][0]", equalTo("-3.10"));
        PriceAssessed event = EventJson.read(Published.await(Topics.MARKET_DATA, "WEIGHTED", 2).get(1).value(), PriceAssessed.class);
        assertEquals("1250.50", event.volume().toPlainString());
        assertEquals(24, event.hourly().size());
    }

    @Test
    void aPriceOfElectricityMayBeZeroOrBelowAndNoOtherMay() {
        as("market-data").contentType("application/json").body(Requests.calendar()).put("/api/calendars/POWER-DAYS");
        Requests.register("POWER", """
                {"kind":"price","publisher":"Example Exchange","product":"electricity","currency":"GBP","per":"MWh","taxBasis":"not-applicable","calendar":"POWER-DAYS","source":"its page"}""")
                .statusCode(201);
        assess("POWER", "2026-03-02", "-20.00", "auction-1").statusCode(201).body("price", equalTo("-20.00"));
        assess("POWER", "2026-03-03", "0", "auction-2").statusCode(201);
        as("market-data").contentType("text/csv").body("series,pricing_date,price,published_at,document\nPOWER,2026-03-04,-1.50,2026-03-04T10:00:00Z,auction-3\n")
                .post("/api/uploads/assessments?document=auctions.csv").then().statusCode(201);
        as("auditor").get("/api/series/POWER/assessments").then().statusCode(200).body("price", equalTo(List.of("-20.00", "0", "-1.50")));
        registered("OXIDE-9", "price");
        wrongly("market-data").contentType("text/csv").body("series,pricing_date,price,published_at,document\nOXIDE-9,2026-03-04,-1.50,2026-03-04T10:00:00Z,d\n")
                .post("/api/uploads/assessments?document=oxide.csv").then().statusCode(422).body("refusals.rule", equalTo(List.of("FIGURE_MUST_BE_ABOVE_ZERO")));
    }

    @Test
    void theValueOfAnIndexIsTakenInForTheMonthThatBeginsOnItsDay() {
        as("market-data").contentType("application/json").body(Requests.calendar().replace("[6,7]", "[]")).put("/api/calendars/EVERY-DAY");
        String index = """
                {"kind":"index","publisher":"Example Statistics","currency":"XXX","per":"1","taxBasis":"not-applicable","calendar":"EVERY-DAY","source":"its page"}""";
        Requests.register("CPI", index).statusCode(201);
        assess("CPI", "2026-02-01", "131.7", "february").statusCode(201).body("price", equalTo("131.7"));
        as("auditor").get("/api/series/CPI/assessments").then().statusCode(200).body("pricingDate", equalTo(List.of("2026-02-01")));
        wrongly("market-data").contentType("application/json").body(assessment("2026-02-02", "131.7", "d")).post("/api/series/CPI/assessments").then()
                .statusCode(422).body("code", equalTo("INDEX_MUST_STAND_FOR_A_MONTH"));
        wrongly("market-data").contentType("application/json").body(assessment("2026-02-01", "131.7", "d").replace("}", ",\"volume\":\"1\"}"))
                .post("/api/series/CPI/assessments").then().statusCode(422).body("code", equalTo("INDEX_MUST_HAVE_NEITHER_VOLUME_NOR_HOURS"));
        wrongly("market-data").contentType("application/json").body("{\"fixingDate\":\"2026-02-01\",\"rate\":\"1\",\"publishedAt\":\"2026-02-01T17:00:00Z\",\"document\":\"d\"}")
                .post("/api/series/CPI/fixes").then().statusCode(422).body("code", equalTo("SERIES_KIND_MUST_MATCH"));
        for (String wrong : List.of(index.replace("XXX", "EUR"), index.replace("\"1\"", "\"t\""), index.replace("not-applicable", "including-vat"))) {
            wrongly("market-data").contentType("application/json").body(wrong).put("/api/series/CPI-2").then().statusCode(422)
                    .body("refusals.rule", equalTo(List.of("INDEX_MUST_HAVE_NO_UNIT")));
        }
        assertEquals("index", EventJson.read(Published.await(Topics.MARKET_DATA, "CPI", 2).get(0).value(), SeriesRegistered.class).kind());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            VOLUME_MUST_BE_ABOVE_ZERO               | "doc-1"              | "doc-1","volume":"0"     | volume
            VOLUME_MUST_HAVE_AT_MOST_12_DIGITS_AND_10_DECIMALS | "doc-1"   | "doc-1","volume":"1234567890123" | volume
            HOURLY_MUST_HOLD_23_TO_25_PRICES        | "doc-1"              | "doc-1","hourly":["1","2"] | hourly
            DOCUMENT_MUST_BE_GIVEN                  | ,"document":"doc-1"  | ''                       | document
            PRICING_DATE_MUST_BE_GIVEN              | "pricingDate":"2026-03-02", | ''                | pricingDate
            FIGURE_MUST_BE_ABOVE_ZERO               | "96.40"              | "0.00"                   | price
            FIGURE_MUST_BE_ABOVE_ZERO               | "96.40"              | "-1"                     | price
            FIGURE_MUST_HAVE_AT_MOST_12_DIGITS_AND_10_DECIMALS | "96.40"   | "1234567890123"          | price
            PUBLISHED_AT_MUST_BE_GIVEN              | "publishedAt":"2026-03-02T10:15:00Z", | ''      | publishedAt
            PRICING_DATE_MUST_BE_A_PRICING_DAY      | "2026-03-02"         | "2026-03-07"             | pricingDate
            PRICING_DATE_MUST_BE_A_PRICING_DAY      | "2026-03-02"         | "2026-03-06"             | pricingDate
            PRICING_DATE_MUST_BE_A_PRICING_DAY      | "2026-03-02"         | "2025-12-31"             | pricingDate
            PRICING_DATE_MUST_NOT_LIE_IN_THE_FUTURE | "2026-03-02"         | "2026-12-30"             | pricingDate
            PUBLISHED_AT_MUST_NOT_PRECEDE_THE_PRICING_DATE | 2026-03-02T10:15:00Z | 2026-02-28T10:15:00Z | publishedAt
            PUBLISHED_AT_MUST_NOT_LIE_IN_THE_FUTURE | 2026-03-02T10:15:00Z | 2099-01-01T00:00:00Z     | publishedAt
            """)
    void aFigureThatBreaksARuleIsRefusedForTheFirst(String rule, String instead, String write, String field) {
        as("market-data").contentType("application/json").body(Requests.calendar()).put("/api/calendars/WEEKDAYS");
        as("market-data").contentType("application/json").body(Requests.series("price")).put("/api/series/RULES");
        wrongly("market-data").contentType("application/json").body(assessment("2026-03-02", "96.40", "doc-1").replace(instead, write))
                .post("/api/series/RULES/assessments").then().statusCode(422).body("code", equalTo(rule)).body("refusals[0].rule", equalTo(rule))
                .body("refusals[0].field", equalTo(field)).body("refusals[0].fix", notNullValue());
        as("office").get("/api/series/RULES/assessments").then().statusCode(200).body("size()", equalTo(0));
    }

    @Test
    void aNumberWhereADecimalIsDueAnUnknownSeriesAndTheWrongKindAreRefused() {
        registered("KIND", "price");
        wrongly("market-data").contentType("application/json").body(assessment("2026-03-02", "96.40", "d").replace("\"96.40\"", "96.40"))
                .post("/api/series/KIND/assessments").then().statusCode(400).body("code", equalTo("MALFORMED_JSON"));
        wrongly("market-data").contentType("application/json").body(assessment("2026-03-02", "96.40", "d")).post("/api/series/NOBODY/assessments").then()
                .statusCode(404).body("code", equalTo("SERIES_MUST_BE_REGISTERED"));
        wrongly("market-data").contentType("application/json")
                .body("{\"fixingDate\":\"2026-03-02\",\"rate\":\"7.1058\",\"publishedAt\":\"2026-03-02T17:00:00Z\",\"document\":\"h10\"}")
                .post("/api/series/KIND/fixes").then().statusCode(422).body("code", equalTo("SERIES_KIND_MUST_MATCH"));
        wrongly("office").contentType("application/json").body(assessment("2026-03-02", "96.40", "d")).post("/api/series/KIND/assessments").then().statusCode(403);
    }

    @Test
    void ofManyWhoSendForTheSameDayAtOnceEachDocumentBecomesOneRevision() throws Exception {
        registered("RACE", "price");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                String document = "doc-" + i % 8;
                calls.add(() -> assess("RACE", "2026-03-03", "96.40", document).statusCode(oneOf(200, 201)).extract().statusCode());
            }
            int added = 0;
            for (Future<Integer> call : threads.invokeAll(calls)) {
                added += call.get() == 201 ? 1 : 0;
            }
            assertEquals(8, added);
        } finally {
            threads.shutdownNow();
        }
        as("auditor").get("/api/series/RACE/assessments").then().body("revision", equalTo(List.of(1, 2, 3, 4, 5, 6, 7, 8)));
        assertEquals(9, Published.await(Topics.MARKET_DATA, "RACE", 9).size());
    }

    @Test
    void theServicesRoleMayNeitherChangeNorDeleteAFigure() throws SQLException {
        try (Connection connection = PricesInfrastructure.asTheService(); Statement statement = connection.createStatement()) {
            for (String sql : List.of("UPDATE published_figure SET figure = 1", "DELETE FROM published_figure", "UPDATE series_version SET source = ''",
                    "DELETE FROM calendar_version", "UPDATE figure_upload SET answer = ''", "TRUNCATE published_figure", "CREATE TABLE mine (a int)")) {
                assertEquals("42501", assertThrows(SQLException.class, () -> statement.execute(sql), sql).getSQLState(), sql);
            }
        }
    }
}
