package org.pricefloor.acceptance;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.EventEnvelope;
import org.pricefloor.contracts.EventType;
import org.pricefloor.contracts.Topics;
import org.pricefloor.messaging.EventJson;

/** Stands for the relays of the services upstream, well-behaved or not. */
final class Upstream implements AutoCloseable {

    /** What was done to the records beside sending them. */
    record Mischief(int records, int duplicates, int displaced, int garbage, int unknownVersions, int unreadableBodies) {

        /** Records that nobody can make an effect of. */
        int poison() {
            return garbage + unknownVersions + unreadableBodies;
        }
    }

    private static final int WINDOW = 40;

    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<String, Long> positions = new HashMap<>();

    Upstream(String bootstrapServers) {
        producer = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", "5"),
                new ByteArraySerializer(), new ByteArraySerializer());
    }

    List<ProducerRecord<byte[], byte[]>> inOrder(List<Event> events) {
        return events.stream().map(event -> record(event, EventType.of(event).typeName(), EventJson.write(event))).toList();
    }

    /**
     * The same events out of order (in windows of the whole and again within each partition), some twice and some much later again,
     * among bytes that are no event, versions that nobody knows and bodies that can not be read. Each poison of the last two kinds
     * has a position of its own: the stream goes on behind it.
     */
    List<ProducerRecord<byte[], byte[]>> disturbed(List<Event> events, Random random, Map<String, Mischief> told) {
        List<Event> shuffled = new ArrayList<>(events);
        for (int from = 0; from < shuffled.size(); from += WINDOW * 25) {
            Collections.shuffle(shuffled.subList(from, Math.min(shuffled.size(), from + WINDOW * 25)), random);
        }
        int garbage = 0;
        int unknown = 0;
        int unreadable = 0;
        int duplicates = 0;
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (Event event : shuffled) {
            int dice = random.nextInt(1_000);
            if (dice < 5) {
                byte[] bytes = new byte[random.nextInt(200)];
                random.nextBytes(bytes);
                records.add(new ProducerRecord<>(EventType.of(event).topic(), partition(event), key(event), bytes));
                garbage++;
            } else if (dice < 10) {
                records.add(record(event, EventType.of(event).typeName().replace(".v1", ".v9"), EventJson.write(event)));
                unknown++;
            } else if (dice < 15) {
                byte[] half = EventJson.write(event);
                records.add(record(event, EventType.of(event).typeName(), java.util.Arrays.copyOf(half, half.length / 2)));
                unreadable++;
            }
            records.add(record(event, EventType.of(event).typeName(), EventJson.write(event)));
        }
        int displaced = displaceWithinPartitions(records, random);
        List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            sent.add(records.get(i));
            if (random.nextInt(10) == 0 && records.get(i).headers().lastHeader(EventEnvelope.HEADER_POSITION) != null) {
                sent.add(records.get(i));
                duplicates++;
            }
            if (random.nextInt(50) == 0) {
                ProducerRecord<byte[], byte[]> earlier = records.get(random.nextInt(i + 1));
                if (earlier.headers().lastHeader(EventEnvelope.HEADER_POSITION) != null) {
                    sent.add(earlier);
                    duplicates++;
                }
            }
        }
        told.put("mischief", new Mischief(sent.size(), duplicates, displaced, garbage, unknown, unreadable));
        return sent;
    }

    /** Swaps neighbours of a partition by up to a window, so that positions arrive before those they follow. */
    private static int displaceWithinPartitions(List<ProducerRecord<byte[], byte[]>> records, Random random) {
        Map<String, List<Integer>> places = new LinkedHashMap<>();
        for (int i = 0; i < records.size(); i++) {
            places.computeIfAbsent(records.get(i).topic() + records.get(i).partition(), unseen -> new ArrayList<>()).add(i);
        }
        int displaced = 0;
        for (List<Integer> ofPartition : places.values()) {
            for (int from = 0; from + WINDOW < ofPartition.size(); from += WINDOW) {
                if (random.nextInt(3) == 0) {
                    List<Integer> window = ofPartition.subList(from, from + WINDOW);
                    List<ProducerRecord<byte[], byte[]>> content = new ArrayList<>(window.stream().map(records::get).toList());
                    Collections.shuffle(content, random);
                    for (int i = 0; i < WINDOW; i++) {
                        records.set(window.get(i), content.get(i));
                    }
                    displaced += WINDOW;
                }
            }
        }
        return displaced;
    }

    void send(List<ProducerRecord<byte[], byte[]>> records) {
        records.forEach(producer::send);
        producer.flush();
    }

    private ProducerRecord<byte[], byte[]> record(Event event, String type, byte[] body) {
        String topic = EventType.of(event).topic();
        int partition = partition(event);
        long position = positions.merge(topic + partition, 1L, Long::sum);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, partition, key(event), body);
        Map.of(EventEnvelope.HEADER_SPEC_VERSION, "1.0",
                        EventEnvelope.HEADER_ID, event.eventId(),
                        EventEnvelope.HEADER_TYPE, type,
                        EventEnvelope.HEADER_SOURCE, "/acceptance",
                        EventEnvelope.HEADER_TIME, "2026-07-01T12:00:00Z",
                        EventEnvelope.HEADER_SUBJECT, event.subject(),
                        EventEnvelope.HEADER_POSITION, Long.toString(position),
                        EventEnvelope.HEADER_CONTENT_TYPE, EventEnvelope.CONTENT_TYPE)
                .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    private static byte[] key(Event event) {
        return event.subject().getBytes(StandardCharsets.UTF_8);
    }

    private static int partition(Event event) {
        return Utils.toPositive(Utils.murmur2(key(event))) % Topics.PARTITIONS;
    }

    @Override
    public void close() {
        producer.close();
    }
}
