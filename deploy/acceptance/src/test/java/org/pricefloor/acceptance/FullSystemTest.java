package org.pricefloor.acceptance;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.common.mapper.TypeRef;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.pricefloor.acceptance.OfficialPayments.Row;
import org.pricefloor.contracts.EventEnvelope;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.contracts.Topics;
import org.pricefloor.devstack.Service;
import org.pricefloor.devstack.ServiceProcess;
import org.pricefloor.messaging.EventJson;

/**
 * What {@code deploy/up} starts, seen from outside: the four services with the samples that go in through the public API, by the
 * machine's clock. One system serves all tests; the last ones stop it, start it again and forge an event, so their order counts.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FullSystemTest {

    private static final String STATE = "full-system";
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration ON_THE_BOOKS_WITHIN = Duration.ofSeconds(1);
    private static final int TRIES = 5;
    private static final LocalDate TODAY = LocalDate.now(ZoneOffset.UTC);
    private static final String MONTH = YearMonth.from(TODAY).toString();
    private static final String LAST_MONTH = YearMonth.from(TODAY).minusMonths(1).toString();
    private static final Path ORACLE = RunningSystem.ROOT.resolve("deploy/acceptance/src/test/resources/oracle");

    private static RunningSystem system;
    private static int documents;

    @BeforeAll
    static void startAsDeployUpDoes() throws IOException {
        system = RunningSystem.start(STATE, options -> options.samples(true));
        system.awaitSettled(SampledState.facts(), PATIENCE);
    }

    @AfterAll
    static void stop() {
        if (system != null) {
            system.close();
        }
    }

    @Test
    @Order(1)
    void sixUnitsSettleWithinTheToleranceOfTheOfficialPayments() {
        Set<String> expectedOutside = OfficialPayments.expectedOutside("lccc-outside-tolerance.csv");
        Set<String> outside = new TreeSet<>();
        Map<String, Map<String, Object>> runs = new HashMap<>();
        for (String unit : OfficialPayments.UNITS) {
            settlements("CFD-" + unit).forEach(run -> runs.put(unit + " " + run.get("period"), run));
        }
        int payable = 0;
        int unpriced = 0;
        for (Row row : OfficialPayments.full()) {
            Map<String, Object> run = runs.get(row.key());
            assertTrue(run != null, () -> "nothing was settled for " + row.key());
            BigDecimal net = decimal(run.get("net"));
            if (row.isPayable()) {
                payable++;
                if (!row.agreesWith(net)) {
                    outside.add(row.key() + " " + row.publishedOn());
                }
            } else {
                unpriced++;
                assertEquals("0.00", run.get("net"), row.key());
            }
        }
        assertEquals(7_436, payable);
        assertEquals(53, unpriced);
        assertEquals(new TreeSet<>(expectedOutside), outside, "exactly the committed list is outside the tolerance");
        assertTrue(payable - outside.size() >= 7_364);
        System.out.printf("Full system: %d payable official rows, %d inside the tolerance, %d outside (the committed list), %d unpriced at 0.00%n", payable,
                payable - outside.size(), outside.size(), unpriced);
    }

    @Test
    @Order(2)
    void theQuarterOfSparsePricesSettlesAndSaysWhichDaysWereStale() throws IOException {
        Map<String, String> expected = csv(Files.readString(ORACLE.resolve("ndpr-2025-Q4-settlement.csv"))).get(0);
        Map<String, Object> run = last(runs("NDPR-PPA", "2025-Q4"));
        assertEquals("initial", run.get("kind"));
        assertSame(expected.get("reference_price"), run.get("referencePrice"), "reference price");
        assertSame(expected.get("quantity_kg"), run.get("quantity"), "quantity");
        assertSame(expected.get("unit_difference"), run.get("unitDifference"), "unit difference");
        assertSame(expected.get("top_up_usd"), run.get("topUp"), "top-up");
        assertSame(expected.get("upside_usd"), run.get("upsideShare"), "upside share");

        List<Map<String, String>> days = csv(Files.readString(ORACLE.resolve("ndpr-2025-Q4-observations.csv")));
        assertEquals(61, days.size());
        JsonPath statement = statement("NDPR-PPA", "2025-Q4");
        List<Map<String, Object>> observations = statement.getList("determination.observations");
        assertEquals(days.size(), observations.size(), "pricing days");
        long stale = 0;
        for (int i = 0; i < days.size(); i++) {
            Map<String, String> day = days.get(i);
            Map<String, Object> seen = observations.get(i);
            String date = day.get("pricing_date");
            assertEquals(date, seen.get("pricingDate"));
            assertEquals(day.get("assessed_on"), seen.get("assessedOn"), date);
            assertSame(day.get("price_cny_per_t"), seen.get("price"), date);
            assertEquals(day.get("fx_date"), seen.get("fxDate"), date);
            assertSame(day.get("cny_per_usd"), seen.get("fxRate"), date);
            assertSame(round(day.get("usd_per_kg_unrounded"), 12), round(seen.get("converted"), 12), date);
            stale += day.get("stale_pricing_days").equals("0") ? 0 : 1;
        }
        String staleDays = String.valueOf(stale);
        List<String> flags = statement.getList("flagsInWords");
        assertTrue(flags.stream().anyMatch(flag -> flag.toLowerCase().contains("stale") && flag.contains(staleDays)),
                () -> "the statement says that " + staleDays + " days used an earlier price: " + flags);
        List<Map<String, String>> sheet = csv(sheet("/statements/NDPR-PPA/2025-Q4.csv"));
        assertEquals(stale, sheet.stream().filter(row -> row.get("section").equals("pricing day") && !row.get("pricing_date").equals(row.get("assessed_on")))
                .peek(row -> assertFalse(row.get("remark").isBlank(), () -> row + " says that its price is an earlier day's")).count());
    }

    @Test
    @Order(3)
    void theQuarterWithoutEnoughPricesStaysParkedAndSaysWhatItLacks() {
        List<Map<String, Object>> parked = system.office("settlement").get("/api/parked-periods").then().statusCode(200).extract().as(new TypeRef<>() { });
        Map<String, Object> quarter = parked.stream().filter(one -> one.get("agreement").equals("NDPR-PPA") && one.get("period").equals("2026-Q1")).findFirst()
                .orElseThrow(() -> new AssertionError("2026-Q1 is not parked: " + parked));
        @SuppressWarnings("unchecked")
        List<Map<String, String>> missing = (List<Map<String, String>>) quarter.get("missing");
        assertFalse(missing.isEmpty());
        missing.forEach(lack -> assertAll(() -> assertFalse(lack.get("rule").isBlank()), () -> assertFalse(lack.get("what").isBlank()),
                () -> assertFalse(lack.get("fix").isBlank())));
        system.office("settlement").get("/api/settlements/NDPR-PPA/2026-Q1/runs").then().statusCode(404);
        assertEquals(List.of(), system.office("portal").get("/statements/NDPR-PPA/2026-Q1").then().statusCode(200).extract().asString().lines()
                .filter(line -> line.contains("17,625,612.50")).toList());
        assertTrue(sheet("/office/parked.csv").lines().anyMatch(line -> line.contains("NDPR-PPA") && line.contains("2026-Q1")
                && line.contains(missing.get(0).get("rule"))), "the office sees it on the portal, too");
    }

    @Test
    @Order(4)
    void aPriceBelowTheFloorIsOnTheBooksWithinASecondAndIsRestated() {
        int unwarmed = lastRun();
        post("100.00");
        awaitRunAfter(unwarmed);
        List<Long> onTheBooks = new ArrayList<>();
        List<Long> onThePortal = new ArrayList<>();
        for (int i = 0; i < TRIES; i++) {
            int before = lastRun();
            long start = System.nanoTime();
            post(90 + i + ".50");
            awaitRunAfter(before);
            onTheBooks.add(System.nanoTime() - start);
            await().atMost(SOON).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2))
                    .until(() -> statement("DEMO-FLOOR", MONTH).getInt("settled.run.sequence") > before);
            onThePortal.add(System.nanoTime() - start);
        }
        System.out.printf("Full system: price posted to accrual, median of %d: settlement %d ms, portal %d ms (all: %s, %s ms)%n", TRIES, median(onTheBooks),
                median(onThePortal), millis(onTheBooks), millis(onThePortal));

        List<Map<String, Object>> runs = runs("DEMO-FLOOR", MONTH);
        Map<String, Object> newest = last(runs);
        BigDecimal shortfall = new BigDecimal("110.00").subtract(decimal(newest.get("referencePrice")));
        assertEquals("accrual", newest.get("kind"));
        assertTrue(shortfall.signum() > 0);
        assertSame(shortfall.multiply(new BigDecimal("48250.5")).setScale(2, RoundingMode.HALF_UP), newest.get("topUp"), "top-up");
        assertSame(newest.get("net"), runs.stream().map(run -> decimal(run.get("difference"))).reduce(BigDecimal.ZERO, BigDecimal::add),
                "the differences of all runs add up to the newest net");
        assertTrue(decimal(newest.get("difference")).signum() < 0, "a price that is revised upwards takes back part of the accrual");
        assertSame(newest.get("net"), statement("DEMO-FLOOR", MONTH).getString("settled.amounts.net"), "the portal states the same");
        assertTrue(median(onTheBooks) < ON_THE_BOOKS_WITHIN.toMillis(), () -> "milliseconds until the accrual is on the books: " + millis(onTheBooks));
    }

    @Test
    @Order(5)
    void thePortalsTotalsAgreeWithTheJournal() {
        Map<String, BigDecimal> journal = trialBalance(system.office("settlement").get("/api/books/trial-balance"));
        awaitPortal(journal);
        JsonPath portal = system.office("portal").get("/office/trial-balance.json").then().statusCode(200).extract().jsonPath();
        assertEquals(List.of(true), portal.getList("currencies.balanced").stream().distinct().toList());

        Map<String, BigDecimal> payables = new TreeMap<>();
        for (Map<String, String> row : csv(sheet("/office/payables.csv"))) {
            String currency = row.get("currency");
            add(payables, "payable " + currency, row.get("payable"));
            add(payables, "receivable " + currency, row.get("receivable"));
            add(payables, "accrued payable " + currency, row.get("accrued_payable"));
            add(payables, "accrued receivable " + currency, row.get("accrued_receivable"));
        }
        for (String currency : List.of("GBP", "USD")) {
            assertSame(balance(journal, "top-up payable", currency).negate(), payables.get("payable " + currency), "payable " + currency);
            assertSame(balance(journal, "upside receivable", currency).add(balance(journal, "overpayment receivable", currency)),
                    payables.get("receivable " + currency), "receivable " + currency);
            assertSame(balance(journal, "accrued top-up", currency).negate(), payables.get("accrued payable " + currency), "accrued payable " + currency);
            assertSame(balance(journal, "accrued upside", currency), payables.get("accrued receivable " + currency), "accrued receivable " + currency);
        }
        System.out.printf("Full system: portal and journal agree on %d sides of accounts; %s%n", journal.size(), payables);
    }

    @Test
    @Order(6)
    void theStatementShowsEachAmountWithItsDerivation() {
        String page = system.as("producer", "MP-MATERIALS", "portal").accept("text/html").get("/statements/NDPR-PPA/2025-Q4").then().statusCode(200)
                .contentType("text/html").extract().asString();
        for (String figure : List.of("17,625,612.50", "440,750.5", "39.99", "70.01", "110.00", "2025-12-25", "7.0142")) {
            assertTrue(page.contains(figure), () -> "the page shows " + figure);
        }

        List<Map<String, String>> sheet = csv(system.as("producer", "MP-MATERIALS", "portal").get("/statements/NDPR-PPA/2025-Q4.csv").then().statusCode(200)
                .extract().asString());
        Map<String, String> topUp = sheet.stream().filter(row -> row.get("section").equals("amount") && row.get("value").equals("17625612.50")).findFirst().orElseThrow();
        assertTrue(sheet.stream().anyMatch(row -> row.get("section").equals("derivation of " + topUp.get("item")) && !row.get("formula").isBlank()
                && row.get("value").equals("17625612.50")), "the sheet derives the top-up");

        JsonPath document = system.as("producer", "MP-MATERIALS", "portal").get("/statements/NDPR-PPA/2025-Q4.json").then().statusCode(200).extract().jsonPath();
        assertEquals("17625612.50", document.getString("settled.amounts.topUp"));
        List<Map<String, Object>> amounts = document.getList("amounts");
        assertTrue(amounts.stream().anyMatch(amount -> "17625612.50".equals(amount.get("value")) && !((List<?>) amount.get("derivation")).isEmpty()),
                () -> "the document derives the top-up: " + amounts);
    }

    @Test
    @Order(7)
    void aForeignStatementIsTheSame404AsAnAbsentOne() {
        for (String form : List.of("", ".csv", ".json")) {
            assertEquals(problem(system.as("producer", "DEMO-MINE", "portal").get("/statements/NDPR-PPA/1999-Q4" + form)),
                    problem(system.as("producer", "DEMO-MINE", "portal").get("/statements/NDPR-PPA/2025-Q4" + form)), "statement" + form);
        }
        assertEquals(problem(system.as("producer", "DEMO-MINE", "settlement").get("/api/settlements/NDPR-PPA/1999-Q4/runs")),
                problem(system.as("producer", "DEMO-MINE", "settlement").get("/api/settlements/NDPR-PPA/2025-Q4/runs")));
        assertEquals(problem(system.as("producer", "DEMO-MINE", "contract-registry").get("/api/agreements/NO-SUCH")),
                problem(system.as("producer", "DEMO-MINE", "contract-registry").get("/api/agreements/NDPR-PPA")));
        List<String> own = system.as("producer", "DEMO-MINE", "portal").get("/api/statements").then().statusCode(200).extract().jsonPath()
                .getList("statements.agreement");
        assertEquals(Set.of("DEMO-FLOOR"), Set.copyOf(own));
        system.as("producer", "DEMO-MINE", "portal").get("/office/payables.csv").then().statusCode(403);
    }

    @Test
    @Order(8)
    void everyDoorIsShutWithoutAToken() throws IOException {
        int doors = 0;
        for (Service service : Service.ALL) {
            Path description = RunningSystem.ROOT.resolve("contracts/openapi").resolve(service.name() + ".yaml");
            String path = null;
            for (String line : Files.readAllLines(description)) {
                if (line.matches("  /\\S*:")) {
                    path = line.strip().replaceFirst(":$", "").replaceAll("\\{[^}]*}", "1");
                } else if (path != null && line.matches("    (get|put|post|delete|patch):")) {
                    String method = line.strip().replaceFirst(":$", "").toUpperCase();
                    String door = service.name() + " " + method + " " + path;
                    for (String token : List.of("", "not.a.token")) {
                        var request = given().baseUri(system.service(service.name()).address().toString());
                        if (!method.equals("GET")) {
                            request.contentType(path.startsWith("/api/uploads") ? "text/csv" : "application/json");
                        }
                        Response answer = (token.isEmpty() ? request : request.auth().oauth2(token)).request(method, path);
                        assertEquals(401, answer.statusCode(), door);
                        assertTrue(answer.contentType().startsWith("application/problem+json"), () -> door + " answers " + answer.contentType());
                        assertTrue(answer.jsonPath().getString("code").matches("[A-Z][A-Z_]+"), () -> door + " answers " + answer.asString());
                    }
                    doors++;
                }
            }
            int unknown = given().baseUri(system.service(service.name()).address().toString()).get("/api/no-such-door").statusCode();
            assertTrue(unknown == 401 || unknown == 404, () -> service.name() + " answers " + unknown + " at an unknown address");
            given().baseUri(system.service(service.name()).address().toString()).get("/q/health/ready").then().statusCode(200);
        }
        assertTrue(doors >= 30, "doors of four services: " + doors);
        for (String page : List.of("/", "/office/payables", "/office/trial-balance", "/office/parked", "/statements/NDPR-PPA/2025-Q4")) {
            given().baseUri(system.service("portal").address().toString()).accept("text/html").redirects().follow(false).get(page).then().statusCode(303);
        }
        System.out.printf("Full system: %d doors, all shut without a token%n", doors);
    }

    @Test
    @Order(9)
    void everyShapeOfAgreementSettlesToTheAmountsWorkedByHandAndItsStatementSaysTheSame() throws IOException {
        Set<String> shapes = new TreeSet<>();
        for (Map<String, String> expected : workedByHand()) {
            String agreement = expected.get("agreement");
            String period = expected.get("period");
            String what = agreement + " " + period + ": " + expected.get("arithmetic");
            Map<String, Object> run = last(runs(agreement, period));
            assertSame(expected.get("top_up"), run.get("topUp"), "top-up of " + what);
            assertSame(expected.get("upside"), run.get("upsideShare"), "upside share of " + what);
            assertSame(expected.get("net"), run.get("net"), what);
            JsonPath statement = statement(agreement, period);
            assertSame(expected.get("net"), statement.getString("settled.amounts.net"), "the portal's " + what);
            assertFalse(statement.getList("amounts").isEmpty(), "its derivation");
            shapes.add(agreement);
        }
        assertEquals(Set.of("JARE-OFFTAKE", "SERRA-OFFTAKE", "MAGNET-MARGIN", "CFD-INDEXED", "COORDINATED-FLOOR", "PPA-LOTS"), shapes);

        for (Map<String, String> part : csv(Files.readString(ORACLE.resolve("sample-shapes-funds.csv")))) {
            List<Map<String, Object>> funds = statement(part.get("agreement"), part.get("period")).getList("settled.funds");
            Map<String, Object> fund = funds.stream().filter(one -> one.get("fund").equals(part.get("fund"))).findFirst().orElseThrow(() -> new AssertionError(funds));
            assertSame(part.get("amount"), fund.get("amount"), part.get("fund") + ": " + part.get("arithmetic"));
        }
        String page = system.as("producer", "MINE-E", "portal").accept("text/html").get("/statements/COORDINATED-FLOOR/2025-Q1").then().statusCode(200).extract().asString();
        for (String figure : List.of("654,276.78", "392,566.07", "163,569.19", "98,141.52")) {
            assertTrue(page.contains(figure), () -> "the page shows " + figure);
        }
    }

    @Test
    @Order(10)
    void anElectionFollowsTheFinalAssayAndNoKilogramIsDesignatedInTwoProgrammes() {
        JsonPath concentrate = system.office("contract-registry").get("/api/lots/CONCENTRATE-" + LAST_MONTH).then().statusCode(200).extract().jsonPath();
        // 100,000 kg x 0.61 x 0.155; of it 5,000 kg went into the oxide and 4,000 x 9,455 / 9,420 are elected.
        assertSame("9455", concentrate.getString("contained"), "content by the final assay");
        assertSame("5000", concentrate.getString("consumed"), "consumed");
        assertSame("4014.862", concentrate.getString("designated"), "designated");
        // All of the metal is elected under PPA-LOTS. COORDINATED-FLOOR is another programme of the same producer.
        Response refused = system.as("registrar", null, "contract-registry").contentType("application/json")
                .body(Map.of("lot", "METAL-" + LAST_MONTH, "day", YearMonth.parse(LAST_MONTH).atEndOfMonth().toString(), "category", "third-party-sale", "contained", "1",
                        "electedAt", YearMonth.parse(MONTH).atDay(1) + "T00:00:00Z", "document", "a-second-programme"))
                .post("/api/agreements/COORDINATED-FLOOR/designations");
        assertEquals(422, refused.statusCode(), refused::asString);
        assertTrue(refused.asString().contains("KILOGRAM_MUST_BE_DESIGNATED_ONCE"), refused::asString);
    }

    @Test
    @Order(11)
    void aProducerOfOneShapeSeesNothingOfTheOthers() {
        Map<String, Set<String>> owned = Map.of("MINE-B", Set.of("JARE-OFFTAKE"), "MINE-C", Set.of("SERRA-OFFTAKE"), "MAGNETS-A", Set.of("MAGNET-MARGIN"),
                "PLANT-D", Set.of("CFD-INDEXED"), "MINE-E", Set.of("COORDINATED-FLOOR", "PPA-LOTS"));
        List<Map<String, String>> periods = workedByHand();
        owned.forEach((producer, own) -> {
            assertEquals(own, Set.copyOf(system.as("producer", producer, "portal").get("/api/statements").then().statusCode(200).extract().jsonPath()
                    .getList("statements.agreement")), producer);
            assertEquals(own, Set.copyOf(system.as("producer", producer, "contract-registry").get("/api/agreements").then().statusCode(200).extract().jsonPath()
                    .getList("agreement")), producer);
            for (Map<String, String> period : periods) {
                boolean its = own.contains(period.get("agreement"));
                String address = period.get("agreement") + "/" + period.get("period");
                assertEquals(its ? 200 : 404, system.as("producer", producer, "portal").get("/statements/" + address + ".json").statusCode(), producer + " " + address);
                assertEquals(its ? 200 : 404, system.as("producer", producer, "settlement").get("/api/settlements/" + address + "/runs").statusCode(), producer + " " + address);
            }
        });
    }

    @Test
    @Order(12)
    void whatIsShownOfADraftAmendmentIsWhatItsApprovalPosts() throws IOException {
        // Cap of 12,000,000 from November 2025: of 3,360,000 remain 12,000,000 - 9,330,000 = 2,670,000, that is 2,000,000 more; then nothing is left for December.
        String draft = Files.readString(RunningSystem.SAMPLES.resolve("agreements/JARE-OFFTAKE.json"))
                .replace("\"version\": 1,", "\"version\": 2, \"governsFrom\": \"2025-11-01\",").replace("10000000.00", "12000000.00");
        String question = "{\"agreement\": \"JARE-OFFTAKE\", \"to\": \"2026-03-31\", \"document\": " + draft + "}";
        JsonPath shown = system.as("approver", null, "settlement").contentType("application/json").body(question).post("/api/what-if").then().statusCode(200)
                .extract().jsonPath();
        List<Map<String, Object>> changed = shown.<Map<String, Object>>getList("periods").stream().filter(one -> decimal(one.get("difference")).signum() != 0).toList();
        assertEquals(List.of("2025-11"), changed.stream().map(one -> one.get("period")).toList());
        assertSame("-2000000.00", changed.get(0).get("difference"), "what the amendment changes");
        List<Map<String, Object>> blast = system.as("approver", null, "settlement").contentType("application/json").body("{\"document\": " + draft + "}")
                .post("/api/blast-radius").then().statusCode(200).extract().jsonPath().getList("periods");
        // The statements from November on would name version 2; only November's amount would change.
        assertEquals(List.of("2025-11", "2025-12", "2026-01", "2026-02", "2026-03"), blast.stream().map(one -> one.get("period")).toList());
        assertEquals(List.of("2025-11"), blast.stream().filter(one -> decimal(one.get("difference")).signum() != 0).map(one -> one.get("period")).toList());

        String address = "/api/agreements/JARE-OFFTAKE/versions/2";
        String digest = system.as("registrar", null, "contract-registry").contentType("application/json").body(draft).put(address).then().statusCode(201)
                .extract().jsonPath().getString("digest");
        assertEquals(shown.getString("document"), digest, "what was asked about is what was proposed");
        JsonPath approved = system.as("approver", null, "contract-registry").contentType("application/json")
                .body(Map.of("digest", digest, "whatIf", shown.getString("digest"))).post(address + "/approval").then().statusCode(201).extract().jsonPath();
        assertEquals(shown.getString("digest"), approved.getString("whatIf"));
        documents++;
        system.awaitSettled(SampledState.facts() + documents, SOON);

        for (Map<String, Object> period : shown.<Map<String, Object>>getList("periods")) {
            @SuppressWarnings("unchecked")
            Map<String, Object> wouldBe = (Map<String, Object>) period.get("wouldBe");
            List<Map<String, Object>> runs = runs("JARE-OFFTAKE", (String) period.get("period"));
            assertSame(wouldBe.get("net"), last(runs).get("net"), "net of " + period.get("period"));
        }
        Map<String, Object> restated = last(runs("JARE-OFFTAKE", "2025-11"));
        assertSame("-2670000.00", restated.get("net"), "November");
        assertSame("-2000000.00", restated.get("difference"), "posted");
        // What had been computed before is still there.
        assertSame("-670000.00", runs("JARE-OFFTAKE", "2025-11").get(runs("JARE-OFFTAKE", "2025-11").size() - 2).get("net"), "the run before");
    }

    @Test
    @Order(13)
    void aRestatedPriceTouchesWhatItsBlastRadiusNamedAndNothingElse() throws IOException {
        // Dy of 2025-Q1 falls from 290.00 to 289.00: 1.00 x 40,000 = 40,000.00 more.
        String price = "\"pricingDate\": \"2025-01-06\", \"price\": \"289.00\", \"publishedAt\": \"2026-07-01T00:00:00Z\", \"document\": \"dy-corrected\"";
        JsonPath radius = system.office("settlement").contentType("application/json").body("{\"assessments\": [{\"series\": \"ILLUSTRATIVE-DY\", \"day\": \"2025-01-06\", \"price\": \"289.00\"}]}")
                .post("/api/blast-radius").then().statusCode(200).extract().jsonPath();
        assertEquals(List.of("SERRA-OFFTAKE 2025-Q1"), radius.<Map<String, Object>>getList("periods").stream()
                .map(one -> one.get("agreement") + " " + one.get("period")).toList());
        assertSame("40000.00", radius.getString("periods[0].difference"), "what it would change");
        Map<String, Integer> before = runsOfTheShapes();
        system.as("market-data", null, "price-ingestion").contentType("application/json").body("{" + price + "}")
                .post("/api/series/ILLUSTRATIVE-DY/assessments").then().statusCode(201);
        documents++;
        system.awaitSettled(SampledState.facts() + documents, SOON);
        Map<String, Object> restated = last(runs("SERRA-OFFTAKE", "2025-Q1"));
        assertEquals("restatement", restated.get("kind"));
        assertSame("40000.00", restated.get("difference"), "posted");
        before.merge("SERRA-OFFTAKE 2025-Q1", 1, Integer::sum);
        assertEquals(before, runsOfTheShapes());
    }

    @Test
    @Order(14)
    void aSecondInstanceOfSettlementWorksBesideTheFirstAndTakesOver() throws IOException, SQLException {
        ServiceProcess second = system.startAnother("settlement", "2");
        try {
            for (int i = 0; i < 20; i++) {
                post(80 + i + ".25");
            }
            awaitPrice("99.25");
            assertEquals(trialBalance(system.office("settlement").get("/api/books/trial-balance")),
                    trialBalance(given().baseUri(second.address().toString()).auth().oauth2(system.token("office", "OFFICE")).get("/api/books/trial-balance")));
            FaultTest.checkBooks(system);

            system.service("settlement").kill();
            post("71.75");
            await().atMost(SOON).pollInterval(Duration.ofMillis(100)).until(() -> priceIsOnTheBooks("71.75"));
        } finally {
            second.close();
            system.service("settlement").start();
            system.service("settlement").awaitReady();
        }
        system.awaitSettled(SampledState.facts() + documents, SOON);
        FaultTest.checkBooks(system);
    }

    @Test
    @Order(15)
    void replayFindsNothingToSay() throws IOException, InterruptedException {
        Replayed replayed = replay();
        assertEquals(0, replayed.exitCode(), replayed::output);
        assertTrue(replayed.output().contains("No difference"), replayed::output);
    }

    @Test
    @Order(16)
    void stopAndStartKeepsTheState() throws IOException {
        Map<String, BigDecimal> before = trialBalance(system.office("settlement").get("/api/books/trial-balance"));
        long facts = system.shelfPosition();
        Path sent = Path.of("target", STATE, "samples.loaded");
        String sentBefore = Files.readString(sent);
        system.close();

        system = RunningSystem.start(STATE, options -> options.samples(true).fresh(false));
        system.awaitSettled(facts, SOON);
        assertEquals(facts, system.shelfPosition(), "no sample was sent again");
        assertEquals(sentBefore, Files.readString(sent));
        assertEquals(before, trialBalance(system.office("settlement").get("/api/books/trial-balance")));
        awaitPortal(before);
    }

    @Test
    @Order(17)
    void replayNamesTheFirstDifference() throws IOException, InterruptedException {
        String forged = forgeASettlementOf("NDPR-PPA", "2025-Q4");
        Replayed replayed = replay();
        assertEquals(1, replayed.exitCode(), replayed::output);
        String first = replayed.output().lines().filter(line -> line.contains("The first:")).findFirst().orElseThrow(() -> new AssertionError(replayed.output()));
        assertTrue(first.contains(forged + ", amounts.topUp: posted 17625613.50, re-derived 17625612.50"), first);
    }

    // ---- asking

    private static List<Map<String, Object>> settlements(String agreement) {
        return system.office("settlement").get("/api/settlements?agreement=" + agreement).then().statusCode(200).extract().as(new TypeRef<>() { });
    }

    private static List<Map<String, Object>> runs(String agreement, String period) {
        return system.office("settlement").get("/api/settlements/" + agreement + "/" + period + "/runs").then().statusCode(200).extract().as(new TypeRef<>() { });
    }

    /** What the sample agreements of every shape come to through the API. */
    private static List<Map<String, String>> workedByHand() {
        try {
            return csv(Files.readString(ORACLE.resolve("sample-shapes.csv"))).stream().filter(row -> !row.get("seen").equals("files"))
                    .peek(row -> row.computeIfPresent("period", (column, period) -> period.equals("last month") ? LAST_MONTH : period)).toList();
        } catch (IOException unread) {
            throw new UncheckedIOException(unread);
        }
    }

    private static Map<String, Integer> runsOfTheShapes() {
        Map<String, Integer> runs = new TreeMap<>();
        workedByHand().forEach(row -> runs.put(row.get("agreement") + " " + row.get("period"), runs(row.get("agreement"), row.get("period")).size()));
        return runs;
    }

    /** Of the open month. */
    private static int lastRun() {
        return (int) last(runs("DEMO-FLOOR", MONTH)).get("sequence");
    }

    private static void awaitRunAfter(int sequence) {
        await().atMost(SOON).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2)).until(() -> lastRun() > sequence);
    }

    private static JsonPath statement(String agreement, String period) {
        return system.office("portal").get("/statements/" + agreement + "/" + period + ".json").then().statusCode(200).extract().jsonPath();
    }

    private static String sheet(String path) {
        return system.office("portal").get(path).then().statusCode(200).extract().asString();
    }

    private static String problem(Response answer) {
        answer.then().statusCode(404);
        JsonPath body = answer.jsonPath();
        return answer.contentType() + " " + body.getString("code") + " " + body.getString("title") + " " + body.getString("detail") + " " + body.getString("fix");
    }

    /** Debit and credit of every account by currency. */
    private static Map<String, BigDecimal> trialBalance(Response answer) {
        Map<String, BigDecimal> sides = new TreeMap<>();
        List<Map<String, Object>> accounts = answer.then().statusCode(200).extract().jsonPath().getList("$");
        accounts.forEach(account -> put(sides, (String) account.get("currency"), account));
        return sides;
    }

    private static void awaitPortal(Map<String, BigDecimal> journal) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
            Map<String, BigDecimal> portal = new TreeMap<>();
            List<Map<String, Object>> currencies = system.office("portal").get("/office/trial-balance.json").then().statusCode(200).extract().jsonPath()
                    .getList("currencies");
            for (Map<String, Object> books : currencies) {
                @SuppressWarnings("unchecked")
                List<Map<String, Object>> accounts = (List<Map<String, Object>>) books.get("accounts");
                accounts.forEach(account -> put(portal, (String) books.get("currency"), account));
            }
            assertEquals(journal, portal);
        });
    }

    private static void put(Map<String, BigDecimal> sides, String currency, Map<String, Object> account) {
        sides.put(account.get("account") + " " + currency + " debit", decimal(account.get("debit")).setScale(2));
        sides.put(account.get("account") + " " + currency + " credit", decimal(account.get("credit")).setScale(2));
    }

    private static BigDecimal balance(Map<String, BigDecimal> journal, String account, String currency) {
        return journal.getOrDefault(account + " " + currency + " debit", BigDecimal.ZERO)
                .subtract(journal.getOrDefault(account + " " + currency + " credit", BigDecimal.ZERO));
    }

    // ---- a price for the open month

    /** Each is a document of its own, so each after the first of a day is a revision. */
    private static void post(String price) {
        system.as("market-data", null, "price-ingestion").contentType("application/json")
                .body(Map.of("pricingDate", TODAY.toString(), "price", price, "publishedAt", TODAY + "T00:00:00Z", "document", "full-system-" + ++documents))
                .post("/api/series/ILLUSTRATIVE-NDPR/assessments").then().statusCode(201);
    }

    private static void awaitPrice(String price) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(100)).until(() -> priceIsOnTheBooks(price));
        system.awaitSettled(0, SOON);
    }

    /** The reference price is the mean of the days before at the price of the sample, and of today. */
    private static boolean priceIsOnTheBooks(String price) throws SQLException {
        int day = TODAY.getDayOfMonth();
        BigDecimal mean = new BigDecimal("110.00").multiply(BigDecimal.valueOf(day - 1)).add(new BigDecimal(price))
                .divide(BigDecimal.valueOf(day), 2, RoundingMode.HALF_UP);
        try (Connection connection = system.database("settlement"); Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(
                "SELECT reference_price FROM run WHERE agreement = 'DEMO-FLOOR' AND period_label = '" + MONTH + "' ORDER BY sequence DESC LIMIT 1")) {
            return row.next() && row.getBigDecimal(1).compareTo(mean) == 0;
        }
    }

    // ---- the auditor

    private record Replayed(int exitCode, String output) {
    }

    private static Replayed replay() throws IOException, InterruptedException {
        Path output = Path.of("target", STATE + "-replay.txt");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-cp",
                RunningSystem.ROOT.resolve("services/command-line/target/command-line-0.1.0.jar").toString(), "org.pricefloor.commandline.Pricefloor",
                "replay", "--kafka", system.kafka()).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), "the replay ends");
            return new Replayed(process.exitValue(), Files.readString(output));
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * Writes a run that nobody computed behind the last event of its partition: one dollar more, with postings to match.
     *
     * @return its id
     */
    private static String forgeASettlementOf(String agreement, String period) {
        List<ConsumerRecord<byte[], byte[]>> records = recordsOf(Topics.SETTLEMENTS);
        ConsumerRecord<byte[], byte[]> genuine = records.stream().filter(record -> header(record, EventEnvelope.HEADER_ID).startsWith("settled/" + agreement + "/" + period + "/"))
                .reduce((earlier, later) -> later).orElseThrow();
        long position = records.stream().filter(record -> record.partition() == genuine.partition())
                .mapToLong(record -> Long.parseLong(header(record, EventEnvelope.HEADER_POSITION))).max().orElseThrow() + 1;
        PeriodSettled posted = EventJson.read(genuine.value(), PeriodSettled.class);
        int sequence = posted.run().sequence() + 1;
        String id = PeriodSettled.id(agreement, period, sequence);
        BigDecimal dollar = new BigDecimal("1.00");
        PeriodSettled forged = new PeriodSettled(id, agreement, posted.agreementVersion(), posted.producer(), posted.office(), posted.product(), posted.period(),
                new PeriodSettled.Run(sequence, "restatement", posted.run().rulesVersion(), posted.run().cutOff(), posted.run().recordedAt(),
                        posted.run().accountingDate()),
                new PeriodSettled.Amounts(posted.amounts().quantity(), posted.amounts().unit(), posted.amounts().floorPrice(), posted.amounts().referencePrice(),
                        posted.amounts().unitDifference(), posted.amounts().topUp().add(dollar), posted.amounts().upsideShare(),
                        posted.amounts().net().add(dollar), posted.amounts().currency()),
                dollar, posted.determination(), posted.facts(), posted.flags(), posted.trace(),
                List.of(new PeriodSettled.Transfer(id + "/1", "top-up expense", "top-up payable", dollar, posted.amounts().currency())));
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(Topics.SETTLEMENTS, genuine.partition(), genuine.key(), EventJson.write(forged));
        genuine.headers().forEach(header -> {
            byte[] value = header.key().equals(EventEnvelope.HEADER_ID) ? id.getBytes(StandardCharsets.UTF_8)
                    : header.key().equals(EventEnvelope.HEADER_POSITION) ? Long.toString(position).getBytes(StandardCharsets.UTF_8) : header.value();
            record.headers().add(header.key(), value);
        });
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Map.of("bootstrap.servers", system.kafka(), "acks", "all"),
                new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(record);
        }
        return id;
    }

    private static List<ConsumerRecord<byte[], byte[]>> recordsOf(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", system.kafka(), "enable.auto.commit", "false"),
                new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = Stream.iterate(0, i -> i + 1).limit(Topics.PARTITIONS).map(i -> new TopicPartition(topic, i)).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(500)).forEach(records::add);
            }
            return records;
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    // ---- figures and files

    private static BigDecimal decimal(Object text) {
        return new BigDecimal(text.toString());
    }

    private static String round(Object figure, int decimals) {
        return decimal(figure).setScale(decimals, RoundingMode.HALF_UP).toPlainString();
    }

    /** By value, whatever the number of decimals. */
    private static void assertSame(Object expected, Object actual, String what) {
        assertTrue(actual != null && decimal(expected).compareTo(decimal(actual)) == 0, () -> what + ": expected " + expected + ", found " + actual);
    }

    private static void add(Map<String, BigDecimal> sums, String name, String amount) {
        sums.merge(name, new BigDecimal(amount), BigDecimal::add);
    }

    private static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }

    private static long median(List<Long> nanos) {
        return millis(nanos).stream().sorted().skip(nanos.size() / 2).findFirst().orElseThrow();
    }

    private static List<Long> millis(List<Long> nanos) {
        return nanos.stream().map(TimeUnit.NANOSECONDS::toMillis).toList();
    }

    /** Rows by column; quoted cells may hold commas. */
    private static List<Map<String, String>> csv(String text) {
        List<String> lines = text.lines().toList();
        List<String> header = cells(lines.get(0));
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> cells = cells(line);
            Map<String, String> row = new HashMap<>();
            for (int i = 0; i < header.size(); i++) {
                row.put(header.get(i), i < cells.size() ? cells.get(i) : "");
            }
            rows.add(row);
        }
        return rows;
    }

    private static List<String> cells(String line) {
        return Stream.of(line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1)).map(cell -> cell.startsWith("\"") ? cell.substring(1, cell.length() - 1).replace("\"\"", "\"") : cell)
                .toList();
    }
}
