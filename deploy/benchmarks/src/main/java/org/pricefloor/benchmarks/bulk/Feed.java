package org.pricefloor.benchmarks.bulk;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.pricefloor.benchmarks.workload.Facts;
import org.pricefloor.benchmarks.workload.WorkloadW;
import org.pricefloor.contracts.DeliveryCertified;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.EventEnvelope;
import org.pricefloor.contracts.EventType;
import org.pricefloor.contracts.Topics;
import org.pricefloor.messaging.EventJson;

/** Hands facts to the broker as the relays upstream do: keys, positions without a gap, acknowledged by all. */
public final class Feed implements AutoCloseable {

    /** Which topic stands for one of the system's. */
    public interface Naming {

        String of(String topic);
    }

    private static final List<Header> SAME_FOR_ALL = List.of(header(EventEnvelope.HEADER_SPEC_VERSION, "1.0"), header(EventEnvelope.HEADER_SOURCE, "/benchmarks"),
            header(EventEnvelope.HEADER_TIME, "2026-07-01T12:00:00Z"), header(EventEnvelope.HEADER_CONTENT_TYPE, EventEnvelope.CONTENT_TYPE));

    private final KafkaProducer<byte[], byte[]> producer;
    private final Naming naming;
    private final Map<String, long[]> positions = new HashMap<>();
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    public Feed(String bootstrapServers, Naming naming) {
        this.naming = naming;
        producer = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", "5", "batch.size", "131072"),
                new ByteArraySerializer(), new ByteArraySerializer());
    }

    public void ground(Facts facts) {
        for (Event event : facts.ground()) {
            EventType type = EventType.of(event);
            send(type, event.eventId(), bytes(event.subject()), EventJson.write(event));
        }
        awaitAcknowledged();
    }

    /** All deliveries of the set; returns when the broker has them. */
    public void deliveries(Facts facts) {
        WorkloadW workload = facts.workload();
        for (int agreement = 0; agreement < workload.agreements(); agreement++) {
            byte[] key = bytes(workload.agreement(agreement).name());
            for (int month = 0; month < workload.months(); month++) {
                WorkloadW.Delivery delivery = workload.delivery(agreement, month);
                send(EventType.DELIVERY_CERTIFIED, DeliveryCertified.id(delivery.agreement(), delivery.lot(), 1), key,
                        facts.deliveries()[agreement * workload.months() + month]);
            }
        }
        awaitAcknowledged();
    }

    private void send(EventType type, String id, byte[] key, byte[] body) {
        String topic = naming.of(type.topic());
        int partition = Utils.toPositive(Utils.murmur2(key)) % Topics.PARTITIONS;
        long position = ++positions.computeIfAbsent(topic, unseen -> new long[Topics.PARTITIONS])[partition];
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, partition, null, key, body, SAME_FOR_ALL);
        record.headers().add(header(EventEnvelope.HEADER_ID, id)).add(header(EventEnvelope.HEADER_TYPE, type.typeName()))
                .add(new RecordHeader(EventEnvelope.HEADER_SUBJECT, key)).add(header(EventEnvelope.HEADER_POSITION, Long.toString(position)));
        producer.send(record, (acknowledged, refused) -> {
            if (refused != null) {
                failure.compareAndSet(null, refused);
            }
        });
    }

    private void awaitAcknowledged() {
        producer.flush();
        if (failure.get() != null) {
            throw new IllegalStateException("The broker did not take a fact: " + failure.get().getMessage(), failure.get());
        }
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, bytes(value));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close();
    }
}
