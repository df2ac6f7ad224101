package org.pricefloor.registry;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.pricefloor.registry.Requests.as;
import static org.pricefloor.registry.Requests.document;
import static org.pricefloor.registry.Requests.register;
import static org.pricefloor.registry.Requests.wrongly;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pricefloor.contracts.AgreementVersionRegistered;
import org.pricefloor.contracts.EventEnvelope;
import org.pricefloor.contracts.Topics;
import org.pricefloor.messaging.EventJson;

@QuarkusTest
@QuarkusTestResource(RegistryInfrastructure.class)
class AgreementsTest {

    @Test
    void aRegisteredVersionIsCompletedWithItsDefaultsKeptAndPublished() {
        String digest = register("COMPLETE-1", 1, document("COMPLETE-1", "MINE-1")).statusCode(201)
                .body("document.closeLagDays", equalTo(1)).body("document.upside.trigger", equalTo("next-period"))
                .body("document.referencePrice.conversion.fx.maxAgeDays", equalTo(7)).body("document.referencePrice.rounding.decimals", equalTo(2))
                .body("document.floor[0].price", equalTo("110.00")).body("receivedAt", notNullValue()).extract().path("digest");
        as("office").get("/api/agreements/COMPLETE-1").then().statusCode(200).body("digest", equalTo(digest)).body("version", equalTo(1))
                .body("document.amountRounding.mode", equalTo("HALF_UP"));

        ConsumerRecord<String, byte[]> published = Published.await(Topics.AGREEMENTS, "COMPLETE-1", 1).get(0);
        assertEquals("agreement/COMPLETE-1/v1", Published.header(published, EventEnvelope.HEADER_ID));
        assertEquals("org.pricefloor.agreement-version-registered.v1", Published.header(published, EventEnvelope.HEADER_TYPE));
        AgreementVersionRegistered event = EventJson.read(published.value(), AgreementVersionRegistered.class);
        assertEquals(digest, event.digest());
        assertEquals("registrar", event.proposedBy());
        assertEquals("approver", event.approvedBy());
        assertArrayEquals(published.value(), EventJson.write(event), "what is published is the form that both sides write");
    }

    @Test
    void theSameVersionAgainGetsTheFirstAnswerAndOtherContentIsRefused() {
        String first = register("RETRY-1", 1, document("RETRY-1", "MINE-1")).statusCode(201).extract().asString();
        String again = register("RETRY-1", 1, document("RETRY-1", "MINE-1")).statusCode(200).extract().asString();
        assertEquals(first, again);
        register("RETRY-1", 1, document("RETRY-1", "MINE-1").replace("\"note\"", "\"closeLagDays\":1,\"note\"")).statusCode(200);
        register("RETRY-1", 1, document("RETRY-1", "MINE-1").replace("110.00", "111.00")).statusCode(409).body("code", equalTo("VERSION_ALREADY_REGISTERED"));
        assertEquals(1, Published.await(Topics.AGREEMENTS, "RETRY-1", 1).size());
    }

    @Test
    void versionsFollowOneAnotherAndTheOldOnesStay() {
        register("VERSIONS-1", 1, document("VERSIONS-1", "MINE-1")).statusCode(201);
        register("VERSIONS-1", 3, document("VERSIONS-1", "MINE-1", 3)).statusCode(422).body("code", equalTo("VERSION_MUST_FOLLOW"));
        register("VERSIONS-1", 2, document("VERSIONS-1", "MINE-1", 2).replace("0.30", "0.25")).statusCode(201);
        as("auditor").get("/api/agreements/VERSIONS-1/versions/1").then().statusCode(200).body("document.upside.share", equalTo("0.30"));
        as("auditor").get("/api/agreements/VERSIONS-1").then().statusCode(200).body("version", equalTo(2)).body("document.upside.share", equalTo("0.25"));
        as("auditor").get("/api/agreements").then().statusCode(200).body("findAll { it.agreement == 'VERSIONS-1' }.version", equalTo(List.of(2)));
    }

