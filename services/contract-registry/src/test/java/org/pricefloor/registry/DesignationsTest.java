package org.pricefloor.registry;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.pricefloor.registry.Requests.as;
import static org.pricefloor.registry.Requests.certificate;
import static org.pricefloor.registry.Requests.certify;
import static org.pricefloor.registry.Requests.concentrate;
import static org.pricefloor.registry.Requests.designate;
import static org.pricefloor.registry.Requests.document;
import static org.pricefloor.registry.Requests.election;
import static org.pricefloor.registry.Requests.oxide;
import static org.pricefloor.registry.Requests.register;
import static org.pricefloor.registry.Requests.registerLot;
import static org.pricefloor.registry.Requests.wrongly;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pricefloor.contracts.DeliveryCertified;
import org.pricefloor.contracts.Topics;
import org.pricefloor.messaging.EventJson;

/** Each kilogram once: over a lot's whole ancestry, across agreements. */
@QuarkusTest
@QuarkusTestResource(RegistryInfrastructure.class)
class DesignationsTest {

    @BeforeEach
    void theQuarterIsOver() {
        RegistryInfrastructure.setClock("2026-01-10T00:00:00Z");
    }

    @Test
    void anElectionIsKeptAndBecomesACertifiedDelivery() {
        register("ELECT-1", 1, document("ELECT-1", "MINE-E")).statusCode(201);
        registerLot(concentrate("E-LOT-1", "MINE-E", "1000", "provisional", "0.605", "CERT-1")).statusCode(201);
        String first = designate("ELECT-1", election("E-LOT-1", "60", "ELECTION-1")).statusCode(201).body("period", equalTo("2025-Q4")).body("contained", equalTo("60"))
                .body("deliveryDate", equalTo("2025-11-15")).body("cause", equalTo("election")).extract().asString();
        assertEquals(first, designate("ELECT-1", election("E-LOT-1", "60.000", "ELECTION-1")).statusCode(200).extract().asString());
        refused("ELECT-1", election("E-LOT-1", "61", "ELECTION-1"), 409).body("code", equalTo("DOCUMENT_ALREADY_USED"));
        designate("ELECT-1", election("E-LOT-1", "60.5", "ELECTION-2")).statusCode(201).body("revision", equalTo(2));

        DeliveryCertified event = delivery("ELECT-1", 2);
        assertEquals("delivery/ELECT-1/E-LOT-1/r2", event.eventId());
        assertEquals(new BigDecimal("60.5"), event.quantity());
        assertEquals("kg", event.unit());
        assertEquals(LocalDate.of(2025, 11, 15), event.deliveryDate());
        assertNull(event.form());
        as("office").get("/api/agreements/ELECT-1/deliveries").then().statusCode(200).body("quantity", equalTo(List.of("60", "60.5")));
        as("producer", "MINE-E").get("/api/agreements/ELECT-1/designations").then().statusCode(200).body("contained", equalTo(List.of("60.5")));
        as("producer", "MINE-X").get("/api/agreements/ELECT-1/designations").then().statusCode(404);
        as("producer", "MINE-E").get("/api/lots/E-LOT-1").then().statusCode(200).body("free", equalTo("0.000")).body("designated", equalTo("60.500"));
    }

    @Test
    void aKilogramIsDesignatedOnceOverTheWholeAncestryAndAcrossAgreements() {
        register("ONCE-1", 1, document("ONCE-1", "MINE-O")).statusCode(201);
        register("ONCE-2", 1, document("ONCE-2", "MINE-O")).statusCode(201);
        registerLot(oxide("O-C", "MINE-O", "100", "CERT-1")).statusCode(201);
        designate("ONCE-1", election("O-C", "60", "ELECTION-1")).statusCode(201);
        registerLot(oxide("O-O", "MINE-O", "70", "CERT-1", "O-C=70")).statusCode(201);
        registerLot(oxide("O-M", "MINE-O", "65", "CERT-1", "O-O=70")).statusCode(201);
        refused("ONCE-2", election("O-M", "40.001", "ELECTION-2"), 422).body("code", equalTo("KILOGRAM_MUST_BE_DESIGNATED_ONCE")).body("fix", containsString("40 kg of lot O-M are still free"));
        designate("ONCE-2", election("O-M", "25", "ELECTION-2")).statusCode(201);
        refused("ONCE-1", election("O-O", "15.001", "ELECTION-3"), 422).body("fix", containsString("15 kg of lot O-O are still free"));
        designate("ONCE-1", election("O-O", "15", "ELECTION-3")).statusCode(201);
        refused("ONCE-2", election("O-C", "0.001", "ELECTION-4"), 422).body("code", equalTo("KILOGRAM_MUST_BE_DESIGNATED_ONCE")).body("fix", containsString("0 kg of lot O-C are still free"));
        // What is given back is free again.
        designate("ONCE-1", election("O-O", "0", "ELECTION-5")).statusCode(201);
        designate("ONCE-2", election("O-M", "40", "ELECTION-6")).statusCode(201);
        as("office").get("/api/lots/O-O").then().statusCode(200).body("designated", equalTo("0.000")).body("consumed", equalTo("70.000")).body("free", equalTo("0.000"));
    }

