package org.pricefloor.registry;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pricefloor.registry.Requests.as;
import static org.pricefloor.registry.Requests.document;
import static org.pricefloor.registry.Requests.register;
import static org.pricefloor.registry.Requests.wrongly;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pricefloor.contracts.Topics;
import org.pricefloor.infrastructure.TestInfrastructure;

@QuarkusTest
@QuarkusTestResource(RegistryInfrastructure.class)
class UploadsTest {

    private static final String HEADER = "agreement,lot,category,delivery_date,quantity,unit,certified_at,document\n";

    @Test
    void aFileIsTakenWholeAndTheSameFileAgainGetsTheFirstAnswer() {
        register("FILE-1", 1, document("FILE-1", "MINE-1"));
        String file = HEADER + "FILE-1,LOT-1,stockpile,2025-10-15,100.5,kg,2025-10-20,CERT-1\nFILE-1,LOT-2,stockpile,2025-10-16,20,kg,2025-10-20,\n"
                + "FILE-1,LOT-1,stockpile,2025-10-15,101,kg,2025-10-21,CERT-2\nFILE-1,LOT-1,stockpile,2025-10-15,100.5,kg,2025-10-20,CERT-1\n";
        String first = upload("october.csv", file).statusCode(201).body("certified", equalTo(3)).body("accepted.revision", equalTo(List.of(1, 1, 2, 1)))
                .body("accepted.line", equalTo(List.of(2, 3, 4, 5))).body("refusals.size()", equalTo(0)).extract().asString();
        assertEquals(first, upload("october.csv", file).statusCode(200).extract().asString());
        as("office").get("/api/agreements/FILE-1/deliveries").then().statusCode(200).body("lot", equalTo(List.of("LOT-1", "LOT-1", "LOT-2")))
                .body("quantity", equalTo(List.of("100.5", "101", "20")));
        assertEquals(3, Published.await(Topics.DELIVERIES, "FILE-1", 3).size());
    }

    @Test
    void aFileWithOneBadLineIsRefusedWholeUnlessPartialIsAskedFor() {
        register("FILE-2", 1, document("FILE-2", "MINE-1"));
        String file = HEADER + "FILE-2,LOT-1,stockpile,2025-10-15,100.5,kg,2025-10-20,\nFILE-2,LOT-2,stockpile,2025-10-15,1,5,kg,2025-10-20,\n"
                + "FILE-2,LOT-3,stockpile,2025-10-15,100.5,t,2025-10-20,\nNONE-2,LOT-4,stockpile,2025-10-15,100.5,kg,2025-10-20,\n";
        refused("bad.csv", file).body("code", equalTo("FILE_REFUSED")).body("detail", containsString("Nothing of the file was kept"))
                .body("refusals.line", equalTo(List.of(3, 4, 5)))
                .body("refusals.rule", equalTo(List.of("ROW_MUST_HAVE_EVERY_COLUMN", "UNIT_MUST_MATCH_AGREEMENT", "AGREEMENT_MUST_BE_REGISTERED")));
        as("office").get("/api/agreements/FILE-2/deliveries").then().body("size()", equalTo(0));
        as("registrar").contentType("text/csv").queryParam("document", "bad.csv").queryParam("partial", true).body(file).post("/api/uploads/deliveries").then()
                .statusCode(201).body("certified", equalTo(1)).body("refusals.line", equalTo(List.of(3, 4, 5)));
        as("office").get("/api/agreements/FILE-2/deliveries").then().body("lot", equalTo(List.of("LOT-1")));
    }

    @Test
    void aLineMaySayWhatItsLotContains() {
        register("FILE-4", 1, document("FILE-4", "MINE-1"));
        String header = "agreement,lot,category,delivery_date,quantity,unit,certified_at,document,product,form,assay,reo_share,content_share\n";
        upload("contents.csv", header + "FILE-4,LOT-1,stockpile,2025-10-15,250000,kg,2025-10-20,CERT-1,NdPr oxide,concentrate,final,0.605,0.1567\n"
                + "FILE-4,LOT-2,stockpile,2025-10-15,20,kg,2025-10-20,CERT-2,,oxide,,,\n").statusCode(201);
        as("office").get("/api/agreements/FILE-4/deliveries").then().statusCode(200).body("assay[0].reoShare", equalTo("0.605")).body("form", equalTo(List.of("concentrate", "oxide")));
        refused("no-assay.csv", header + "FILE-4,LOT-3,stockpile,2025-10-15,250000,kg,2025-10-20,CERT-3,,concentrate,,,\n"
                + "FILE-4,LOT-4,stockpile,2025-10-15,250000,kg,2025-10-20,CERT-3,,concentrate,final,60.5,0.1\n"
                + "FILE-4,LOT-5,stockpile,2025-10-15,1000000001,kg,2025-10-20,CERT-3,,,,,\n")
                .body("refusals.rule", equalTo(List.of("CONCENTRATE_MUST_HAVE_AN_ASSAY", "SHARE_MUST_BE_ABOVE_0_AND_AT_MOST_1", "QUANTITY_MUST_BE_PLAUSIBLE")));
    }

