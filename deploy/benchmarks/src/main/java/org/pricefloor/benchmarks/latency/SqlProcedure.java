package org.pricefloor.benchmarks.latency;

import java.math.BigDecimal;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.pricefloor.benchmarks.system.MeasuredSystem;

/** What a team writes that has a database and nothing else: a price, its lines and two postings of each by one procedure, in one commit. */
final class SqlProcedure implements Contender {

    private static final String DATABASE = "benchmark_latency";

    private final Sightings sightings = new Sightings();
    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private final Connection connection;
    private final CallableStatement settle;

    SqlProcedure(MeasuredSystem system) throws SQLException {
        connection = system.newDatabase(DATABASE);
        try (Statement statement = connection.createStatement()) {
            statement.execute("""
                    CREATE TABLE agreement (agreement text PRIMARY KEY, series text NOT NULL, floor_price numeric NOT NULL);
                    CREATE INDEX agreement_by_series ON agreement (series);
                    CREATE TABLE delivery (agreement text, day date, quantity numeric NOT NULL, PRIMARY KEY (agreement, day));
                    CREATE TABLE price (series text, day date, revision int, price numeric NOT NULL, PRIMARY KEY (series, day, revision));
                    CREATE TABLE line (line_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, agreement text NOT NULL, day date NOT NULL, sequence int NOT NULL,
                        price numeric NOT NULL, quantity numeric NOT NULL, amount numeric NOT NULL, difference numeric NOT NULL, recorded_at timestamptz NOT NULL DEFAULT now(),
                        UNIQUE (agreement, day, sequence));
                    CREATE TABLE posting (line_id bigint REFERENCES line, account text, amount numeric NOT NULL, PRIMARY KEY (line_id, account));
                    CREATE PROCEDURE settle(of_series text, of_day date, of_revision int, new_price numeric) LANGUAGE sql AS $$
                        INSERT INTO price VALUES (of_series, of_day, of_revision, new_price);
                        WITH computed AS (
                            SELECT a.agreement, d.quantity, round(greatest(a.floor_price - new_price, 0) * d.quantity, 2) AS amount,
                                   coalesce(last.sequence, 0) AS sequence, coalesce(last.amount, 0) AS before
                              FROM agreement a JOIN delivery d ON d.agreement = a.agreement AND d.day = of_day
                              LEFT JOIN LATERAL (SELECT l.sequence, l.amount FROM line l WHERE l.agreement = a.agreement AND l.day = of_day
                                                  ORDER BY l.sequence DESC LIMIT 1) last ON true
                             WHERE a.series = of_series),
                        added AS (
                            INSERT INTO line (agreement, day, sequence, price, quantity, amount, difference)
                            SELECT agreement, of_day, sequence + 1, new_price, quantity, amount, amount - before FROM computed
                            RETURNING line_id, difference)
                        INSERT INTO posting SELECT line_id, 'top-up expense', difference FROM added UNION ALL SELECT line_id, 'top-up payable', -difference FROM added;
                    $$""");
        }
        settle = connection.prepareCall("CALL settle(?, ?, ?, ?)");
    }

    @Override
    public String name() {
        return "SQL procedure";
    }

    @Override
    public void begin(Ground ground) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement agreement = connection.prepareStatement("INSERT INTO agreement VALUES (?, ?, ?)");
             PreparedStatement delivery = connection.prepareStatement("INSERT INTO delivery VALUES (?, ?, ?)")) {
            for (int a = 0; a < ground.agreements(); a++) {
                agreement.setString(1, Ground.agreement(a));
                agreement.setString(2, Ground.SERIES);
                agreement.setBigDecimal(3, Ground.FLOOR);
                agreement.addBatch();
                for (int day = 0; day < ground.days(); day++) {
                    delivery.setString(1, Ground.agreement(a));
                    delivery.setObject(2, Ground.FIRST.plusDays(day));
                    delivery.setBigDecimal(3, Ground.quantity(a, day));
                    delivery.addBatch();
                }
            }
            agreement.executeBatch();
            delivery.executeBatch();
        }
        for (int day = 0; day < ground.days(); day++) {
            call(ground.first(day));
        }
        connection.commit();
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("ANALYZE");
        }
    }

    @Override
    public void post(Quote quote) {
        worker.execute(() -> {
            try {
                call(quote);
                sightings.seen(quote.number());
            } catch (SQLException e) {
                sightings.failed(e);
            }
        });
    }

    private void call(Quote quote) throws SQLException {
        settle.setString(1, Ground.SERIES);
        settle.setObject(2, quote.day());
        settle.setInt(3, quote.revision());
        settle.setBigDecimal(4, quote.price());
        settle.execute();
    }

    @Override
    public Sightings sightings() {
        return sightings;
    }

    @Override
    public Map<String, BigDecimal> lines() throws SQLException {
        Map<String, BigDecimal> lines = new TreeMap<>();
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery("""
                SELECT l.agreement, l.day, (array_agg(l.amount ORDER BY l.sequence DESC))[1], sum(p.amount)
                  FROM line l JOIN posting p ON p.line_id = l.line_id AND p.account = 'top-up expense' GROUP BY l.agreement, l.day""")) {
            while (row.next()) {
                String line = row.getString(1) + " " + row.getString(2);
                if (row.getBigDecimal(3).compareTo(row.getBigDecimal(4)) != 0) {
                    throw new IllegalStateException(name() + ": the differences of " + line + " add up to " + row.getBigDecimal(4) + ", its amount is " + row.getBigDecimal(3));
                }
                lines.put(line, row.getBigDecimal(3));
            }
        }
        return lines;
    }

    @Override
    public void close() {
        worker.shutdownNow();
        try {
            connection.close();
        } catch (SQLException gone) {
            // The server is stopped next.
        }
    }
}
