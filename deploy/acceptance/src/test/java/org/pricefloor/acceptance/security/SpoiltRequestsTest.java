package org.pricefloor.acceptance.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.pricefloor.acceptance.RunningSystem;
import org.pricefloor.acceptance.SharedSystem;
import org.pricefloor.houserules.AccessPolicy;
import org.pricefloor.houserules.AccessPolicy.Row;
import org.yaml.snakeyaml.Yaml;

/**
 * Requests of callers who may, and who send what they should not: members that are ours to fill, texts that another language could
 * read, ids of others, requests of other origins. And what every answer says, or keeps to itself.
 */
@ExtendWith(SharedSystem.class)
class SpoiltRequestsTest {

    private static final AccessPolicy POLICY = AccessPolicy.read();
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the services fill in, decide or derive: no document brings it, unless its description has a member of that name. */
    private static final List<String> OURS = List.of("id", "eventId", "recordedAt", "receivedAt", "published", "publishedBy", "revision", "sequence", "position", "cutOff", "state", "status",
            "proposal", "proposedBy", "proposer", "approved", "approvedBy", "approvedAt", "approver", "withdrawnBy", "recordedBy", "party", "producer", "office", "role", "roles", "groups", "subject",
            "digest", "sha256", "number", "document_id", "createdAt", "updatedAt", "createdBy", "owner", "tenant", "isAdmin", "admin", "rulesVersion", "net", "topUp", "__proto__", "constructor",
            "@type", "@class", "$type", "class", "_links");

    private static final String FORGED_LINE = "FORGED-LINE approved by nobody";
    private static final List<String> INJECTIONS = List.of("' OR '1'='1", "'; DROP TABLE run; --", "\" OR \"\"=\"", "1; SELECT pg_sleep(5)", "') UNION SELECT * FROM pg_user --", "\\", "%", "_",
            "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "javascript:alert(1)", "{1337*1337}", "{{1337*1337}}", "${1337*1337}", "#{1337*1337}", "<%= 1337*1337 %>",
            "${jndi:ldap://localhost:1/x}", "%{1337*1337}", "../../../../etc/passwd", "..\\..\\..\\windows\\win.ini", "/etc/passwd", "file:///etc/passwd", "http://localhost:1/", "a\r\nSet-Cookie: forged=1",
            "a\n" + FORGED_LINE, "=1+1", "@SUM(1)", "|id", "`id`", "$(id)", "; id", "*", "\u202e", "\ufeff", "x".repeat(3_000));
    private static final Pattern INSIDES = Pattern.compile("(?i)org\\.pricefloor|java\\.(lang|util|sql)|io\\.quarkus|hibernate|Exception|postgres|SQLState|syntax error|stack ?trace|\\.java:\\d|jdbc:");

    private static Doors doors;
    private static RunningSystem system;
    private static Map<String, String> tokens;

    @BeforeAll
    static void enter(RunningSystem running) {
        system = running;
        doors = new Doors(running);
        tokens = new LinkedHashMap<>();
        for (String role : List.of("market-data", "registrar", "approver", "office", "auditor", "operator")) {
            tokens.put(role, running.token(role, null));
        }
        tokens.put("producer", running.token("producer", Parties.OWNER));
    }

    /** A role that the policy lets in, the office first. */
    private static String token(Row row) {
        return row.answers().get("office").equals("-") ? tokens.get(row.roles().iterator().next()) : tokens.get("office");
    }

    @Test
    void noWriteTakesAMemberThatIsOursToFill() throws IOException {
        List<String> taken = new ArrayList<>();
        int cases = 0;
        for (String service : Doors.SERVICES) {
            Map<String, Object> description = new Yaml().load(Files.readString(RunningSystem.ROOT.resolve(Path.of("contracts", "openapi", service + ".yaml"))));
            for (Row row : POLICY.of(service)) {
                Map<?, ?> schema = bodySchema(description, row);
                if (schema == null) {
                    continue;
                }
                for (String member : OURS) {
                    if (((Map<?, ?>) schema.get("properties")).containsKey(member)) {
                        continue;
                    }
                    cases++;
                    Answer answer = doors.ask(service, row.method(), Parties.path(row, Parties.PRESENT), token(row), Parties.headers(row),
                            "{\"" + member + "\":\"x\"" + (row.path().contains("{version}") && row.method().equals("PUT") ? ",\"version\":1}" : "}"));
                    if (answer.status() != 400 || !answer.code().equals("MALFORMED_JSON") || !answer.json().path("pointer").asText().equals("/" + member)) {
                        taken.add(service + " " + row.address() + " " + member + ": " + answer);
                    }
                }
            }
        }
        System.out.printf("Mass assignment: %d members sent that are ours to fill, %d not refused by name%n", cases, taken.size());
        assertEquals(List.of(), taken);
        assertTrue(cases > 400, "cases: " + cases);
    }

