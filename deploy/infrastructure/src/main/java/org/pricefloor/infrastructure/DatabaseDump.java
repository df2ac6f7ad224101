package org.pricefloor.infrastructure;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

import org.postgresql.PGConnection;

/**
 * The rows of one service's database in a folder, a file per table, and back. Tables themselves are not kept: the migrations make them, and
 * a dump goes back only into a database that the same migrations made.
 *
 * <p>All tables are read in one snapshot. They are written back in one transaction, which first empties them: the database is as the dump
 * says, or as it was. It needs a role that row security does not bind, so the superuser.
 */
public final class DatabaseDump {

    private static final String HISTORY = "schema_history";

    private final String jdbcUrl;
    private final String user;
    private final String password;

    public DatabaseDump(String jdbcUrl, String user, String password) {
        this.jdbcUrl = jdbcUrl;
        this.user = user;
        this.password = password;
    }

    /**
     * What was dumped.
     *
     * @param migrations version and checksum of each, in their order
     * @param sequences  next value of each, by name
     * @param positions  last position given, by topic and partition: {@code pricefloor.market-data/0}
     */
    public record Dumped(List<String> migrations, List<Table> tables, Map<String, Long> sequences, Map<String, Long> positions) {
    }

    /** @param sha256 of the file as it lies there */
    public record Table(String name, List<String> columns, long rows, long bytes, String sha256) {

        String file() {
            return name + ".copy.gz";
        }
    }

    /** Reads the database into the folder, which must not exist yet. */
    public Dumped write(Path folder, Consumer<String> told) throws SQLException, IOException {
        Files.createDirectories(folder);
        try (Connection connection = connect()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            List<Table> tables = new ArrayList<>();
            for (Map.Entry<String, List<String>> table : tables(connection).entrySet()) {
                tables.add(write(connection, folder, table.getKey(), table.getValue()));
                told.accept(table.getKey() + ": " + tables.get(tables.size() - 1).rows() + " rows");
            }
            Dumped dumped = new Dumped(migrations(connection), tables, sequences(connection), positions(connection));
            connection.rollback();
            return dumped;
        }
    }

    private static Table write(Connection connection, Path folder, String table, List<String> columns) throws SQLException, IOException {
        MessageDigest digest = sha256();
        Path file = folder.resolve(table + ".copy.gz");
        long rows;
        try (OutputStream bytes = new GZIPOutputStream(new DigestOutputStream(Files.newOutputStream(file), digest), 1 << 16)) {
            rows = connection.unwrap(PGConnection.class).getCopyAPI().copyOut("COPY " + quoted(table) + " (" + list(columns) + ") TO STDOUT", bytes);
        }
        return new Table(table, columns, rows, Files.size(file), HexFormat.of().formatHex(digest.digest()));
    }

    /** Files of the folder that are not as the dump says; none when all is well. */
    public static List<String> differences(Path folder, Dumped dumped) throws IOException {
        List<String> differences = new ArrayList<>();
        for (Table table : dumped.tables()) {
            Path file = folder.resolve(table.file());
            if (!Files.exists(file)) {
                differences.add(file + " is missing");
                continue;
            }
            MessageDigest digest = sha256();
            try (InputStream bytes = new DigestInputStream(Files.newInputStream(file), digest)) {
                bytes.transferTo(OutputStream.nullOutputStream());
            }
            if (!HexFormat.of().formatHex(digest.digest()).equals(table.sha256())) {
                differences.add(file + " is not the file that was written: its SHA-256 differs");
            }
        }
        return differences;
    }

    /** Sessions of anybody else on the database; a restore must not have any. */
    public List<String> sessions() throws SQLException {
        try (Connection connection = connect()) {
            return texts(connection, "SELECT usename || ' (' || application_name || ', process ' || pid || ')' FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' ORDER BY 1");
        }
    }

    /** The migrations that made the database, as in {@link Dumped#migrations()}. */
    public List<String> migrations() throws SQLException {
        try (Connection connection = connect()) {
            return migrations(connection);
        }
    }

    /** A restore that waits for its commit; closed without one it has changed nothing. */
    public final class Restore implements AutoCloseable {

        private final Connection connection;

        private Restore(Connection connection) {
            this.connection = connection;
        }

