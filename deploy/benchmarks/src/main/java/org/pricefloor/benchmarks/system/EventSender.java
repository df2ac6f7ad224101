package org.pricefloor.benchmarks.system;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.EventEnvelope;
import org.pricefloor.contracts.EventType;
import org.pricefloor.contracts.Topics;
import org.pricefloor.messaging.EventJson;

/** Stands for the relays of services that are not running: events with the headers and the gap-free positions that those would give. */
public final class EventSender implements AutoCloseable {

    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<String, Long> positions = new HashMap<>();

    public EventSender(String bootstrapServers) {
        producer = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", "5", "batch.size", "131072"),
                new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Returns when the broker has acknowledged all. */
    public void send(List<? extends Event> events) {
        events.forEach(event -> producer.send(record(event)));
        producer.flush();
    }

    private ProducerRecord<byte[], byte[]> record(Event event) {
        EventType type = EventType.of(event);
        byte[] key = event.subject().getBytes(StandardCharsets.UTF_8);
        int partition = Utils.toPositive(Utils.murmur2(key)) % Topics.PARTITIONS;
        long position = positions.merge(type.topic() + partition, 1L, Long::sum);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(type.topic(), partition, key, EventJson.write(event));
        Map.of(EventEnvelope.HEADER_SPEC_VERSION, "1.0",
                        EventEnvelope.HEADER_ID, event.eventId(),
                        EventEnvelope.HEADER_TYPE, type.typeName(),
                        EventEnvelope.HEADER_SOURCE, "/benchmarks",
                        EventEnvelope.HEADER_TIME, "2026-07-01T12:00:00Z",
                        EventEnvelope.HEADER_SUBJECT, event.subject(),
                        EventEnvelope.HEADER_POSITION, Long.toString(position),
                        EventEnvelope.HEADER_CONTENT_TYPE, EventEnvelope.CONTENT_TYPE)
                .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    @Override
    public void close() {
        producer.close();
    }
}