    @Test
    void partsOfALotMayBeElectedForSeveralCategoriesAndPeriodsEachADeliveryOfItsOwn() {
        register("PARTS-1", 1, document("PARTS-1", "MINE-P")).statusCode(201);
        registerLot(oxide("P-LOT", "MINE-P", "100", "CERT-1")).statusCode(201);
        designate("PARTS-1", election("P-LOT", "50", "ELECTION-1")).statusCode(201).body("delivery", equalTo("P-LOT")).body("number", equalTo(1));
        designate("PARTS-1", election("P-LOT", "30", "ELECTION-1").replace("stockpile", "third-party-sale")).statusCode(201).body("delivery", equalTo("P-LOT/2"));
        designate("PARTS-1", election("P-LOT", "20", "ELECTION-2").replace("2025-12-31", "2026-01-05")).statusCode(201).body("delivery", equalTo("P-LOT/3"))
                .body("deliveryDate", equalTo("2026-03-31"));
        designate("PARTS-1", election("P-LOT", "20", "ELECTION-3").replace("2025-12-31", "2026-01-05").replace("\"contained\"", "\"product\":\"NdPr oxide\",\"contained\"")
                .replace("\"20\"", "\"0\"")).statusCode(201).body("delivery", equalTo("P-LOT/4")).body("product", equalTo("NdPr oxide"));
        refused("PARTS-1", election("P-LOT", "51", "ELECTION-3"), 422).body("code", equalTo("KILOGRAM_MUST_BE_DESIGNATED_ONCE"));
        as("office").get("/api/agreements/PARTS-1/designations").then().statusCode(200).body("contained", equalTo(List.of("50", "30", "20", "0")));
    }

    @Test
    void theFinalAssayRevisesEachDesignationOfTheLotInProportion() {
        register("FINAL-1", 1, document("FINAL-1", "MINE-F")).statusCode(201);
        register("FINAL-2", 1, document("FINAL-2", "MINE-F")).statusCode(201);
        registerLot(concentrate("F-LOT", "MINE-F", "1000", "provisional", "0.6", "CERT-1")).statusCode(201).body("contained", equalTo("60.000"));
        designate("FINAL-1", election("F-LOT", "40", "ELECTION-1")).statusCode(201);
        designate("FINAL-2", election("F-LOT", "20", "ELECTION-1")).statusCode(201);
        // Long after the deadline: 40 x 59.111 / 60 = 39.4073..., 20 x 59.111 / 60 = 19.7036...: 39.407 and 19.704 are 59.111.
        RegistryInfrastructure.setClock("2026-09-01T00:00:00Z");
        registerLot(concentrate("F-LOT", "MINE-F", "1000", "final", "0.59111", "CERT-2")).statusCode(201).body("contained", equalTo("59.111"));
        DeliveryCertified first = delivery("FINAL-1", 2);
        assertEquals("delivery/FINAL-1/F-LOT/r2", first.eventId());
        assertEquals(new BigDecimal("39.407"), first.quantity());
        assertEquals("lot/F-LOT/r2", first.document());
        assertEquals(LocalDate.of(2025, 11, 15), first.deliveryDate());
        assertEquals(new BigDecimal("19.704"), delivery("FINAL-2", 2).quantity());
        as("office").get("/api/agreements/FINAL-2/designations").then().body("cause", equalTo(List.of("content"))).body("elected", equalTo(List.of("20")));
        as("office").get("/api/lots/F-LOT").then().body("free", equalTo("0.000"));
        // From what was elected, not from what was rounded before: back to 60 kg is back to 40 and 20.
        registerLot(concentrate("F-LOT", "MINE-F", "1000", "final", "0.6", "CERT-3")).statusCode(201);
        assertEquals(new BigDecimal("40.000"), delivery("FINAL-1", 3).quantity());
        // A document that changes nothing of the content revises no designation.
        registerLot(concentrate("F-LOT", "MINE-F", "1000.0", "final", "0.6", "CERT-4")).statusCode(201);
        as("office").get("/api/agreements/FINAL-1/deliveries").then().body("revision", equalTo(List.of(1, 2, 3)));
    }

