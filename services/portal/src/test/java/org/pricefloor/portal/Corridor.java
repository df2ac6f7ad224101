package org.pricefloor.portal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.EventEnvelope;
import org.pricefloor.contracts.EventType;
import org.pricefloor.contracts.Topics;
import org.pricefloor.messaging.EventJson;

/** Stands for settlement's relay: publishes events as it does, with gap-free positions in each partition. */
final class Corridor {

    private static final long[] POSITIONS = new long[Topics.PARTITIONS];
    private static KafkaProducer<byte[], byte[]> producer;

    private Corridor() {
    }

    static synchronized List<ProducerRecord<byte[], byte[]>> tell(Event... events) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (Event event : events) {
            byte[] key = event.subject().getBytes(StandardCharsets.UTF_8);
            int partition = Utils.toPositive(Utils.murmur2(key)) % Topics.PARTITIONS;
            records.add(record(event, key, partition, ++POSITIONS[partition]));
        }
        send(records);
        return records;
    }

    static synchronized void send(List<ProducerRecord<byte[], byte[]>> records) {
        if (producer == null) {
            producer = new KafkaProducer<>(Map.of("bootstrap.servers", Surroundings.infrastructure.brokerAddress(), "acks", "all"),
                    new ByteArraySerializer(), new ByteArraySerializer());
        }
        try {
            for (ProducerRecord<byte[], byte[]> record : records) {
                producer.send(record).get();
            }
        } catch (InterruptedException | ExecutionException failure) {
            throw new IllegalStateException(failure);
        }
    }

    static synchronized void close() {
        if (producer != null) {
            producer.close();
            producer = null;
        }
    }

    private static ProducerRecord<byte[], byte[]> record(Event event, byte[] key, int partition, long position) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(Topics.SETTLEMENTS, partition, key, EventJson.write(event));
        Map.of(EventEnvelope.HEADER_SPEC_VERSION, "1.0",
                        EventEnvelope.HEADER_ID, event.eventId(),
                        EventEnvelope.HEADER_TYPE, EventType.of(event).typeName(),
                        EventEnvelope.HEADER_SOURCE, "/settlement",
                        EventEnvelope.HEADER_TIME, Instant.parse("2026-04-02T00:00:00Z").toString(),
                        EventEnvelope.HEADER_SUBJECT, event.subject(),
                        EventEnvelope.HEADER_POSITION, Long.toString(position),
                        EventEnvelope.HEADER_CONTENT_TYPE, EventEnvelope.CONTENT_TYPE)
                .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }
}
