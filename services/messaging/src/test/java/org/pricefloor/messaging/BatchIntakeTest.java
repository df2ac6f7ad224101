package org.pricefloor.messaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pricefloor.contracts.EventEnvelope;
import org.pricefloor.contracts.PriceAssessed;

/** Rules 28 and 29, the receiving side: records as Kafka would hand them over, effects in a real database. */
class BatchIntakeTest {

    private static Corridor corridor;
    private static final AtomicInteger TOPICS = new AtomicInteger();

    private String topic;
    private final List<Parked> told = new ArrayList<>();

    // Effects are outbox rows: a table with a unique key that the service's role may write.
    private final FactBook book = new FactBook() {
        @Override
        public void record(Connection connection, List<Received> events) throws SQLException {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO outbox (topic, key, event_id, type, source, body) VALUES (?, ?, ?, 'effect', '/test', ?)")) {
                for (Received received : events) {
                    PriceAssessed price = (PriceAssessed) received.event();
                    if (price.document().equals("doc-666")) {
                        throw new IllegalArgumentException("revision 666 is refused here");
                    }
                    insert.setString(1, topic);
                    insert.setString(2, price.series());
                    insert.setString(3, topic + received.envelope().position());
                    insert.setBytes(4, received.envelope().body());
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        }

        @Override
        public void parked(Connection connection, Parked parked) {
            told.add(parked);
        }
    };

    @BeforeAll
    static void database() {
        corridor = new Corridor();
    }

    @BeforeEach
    void freshTopic() {
        topic = "t" + TOPICS.incrementAndGet();
    }

    @Test
    void aRepeatedRecordTakesEffectOnce() throws SQLException {
        BatchIntake intake = intake();
        intake.accept(List.of(record(0, 1), record(1, 2)));
        intake.accept(List.of(record(2, 1), record(3, 2), record(4, 3)));
        // And after a restart.
        intake().accept(List.of(record(4, 3), record(5, 4), record(6, 4)));
        assertEquals("1,2,3,4", effects());
        assertEquals(4, watermark());
        assertEquals(OptionalLong.of(7), startOffset());
    }

    @Test
    void aRecordAheadOfAMissingOneWaitsForIt() throws SQLException {
        BatchIntake intake = intake();
        intake.accept(List.of(record(0, 1), record(1, 3), record(2, 4)));
        assertEquals("1", effects());
        assertEquals(2, intake.gaps().get(0).missing());
        assertEquals(2, intake.gaps().get(0).held());
        assertEquals(OptionalLong.of(1), startOffset(), "a restart reads the held records again");
        intake.accept(List.of(record(3, 2), record(4, 3), record(5, 4)));
        assertEquals("1,2,3,4", effects());
        assertTrue(intake.gaps().isEmpty());
        assertEquals(OptionalLong.of(6), startOffset());
    }

    @Test
    void whateverTheOrderWithinAWindowTheEffectsAreInTheOrderOfPositions() throws SQLException {
        List<ConsumerRecord<byte[], byte[]>> shuffled = new ArrayList<>();
        List<Integer> positions = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            positions.add(i);
            positions.add(i);
        }
        Collections.shuffle(positions, new Random(7));
        for (int offset = 0; offset < positions.size(); offset++) {
            shuffled.add(record(offset, positions.get(offset)));
        }
        BatchIntake intake = intake();
        for (int from = 0; from < 200; from += 37) {
            intake.accept(shuffled.subList(from, from + 37));
        }
        // A restart: what was held is read again.
        intake = intake();
        for (int from = (int) startOffset().orElse(0); from < shuffled.size(); from += 37) {
            intake.accept(shuffled.subList(from, Math.min(shuffled.size(), from + 37)));
        }
        assertEquals(200, watermark());
        assertEquals(200, corridor.number("SELECT count(*) FROM outbox WHERE topic = '" + topic + "'"));
        assertEquals(0, corridor.number("SELECT count(*) FROM (SELECT outbox_id, lag(outbox_id) OVER (ORDER BY substr(event_id, "
                + (topic.length() + 1) + ")::int) AS before FROM outbox WHERE topic = '" + topic + "') o WHERE before > outbox_id"));
    }

