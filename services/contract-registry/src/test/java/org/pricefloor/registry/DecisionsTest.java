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
import java.time.LocalDate;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pricefloor.contracts.DecisionRecorded;
import org.pricefloor.contracts.Topics;
import org.pricefloor.messaging.EventJson;

@QuarkusTest
@QuarkusTestResource(RegistryInfrastructure.class)
class DecisionsTest {

    @BeforeEach
    void anAgreementIsRegistered() {
        register("DECIDE-1", 1, document("DECIDE-1", "MINE-1"));
    }

    @Test
    void aDecisionIsKeptAndPublishedOnce() {
        String first = record("DECIDE-1", decision("D-1")).statusCode(201).body("recordedBy", equalTo("registrar")).extract().asString();
        assertEquals(first, record("DECIDE-1", decision("D-1")).statusCode(200).extract().asString());
        record("DECIDE-1", decision("D-1").replace("restated", "corrected")).statusCode(409).body("code", equalTo("DECISION_ALREADY_RECORDED"));
        ConsumerRecord<String, byte[]> published = Published.await(Topics.DELIVERIES, "DECIDE-1", 1).get(0);
        DecisionRecorded event = EventJson.read(published.value(), DecisionRecorded.class);
        assertEquals("decision/DECIDE-1/D-1", event.eventId());
        assertEquals(LocalDate.of(2026, 3, 31), event.day());
        assertArrayEquals(published.value(), EventJson.write(event));
        as("auditor").get("/api/agreements/DECIDE-1/decisions").then().statusCode(200).body("decision", equalTo(List.of("D-1")));
        as("producer", "MINE-1").get("/api/agreements/DECIDE-1/decisions").then().statusCode(200).body("size()", equalTo(1));
        as("producer", "MINE-2").get("/api/agreements/DECIDE-1/decisions").then().statusCode(404);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            DECISION_MUST_BE_NAMED  | "D-9"           | "D/9"          | decision
            KIND_MUST_BE_KNOWN      | "dispute-run"   | "final"        | kind
            DAY_MUST_BE_GIVEN       | "day":"2026-03-31", |            | day
            DAY_MUST_LIE_IN_TERM    | "2026-03-31"    | "2025-09-30"   | day
            REASON_MUST_BE_GIVEN    | "March was restated" | " "       | reason
            DECIDER_MUST_BE_NAMED   | "dispute panel" | ""             | decidedBy
            DECIDED_AT_MUST_BE_GIVEN | ,"decidedAt":"2027-05-03T12:00:00Z" | | decidedAt
            """)
    void aBrokenRuleIsNamedWithItsFix(String rule, String instead, String write, String field) {
        wrongly("registrar").contentType("application/json").body(decision("D-9").replace(instead, write == null ? "" : write))
                .post("/api/agreements/DECIDE-1/decisions").then().statusCode(422).body("code", equalTo(rule)).body("fix", notNullValue())
                .body("refusals[0].field", equalTo(field));
    }

    @Test
    void aDecisionUnderNoAgreementIsRefusedAndSoIsAnotherRole() {
        record("NOBODY-1", decision("D-1")).statusCode(404).body("code", equalTo("AGREEMENT_MUST_BE_REGISTERED"));
        wrongly("office").contentType("application/json").body(decision("D-2")).post("/api/agreements/DECIDE-1/decisions").then().statusCode(403);
    }

    private static ValidatableResponse record(String agreement, String decision) {
        return as("registrar").contentType("application/json").body(decision).post("/api/agreements/{agreement}/decisions", agreement).then();
    }

    private static String decision(String code) {
        return """
                {"decision":"%s","kind":"dispute-run","day":"2026-03-31","reason":"March was restated","decidedBy":"dispute panel","decidedAt":"2027-05-03T12:00:00Z"}"""
                .formatted(code);
    }
}
