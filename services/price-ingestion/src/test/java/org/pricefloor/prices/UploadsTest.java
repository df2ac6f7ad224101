package org.pricefloor.prices;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pricefloor.prices.Requests.as;
import static org.pricefloor.prices.Requests.registered;
import static org.pricefloor.prices.Requests.upload;
import static org.pricefloor.prices.Requests.uploadPartly;
import static org.pricefloor.prices.Requests.wrongly;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pricefloor.contracts.Topics;
import org.pricefloor.infrastructure.TestInfrastructure;

@QuarkusTest
@QuarkusTestResource(PricesInfrastructure.class)
class UploadsTest {

    private static final String HEADER = "series,pricing_date,price,published_at,document\n";

    @Test
    void theSameFileUploadedTwiceIsOneUpload() {
        registered("FILE-1", "price");
        String file = HEADER + "FILE-1,2026-03-02,96.40,2026-03-02,\nFILE-1,2026-03-03,96.475,2026-03-03,own\n";
        String first = upload("assessments", "march.csv", file).statusCode(201).body("added", equalTo(2)).body("accepted.line", equalTo(List.of(2, 3))).extract().asString();
        assertEquals(first, upload("assessments", "other-name.csv", file).statusCode(200).extract().asString());
        String sha256 = io.restassured.path.json.JsonPath.from(first).getString("sha256");
        assertEquals(first, as("auditor").get("/api/uploads/{sha256}", sha256).then().statusCode(200).extract().asString());
        as("auditor").get("/api/series/FILE-1/assessments").then().body("document", equalTo(List.of(sha256 + ":2", "own"))).body("revision", equalTo(List.of(1, 1)));
        wrongly("auditor").get("/api/uploads/" + "0".repeat(64)).then().statusCode(404);
    }

    @Test
    void aFileMayGiveTheVolumeOfAPrice() {
        registered("FILE-V", "price");
        upload("assessments", "volumes.csv", "series,pricing_date,price,published_at,volume\nFILE-V,2026-03-02,96.40,2026-03-02,1250.5\nFILE-V,2026-03-03,96.475,2026-03-03,\n")
                .statusCode(201).body("added", equalTo(2));
        as("auditor").get("/api/series/FILE-V/assessments").then().body("[0].volume", equalTo("1250.5")).body("[1].volume", org.hamcrest.Matchers.nullValue());
    }

    @Test
    void aFileWithOneBadRowIsRefusedWholeUnlessPartialIsAskedFor() {
        registered("FILE-2", "price");
        String file = HEADER + """
                FILE-2,2026-03-02,96.40,2026-03-02,d1
                FILE-2,2026-03-03,"96,475",2026-03-03,d2
                FILE-2,2026-03-07,96.40,2026-03-07,d3
                NOBODY,2026-03-04,96.40,2026-03-04,d4
                FILE-2,2026-03-02,96.50,2026-03-02,d1
                FILE-2,2026-03-02,96.60,2026-03-02,d6
                """;
        wrongly("market-data").contentType("text/csv").body(file).post("/api/uploads/assessments?document=bad.csv").then().statusCode(422)
                .body("code", equalTo("FILE_REFUSED")).body("refusals.line", equalTo(List.of(3, 4, 5, 6)))
                .body("refusals.rule", equalTo(List.of("PRICE_MUST_BE_A_DECIMAL", "PRICING_DATE_MUST_BE_A_PRICING_DAY", "SERIES_MUST_BE_REGISTERED", "DOCUMENT_ALREADY_USED")))
                .body("refusals[0].found", equalTo("96,475")).body("refusals[1].field", equalTo("pricing_date"));
        as("office").get("/api/series/FILE-2/assessments").then().body("size()", equalTo(0));
        uploadPartly("assessments", "bad.csv", file).statusCode(201).body("added", equalTo(2)).body("accepted.revision", equalTo(List.of(1, 2)))
                .body("refusals.line", equalTo(List.of(3, 4, 5, 6)));
        as("office").get("/api/series/FILE-2/assessments").then().body("price", equalTo(List.of("96.40", "96.60")));
    }

    @Test
    void aFileThatCanNotBeReadIsRefusedByName() {
        wrongly("market-data").contentType("text/csv").body("series,price\n").post("/api/uploads/assessments?document=x.csv").then().statusCode(422)
                .body("refusals.rule", hasItems("COLUMN_MUST_BE_PRESENT"));
        wrongly("market-data").contentType("text/csv").body(HEADER).post("/api/uploads/assessments?document=x.csv").then().statusCode(422)
                .body("code", equalTo("FILE_MUST_HOLD_A_ROW"));
        wrongly("market-data").contentType("text/csv").body(HEADER).post("/api/uploads/assessments").then().statusCode(422).body("code", equalTo("DOCUMENT_MUST_BE_NAMED"));
        wrongly("market-data").contentType("text/csv").body(new byte[] {(byte) 0xff, 'a'}).post("/api/uploads/fx-fixes?document=x.csv").then().statusCode(422)
                .body("refusals[0].rule", equalTo("FILE_MUST_BE_UTF_8"));
        wrongly("market-data").contentType("application/json").body("{}").post("/api/uploads/assessments?document=x.csv").then().statusCode(415);
        wrongly("office").contentType("text/csv").body(HEADER).post("/api/uploads/assessments?document=x.csv").then().statusCode(403);
    }

    @Test
    void elevenThousandFixesAreTakenInAndPublishedWithinSeconds() {
        Requests.publish("LONG-DAYS", Requests.calendar().replace("\"from\":\"2026-01-01\"", "\"from\":\"1981-01-01\"").replace("[6,7]", "[7]")).statusCode(201);
        Requests.register("LONG-FX", Requests.series("fx").replace("WEEKDAYS", "LONG-DAYS")).statusCode(201);
        StringBuilder file = new StringBuilder("series,date,rate,published_at\n");
        LocalDate day = LocalDate.of(1981, 1, 1);
        int rows = 0;
        for (; rows < 11_427; day = day.plusDays(1)) {
            if (day.getDayOfWeek().getValue() != 7) {
                file.append("LONG-FX,").append(day).append(",").append(1 + rows % 7).append(".5341,").append(day).append('\n');
                rows++;
            }
        }
        long start = System.nanoTime();
        // Without the check against the description, which takes longer than the upload.
        var response = io.restassured.RestAssured.given().header("Authorization", "Bearer " + TestInfrastructure.token("market-data", null)).contentType("text/csv")
                .body(file.toString()).post("/api/uploads/fx-fixes?document=h10.csv");
        long taken = System.nanoTime();
        response.then().statusCode(201).body("added", equalTo(rows));
        Published.await(Topics.MARKET_DATA, "LONG-FX", rows + 1);
        long published = System.nanoTime();
        System.out.printf("Took in fixes=%d time=%d ms published after=%d ms%n", rows, (taken - start) / 1_000_000, (published - start) / 1_000_000);
        assertTrue(taken - start < 15_000_000_000L, "about a second on a free machine");
    }
}
