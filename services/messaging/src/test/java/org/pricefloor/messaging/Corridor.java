package org.pricefloor.messaging;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.postgresql.ds.PGSimpleDataSource;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.EventEnvelope;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.Topics;
import org.pricefloor.infrastructure.TestInfrastructure;

/** A database, a broker and what tests do with them. */
final class Corridor {

    static final LocalDate DAY = LocalDate.of(2026, 3, 2);
    static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

    final TestInfrastructure infrastructure = TestInfrastructure.start("messaging");
    final DataSource dataSource = dataSource(infrastructure);

    static PriceAssessed price(String series, int revision) {
        return new PriceAssessed(PriceAssessed.id(series, DAY, revision), series, DAY, revision, new BigDecimal("96.40"), NOON,
                "doc-" + revision, NOON, null, null);
    }

    OutboxRelay relay() {
        return relay(() -> { });
    }

    OutboxRelay relay(Runnable beforeCursor) {
        return new OutboxRelay(relaySettings(), beforeCursor);
    }

    OutboxRelay relay(Runnable beforeCursor, Duration lease) {
        return new OutboxRelay(relaySettings(), beforeCursor, lease);
    }

    private OutboxRelay.Settings relaySettings() {
        var database = infrastructure.database();
        return new OutboxRelay.Settings(database.jdbcUrl(), database.user(), database.userPassword(), infrastructure.brokerAddress(), Topics.PARTITIONS);
    }

    /** A relay whose topics have another name than those that are there. */
    OutboxRelay relayTo(String topicPrefix) {
        var database = infrastructure.database();
        return new OutboxRelay(new OutboxRelay.Settings(database.jdbcUrl(), database.user(), database.userPassword(),
                infrastructure.brokerAddress(), topicPrefix, Topics.PARTITIONS, Duration.ofMillis(250)));
    }

    Connection transaction() throws SQLException {
        Connection connection = dataSource.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    void append(Event... events) throws SQLException {
        try (Connection connection = transaction()) {
            Outbox.append(connection, "/test", List.of(events));
            connection.commit();
        }
    }

    long number(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    String text(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    /** Everything on a topic, partition by partition in the order of offsets. */
    List<ConsumerRecord<byte[], byte[]>> published(String topic) {
        Map<String, Object> config = Map.of("bootstrap.servers", infrastructure.brokerAddress());
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(0, Topics.PARTITIONS).mapToObj(p -> new TopicPartition(topic, p)).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long due = consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
            List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
            while (all.size() < due) {
                consumer.poll(Duration.ofMillis(100)).forEach(all::add);
            }
            all.sort(Comparator.<ConsumerRecord<byte[], byte[]>>comparingInt(ConsumerRecord::partition).thenComparingLong(ConsumerRecord::offset));
            return all;
        }
    }

    static long position(ConsumerRecord<byte[], byte[]> record) {
        return Long.parseLong(header(record, EventEnvelope.HEADER_POSITION));
    }

    static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static DataSource dataSource(TestInfrastructure infrastructure) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(infrastructure.database().jdbcUrl());
        source.setUser(infrastructure.database().user());
        source.setPassword(infrastructure.database().userPassword());
        return source;
    }
}