    @Test
    void whatCanNotBeReadIsParkedWithItsBytesAndTheOthersGoOn() throws SQLException {
        byte[] garbage = {0, (byte) 0xff, 1};
        ConsumerRecord<byte[], byte[]> bare = new ConsumerRecord<>(topic, 0, 1, garbage, garbage);
        bare.headers().add("x", garbage);
        ConsumerRecord<byte[], byte[]> unknown = record(2, 2);
        unknown.headers().remove(EventEnvelope.HEADER_TYPE).add(EventEnvelope.HEADER_TYPE, "org.pricefloor.price-assessed.v9".getBytes());
        ConsumerRecord<byte[], byte[]> broken = withBody(record(3, 3), "{\"eventId\":");
        ConsumerRecord<byte[], byte[]> number = withBody(record(4, 4), new String(record(4, 4).value(), StandardCharsets.UTF_8).replace("\"96.40\"", "96.40"));
        ConsumerRecord<byte[], byte[]> other = withBody(record(5, 5), new String(record(5, 99).value(), StandardCharsets.UTF_8));
        ConsumerRecord<byte[], byte[]> far = record(6, 50_000_000);
        ConsumerRecord<byte[], byte[]> empty = new ConsumerRecord<>(topic, 0, 7, "A".getBytes(), null);
        record(7, 6).headers().forEach(empty.headers()::add);
        intake().accept(List.of(record(0, 1), bare, unknown, broken, number, other, far, empty, record(8, 7)));
        assertEquals("1,7", effects());
        assertEquals(7, watermark());
        assertEquals("1 POSITION_MUST_BE_PRESENT,2 TYPE_MUST_BE_KNOWN,3 BODY_MUST_BE_READABLE,4 BODY_MUST_BE_READABLE,"
                + "5 HEADERS_MUST_AGREE_WITH_BODY,6 POSITION_MUST_BE_WITHIN_REACH,7 BODY_MUST_BE_READABLE", parkedRows());
        assertEquals("A", told.stream().filter(p -> p.offset() == 3).findFirst().orElseThrow().key());
        try (Connection connection = corridor.dataSource.getConnection(); Statement statement = connection.createStatement();
             var row = statement.executeQuery("SELECT key, body FROM inbox_parked WHERE topic = '" + topic + "' AND kafka_offset = 1")) {
            row.next();
            assertArrayEquals(garbage, row.getBytes(1));
            assertArrayEquals(garbage, row.getBytes(2));
        }
    }

    @Test
    void whatIsParkedOnATopicMadeAnewIsKeptBesideWhatStoodAtItsOffset() throws SQLException {
        intake().accept(List.of(withBody(record(0, 1), "before the topic was lost")));
        intake().accept(List.of(withBody(record(0, 1), "before the topic was lost")));
        intake().accept(List.of(withBody(record(0, 2), "after it was made anew")));
        assertEquals("after it was made anew,before the topic was lost",
                corridor.text("SELECT string_agg(convert_from(body, 'UTF8'), ',' ORDER BY position DESC) FROM inbox_parked WHERE topic = '" + topic + "'"));
    }

    @Test
    void aHeaderThatStandsTwiceIsNoneAndAPositionIsPlainDigits() throws SQLException {
        ConsumerRecord<byte[], byte[]> twice = record(0, 1);
        twice.headers().add(EventEnvelope.HEADER_SOURCE, "another".getBytes());
        ConsumerRecord<byte[], byte[]> places = record(1, 2);
        places.headers().add(EventEnvelope.HEADER_POSITION, "9".getBytes());
        ConsumerRecord<byte[], byte[]> signed = record(2, 2);
        signed.headers().remove(EventEnvelope.HEADER_POSITION).add(EventEnvelope.HEADER_POSITION, "+2".getBytes());
        ConsumerRecord<byte[], byte[]> wide = record(3, 2);
        wide.headers().remove(EventEnvelope.HEADER_POSITION).add(EventEnvelope.HEADER_POSITION, "\uFF12".getBytes(StandardCharsets.UTF_8));
        intake().accept(List.of(twice, places, signed, wide, record(4, 2)));
        assertEquals("2", effects());
        assertEquals("0 HEADERS_MUST_BE_COMPLETE,1 POSITION_MUST_BE_PRESENT,2 POSITION_MUST_BE_PRESENT,3 POSITION_MUST_BE_PRESENT", parkedRows());
    }