        public void commit() throws SQLException {
            connection.commit();
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    /**
     * Empties the tables and fills them from the dump, without committing. Afterwards the relay will publish every row again, under the
     * positions they have, and the intake reads the topics from their beginning; what it knows it drops.
     *
     * @throws SQLException if a row does not fit: nothing is changed
     */
    public Restore restore(Path folder, Dumped dumped, Consumer<String> told) throws SQLException, IOException {
        Connection connection = connect();
        boolean done = false;
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL session_replication_role = replica");
            statement.execute("TRUNCATE " + tables(connection).keySet().stream().map(DatabaseDump::quoted).collect(Collectors.joining(", ")));
            for (Table table : dumped.tables()) {
                try (InputStream bytes = new GZIPInputStream(Files.newInputStream(folder.resolve(table.file())), 1 << 16)) {
                    long rows = connection.unwrap(PGConnection.class).getCopyAPI()
                            .copyIn("COPY " + quoted(table.name()) + " (" + list(table.columns()) + ") FROM STDIN", bytes);
                    if (rows != table.rows()) {
                        throw new SQLException(table.name() + " took " + rows + " rows of " + table.rows());
                    }
                    told.accept(table.name() + ": " + rows + " rows");
                }
            }
            for (Map.Entry<String, Long> sequence : dumped.sequences().entrySet()) {
                statement.execute("SELECT setval('" + quoted(sequence.getKey()).replace("'", "''") + "', " + sequence.getValue() + ", false)");
            }
            publishAgain(statement);
            done = true;
            return new Restore(connection);
        } finally {
            if (!done) {
                connection.close();
            }
        }
    }

    /**
     * Lets a consumer that is not restored itself read topics that were made anew from their beginning, and take what it does not know:
     * its facts are known by their ids, so nothing is recorded twice.
     *
     * @return the watermarks that were set back
     */
    public int readAgain(List<String> topics) throws SQLException {
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            String names = topics.stream().map(topic -> "'" + topic.replace("'", "''") + "'").collect(Collectors.joining(", "));
            int count = statement.executeUpdate("UPDATE inbox_watermark SET position = 0, kafka_offset = -1 WHERE topic IN (" + names + ")");
            connection.commit();
            return count;
        }
    }

    /** Every row of the outbox is published again, under the position it has, and every topic is read from its beginning; what is known is dropped. */
    public void publishAgain() throws SQLException {
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            publishAgain(statement);
            connection.commit();
        }
    }

    private static void publishAgain(Statement statement) throws SQLException {
        statement.execute("UPDATE outbox_cursor SET published = 0");
        statement.execute("UPDATE inbox_watermark SET kafka_offset = -1");
    }

    private Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(jdbcUrl, user, password);
        connection.setAutoCommit(false);
        return connection;
    }

    /** Columns that the database computes are left out. */
    private static Map<String, List<String>> tables(Connection connection) throws SQLException {
        Map<String, List<String>> tables = new TreeMap<>();
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery("""
                SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
                 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> '%s'
                   AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY c.relname, a.attnum""".formatted(HISTORY))) {
            while (row.next()) {
                tables.computeIfAbsent(row.getString(1), unseen -> new ArrayList<>()).add(row.getString(2));
            }
        }
        return tables;
    }

    private static List<String> migrations(Connection connection) throws SQLException {
        return texts(connection, "SELECT version || ' ' || coalesce(checksum, 0) FROM " + HISTORY + " WHERE success AND version IS NOT NULL ORDER BY installed_rank");
    }

    private static Map<String, Long> sequences(Connection connection) throws SQLException {
        Map<String, Long> sequences = new TreeMap<>();
        for (String name : texts(connection, "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' ORDER BY 1")) {
            try (Statement statement = connection.createStatement();
                 ResultSet row = statement.executeQuery("SELECT CASE WHEN is_called THEN last_value + 1 ELSE last_value END FROM " + quoted(name))) {
                row.next();
                sequences.put(name, row.getLong(1));
            }
        }
        return sequences;
    }

    private static Map<String, Long> positions(Connection connection) throws SQLException {
        Map<String, Long> positions = new TreeMap<>();
        try (Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery("SELECT topic || '/' || partition, max(position) FROM outbox_position GROUP BY 1")) {
            while (row.next()) {
                positions.put(row.getString(1), row.getLong(2));
            }
        }
        return positions;
    }

    private static List<String> texts(Connection connection, String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
        }
        return texts;
    }

    private static String list(List<String> columns) {
        return columns.stream().map(DatabaseDump::quoted).collect(Collectors.joining(", "));
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }
}
