package org.pricefloor.benchmarks.sql;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.postgresql.PGConnection;
import org.pricefloor.benchmarks.bulk.Contender;
import org.pricefloor.benchmarks.bulk.Lines;
import org.pricefloor.benchmarks.bulk.OurBooks;
import org.pricefloor.benchmarks.bulk.OutputsDiffer;
import org.pricefloor.benchmarks.bulk.Settlement;
import org.pricefloor.benchmarks.workload.Facts;

/**
 * The rows that the service has written for the set, dumped and copied into tables with the same columns, keys, checks and indices,
 * without row security; one commit. No settlement: the least that writing what we write can take.
 *
 * <p>Which rows those are, the database says: those written by transactions after {@link #mark}, whatever their table. So a table
 * that the service comes to write tomorrow is copied without being named here.
 */
public final class RawCopy implements Contender {

    private static final String SCHEMA = "raw_copy";
    private static final int BUFFER = 1 << 20;

    private final Settlement settlement;
    private final Path folder;
    private final Map<String, Long> dumped = new LinkedHashMap<>();
    private Facts facts;
    private String mark;

    /** @param folder for the dumped rows; they are deleted after use */
    public RawCopy(Settlement settlement, Path folder) {
        this.settlement = settlement;
        this.folder = folder;
    }

    @Override
    public String name() {
        return "raw COPY of the same rows and indices";
    }

    /** What the service writes from now on are the rows. */
    public void mark() {
        try (Connection connection = settlement.database()) {
            mark = text(connection, "SELECT pg_current_xact_id()::xid::text");
        } catch (SQLException refused) {
            throw refused(refused);
        }
    }

    /** Rows of each table that the service has written since the mark and that are still there. */
    public Map<String, Long> rows() {
        return Map.copyOf(dumped);
    }

    @Override
    public void prepare(Facts next) {
        facts = next;
        forget();
        try (Connection connection = settlement.database(); Statement statement = connection.createStatement()) {
            Files.createDirectories(folder);
            statement.execute("CREATE SCHEMA " + SCHEMA);
            dumped.clear();
            for (String table : text(connection, "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_stat_user_tables WHERE schemaname = 'public'").split(" ")) {
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file(table)), BUFFER)) {
                    long rows = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(
                            "COPY (SELECT * FROM public." + table + " WHERE age(xmin) <= age('" + mark + "'::xid)) TO STDOUT (FORMAT binary)", out);
                    if (rows > 0) {
                        dumped.put(table, rows);
                    }
                }
            }
            for (String table : dumped.keySet()) {
                statement.execute("CREATE TABLE " + SCHEMA + "." + table + " (LIKE public." + table + " INCLUDING ALL EXCLUDING IDENTITY)"
                        + " WITH (autovacuum_enabled = off)");
            }
        } catch (SQLException refused) {
            throw refused(refused);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    @Override
    public void settle() {
        try (Connection connection = settlement.database()) {
            connection.setAutoCommit(false);
            for (String table : dumped.keySet()) {
                try (InputStream in = new BufferedInputStream(Files.newInputStream(file(table)), BUFFER)) {
                    connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY " + SCHEMA + "." + table + " FROM STDIN (FORMAT binary)", in, BUFFER);
                }
            }
            connection.commit();
        } catch (SQLException refused) {
            throw refused(refused);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public Lines lines() {
        Lines lines;
        try (Connection connection = settlement.database()) {
            for (Map.Entry<String, Long> table : dumped.entrySet()) {
                long copied = Long.parseLong(text(connection, "SELECT count(*)::text FROM " + SCHEMA + "." + table.getKey()));
                if (copied != table.getValue()) {
                    throw new OutputsDiffer("Of " + table.getValue() + " rows of " + table.getKey() + " " + copied + " were copied.");
                }
            }
            lines = OurBooks.of(facts.workload(), connection, SCHEMA);
        } catch (SQLException unreadable) {
            throw refused(unreadable);
        }
        forget();
        return lines;
    }

    private Path file(String table) {
        return folder.resolve(table + ".rows");
    }

    private void forget() {
        try (Connection connection = settlement.database(); Statement statement = connection.createStatement()) {
            statement.execute("SET client_min_messages = warning; DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE");
            for (String table : dumped.keySet()) {
                Files.deleteIfExists(file(table));
            }
        } catch (SQLException refused) {
            throw refused(refused);
        } catch (IOException undeletable) {
            throw new UncheckedIOException(undeletable);
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static IllegalStateException refused(SQLException refused) {
        return new IllegalStateException("PostgreSQL refused to copy our rows: " + refused.getMessage(), refused);
    }

    @Override
    public void close() {
        forget();
    }
}