    private static Map<?, ?> bodySchema(Map<String, Object> description, Row row) {
        Map<?, ?> path = (Map<?, ?>) ((Map<?, ?>) description.get("paths")).get(row.path());
        Map<?, ?> operation = path == null ? null : (Map<?, ?>) path.get(row.method().toLowerCase(Locale.ROOT));
        Map<?, ?> body = operation == null ? null : (Map<?, ?>) operation.get("requestBody");
        Map<?, ?> json = body == null ? null : (Map<?, ?>) ((Map<?, ?>) body.get("content")).get("application/json");
        if (json == null) {
            return null;
        }
        String name = ((Map<?, ?>) json.get("schema")).get("$ref").toString().replaceFirst(".*/", "");
        return (Map<?, ?>) ((Map<?, ?>) ((Map<?, ?>) description.get("components")).get("schemas")).get(name);
    }

    @Test
    void noParameterIsReadAsAnotherLanguage() throws IOException {
        List<String> read = new ArrayList<>();
        int cases = 0;
        for (Row row : POLICY.rows()) {
            if (!row.method().equals("GET") || row.isOfEveryService()) {
                continue;
            }
            for (String injection : INJECTIONS) {
                String text = URLEncoder.encode(injection, StandardCharsets.UTF_8).replace("+", "%20");
                List<String> addresses = new ArrayList<>();
                if (row.path().contains("{")) {
                    addresses.add(row.path().replaceAll("\\{\\w+}", text));
                    addresses.add(row.path().replaceFirst("\\{\\w+}", text).replaceAll("\\{period}", "2025-Q1").replaceAll("\\{(version|sequence)}", "1"));
                }
                for (String parameter : parameters(row)) {
                    String path = Parties.path(row, Parties.PRESENT);
                    addresses.add((path.contains("?") ? path.substring(0, path.indexOf('?')) : path) + "?" + (row.path().equals("/api/settlements") && !parameter.equals("agreement")
                            ? "agreement=COORDINATED-FLOOR&" : "") + parameter + "=" + text);
                }
                for (String address : addresses) {
                    cases++;
                    Answer answer = doors.raw(row.service(), "GET " + address + " HTTP/1.1", "Host: localhost", "Authorization: Bearer " + token(row), "Accept: text/html, */*;q=0.1", "Connection: close");
                    String wrong = judged(answer, injection);
                    if (wrong != null) {
                        read.add(row.service() + " " + (address.length() > 200 ? address.substring(0, 200) : address) + ": " + wrong);
                    }
                }
            }
        }
        System.out.printf("Injection: %d addresses asked, %d read otherwise%n", cases, read.size());
        assertEquals(List.of(), read);
        assertTrue(cases > 1_000, "cases: " + cases);
    }

    private static List<String> parameters(Row row) {
        return switch (row.path()) {
            case "/api/settlements" -> List.of("agreement", "from", "to", "knownAt");
            case "/api/settlements/{agreement}/{period}/runs" -> List.of("knownAt");
            case "/api/books/trial-balance" -> List.of("agreement");
            case "/api/statements" -> List.of("agreement", "after", "from", "to", "limit", "producer");
            case "/" -> List.of("agreement", "after");
            case "/sign-in" -> List.of("next", "ended");
            case "/office/payables", "/office/payables.csv" -> List.of("agreement", "from", "to", "producer");
            case "/statements/{agreement}/{period}", "/statements/{agreement}/{period}.csv", "/statements/{agreement}/{period}.json" -> List.of("run", "knownAt");
            case "/api/series/{series}/assessments", "/api/series/{series}/fixes" -> List.of("from", "to", "asPublishedAt");
            case "/api/agreements/{agreement}/deliveries" -> List.of("from", "to");
            default -> List.of();
        };
    }