    @Test
    void roundingsThatAddUpToMoreThanTheLotContainsAreTakenOffTheLast() {
        register("ROUND-1", 1, document("ROUND-1", "MINE-R")).statusCode(201);
        register("ROUND-2", 1, document("ROUND-2", "MINE-R")).statusCode(201);
        registerLot(oxide("R-LOT", "MINE-R", "3", "CERT-1")).statusCode(201);
        designate("ROUND-1", election("R-LOT", "1.5", "ELECTION-1")).statusCode(201);
        designate("ROUND-2", election("R-LOT", "1.5", "ELECTION-1")).statusCode(201);
        // 1.5 x 2.999 / 3 = 1.4995, twice 1.500 rounded: a gram more than there is.
        registerLot(oxide("R-LOT", "MINE-R", "2.999", "CERT-2")).statusCode(201);
        as("office").get("/api/agreements/ROUND-1/designations").then().body("contained", equalTo(List.of("1.5")));
        as("office").get("/api/agreements/ROUND-2/designations").then().body("contained", equalTo(List.of("1.499")));
    }

    @Test
    void anAssayThatLeavesDesignationsOfItsProductsUnservedWaitsForTheirDocuments() {
        register("AWAIT-1", 1, document("AWAIT-1", "MINE-W")).statusCode(201);
        registerLot(oxide("W-C", "MINE-W", "100", "CERT-1")).statusCode(201);
        registerLot(oxide("W-O", "MINE-W", "40", "CERT-1", "W-C=40")).statusCode(201);
        designate("AWAIT-1", election("W-C", "60", "ELECTION-1")).statusCode(201);
        designate("AWAIT-1", election("W-O", "40", "ELECTION-1")).statusCode(201);
        // 90 kg: 54 of 60 are elected still, and 40 of the oxide.
        wrongly("registrar").contentType("application/json").body(oxide("W-C", "MINE-W", "90", "CERT-2")).post("/api/lots").then().statusCode(422)
                .body("code", equalTo("KILOGRAM_MUST_BE_DESIGNATED_ONCE")).body("fix", containsString("first"));
        as("office").get("/api/agreements/AWAIT-1/designations").then().body("contained", equalTo(List.of("60", "40")));
        registerLot(oxide("W-O", "MINE-W", "36", "CERT-2", "W-C=36")).statusCode(201);
        registerLot(oxide("W-C", "MINE-W", "90", "CERT-2")).statusCode(201);
        as("office").get("/api/agreements/AWAIT-1/designations").then().body("contained", equalTo(List.of("54.000", "36.000")));
    }

    @Test
    void noElectionAfterTheDeadline() {
        register("LATE-1", 1, document("LATE-1", "MINE-T")).statusCode(201);
        registerLot(oxide("T-LOT", "MINE-T", "100", "CERT-1")).statusCode(201);
        // 45 days after 31 December are over when 14 February is over in New York.
        RegistryInfrastructure.setClock("2026-02-15T04:59:59Z");
        String first = designate("LATE-1", election("T-LOT", "10", "ELECTION-1")).statusCode(201).extract().asString();
        RegistryInfrastructure.setClock("2026-02-15T05:00:00Z");
        refused("LATE-1", election("T-LOT", "20", "ELECTION-2"), 422).body("code", equalTo("ELECTION_MUST_MEET_THE_DEADLINE")).body("fix", containsString("2026-02-14"));
        assertEquals(first, designate("LATE-1", election("T-LOT", "10", "ELECTION-1")).statusCode(200).extract().asString());
        designate("LATE-1", election("T-LOT", "20", "ELECTION-2").replace("2025-12-31", "2026-02-01")).statusCode(201);
    }

