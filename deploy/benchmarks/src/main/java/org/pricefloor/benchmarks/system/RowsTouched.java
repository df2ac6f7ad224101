package org.pricefloor.benchmarks.system;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * What PostgreSQL has counted in a database, by table: whatever read or wrote there, asked or not.
 *
 * @param read    rows that scans of tables returned and entries that scans of indexes returned; an entry whose row is fetched counts once
 * @param written rows inserted, updated and deleted
 */
public record RowsTouched(Map<String, Long> read, Map<String, Long> written) {

    /** A session keeps what it counted to itself for up to ten seconds when it has nothing to do. */
    private static final Duration UNTOLD = Duration.ofSeconds(12);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(90);

    /** The counts as they are told at this moment. */
    public static RowsTouched told(Connection connection) throws SQLException {
        Map<String, Long> read = new TreeMap<>();
        Map<String, Long> written = new TreeMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT t.relname, t.seq_tup_read + coalesce(sum(i.idx_tup_read), 0), t.n_tup_ins + t.n_tup_upd + t.n_tup_del
                  FROM pg_stat_user_tables t LEFT JOIN pg_stat_user_indexes i ON i.relid = t.relid
                 GROUP BY t.relid, t.relname, t.seq_tup_read, t.n_tup_ins, t.n_tup_upd, t.n_tup_del"""); ResultSet row = select.executeQuery()) {
            while (row.next()) {
                read.put(row.getString(1), row.getLong(2));
                written.put(row.getString(1), row.getLong(3));
            }
        }
        return new RowsTouched(read, written);
    }

    /**
     * The counts when every session has told its own: when rows written have stood for longer than a session may keep them.
     *
     * @param counted tables whose counts have to stand; those that idle services look into never do
     */
    public static RowsTouched whenAllIsTold(Connection connection, String... counted) throws SQLException {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        RowsTouched last = told(connection);
        long since = System.nanoTime();
        while (System.nanoTime() - since < UNTOLD.toNanos()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Somebody goes on working in the database: its counts did not stand for " + UNTOLD.toSeconds() + " s");
            }
            Pause.millis(250);
            RowsTouched now = told(connection);
            boolean stands = true;
            for (String table : counted) {
                stands &= now.read.get(table).equals(last.read.get(table)) && now.written.get(table).equals(last.written.get(table));
            }
            if (!stands) {
                since = System.nanoTime();
            }
            last = now;
        }
        return last;
    }

    public RowsTouched since(RowsTouched before) {
        return new RowsTouched(difference(read, before.read), difference(written, before.written));
    }

    private static Map<String, Long> difference(Map<String, Long> now, Map<String, Long> before) {
        Map<String, Long> difference = new TreeMap<>();
        now.forEach((table, count) -> difference.put(table, count - before.getOrDefault(table, 0L)));
        return difference;
    }

    public long rowsRead() {
        return sum(read);
    }

    public long rowsWritten() {
        return sum(written);
    }

    /** Read and written. */
    public long rows() {
        return rowsRead() + rowsWritten();
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