    private static String judged(Answer answer, String injection) {
        if (answer.status() == 0 || answer.status() >= 500) {
            return "answered " + answer;
        }
        if (answer.headers().containsKey("set-cookie") && answer.headers().get("set-cookie").toString().contains("forged")) {
            return "a header was written";
        }
        if (answer.body().contains("1787569")) {
            return "it was computed: " + answer;
        }
        if (answer.header("content-type").startsWith("text/html") && injection.contains("<") && answer.body().contains(injection)) {
            return "it stands in the page as it came";
        }
        if (answer.body().contains("root:") && answer.body().contains("/bin/")) {
            return "a file was read";
        }
        return INSIDES.matcher(answer.body().replace(injection, "")).find() && !answer.header("content-type").startsWith("text/html") ? "it shows insides: " + answer : null;
    }

    @Test
    void noTextOfADocumentIsReadAsAnotherLanguageAndNoLogLineIsForged() throws IOException {
        Map<String, Map.Entry<String, Path>> documents = new LinkedHashMap<>();
        documents.put("PUT /api/series/ILLUSTRATIVE-ND", Map.entry("price-ingestion", sample("series/ILLUSTRATIVE-ND.json")));
        documents.put("PUT /api/calendars/EVERY-DAY", Map.entry("price-ingestion", sample("calendars/EVERY-DAY.json")));
        documents.put("POST /api/series/ILLUSTRATIVE-DAY-AHEAD/assessments", Map.entry("price-ingestion", sample("hours/assessment-2026-04-03-illustrative.json")));
        documents.put("POST /api/agreements/CFD-INDEXED/deliveries", Map.entry("contract-registry", sample("hours/delivery-2026-04-03-illustrative.json")));
        documents.put("PUT /api/agreements/PPA-LOTS/versions/1", Map.entry("contract-registry", sample("agreements/PPA-LOTS.json")));
        List<String> texts = List.of("a\n" + FORGED_LINE, "a\r\n" + FORGED_LINE, "a\r" + FORGED_LINE, "\u0000", "\u001b[2J");
        List<String> wrong = new ArrayList<>();
        int cases = 0;
        for (Map.Entry<String, Map.Entry<String, Path>> document : documents.entrySet()) {
            String[] address = document.getKey().split(" ");
            String service = document.getValue().getKey();
            String token = tokens.get(service.equals("price-ingestion") ? "market-data" : "registrar");
            JsonNode good = JSON.readTree(Files.readString(document.getValue().getValue()));
            for (String member : members(good)) {
                for (String text : texts) {
                    cases++;
                    ObjectNode spoilt = good.deepCopy();
                    spoilt.put(member, text);
                    Answer answer = doors.ask(service, address[0], address[1], token, Map.of("Content-Type", "application/json"), spoilt.toString());
                    if (answer.status() < 400 || answer.status() >= 500 || !answer.isProblem()) {
                        wrong.add(document.getKey() + " " + member + "=" + text.strip() + ": " + answer);
                    }
                }
            }
        }
        // What another language would read is a text like any other: kept to the letter, in a series of its own.
        for (String text : List.of("'; DROP TABLE outbox; --", "${jndi:ldap://localhost:1/x}", "{1337*1337}", "%s%n%n", "<script>alert(1)</script>", "=1+1")) {
            cases++;
            ObjectNode named = (ObjectNode) JSON.readTree(Files.readString(sample("series/ILLUSTRATIVE-ND.json")));
            named.put("product", text);
            Answer answer = doors.ask("price-ingestion", "PUT", "/api/series/NAMED-BY-AN-ATTACKER", tokens.get("market-data"), Map.of("Content-Type", "application/json"), named.toString());
            if (answer.status() != 201 || !answer.json().path("document").path("product").asText().equals(text)) {
                wrong.add("a product named " + text + ": " + answer);
            }
        }
        for (String service : Doors.SERVICES) {
            for (String line : Files.readAllLines(system.service(service).log(), StandardCharsets.UTF_8)) {
                if (line.startsWith(FORGED_LINE)) {
                    wrong.add("the log of " + service + " has a forged line");
                }
            }
        }
        System.out.printf("Injection: %d texts of documents, %d taken or read otherwise%n", cases, wrong.size());
        assertEquals(List.of(), wrong);
    }