    @Test
    void measuresAreTakenWholeAndTheSameFileAgainGetsTheFirstAnswer() {
        register("FILE-5", 1, document("FILE-5", "MINE-1"));
        String header = "agreement,measure,day,value,unit,certified_at,document\n";
        String file = header + "FILE-5,ebitda,2026-12-31,-1250000.50,USD,2027-02-15,ACCOUNTS-1\nFILE-5,made-available,2026-12-31,4600000,kg,2027-01-20,\n"
                + "FILE-5,ebitda,2026-12-31,100000000,USD,2027-03-15,ACCOUNTS-2\nFILE-5,ebitda,2026-12-31,100000000.00,USD,2027-03-15,ACCOUNTS-2\n";
        String first = measures("2026.csv", file).statusCode(201).body("certified", equalTo(3)).body("accepted.revision", equalTo(List.of(1, 1, 2, 2)))
                .extract().asString();
        assertEquals(first, measures("2026.csv", file).statusCode(200).extract().asString());
        assertEquals(3, Published.await(Topics.DELIVERIES, "FILE-5", 3).size());
        String bad = header + "FILE-5,ebitda,2027-12-31,1,USD,2028-02-15,ACCOUNTS-3\nFILE-5,ebitda,2027-06-30,1,USD,2028-02-15,ACCOUNTS-3\n"
                + "FILE-5,made-available,2027-12-31,4600,t,2028-02-15,SURVEY-3\nNONE-5,ebitda,2027-12-31,1,USD,2028-02-15,ACCOUNTS-3\n";
        wrongly("registrar").contentType("text/csv").queryParam("document", "bad.csv").body(bad).post("/api/uploads/measures").then().statusCode(422)
                .body("code", equalTo("FILE_REFUSED")).body("refusals.line", equalTo(List.of(3, 4, 5)))
                .body("refusals.rule", equalTo(List.of("DAY_MUST_END_A_YEAR", "UNIT_MUST_MATCH_AGREEMENT", "AGREEMENT_MUST_BE_REGISTERED")));
        as("registrar").contentType("text/csv").queryParam("document", "bad.csv").queryParam("partial", true).body(bad).post("/api/uploads/measures").then()
                .statusCode(201).body("certified", equalTo(1));
        wrongly("registrar").contentType("text/csv").queryParam("document", "empty.csv").body(header).post("/api/uploads/measures").then().statusCode(422)
                .body("code", equalTo("FILE_MUST_HOLD_A_ROW"));
    }

    @Test
    void whatIsNoFileOfDeliveriesIsRefused() {
        refused("empty.csv", " ").body("refusals[0].rule", equalTo("COLUMN_MUST_BE_KNOWN"));
        refused("header.csv", HEADER).body("code", equalTo("FILE_MUST_HOLD_A_ROW"));
        wrongly("registrar").contentType("text/csv").body(HEADER).post("/api/uploads/deliveries").then().statusCode(422).body("code", equalTo("DOCUMENT_MUST_BE_NAMED"));
        wrongly("office").contentType("text/csv").queryParam("document", "a").body(HEADER).post("/api/uploads/deliveries").then().statusCode(403);
    }

    @Test
    void sevenThousandLinesAreTakenWithinTenSeconds() {
        register("FILE-3", 1, document("FILE-3", "MINE-1"));
        StringBuilder file = new StringBuilder(HEADER);
        for (int lot = 1; lot <= 7_436; lot++) {
            file.append("FILE-3,LOT-").append(lot).append(",stockpile,2025-10-15,").append(lot).append(".125,kg,2025-10-20,\n");
        }
        long start = System.nanoTime();
        // Without the check against the interface description, which takes longer than the upload.
        given().header("Authorization", "Bearer " + TestInfrastructure.token("registrar", null)).contentType("text/csv").queryParam("document", "many.csv")
                .body(file.toString()).post("/api/uploads/deliveries").then().statusCode(201).body("certified", equalTo(7_436));
        long milliseconds = (System.nanoTime() - start) / 1_000_000;
        System.out.println("took in 7436 certificates in " + milliseconds + " ms");
        assertTrue(milliseconds < 10_000, milliseconds + " ms");
        assertEquals(7_436, Published.await(Topics.DELIVERIES, "FILE-3", 7_436).size());
    }

    private static ValidatableResponse upload(String name, String file) {
        return as("registrar").contentType("text/csv").queryParam("document", name).body(file).post("/api/uploads/deliveries").then();
    }

    private static ValidatableResponse measures(String name, String file) {
        return as("registrar").contentType("text/csv").queryParam("document", name).body(file).post("/api/uploads/measures").then();
    }

    private static ValidatableResponse refused(String name, String file) {
        return wrongly("registrar").contentType("text/csv").queryParam("document", name).body(file).post("/api/uploads/deliveries").then().statusCode(422);
    }
}
