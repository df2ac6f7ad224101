package org.pricefloor.registry;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.pricefloor.registry.Requests.as;
import static org.pricefloor.registry.Requests.document;
import static org.pricefloor.registry.Requests.register;
import static org.pricefloor.registry.Requests.wrongly;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.math.BigDecimal;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pricefloor.contracts.MeasureCertified;
import org.pricefloor.contracts.Topics;
import org.pricefloor.messaging.EventJson;

@QuarkusTest
@QuarkusTestResource(RegistryInfrastructure.class)
class MeasuresTest {

    @BeforeEach
    void anAgreementIsRegistered() {
        register("MEASURE-1", 1, document("MEASURE-1", "MINE-1"));
    }

    @Test
    void aLossIsKeptAndPublished() {
        register("MEASURE-2", 1, document("MEASURE-2", "MINE-1")).statusCode(201);
        certify("MEASURE-2", measure("ebitda", "-1250000.50", "USD", "ACCOUNTS-1")).statusCode(201).body("revision", equalTo(1)).body("value", equalTo("-1250000.50"));
        ConsumerRecord<String, byte[]> published = Published.await(Topics.DELIVERIES, "MEASURE-2", 1).get(0);
        MeasureCertified event = EventJson.read(published.value(), MeasureCertified.class);
        assertEquals("measure/MEASURE-2/ebitda/2026-12-31/r1", event.eventId());
        assertEquals(new BigDecimal("-1250000.50"), event.value());
        assertArrayEquals(published.value(), EventJson.write(event));
    }

    @Test
    void theSameDocumentAgainGetsTheFirstAnswerOtherContentIsRefusedAndANewDocumentRevises() {
        String first = certify("MEASURE-1", measure("made-available", "4600000", "kg", "SURVEY-1")).statusCode(201).extract().asString();
        assertEquals(first, certify("MEASURE-1", measure("made-available", "4600000.0", "kg", "SURVEY-1")).statusCode(200).extract().asString());
        certify("MEASURE-1", measure("made-available", "5000000", "kg", "SURVEY-1")).statusCode(409).body("code", equalTo("DOCUMENT_ALREADY_USED"));
        certify("MEASURE-1", measure("made-available", "5000000", "kg", "SURVEY-2")).statusCode(201).body("revision", equalTo(2));
        certify("MEASURE-1", measure("ebitda", "1", "USD", "SURVEY-2")).statusCode(201).body("revision", equalTo(1));
        certify("MEASURE-1", measure("made-available", "1", "kg", "SURVEY-2").replace("2026-12-31", "2027-12-31")).statusCode(201).body("revision", equalTo(1));
        as("office").get("/api/agreements/MEASURE-1/measures").then().statusCode(200).body("findAll { it.measure == 'made-available' }.value",
                equalTo(List.of("4600000", "5000000", "1")));
        as("producer", "MINE-2").get("/api/agreements/MEASURE-1/measures").then().statusCode(404);
        as("producer", "MINE-1").get("/api/agreements/MEASURE-1/measures").then().statusCode(200);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            MEASURE_MUST_BE_KNOWN           | "ebitda"              | "revenue"              | measure
            DOCUMENT_MUST_BE_GIVEN          | "ACCOUNTS-9"          | ""                     | document
            CERTIFIED_AT_MUST_BE_GIVEN      | "certifiedAt":"2027-02-15T09:00:00Z", |        | certifiedAt
            DAY_MUST_END_A_YEAR             | "2026-12-31"          | "2026-09-30"           | day
            DAY_MUST_END_A_YEAR             | "day":"2026-12-31",   |                        | day
            YEAR_MUST_TOUCH_THE_TERM        | "2026-12-31"          | "2024-12-31"           | day
            YEAR_MUST_TOUCH_THE_TERM        | "2026-12-31"          | "2036-12-31"           | day
            UNIT_MUST_MATCH_AGREEMENT       | "USD"                 | "EUR"                  | unit
            UNIT_MUST_MATCH_AGREEMENT       | "unit":"USD",         |                        | unit
            VALUE_MUST_FIT_12_AND_10_DIGITS | "value":"1",          |                        | value
            VALUE_MUST_FIT_12_AND_10_DIGITS | "value":"1"           | "value":"1000000000000" | value
            VALUE_MUST_NOT_BE_NEGATIVE      | "ebitda","day":"2026-12-31","value":"1","unit":"USD" | "made-available","day":"2026-12-31","value":"-1","unit":"kg" | value
            UNIT_MUST_MATCH_AGREEMENT       | "ebitda","day":"2026-12-31","value":"1","unit":"USD" | "made-available","day":"2026-12-31","value":"4600","unit":"t" | unit
            QUANTITY_MUST_BE_PLAUSIBLE      | "ebitda","day":"2026-12-31","value":"1","unit":"USD" | "made-available","day":"2026-12-31","value":"1000000001","unit":"kg" | value
            """)
    void aBrokenRuleIsNamedWithItsFix(String rule, String instead, String write, String field) {
        wrongly("registrar").contentType("application/json").body(measure("ebitda", "1", "USD", "ACCOUNTS-9").replace(instead, write == null ? "" : write))
                .post("/api/agreements/MEASURE-1/measures").then().statusCode(422).body("code", equalTo(rule)).body("fix", notNullValue())
                .body("refusals[0].field", equalTo(field));
    }

    @Test
    void aMeasureUnderNoAgreementIsRefusedAndSoIsAnotherRole() {
        certify("NOBODY-1", measure("ebitda", "1", "USD", "ACCOUNTS-1")).statusCode(404).body("code", equalTo("AGREEMENT_MUST_BE_REGISTERED"));
        wrongly("office").contentType("application/json").body(measure("ebitda", "1", "USD", "ACCOUNTS-1")).post("/api/agreements/MEASURE-1/measures").then().statusCode(403);
    }

    private static ValidatableResponse certify(String agreement, String measure) {
        return as("registrar").contentType("application/json").body(measure).post("/api/agreements/{agreement}/measures", agreement).then();
    }

    private static String measure(String measure, String value, String unit, String document) {
        return """
                {"measure":"%s","day":"2026-12-31","value":"%s","unit":"%s","certifiedAt":"2027-02-15T09:00:00Z","document":"%s"}"""
                .formatted(measure, value, unit, document);
    }
}
