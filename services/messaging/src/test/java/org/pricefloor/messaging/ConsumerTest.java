package org.pricefloor.messaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pricefloor.contracts.Topics;

/** The whole corridor: outbox, relay, broker, consumer, inbox. Where a consumer starts is for the database to say, not for Kafka. */
class ConsumerTest {

    private Corridor corridor;
    private final List<String> effects = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void freshTopicsAndDatabase() {
        corridor = new Corridor();
    }

    @Test
    void aRestartedConsumerGoesOnBehindWhatTookEffectWhateverKafkaRemembers() throws SQLException {
        publish(1, 40);
        consumeUntil(40);
        publish(41, 60);
        // The group has never committed an offset to Kafka: without ours it would begin anew.
        int polled = consumeUntil(60);
        assertEquals(20, polled);
        assertEffectsOnce(60);
    }

    @Test
    void aTopicThatWasLostAndRepublishedBringsNothingTwice() throws Exception {
        publish(1, 40);
        consumeUntil(40);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", (Object) corridor.infrastructure.brokerAddress()))) {
            admin.deleteTopics(List.of(Topics.MARKET_DATA)).all().get();
            Awaitility.await().ignoreExceptions().until(() -> {
                admin.createTopics(List.of(new NewTopic(Topics.MARKET_DATA, Topics.PARTITIONS, (short) 1))).all().get();
                return true;
            });
        }
        try (OutboxRelay relay = corridor.relay()) {
            assertEquals(40, relay.republish(Topics.MARKET_DATA));
        }
        publish(41, 50);
        consumeUntil(50);
        assertEffectsOnce(50);
    }

    private void publish(int from, int to) throws SQLException {
        for (int i = from; i <= to; i++) {
            corridor.append(Corridor.price("S" + i % 7, i));
        }
        try (OutboxRelay relay = corridor.relay()) {
            while (relay.doWork() > 0) {
                continue;
            }
        }
    }

    /** A consumer from its start to its end. The number of records that it was given. */
    private int consumeUntil(int count) throws SQLException {
        Map<String, Object> config = Map.of("bootstrap.servers", corridor.infrastructure.brokerAddress(), "group.id", "effects",
                "enable.auto.commit", false, "auto.offset.reset", "earliest");
        BatchIntake intake = new BatchIntake(corridor.dataSource, (Connection connection, List<Received> events) ->
                events.forEach(event -> effects.add(event.envelope().id())));
        int polled = 0;
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(Topics.MARKET_DATA), new ConsumerRebalanceListener() {
                @Override
                public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                    intake.assigned(consumer, partitions);
                }

                @Override
                public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                }
            });
            long deadline = System.nanoTime() + 30_000_000_000L;
            while (corridor.number("SELECT coalesce(sum(position), 0) FROM inbox_watermark") < count) {
                var records = consumer.poll(Duration.ofMillis(100));
                polled += records.count();
                intake.accept(records);
                assertTrue(System.nanoTime() < deadline, () -> "took effect: " + effects.size());
            }
        }
        return polled;
    }

    private void assertEffectsOnce(int count) {
        assertEquals(IntStream.rangeClosed(1, count).mapToObj(i -> Corridor.price("S" + i % 7, i).eventId()).collect(Collectors.toSet()),
                effects.stream().collect(Collectors.toSet()));
        assertEquals(count, effects.size());
    }
}
