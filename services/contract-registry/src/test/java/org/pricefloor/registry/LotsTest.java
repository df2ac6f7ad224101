package org.pricefloor.registry;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.pricefloor.registry.Requests.as;
import static org.pricefloor.registry.Requests.concentrate;
import static org.pricefloor.registry.Requests.oxide;
import static org.pricefloor.registry.Requests.registerLot;
import static org.pricefloor.registry.Requests.wrongly;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(RegistryInfrastructure.class)
class LotsTest {

    @Test
    void aLotContainsWhatItsFormSaysToTheGram() {
        // 250,000 kg x 0.605 x 0.1 = 15,125 kg.
        registerLot(concentrate("FORM-C", "MINE-L", "250000", "provisional", "0.605", "CERT-1")).statusCode(201).body("contained", equalTo("15125.000")).body("revision", equalTo(1));
        registerLot(oxide("FORM-O", "MINE-L", "1.2345", "CERT-1")).statusCode(201).body("contained", equalTo("1.235"));
        // 100 kg x 1.17655 = 117.655 kg.
        registerLot(metal("FORM-M", "100", "1.17655")).statusCode(201).body("contained", equalTo("117.655"));
        as("office").get("/api/lots/FORM-M").then().statusCode(200).body("free", equalTo("117.655")).body("designated", equalTo("0.000")).body("revisions.size()", equalTo(1));
    }

    @Test
    void theSameDocumentAgainGetsTheFirstAnswerOtherContentIsRefusedAndANewDocumentRevises() {
        registerLot(oxide("RETRY-P", "MINE-L", "100", "CERT-1")).statusCode(201);
        String first = registerLot(oxide("RETRY-O", "MINE-L", "50", "CERT-1", "RETRY-P=55")).statusCode(201).extract().asString();
        assertEquals(first, registerLot(oxide("RETRY-O", "MINE-L", "50.0", "CERT-1", "RETRY-P=55.0")).statusCode(200).extract().asString());
        refused(oxide("RETRY-O", "MINE-L", "50", "CERT-1", "RETRY-P=56"), 409).body("code", equalTo("DOCUMENT_ALREADY_USED"));
        registerLot(oxide("RETRY-O", "MINE-L", "51", "CERT-2", "RETRY-P=55")).statusCode(201).body("revision", equalTo(2));
        as("producer", "MINE-L").get("/api/lots/RETRY-O").then().statusCode(200).body("revisions.contained", equalTo(List.of("50.000", "51.000"))).body("contained", equalTo("51.000"));
        as("producer", "MINE-L").get("/api/lots/RETRY-P").then().statusCode(200).body("consumed", equalTo("55.000"));
        as("producer", "MINE-X").get("/api/lots/RETRY-O").then().statusCode(404);
        as("auditor").get("/api/lots/NOBODY").then().statusCode(404);
    }

    @Test
    void aLotIsMadeOfWhatIsThereAndContainsNoMoreThanItWasGiven() {
        registerLot(oxide("MADE-P", "MINE-L", "100", "CERT-1")).statusCode(201);
        refused(oxide("MADE-O", "MINE-L", "50", "CERT-1", "MADE-NOTHING=50"), 422).body("code", equalTo("PARENT_MUST_BE_REGISTERED"))
                .body("refusals[0].found", equalTo("MADE-NOTHING"));
        refused(oxide("MADE-O", "MINE-L", "50.001", "CERT-1", "MADE-P=50"), 422).body("code", equalTo("LOT_MUST_NOT_CONTAIN_MORE_THAN_ITS_PARENTS_GAVE"))
                .body("refusals[0].found", equalTo("50.001 kg of 50 kg"));
        refused(oxide("MADE-O", "MINE-L", "50", "CERT-1", "MADE-P=100.001"), 422).body("code", equalTo("LOT_MUST_NOT_BE_CONSUMED_BEYOND_ITS_CONTENT"));
        registerLot(oxide("MADE-O", "MINE-L", "70", "CERT-1", "MADE-P=70")).statusCode(201);
        refused(oxide("MADE-Q", "MINE-L", "30", "CERT-1", "MADE-P=30.001"), 422).body("code", equalTo("LOT_MUST_NOT_BE_CONSUMED_BEYOND_ITS_CONTENT"))
                .body("refusals[0].found", equalTo("100.001 kg of 100.000 kg of MADE-P"));
        registerLot(oxide("MADE-Q", "MINE-L", "30", "CERT-1", "MADE-P=30")).statusCode(201);
        // What was consumed of a lot is in it.
        refused(oxide("MADE-P", "MINE-L", "99", "CERT-2"), 422).body("code", equalTo("LOT_MUST_NOT_BE_CONSUMED_BEYOND_ITS_CONTENT")).body("fix", containsString("first"));
        registerLot(oxide("MADE-Q", "MINE-L", "29", "CERT-2", "MADE-P=29")).statusCode(201);
        registerLot(oxide("MADE-P", "MINE-L", "99", "CERT-2")).statusCode(201);
    }