    @Test
    void ofABatchWithAnEffectThatIsRefusedOnlyTheCulpritIsParked() throws SQLException {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            records.add(record(i, i + 1));
        }
        intake().accept(records);
        assertEquals(699, corridor.number("SELECT count(*) FROM outbox WHERE topic = '" + topic + "'"));
        assertEquals("665 EFFECT_REFUSED", parkedRows());
        assertEquals(700, watermark());
    }

    @Test
    void theWatermarkMovesInTheTransactionOfTheEffects() throws SQLException {
        intake().accept(List.of(record(0, 1), record(1, 2)));
        assertEquals(1, corridor.number("SELECT count(DISTINCT xmin::text) FROM (SELECT xmin FROM outbox WHERE topic = '" + topic
                + "' UNION ALL SELECT xmin FROM inbox_watermark WHERE topic = '" + topic + "') AS written"), "transactions that wrote");
    }

    @Test
    void anOutageIsWaitedOutAndNothingIsParked() throws SQLException {
        AtomicInteger attempts = new AtomicInteger();
        BatchIntake intake = new BatchIntake(corridor.dataSource, (connection, events) -> {
            if (attempts.incrementAndGet() < 3) {
                corridor.number("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                        + " AND datname = current_database()");
                // Not the batch below: the driver answers a cut connection there with an AssertionError where assertions are on.
                connection.createStatement().execute("SELECT 1");
            }
            book.record(connection, events);
        });
        intake.accept(List.of(record(0, 1), record(1, 2)));
        assertEquals(3, attempts.get());
        assertEquals("1,2", effects());
        assertEquals(0, corridor.number("SELECT count(*) FROM inbox_parked WHERE topic = '" + topic + "'"));
        assertEquals(null, intake.failure());
    }

    @Test
    void anIntakeThatIsClosedGivesUpWaiting() {
        BatchIntake intake = new BatchIntake(corridor.dataSource, (connection, events) -> {
            throw new SQLException("away", "08006");
        });
        intake.close();
        assertThrows(IllegalStateException.class, () -> intake.accept(List.of(record(0, 1))));
    }

    private BatchIntake intake() {
        return new BatchIntake(corridor.dataSource, book);
    }

    private ConsumerRecord<byte[], byte[]> record(long offset, int position) {
        PriceAssessed price = Corridor.price("A", position);
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(topic, 0, offset, "A".getBytes(), EventJson.write(price));
        record.headers()
                .add(EventEnvelope.HEADER_ID, price.eventId().getBytes())
                .add(EventEnvelope.HEADER_TYPE, "org.pricefloor.price-assessed.v1".getBytes())
                .add(EventEnvelope.HEADER_SOURCE, "/test".getBytes())
                .add(EventEnvelope.HEADER_TIME, "2026-03-02T12:00:00Z".getBytes())
                .add(EventEnvelope.HEADER_SUBJECT, "A".getBytes())
                .add(EventEnvelope.HEADER_POSITION, Integer.toString(position).getBytes());
        return record;
    }

    private static ConsumerRecord<byte[], byte[]> withBody(ConsumerRecord<byte[], byte[]> record, String body) {
        ConsumerRecord<byte[], byte[]> changed = new ConsumerRecord<>(record.topic(), record.partition(), record.offset(), record.key(),
                body.getBytes(StandardCharsets.UTF_8));
        record.headers().forEach(changed.headers()::add);
        return changed;
    }

    private String effects() throws SQLException {
        return corridor.text("SELECT string_agg(substr(event_id, " + (topic.length() + 1) + "), ',' ORDER BY outbox_id) FROM outbox WHERE topic = '"
                + topic + "'");
    }

    private String parkedRows() throws SQLException {
        return corridor.text("SELECT string_agg(kafka_offset || ' ' || rule, ',' ORDER BY kafka_offset) FROM inbox_parked WHERE topic = '" + topic + "'");
    }

    private long watermark() throws SQLException {
        return corridor.number("SELECT position FROM inbox_watermark WHERE topic = '" + topic + "'");
    }

    private OptionalLong startOffset() throws SQLException {
        try (Connection connection = corridor.dataSource.getConnection()) {
            return Inbox.startOffset(connection, new TopicPartition(topic, 0));
        }
    }
}
