package org.pricefloor.messaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.EventType;
import org.pricefloor.contracts.MayBeAbsent;

/**
 * Rule 30: records, schemas, examples and pins say the same.
 *
 * <p>A draft is changed deliberately by running this test with {@code -Dpricefloor.repin=true}, which writes the examples
 * and {@code DRAFTS.sha256} anew, and looking at what git shows. What is listed in {@code PUBLISHED.sha256} is never
 * changed: make the next version beside it.
 */
class EventSchemasTest {

    private static final Path EVENTS = Path.of("../../contracts/events");
    private static final boolean REPIN = Boolean.getBoolean("pricefloor.repin");
    private static final ObjectMapper JSON = new ObjectMapper();

    @BeforeAll
    static void writeExamplesAnewIfAskedTo() throws IOException {
        if (REPIN) {
            for (Map.Entry<String, Event> example : Examples.all().entrySet()) {
                Files.createDirectories(file(example.getKey()).getParent());
                Files.write(file(example.getKey()), written(example.getValue()));
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> everyExampleIsWrittenReadAndValidAsItStands() {
        return Examples.all().entrySet().stream().map(example -> DynamicTest.dynamicTest(example.getKey(), () -> {
            Event event = example.getValue();
            byte[] golden = Files.readAllBytes(file(example.getKey()));
            byte[] written = written(event);
            assertEquals(new String(golden, StandardCharsets.UTF_8), new String(written, StandardCharsets.UTF_8));
            byte[] body = Arrays.copyOf(golden, golden.length - 1);
            assertEquals(event, EventJson.read(body, event.getClass()));
            assertArrayEquals(body, EventJson.write(EventJson.read(body, event.getClass())));
            JsonNode tree = JSON.readTree(body);
            Schema schema = schema(EventType.of(event));
            assertEquals(List.of(), schema.validate(tree));
            assertFalse(schema.validate(((ObjectNode) tree).put("more", "x")).isEmpty(), "an unknown name");
        }));
    }

    @TestFactory
    Stream<DynamicTest> everySchemaHasTheComponentsOfItsRecordInTheirOrder() {
        return Arrays.stream(EventType.values()).map(type -> DynamicTest.dynamicTest(type.typeName(), () -> {
            JsonNode schema = JSON.readTree(schemaFile(type).toFile());
            assertEquals(type.typeName(), schema.get("title").asText());
            compare(schema, schema, type.record(), type.typeName());
        }));
    }

    @Test
    void everyEventVersionHasAnExample() {
        List<EventType> without = new ArrayList<>(List.of(EventType.values()));
        Examples.all().values().forEach(event -> without.remove(EventType.of(event)));
        assertEquals(List.of(), without);
    }

    @Test
    void aNumberWhereADecimalIsDueIsRefusedBySchemaAndByReading() throws IOException {
        ObjectNode price = (ObjectNode) JSON.readTree(EventJson.write(Corridor.price("A", 1)));
        price.set("price", DecimalNode.valueOf(new BigDecimal("96.40")));
        assertFalse(schema(EventType.PRICE_ASSESSED).validate(price).isEmpty());
    }

    @Test
    void schemasAndExamplesAreThosePinned() throws IOException {
        Map<String, String> present = digests();
        Path drafts = EVENTS.resolve("DRAFTS.sha256");
        Map<String, String> published = pinned(EVENTS.resolve("PUBLISHED.sha256"));
        if (REPIN) {
            StringBuilder pins = new StringBuilder();
            present.forEach((file, digest) -> {
                if (!published.containsKey(file)) {
                    pins.append(digest).append("  ").append(file).append('\n');
                }
            });
            Files.writeString(drafts, pins);
        }
        for (Map.Entry<String, String> pin : published.entrySet()) {
            assertEquals(pin.getValue(), present.remove(pin.getKey()), pin.getKey()
                    + " is published and never changes, not even by an optional field (rule 30): restore it and make the next version");
        }
        assertEquals(pinned(drafts), present, "a draft changed: if that is meant, run this test with -Dpricefloor.repin=true and review the diff");
    }

    @Test
    void theTopicsDescriptionNamesEveryTopicTypeAndSchema() throws IOException {
        String description = Files.readString(EVENTS.resolveSibling("asyncapi.yaml"));
        for (EventType type : EventType.values()) {
            assertTrue(description.contains("const: " + type.typeName() + "\n"), type.typeName());
            assertTrue(description.contains("address: " + type.topic() + "\n"), type.topic());
            assertTrue(description.contains("$ref: ./events/" + EVENTS.relativize(schemaFile(type)).toString().replace('\\', '/') + "\n"), type.typeName());
        }
    }

    private static Path file(String example) {
        return EVENTS.resolve(example + ".v1.json");
    }

    // A text file ends with a line end; the event's own bytes do not.
    private static byte[] written(Event event) {
        return (new String(EventJson.write(event), StandardCharsets.UTF_8) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void compare(JsonNode root, JsonNode given, Class<?> record, String where) {
        JsonNode schema = given.has("$ref") ? root.at(given.get("$ref").asText().substring(1)) : given;
        assertFalse(schema.get("additionalProperties").asBoolean(true), where);
        List<String> names = new ArrayList<>();
        schema.get("properties").fieldNames().forEachRemaining(names::add);
        List<String> required = new ArrayList<>();
        schema.get("required").forEach(name -> required.add(name.asText()));
        List<String> components = new ArrayList<>();
        for (RecordComponent component : record.getRecordComponents()) {
            components.add(component.getName());
            if (!record.isAnnotationPresent(MayBeAbsent.class) && !record.getName().startsWith("org.pricefloor.contracts.AgreementDocument")) {
                assertEquals(!component.isAnnotationPresent(MayBeAbsent.class), required.contains(component.getName()), where + "/" + component.getName());
            }
            JsonNode property = schema.at("/properties/" + component.getName());
            String inside = where + "/" + component.getName();
            if (component.getType().isRecord()) {
                compare(root, property, component.getType(), inside);
            } else if (component.getType() == List.class) {
                Class<?> element = (Class<?>) ((java.lang.reflect.ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
                if (element.isRecord()) {
                    compare(root, (property.has("$ref") ? root.at(property.get("$ref").asText().substring(1)) : property).get("items"), element, inside);
                }
            }
        }
        assertEquals(components, names, where);
    }

    private static Path schemaFile(EventType type) throws IOException {
        String name = type.typeName().substring("org.pricefloor.".length()) + ".schema.json";
        try (Stream<Path> files = Files.walk(EVENTS)) {
            return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow(() -> new AssertionError("There is no " + name));
        }
    }

    private static Schema schema(EventType type) throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(Files.readString(schemaFile(type)));
    }

    private static Map<String, String> digests() throws IOException {
        Map<String, String> digests = new TreeMap<>();
        try (Stream<Path> files = Files.walk(EVENTS)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".json")).toList()) {
                digests.put(EVENTS.relativize(file).toString().replace('\\', '/'), sha256(Files.readAllBytes(file)));
            }
        }
        assertTrue(digests.size() > 20);
        return digests;
    }

    private static Map<String, String> pinned(Path file) throws IOException {
        Map<String, String> pins = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank()) {
                pins.put(line.substring(66), line.substring(0, 64));
            }
        }
        return pins;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