    @Test
    void aReferencePriceOfABasketIsKeptWithEveryTermInFull() {
        String document = document("BASKET-1", "MINE-1", 1);
        String basket = "\"referencePrice\":{\"basket\":[{\"weight\":\"0.75\",\"series\":\"ND-CN\",\"fallback\":[{\"rung\":\"agreed\",\"series\":\"ND-AGREED\"}]},"
                + "{\"weight\":\"0.25\",\"series\":\"PR-CN\"}]},";
        register("BASKET-1", 1, document.replaceAll("(?s)\"referencePrice\":.*?\"maxStaleDays\":20\\}\\},", basket)).statusCode(201);
        as("auditor").get("/api/agreements/BASKET-1").then().statusCode(200).body("document.referencePrice.basket.weight", equalTo(List.of("0.75", "0.25")))
                .body("document.referencePrice.basket[0].fallback[0].conversion.order", equalTo("convert-then-average"))
                .body("document.referencePrice.averaging", equalTo("simple"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            SHARE_MUST_LIE_BETWEEN_ZERO_AND_ONE    | "share":"0.30"                 | "share":"30"                    | /upside/share
            FLOOR_MUST_COVER_THE_TERM              | [{"from":"2025-10-01"          | [{"from":"2026-01-01"           | /floor/0/from
            FLOOR_MUST_BE_GIVEN                    | [{"from":"2025-10-01","price":"110.00"}] | []                    | /floor
            LIST_MUST_NOT_HOLD_NULL                | [{"from":"2025-10-01","price":"110.00"}] | [null]                | /floor
            LIST_MUST_NOT_HOLD_NULL                | "gap":{"rule":"last-published","maxStaleDays":20} | "fallback":[null] | /referencePrice/fallback
            LIST_MUST_NOT_HOLD_NULL                | "gap":{"rule":"last-published","maxStaleDays":20} | "basket":[null] | /referencePrice/basket
            LIST_MUST_NOT_HOLD_NULL                | "gap":{"rule":"last-published","maxStaleDays":20} | "basket":[{"weight":"1","series":"A1","fallback":[null]}] | /referencePrice/basket/0/fallback
            LADDER_MUST_BE_GIVEN_ONCE              | "gap":{                        | "fallback":[],"gap":{           | /referencePrice/gap
            FALLBACK_MUST_NOT_REFER_BACK           | "gap":{"rule":"last-published","maxStaleDays":20} | "fallback":[{"rung":"expert","series":"SMM-NDPR-OXIDE-CN"}] | /referencePrice/fallback/0/series
            BASKET_MUST_STAND_ALONE                | "gap":{"rule":"last-published","maxStaleDays":20} | "basket":[{"weight":"1","series":"A1"}] | /referencePrice/series
            CURRENCY_MUST_BE_ISO_4217              | "USD"                          | "DOLLAR"                        | /currency
            TIME_ZONE_MUST_BE_IANA                 | America/New_York               | Mars/Olympus                    | /timeZone
            TERM_MUST_BEGIN_WITH_A_PERIOD          | "effectiveFrom":"2025-10-01"   | "effectiveFrom":"2025-10-02"    | /effectiveFrom
            WORD_MUST_BE_KNOWN                     | "unit":"kg"                    | "unit":"lb"                     | /unit
            CODE_MUST_BE_PLAIN                     | "producer":"MINE-1"            | "producer":"mine 1"             | /producer
            AGREEMENT_MUST_MATCH_ADDRESS           | "agreement":"REFUSED-1"        | "agreement":"REFUSED-2"         | /agreement
            VERSION_MUST_MATCH_ADDRESS             | "version":1                    | "version":2                     | /version
            """)
    void aBrokenRuleIsNamedWithItsPlaceAndFix(String rule, String instead, String write, String field) {
        wrongly("registrar").contentType("application/json").body(document("REFUSED-1", "MINE-1").replace(instead, write))
                .put("/api/agreements/REFUSED-1/versions/1").then().statusCode(422)
                .body("refusals.rule", hasItem(rule)).body("refusals.find { it.rule == '" + rule + "' }.field", equalTo(field))
                .body("refusals.find { it.rule == '" + rule + "' }.fix", notNullValue());
        as("office").get("/api/agreements/REFUSED-1").then().statusCode(404);
    }

    @Test
    void everyBrokenRuleIsNamedAtOnce() {
        wrongly("registrar").contentType("application/json").body("{\"agreement\":\"EMPTY-1\",\"version\":1}").put("/api/agreements/EMPTY-1/versions/1").then()
                .statusCode(422).body("code", equalTo("TERMS_REFUSED")).body("refusals.size()", org.hamcrest.Matchers.greaterThan(8));
    }

    @Test
    void aMisspeltTermIsRefusedRatherThanDefaulted() {
        wrongly("registrar").contentType("application/json").body(document("SPELLING-1", "MINE-1").replace("\"note\"", "\"closeLag\":5,\"note\""))
                .put("/api/agreements/SPELLING-1/versions/1").then().statusCode(400).body("code", equalTo("MALFORMED_JSON")).body("pointer", equalTo("/closeLag"));
    }

    @Test
    void aVersionCanNotMakeItAnotherAgreement() {
        register("SAME-1", 1, document("SAME-1", "MINE-1")).statusCode(201);
        register("SAME-1", 2, document("SAME-1", "MINE-2", 2).replace("\"USD\"", "\"EUR\"")).statusCode(422)
                .body("refusals.rule", equalTo(List.of("PRODUCER_MUST_NOT_CHANGE", "CURRENCY_MUST_NOT_CHANGE")));
    }

    @Test
    void aCapThatBeginsInsideAYearIsRefusedAndOneThatBeginsWithAYearIsNot() {
        register("YEAR-1", 1, document("YEAR-1", "MINE-1")).statusCode(201);
        String capped = document("YEAR-1", "MINE-1", 2).replace("\"note\"", "\"governsFrom\":\"2026-04-01\",\"caps\":{\"topUpPerYear\":\"1000000\"},\"note\"");
        register("YEAR-1", 2, capped).statusCode(422).body("refusals.rule", equalTo(List.of("ANNUAL_TERMS_MUST_BEGIN_WITH_A_YEAR")))
                .body("refusals[0].field", equalTo("/governsFrom"));
        register("YEAR-1", 2, document("YEAR-1", "MINE-1", 2).replace("\"effectiveFrom\":\"2025-10-01\"", "\"effectiveFrom\":\"2025-07-01\"").replace("[{\"from\":\"2025-10-01\"", "[{\"from\":\"2025-07-01\""))
                .statusCode(422).body("refusals.rule", equalTo(List.of("TERM_MUST_NOT_BEGIN_EARLIER")));
        register("YEAR-1", 2, capped.replace("2026-04-01", "2027-01-01")).statusCode(201);
    }

    @Test
    void ofTwentyWhoRegisterTheSameVersionAtOnceOneAddsItAndAllGetTheSameAnswer() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<String>> calls = IntStream.range(0, 20).<Callable<String>>mapToObj(i -> () -> register("RACE-1", 1, document("RACE-1", "MINE-1"))
                    .statusCode(org.hamcrest.Matchers.oneOf(200, 201)).extract().asString()).toList();
            String answer = null;
            for (Future<String> call : threads.invokeAll(calls)) {
                answer = answer == null ? call.get() : answer;
                assertEquals(answer, call.get());
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(1, Published.await(Topics.AGREEMENTS, "RACE-1", 1).size());
    }

    @Test
    void onlyTheRegistrarWritesAndAProducerSeesItsOwn() {
        register("OWN-1", 1, document("OWN-1", "MINE-7")).statusCode(201);
        register("OWN-2", 1, document("OWN-2", "MINE-8")).statusCode(201);
        for (String role : List.of("office", "auditor", "approver", "market-data", "operator")) {
            as(role).contentType("application/json").body(document("OWN-3", "MINE-7")).put("/api/agreements/OWN-3/versions/1").then().statusCode(403);
        }
        as("producer", "MINE-7").get("/api/agreements").then().statusCode(200).body("agreement", hasItem("OWN-1")).body("producer", not(hasItem("MINE-8")));
        as("producer", "MINE-7").get("/api/agreements/OWN-1").then().statusCode(200);
        String foreign = as("producer", "MINE-7").get("/api/agreements/OWN-2").then().statusCode(404).extract().asString();
        String absent = as("producer", "MINE-7").get("/api/agreements/OWN-9").then().statusCode(404).extract().asString();
        assertEquals(foreign.replace("OWN-2", "?"), absent.replace("OWN-9", "?"));
        as("producer", "MINE-7").get("/api/agreements/OWN-2/versions/1").then().statusCode(404);
        as("producer", "MINE-7").get("/api/agreements/OWN-2/deliveries").then().statusCode(404);
        as("producer", "MINE-7").get("/api/agreements/OWN-1/deliveries").then().statusCode(200);
        wrongly("market-data").get("/api/agreements").then().statusCode(403);
    }
}
