package org.pricefloor.prices;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.pricefloor.prices.Requests.as;
import static org.pricefloor.prices.Requests.calendar;
import static org.pricefloor.prices.Requests.publish;
import static org.pricefloor.prices.Requests.register;
import static org.pricefloor.prices.Requests.series;
import static org.pricefloor.prices.Requests.wrongly;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pricefloor.contracts.CalendarPublished;
import org.pricefloor.contracts.SeriesRegistered;
import org.pricefloor.contracts.Topics;
import org.pricefloor.messaging.EventJson;

@QuarkusTest
@QuarkusTestResource(PricesInfrastructure.class)
class SeriesAndCalendarsTest {

    @Test
    void aCalendarOfOtherContentIsTheNextVersionAndTheSameContentGetsTheSameAnswer() {
        String first = publish("CAL-1", calendar()).statusCode(201).body("version", equalTo(1)).extract().asString();
        assertEquals(first, publish("CAL-1", calendar().replace("[6,7]", "[7,6,6]")).statusCode(200).extract().asString(), "the order is no content");
        publish("CAL-1", calendar().replace("\"assumed\":false", "\"assumed\":true")).statusCode(201).body("version", equalTo(2));
        publish("CAL-1", calendar()).statusCode(201).body("version", equalTo(3));
        as("auditor").get("/api/calendars/CAL-1").then().statusCode(200).body("version", equalTo(3)).body("document.exceptions[0].date", equalTo("2026-03-06"));
        as("producer").get("/api/calendars").then().statusCode(200).body("calendar", hasItem("CAL-1"));
        var published = Published.await(Topics.MARKET_DATA, "CAL-1", 3);
        assertEquals(List.of(1, 2, 3), published.stream().map(event -> EventJson.read(event.value(), CalendarPublished.class).version()).toList());
    }

    @Test
    void aRegisteredSeriesIsPublishedAsItIsKept() {
        publish("WEEKDAYS", calendar());
        String first = register("SERIES-1", series("price")).statusCode(201).body("version", equalTo(1)).extract().asString();
        assertEquals(first, register("SERIES-1", series("price")).statusCode(200).extract().asString());
        register("SERIES-1", series("price").replace("Example Metals", "Other Metals")).statusCode(201).body("version", equalTo(2));
        as("office").get("/api/series/SERIES-1").then().statusCode(200).body("document.publisher", equalTo("Other Metals"));
        as("office").get("/api/series").then().statusCode(200).body("series", hasItem("SERIES-1"));
        var published = Published.await(Topics.MARKET_DATA, "SERIES-1", 2);
        SeriesRegistered event = EventJson.read(published.get(1).value(), SeriesRegistered.class);
        assertEquals("Other Metals", event.publisher());
        assertArrayEquals(published.get(1).value(), EventJson.write(event));
    }

    @Test
    void whatAFigureMeansDoesNotChangeWithinASeries() {
        publish("WEEKDAYS", calendar());
        register("SERIES-2", series("price")).statusCode(201);
        register("SERIES-2", series("fx").replace("CNY", "EUR")).statusCode(422)
                .body("refusals.rule", equalTo(List.of("KIND_MUST_NOT_CHANGE", "CURRENCY_MUST_NOT_CHANGE", "PER_MUST_NOT_CHANGE")));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            CALENDAR_MUST_END_AFTER_IT_BEGINS | "to":"2026-12-31"  | "to":"2025-12-31" | /to
            WEEKDAY_MUST_BE_1_TO_7            | [6,7]              | [0]               | /closedWeekdays
            EXCEPTION_MUST_LIE_IN_CALENDAR    | 2026-03-06         | 2027-03-06        | /exceptions/0/date
            SOURCE_MUST_BE_GIVEN              | a notice           | ' '               | /exceptions/0/source
            ASSUMED_MUST_BE_SAID              | "assumed":false,   | ''                | /assumed
            """)
    void aCalendarThatBreaksARuleIsRefusedByName(String rule, String instead, String write, String field) {
        wrongly("market-data").contentType("application/json").body(calendar().replace(instead, write)).put("/api/calendars/CAL-REFUSED").then().statusCode(422)
                .body("refusals.rule", hasItem(rule)).body("refusals.field", hasItem(field));
        as("office").get("/api/calendars/CAL-REFUSED").then().statusCode(404);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            KIND_MUST_BE_KNOWN               | "price"            | "prices"
            CURRENCY_MUST_BE_ISO_4217        | "CNY"              | "cny"
            PER_MUST_BE_A_UNIT_OR_A_CURRENCY | "t"                | "lb"
            TAX_BASIS_MUST_BE_KNOWN          | not-applicable     | unknown
            CALENDAR_MUST_BE_REGISTERED      | WEEKDAYS           | NO-SUCH-DAYS
            """)
    void aSeriesThatBreaksARuleIsRefusedByName(String rule, String instead, String write) {
        publish("WEEKDAYS", calendar());
        wrongly("market-data").contentType("application/json").body(series("price").replace(instead, write)).put("/api/series/REFUSED").then().statusCode(422)
                .body("refusals.rule", hasItems(rule));
    }

    @Test
    void onlyMarketDataWritesAndNobodyReadsWithoutAToken() {
        for (String role : List.of("office", "auditor", "registrar", "operator")) {
            wrongly(role).contentType("application/json").body(calendar()).put("/api/calendars/CAL-9").then().statusCode(403).body("code", equalTo("ROLE_MISSING"));
        }
        io.restassured.RestAssured.get("/api/series").then().statusCode(401);
        wrongly("market-data").contentType("application/json").body(calendar()).put("/api/calendars/a b").then().statusCode(422).body("code", equalTo("CODE_MUST_BE_PLAIN"));
        wrongly("market-data").contentType("application/json").body(calendar().replace("\"source\":\"the", "\"sauce\":\"the")).put("/api/calendars/CAL-9").then()
                .statusCode(400).body("code", equalTo("MALFORMED_JSON")).body("pointer", equalTo("/sauce"));
    }
}
