package org.pricefloor.messaging;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pricefloor.contracts.EventEnvelope;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.Topics;

/** Rule 28, the sending side. */
class OutboxRelayTest {

    private Corridor corridor;

    @BeforeEach
    void freshTopicsAndDatabase() {
        corridor = new Corridor();
    }

    @Test
    void whatWasCommittedIsPublishedWithItsExactBytesAndHeaders() throws SQLException {
        PriceAssessed event = Corridor.price("NDPR-CN", 1);
        corridor.append(event);
        try (OutboxRelay relay = corridor.relay()) {
            assertEquals(1, relay.doWork());
            assertEquals(0, relay.doWork());
        }
        ConsumerRecord<byte[], byte[]> record = corridor.published(Topics.MARKET_DATA).get(0);
        assertArrayEquals(EventJson.write(event), record.value());
        assertArrayEquals("NDPR-CN".getBytes(), record.key());
        assertEquals(event.eventId(), Corridor.header(record, EventEnvelope.HEADER_ID));
        assertEquals("org.pricefloor.price-assessed.v1", Corridor.header(record, EventEnvelope.HEADER_TYPE));
        assertEquals("/test", Corridor.header(record, EventEnvelope.HEADER_SOURCE));
        assertEquals("NDPR-CN", Corridor.header(record, EventEnvelope.HEADER_SUBJECT));
        assertEquals(1, Corridor.position(record));
    }

