package org.pricefloor.commandline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.pricefloor.contracts.Topics;
import org.pricefloor.messaging.Parked;
import org.pricefloor.messaging.Received;
import org.pricefloor.messaging.RecordJudgement;

/**
 * What the four topics say, from their beginning to the end they had when the reading began. Events of a partition stand in the
 * order of their positions, each once; a record that is no event is kept apart.
 *
 * @param repeated    records that came again with the same position and the same bytes
 * @param contradictory positions at which two records differ
 * @param absent      positions that are missing below a later one
 */
record RecordedEvents(List<Received> events, List<Parked> unreadable, int repeated, List<String> contradictory, List<String> absent) {

    private static final Duration REACH = Duration.ofSeconds(10);

    /** @param progress is told now and then how many records were read */
    static RecordedEvents read(String broker, Consumer<String> progress) {
        Properties properties = new Properties();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, String.valueOf(REACH.toMillis()));
        properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, String.valueOf(REACH.toMillis()));
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "5000");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return read(consumer, progress);
        } catch (AuthenticationException | AuthorizationException denied) {
            throw new CommandStopped(ExitCode.DENIED, "The broker at " + broker + " denied reading: " + denied.getMessage());
        } catch (TimeoutException unreachable) {
            throw new CommandStopped(ExitCode.UNREACHABLE, "No broker answered at " + broker + " within " + REACH.toSeconds()
                    + " s. Start the stack (deploy/up), or check --kafka.");
        } catch (KafkaException failed) {
            throw new CommandStopped(ExitCode.UNREACHABLE, "The topics could not be read from " + broker + ": "
                    + (failed.getCause() == null ? failed.getMessage() : failed.getCause().getMessage()));
        }
    }

    private static RecordedEvents read(KafkaConsumer<byte[], byte[]> consumer, Consumer<String> progress) {
        Map<String, List<PartitionInfo>> known = consumer.listTopics();
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : Topics.ALL) {
            if (!known.containsKey(topic)) {
                throw new CommandStopped(ExitCode.UNREACHABLE, "The broker has no topic " + topic + ". Is it the right broker?");
            }
            known.get(topic).forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Reading reading = new Reading();
        long nextWord = 100_000;
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                // What arrives while we read belongs to the next replay: the topics are compared as they stood at one moment.
                if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
                    reading.take(record);
                }
            }
            if (reading.records >= nextWord) {
                progress.accept("Read records=" + reading.records);
                nextWord += 100_000;
            }
        }
        return reading.end();
    }

    private static final class Reading {

        private final Map<TopicPartition, TreeMap<Long, Received>> byPosition = new HashMap<>();
        private final List<Parked> unreadable = new ArrayList<>();
        private final List<String> contradictory = new ArrayList<>();
        private final Map<TopicPartition, TreeMap<Long, Boolean>> unreadablePositions = new HashMap<>();
        private int repeated;
        private long records;

        void take(ConsumerRecord<byte[], byte[]> record) {
            records++;
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            RecordJudgement.Judged judged = RecordJudgement.judge(record);
            if (judged.parked() != null) {
                unreadable.add(judged.parked());
                if (judged.parked().position() != null) {
                    unreadablePositions.computeIfAbsent(partition, none -> new TreeMap<>()).put(judged.parked().position(), true);
                }
                return;
            }
            Received received = judged.received();
            Received before = byPosition.computeIfAbsent(partition, none -> new TreeMap<>())
                    .putIfAbsent(received.envelope().position(), received);
            if (before != null) {
                if (Arrays.equals(before.envelope().body(), received.envelope().body())) {
                    repeated++;
                } else {
                    contradictory.add(partition + " position " + received.envelope().position() + ": " + before.envelope().id() + " and "
                            + received.envelope().id());
                }
            }
        }

        RecordedEvents end() {
            List<Received> events = new ArrayList<>();
            List<String> absent = new ArrayList<>();
            for (String topic : Topics.ALL) {
                byPosition.entrySet().stream().filter(entry -> entry.getKey().topic().equals(topic))
                        .sorted(Comparator.comparingInt(entry -> entry.getKey().partition()))
                        .forEach(entry -> {
                            TreeMap<Long, Boolean> excused = unreadablePositions.getOrDefault(entry.getKey(), new TreeMap<>());
                            long expected = 1;
                            for (Received received : entry.getValue().values()) {
                                long position = received.envelope().position();
                                // Unreadable ones have their position too; what remains was never seen.
                                long unseen = position - expected - excused.subMap(expected, position).size();
                                if (unseen > 0) {
                                    absent.add(entry.getKey() + ": " + unseen + " between positions " + (expected - 1) + " and " + position);
                                }
                                expected = position + 1;
                                events.add(received);
                            }
                        });
            }
            return new RecordedEvents(events, unreadable, repeated, contradictory, absent);
        }
    }
}
