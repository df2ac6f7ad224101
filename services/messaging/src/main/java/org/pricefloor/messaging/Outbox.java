package org.pricefloor.messaging;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.EventType;

/**
 * Where a service writes down what happened, in the transaction in which it happened.
 *
 * <p>What is appended is published if and only if the transaction commits, under the key {@link Event#subject()}. Within
 * one key events are published in the order in which they were appended, provided that the caller's transactions on that
 * key follow one another (they lock the aggregate first).
 */
public final class Outbox {

    /** Woken by this channel the relay takes up the new rows at once. */
    static final String CHANNEL = "pricefloor_outbox";

    private static final String COPY = "COPY outbox (topic, key, event_id, type, source, body, trace) FROM STDIN (FORMAT binary)";
    private static final byte[] COPY_SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0};
    private static final int CHUNK = 1 << 20;

    /** The bytes of an event and what its row says of it, for who needs them before it is appended: they are written once, and the event is let go. */
    public record Written(EventType type, String subject, String eventId, byte[] body) {

        public static Written of(Event event) {
            return new Written(EventType.of(event), event.subject(), event.eventId(), EventJson.write(event));
        }
    }

    private Outbox() {
    }

    /** Appends one event; see {@link #append(Connection, String, Collection)}. */
    public static void append(Connection connection, String source, Event event) throws SQLException {
        append(connection, source, List.of(event));
    }

    /**
     * Appends events to the outbox of the connection's database, set-based, in the connection's transaction. They bear the trace of the
     * work in hand ({@link Trace#current()}).
     *
     * @param source the CloudEvents source, for instance {@code /price-ingestion}
     * @throws SQLException with constraint {@code event_is_written_once} for an event id that was appended before
     */
    public static void append(Connection connection, String source, Collection<? extends Event> events) throws SQLException {
        UUID current = Trace.current().orElse(null);
        appendWritten(connection, source, events.stream().map(Written::of).toList(), subject -> current);
    }

    /**
     * As {@link #append(Connection, String, Collection)}, of events whose bytes are there already and for work that has several causes.
     *
     * @param traceOf the trace of the events of a subject; null: none
     */
    public static void appendWritten(Connection connection, String source, Collection<Written> events, Function<String, UUID> traceOf)
            throws SQLException {
        if (events.isEmpty()) {
            return;
        }
        if (connection.getAutoCommit()) {
            throw new IllegalStateException("Append to the outbox inside the transaction of the change: call setAutoCommit(false) first");
        }
        try (Statement statement = connection.createStatement()) {
            // The transaction takes its number before any outbox_id is drawn: the relay concludes from numbers which ids are settled.
            statement.execute("SELECT pg_current_xact_id(), pg_notify('" + CHANNEL + "', '')");
        }
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.min(CHUNK, 512 * events.size()));
            DataOutputStream rows = new DataOutputStream(bytes);
            rows.write(COPY_SIGNATURE);
            byte[] writtenBy = utf8(source);
            for (Written written : events) {
                rows.writeShort(7);
                field(rows, utf8(written.type().topic()));
                field(rows, utf8(written.subject()));
                field(rows, utf8(written.eventId()));
                field(rows, utf8(written.type().typeName()));
                field(rows, writtenBy);
                field(rows, written.body());
                trace(rows, traceOf.apply(written.subject()));
                if (bytes.size() >= CHUNK) {
                    copy.writeToCopy(bytes.toByteArray(), 0, bytes.size());
                    bytes.reset();
                }
            }
            rows.writeShort(-1);
            copy.writeToCopy(bytes.toByteArray(), 0, bytes.size());
            copy.endCopy();
        } catch (IOException e) {
            throw new IllegalStateException("Writing to memory failed", e);
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void trace(DataOutputStream rows, UUID trace) throws IOException {
        if (trace == null) {
            rows.writeInt(-1);
            return;
        }
        rows.writeInt(16);
        rows.writeLong(trace.getMostSignificantBits());
        rows.writeLong(trace.getLeastSignificantBits());
    }

    private static void field(DataOutputStream rows, byte[] value) throws IOException {
        rows.writeInt(value.length);
        rows.write(value);
    }
}