    @Test
    void aRolledBackTransactionLeavesNoGapInThePositions() throws SQLException {
        for (int i = 1; i <= 5; i++) {
            try (Connection connection = corridor.transaction()) {
                Outbox.append(connection, "/test", Corridor.price("GONE", i));
                connection.rollback();
            }
            corridor.append(Corridor.price("KEPT", i));
        }
        drain();
        List<Long> positions = corridor.published(Topics.MARKET_DATA).stream().map(Corridor::position).toList();
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), positions);
    }

    @Test
    void aTransactionThatCommitsLateWithLowerIdsIsNotLost() throws SQLException {
        try (OutboxRelay relay = corridor.relay(); Connection late = corridor.transaction()) {
            Outbox.append(late, "/test", Corridor.price("LATE", 1));
            for (int i = 1; i <= 50; i++) {
                corridor.append(Corridor.price("EARLY", i));
                assertEquals(1, relay.doWork());
            }
            late.commit();
            assertEquals(1, relay.doWork());
            // Now that nobody is running, the search moves up and everything after is still found.
            for (int i = 51; i <= 60; i++) {
                corridor.append(Corridor.price("EARLY", i));
                assertEquals(1, relay.doWork());
            }
            assertTrue(corridor.number("SELECT settled FROM outbox_cursor") >= 51);
        }
        assertEquals(61, corridor.published(Topics.MARKET_DATA).size());
    }

    @Test
    void aCrashBetweenPublishingAndTheCursorRepeatsTheSamePositions() throws SQLException {
        for (int i = 1; i <= 10; i++) {
            corridor.append(Corridor.price("S" + i % 4, i));
        }
        try (OutboxRelay crashing = corridor.relay(() -> {
            throw new IllegalStateException("killed");
        })) {
            assertThrows(IllegalStateException.class, crashing::doWork);
        }
        corridor.append(Corridor.price("S1", 11));
        drain();
        List<ConsumerRecord<byte[], byte[]>> records = corridor.published(Topics.MARKET_DATA);
        assertEquals(21, records.size());
        Map<String, Long> positionOf = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Long before = positionOf.put(Corridor.header(record, EventEnvelope.HEADER_ID), Corridor.position(record));
            assertTrue(before == null || before == Corridor.position(record));
        }
        assertEquals(11, positionOf.size());
    }

    @Test
    void whatNoBrokerAcknowledgedIsPublishedByTheNextRound() throws SQLException {
        corridor.append(Corridor.price("A", 1), Corridor.price("A", 2));
        try (OutboxRelay refused = corridor.relayTo("no topic is called so/")) {
            assertThrows(KafkaException.class, refused::doWork);
            assertEquals(0, refused.status().published());
        }
        drain();
        assertEquals(List.of(1L, 2L), corridor.published(Topics.MARKET_DATA).stream().map(Corridor::position).toList());
    }

    @Test
    void aLeaderThatStandsStillLosesTheLeadAndDoesNoHarmWhenItGoesOn() throws Exception {
        CountDownLatch still = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        OutboxRelay zombie = corridor.relay(() -> {
            still.countDown();
            awaitUninterrupted(goOn);
        }, Duration.ofSeconds(1));
        corridor.append(Corridor.price("A", 1), Corridor.price("A", 2));
        ExecutorService frozen = Executors.newSingleThreadExecutor();
        try (OutboxRelay second = corridor.relay()) {
            Future<Integer> round = frozen.submit(zombie::doWork);
            still.await();
            await().until(() -> second.doWork() == 2);
            corridor.append(Corridor.price("A", 3));
            assertEquals(1, second.doWork());
            goOn.countDown();
            ExecutionException outlived = assertThrows(ExecutionException.class, round::get);
            assertInstanceOf(SQLException.class, outlived.getCause());
            assertEquals(0, second.doWork());
        } finally {
            frozen.shutdown();
            zombie.close();
        }
        assertEquals(List.of(1L, 2L, 1L, 2L, 3L), corridor.published(Topics.MARKET_DATA).stream().map(Corridor::position).toList());
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void theSecondRelayStandsByUntilTheFirstIsGone() throws SQLException {
        OutboxRelay first = corridor.relay().start();
        await().until(() -> first.status().leading());
        try (OutboxRelay second = corridor.relay().start()) {
            corridor.append(Corridor.price("A", 1));
            await().until(() -> first.status().published() == 1);
            assertFalse(second.status().leading());
            first.close();
            corridor.append(Corridor.price("A", 2));
            await().until(() -> second.status().leading() && second.status().published() == 1);
        }
        assertEquals(List.of(1L, 2L), corridor.published(Topics.MARKET_DATA).stream().map(Corridor::position).toList());
    }

    @Test
    void aRelayWhoseConnectionIsCutGoesOn() throws SQLException {
        try (OutboxRelay relay = corridor.relay().start()) {
            corridor.append(Corridor.price("A", 1));
            await().until(() -> relay.status().published() == 1);
            // The service's own role may end its own sessions.
            corridor.number("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                    + " WHERE application_name = 'outbox-relay' AND datname = current_database()");
            corridor.append(Corridor.price("A", 2));
            await().until(() -> relay.status().published() >= 2 && relay.status().failure() == null);
        }
        Set<Long> positions = new HashSet<>(corridor.published(Topics.MARKET_DATA).stream().map(Corridor::position).toList());
        assertEquals(Set.of(1L, 2L), positions);
    }

    @Test
    void manyWritersAtOnceThatCommitInAnyOrderArriveOnceEachWithoutAGap() throws Exception {
        Set<String> committed = ConcurrentHashMap.newKeySet();
        try (OutboxRelay relay = corridor.relay().start()) {
            ExecutorService writers = Executors.newFixedThreadPool(6);
            List<Future<?>> done = new ArrayList<>();
            for (int writer = 0; writer < 6; writer++) {
                int number = writer;
                done.add(writers.submit(() -> {
                    Random random = new Random(number);
                    for (int i = 1; i <= 60; i++) {
                        try (Connection connection = corridor.transaction()) {
                            List<PriceAssessed> events = new ArrayList<>();
                            for (int k = 0; k <= random.nextInt(20); k++) {
                                events.add(Corridor.price("W" + number + "-" + k % 3, i * 100 + k));
                            }
                            Outbox.append(connection, "/test", events);
                            if (random.nextInt(4) == 0) {
                                try (Statement statement = connection.createStatement()) {
                                    statement.execute("SELECT pg_sleep(0.02)");
                                }
                            }
                            if (random.nextInt(5) == 0) {
                                connection.rollback();
                            } else {
                                connection.commit();
                                events.forEach(event -> committed.add(event.eventId()));
                            }
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> future : done) {
                future.get();
            }
            writers.shutdown();
            await().atMost(Duration.ofSeconds(20)).until(() -> relay.status().published() == committed.size());
        }
        List<ConsumerRecord<byte[], byte[]>> records = corridor.published(Topics.MARKET_DATA);
        Set<String> arrived = new HashSet<>();
        Map<Integer, Long> last = new TreeMap<>();
        Map<String, Integer> lastOfKey = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            assertTrue(arrived.add(Corridor.header(record, EventEnvelope.HEADER_ID)));
            assertEquals(last.merge(record.partition(), 1L, Long::sum), Corridor.position(record));
            int revision = EventJson.read(record.value(), PriceAssessed.class).revision();
            Integer before = lastOfKey.put(new String(record.key()), revision);
            assertTrue(before == null || before < revision, "the order within a key is that of the transactions");
        }
        assertEquals(committed, arrived);
    }

    @Test
    void republishingRebuildsATopicInTheOrderOfPositions() throws SQLException {
        for (int i = 1; i <= 20; i++) {
            corridor.append(Corridor.price("S" + i % 5, i));
        }
        try (OutboxRelay relay = corridor.relay()) {
            while (relay.doWork() > 0) {
                continue;
            }
            assertEquals(20, relay.republish(Topics.MARKET_DATA));
        }
        List<ConsumerRecord<byte[], byte[]>> records = corridor.published(Topics.MARKET_DATA);
        assertEquals(40, records.size());
        for (int partition = 0; partition < Topics.PARTITIONS; partition++) {
            int p = partition;
            List<Long> positions = records.stream().filter(r -> r.partition() == p).map(Corridor::position).toList();
            int half = positions.size() / 2;
            assertEquals(positions.subList(0, half), positions.subList(half, positions.size()));
        }
    }

    @Test
    void fiftyThousandEventsOfOneTransactionAreCarriedInSeconds() throws SQLException {
        int count = 50_000;
        List<PriceAssessed> events = new ArrayList<>(count);
        for (int i = 1; i <= count; i++) {
            events.add(Corridor.price("S" + i % 40, i));
        }
        corridor.append(Corridor.price("WARM", 1));
        try (OutboxRelay relay = corridor.relay()) {
            relay.doWork();
            long start = System.nanoTime();
            try (Connection connection = corridor.transaction()) {
                Outbox.append(connection, "/test", events);
                connection.commit();
            }
            long appended = System.nanoTime();
            int carried = 0;
            for (int n = relay.doWork(); n > 0; n = relay.doWork()) {
                carried += n;
            }
            long published = System.nanoTime();
            assertEquals(count, carried);
            System.out.printf("Carried events=%d appended=%d ms published=%d ms (%d events/s)%n", count, (appended - start) / 1_000_000,
                    (published - appended) / 1_000_000, count * 1_000_000_000L / (published - appended));
            assertTrue(published - start < 20_000_000_000L);
        }
    }

    @Test
    void aCommittedEventIsWithItsReaderWithinMilliseconds() throws SQLException {
        List<TopicPartition> partitions = List.of(new TopicPartition(Topics.MARKET_DATA, 0), new TopicPartition(Topics.MARKET_DATA, 1),
                new TopicPartition(Topics.MARKET_DATA, 2));
        try (OutboxRelay relay = corridor.relay().start();
                Connection connection = corridor.transaction();
                var consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", corridor.infrastructure.brokerAddress()), new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            await().until(() -> relay.status().leading());
            List<Long> micros = new ArrayList<>();
            for (int i = 1; i <= 300; i++) {
                long start = System.nanoTime();
                Outbox.append(connection, "/test", Corridor.price("A", i));
                connection.commit();
                while (consumer.poll(Duration.ofMillis(100)).isEmpty()) {
                    continue;
                }
                micros.add((System.nanoTime() - start) / 1_000);
            }
            List<Long> warm = micros.subList(100, 300).stream().sorted().toList();
            System.out.printf("Carried one event at a time p50=%.1f ms p99=%.1f ms%n", warm.get(100) / 1_000.0, warm.get(198) / 1_000.0);
            assertTrue(warm.get(100) < 200_000, "woken by the commit, not by the poll of every 250 ms: " + warm.get(100));
        }
    }

    @Test
    void anEventAppendedTwiceIsRefusedByTheDatabase() throws SQLException {
        corridor.append(Corridor.price("A", 1));
        SQLException refused = assertThrows(SQLException.class, () -> corridor.append(Corridor.price("A", 1)));
        assertTrue(refused.getMessage().contains("event_is_written_once"));
    }

    @Test
    void theServicesRoleMayNeitherChangeNorDeleteAnEvent() throws SQLException {
        corridor.append(Corridor.price("A", 1));
        for (String sql : List.of("UPDATE outbox SET body = ''", "DELETE FROM outbox", "TRUNCATE outbox", "UPDATE outbox_position SET position = 2",
                "DELETE FROM inbox_parked", "UPDATE inbox_parked SET body = ''")) {
            SQLException refused = assertThrows(SQLException.class, () -> corridor.text(sql), sql);
            assertEquals("42501", refused.getSQLState(), sql);
        }
    }

    private void drain() throws SQLException {
        try (OutboxRelay relay = corridor.relay()) {
            while (relay.doWork() > 0) {
                continue;
            }
        }
    }
}
