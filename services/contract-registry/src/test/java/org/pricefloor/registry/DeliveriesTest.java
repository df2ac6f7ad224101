package org.pricefloor.registry;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.pricefloor.registry.Requests.as;
import static org.pricefloor.registry.Requests.certificate;
import static org.pricefloor.registry.Requests.certify;
import static org.pricefloor.registry.Requests.document;
import static org.pricefloor.registry.Requests.register;
import static org.pricefloor.registry.Requests.wrongly;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pricefloor.contracts.DeliveryCertified;
import org.pricefloor.contracts.Topics;
import org.pricefloor.messaging.EventJson;

@QuarkusTest
@QuarkusTestResource(RegistryInfrastructure.class)
class DeliveriesTest {

    @BeforeEach
    void anAgreementIsRegistered() {
        register("DELIVER-1", 1, document("DELIVER-1", "MINE-1"));
    }

    @Test
    void aCertificateIsKeptAndPublished() {
        register("PUBLISH-1", 1, document("PUBLISH-1", "MINE-1")).statusCode(201);
        certify("PUBLISH-1", certificate("LOT-1", "48250.50", "CERT-1")).statusCode(201).body("revision", equalTo(1)).body("quantity", equalTo("48250.50"));
        ConsumerRecord<String, byte[]> published = Published.await(Topics.DELIVERIES, "PUBLISH-1", 1).get(0);
        DeliveryCertified event = EventJson.read(published.value(), DeliveryCertified.class);
        assertEquals("delivery/PUBLISH-1/LOT-1/r1", event.eventId());
        assertEquals(new BigDecimal("48250.50"), event.quantity());
        assertArrayEquals(published.value(), EventJson.write(event));
    }

    @Test
    void theSameDocumentAgainGetsTheFirstAnswerOtherContentIsRefusedAndANewDocumentRevises() {
        String first = certify("DELIVER-1", certificate("LOT-2", "100", "CERT-1")).statusCode(201).extract().asString();
        assertEquals(first, certify("DELIVER-1", certificate("LOT-2", "100", "CERT-1")).statusCode(200).extract().asString());
        assertEquals(first, certify("DELIVER-1", certificate("LOT-2", "100.00", "CERT-1")).statusCode(200).extract().asString());
        certify("DELIVER-1", certificate("LOT-2", "101", "CERT-1")).statusCode(409).body("code", equalTo("DOCUMENT_ALREADY_USED"));
        certify("DELIVER-1", certificate("LOT-2", "101", "CERT-2")).statusCode(201).body("revision", equalTo(2));
        certify("DELIVER-1", certificate("LOT-2", "0", "CERT-3")).statusCode(201).body("revision", equalTo(3));
        as("office").get("/api/agreements/DELIVER-1/deliveries?from=2025-10-01&to=2025-12-31").then().statusCode(200)
                .body("findAll { it.lot == 'LOT-2' }.quantity", equalTo(List.of("100", "101", "0")));
        as("office").get("/api/agreements/DELIVER-1/deliveries?from=2026-01-01").then().statusCode(200).body("size()", equalTo(0));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            UNIT_MUST_MATCH_AGREEMENT           | "unit":"kg"                 | "unit":"t"                     | unit
            CATEGORY_MUST_BE_ELIGIBLE           | "stockpile"                 | "metered"                      | category
            DELIVERY_DATE_MUST_LIE_IN_TERM      | "2025-10-15"                | "2025-09-30"                   | deliveryDate
            QUANTITY_MUST_NOT_BE_NEGATIVE       | "quantity":"1"              | "quantity":"-1"                | quantity
            QUANTITY_MUST_NOT_BE_NEGATIVE       | "quantity":"1",             |                                | quantity
            QUANTITY_MUST_FIT_12_AND_10_DIGITS  | "quantity":"1"              | "quantity":"0.12345678901"     | quantity
            LOT_MUST_BE_NAMED                   | "lot":"LOT-3"               | "lot":"  "                     | lot
            LOT_MUST_BE_NAMED                   | "lot":"LOT-3"               | "lot":"LOT\\u00003"            | lot
            DOCUMENT_MUST_BE_GIVEN              | "document":"CERT-1"         | "document":""                  | document
            CERTIFIED_AT_MUST_BE_GIVEN          | "certifiedAt":"2025-10-20T09:00:00Z", |                      | certifiedAt
            """)
    void aBrokenRuleIsNamedWithItsFix(String rule, String instead, String write, String field) {
        wrongly("registrar").contentType("application/json").body(certificate("LOT-3", "1", "CERT-1").replace(instead, write == null ? "" : write))
                .post("/api/agreements/DELIVER-1/deliveries").then().statusCode(422).body("code", equalTo(rule)).body("fix", notNullValue())
                .body("refusals[0].field", equalTo(field));
    }

    @Test
    void aDeliveryUnderNoAgreementIsRefused() {
        certify("NOBODY-1", certificate("LOT-1", "1", "CERT-1")).statusCode(404).body("code", equalTo("AGREEMENT_MUST_BE_REGISTERED"));
        wrongly("registrar").contentType("application/json").body(certificate("LOT-1", "1", "CERT-1")).urlEncodingEnabled(false)
                .post("/api/agreements/%00/deliveries").then().statusCode(400);
    }

    @Test
    void documentsAboutOneLotThatComeAtOnceBecomeRevisionsWithoutAGap() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Integer>> calls = IntStream.range(0, 16).<Callable<Integer>>mapToObj(i -> () -> certify("DELIVER-1",
                    certificate("LOT-4", "" + i, "CERT-" + i)).statusCode(201).extract().<Integer>path("revision")).toList();
            TreeSet<Integer> revisions = new TreeSet<>();
            for (Future<Integer> call : threads.invokeAll(calls)) {
                revisions.add(call.get());
            }
            assertEquals(new TreeSet<>(IntStream.rangeClosed(1, 16).boxed().toList()), revisions);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aMalformedDayIsRefusedWithTheFix() {
        wrongly("office").get("/api/agreements/DELIVER-1/deliveries?from=yesterday").then().statusCode(400).body("code", equalTo("DATE_MUST_BE_ISO"));
    }
}
