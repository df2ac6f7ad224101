package org.pricefloor.benchmarks.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.pricefloor.benchmarks.bulk.Lines;
import org.pricefloor.benchmarks.bulk.Settlement;
import org.pricefloor.benchmarks.workload.Facts;
import org.pricefloor.benchmarks.workload.WorkloadW;

/** A database of its own, in the same server, in which facts stand as plain tables; the contenders inside the database share its ground. */
public final class PlainTables implements AutoCloseable {

    private static final String NAME = "plain_tables";

    private final Connection connection;
    private Facts loaded;

    public PlainTables(Settlement settlement) {
        try {
            try (Connection server = settlement.database("postgres"); Statement statement = server.createStatement()) {
                statement.execute("CREATE DATABASE " + NAME);
            }
            connection = settlement.database(NAME);
        } catch (SQLException refused) {
            throw new IllegalStateException("The database for the contenders can not be made: " + refused.getMessage(), refused);
        }
        run("ground.sql", UnaryOperator.identity());
    }

    /** Replaces the facts by those of a set, unless they are there. */
    void load(Facts facts) {
        if (loaded == facts) {
            return;
        }
        WorkloadW workload = facts.workload();
        execute("TRUNCATE ground.assessment, ground.agreement, ground.floor_step, ground.delivery");
        copy("ground.assessment", workload.prices().map(price -> row(price.series(), price.day(), price.value())));
        copy("ground.agreement", IntStream.range(0, workload.agreements()).mapToObj(workload::agreement)
                .map(each -> row(each.name(), each.series(), WorkloadW.THRESHOLD, WorkloadW.SHARE, each.capPerYear())));
        copy("ground.floor_step", IntStream.range(0, workload.agreements()).mapToObj(workload::agreement)
                .flatMap(each -> each.floor().stream().map(step -> row(each.name(), step.from(), step.price()))));
        copy("ground.delivery", workload.deliveries().map(each -> row(each.agreement(), each.lot(), each.day(), each.quantity())));
        execute("ANALYZE");
        loaded = facts;
    }

    /** Makes the tables that a contender keeps, in a schema of its own. */
    void books(String schema) {
        run("books.sql", script -> script.replace("${schema}", schema));
    }

    void forget(String... tables) {
        execute("TRUNCATE " + String.join(", ", tables));
    }

    void run(String script, UnaryOperator<String> change) {
        execute(change.apply(text(script)));
    }

    /** One transaction, durable when this returns. */
    void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException refused) {
            throw new IllegalStateException("PostgreSQL refused a statement of a contender: " + refused.getMessage(), refused);
        }
    }

    Lines lines(String schema) {
        Lines lines = new Lines(loaded.workload());
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.setFetchSize(10_000);
            try (ResultSet row = statement.executeQuery("SELECT agreement, month, quantity, reference_price, top_up, upside FROM " + schema + ".line")) {
                while (row.next()) {
                    lines.add(loaded.workload().lineOf(row.getString(1), row.getObject(2, LocalDate.class)), row.getBigDecimal(3), row.getBigDecimal(4),
                            row.getBigDecimal(5), row.getBigDecimal(6));
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT coalesce(sum(amount), 0) FROM " + schema + ".posting WHERE side = 1")) {
                row.next();
                lines.posted(row.getBigDecimal(1));
            }
            connection.setAutoCommit(true);
        } catch (SQLException unreadable) {
            throw new IllegalStateException("The lines of a contender can not be read: " + unreadable.getMessage(), unreadable);
        }
        return lines;
    }

    /** Bytes of what a contender keeps: without indices, and with them. */
    long bytes(String schema, boolean withIndices) {
        String size = withIndices ? "pg_total_relation_size" : "pg_relation_size";
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(
                "SELECT sum(" + size + "(relid)) FROM pg_stat_user_tables WHERE schemaname = '" + schema + "'")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException unreadable) {
            throw new IllegalStateException("The size of " + schema + " can not be read: " + unreadable.getMessage(), unreadable);
        }
    }

    static String text(String script) {
        try (InputStream in = PlainTables.class.getResourceAsStream(script)) {
            if (in == null) {
                throw new IllegalStateException("The script " + script + " is not beside " + PlainTables.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void copy(String table, Stream<byte[]> rows) {
        try {
            CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY " + table + " FROM STDIN (FORMAT csv)");
            for (byte[] row : (Iterable<byte[]>) rows::iterator) {
                copy.writeToCopy(row, 0, row.length);
            }
            copy.endCopy();
        } catch (SQLException refused) {
            throw new IllegalStateException("The facts can not be loaded into " + table + ": " + refused.getMessage(), refused);
        }
    }

    private static byte[] row(Object... cells) {
        return (String.join(",", Stream.of(cells).map(String::valueOf).toList()) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException harmless) {
            // The server ends with the stack.
        }
    }
}