    @Test
    void aLotIsNotMadeOfItselfNorOfAnotherProducersLots() {
        registerLot(oxide("SELF-A", "MINE-L", "100", "CERT-1")).statusCode(201);
        registerLot(oxide("SELF-B", "MINE-L", "100", "CERT-1", "SELF-A=100")).statusCode(201);
        registerLot(oxide("SELF-C", "MINE-L", "100", "CERT-1", "SELF-B=100")).statusCode(201);
        refused(oxide("SELF-A", "MINE-L", "100", "CERT-2", "SELF-C=100"), 422).body("code", equalTo("LOT_MUST_NOT_BE_ITS_OWN_ANCESTOR"));
        refused(oxide("SELF-D", "MINE-L", "100", "CERT-1", "SELF-D=100"), 422).body("code", equalTo("LOT_MUST_NOT_BE_ITS_OWN_ANCESTOR"));
        refused(oxide("SELF-E", "MINE-X", "1", "CERT-1", "SELF-C=1"), 422).body("code", equalTo("PARENT_MUST_BE_OF_THE_SAME_PRODUCER"));
        refused(oxide("SELF-A", "MINE-X", "100", "CERT-2"), 422).body("code", equalTo("LOT_MUST_KEEP_ITS_PRODUCER"));
        refused(metal("SELF-A", "100", "1.2"), 422).body("code", equalTo("LOT_MUST_KEEP_ITS_FORM"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            LOT_MUST_BE_NAMED                  | "lot":"BAD-1"           | "lot":"BAD/1"            | lot
            PRODUCER_MUST_BE_NAMED             | "MINE-L"                | "mine"                   | producer
            FORM_MUST_BE_KNOWN                 | "form":"oxide"          | "form":"ore"             | form
            PRODUCED_ON_MUST_BE_GIVEN          | "producedOn":"2025-11-15", |                       | producedOn
            DOCUMENT_MUST_BE_GIVEN             | "CERT-1"                | ""                       | document
            CERTIFIED_AT_MUST_BE_GIVEN         | "certifiedAt":"2025-11-20T09:00:00Z", |            | certifiedAt
            QUANTITY_MUST_NOT_BE_NEGATIVE      | "quantity":"1"          | "quantity":"-1"          | quantity
            QUANTITY_MUST_FIT_12_AND_10_DIGITS | "quantity":"1"          | "quantity":"0.12345678901" | quantity
            QUANTITY_MUST_BE_PLAUSIBLE         | "quantity":"1"          | "quantity":"1000000000.1" | quantity
            CONCENTRATE_MUST_HAVE_AN_ASSAY     | "form":"oxide"          | "form":"concentrate"     | assay
            ASSAY_MUST_BE_OF_A_CONCENTRATE     | "form":"oxide"          | "form":"oxide","assay":{"kind":"final","reoShare":"0.6","contentShare":"0.1"} | assay
            ASSAY_MUST_BE_PROVISIONAL_OR_FINAL | "form":"oxide"          | "form":"concentrate","assay":{"kind":"x","reoShare":"0.6","contentShare":"0.1"} | assay/kind
            REO_SHARE_MUST_BE_ABOVE_ZERO_AND_AT_MOST_ONE | "form":"oxide" | "form":"concentrate","assay":{"kind":"final","reoShare":"60","contentShare":"0.1"} | assay/reoShare
            CONTENT_SHARE_MUST_BE_ABOVE_ZERO_AND_AT_MOST_ONE | "form":"oxide" | "form":"concentrate","assay":{"kind":"final","reoShare":"0.6"} | assay/contentShare
            METAL_MUST_HAVE_A_FACTOR           | "form":"oxide"          | "form":"metal"           | factor
            FACTOR_MUST_BE_OF_A_METAL          | "form":"oxide"          | "form":"oxide","factor":"1.2" | factor
            FACTOR_MUST_LIE_BETWEEN_ONE_AND_TWO | "form":"oxide"         | "form":"metal","factor":"0.85" | factor
            PARENT_MUST_BE_NAMED               | {"lot":"P","consumed":"1"} | {"consumed":"1"}      | parents
            PARENT_MUST_BE_NAMED_ONCE          | {"lot":"P","consumed":"1"} | {"lot":"P","consumed":"1"},{"lot":"P","consumed":"1"} | parents
            CONSUMED_MUST_BE_ABOVE_ZERO_TO_THE_GRAM | "consumed":"1"     | "consumed":"0"           | parents
            CONSUMED_MUST_BE_ABOVE_ZERO_TO_THE_GRAM | "consumed":"1"     | "consumed":"0.0001"      | parents
            """)
    void aBrokenRuleIsNamedWithItsFix(String rule, String instead, String write, String field) {
        refused(oxide("BAD-1", "MINE-L", "1", "CERT-1", "P=1").replace(instead, write == null ? "" : write), 422).body("code", equalTo(rule)).body("fix", notNullValue())
                .body("refusals[0].field", equalTo(field));
        as("office").get("/api/lots/BAD-1").then().statusCode(404);
    }

    @Test
    void onlyTheRegistrarWrites() {
        wrongly("office").contentType("application/json").body(oxide("ROLE-1", "MINE-L", "1", "CERT-1")).post("/api/lots").then().statusCode(403);
    }

    private static String metal(String lot, String quantity, String factor) {
        return oxide(lot, "MINE-L", quantity, "CERT-M").replace("\"form\":\"oxide\"", "\"form\":\"metal\",\"factor\":\"" + factor + "\"");
    }

    private static ValidatableResponse refused(String lot, int status) {
        return wrongly("registrar").contentType("application/json").body(lot).post("/api/lots").then().statusCode(status);
    }
}
