package org.pricefloor.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.pricefloor.registry.Requests.as;
import static org.pricefloor.registry.Requests.register;
import static org.pricefloor.registry.Requests.registerLot;
import static org.pricefloor.registry.Requests.wrongly;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Bad and border input at the doors: {@code src/test/resources/corpus/deliveries.txt}. */
@QuarkusTest
@QuarkusTestResource(RegistryInfrastructure.class)
class DoorsCorpusTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern REPEATED = Pattern.compile("<([^*<>]+)\\*(\\d+)>");
    private static final String ROWS = """
            SELECT (SELECT count(*) FROM delivery_revision) + (SELECT count(*) FROM delivery_upload) + (SELECT count(*) FROM measure_revision)
                 + (SELECT count(*) FROM decision) + (SELECT count(*) FROM designation_revision) + (SELECT count(*) FROM lot_revision) + (SELECT count(*) FROM outbox)""";

    /** @param change as it is written, or what stands in place of the body */
    private record Case(int line, String door, String body, String change, String expected) {

        boolean isCsv() {
            return door.startsWith("/api/uploads");
        }
    }

    /** Together with those of the terms the cases are more than 300. */
    @Test
    void theCorpusDoesNotShrink() {
        int cases = read().size();
        assertTrue(cases >= 186, () -> "only " + cases + " cases");
    }

    @Test
    void everyCaseIsAnsweredAsItStatesAndWhatIsRefusedLeavesNoRow() throws SQLException {
        RegistryInfrastructure.setClock("2026-01-10T00:00:00Z");
        List<Case> cases = read();
        List<String> wrong = new ArrayList<>();
        try (Connection connection = RegistryInfrastructure.asTheService()) {
            for (Case stated : cases) {
                long before = rows(connection);
                try {
                    check(stated, connection, before);
                } catch (AssertionError e) {
                    wrong.add("line " + stated.line() + ", " + stated.change() + ": " + e.getMessage().lines().findFirst().orElse(""));
                }
            }
        }
        if (!wrong.isEmpty()) {
            fail(wrong.size() + " cases:\n" + String.join("\n", wrong));
        }
    }

    private static void check(Case stated, Connection connection, long before) throws SQLException {
        Response answer = send(stated);
        String[] expected = stated.expected().split(" ");
        String text = answer.asString();
        assertEquals(expected[0], "" + answer.statusCode(), text);
        if (expected[0].equals("201")) {
            assertTrue(rows(connection) > before, "no row was written");
            return;
        }
        assertEquals(before, rows(connection), "rows are left behind");
        assertTrue(answer.contentType().startsWith("application/problem+json"), answer.contentType());
        assertFalse(answer.path("fix").toString().isBlank(), text);
        boolean ofALine = stated.isCsv() && expected[0].equals("422");
        assertEquals(expected[1], answer.path(ofALine ? "refusals[0].rule" : "code"), text);
        if (expected.length > 2) {
            assertEquals(expected[2], expected[0].equals("400") ? answer.path("pointer") : answer.path("refusals[0].field"), text);
        }
    }

    private static Response send(Case stated) {
        boolean accepted = stated.expected().startsWith("201");
        String type = stated.change().startsWith("type ") ? stated.change().substring(5) : stated.isCsv() ? "text/csv" : "application/json";
        RequestSpecification request = (accepted ? as("registrar") : wrongly("registrar")).contentType(type + "; charset=utf-8");
        return (stated.isCsv() ? request.queryParam("document", "corpus-" + stated.line() + ".csv") : request).body(body(stated)).post(stated.door());
    }

    private static String body(Case stated) {
        String change = expanded(stated.change());
        if (change.startsWith("raw ")) {
            return change.substring(4);
        }
        List<String> changes = change.startsWith("type ") ? List.of() : List.of(change.split(" ; "));
        return stated.isCsv() ? row(stated.body(), changes) : json(stated.body(), changes);
    }

    private static String row(String body, List<String> changes) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : body.split(",")) {
            fields.put(field.substring(0, field.indexOf('=')), field.substring(field.indexOf('=') + 1));
        }
        for (String change : changes) {
            assertTrue(fields.replace(change.substring(0, change.indexOf('=')).strip(), change.substring(change.indexOf('=') + 1).strip()) != null, change);
        }
        return String.join(",", fields.keySet()) + "\n" + String.join(",", fields.values()) + "\n";
    }

    private static String json(String body, List<String> changes) {
        try {
            ObjectNode document = (ObjectNode) JSON.readTree(body);
            Map<String, String> written = new LinkedHashMap<>();
            document.fields().forEachRemaining(each -> written.put(each.getKey(), each.getValue().toString()));
            for (String change : changes) {
                if (change.endsWith(" removed")) {
                    assertTrue(written.remove(change.substring(1, change.length() - 8)) != null, change);
                } else {
                    // As it is written: an escape of half a character stays one.
                    written.put(change.substring(1, change.indexOf(" = ")), change.substring(change.indexOf(" = ") + 3));
                }
            }
            List<String> members = new ArrayList<>();
            written.forEach((name, value) -> members.add("\"" + name + "\":" + value));
            return "{" + String.join(",", members) + "}";
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + body, e);
        }
    }

    private static String expanded(String text) {
        Matcher repeated = REPEATED.matcher(text);
        return repeated.replaceAll(found -> Matcher.quoteReplacement(found.group(1).repeat(Integer.parseInt(found.group(2)))));
    }

    private static long rows(Connection connection) throws SQLException {
        try (Statement select = connection.createStatement(); ResultSet row = select.executeQuery(ROWS)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static List<Case> read() {
        List<Case> cases = new ArrayList<>();
        String door = null;
        String body = null;
        int number = 0;
        for (String line : lines()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("agreement {")) {
                JsonNode document = tree(line.substring(10));
                register(document.get("agreement").asText(), 1, document.toString());
            } else if (line.startsWith("lot {")) {
                registerLot(line.substring(4));
            } else if (line.startsWith("door ")) {
                door = line.substring(5);
            } else if (line.startsWith("body ")) {
                body = line.substring(5);
            } else {
                String[] parts = line.split(" => ", 2);
                cases.add(new Case(number, door, body, parts[0], parts[1]));
            }
        }
        return cases;
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + json, e);
        }
    }

    private static List<String> lines() {
        try (InputStream text = DoorsCorpusTest.class.getResourceAsStream("/corpus/deliveries.txt")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
