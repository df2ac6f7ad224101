package org.pricefloor.infrastructure;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.pricefloor.contracts.EventEnvelope;

/** What a topic knows that a restored database does not: the events behind the last position of its backup. */
public final class TopicTail {

    private static final Duration POLL = Duration.ofMillis(500);

    private final String broker;

    public TopicTail(String broker) {
        this.broker = broker;
    }

    /**
     * Keeps those events in a file, a line each: topic, partition, position, key and the event's own JSON, separated by tabs.
     *
     * @param positions last position that the backup has, by topic and partition
     * @return how many there are; without any no file is written
     */
    public long keep(String topic, Map<String, Long> positions, Path file) throws IOException {
        long kept = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", broker, "enable.auto.commit", "false",
                "auto.offset.reset", "earliest"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream().map(each -> new TopicPartition(topic, each.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Map<TopicPartition, Long> last = new HashMap<>();
            BufferedWriter writer = null;
            try {
                while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                        TopicPartition partition = new TopicPartition(topic, record.partition());
                        long position = position(record);
                        if (position <= positions.getOrDefault(topic + "/" + record.partition(), 0L) || position <= last.getOrDefault(partition, 0L)) {
                            continue;
                        }
                        last.put(partition, position);
                        if (writer == null) {
                            Files.createDirectories(file.getParent());
                            writer = Files.newBufferedWriter(file);
                        }
                        writer.write(topic + "\t" + record.partition() + "\t" + position + "\t" + text(record.key()) + "\t" + text(record.value()));
                        writer.newLine();
                        kept++;
                    }
                }
            } finally {
                if (writer != null) {
                    writer.close();
                }
            }
        }
        return kept;
    }

    /** Deletes topics and waits until they are gone; {@link Provision#topics} makes them anew. */
    public void delete(List<String> topics) {
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", broker))) {
            Set<String> present = admin.listTopics().names().get();
            List<String> gone = topics.stream().filter(present::contains).collect(Collectors.toList());
            admin.deleteTopics(gone).all().get();
            while (admin.listTopics().names().get().stream().anyMatch(gone::contains)) {
                Thread.sleep(20);
            }
        } catch (ExecutionException failure) {
            throw new InfrastructureFailure("The topics " + topics + " could not be deleted (" + failure.getCause().getMessage() + ").", failure);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new InfrastructureFailure("The deletion of topics was interrupted.", asked);
        }
    }

    private static long position(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(EventEnvelope.HEADER_POSITION);
        try {
            return header == null ? -1 : Long.parseLong(text(header.value()));
        } catch (NumberFormatException unreadable) {
            return -1;
        }
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }
}
