package org.pricefloor.acceptance;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.pricefloor.contracts.Topics;
import org.pricefloor.devstack.Service;
import org.yaml.snakeyaml.Yaml;

/** What the operator sees, and what the operator does when a database is lost. A system of its own: the last tests break it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SeenFromOutsideTest {

    private static final String NAME = "seen-from-outside";
    private static final Path OBSERVABILITY = RunningSystem.ROOT.resolve("deploy/observability");
    private static final Path RUNBOOKS = RunningSystem.ROOT.resolve("deploy/runbooks");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Between two looks at the numbers, which are kept for 5 s: the duration over which a rate is computed here. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5_200);

    private static RunningSystem system;

    @BeforeAll
    static void start() {
        system = RunningSystem.start(NAME, options -> options.samples(true).environment("PRICEFLOOR_LOG_JSON", "true"));
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    @Order(1)
    void everybodySeesWhetherAServiceIsReadyAndTheOperatorSeesWhy() {
        for (Service service : Service.ALL) {
            String address = system.service(service.name()).address().toString();
            JsonPath open = given().baseUri(address).get("/q/health/ready").then().statusCode(200).extract().jsonPath();
            assertTrue(open.getList("checks.name").containsAll(List.of("broker", "database", "outbox", "intake")), service.name());
            assertTrue(open.getList("checks.data").stream().allMatch(java.util.Objects::isNull), "reasons are the operator's: " + open.prettify());
            JsonPath inside = operator(service.name()).get("/q/health").then().statusCode(200).extract().jsonPath();
            assertTrue(inside.getInt("checks.find { it.name == 'outbox' }.data.'oldest-unsent-seconds'") < 30);
            given().baseUri(address).get("/q/metrics").then().statusCode(401);
            system.office(service.name()).get("/q/metrics").then().statusCode(403);
        }
    }

    @Test
    @Order(2)
    void oneTraceLeadsFromAPriceToItsPosting() throws IOException {
        String month = LocalDate.now(ZoneOffset.UTC).toString().substring(0, 7);
        String answered = post(month, "96.40", "00-" + TRACE + "-00f067aa0ba902b7-01");
        assertEquals(TRACE, answered.split("-")[1], "the answer names the request's trace");
        await().atMost(PATIENCE).untilAsserted(() -> assertTrue(headersOfSettlements().contains(TRACE), "an event of a run bears the trace of the price"));
        for (String service : List.of("price-ingestion", "settlement", "portal")) {
            await().atMost(PATIENCE).untilAsserted(() -> assertTrue(Files.readString(system.service(service).log()).contains(TRACE), service + " says it in its log"));
        }
        List<Map<String, Object>> runs = system.office("settlement").get("/api/settlements/DEMO-FLOOR/" + month + "/runs").then().statusCode(200).extract().jsonPath().getList("");
        JsonPath causes = operator("settlement").get("/api/settlements/DEMO-FLOOR/" + month + "/runs/" + runs.size() + "/causes").then().statusCode(200).extract().jsonPath();
        assertEquals(TRACE, causes.getString("trace"));
        assertTrue(causes.getList("facts.findAll { it.trace == '" + TRACE + "' }.fact").contains("assessment/ILLUSTRATIVE-NDPR/" + month + "-01/r2"),
                "posting to run to fact to the request that brought it: " + causes.prettify());
        assertFalse(post(month, "96.41", "00-" + "0".repeat(32) + "-00f067aa0ba902b7-01").contains("0".repeat(32)), "what is no trace is replaced by one");
    }

    @Test
    @Order(3)
    void everyQueryIsAnsweredByTheServicesAndAHealthySystemRaisesNoAlert() throws IOException, InterruptedException {
        given().baseUri(system.service("portal").address().toString()).contentType(ContentType.URLENC).formParam("token", "none").post("/sign-in").then().statusCode(422);
        given().baseUri(system.service("settlement").address().toString()).get("/api/nothing").then().statusCode(404);
        look();
        Thread.sleep(BETWEEN_LOOKS.toMillis());
        PromQl.Look earlier = look();
        Thread.sleep(BETWEEN_LOOKS.toMillis());
        PromQl.Look now = look();
        for (Map<String, Object> alert : alerts()) {
            PromQl.Answer fires = PromQl.answer((String) alert.get("expr"), earlier, now);
            assertTrue(fires.values().isEmpty(), alert.get("alert") + " fires on a healthy system: " + fires);
        }
        List<String> shown = dashboardQueries();
        for (String query : shown) {
            PromQl.answer(query, earlier, now);
        }
        assertTrue(shown.size() >= 20, "the dashboard asks " + shown.size() + " questions");
        assertThrows(PromQl.Refused.class, () -> PromQl.answer("pricefloor_no_such_number > 1", earlier, now));
        assertThrows(PromQl.Refused.class, () -> PromQl.answer("pricefloor_parked_periods{agreement=\"A\"} > 1", earlier, now));
        assertBalancesAreThoseOfTheJournal(now);
    }

    /** Running totals against the journal itself. */
    private static void assertBalancesAreThoseOfTheJournal(PromQl.Look now) {
        Map<String, BigDecimal> journal = booksOfSettlement();
        journal.forEach((account, balance) -> {
            String[] key = account.split("/");
            double shown = now.metrics().get("pricefloor_balance_currency_units").entrySet().stream()
                    .filter(each -> each.getKey().get("account").equals(key[0]) && each.getKey().get("currency").equals(key[1])).findFirst().orElseThrow().getValue();
            assertEquals(balance.doubleValue(), shown, 0.005, account);
        });
        assertFalse(journal.isEmpty());
    }

    @Test
    @Order(4)
    void everyAlertHasItsRunbookAndTheCommandsInItWork() throws IOException {
        for (Map<String, Object> alert : alerts()) {
            Path runbook = RUNBOOKS.resolve(alert.get("alert") + ".md");
            assertTrue(Files.exists(runbook), "no runbook for " + alert.get("alert"));
            assertEquals("deploy/runbooks/" + alert.get("alert") + ".md", ((Map<?, ?>) alert.get("annotations")).get("runbook"));
            String text = Files.readString(runbook);
            Stream.of("## First look", "## How to mend it", "## Whom to wake").forEach(part -> assertTrue(text.contains(part), runbook + " lacks " + part));
        }
        try (Stream<Path> pages = Files.list(RUNBOOKS)) {
            for (Path page : pages.filter(each -> each.toString().endsWith(".md")).toList()) {
                Matcher block = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(page));
                while (block.find()) {
                    block.group(1).lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> assertWorks(page, line));
                }
            }
        }
    }

    /** Programs exist, options of ours are in their help, addresses answer the role that is named; what is destroyed is not done here. */
    private static void assertWorks(Path page, String line) {
        String program = line.split(" ")[0];
        if (program.startsWith("deploy/")) {
            assertTrue(Files.isExecutable(RunningSystem.ROOT.resolve(program)), page + ": " + program);
            String[] words = line.split(" ");
            String help = (program.equals("deploy/pricefloor") ? new Command(RunningSystem.ROOT, program, words[1], "--help") : new Command(RunningSystem.ROOT, program, "--help")).run(0);
            Matcher option = Pattern.compile("(--[a-z-]+)").matcher(line);
            while (option.find()) {
                assertTrue(help.contains(option.group(1)), page + ": " + program + " has no option " + option.group(1));
            }
        } else {
            assertTrue(List.of("curl", "tail", "grep").contains(program), page + ": " + program + " is no command of a plain machine");
        }
        Matcher address = Pattern.compile("http://localhost:(\\d+)(/[^ |\"]*)").matcher(line);
        if (address.find()) {
            Service service = Service.ALL.stream().filter(each -> each.defaultPort() == Integer.parseInt(address.group(1))).findFirst().orElseThrow();
            Matcher role = Pattern.compile("--role ([a-z-]+)(?: --party ([A-Z-]+))?").matcher(line);
            boolean named = role.find();
            (named ? system.as(role.group(1), role.group(2), service.name()) : given().baseUri(system.service(service.name()).address().toString()))
                    .get(address.group(2)).then().statusCode(200);
        }
    }

    @Test
    @Order(5)
    void everyLogLineIsJsonAndNoneHoldsASecret() throws IOException {
        for (Service service : Service.ALL) {
            String token = system.token("operator", null);
            operator(service.name()).get("/q/health").then().statusCode(200);
            given().baseUri(system.service(service.name()).address().toString()).auth().oauth2(token + "x").get("/q/metrics").then().statusCode(401);
            List<String> lines = Files.readAllLines(system.service(service.name()).log());
            assertTrue(lines.size() > 10, service.name() + " has a log");
            List<String> secrets = List.of("eyJ", system.databasePassword(service.name()), superuserPassword());
            for (String line : lines) {
                JsonNode entry = JSON.readTree(line);
                assertTrue(entry.has("timestamp") && entry.has("level") && entry.has("message"), line);
                secrets.forEach(secret -> assertFalse(line.contains(secret), service.name() + " says a secret"));
            }
        }
    }

    @Test
    @Order(6)
    void booksAreTheSameAfterADatabaseWasLostAndRestoredToAnEarlierPoint() throws SQLException, IOException {
        String month = LocalDate.now(ZoneOffset.UTC).toString().substring(0, 7);
        Path backup = Path.of("target", NAME + "-backup").toAbsolutePath();
        deleteFolder(backup);
        String state = RunningSystem.state(NAME).toString();
        JsonPath taken = JsonPath.from(new Command(RunningSystem.ROOT, "deploy/backup", "--state", state, "--json", backup.toString()).run(0));
        assertEquals(4, taken.getInt("databases"));
        new Command(RunningSystem.ROOT, "deploy/backup", "--state", state, backup.toString()).run(2);
        new Command(RunningSystem.ROOT, "deploy/restore", "--state", state, backup.toString()).run(2);

        long before = system.shelfPosition();
        post(month, "95.10", null);
        post(month, "97.20", null);
        system.awaitSettled(before + 2, PATIENCE);
        Map<String, BigDecimal> books = booksOfSettlement();
        await().atMost(PATIENCE).untilAsserted(() -> assertEquals(books, booksOfThePortal()));
        long facts = system.shelfPosition();
        long runs = runsOf(month);
        destroy("settlement");
        destroy("portal");
        system.close();

        Path spoiled = backup.resolve("settlement/run.copy.gz");
        byte[] whole = Files.readAllBytes(spoiled);
        Files.write(spoiled, new byte[] {1, 2, 3});
        assertTrue(new Command(RunningSystem.ROOT, "deploy/restore", "--state", state, "--only", "settlement", backup.toString()).run(2).contains("SHA-256"));
        Files.write(spoiled, whole);
        JsonPath restored = JsonPath.from(new Command(RunningSystem.ROOT, "deploy/restore", "--state", state, "--only", "settlement", "--json", backup.toString()).run(0));
        assertEquals(List.of("portal", "settlement"), restored.getList("restored"));
        assertTrue(restored.getLong("afterTheBackup.'pricefloor.settlements'") > 0, "what the topic knew beyond the backup is kept");

        system = RunningSystem.start(NAME, options -> options.fresh(false).environment("PRICEFLOOR_LOG_JSON", "true"));
        system.awaitSettled(facts, PATIENCE);
        assertEquals(facts, system.shelfPosition(), "what came after the backup was read again, once");
        assertEquals(books, booksOfSettlement());
        await().atMost(PATIENCE).untilAsserted(() -> assertEquals(books, booksOfThePortal(), "the portal shows what settlement has"));
        assertTrue(runsOf(month) <= runs, "the way there may be shorter, never longer");
        post(month, "97.30", null);
        system.awaitSettled(facts + 1, PATIENCE);
        await().atMost(PATIENCE).untilAsserted(() -> assertEquals(booksOfSettlement(), booksOfThePortal(), "positions go on: nothing new is taken for known"));
    }

    @Test
    @Order(7)
    void whatIsSentAgainAfterAPublisherWasRestoredIsKnownAndNothingIsPostedForIt() throws SQLException, IOException {
        String month = LocalDate.now(ZoneOffset.UTC).toString().substring(0, 7);
        Path backup = Path.of("target", NAME + "-backup").toAbsolutePath();
        String state = RunningSystem.state(NAME).toString();
        long before = system.shelfPosition();
        deliver(month);
        system.awaitSettled(before + 1, PATIENCE);
        long facts = system.shelfPosition();
        long runs = runsOf(month);
        Map<String, BigDecimal> books = booksOfSettlement();
        destroy("price-ingestion");
        destroy("contract-registry");
        system.close();
        JsonPath restored = JsonPath.from(new Command(RunningSystem.ROOT, "deploy/restore", "--state", state, "--only", "price-ingestion,contract-registry", "--json", backup.toString()).run(0));
        assertEquals(List.of("contract-registry", "price-ingestion"), restored.getList("restored").stream().sorted().toList());
        assertEquals(3, restored.getLong("afterTheBackup.'pricefloor.market-data'"), "the three prices that came after the backup");

        system = RunningSystem.start(NAME, options -> options.fresh(false).environment("PRICEFLOOR_LOG_JSON", "true"));
        for (String price : List.of("95.10", "97.20", "97.30")) {
            post(month, price, null);
        }
        deliver(month);
        post(month, "97.40", null);
        system.awaitSettled(facts + 1, PATIENCE);
        assertEquals(facts + 1, system.shelfPosition(), "what was sent again is known; the one that is new is not");
        assertEquals(runs + 1, runsOf(month));
        assertEquals(List.of(), system.office("settlement").get("/api/parked-events").then().statusCode(200).extract().jsonPath().getList(""));
        post(month, "97.30", null, "seen-again");
        system.awaitSettled(facts + 2, PATIENCE);
        assertEquals(books, booksOfSettlement(), "at the same price the books are those before the loss");
    }

    @Test
    @Order(8)
    void withoutBrokerAndDatabaseEveryServiceLivesAndNoneIsReady() {
        system.killBroker();
        system.killDatabase();
        for (Service service : Service.ALL) {
            String address = system.service(service.name()).address().toString();
            await().atMost(PATIENCE).untilAsserted(() -> {
                JsonPath ready = given().baseUri(address).get("/q/health/ready").then().statusCode(503).extract().jsonPath();
                assertEquals("DOWN", ready.getString("checks.find { it.name == 'broker' }.status"));
                assertEquals("DOWN", ready.getString("checks.find { it.name == 'database' }.status"));
            });
            given().baseUri(address).get("/q/health/live").then().statusCode(200);
            JsonPath inside = operator(service.name()).get("/q/health").then().statusCode(503).extract().jsonPath();
            assertFalse(inside.getString("checks.find { it.name == 'broker' }.data.reason").isBlank());
            given().baseUri(address).get("/q/health/live").then().statusCode(200);
        }
    }

    private static io.restassured.specification.RequestSpecification operator(String service) {
        return system.as("operator", null, service);
    }

    private static void deliver(String month) {
        system.as("registrar", null, "contract-registry").contentType(ContentType.JSON)
                .body(Map.of("lot", "SEEN-" + month, "category", "third-party-sale", "deliveryDate", month + "-01", "quantity", "12.5", "unit", "kg",
                        "certifiedAt", month + "-01T12:00:00Z", "document", "seen-delivery"))
                .post("/api/agreements/DEMO-FLOOR/deliveries").then().statusCode(201);
    }

    /** What the answer says of the trace. */
    private static String post(String month, String price, String traceparent) {
        return post(month, price, traceparent, "seen-" + price);
    }

    private static String post(String month, String price, String traceparent, String document) {
        var request = system.as("market-data", null, "price-ingestion").contentType(ContentType.JSON)
                .body(Map.of("pricingDate", month + "-01", "price", price, "publishedAt", month + "-01T12:00:00Z", "document", document));
        return (traceparent == null ? request : request.header("traceparent", traceparent)).post("/api/series/ILLUSTRATIVE-NDPR/assessments")
                .then().statusCode(201).extract().header("traceresponse");
    }

    private static Map<String, BigDecimal> booksOfSettlement() {
        Map<String, BigDecimal> balances = new TreeMap<>();
        List<Map<String, String>> accounts = system.office("settlement").get("/api/books/trial-balance").then().statusCode(200).extract().jsonPath().getList("");
        accounts.forEach(account -> add(balances, account.get("currency"), account));
        return balances;
    }

    private static Map<String, BigDecimal> booksOfThePortal() {
        Map<String, BigDecimal> balances = new TreeMap<>();
        List<Map<String, Object>> currencies = system.office("portal").get("/office/trial-balance.json").then().statusCode(200).extract().jsonPath().getList("currencies");
        currencies.forEach(books -> {
            @SuppressWarnings("unchecked")
            List<Map<String, String>> accounts = (List<Map<String, String>>) books.get("accounts");
            accounts.forEach(account -> add(balances, (String) books.get("currency"), account));
        });
        return balances;
    }

    /** An account without a balance is one that nothing was left on: how much went through it depends on the steps. */
    private static void add(Map<String, BigDecimal> balances, String currency, Map<String, String> account) {
        BigDecimal balance = new BigDecimal(account.get("debit")).subtract(new BigDecimal(account.get("credit"))).stripTrailingZeros();
        if (balance.signum() != 0) {
            balances.put(account.get("account") + "/" + currency, balance);
        }
    }

    private static long runsOf(String month) {
        return system.office("settlement").get("/api/settlements/DEMO-FLOOR/" + month + "/runs").then().statusCode(200).extract().jsonPath().getList("").size();
    }

    private static String headersOfSettlements() {
        StringBuilder headers = new StringBuilder();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", system.kafka(), "enable.auto.commit", "false"),
                new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.SETTLEMENTS).stream().map(each -> new TopicPartition(Topics.SETTLEMENTS, each.partition())).toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            partitions.forEach(each -> consumer.seek(each, Math.max(0, ends.get(each) - 20)));
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    Header header = record.headers().lastHeader("ce_traceparent");
                    headers.append(header == null ? "" : new String(header.value(), StandardCharsets.UTF_8)).append('\n');
                }
            }
        }
        return headers.toString();
    }

    private static PromQl.Look look() {
        Map<String, String> answers = new TreeMap<>();
        for (Service service : Service.ALL) {
            answers.put(service.name(), operator(service.name()).accept("text/plain").get("/q/metrics").then().statusCode(200).extract().asString());
        }
        return PromQl.Look.at(System.nanoTime() / 1e9, answers);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> alerts() throws IOException {
        Map<String, Object> file = new Yaml().load(Files.readString(OBSERVABILITY.resolve("alerts.yaml")));
        List<Map<String, Object>> alerts = new ArrayList<>();
        ((List<Map<String, Object>>) file.get("groups")).forEach(group -> alerts.addAll((List<Map<String, Object>>) group.get("rules")));
        return alerts;
    }

    private static List<String> dashboardQueries() throws IOException {
        List<String> queries = new ArrayList<>();
        JSON.readTree(OBSERVABILITY.resolve("dashboard.json").toFile()).findValues("expr").forEach(query -> queries.add(query.asText()));
        return queries;
    }

    private static String superuserPassword() throws IOException {
        return Files.readString(RunningSystem.state(NAME).resolve("database/superuser.password")).strip();
    }

    private static void destroy(String service) throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:postgresql://" + system.databaseAddress() + "/postgres", "postgres", superuserPassword());
             Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE " + system.stack().database(service).database() + " WITH (FORCE)");
        }
    }

    private static void deleteFolder(Path folder) {
        org.pricefloor.infrastructure.PrivateFiles.deleteFolder(folder);
    }
}
