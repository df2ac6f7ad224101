package org.pricefloor.messaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.EventEnvelope;
import org.pricefloor.contracts.EventType;

/**
 * What has arrived here: one watermark per topic and partition (rule 28), kept in the transaction of the effects.
 *
 * <p>A position at or below the watermark is dropped. A record ahead of a missing position is held in memory until the
 * missing one arrives, and the stored Kafka offset stays before it, so that a restart reads it again. A gap that lasts is
 * reported by {@link #gaps()}; it is never stepped over.
 */
final class Inbox {

    /** Records held in one partition while a position is missing; the relay publishes at most 5,000 at a time. */
    static final int HELD_AT_MOST = 20_000;
    /** A position farther ahead than this was not given by the relay. */
    private static final long REACH = 1_000_000;
    /** A gap older than this makes the next start read the partition from its beginning. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LARGEST_BODY = 262_144;
    private static final Pattern PLAIN_NUMBER = Pattern.compile("[1-9][0-9]{0,18}");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A record with the verdict on it: exactly one of {@code received} and {@code parked} is there. */
    record Verdict(ConsumerRecord<byte[], byte[]> record, Received received, Parked parked) {
    }

    /** What one partition's part of a poll comes to; it counts once {@link #settled} was called after the commit. */
    static final class Batch {

        private final TopicPartition partition;
        private final List<Verdict> verdicts = new ArrayList<>();
        private final TreeMap<Long, ConsumerRecord<byte[], byte[]>> held;
        private long position;
        private long offset;
        private boolean overflowed;

        private Batch(TopicPartition partition, long position, TreeMap<Long, ConsumerRecord<byte[], byte[]>> held) {
            this.partition = partition;
            this.position = position;
            this.held = held;
        }

        List<Verdict> verdicts() {
            return verdicts;
        }
    }

    private static final class Waiting {
        private TreeMap<Long, ConsumerRecord<byte[], byte[]>> held = new TreeMap<>();
        private boolean overflowed;
        private long missing;
        private Instant since;
    }

    private final Map<TopicPartition, Waiting> waiting = new HashMap<>();