    @Test
    void ofTenElectionsOfTheSameKilogramsOneWins() throws InterruptedException, ExecutionException {
        registerLot(oxide("RACE-C", "MINE-Z", "100", "CERT-1")).statusCode(201);
        registerLot(oxide("RACE-O", "MINE-Z", "100", "CERT-1", "RACE-C=100")).statusCode(201);
        for (int i = 0; i < 10; i++) {
            register("SPRINT-" + i, 1, document("SPRINT-" + i, "MINE-Z")).statusCode(201);
        }
        ExecutorService threads = Executors.newFixedThreadPool(10);
        try {
            // Half of them elect the concentrate, half the oxide that was made of it.
            List<Callable<Integer>> calls = IntStream.range(0, 10).<Callable<Integer>>mapToObj(i -> () -> wrongly("registrar").contentType("application/json")
                    .body(election(i % 2 == 0 ? "RACE-C" : "RACE-O", "100", "ELECTION-1")).post("/api/agreements/SPRINT-" + i + "/designations").statusCode()).toList();
            List<Integer> answers = new ArrayList<>();
            for (Future<Integer> call : threads.invokeAll(calls)) {
                answers.add(call.get());
            }
            assertEquals(1, answers.stream().filter(status -> status == 201).count(), answers::toString);
            assertEquals(9, answers.stream().filter(status -> status == 422).count(), answers::toString);
        } finally {
            threads.shutdownNow();
        }
        as("office").get("/api/lots/RACE-C").then().body("free", equalTo("0.000"));
    }