    private static Path sample(String name) {
        return RunningSystem.SAMPLES.resolve(name);
    }

    /** Members that hold text, and are not the notes and titles in which a person may write what it likes. */
    private static List<String> members(JsonNode document) {
        List<String> members = new ArrayList<>();
        document.properties().forEach(member -> {
            if (member.getValue().isTextual()) {
                members.add(member.getKey());
            }
        });
        return members;
    }

    @Test
    void idsOfAnotherPartyInsideAQuestionAreAnsweredAsAbsentOnes() {
        String own = "{\"agreement\":\"PPA-LOTS\",\"lot\":\"X\",\"category\":\"third-party-sale\",\"deliveryDate\":\"2026-01-15\",\"quantity\":\"1\",\"unit\":\"kg\"}";
        for (String question : List.of("POST /api/blast-radius {\"deliveries\":[" + own + "," + own.replace("PPA-LOTS", "ID") + "]}",
                "POST /api/blast-radius {\"measures\":[{\"agreement\":\"ID\",\"measure\":\"ebitda\",\"day\":\"2025-12-31\",\"value\":\"1\",\"unit\":\"USD\"}]}",
                "POST /api/what-if {\"agreement\":\"PPA-LOTS\",\"deliveries\":[" + own.replace("PPA-LOTS", "ID") + "]}",
                "POST /api/what-if {\"agreement\":\"ID\",\"from\":\"2025-01-01\"}")) {
            String[] parts = question.split(" ", 3);
            Answer foreign = doors.ask("settlement", parts[0], parts[1], tokens.get("producer"), Map.of("Content-Type", "application/json"), parts[2].replace("ID", "NDPR-PPA"));
            Answer absent = doors.ask("settlement", parts[0], parts[1], tokens.get("producer"), Map.of("Content-Type", "application/json"), parts[2].replace("ID", "NO-SUCH1"));
            assertEquals(absent.shape("NO-SUCH1"), foreign.shape("NDPR-PPA"), question);
            assertTrue(foreign.status() == 404 || foreign.status() == 422, foreign::toString);
        }
    }

    @Test
    void noOtherOriginIsAnswered() {
        List<String> open = new ArrayList<>();
        for (Row row : POLICY.rows()) {
            for (String service : row.isOfEveryService() ? Doors.SERVICES : List.of(row.service())) {
                String path = Parties.path(row, Parties.PRESENT);
                Answer preflight = doors.raw(service, "OPTIONS " + path + " HTTP/1.1", "Host: localhost", "Origin: https://elsewhere.example", "Access-Control-Request-Method: " + row.method(),
                        "Access-Control-Request-Headers: authorization", "Connection: close");
                Answer simple = doors.raw(service, "GET " + path + " HTTP/1.1", "Host: localhost", "Origin: null", "Authorization: Bearer " + token(row), "Connection: close");
                for (Answer answer : List.of(preflight, simple)) {
                    answer.headers().keySet().stream().filter(header -> header.startsWith("access-control-")).forEach(header -> open.add(service + " " + path + " " + header));
                }
            }
        }
        assertEquals(List.of(), open);
    }

