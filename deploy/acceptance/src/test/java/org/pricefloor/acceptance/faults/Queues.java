package org.pricefloor.acceptance.faults;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.pricefloor.acceptance.RunningSystem;

/** Everything that waits somewhere between a door and the portal's books. */
final class Queues {

    private static final long LOOK_AGAIN_MILLIS = 100;
    private static final String SETTLEMENT = "settlement";
    /** Each reads what those before it publish. */
    private static final List<String> READERS = List.of(SETTLEMENT, "portal");
    private static final String UNPUBLISHED = """
            SELECT (SELECT count(*) FROM outbox o WHERE NOT EXISTS (SELECT FROM outbox_position p WHERE p.outbox_id = o.outbox_id))
                 + (SELECT coalesce(max(sequence), 0) FROM outbox_position) - (SELECT published FROM outbox_cursor)""";

    private final RunningSystem system;
    private final List<String> services;

    Queues(RunningSystem system, List<String> services) {
        this.system = system;
        this.services = services;
    }

    /**
     * Waits until nothing waits any more.
     *
     * @return what still waits after that time, in a sentence; empty: nothing
     */
    String awaitEmpty(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            String waiting;
            try {
                waiting = waiting();
            } catch (SQLException away) {
                waiting = "a database does not answer: " + away.getMessage();
            }
            if (waiting.isEmpty() || System.nanoTime() > deadline) {
                return waiting;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
        }
    }

    // In the order in which an event flows: what has left one place is looked for in the next after it, never before.
    private String waiting() throws SQLException {
        StringBuilder waiting = new StringBuilder();
        Map<String, Long> told = new HashMap<>();
        for (String service : services) {
            if (!READERS.contains(service)) {
                told.putAll(published(service, waiting));
            }
        }
        for (String reader : READERS) {
            if (!services.contains(reader)) {
                continue;
            }
            taken(reader, told, waiting);
            if (reader.equals(SETTLEMENT)) {
                try (Connection connection = system.database(SETTLEMENT)) {
                    long due = number(connection, "SELECT count(*) FROM due");
                    if (due != 0) {
                        waiting.append(due).append(" rows are due; ");
                    }
                }
            }
            told = published(reader, waiting);
        }
        return waiting.toString();
    }

    private Map<String, Long> published(String service, StringBuilder waiting) throws SQLException {
        try (Connection connection = system.database(service)) {
            long unpublished = number(connection, UNPUBLISHED);
            if (unpublished != 0) {
                waiting.append(unpublished).append(" events of ").append(service).append(" are not published; ");
            }
            return marks(connection, "SELECT topic || ' ' || partition, max(position) FROM outbox_position GROUP BY topic, partition");
        }
    }

    private void taken(String service, Map<String, Long> told, StringBuilder waiting) throws SQLException {
        try (Connection connection = system.database(service)) {
            Map<String, Long> taken = marks(connection, "SELECT topic || ' ' || partition, position FROM inbox_watermark");
            told.forEach((partition, last) -> {
                if (taken.getOrDefault(partition, 0L) < last) {
                    waiting.append(service).append(" has taken ").append(taken.getOrDefault(partition, 0L)).append(" of ").append(last).append(" of ")
                            .append(partition).append("; ");
                }
            });
        }
    }

    private static Map<String, Long> marks(Connection connection, String sql) throws SQLException {
        Map<String, Long> marks = new HashMap<>();
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                marks.put(row.getString(1), row.getLong(2));
            }
        }
        return marks;
    }

    static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
