package org.pricefloor.portal;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.report.LevelResolver;
import com.atlassian.oai.validator.report.ValidationReport;
import com.atlassian.oai.validator.restassured.OpenApiValidationFilter;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.pricefloor.contracts.EventEnvelope;
import org.pricefloor.contracts.EventType;
import org.pricefloor.contracts.PeriodParked;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.contracts.ReferencePriceDetermined;
import org.pricefloor.contracts.Topics;
import org.pricefloor.infrastructure.SigningKey;
import org.pricefloor.infrastructure.TestInfrastructure;
import org.pricefloor.infrastructure.TokenMint;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.messaging.Received;
import org.pricefloor.portal.intake.StatementBook;
import org.pricefloor.portal.statement.ReferencePrice.Day;

/** The portal from the topic to the page, over a real broker and a real database. Each test has agreements of its own. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class PortalTest {

    /** What was told is on the page well within this. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Path DESCRIPTION = Path.of("..", "..", "contracts", "openapi", "portal.yaml");
    /** But for the token: some requests are meant to be refused for want of one. */
    private static final OpenApiValidationFilter KEEPS_TO_THE_DESCRIPTION = new OpenApiValidationFilter(OpenApiInteractionValidator
            .createFor(DESCRIPTION.toAbsolutePath().normalize().toUri().toString())
            .withLevelResolver(LevelResolver.create().withLevel("validation.request.security", ValidationReport.Level.IGNORE)
                    .withLevel("validation.request.parameter.query", ValidationReport.Level.IGNORE).build()).build());

    @Inject
    DataSource database;

    @Inject
    StatementBook book;

    @Test
    void aSettledPeriodIsAStatementWithItsDerivation() {
        ReferencePriceDetermined determined = Ledger.march("NDPR-AA1", "96.475", "96.44");
        Corridor.tell(determined, firstRun("AA1", "MINE-A", determined));

        awaitStatement("AA1", "2026-03");
        asHtml(producer("MINE-A")).get("/statements/AA1/2026-03").then().statusCode(200)
                .header("Content-Security-Policy", containsString("default-src 'none'"))
                .header("Cache-Control", containsString("no-store"))
                .body(allOf(
                        containsString("<h1>Settlement statement: AA1, 2026-03</h1>"),
                        containsString("<th scope=\"row\">Top-up</th>"),
                        containsString("654,276.78"),
                        containsString("US-DOW owes MINE-A"),
                        containsString("max(0, 110.00 - 96.44)"),
                        containsString("round(13.56 x 48250.5)"),
                        containsString("(rounded to 2 decimals, half up)"),
                        containsString("round(96.4375)"),
                        containsString("delivered/AA1/LOT-7/1"),
                        not(containsString("<script"))));
        machine(producer("MINE-A")).get("/statements/AA1/2026-03.json").then().statusCode(200)
                .body("settled.amounts.topUp", equalTo("654276.78"))
                .body("amounts.find { it.name == 'top-up' }.derivation[0].formula", equalTo("round(unit difference x quantity)"))
                .body("amounts.find { it.name == 'reference price' }.derivation.name", hasItem("mean"))
                .body("determination.observations[1].price", equalTo("96.475"))
                .body("previousNet", equalTo("0.00"))
                .body("settled.transfers[0].credit", equalTo("top-up payable"));
        String sheet = machine(producer("MINE-A")).get("/statements/AA1/2026-03.csv").then().statusCode(200)
                .contentType(containsString("text/csv")).extract().asString();
        assertTrue(sheet.startsWith("section,item,value,unit,formula,inputs,rounding,facts,pricing_date,"), sheet);
        assertTrue(sheet.contains("\r\namount,top-up,654276.78,USD,"), sheet);
        assertTrue(sheet.contains("\r\nderivation of top-up,top-up,654276.78,USD,round(unit difference x quantity),"), sheet);
        assertTrue(sheet.contains("2026-03-03,2026-03-03,96.475,"), sheet);
    }

    /** The examples that settlement tests its events against, told as they are committed. */
    @Test
    void theGoldenExamplesBecomeStatements() throws IOException {
        Path examples = Path.of("../../contracts/events/settlement/examples");
        Corridor.tell(EventJson.read(Files.readAllBytes(examples.resolve("period-parked.v1.json")), PeriodParked.class),
                EventJson.read(Files.readAllBytes(examples.resolve("reference-price-determined.v1.json")), ReferencePriceDetermined.class),
                EventJson.read(Files.readAllBytes(examples.resolve("period-settled-initial.v1.json")), PeriodSettled.class),
                EventJson.read(Files.readAllBytes(examples.resolve("period-settled-restated.v1.json")), PeriodSettled.class),
                EventJson.read(Files.readAllBytes(examples.resolve("period-settled-without-quantity.v1.json")), PeriodSettled.class));
        awaitStatement("A1", "2026-04");
        asHtml(producer("P-EXAMPLE")).get("/statements/A1/2026-03").then().statusCode(200)
                .body(allOf(containsString("641,731.65"), containsString("\u221212,545.13 USD"), not(containsString("This period is parked"))));
        asHtml(producer("P-EXAMPLE")).get("/statements/A1/2026-03?run=1").then().statusCode(200).body(containsString("654,276.78"));
        asHtml(producer("P-EXAMPLE")).get("/statements/A1/2026-04").then().statusCode(200)
                .body(allOf(containsString("no price is needed"), containsString("Nothing is owed either way")));
        machine(producer("P-EXAMPLE")).get("/statements/A1/2026-04.csv").then().statusCode(200).body(containsString("\r\namount,reference price,,"));
    }

    @Test
    void aRestatementShowsItsDifferenceAndTheEarlierRunStaysReadable() {
        ReferencePriceDetermined first = Ledger.march("NDPR-B1", "96.475", "96.44");
        ReferencePriceDetermined second = Ledger.march("NDPR-B1", "97.00", "96.70");
        Corridor.tell(first, firstRun("B1", "MINE-B", first), second, Ledger.march("B1", "MINE-B", 2, "restatement", "96.70", "641731.65", "-12545.13", second,
                Ledger.APRIL_2.plusSeconds(86_400), Ledger.transfer("settled/B1/2026-03/2/1", "top-up payable", "top-up expense", "12545.13")));
        await().atMost(PATIENCE).until(() -> machine(office()).get("/statements/B1/2026-03.json?run=2").statusCode() == 200);

        asHtml(office()).get("/statements/B1/2026-03").then().statusCode(200)
                .body(allOf(containsString("Restatement"), containsString("\u221212,545.13 USD"), containsString("641,731.65"), containsString("654,276.78")));
        asHtml(office()).get("/statements/B1/2026-03?run=1").then().statusCode(200)
                .body(allOf(containsString("This is an earlier run"), containsString("round(13.56 x 48250.5)")));
        machine(office()).get("/statements/B1/2026-03.json?knownAt=" + Ledger.APRIL_2.plusSeconds(3_600)).then().statusCode(200)
                .body("settled.run.sequence", equalTo(1)).body("newest", equalTo(false));
        machine(office()).get("/statements/B1/2026-03.json?knownAt=2026-04-02").then().statusCode(200).body("settled.run.sequence", equalTo(1));
        machine(office()).get("/statements/B1/2026-03.json?knownAt=2026-01-01T00:00:00Z").then().statusCode(404);
        machine(office()).get("/statements/B1/2026-03.json?knownAt=yesterday").then().statusCode(400).body("code", equalTo("KNOWN_AT_MUST_BE_AN_INSTANT"));

        assertEquals("MINE-B,B1,2026-03,USD,641731.65,0,641731.65,0,0,0",
                machine(office()).get("/office/payables.csv?agreement=B1").asString().split("\r\n")[1]);
    }

    @Test
    void anAccrualSaysThatItIsNotPayableYet() {
        ReferencePriceDetermined determined = Ledger.march("NDPR-C1", "96.475", "96.44");
        Corridor.tell(determined, Ledger.march("C1", "MINE-C", 1, "accrual", "96.44", "654276.78", "654276.78", determined, Ledger.APRIL_2,
                Ledger.transfer("settled/C1/2026-03/1/1", "accrued top-up expense", "accrued top-up", "654276.78")));
        awaitStatement("C1", "2026-03");
        asHtml(producer("MINE-C")).get("/statements/C1/2026-03").then().body(allOf(containsString("Accrual: not payable yet"), containsString("accrued in favour of MINE-C")));
        assertEquals("MINE-C,C1,2026-03,USD,0,0,0,654276.78,0,0", machine(office()).get("/office/payables.csv?agreement=C1").asString().split("\r\n")[1]);
    }

    @Test
    void aStatementWhoseDeterminationHasNotArrivedSaysSo() {
        ReferencePriceDetermined determined = Ledger.march("NDPR-D1", "96.475", "96.44");
        Corridor.tell(firstRun("D1", "MINE-D", determined));
        awaitStatement("D1", "2026-03");
        asHtml(producer("MINE-D")).get("/statements/D1/2026-03").then().statusCode(200).body(containsString("is on its way"));
        machine(producer("MINE-D")).get("/statements/D1/2026-03.json").then().body("derivationOnItsWay", equalTo(true)).body("determination", nullValue());

        Corridor.tell(determined);
        await().atMost(PATIENCE).until(() -> !machine(producer("MINE-D")).get("/statements/D1/2026-03.json").jsonPath().getBoolean("derivationOnItsWay"));
        machine(producer("MINE-D")).get("/statements/D1/2026-03.json").then().body("determination.value", equalTo("96.44"));
        asHtml(producer("MINE-D")).get("/statements/D1/2026-03").then().body(allOf(not(containsString("is on its way")), containsString("round(96.4375)")));
    }

    @Test
    void aParkedPeriodSaysWhatItLacksUntilItSettles() {
        Corridor.tell(Ledger.parked("E1", "MINE-E", Ledger.MARCH, 1));
        await().atMost(PATIENCE).until(() -> asHtml(producer("MINE-E")).get("/statements/E1/2026-03").statusCode() == 200);
        asHtml(producer("MINE-E")).get("/statements/E1/2026-03").then()
                .body(allOf(containsString("no statement yet"), containsString("the agreement asks for 5"), containsString("publish at least 2 more")));
        machine(office()).get("/office/parked.csv").then().statusCode(200).body(containsString("MINE-E,E1,2026-03,2026-04-02T04:00:00Z,MINIMUM_OBSERVATIONS,"));
        asHtml(office()).get("/office/parked").then().statusCode(200).body(containsString("E1, 2026-03"));

        ReferencePriceDetermined determined = Ledger.march("NDPR-E1", "96.475", "96.44");
        Corridor.tell(determined, firstRun("E1", "MINE-E", determined));
        awaitStatement("E1", "2026-03");
        machine(office()).get("/office/parked.csv").then().body(not(containsString("E1,2026-03")));
        asHtml(producer("MINE-E")).get("/statements/E1/2026-03").then().body(not(containsString("This period is parked")));
    }

    @Test
    void theSameEventTwiceIsOnePosting() throws SQLException {
        ReferencePriceDetermined determined = Ledger.march("NDPR-F1", "96.475", "96.44");
        PeriodSettled run = firstRun("F1", "MINE-F", determined);
        List<ProducerRecord<byte[], byte[]>> records = Corridor.tell(determined, run);
        awaitStatement("F1", "2026-03");
        List<String> before = balances("F1");

        // Through the topic the watermark drops it; the second event behind it tells when that has happened.
        Corridor.send(records.stream().map(known -> new ProducerRecord<>(known.topic(), known.partition(), known.key(), known.value(), known.headers())).toList());
        PeriodSettled next = firstRun("F2", "MINE-F", determined);
        Corridor.tell(next);
        awaitStatement("F2", "2026-03");
        assertEquals(before, balances("F1"));

        // And past the watermark the natural key drops it.
        Received again = new Received(Topics.SETTLEMENTS, 0, 0, new EventEnvelope(run.eventId(), EventType.PERIOD_SETTLED.typeName(), "/settlement",
                Ledger.APRIL_2, run.subject(), 1, EventJson.write(run)), run);
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            book.record(connection, List.of(again, again));
            connection.commit();
        }
        assertEquals(before, balances("F1"));
    }

    @Test
    void theTrialBalanceIsTheSumOfTheTransfers() throws SQLException {
        Corridor.tell(Ledger.windyDay("CFD-G1", "WIND-G"));
        awaitStatement("CFD-G1", "2026-03-05");
        BigDecimal told = BigDecimal.ZERO;
        try (Connection connection = database.getConnection(); Statement query = connection.createStatement();
             ResultSet row = query.executeQuery("SELECT body FROM statement_run WHERE currency = 'GBP'")) {
            while (row.next()) {
                for (PeriodSettled.Transfer transfer : EventJson.read(row.getBytes(1), PeriodSettled.class).transfers()) {
                    told = told.add(transfer.amount());
                }
            }
        }
        String sum = told.toPlainString();
        machine(auditor()).get("/office/trial-balance.json").then().statusCode(200)
                .body("currencies.find { it.currency == 'GBP' }.debits", equalTo(sum))
                .body("currencies.find { it.currency == 'GBP' }.credits", equalTo(sum))
                .body("currencies.balanced", not(hasItem(false)));
        asHtml(auditor()).get("/office/trial-balance").then().statusCode(200).body(allOf(containsString("Upside receivable"), containsString("the totals are equal")));
        machine(auditor()).get("/office/trial-balance.csv").then().body(containsString("total,GBP," + String.join(",", sum, sum, sum, sum)));
    }

    /** 400,000 kg at 178.00: 30% of the part above 150.00 is 3,360,000.00, and 670,000.00 are left of the year's 10,000,000.00. */
    @Test
    void aCappedUpsideShareSaysWhatTheYearHasUsedAndWhichFundGetsWhat() {
        Corridor.tell(Ledger.cappedShare("SHARE-N1", "MINE-N", "FUND-A", "FUND-B"));
        awaitStatement("SHARE-N1", "2026-03");
        asHtml(producer("MINE-N")).get("/statements/SHARE-N1/2026-03").then().statusCode(200)
                .body(allOf(containsString("What each fund pays and receives"), containsString("402,000.00"), containsString("268,000.00"), containsString("670,000.00"),
                        containsString("min(3360000.00, max(0, 10000000.00 - 9330000.00))"), containsString("The year 2026 so far"),
                        containsString("annual cap 10,000,000.00"), containsString("href=\"/statements/SHARE-N1/2026-02?run=1\""), containsString("MINE-N owes OFFICE-JP")));
        machine(producer("MINE-N")).get("/statements/SHARE-N1/2026-03.json").then().statusCode(200)
                .body("amounts.find { it.name == 'upside share' }.derivation.name", equalTo(List.of("excess", "quantity sharing the upside", "excess amount",
                        "upside share before the cap", "upside share")))
                .body("amounts.find { it.name == 'top-up' }.derivation.name", equalTo(List.of("top-up")))
                .body("year.find { it.name == 'upside share' }.limit", equalTo("10000000.00"))
                .body("year.find { it.name == 'upside share' }.left", equalTo("0.00"))
                .body("settled.funds.amount", equalTo(List.of("402000.00", "268000.00")))
                .body("settled.transfers.fund", equalTo(List.of("FUND-A", "FUND-B")));
        String sheet = machine(producer("MINE-N")).get("/statements/SHARE-N1/2026-03.csv").asString();
        assertTrue(sheet.contains("\r\nfund,upside share,402000.00,USD,,,,,,,,,,,,,FUND-A,,,"), sheet);
        assertTrue(sheet.contains("\r\nyear 2026,upside share,10000000.00,USD,"), sheet);
        assertTrue(sheet.contains("\r\nyear 2026,left to the annual cap of upside share,0.00,USD,"), sheet);

        String funds = machine(office()).get("/office/funds.csv").then().statusCode(200).extract().asString();
        assertTrue(funds.contains("FUND-A,upside receivable,USD,402000.00,0,402000.00,0\r\nFUND-B,upside income,USD,0,268000.00,0,268000.00"), funds);
        machine(auditor()).get("/office/trial-balance.json").then()
                .body("funds.findAll { it.fund == 'FUND-A' }.account", equalTo(List.of("upside income", "upside receivable")));
        asHtml(auditor()).get("/office/trial-balance").then().body(allOf(containsString("By fund"), containsString("FUND-B")));
        assertEquals("MINE-N,SHARE-N1,2026-03,USD,0,670000.00,-670000.00,0,0,0", machine(office()).get("/office/payables.csv?agreement=SHARE-N1").asString().split("\r\n")[1]);
    }

    /** Nd 1,000 kg x 13.56, Pr 500 kg x 8.56, Dy 20 kg x 12.00 are 13,560.00 + 4,280.00 + 240.00 = 18,080.00. */
    @Test
    void aStatementOfThreeProductsHasALineAndADerivationForEach() {
        ReferencePriceDetermined light = Ledger.march("NDPR-O1", "96.475", "96.44");
        ReferencePriceDetermined heavy = Ledger.dysprosium("DY-O1");
        Corridor.tell(light, Ledger.threeProducts("MULTI-O1", "MINE-O", light, heavy));
        awaitStatement("MULTI-O1", "2026-03");
        asHtml(producer("MINE-O")).get("/statements/MULTI-O1/2026-03").then().statusCode(200).body(containsString("is on its way"));
        Corridor.tell(heavy);
        await().atMost(PATIENCE).until(() -> !machine(producer("MINE-O")).get("/statements/MULTI-O1/2026-03.json").jsonPath().getBoolean("derivationOnItsWay"));

        asHtml(producer("MINE-O")).get("/statements/MULTI-O1/2026-03").then().statusCode(200)
                .body(allOf(containsString("What each product comes to"), containsString("13,560.00"), containsString("4,280.00"), containsString("18,080.00"),
                        containsString("Reference price of Nd, Pr"), containsString("Reference price of Dy"), containsString("secondary series"),
                        containsString("price determined by the expert"), containsString("round(400.00 x (1 + 0.005) ^ 1)"),
                        containsString("13560.00 + 4280.00 + 240.00"), not(containsString("is on its way"))));
        machine(producer("MINE-O")).get("/statements/MULTI-O1/2026-03.json").then().statusCode(200)
                .body("determination", nullValue())
                .body("determinations.products", equalTo(List.of(List.of("Nd", "Pr"), List.of("Dy"))))
                .body("determinations[1].determination.observations.rung", equalTo(List.of("secondary", "expert")))
                .body("amounts.find { it.name == 'top-up' && it.product == 'Pr' }.value", equalTo("4280.00"))
                .body("amounts.find { it.name == 'floor price' && it.product == 'Dy' }.derivation[0].rounding", equalTo("2 HALF_UP"))
                .body("amounts.find { it.name == 'reference price' && it.product == 'Nd' }.derivation.name", hasItem("mean"))
                .body("amounts.find { it.name == 'top-up' && it.product == null }.value", equalTo("18080.00"))
                .body("settled.amounts.floorPrice", nullValue());
        String sheet = machine(producer("MINE-O")).get("/statements/MULTI-O1/2026-03.csv").asString();
        assertTrue(sheet.contains("\r\namount,top-up,4280.00,USD,,,,,,,,,,,,Pr,,,,"), sheet);
        assertTrue(sheet.contains("secondary series,Dy,,DY-O1-EU,secondary,"), sheet);
        assertTrue(sheet.contains("\r\nreference price,determination," + light.eventId() + ",,,,,,,,,,,,,\"Nd, Pr\""), sheet);
        machine(producer("MINE-O")).get("/api/statements").then().body("statements[0].floorPrice", nullValue());
        asHtml(producer("MINE-O")).get("/").then().statusCode(200).body(containsString("MULTI-O1"));
    }

    /** Rule 15: EBITDA 100m of a threshold of 140m, 140m advanced: 40m are due of it, so 100m come back. */
    @Test
    void aMarginTrueUpIsAddedUpFromItsComponents() {
        Corridor.tell(Ledger.marginTrueUp("MARGIN-P1", "MINE-P"));
        awaitStatement("MARGIN-P1", "2026-Q4");
        asHtml(producer("MINE-P")).get("/statements/MARGIN-P1/2026-Q4").then().statusCode(200)
                .body(allOf(containsString("What the net amount is made of"), containsString("Margin advance"), containsString("35,000,000.00"),
                        containsString("Advance repayment"), containsString("100,000,000.00"), containsString("\u221265,000,000.00"),
                        containsString("max(0, 140000000.00 - 100000000.00) - 140000000.00"), containsString("MINE-P owes OFFICE-US"),
                        not(containsString("Floor price")), not(containsString("Eligible quantity"))));
        machine(producer("MINE-P")).get("/statements/MARGIN-P1/2026-Q4.json").then().statusCode(200)
                .body("amounts.name", equalTo(List.of("margin advance", "advance repayment", "owed to the producer", "owed by the producer", "net")))
                .body("amounts.find { it.name == 'advance repayment' }.derivation.name", equalTo(List.of("EBITDA", "true-up")))
                .body("amounts.find { it.name == 'net' }.derivation[0].formula", equalTo("owed to the producer - owed by the producer"))
                .body("year.find { it.name == 'margin advances' }.used", equalTo("140000000.00"));
        String sheet = machine(producer("MINE-P")).get("/statements/MARGIN-P1/2026-Q4.csv").asString();
        assertTrue(sheet.contains("\r\ncomponent,Advance repayment,100000000.00,USD,,,,,,,,,,,owed by the producer,"), sheet);
        assertEquals("MINE-P,MARGIN-P1,2026-Q4,USD,35000000.00,100000000.00,-65000000.00,0,0,0",
                machine(office()).get("/office/payables.csv?agreement=MARGIN-P1").asString().split("\r\n")[1]);
    }

    /** 100,000.00 + 2,000.00 late against 250,000.00 carried + 12,545.13 late: 102,000.00 are set off, 160,545.13 carried. */
    @Test
    void aNettedQuarterCarriesWhatIsLeftAndNamesTheRestatementsItTook() {
        Corridor.tell(Ledger.netted("NET-Q1", "MINE-Q"));
        await().atMost(PATIENCE).until(() -> machine(office()).get("/statements/NET-Q1/2026-Q2.json").statusCode() == 200);
        asHtml(producer("MINE-Q")).get("/statements/NET-Q1/2026-Q2").then().statusCode(200)
                .body(allOf(containsString("Carried from the netting before"), containsString("250,000.00"), containsString("262,545.13"),
                        containsString("102,000.00"), containsString("160,545.13"), containsString("href=\"/statements/NET-Q1/2026-Q1?run=2\""),
                        containsString("href=\"/statements/NET-Q1/2025-Q4?run=2\""), not(containsString("Invoiced to"))));
        asHtml(producer("MINE-Q")).get("/statements/NET-Q1/2026-Q1").then().statusCode(200)
                .body(allOf(containsString("is not opened again"), containsString("entered the netting of <a href=\"/statements/NET-Q1/2026-Q2?run=1#netting\">2026-Q2, run 1</a>")));
        machine(producer("MINE-Q")).get("/statements/NET-Q1/2026-Q2.json").then().statusCode(200)
                .body("netting.run", equalTo("settled/NET-Q1/2026-Q2/1")).body("netting.payable", equalTo("102000.00"))
                .body("netting.receivable", equalTo("262545.13")).body("netting.offset", equalTo("102000.00")).body("netting.toPay", equalTo("0.00"))
                .body("netting.carried", equalTo("160545.13")).body("netting.invoiced", equalTo("0.00")).body("netting.late.size()", equalTo(2));
        machine(producer("MINE-Q")).get("/statements/NET-Q1/2026-Q1.json").then().statusCode(200).body("enteredBy", equalTo("settled/NET-Q1/2026-Q2/1"));
        String sheet = machine(producer("MINE-Q")).get("/statements/NET-Q1/2026-Q2.csv").asString();
        assertTrue(sheet.contains("\r\nnetting,late restatement,-12545.13,USD,,,,settled/NET-Q1/2026-Q1/2,"), sheet);
        assertTrue(sheet.contains("\r\nnetting,carried,160545.13,USD,"), sheet);
        List<String> rows = List.of(machine(office()).get("/office/payables.csv?agreement=NET-Q1").asString().split("\r\n"));
        assertEquals(List.of("MINE-Q,NET-Q1,2026-Q2,USD,-2000.00,-102000.00,100000.00,0,0,102000.00", "MINE-Q,NET-Q1,2026-Q1,USD,0,262545.13,-262545.13,0,0,0"),
                rows.subList(1, 3));
        asHtml(office()).get("/office/payables?agreement=NET-Q1").then().statusCode(200).body(allOf(containsString("Set off"), containsString("102,000.00")));
    }

    @Test
    void aDisputeRunNamesTheDecisionThatOrderedIt() {
        ReferencePriceDetermined first = Ledger.march("NDPR-R1", "96.475", "96.44");
        ReferencePriceDetermined second = Ledger.march("NDPR-R1", "97.00", "96.70");
        Corridor.tell(first, firstRun("CASE-R1", "MINE-R", first),
                Ledger.march("CASE-R1", "MINE-R", 2, "R1", "96.44", "654276.78", "0.00", first, Ledger.APRIL_2.plusSeconds(60)),
                Ledger.march("CASE-R1", "MINE-R", 3, "final", "96.44", "654276.78", "0.00", first, Ledger.APRIL_2.plusSeconds(120)),
                second, Ledger.ordered("decision/CASE-R1/AWARD-7/1", Ledger.march("CASE-R1", "MINE-R", 4, "dispute", "96.70", "641731.65", "-12545.13", second,
                        Ledger.APRIL_2.plusSeconds(180), Ledger.transfer("settled/CASE-R1/2026-03/4/1", "top-up payable", "top-up expense", "12545.13"))));
        await().atMost(PATIENCE).until(() -> machine(office()).get("/statements/CASE-R1/2026-03.json?run=4").statusCode() == 200);
        asHtml(producer("MINE-R")).get("/statements/CASE-R1/2026-03").then().statusCode(200)
                .body(allOf(containsString("Dispute run: ordered by a decision"), containsString("Ordered by decision <code>decision/CASE-R1/AWARD-7/1</code>"),
                        containsString("Scheduled run R1"), containsString("Final settlement"), containsString("\u221212,545.13 USD")));
        asHtml(producer("MINE-R")).get("/statements/CASE-R1/2026-03?run=2").then().statusCode(200).body(containsString("states the same balances"));
        machine(producer("MINE-R")).get("/statements/CASE-R1/2026-03.json").then().statusCode(200)
                .body("kindInWords", equalTo("Dispute run: ordered by a decision")).body("settled.run.decision", equalTo("decision/CASE-R1/AWARD-7/1"))
                .body("runs.kind", equalTo(List.of("initial", "R1", "final", "dispute"))).body("runs[3].decision", equalTo("decision/CASE-R1/AWARD-7/1"));
        String sheet = machine(producer("MINE-R")).get("/statements/CASE-R1/2026-03.csv").asString();
        assertTrue(sheet.contains("\r\nstatement,ordered by decision,decision/CASE-R1/AWARD-7/1,"), sheet);
    }

    @Test
    void anotherProducersStatementLooksLikeAnAbsentOne() {
        ReferencePriceDetermined determined = Ledger.march("NDPR-H1", "96.475", "96.44");
        Corridor.tell(determined, firstRun("H1", "MINE-H", determined));
        awaitStatement("H1", "2026-03");
        for (String address : List.of("/statements/%s/2026-03", "/statements/%s/2026-03.csv", "/statements/%s/2026-03.json")) {
            Response foreign = machine(producer("MINE-OTHER")).get(address.formatted("H1"));
            Response absent = machine(producer("MINE-OTHER")).get(address.formatted("NO-SUCH"));
            assertEquals(404, foreign.statusCode(), address);
            assertEquals(absent.asString().replace("NO-SUCH", "H1"), foreign.asString(), address);
        }
        asHtml(producer("MINE-OTHER")).get("/statements/H1/2026-03").then().statusCode(404)
                .contentType(containsString("text/html")).body(containsString("<h1>There is nothing here</h1>"));
        machine(producer("MINE-OTHER")).get("/api/statements").then().statusCode(200).body("statements.size()", equalTo(0));
        machine(producer("MINE-H")).get("/api/statements").then().statusCode(200).body("statements.agreement", equalTo(List.of("H1")));
        asHtml(producer("MINE-OTHER")).get("/").then().statusCode(200).body(not(containsString("H1")));
        for (String address : List.of("/office/payables", "/office/payables.csv", "/office/trial-balance", "/office/trial-balance.json", "/office/trial-balance.csv", "/office/parked", "/office/parked.csv", "/office/funds.csv")) {
            machine(producer("MINE-H")).get(address).then().statusCode(403);
            machine(given()).get(address).then().statusCode(401);
        }
    }

    @Test
    void rowSecurityConfinesAQueryThatForgotItsParty() throws SQLException {
        ReferencePriceDetermined determined = Ledger.march("NDPR-I1", "96.475", "96.44");
        Corridor.tell(determined, firstRun("I1", "MINE-I", determined), firstRun("I2", "MINE-I2", determined), Ledger.parked("I3", "MINE-I2", Ledger.MARCH, 1));
        awaitStatement("I1", "2026-03");
        awaitStatement("I2", "2026-03");
        for (String table : List.of("statement_run", "statement", "account_balance")) {
            assertEquals(Set.of("MINE-I"), producersSeen(table, "MINE-I"), table);
            assertTrue(producersSeen(table, "*").containsAll(Set.of("MINE-I", "MINE-I2")), table);
            assertEquals(Set.of(), producersSeen(table, ""), table);
            assertEquals(Set.of(), producersSeen(table, null), table);
        }
        assertEquals(Set.of(), producersSeen("parked_period", "MINE-I"));
        Corridor.tell(Ledger.netted("NET-I1", "MINE-I"));
        awaitStatement("NET-I1", "2026-Q2");
        assertEquals(Set.of("MINE-I"), producersSeen("netted_restatement", "MINE-I"));
        assertEquals(Set.of(), producersSeen("netted_restatement", "MINE-I2"));
    }

    @Test
    void theServiceRoleOwnsNothingAndCanNotChangeARun() throws SQLException {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            for (String change : List.of("UPDATE statement_run SET net = 0", "DELETE FROM statement_run", "DELETE FROM account_balance",
                    "UPDATE determination SET digest = ''", "TRUNCATE statement_run", "ALTER TABLE statement DISABLE ROW LEVEL SECURITY")) {
                SQLException refused = assertThrows(SQLException.class, () -> statement.execute(change), change);
                assertEquals("42501", refused.getSQLState(), change);
            }
            try (ResultSet row = statement.executeQuery("""
                    SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
                     WHERE nspname = 'public' AND relkind = 'r' AND relname IN ('statement_run', 'statement', 'parked_period', 'determination', 'account_balance', 'netted_restatement')
                       AND NOT (relrowsecurity AND relforcerowsecurity AND pg_get_userbyid(relowner) <> current_user)""")) {
                assertTrue(!row.next(), "every table forces row security and is owned by somebody else");
            }
            try (ResultSet row = statement.executeQuery("SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = current_user")) {
                assertTrue(row.next() && !row.getBoolean(1));
            }
        }
    }

    @Test
    void aTokenInTheCookieOpensWhatTheBearerTokenOpens() {
        String token = TestInfrastructure.token("office", "US-DOW");
        Response signedIn = given().redirects().follow(false).formParam("token", "  Bearer " + token + "\n").formParam("next", "/office/trial-balance").post("/sign-in");
        assertEquals(303, signedIn.statusCode());
        assertTrue(signedIn.header("Location").endsWith("/office/trial-balance"), signedIn.header("Location"));
        String cookie = signedIn.header("Set-Cookie");
        assertTrue(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && cookie.contains("Path=/") && !cookie.contains("Secure"), cookie);
        asHtml(given().cookie("pricefloor_token", token)).get("/office/trial-balance").then().statusCode(200).body(containsString("Signed in as </span>program office US-DOW"));

        String signedOut = given().redirects().follow(false).cookie("pricefloor_token", token).post("/sign-out").then().statusCode(303).extract().header("Set-Cookie");
        assertTrue(signedOut.contains("Max-Age=0"), signedOut);
    }

    @Test
    void aTokenThatIsNotValidOpensNothing() throws Exception {
        String expired = TestInfrastructure.mint().mint("late", Set.of("office"), null, Duration.ofMinutes(-10));
        String foreign = new TokenMint(SigningKey.in(Files.createTempDirectory("key").resolve("keys"))).mint("office", null);
        String withoutParty = TestInfrastructure.token("producer", null);
        for (String bad : List.of(expired, foreign, withoutParty, "not-a-token", "")) {
            given().formParam("token", bad).post("/sign-in").then().statusCode(422).body(containsString("You are not signed in"));
            if (!bad.isEmpty()) {
                machine(given().header("Authorization", "Bearer " + bad)).get("/api/statements").then().statusCode(401).body("code", notNullValue());
                Response led = asHtml(given().redirects().follow(false).cookie("pricefloor_token", bad)).get("/office/parked");
                assertEquals(303, led.statusCode());
                assertTrue(led.header("Location").endsWith("/sign-in?next=%2Foffice%2Fparked&ended=yes"), led.header("Location"));
                asHtml(given().cookie("pricefloor_token", bad)).get("/sign-in?ended=yes").then().statusCode(200).body(containsString("Your sign-in has ended"));
            }
        }
        Response stranger = asHtml(given().redirects().follow(false)).get("/");
        assertEquals(303, stranger.statusCode());
        assertTrue(stranger.header("Location").endsWith("/sign-in"), stranger.header("Location"));
        machine(given()).get("/statements/AA1/2026-03.json").then().statusCode(401).contentType(containsString("problem+json")).body("code", equalTo("TOKEN_MISSING"));
        given().header("Sec-Fetch-Site", "cross-site").formParam("token", TestInfrastructure.token("office", null)).post("/sign-in").then().statusCode(403);
        given().redirects().follow(false).formParam("token", TestInfrastructure.token("office", null)).formParam("next", "//elsewhere.example/").post("/sign-in")
                .then().statusCode(303).header("Location", not(containsString("elsewhere")));
    }

    @Test
    void aDayOfABasketOrOfALowerRungSaysWhereItsPriceIsFrom() {
        LocalDate day = LocalDate.parse("2026-03-03");
        ReferencePriceDetermined.Observation agreed = new ReferencePriceDetermined.Observation(day, day.minusDays(1), new BigDecimal("96.00"), "fact", null, null,
                null, new BigDecimal("96.00"), "PR-AGREED", "agreed", null);
        assertEquals("price agreed by the parties", new Day(agreed, Optional.empty()).remark());
        assertTrue(new Day(agreed, Optional.empty()).otherSource());
        ReferencePriceDetermined.Observation weighted = new ReferencePriceDetermined.Observation(day, day, new BigDecimal("96.00"), "fact", null, null,
                null, new BigDecimal("96.00"), null, null, new BigDecimal("500"));
        assertEquals("primary", new Day(weighted, Optional.empty()).rung());
        assertEquals("", new Day(weighted, Optional.empty()).remark());
    }

    @Test
    void anAddressThatIsNotThereSaysSoToPeopleAndToMachines() {
        asHtml(office()).get("/no/such/page").then().statusCode(404).contentType(containsString("text/html"));
        machine(office()).get("/no/such/page").then().statusCode(404).contentType(containsString("problem+json"));
        given().get("/q/health/ready").then().statusCode(200);
    }

    @Test
    void theInterfaceDescriptionIsTheCommittedOne() throws Exception {
        String described = given().queryParam("format", "yaml").get("/q/openapi").then().statusCode(200).extract().asString();
        if ("true".equals(System.getenv("PRICEFLOOR_WRITE_OPENAPI"))) {
            Files.writeString(DESCRIPTION, described);
        }
        assertEquals(Files.readString(DESCRIPTION), described,
                "the interface changed: if that is meant, run this test with PRICEFLOOR_WRITE_OPENAPI=true in the environment and commit contracts/openapi/portal.yaml");
    }

    @Test
    void aTextThatASpreadsheetWouldRunIsShownAsText() {
        ReferencePriceDetermined determined = Ledger.march("NDPR-K1", "96.475", "96.44");
        PeriodSettled run = firstRun("K1", "=HYPERLINK(1)", determined);
        Corridor.tell(determined, run);
        awaitStatement("K1", "2026-03");
        machine(office()).get("/statements/K1/2026-03.csv").then().body(allOf(containsString("producer,'=HYPERLINK(1)"), not(containsString(",=HYPERLINK"))));
        machine(office()).get("/office/payables.csv?agreement=K1").then().body(containsString("\r\n'=HYPERLINK(1),K1,"));
    }

    @Test
    void theListOfStatementsGoesPageByPage() {
        ReferencePriceDetermined determined = Ledger.march("NDPR-L", "96.475", "96.44");
        Corridor.tell(determined, firstRun("L1", "MINE-L", determined), firstRun("L2", "MINE-L", determined), firstRun("L3", "MINE-L", determined));
        for (String agreement : List.of("L1", "L2", "L3")) {
            awaitStatement(agreement, "2026-03");
        }
        Response first = machine(producer("MINE-L")).get("/api/statements?limit=2&from=2026-03-31&to=2026-03-01");
        assertEquals(List.of("L1", "L2"), first.jsonPath().getList("statements.agreement"));
        Response second = machine(producer("MINE-L")).get("/api/statements?limit=2&after=" + first.jsonPath().getString("next"));
        assertEquals(List.of("L3"), second.jsonPath().getList("statements.agreement"));
        second.then().body("next", nullValue());
        machine(producer("MINE-L")).get("/api/statements?from=2026-04-01").then().body("statements.size()", equalTo(0));
        machine(producer("MINE-L")).get("/api/statements?after=nonsense").then().statusCode(400).body("code", equalTo("AFTER_MUST_BE_THE_NEXT_OF_A_PAGE"));
        machine(producer("MINE-L")).get("/api/statements?limit=0").then().statusCode(400);
    }

    @Test
    void theBodyOfAStatementIsTheBytesOfItsEvent() throws SQLException {
        ReferencePriceDetermined determined = Ledger.march("NDPR-M1", "96.475", "96.44");
        PeriodSettled run = firstRun("M1", "MINE-M", determined);
        Corridor.tell(determined, run);
        awaitStatement("M1", "2026-03");
        try (Connection connection = database.getConnection(); Statement query = connection.createStatement();
             ResultSet row = query.executeQuery("SELECT body FROM statement_run WHERE agreement = 'M1'")) {
            assertTrue(row.next());
            assertArrayEquals(EventJson.write(run), row.getBytes(1));
        }
    }

    private static PeriodSettled firstRun(String agreement, String producer, ReferencePriceDetermined determined) {
        return Ledger.march(agreement, producer, 1, "initial", "96.44", "654276.78", "654276.78", determined, Ledger.APRIL_2,
                Ledger.transfer("settled/" + agreement + "/2026-03/1/1", "top-up expense", "top-up payable", "654276.78"));
    }

    private static void awaitStatement(String agreement, String period) {
        await().atMost(PATIENCE).until(() -> machine(office()).get("/statements/" + agreement + "/" + period + ".json").statusCode() == 200);
    }

    private List<String> balances(String agreement) throws SQLException {
        List<String> balances = new ArrayList<>();
        try (Connection connection = database.getConnection(); Statement query = connection.createStatement();
             ResultSet row = query.executeQuery("SELECT account, debit, credit FROM account_balance WHERE agreement = '" + agreement + "' ORDER BY account")) {
            while (row.next()) {
                balances.add(row.getString(1) + " " + row.getBigDecimal(2) + " " + row.getBigDecimal(3));
            }
        }
        assertEquals(2, balances.size());
        return balances;
    }

    private Set<String> producersSeen(String table, String party) throws SQLException {
        Set<String> producers = new java.util.HashSet<>();
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement query = connection.createStatement()) {
                query.execute("SET LOCAL ROLE portal_reader");
                if (party != null) {
                    query.execute("SELECT set_config('pricefloor.party', '" + party + "', true)");
                }
                try (ResultSet row = query.executeQuery("SELECT producer FROM " + table)) {
                    while (row.next()) {
                        producers.add(row.getString(1));
                    }
                }
            }
            connection.rollback();
        }
        return producers;
    }

    private static RequestSpecification office() {
        return bearer(TestInfrastructure.token("office", "US-DOW"));
    }

    private static RequestSpecification auditor() {
        return bearer(TestInfrastructure.token("auditor", null));
    }

    private static RequestSpecification producer(String party) {
        return bearer(TestInfrastructure.token("producer", party));
    }

    private static RequestSpecification bearer(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    private static RequestSpecification asHtml(RequestSpecification request) {
        return request.header("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8");
    }

    /** What a machine asks for and gets is held to the committed interface description. */
    private static RequestSpecification machine(RequestSpecification request) {
        return request.header("Accept", "*/*").filter((asked, answer, next) -> asked.getURI().matches(".*(/api/|[.](json|csv)).*")
                ? KEEPS_TO_THE_DESCRIPTION.filter(asked, answer, next) : next.next(asked, answer));
    }
}
