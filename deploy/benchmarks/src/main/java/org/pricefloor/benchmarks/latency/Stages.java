package org.pricefloor.benchmarks.latency;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.pricefloor.benchmarks.system.MeasuredSystem;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.Topics;

/** Where the time of the services goes: the moments that they themselves wrote down, on the one clock of the machine. */
final class Stages {

    private Stages() {
    }

    /**
     * Percentiles of each stretch of the way, in milliseconds, in the order of the way.
     *
     * @param scheduled when each price should have been sent, by its number from {@code from} on
     * @param seen      when its lines were seen
     */
    static Map<String, Percentiles> of(MeasuredSystem system, Ground ground, int from, Instant[] scheduled, Instant[] seen) throws SQLException {
        Map<String, Instant> received = instants(system, "price-ingestion", "SELECT series || '/' || day || '/r' || revision, received_at FROM published_figure", "assessment/");
        Map<String, Instant> recorded = instants(system, "settlement", "SELECT fact_id, recorded_at FROM figure_fact", "");
        Map<String, Instant> rounds = instants(system, "settlement", "SELECT period_from || '/' || sequence, min(recorded_at) FROM run GROUP BY period_from, sequence", "");
        Map<String, Instant> carried = carried(system);
        Map<String, List<Long>> stretches = new LinkedHashMap<>();
        for (int i = 0; i < scheduled.length; i++) {
            Quote quote = ground.quote(from + i);
            String fact = PriceAssessed.id(Ground.SERIES, quote.day(), quote.revision());
            List<Instant> moments = new ArrayList<>(List.of(scheduled[i], received.get(fact), carried.get(fact), recorded.get(fact),
                    rounds.get(quote.day() + "/" + quote.revision()), seen[i]));
            List<String> names = List.of("sent, token, rules: to the transaction of price-ingestion", "its commit, relay: to the record on the topic",
                    "broker, fetch: to the transaction of the intake", "its commit, wake-up: to the round of the bench", "round, commit, notification: to the lines seen");
            for (int stretch = 0; stretch < names.size(); stretch++) {
                stretches.computeIfAbsent(names.get(stretch), unseen -> new ArrayList<>())
                        .add(Duration.between(moments.get(stretch), moments.get(stretch + 1)).toNanos());
            }
        }
        Map<String, Percentiles> percentiles = new LinkedHashMap<>();
        stretches.forEach((name, nanos) -> percentiles.put(name, Percentiles.of(nanos.stream().mapToLong(Long::longValue).toArray())));
        return percentiles;
    }

    private static Map<String, Instant> instants(MeasuredSystem system, String service, String sql, String prefix) throws SQLException {
        Map<String, Instant> instants = new HashMap<>();
        try (Connection connection = system.database(service); PreparedStatement select = connection.prepareStatement(sql); ResultSet row = select.executeQuery()) {
            while (row.next()) {
                instants.put(prefix + row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant());
            }
        }
        return instants;
    }

    /** The time that the relay's producer gave each record, to the millisecond. */
    private static Map<String, Instant> carried(MeasuredSystem system) {
        Map<String, Instant> carried = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", system.kafka(), "enable.auto.commit", false,
                "auto.offset.reset", "earliest"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (int partition = 0; partition < Topics.PARTITIONS; partition++) {
                partitions.add(new TopicPartition(Topics.MARKET_DATA, partition));
            }
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    carried.put(new String(record.headers().lastHeader("ce_id").value(), java.nio.charset.StandardCharsets.UTF_8), Instant.ofEpochMilli(record.timestamp()));
                }
            }
        }
        return carried;
    }
}