    @Test
    void everyAnswerBindsTheBrowserAndKeepsItsInsides() {
        List<String> missing = new ArrayList<>();
        for (Row row : POLICY.rows()) {
            for (String service : row.isOfEveryService() ? Doors.SERVICES : List.of(row.service())) {
                if (!row.method().equals("GET")) {
                    continue;
                }
                for (String token : new String[] {token(row), null, "rubbish"}) {
                    Answer answer = doors.get(service, Parties.path(row, Parties.PRESENT), token);
                    String where = service + " " + row.address() + " " + answer.status() + ": ";
                    require(missing, where, answer, "x-content-type-options", "nosniff");
                    require(missing, where, answer, "content-security-policy", "default-src 'none'");
                    require(missing, where, answer, "content-security-policy", "frame-ancestors 'none'");
                    require(missing, where, answer, "content-security-policy", "base-uri 'none'");
                    require(missing, where, answer, "referrer-policy", row.service().equals("portal") || service.equals("portal") ? "same-origin" : "no-referrer");
                    require(missing, where, answer, "strict-transport-security", "max-age=31536000");
                    require(missing, where, answer, "cross-origin-resource-policy", "same-origin");
                    if (!row.path().startsWith("/style/")) {
                        require(missing, where, answer, "cache-control", "no-store");
                    }
                    for (String telling : List.of("server", "x-powered-by", "via", "x-aspnet-version")) {
                        if (answer.headers().containsKey(telling)) {
                            missing.add(where + "tells " + telling);
                        }
                    }
                    if (answer.status() >= 400 && INSIDES.matcher(answer.body()).find()) {
                        missing.add(where + "shows insides: " + answer);
                    }
                }
            }
        }
        assertEquals(List.of(), new ArrayList<>(new TreeSet<>(missing)));
    }

    private static void require(List<String> missing, String where, Answer answer, String header, String value) {
        if (answer.headers().getOrDefault(header, List.of()).size() != 1 || !answer.header(header).contains(value)) {
            missing.add(where + header + " is " + answer.headers().get(header));
        }
    }

    @Test
    void aProblemOfEveryKindKeepsItsInsides() {
        List<String> shown = new ArrayList<>();
        for (String service : Doors.SERVICES) {
            Row write = POLICY.of(service).stream().filter(row -> !row.method().equals("GET")).findFirst().orElseThrow();
            String path = Parties.path(write, Parties.PRESENT);
            String token = token(write);
            List<Answer> answers = List.of(
                    doors.ask(service, write.method(), path, token, Map.of("Content-Type", "application/json"), "{"),
                    doors.ask(service, write.method(), path, token, Map.of("Content-Type", "application/json"), "[".repeat(2_000)),
                    doors.ask(service, write.method(), path, token, Map.of("Content-Type", "application/xml"), "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>"),
                    doors.ask(service, write.method(), path, token, Map.of("Content-Type", "application/x-java-serialized-object"), "\u00ac\u00ed"),
                    doors.ask(service, "DELETE", path, token, Map.of(), null),
                    doors.ask(service, "GET", "/nowhere/at/all", token, Map.of(), null),
                    doors.ask(service, "GET", path, token, Map.of("Accept", "image/png"), null));
            answers.stream().filter(answer -> answer.status() < 400 || answer.status() >= 500 || INSIDES.matcher(answer.body()).find() || answer.body().contains("root:"))
                    .forEach(answer -> shown.add(service + ": " + answer));
        }
        assertEquals(List.of(), shown);
    }

    /** A gateway and a service that end a body at different places could be made to see different requests. */
    @Test
    void aBodyWithTwoLengthsIsNotReadAsTwoRequests() {
        String hidden = "GET /q/health HTTP/1.1\r\nHost: localhost\r\nX: ";
        for (String service : Doors.SERVICES) {
            for (List<String> lengths : List.of(List.of("Content-Length: 5", "Transfer-Encoding: chunked"), List.of("Content-Length: 5", "Content-Length: 60"),
                    List.of("Transfer-Encoding: chunked, identity"), List.of("Content-Length: +5"), List.of("Content-Length : 5"))) {
                List<String> lines = new ArrayList<>(List.of("POST /nowhere HTTP/1.1", "Host: localhost", "Content-Type: application/json"));
                lines.addAll(lengths);
                lines.add("Connection: close");
                lines.add("");
                lines.add("0\r\n\r\n" + hidden);
                Answer answer = doors.rawUntilClosed(service, lines.toArray(String[]::new));
                assertTrue(answer.status() == 0 || answer.status() >= 400 && answer.status() < 500, () -> service + " " + lengths + ": " + answer);
                assertTrue(!answer.body().contains("HTTP/1.1 "), () -> service + " answered twice to " + lengths + ": " + answer);
            }
        }
    }
}
