package org.pricefloor.acceptance.faults;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.EventEnvelope;
import org.pricefloor.contracts.EventType;
import org.pricefloor.contracts.Topics;
import org.pricefloor.messaging.EventJson;

/** Stands for the relays upstream: gives gap-free positions by topic and partition, and sends in whatever order it is told to. */
final class RelayStandIn implements AutoCloseable {

    /** Above the largest poison, so that it is the broker or the consumer that has to cope with it. */
    private static final int LARGEST_REQUEST = 16 << 20;
    private static final String SOURCE = "/acceptance";
    private static final String TIME = "2026-07-01T12:00:00Z";

    /** A record ready to be sent; {@code poison} is null where it should take effect. */
    record Prepared(ProducerRecord<byte[], byte[]> record, String event, Poison poison) {
    }

    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<String, Long> positions = new HashMap<>();

    RelayStandIn(String bootstrapServers) {
        producer = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", "5", "max.request.size", LARGEST_REQUEST,
                "buffer.memory", 4L * LARGEST_REQUEST), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** An event at the next position of its partition. */
    Prepared next(Event event) {
        return new Prepared(record(event, EventJson.write(event), headers(event, takePosition(event))), event.eventId(), null);
    }

    /** A spoilt form of an event; where the form has a position it takes the next one. */
    Prepared next(Event event, Poison poison) {
        Map<String, String> headers = headers(event, poison.hasPosition() ? takePosition(event) : "1");
        poison.spoil(headers, event);
        byte[] body = poison.body(event);
        return new Prepared(poison.hasOtherKey() ? new ProducerRecord<>(topic(event), partition(event), utf8("of another"), body, recordHeaders(headers))
                : record(event, body, headers), event.eventId(), poison);
    }

    /** Sends all of them and waits for every acknowledgement. */
    List<RecordMetadata> send(List<Prepared> records) throws ExecutionException, InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>(records.size());
        records.forEach(each -> sent.add(producer.send(each.record())));
        producer.flush();
        List<RecordMetadata> acknowledged = new ArrayList<>(sent.size());
        for (Future<RecordMetadata> each : sent) {
            acknowledged.add(each.get());
        }
        return acknowledged;
    }

    /** As {@code topic partition}, the last position given. */
    Map<String, Long> positions() {
        return Map.copyOf(positions);
    }

    private String takePosition(Event event) {
        return Long.toString(positions.merge(topic(event) + " " + partition(event), 1L, Long::sum));
    }

    private static Map<String, String> headers(Event event, String position) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(EventEnvelope.HEADER_SPEC_VERSION, "1.0");
        headers.put(EventEnvelope.HEADER_ID, event.eventId());
        headers.put(EventEnvelope.HEADER_TYPE, EventType.of(event).typeName());
        headers.put(EventEnvelope.HEADER_SOURCE, SOURCE);
        headers.put(EventEnvelope.HEADER_TIME, TIME);
        headers.put(EventEnvelope.HEADER_SUBJECT, event.subject());
        headers.put(EventEnvelope.HEADER_POSITION, position);
        headers.put(EventEnvelope.HEADER_CONTENT_TYPE, EventEnvelope.CONTENT_TYPE);
        return headers;
    }

    private static ProducerRecord<byte[], byte[]> record(Event event, byte[] body, Map<String, String> headers) {
        return new ProducerRecord<>(topic(event), partition(event), utf8(event.subject()), body, recordHeaders(headers));
    }

    private static List<Header> recordHeaders(Map<String, String> headers) {
        List<Header> list = new ArrayList<>();
        headers.forEach((name, value) -> list.add(new RecordHeader(name, utf8(value))));
        return list;
    }

    private static String topic(Event event) {
        return EventType.of(event).topic();
    }

    private static int partition(Event event) {
        return Utils.toPositive(Utils.murmur2(utf8(event.subject()))) % Topics.PARTITIONS;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close();
    }
}
