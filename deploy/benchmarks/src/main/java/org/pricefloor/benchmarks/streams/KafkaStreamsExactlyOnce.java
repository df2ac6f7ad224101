package org.pricefloor.benchmarks.streams;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.pricefloor.benchmarks.bulk.Contender;
import org.pricefloor.benchmarks.bulk.Feed;
import org.pricefloor.benchmarks.bulk.Lines;
import org.pricefloor.benchmarks.bulk.OutputsDiffer;
import org.pricefloor.benchmarks.workload.Facts;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.Topics;
import org.pricefloor.messaging.EventJson;

/** Kafka Streams with {@code exactly_once_v2}, one JVM for all runs, warm like the service's; it writes no database. */
public final class KafkaStreamsExactlyOnce implements Contender {

    private static final Map<String, String> TOPICS = Map.of(Topics.MARKET_DATA, StreamsMain.PRICES, Topics.AGREEMENTS, StreamsMain.AGREEMENTS,
            Topics.DELIVERIES, StreamsMain.DELIVERIES);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final String broker;
    private final Admin admin;
    private final Feed feed;
    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter questions;
    private final Path log;
    private Facts facts;
    private long prices;
    private long agreements;
    private long deliveries;
    private Map<TopicPartition, Long> linesBefore;

    /**
     * @param folder for its state and its log
     * @param jvm    options of its JVM
     */
    public KafkaStreamsExactlyOnce(String broker, Path folder, String jvm) {
        this.broker = broker;
        this.log = folder.resolve("streams.log").toAbsolutePath();
        admin = Admin.create(Map.of("bootstrap.servers", broker));
        try {
            Files.createDirectories(folder);
            admin.createTopics(List.of(StreamsMain.PRICES, StreamsMain.AGREEMENTS, StreamsMain.DELIVERIES, StreamsMain.LINES).stream()
                    .map(topic -> new NewTopic(topic, Topics.PARTITIONS, (short) 1)).toList()).all().get();
            List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
            command.addAll(List.of(jvm.strip().split("\\s+")));
            command.addAll(List.of("-Duser.timezone=UTC", "-cp", System.getProperty("java.class.path"), StreamsMain.class.getName(), broker,
                    folder.resolve("streams-state").toAbsolutePath().toString()));
            process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        } catch (IOException | ExecutionException failure) {
            throw new IllegalStateException("Kafka Streams could not be started: " + failure.getMessage(), failure);
        } catch (InterruptedException asked) {
            throw interrupted(asked);
        }
        answers = process.inputReader(StandardCharsets.UTF_8);
        questions = process.outputWriter(StandardCharsets.UTF_8);
        feed = new Feed(broker, TOPICS::get);
    }

    @Override
    public String name() {
        return "Kafka Streams exactly-once, which writes no database";
    }

    @Override
    public void prepare(Facts next) {
        facts = next;
        feed.ground(facts);
        prices += facts.ground().stream().filter(PriceAssessed.class::isInstance).count();
        agreements += facts.workload().agreements();
        try {
            questions.write("await " + prices + " " + agreements + "\n");
            questions.flush();
            String answer = answers.readLine();
            while (answer != null && !answer.equals("ready")) {
                // A JVM asked to record itself says so first.
                answer = answers.readLine();
            }
            if (answer == null) {
                throw new IllegalStateException("Kafka Streams ended. Its log: " + log);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException("Kafka Streams ended. Its log: " + log, broken);
        }
        try (KafkaConsumer<byte[], byte[]> consumer = committedLines()) {
            linesBefore = consumer.endOffsets(linePartitions());
        }
    }

    @Override
    public void settle() {
        feed.deliveries(facts);
        deliveries += facts.deliveries().length;
        long begun = System.nanoTime();
        while (committed() < deliveries) {
            long waited = System.nanoTime() - begun;
            if (waited > PATIENCE.toNanos() || !process.isAlive()) {
                throw new IllegalStateException("Kafka Streams settled " + committed() + " of " + deliveries + " deliveries. Its log: " + log);
            }
            LockSupport.parkNanos(Math.max(TimeUnit.MILLISECONDS.toNanos(10), waited / 50));
        }
    }

    /** Deliveries whose transaction, lines included, is committed; one that is being committed does not count yet. */
    private long committed() {
        try {
            Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(StreamsMain.APPLICATION, new ListConsumerGroupOffsetsOptions().requireStable(true))
                    .partitionsToOffsetAndMetadata().get();
            return offsets.entrySet().stream().filter(each -> each.getKey().topic().equals(StreamsMain.DELIVERIES) && each.getValue() != null)
                    .mapToLong(each -> each.getValue().offset()).sum();
        } catch (ExecutionException refused) {
            throw new IllegalStateException("The broker does not tell the offsets of Kafka Streams: " + refused.getMessage(), refused);
        } catch (InterruptedException asked) {
            throw interrupted(asked);
        }
    }

    @Override
    public Lines lines() {
        Lines lines = new Lines(facts.workload());
        BigDecimal posted = BigDecimal.ZERO;
        try (KafkaConsumer<byte[], byte[]> consumer = committedLines()) {
            consumer.assign(linePartitions());
            linesBefore.forEach(consumer::seek);
            Map<TopicPartition, Long> end = consumer.endOffsets(linePartitions());
            while (end.entrySet().stream().anyMatch(each -> consumer.position(each.getKey()) < each.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    StreamsLine line = EventJson.read(record.value(), StreamsLine.class);
                    lines.add(facts.workload().lineOf(line.agreement(), line.month()), line.quantity(), line.referencePrice(), line.topUp(), line.upside());
                    posted = posted.add(line.topUp()).add(line.upside());
                }
            }
        }
        if (lines.count() != facts.workload().lines()) {
            throw new OutputsDiffer("Kafka Streams has committed " + lines.count() + " of " + facts.workload().lines() + " lines.");
        }
        lines.posted(posted);
        return lines;
    }

    private KafkaConsumer<byte[], byte[]> committedLines() {
        return new KafkaConsumer<>(Map.of("bootstrap.servers", broker, "isolation.level", "read_committed", "max.poll.records", "10000"),
                new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static List<TopicPartition> linePartitions() {
        return IntStream.range(0, Topics.PARTITIONS).mapToObj(partition -> new TopicPartition(StreamsMain.LINES, partition)).toList();
    }

    private static IllegalStateException interrupted(InterruptedException asked) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("The measurement was interrupted.", asked);
    }

    @Override
    public void close() {
        feed.close();
        admin.close();
        // Its input ends, and it with it; a state of no further use need not be closed in order.
        process.destroyForcibly();
    }
}
