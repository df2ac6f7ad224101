package org.pricefloor.acceptance.badinput;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.pricefloor.acceptance.RunningSystem;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.EventEnvelope;
import org.pricefloor.contracts.EventType;
import org.pricefloor.contracts.Topics;
import org.pricefloor.messaging.EventJson;

/**
 * Bytes that are no event, on every topic that somebody reads: each is parked with its bytes by its rule, nothing else is written, and
 * what comes behind it goes on. The services have no others upstream here, so the positions are the test's to give.
 */
class KafkaBytesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration NOTHING_COMES_FOR = Duration.ofSeconds(3);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String INCOMPLETE = "HEADERS_MUST_BE_COMPLETE";
    private static final String UNREADABLE = "BODY_MUST_BE_READABLE";
    private static final String DISAGREES = "HEADERS_MUST_AGREE_WITH_BODY";
    private static final String UNKNOWN = "TYPE_MUST_BE_KNOWN";
    private static final String NO_POSITION = "POSITION_MUST_BE_PRESENT";
    private static final String BEYOND = "POSITION_MUST_BE_WITHIN_REACH";
    /** One example of each event. */
    private static final Map<String, EventType> EXAMPLES = Map.of("calendar/examples/calendar-published.v1.json", EventType.CALENDAR_PUBLISHED,
            "series/examples/series-registered-price.v1.json", EventType.SERIES_REGISTERED, "series/examples/price-assessed-first.v1.json", EventType.PRICE_ASSESSED,
            "series/examples/fx-fixed.v1.json", EventType.FX_FIXED, "agreement/examples/agreement-version-registered-floor.v1.json", EventType.AGREEMENT_VERSION_REGISTERED,
            "delivery/examples/delivery-certified.v1.json", EventType.DELIVERY_CERTIFIED, "delivery/examples/measure-certified.v1.json", EventType.MEASURE_CERTIFIED,
            "delivery/examples/decision-recorded.v1.json", EventType.DECISION_RECORDED, "settlement/examples/period-settled-initial.v1.json", EventType.PERIOD_SETTLED,
            "settlement/examples/period-parked.v1.json", EventType.PERIOD_PARKED);

    private final List<Sent> sent = new ArrayList<>();
    private final Map<String, Long> positions = new HashMap<>();

    /** @param rule by which the record has to be parked */
    private record Sent(String name, String kind, ProducerRecord<byte[], byte[]> record, String rule) {
    }

    @Test
    void whatIsNoEventIsParkedWithItsBytesByItsRuleAndTheStreamGoesOn() throws Exception {
        spoil();
        try (RunningSystem system = RunningSystem.start("bad-bytes", options -> options.samples(false)
                .services(List.of(RunningSystem.serviceNamed("settlement"), RunningSystem.serviceNamed("portal"))));
             KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Map.of("bootstrap.servers", system.kafka(), "acks", "all", "linger.ms", "5", "max.request.size", "8000000",
                     "buffer.memory", "64000000"), new ByteArraySerializer(), new ByteArraySerializer())) {
            check(system, producer);
        }
    }

    private void check(RunningSystem system, KafkaProducer<byte[], byte[]> producer) throws Exception {
        Map<String, Map<String, String>> before = new TreeMap<>();
        for (String service : List.of("settlement", "portal")) {
            try (Tables tables = new Tables(system, service)) {
                before.put(service, tables.state());
            }
        }
        List<Future<RecordMetadata>> coming = sent.stream().map(each -> producer.send(each.record())).toList();
        producer.flush();
        List<String> wrong = new ArrayList<>();
        for (String service : List.of("settlement", "portal")) {
            List<Integer> mine = java.util.stream.IntStream.range(0, sent.size()).filter(i -> sent.get(i).record().topic().equals(Topics.SETTLEMENTS) == service.equals("portal")).boxed().toList();
            awaitRead(system, service);
            try (Connection connection = system.database(service);
                 PreparedStatement select = connection.prepareStatement("SELECT rule, body, reason FROM inbox_parked WHERE topic = ? AND partition = ? AND kafka_offset = ?")) {
                for (int i : mine) {
                    Sent each = sent.get(i);
                    RecordMetadata at = coming.get(i).get();
                    select.setString(1, at.topic());
                    select.setInt(2, at.partition());
                    select.setLong(3, at.offset());
                    try (ResultSet row = select.executeQuery()) {
                        if (!row.next()) {
                            wrong.add(each.name() + ": was not parked");
                        } else if (!row.getString(1).equals(each.rule())) {
                            wrong.add(each.name() + ": parked by " + row.getString(1) + " (" + row.getString(3) + ") and not by " + each.rule());
                        } else {
                            assertArrayEquals(each.record().value(), row.getBytes(2), each.name());
                        }
                    }
                }
            }
            try (Tables tables = new Tables(system, service)) {
                Tables.changed(before.get(service), tables.state()).stream().filter(each -> !each.contains("inbox_")).forEach(each -> wrong.add(service + " wrote " + each));
            }
        }
        System.out.printf("Bad input: %d records parked, by kind %s%n", sent.size(), sent.stream().collect(Collectors.groupingBy(Sent::kind, TreeMap::new, Collectors.counting())));
        assertEquals(List.of(), wrong);
        goOn(system, producer);
        refusedByTheBroker(producer);
    }

    /** Until no more records are parked: those that are not are named afterwards. */
    private static void awaitRead(RunningSystem system, String service) {
        long[] last = {-1};
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(250)).during(NOTHING_COMES_FOR).until(() -> {
            long now = parkedRows(system, service);
            boolean same = now > 0 && now == last[0];
            last[0] = now;
            return same;
        });
    }

    /** Behind all of them an event is taken. */
    private void goOn(RunningSystem system, KafkaProducer<byte[], byte[]> producer) throws Exception {
        for (String file : List.of("calendar/examples/calendar-published.v1.json", "settlement/examples/period-parked.v1.json")) {
            EventType type = EXAMPLES.get(file);
            producer.send(record(type, event(file, type), next(type.topic()), body(file))).get();
        }
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> system.shelfPosition() == 1);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> system.rows("portal", "parked_period") == 1);
    }

    private static void refusedByTheBroker(KafkaProducer<byte[], byte[]> producer) throws InterruptedException {
        try {
            producer.send(new ProducerRecord<>(Topics.MARKET_DATA, 0, "a".getBytes(StandardCharsets.UTF_8), new byte[5_000_000])).get();
        } catch (ExecutionException refused) {
            assertTrue(refused.getCause() instanceof RecordTooLargeException, () -> "" + refused.getCause());
            return;
        }
        throw new AssertionError("the broker took 5 MB");
    }

    private static long parkedRows(RunningSystem system, String service) throws SQLException {
        return system.rows(service, "inbox_parked");
    }

    // ---- the corpus

    private void spoil() throws IOException {
        for (Map.Entry<String, EventType> example : new TreeMap<>(EXAMPLES).entrySet()) {
            EventType type = example.getValue();
            Event event = event(example.getKey(), type);
            byte[] body = body(example.getKey());
            headers(type, event, body);
            bodies(type, event, body);
            members(type, event, "", JSON.readTree(body), JSON.readTree(body));
        }
    }

    private void headers(EventType type, Event event, byte[] body) {
        for (String header : List.of(EventEnvelope.HEADER_ID, EventEnvelope.HEADER_TYPE, EventEnvelope.HEADER_SOURCE, EventEnvelope.HEADER_TIME, EventEnvelope.HEADER_SUBJECT)) {
            add(type, "header", header + ", missing", INCOMPLETE, without(good(type, event, body), header));
            add(type, "header", header + ", twice", INCOMPLETE, with(good(type, event, body), header, "another".getBytes(StandardCharsets.UTF_8)));
            add(type, "header", header + ", bytes that are no text", INCOMPLETE, with(without(good(type, event, body), header), header, new byte[] {(byte) 0xFF, (byte) 0xFE}));
            add(type, "header", header + ", NUL", INCOMPLETE, with(without(good(type, event, body), header), header, new byte[] {'a', 0, 'b'}));
            add(type, "header", header + ", null", INCOMPLETE, with(without(good(type, event, body), header), header, null));
        }
        for (String time : List.of("now", "2026-07-01", "2026-07-01T12:00:00", "2025-02-29T12:00:00Z", "")) {
            add(type, "header", "time " + time, INCOMPLETE, with(without(good(type, event, body), EventEnvelope.HEADER_TIME), EventEnvelope.HEADER_TIME, time.getBytes(StandardCharsets.UTF_8)));
        }
        for (String name : List.of(type.typeName().replace(".v1", ".v2"), type.typeName().toUpperCase(java.util.Locale.ROOT), type.typeName() + " ", "", "java.lang.Runtime")) {
            add(type, "header", "type " + name, UNKNOWN, with(without(good(type, event, body), EventEnvelope.HEADER_TYPE), EventEnvelope.HEADER_TYPE, name.getBytes(StandardCharsets.UTF_8)));
        }
        for (String position : List.of("", "0", "-1", "+1", "1.0", "1e3", "one", "\uFF11", "0x10", " 1", "99999999999999999999")) {
            unplaced(type, event, body, "position " + position, NO_POSITION, position);
        }
        for (String position : List.of("9223372036854775807", "1000000000000", "2000000")) {
            unplaced(type, event, body, "position " + position, BEYOND, position);
        }
        sent.add(new Sent(type + ", position twice", "header", with(record(type, event, 1, body), EventEnvelope.HEADER_POSITION, "2".getBytes(StandardCharsets.UTF_8)), NO_POSITION));
        sent.add(new Sent(type + ", no header at all", "header", new ProducerRecord<>(type.topic(), 0, event.subject().getBytes(StandardCharsets.UTF_8), body), NO_POSITION));
        add(type, "header", "key missing", DISAGREES, keyed(type, event, body, null));
        add(type, "header", "key of another", DISAGREES, keyed(type, event, body, "ANOTHER".getBytes(StandardCharsets.UTF_8)));
        add(type, "header", "key that is no text", DISAGREES, keyed(type, event, body, new byte[] {(byte) 0xFF}));
        add(type, "header", "id of another", DISAGREES, with(without(good(type, event, body), EventEnvelope.HEADER_ID), EventEnvelope.HEADER_ID, "another".getBytes(StandardCharsets.UTF_8)));
        add(type, "header", "subject of another", DISAGREES,
                with(without(good(type, event, body), EventEnvelope.HEADER_SUBJECT), EventEnvelope.HEADER_SUBJECT, "another".getBytes(StandardCharsets.UTF_8)));
    }

    private void bodies(EventType type, Event event, byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        Map<String, byte[]> wrong = new LinkedHashMap<>();
        wrong.put("a tombstone", null);
        wrong.put("nothing", new byte[0]);
        wrong.put("one byte", Arrays.copyOf(body, 1));
        wrong.put("a quarter", Arrays.copyOf(body, body.length / 4));
        wrong.put("a half", Arrays.copyOf(body, body.length / 2));
        wrong.put("all but the last byte", Arrays.copyOf(body, body.length - 1));
        wrong.put("a schema id before it", ("\0\0\0\0\u0007" + text).getBytes(StandardCharsets.UTF_8));
        wrong.put("random bytes", new byte[] {(byte) 0x9d, 0x13, (byte) 0xfe, 0x00, 0x41, (byte) 0x80});
        wrong.put("UTF-16", text.getBytes(StandardCharsets.UTF_16));
        wrong.put("256 KiB", (text + " ".repeat(262_144 - body.length)).getBytes(StandardCharsets.UTF_8));
        wrong.put("900 KB", (text + " ".repeat(900_000)).getBytes(StandardCharsets.UTF_8));
        for (String other : List.of("null", "[]", "{}", "1", "\"\"", "true", "[" + text + "]", text + text, text + "x", "{,", "[".repeat(10_000), "{\"a\":".repeat(10_000),
                "{\"surprise\":1," + text.substring(1), "{\"surprise\":" + "[".repeat(10_000) + "]".repeat(10_000) + "," + text.substring(1), "{\"@class\":\"java.lang.Runtime\"," + text.substring(1),
                "<a/>", text.replaceFirst("\"eventId\"", "\"eventid\""), text.replaceFirst(":", "="), "/* a */" + text, text.substring(0, text.length() - 1) + ",}")) {
            wrong.put(other.length() > 60 ? other.substring(0, 24) + " of " + other.length() + " " + other.substring(other.length() - 8) : other, other.getBytes(StandardCharsets.UTF_8));
        }
        wrong.forEach((name, bytes) -> add(type, "body", name, UNREADABLE, good(type, event, bytes)));
    }

    /** Every leaf of a body with what a value of its sort can not be. */
    private void members(EventType type, Event event, String at, JsonNode node, JsonNode root) {
        if (node.isObject()) {
            node.fieldNames().forEachRemaining(name -> {
                leaf(type, event, at + "/" + name, node.get(name), root);
                members(type, event, at + "/" + name, node.get(name), root);
            });
        } else if (node.isArray() && !node.isEmpty()) {
            members(type, event, at + "/0", node.get(0), root);
        }
    }

    private void leaf(EventType type, Event event, String pointer, JsonNode value, JsonNode root) {
        String again = value + ",\"" + pointer.substring(pointer.lastIndexOf('/') + 1) + "\":" + value;
        add(type, "member", pointer + ", twice", UNREADABLE, good(type, event, with(root, pointer, again)));
        for (String raw : value.isTextual() ? List.of("1", "true", "{}", "[\"a\"]") : value.isNumber() ? List.of("\"1\"", "1.5", "1e400", "null", "{}") : value.isBoolean() ? List.of("\"true\"", "1", "null")
                : List.of("\"a\"", "1", "true")) {
            // A term of an agreement that is null is one that is not stated: its default holds.
            if (raw.equals("null") && pointer.startsWith("/agreement/")) {
                continue;
            }
            add(type, "member", pointer + " = " + raw, UNREADABLE, good(type, event, with(root, pointer, raw)));
        }
        // What a step of the trace shows, and the name of the rules, are words.
        boolean words = pointer.startsWith("/trace/") || pointer.endsWith("/rulesVersion");
        if (value.isTextual() && !words && (Spoilt.isDate(value.asText()) || Spoilt.isTime(value.asText()) || Spoilt.isDecimal(value.asText()))) {
            List<String> bad = Spoilt.isDate(value.asText()) ? List.of("2025-02-29", "2026-13-01", "20260302", "2026-03-02T00:00:00Z", "today", "")
                    : Spoilt.isTime(value.asText()) ? List.of("2026-03-02", "2026-03-29T01:30:00", "2026-03-29T01:30:00[Europe/London]", "2026-03-02T10:15:00+01:00", "now", "")
                    : List.of("1e400", "1E2", "NaN", "+1", "1,5", "1.", ".5", "\uFF11", "0x1F", " 1", "");
            bad.forEach(each -> add(type, "member", pointer + ", " + each, UNREADABLE, good(type, event, with(root, pointer, JSON.getNodeFactory().textNode(each).toString()))));
        }
    }

    private void add(EventType type, String kind, String name, String rule, ProducerRecord<byte[], byte[]> record) {
        sent.add(new Sent(type + ", " + name, kind, record, rule));
    }

    private void unplaced(EventType type, Event event, byte[] body, String name, String rule, String position) {
        ProducerRecord<byte[], byte[]> record = record(type, event, 1, body);
        record.headers().remove(EventEnvelope.HEADER_POSITION);
        record.headers().add(EventEnvelope.HEADER_POSITION, position.getBytes(StandardCharsets.UTF_8));
        sent.add(new Sent(type + ", " + name, "header", record, rule));
    }

    // ---- writing

    private long next(String topic) {
        return positions.merge(topic, 1L, Long::sum);
    }

    private ProducerRecord<byte[], byte[]> good(EventType type, Event event, byte[] body) {
        return record(type, event, next(type.topic()), body);
    }

    private ProducerRecord<byte[], byte[]> keyed(EventType type, Event event, byte[] body, byte[] key) {
        ProducerRecord<byte[], byte[]> like = good(type, event, body);
        return new ProducerRecord<>(like.topic(), like.partition(), key, like.value(), like.headers());
    }

    private static ProducerRecord<byte[], byte[]> record(EventType type, Event event, long position, byte[] body) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(type.topic(), 0, event.subject().getBytes(StandardCharsets.UTF_8), body);
        Map.of(EventEnvelope.HEADER_SPEC_VERSION, "1.0", EventEnvelope.HEADER_ID, event.eventId(), EventEnvelope.HEADER_TYPE, type.typeName(), EventEnvelope.HEADER_SOURCE, "/bad-input",
                EventEnvelope.HEADER_TIME, "2026-07-01T12:00:00Z", EventEnvelope.HEADER_SUBJECT, event.subject(), EventEnvelope.HEADER_POSITION, Long.toString(position),
                EventEnvelope.HEADER_CONTENT_TYPE, EventEnvelope.CONTENT_TYPE).forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    private static ProducerRecord<byte[], byte[]> without(ProducerRecord<byte[], byte[]> record, String header) {
        record.headers().remove(header);
        return record;
    }

    private static ProducerRecord<byte[], byte[]> with(ProducerRecord<byte[], byte[]> record, String header, byte[] value) {
        record.headers().add(header, value);
        return record;
    }

    private static byte[] with(JsonNode root, String pointer, String raw) {
        JsonNode copy = root.deepCopy();
        int last = pointer.lastIndexOf('/');
        JsonNode parent = copy.at(pointer.substring(0, last));
        POJONode value = new POJONode(new RawValue(raw));
        if (parent instanceof ObjectNode object) {
            object.set(pointer.substring(last + 1), value);
        } else {
            ((ArrayNode) parent).set(Integer.parseInt(pointer.substring(last + 1)), value);
        }
        return copy.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] body(String file) throws IOException {
        // As it is published: without the end of the file's last line.
        return Files.readString(Path.of(RunningSystem.ROOT.toString(), "contracts/events", file)).strip().getBytes(StandardCharsets.UTF_8);
    }

    private static Event event(String file, EventType type) throws IOException {
        return EventJson.read(body(file), type.record());
    }
}
