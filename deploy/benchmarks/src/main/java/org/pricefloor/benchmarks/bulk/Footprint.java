package org.pricefloor.benchmarks.bulk;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What a line leaves in the service's database and takes from it, table by table. */
public record Footprint(List<Table> tables) {

    private static final Duration STATISTICS_ARE_LATE_BY = Duration.ofSeconds(15);

    /**
     * All of one line.
     *
     * @param inserted   rows
     * @param changed    rows updated or deleted
     * @param read       rows, by scan or by index
     * @param bytes      with indices and what is stored aside
     * @param indexBytes of these
     */
    public record Table(String name, double inserted, double changed, double read, double bytes, double indexBytes) {
    }

    /** The counters of a moment; the difference of two is a footprint. */
    public record Counters(Map<String, long[]> byTable) {

        /** Rows ever inserted into the tables whose names end so. */
        long inserted(String ending) {
            return byTable.entrySet().stream().filter(table -> table.getKey().endsWith(ending)).mapToLong(table -> table.getValue()[0]).sum();
        }
    }

    /** The counters now. */
    public static Counters counters(Settlement settlement) {
        try (Connection connection = settlement.database(); Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery("""
                SELECT relname, n_tup_ins, n_tup_upd + n_tup_del, seq_tup_read + coalesce(idx_tup_fetch, 0),
                       pg_total_relation_size(relid), pg_indexes_size(relid)
                  FROM pg_stat_user_tables WHERE schemaname = 'public'""")) {
            Map<String, long[]> byTable = new TreeMap<>();
            while (row.next()) {
                byTable.put(row.getString(1), new long[] {row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6)});
            }
            return new Counters(byTable);
        } catch (SQLException unreadable) {
            throw new IllegalStateException("The database does not tell its counters: " + unreadable.getMessage(), unreadable);
        }
    }

    /** The counters, once they know of all facts on the shelf and so many more runs: a backend hands them in some seconds after its transaction. */
    static Counters complete(Settlement settlement, long runs) {
        long facts = settlement.reached().shelf();
        long begun = System.nanoTime();
        while (true) {
            Counters now = counters(settlement);
            boolean isComplete = now.inserted("_fact") >= facts && now.inserted("run") >= runs;
            if (isComplete || System.nanoTime() - begun > STATISTICS_ARE_LATE_BY.toNanos()) {
                return now;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }

    static Footprint between(Counters before, Counters after, int lines) {
        List<Table> tables = new ArrayList<>();
        after.byTable.forEach((name, now) -> {
            long[] then = before.byTable.getOrDefault(name, new long[now.length]);
            Table table = new Table(name, perLine(now[0] - then[0], lines), perLine(now[1] - then[1], lines), perLine(now[2] - then[2], lines),
                    perLine(now[3] - then[3], lines), perLine(now[4] - then[4], lines));
            if (table.inserted() + table.changed() + table.read() + table.bytes() > 0) {
                tables.add(table);
            }
        });
        tables.sort(Comparator.comparingDouble(Table::bytes).reversed());
        return new Footprint(List.copyOf(tables));
    }

    private static double perLine(long number, int lines) {
        return (double) number / lines;
    }

    /** All tables together. */
    public Table sum() {
        return tables.stream().reduce(new Table("all", 0, 0, 0, 0, 0), (one, other) -> new Table("all", one.inserted + other.inserted, one.changed + other.changed,
                one.read + other.read, one.bytes + other.bytes, one.indexBytes + other.indexBytes));
    }
}