    /** Where to go on reading; empty: from the beginning. */
    static OptionalLong startOffset(Connection connection, TopicPartition partition) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT kafka_offset FROM inbox_watermark WHERE topic = ? AND partition = ?")) {
            select.setString(1, partition.topic());
            select.setInt(2, partition.partition());
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getLong(1) >= 0 ? OptionalLong.of(row.getLong(1) + 1) : OptionalLong.empty();
            }
        }
    }

    /** The partition will be read from its start offset again: what was held comes once more. */
    synchronized void forget(TopicPartition partition) {
        waiting.remove(partition);
    }

    synchronized List<BatchIntake.Gap> gaps() {
        List<BatchIntake.Gap> gaps = new ArrayList<>();
        waiting.forEach((partition, wait) -> {
            if (wait.since != null) {
                gaps.add(new BatchIntake.Gap(partition.topic(), partition.partition(), wait.missing, wait.since, wait.held.size()));
            }
        });
        return gaps;
    }

    /** Locks the partition's watermark and sorts the records: taken in order, parked, dropped or held back. */
    synchronized Batch take(Connection connection, TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) throws SQLException {
        Waiting wait = waiting.computeIfAbsent(partition, unseen -> new Waiting());
        long watermark = lock(connection, partition);
        Batch batch = new Batch(partition, watermark, new TreeMap<>(wait.held));
        batch.held.headMap(watermark, true).clear();
        batch.overflowed = wait.overflowed;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            long position = position(record);
            if (position < 1) {
                batch.verdicts.add(parked(record, null, "POSITION_MUST_BE_PRESENT", "the header " + EventEnvelope.HEADER_POSITION
                        + " is missing or no whole number above 0: only the relay writes to this topic"));
            } else if (position > watermark + REACH) {
                batch.verdicts.add(parked(record, position, "POSITION_MUST_BE_WITHIN_REACH", "position " + position + " lies more than "
                        + REACH + " ahead of " + watermark + ": only the relay writes to this topic"));
            } else if (position > watermark) {
                batch.held.putIfAbsent(position, record);
            }
        }
        while (!batch.held.isEmpty() && batch.held.firstKey() == batch.position + 1) {
            batch.position++;
            batch.verdicts.add(judge(batch.held.pollFirstEntry().getValue(), batch.position));
        }
        while (batch.held.size() > HELD_AT_MOST) {
            batch.held.pollLastEntry();
            batch.overflowed = true;
        }
        batch.offset = records.get(records.size() - 1).offset();
        for (ConsumerRecord<byte[], byte[]> record : batch.held.values()) {
            batch.offset = Math.min(batch.offset, record.offset() - 1);
        }
        boolean lasting = wait.since != null && wait.missing == batch.position + 1 && wait.since.plus(PATIENCE).isBefore(Instant.now());
        if (batch.overflowed || lasting && !batch.held.isEmpty()) {
            batch.offset = -1;
        }
        return batch;
    }

    /** Moves the watermark, in the transaction of the effects. */
    void advance(Connection connection, Batch batch) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE inbox_watermark SET position = ?, kafka_offset = ? WHERE topic = ? AND partition = ?")) {
            update.setLong(1, batch.position);
            update.setLong(2, batch.offset);
            update.setString(3, batch.partition.topic());
            update.setInt(4, batch.partition.partition());
            update.executeUpdate();
        }
    }

    /** The transaction was committed. */
    synchronized void settled(Batch batch) {
        Waiting wait = waiting.computeIfAbsent(batch.partition, unseen -> new Waiting());
        wait.held = batch.held;
        wait.overflowed = batch.overflowed;
        if (batch.held.isEmpty()) {
            wait.since = null;
        } else if (wait.since == null || wait.missing != batch.position + 1) {
            wait.missing = batch.position + 1;
            wait.since = Instant.now();
        }
    }

    /** Keeps a parked record's bytes; read again after a restart it is kept once. */
    static void keep(Connection connection, ConsumerRecord<byte[], byte[]> record, Parked parked) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO inbox_parked (topic, partition, kafka_offset, position, key, headers, body, rule, reason)
                VALUES (?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?) ON CONFLICT DO NOTHING""")) {
            insert.setString(1, record.topic());
            insert.setInt(2, record.partition());
            insert.setLong(3, record.offset());
            insert.setObject(4, parked.position());
            insert.setBytes(5, record.key());
            insert.setString(6, headers(record));
            insert.setBytes(7, record.value());
            insert.setString(8, parked.rule());
            insert.setString(9, printable(parked.reason()));
            insert.executeUpdate();
        }
    }

    static Verdict parked(ConsumerRecord<byte[], byte[]> record, Long position, String rule, String reason) {
        return new Verdict(record, null, new Parked(record.topic(), record.partition(), record.offset(), position, text(record.key()),
                header(record, EventEnvelope.HEADER_TYPE), rule, reason));
    }

    private static long lock(Connection connection, TopicPartition partition) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO inbox_watermark (topic, partition, position, kafka_offset) VALUES (?, ?, 0, -1) ON CONFLICT DO NOTHING");
             PreparedStatement select = connection.prepareStatement(
                     "SELECT position FROM inbox_watermark WHERE topic = ? AND partition = ? FOR UPDATE")) {
            insert.setString(1, partition.topic());
            insert.setInt(2, partition.partition());
            select.setString(1, partition.topic());
            select.setInt(2, partition.partition());
            for (int attempt = 0; ; attempt++) {
                try (ResultSet row = select.executeQuery()) {
                    if (row.next()) {
                        return row.getLong(1);
                    }
                }
                if (attempt == 3) {
                    throw new SQLException("The watermark of " + partition + " can not be made", "40001");
                }
                insert.executeUpdate();
            }
        }
    }

    static Verdict judge(ConsumerRecord<byte[], byte[]> record, long position) {
        String id = header(record, EventEnvelope.HEADER_ID);
        String type = header(record, EventEnvelope.HEADER_TYPE);
        String source = header(record, EventEnvelope.HEADER_SOURCE);
        String time = header(record, EventEnvelope.HEADER_TIME);
        String subject = header(record, EventEnvelope.HEADER_SUBJECT);
        if (id == null || type == null || source == null || time == null || subject == null) {
            return parked(record, position, "HEADERS_MUST_BE_COMPLETE", "one of ce_id, ce_type, ce_source, ce_time, ce_subject is missing, is no text or stands twice");
        }
        Instant instant;
        try {
            instant = Instant.parse(time);
        } catch (DateTimeException e) {
            return parked(record, position, "HEADERS_MUST_BE_COMPLETE", "ce_time is no instant: " + time);
        }
        EventType known = EventType.named(type).orElse(null);
        if (known == null) {
            return parked(record, position, "TYPE_MUST_BE_KNOWN", "this version of the service does not know " + type
                    + ": deploy consumers before producers, then start this service anew from its parked records");
        }
        if (record.value() == null || record.value().length >= LARGEST_BODY) {
            return parked(record, position, "BODY_MUST_BE_READABLE", record.value() == null ? "there is no body" : "the body is not under 256 KiB");
        }
        Event event;
        try {
            event = EventJson.read(record.value(), known.record());
        } catch (UnreadableEvent e) {
            return parked(record, position, "BODY_MUST_BE_READABLE", e.getMessage());
        }
        if (!id.equals(event.eventId()) || !subject.equals(event.subject()) || !subject.equals(text(record.key()))) {
            return parked(record, position, "HEADERS_MUST_AGREE_WITH_BODY", "the body says id=" + event.eventId() + " subject="
                    + event.subject() + ", the headers say id=" + id + " subject=" + subject + ", the key is " + text(record.key()));
        }
        return new Verdict(record, new Received(record.topic(), record.partition(), record.offset(),
                new EventEnvelope(id, type, source, instant, subject, position, record.value()), event,
                Trace.ofParent(header(record, EventEnvelope.HEADER_TRACE_PARENT)).orElse(null)), null);
    }

    static long position(ConsumerRecord<byte[], byte[]> record) {
        String value = header(record, EventEnvelope.HEADER_POSITION);
        try {
            // Java itself would read a sign and the digits of any script.
            return value == null || !PLAIN_NUMBER.matcher(value).matches() ? -1 : Long.parseLong(value);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        // One that stands twice is none: whoever reads the other one reads another event.
        Header found = null;
        for (Header header : record.headers().headers(name)) {
            if (found != null) {
                return null;
            }
            found = header;
        }
        return found == null ? null : text(found.value());
    }

    // Null for bytes that are no text: they are kept, but nothing is concluded from them.
    private static String text(byte[] bytes) {
        if (bytes == null) {
            return null;
        }
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.indexOf('\0') < 0 ? text : null;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static String printable(String text) {
        String clean = text == null ? "" : text.replace('\0', '\uFFFD');
        return clean.length() <= 4_000 ? clean : clean.substring(0, 4_000);
    }

    private static String headers(ConsumerRecord<byte[], byte[]> record) {
        List<Map<String, String>> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            Map<String, String> entry = new LinkedHashMap<>();
            entry.put("name", printable(header.key()));
            String value = text(header.value());
            if (value != null) {
                entry.put("value", value);
            } else if (header.value() != null) {
                entry.put("base64", Base64.getEncoder().encodeToString(header.value()));
            }
            headers.add(entry);
        }
        try {
            return JSON.writeValueAsString(headers);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Headers can not be written as JSON", e);
        }
    }
}