    @Test
    void lotsThatAreMadeAndElectedAtOnceNeverCountAKilogramTwice() throws InterruptedException, ExecutionException {
        register("MIX-1", 1, document("MIX-1", "MINE-M")).statusCode(201);
        register("MIX-2", 1, document("MIX-2", "MINE-M")).statusCode(201);
        registerLot(oxide("MIX-C", "MINE-M", "100", "CERT-1")).statusCode(201);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String lot = "MIX-O" + i;
                String agreement = "MIX-" + (1 + i % 2);
                calls.add(() -> {
                    int made = wrongly("registrar").contentType("application/json").body(oxide(lot, "MINE-M", "20", "CERT-1", "MIX-C=20")).post("/api/lots").statusCode();
                    return made == 201 ? wrongly("registrar").contentType("application/json").body(election(lot, "20", "ELECTION-1"))
                            .post("/api/agreements/" + agreement + "/designations").statusCode() : made;
                });
                calls.add(() -> wrongly("registrar").contentType("application/json").body(election("MIX-C", "20", "ELECTION-1"))
                        .post("/api/agreements/" + agreement + "/designations").statusCode());
            }
            for (Future<Integer> call : threads.invokeAll(calls)) {
                assertEquals(true, List.of(200, 201, 422).contains(call.get()), () -> "answered " + call);
            }
        } finally {
            threads.shutdownNow();
        }
        BigDecimal sum = BigDecimal.ZERO;
        for (String agreement : List.of("MIX-1", "MIX-2")) {
            for (String contained : as("office").get("/api/agreements/" + agreement + "/designations").then().extract().<List<String>>path("contained")) {
                sum = sum.add(new BigDecimal(contained));
            }
        }
        assertEquals(0, new BigDecimal("100").compareTo(sum), sum::toPlainString);
    }

    @Test
    void aLotOfTheLedgerIsNotCertifiedBesideIt() {
        register("BYPASS-1", 1, document("BYPASS-1", "MINE-B")).statusCode(201);
        registerLot(oxide("B-LOT", "MINE-B", "100", "CERT-1")).statusCode(201);
        for (String lot : List.of("B-LOT", "B-LOT/2")) {
            wrongly("registrar").contentType("application/json").body(certificate(lot, "1000", "CERT-9")).post("/api/agreements/BYPASS-1/deliveries").then().statusCode(422)
                    .body("code", equalTo("LOT_MUST_BE_DESIGNATED")).body("fix", containsString("/api/agreements/BYPASS-1/designations"));
        }
        certify("BYPASS-1", certificate("B-OTHER", "10", "CERT-1")).statusCode(201);
        registerLot(oxide("B-OTHER", "MINE-B", "100", "CERT-1")).statusCode(201);
        certify("BYPASS-1", certificate("B-OTHER", "10", "CERT-1")).statusCode(200);
        refused("BYPASS-1", election("B-OTHER", "1", "ELECTION-1"), 422).body("code", equalTo("LOT_MUST_NOT_BE_CERTIFIED_BEFORE"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            LOT_MUST_BE_REGISTERED                 | "RULE-LOT"    | "RULE-NONE"   | lot
            LOT_MUST_BE_OF_THE_AGREEMENTS_PRODUCER | "RULE-LOT"    | "RULE-OTHER"  | lot
            LOT_MUST_BE_NAMED                      | "RULE-LOT"    | ""            | lot
            DAY_MUST_BE_GIVEN                      | "day":"2025-12-31", |         | day
            CATEGORY_MUST_BE_ELIGIBLE              | "stockpile"   | "metered"     | category
            PRODUCT_MUST_BE_OF_THE_AGREEMENT       | "contained"   | "product":"Dy oxide","contained" | product
            CONTAINED_MUST_NOT_BE_NEGATIVE         | "contained":"1" | "contained":"-1" | contained
            CONTAINED_MUST_FIT_12_AND_3_DIGITS     | "contained":"1" | "contained":"0.0001" | contained
            ELECTED_AT_MUST_BE_GIVEN               | "electedAt":"2026-01-05T09:00:00Z", | | electedAt
            DOCUMENT_MUST_BE_GIVEN                 | "ELECTION-1"  | "lot/RULE-LOT/r2" | document
            LOT_MUST_BE_PRODUCED_BY_THE_END_OF_THE_PERIOD | "2025-12-31" | "2025-09-30" | day
            PERIOD_MUST_LIE_IN_TERM                | "2025-12-31"  | "2036-01-15"  | day
            KILOGRAM_MUST_BE_DESIGNATED_ONCE       | "contained":"1" | "contained":"100.001" | contained
            """)
    void aBrokenRuleIsNamedWithItsFix(String rule, String instead, String write, String field) {
        register("RULE-1", 1, document("RULE-1", "MINE-Y"));
        registerLot(oxide("RULE-LOT", "MINE-Y", "100", "CERT-1"));
        registerLot(oxide("RULE-OTHER", "MINE-X", "100", "CERT-1"));
        refused("RULE-1", election("RULE-LOT", "1", "ELECTION-1").replace(instead, write == null ? "" : write), 422).body("code", equalTo(rule)).body("fix", notNullValue())
                .body("refusals[0].field", equalTo(field));
    }

    @Test
    void kilogramsAreElectedUnderAgreementsInKilograms() {
        register("TONNES-1", 1, document("TONNES-1", "MINE-Y").replace("\"unit\":\"kg\"", "\"unit\":\"t\"")).statusCode(201);
        registerLot(oxide("TONNES-LOT", "MINE-Y", "100", "CERT-1")).statusCode(201);
        refused("TONNES-1", election("TONNES-LOT", "1", "ELECTION-1"), 422).body("code", equalTo("AGREEMENT_MUST_SETTLE_KILOGRAMS"));
        refused("NOBODY-1", election("TONNES-LOT", "1", "ELECTION-1"), 404).body("code", equalTo("AGREEMENT_MUST_BE_REGISTERED"));
        wrongly("office").contentType("application/json").body(election("TONNES-LOT", "1", "ELECTION-1")).post("/api/agreements/TONNES-1/designations").then().statusCode(403);
    }

    private static DeliveryCertified delivery(String agreement, int count) {
        return EventJson.read(Published.await(Topics.DELIVERIES, agreement, count).get(count - 1).value(), DeliveryCertified.class);
    }

    private static ValidatableResponse refused(String agreement, String election, int status) {
        return wrongly("registrar").contentType("application/json").body(election).post("/api/agreements/{agreement}/designations", agreement).then().statusCode(status);
    }
}
