package org.pricefloor.acceptance.faults;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.pricefloor.contracts.Topics;

/** What lies in the topics, written down for the checker; each look adds what is new. */
final class CarriedRecords {

    private static final Duration LONGEST_POLL = Duration.ofSeconds(1);

    private final String bootstrapServers;
    private final Path file;
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private final Set<String> leftOut = new HashSet<>();

    CarriedRecords(String bootstrapServers, Path file) {
        this.bootstrapServers = bootstrapServers;
        this.file = file;
        for (String topic : Topics.ALL) {
            for (int partition = 0; partition < Topics.PARTITIONS; partition++) {
                next.put(new TopicPartition(topic, partition), 0L);
            }
        }
    }

    /** A record that a case put there itself, as a stranger would. */
    void leaveOut(String topic, int partition, long offset) {
        leftOut.add(topic + " " + partition + " " + offset);
    }

    void look() throws IOException {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "enable.auto.commit", "false", "allow.auto.create.topics", "false");
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
             BufferedWriter lines = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            List<TopicPartition> all = new ArrayList<>(next.keySet());
            consumer.assign(all);
            next.forEach(consumer::seek);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream().anyMatch(partition -> next.get(partition) < ends.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(LONGEST_POLL)) {
                    if (!leftOut.contains(record.topic() + " " + record.partition() + " " + record.offset())) {
                        lines.write(line(record));
                        lines.newLine();
                    }
                }
                all.forEach(partition -> next.put(partition, consumer.position(partition)));
            }
        }
    }

    private static String line(ConsumerRecord<byte[], byte[]> record) {
        return String.join("\t", record.topic(), String.valueOf(record.partition()), String.valueOf(record.offset()), position(header(record, "ce_position")),
                header(record, "ce_id").replaceAll("[\t\n\r\0]", " "), record.value() == null ? "" : sha256(record.value()));
    }

    private static String position(String text) {
        return text.matches("[1-9][0-9]{0,17}") ? text : "";
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
