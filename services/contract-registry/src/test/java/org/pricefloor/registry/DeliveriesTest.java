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
import java.util.Collections;
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
import org.pricefloor.contracts.Assay;
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
    void aConcentrateIsCertifiedWithItsAssayAndAFinalAssayIsItsNextRevision() {
        register("ASSAY-1", 1, document("ASSAY-1", "MINE-1")).statusCode(201);
        String provisional = with(certificate("LOT-1", "250000", "CERT-1"), """
                "product":"NdPr oxide","form":"concentrate","assay":{"kind":"provisional","reoShare":"0.605","contentShare":"0.1567"}""");
        String first = certify("ASSAY-1", provisional).statusCode(201).body("assay.reoShare", equalTo("0.605")).body("form", equalTo("concentrate")).extract().asString();
        assertEquals(first, certify("ASSAY-1", provisional).statusCode(200).extract().asString());
        certify("ASSAY-1", provisional.replace("0.605", "0.600")).statusCode(409).body("code", equalTo("DOCUMENT_ALREADY_USED"));
        certify("ASSAY-1", provisional.replace("provisional", "final").replace("CERT-1", "CERT-2").replace("0.605", "0.600")).statusCode(201).body("revision", equalTo(2));
        as("office").get("/api/agreements/ASSAY-1/deliveries").then().statusCode(200).body("assay.kind", equalTo(List.of("provisional", "final")));
        DeliveryCertified event = EventJson.read(Published.await(Topics.DELIVERIES, "ASSAY-1", 2).get(1).value(), DeliveryCertified.class);
        assertEquals(new Assay("final", new BigDecimal("0.600"), new BigDecimal("0.1567")), event.assay());
        assertEquals("NdPr oxide", event.product());
    }

    @Test
    void hoursAreKeptAndTheDayOnWhichTheClocksAreSetHasTheHoursThatItHas() {
        register("HOURS-1", 1, document("HOURS-1", "MINE-1")).statusCode(201);
        // New York set its clocks back on 2 November 2025 and forward on 8 March 2026.
        certify("HOURS-1", hours("2025-11-02", 25)).statusCode(201).body("hourly.size()", equalTo(25));
        certify("HOURS-1", hours("2026-03-08", 23)).statusCode(201);
        certify("HOURS-1", hours("2026-03-09", 24)).statusCode(201);
        as("office").get("/api/agreements/HOURS-1/deliveries").then().statusCode(200).body("hourly[1].size()", equalTo(23)).body("hourly[1][0]", equalTo("1.50"));
        assertEquals(25, EventJson.read(Published.await(Topics.DELIVERIES, "HOURS-1", 3).get(0).value(), DeliveryCertified.class).hourly().size());
        for (String refused : List.of(hours("2025-11-02", 24), hours("2026-03-08", 24), hours("2026-03-09", 25))) {
            wrongly("registrar").contentType("application/json").body(refused.replace("METER", "AGAIN")).post("/api/agreements/HOURS-1/deliveries").then().statusCode(422)
                    .body("code", equalTo("HOURS_MUST_MAKE_THE_DAY"));
        }
        certify("HOURS-1", hours("2026-03-10", 24)).statusCode(201);
        certify("HOURS-1", hours("2026-03-10", 24).replaceFirst("\"1.50\",\"1.50\"", "\"1\",\"2\"")).statusCode(409);
        certify("HOURS-1", hours("2026-03-10", 24).replace("1.50", "1.5")).statusCode(200);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            QUANTITY_MUST_BE_PLAUSIBLE                   | 1000000000.001 |                                                                  | quantity
            PRODUCT_MUST_BE_OF_THE_AGREEMENT             | 1  | "product":"Dy oxide"                                                         | product
            FORM_MUST_BE_KNOWN                           | 1  | "form":"ore"                                                                 | form
            CONCENTRATE_MUST_HAVE_AN_ASSAY               | 1  | "form":"concentrate"                                                         | assay
            ASSAY_MUST_BE_OF_A_CONCENTRATE               | 1  | "form":"oxide","assay":{"kind":"final","reoShare":"0.6","contentShare":"0.1"} | form
            ASSAY_MUST_BE_OF_A_CONCENTRATE               | 1  | "assay":{"kind":"final","reoShare":"0.6","contentShare":"0.1"}               | form
            ASSAY_MUST_BE_PROVISIONAL_OR_FINAL           | 1  | "form":"concentrate","assay":{"kind":"draft","reoShare":"0.6","contentShare":"0.1"} | assay/kind
            REO_SHARE_MUST_BE_ABOVE_ZERO_AND_AT_MOST_ONE | 1  | "form":"concentrate","assay":{"kind":"final","reoShare":"60.5","contentShare":"0.1"} | assay/reoShare
            REO_SHARE_MUST_BE_ABOVE_ZERO_AND_AT_MOST_ONE | 1  | "form":"concentrate","assay":{"kind":"final","contentShare":"0.1"}           | assay/reoShare
            CONTENT_SHARE_MUST_BE_ABOVE_ZERO_AND_AT_MOST_ONE | 1 | "form":"concentrate","assay":{"kind":"final","reoShare":"0.6","contentShare":"0"} | assay/contentShare
            HOURS_MUST_MAKE_THE_DAY                      | 1  | "hourly":["1"]                                                               | hourly
            HOURS_MUST_NOT_BE_NEGATIVE                   | 22 | "hourly":["-1","0","1","1","1","1","1","1","1","1","1","1","1","1","1","1","1","1","1","1","1","1","1","1"] | hourly
            HOURS_MUST_ADD_UP                            | 25 | "hourly":["1","1","1","1","1","1","1","1","1","1","1","1","1","1","1","1","1","1","1","1","1","1","1","1"] | hourly
            """)
    void whatALotCanNotContainIsNamedWithItsFix(String rule, String quantity, String more, String field) {
        String certificate = certificate("LOT-9", quantity, "CERT-1");
        wrongly("registrar").contentType("application/json").body(more == null ? certificate : with(certificate, more))
                .post("/api/agreements/DELIVER-1/deliveries").then().statusCode(422).body("code", equalTo(rule)).body("fix", notNullValue())
                .body("refusals[0].field", equalTo(field));
    }

    private static String with(String certificate, String more) {
        return certificate.substring(0, certificate.lastIndexOf('}')) + "," + more + "}";
    }

    private static String hours(String day, int count) {
        return with(certificate("METER-" + day, new BigDecimal("1.50").multiply(new BigDecimal(count)).toPlainString(), "READING-" + day).replace("2025-10-15", day),
                "\"hourly\":[" + String.join(",", Collections.nCopies(count, "\"1.50\"")) + "]");
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
