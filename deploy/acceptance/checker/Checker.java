import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Judges what a run left behind in the databases. It shares no code with the services: the JDK, a JDBC driver, and the SQL files beside it.
 *
 * <pre>
 *   java -cp postgresql.jar Checker.java system.properties evidence-folder
 * </pre>
 *
 * <p>Beside each answer stands what it was asked for. {@code system.properties} names the databases of the services that ran
 * ({@code settlement.url}, {@code .user}, {@code .password}). The evidence is what others saw: {@code accepted.tsv}, what a client was told
 * is kept; {@code carried.tsv}, what lies in the topics; {@code answers.tsv}, what was answered as known at a moment, then and now.
 *
 * <ul>
 * <li>{@code <service>/*.sql} and, where a service has an outbox, {@code outbox/*.sql}: each row is a violation.</li>
 * <li>{@code same/<name>.<service>.sql}, a pair: both give the same rows.</li>
 * <li>{@code kept/<service>.sql}: key and digest of every row that never changes. What one look saw, every later look sees.</li>
 * </ul>
 *
 * <p>Started without the folder it stays and takes commands by lines: {@code keep} looks at the rows that never change, {@code check FOLDER} judges.
 * An answer is a line {@code violation TAB file TAB row} for each violation, then {@code counted TAB what TAB number} lines, then {@code end}.
 */
public final class Checker {

    private static final List<String> SERVICES = List.of("price-ingestion", "contract-registry", "settlement", "portal");
    private static final int VIOLATIONS_OF_A_FILE = 5;

    private final Path folder;
    private final Properties system;
    private final Map<String, Map<String, String>> kept = new HashMap<>();

    private Checker(Path folder, Properties system) {
        this.folder = folder;
        this.system = system;
    }

    public static void main(String[] arguments) throws IOException, SQLException {
        Properties system = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(arguments[0]))) {
            system.load(reader);
        }
        String home = System.getProperty("checker.home");
        Checker checker = new Checker(Path.of(home == null ? "deploy/acceptance/checker" : home), system);
        if (arguments.length > 1) {
            System.exit(checker.check(Path.of(arguments[1])) == 0 ? 0 : 1);
        }
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            if (line.equals("keep")) {
                checker.keep();
            } else {
                checker.check(Path.of(line.substring("check ".length())));
            }
            System.out.println("end");
            System.out.flush();
        }
    }

    /** The number of violations. */
    private int check(Path evidence) throws IOException, SQLException {
        int violations = keep();
        for (String service : present()) {
            try (Connection connection = connect(service)) {
                load(connection, evidence);
                for (Path file : files(service)) {
                    violations += violationsOf(connection, file);
                }
                if (hasOutbox(connection)) {
                    for (Path file : files("outbox")) {
                        violations += violationsOf(connection, service, file);
                    }
                }
            }
        }
        violations += differences();
        violations += answers(evidence);
        return violations;
    }

    private List<String> present() {
        return SERVICES.stream().filter(service -> system.containsKey(service + ".url")).toList();
    }

    private Connection connect(String service) throws SQLException {
        return DriverManager.getConnection(system.getProperty(service + ".url"), system.getProperty(service + ".user"), system.getProperty(service + ".password"));
    }

    private List<Path> files(String name) throws IOException {
        Path in = folder.resolve(name);
        if (!Files.isDirectory(in)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(in)) {
            return files.filter(file -> file.toString().endsWith(".sql")).sorted().toList();
        }
    }

    private static boolean hasOutbox(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery("SELECT EXISTS (SELECT FROM outbox)")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    // ---- evidence

    private static void load(Connection connection, Path evidence) throws IOException, SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("""
                    CREATE TEMP TABLE accepted (kind text, subject text, item text, number bigint, value numeric, document text);
                    CREATE TEMP TABLE carried (topic text, partition integer, kafka_offset bigint, position bigint, event_id text, sha256 text)""");
        }
        fill(connection, evidence.resolve("accepted.tsv"), "INSERT INTO accepted VALUES (?, ?, ?, ?::bigint, ?::numeric, ?)", 6);
        fill(connection, evidence.resolve("carried.tsv"), "INSERT INTO carried VALUES (?, ?::integer, ?::bigint, ?::bigint, ?, ?)", 6);
        try (Statement statement = connection.createStatement()) {
            statement.execute("""
                    CREATE INDEX ON accepted (kind, subject, item, number);
                    CREATE INDEX ON carried (topic, partition, position);
                    ANALYZE accepted;
                    ANALYZE carried""");
        }
    }

    private static void fill(Connection connection, Path file, String insert, int columns) throws IOException, SQLException {
        if (!Files.exists(file)) {
            return;
        }
        connection.setAutoCommit(false);
        try (BufferedReader lines = Files.newBufferedReader(file); PreparedStatement statement = connection.prepareStatement(insert)) {
            int waiting = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] cells = line.split("\t", -1);
                for (int i = 0; i < columns; i++) {
                    statement.setString(i + 1, cells[i].isEmpty() ? null : cells[i]);
                }
                statement.addBatch();
                if (++waiting % 2_000 == 0) {
                    statement.executeBatch();
                }
            }
            statement.executeBatch();
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    // ---- rules

    private int violationsOf(Connection connection, Path file) throws IOException, SQLException {
        return violationsOf(connection, "", file);
    }

    private int violationsOf(Connection connection, String of, Path file) throws IOException, SQLException {
        int found = 0;
        String name = (of.isEmpty() ? "" : of + " ") + folder.relativize(file);
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(Files.readString(file))) {
            while (row.next()) {
                if (++found <= VIOLATIONS_OF_A_FILE) {
                    tell("violation", name, text(row));
                }
            }
        } catch (SQLException broken) {
            found++;
            tell("violation", name, "the rule can not be asked: " + broken.getMessage().replace('\n', ' '));
        }
        if (found > VIOLATIONS_OF_A_FILE) {
            tell("violation", name, "and " + (found - VIOLATIONS_OF_A_FILE) + " more");
        }
        return found;
    }

    private static String text(ResultSet row) throws SQLException {
        List<String> cells = new ArrayList<>();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            cells.add(row.getMetaData().getColumnLabel(i) + "=" + row.getString(i));
        }
        return String.join(" ", cells);
    }

    /** Two databases, one truth. */
    private int differences() throws IOException, SQLException {
        int found = 0;
        Map<String, List<Path>> pairs = new TreeMap<>();
        for (Path file : files("same")) {
            pairs.computeIfAbsent(file.getFileName().toString().split("\\.")[0], unseen -> new ArrayList<>()).add(file);
        }
        for (Map.Entry<String, List<Path>> pair : pairs.entrySet()) {
            List<String> services = pair.getValue().stream().map(file -> file.getFileName().toString().split("\\.")[1]).toList();
            if (!present().containsAll(services)) {
                continue;
            }
            TreeSet<String> one = rows(services.get(0), pair.getValue().get(0));
            TreeSet<String> other = rows(services.get(1), pair.getValue().get(1));
            tell("counted", pair.getKey(), String.valueOf(one.size()));
            int ofPair = 0;
            for (String row : one) {
                if (!other.contains(row) && ++ofPair <= VIOLATIONS_OF_A_FILE) {
                    tell("violation", "same/" + pair.getKey(), "only " + services.get(0) + " has " + row);
                }
            }
            for (String row : other) {
                if (!one.contains(row) && ++ofPair <= 2 * VIOLATIONS_OF_A_FILE) {
                    tell("violation", "same/" + pair.getKey(), "only " + services.get(1) + " has " + row);
                }
            }
            found += ofPair;
        }
        return found;
    }

    private TreeSet<String> rows(String service, Path file) throws IOException, SQLException {
        TreeSet<String> rows = new TreeSet<>();
        try (Connection connection = connect(service); Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery(Files.readString(file))) {
            while (row.next()) {
                rows.add(text(row));
            }
        }
        return rows;
    }

    /** Looks at every row that never changes. A row that an earlier look saw and that is gone or another is a violation. */
    private int keep() throws IOException, SQLException {
        int found = 0;
        for (String service : present()) {
            Map<String, String> now = new HashMap<>();
            try (Connection connection = connect(service); Statement statement = connection.createStatement();
                 ResultSet row = statement.executeQuery(Files.readString(folder.resolve("kept").resolve(service + ".sql")))) {
                while (row.next()) {
                    if (now.put(row.getString(1), row.getString(2)) != null) {
                        found++;
                        tell("violation", "kept/" + service + ".sql", row.getString(1) + " is there twice");
                    }
                }
            }
            int changed = 0;
            Map<String, String> before = kept.getOrDefault(service, Map.of());
            for (Map.Entry<String, String> row : before.entrySet()) {
                String found2 = now.get(row.getKey());
                if (!row.getValue().equals(found2) && ++changed <= VIOLATIONS_OF_A_FILE) {
                    tell("violation", "kept/" + service + ".sql", row.getKey() + (found2 == null ? " is gone" : " was changed"));
                }
            }
            found += changed;
            tell("counted", "rows of " + service, String.valueOf(now.size()));
            kept.put(service, now);
        }
        return found;
    }

    /** An answer given as known at a moment is given again. Columns: question, moment, digest then, digest now. */
    private static int answers(Path evidence) throws IOException {
        Path file = evidence.resolve("answers.tsv");
        int found = 0;
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] cells = line.split("\t", -1);
                if (!cells[2].equals(cells[3])) {
                    found++;
                    tell("violation", "answers", cells[0] + " as known at " + cells[1] + " was answered otherwise later");
                }
            }
        }
        return found;
    }

    private static void tell(String kind, String what, String said) {
        System.out.println(kind + "\t" + what + "\t" + said.replace('\t', ' ').replace('\n', ' '));
    }
}
