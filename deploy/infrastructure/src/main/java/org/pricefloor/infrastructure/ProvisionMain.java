package org.pricefloor.infrastructure;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.flywaydb.core.Flyway;

/** The forked JVM of {@link Provision}. */
final class ProvisionMain {

    private static final long ROLES_LOCK = 0x5052494345L;

    private final Properties request;

    private ProvisionMain(Properties request) {
        this.request = request;
    }

    /** Argument: the file that holds the request. */
    public static void main(String[] arguments) throws Exception {
        Properties request = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(arguments[0]))) {
            request.load(reader);
        }
        try {
            new ProvisionMain(request).run();
        } catch (ExecutionException | SQLException | IOException | RuntimeException failure) {
            System.out.println("ERROR " + failure.getMessage());
            failure.printStackTrace(System.out);
            System.exit(1);
        }
    }

    private void run() throws Exception {
        List<Exception> failures = new ArrayList<>();
        Thread topics = new Thread(() -> {
            try {
                createTopics();
            } catch (InterruptedException | ExecutionException | RuntimeException failure) {
                failures.add(failure);
            }
        }, "topics");
        topics.start();
        for (int number = 1; request.containsKey("service." + number + ".name"); number++) {
            String key = "service." + number + ".";
            createRolesAndDatabase(key);
            migrate(key);
        }
        topics.join();
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }

    private void createTopics() throws InterruptedException, ExecutionException {
        String broker = request.getProperty("broker");
        if (broker == null) {
            return;
        }
        List<String> wanted = List.of(request.getProperty("topics").split(","));
        int partitions = Integer.parseInt(request.getProperty("topics.partitions"));
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", broker))) {
            if (request.containsKey("topics.fresh")) {
                deleteAll(admin);
            }
            Set<String> present = admin.listTopics().names().get();
            List<NewTopic> missing = wanted.stream().filter(topic -> !present.contains(topic))
                    .map(topic -> new NewTopic(topic, partitions, (short) 1).configs(Map.of("retention.ms", "-1", "cleanup.policy", "delete"))).toList();
            try {
                admin.createTopics(missing).all().get();
            } catch (ExecutionException failure) {
                if (!(failure.getCause() instanceof TopicExistsException)) {
                    throw failure;
                }
            }
        }
    }

    private static void deleteAll(Admin admin) throws InterruptedException, ExecutionException {
        Set<String> present = admin.listTopics().names().get();
        admin.deleteTopics(present).all().get();
        while (!admin.listTopics().names().get().isEmpty()) {
            Thread.sleep(20);
        }
    }

    /**
     * Names are built from the names of services, never from input; they are quoted all the same. The service's role is a member of the
     * reader role without inheriting its rights: it has to become the reader to read as one.
     */
    private void createRolesAndDatabase(String key) throws SQLException {
        String database = quoted(request.getProperty(key + "database"));
        String owner = quoted(request.getProperty(key + "owner"));
        String user = quoted(request.getProperty(key + "user"));
        String reader = quoted(request.getProperty(key + "reader"));
        try (Connection connection = superuser(); Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + ROLES_LOCK + ")");
            createRole(statement, owner, request.getProperty(key + "owner.password"));
            createRole(statement, user, request.getProperty(key + "user.password"));
            createRole(statement, reader, null);
            statement.execute("GRANT " + reader + " TO " + user + " WITH INHERIT FALSE, SET TRUE");
            if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", request.getProperty(key + "database"))) {
                statement.execute("CREATE DATABASE " + database + " OWNER " + owner);
            }
            statement.execute("REVOKE ALL ON DATABASE " + database + " FROM PUBLIC");
            statement.execute("GRANT CONNECT ON DATABASE " + database + " TO " + user);
        }
    }

    private static void createRole(Statement statement, String role, String password) throws SQLException {
        if (!exists(statement.getConnection(), "SELECT 1 FROM pg_roles WHERE rolname = ?", role.substring(1, role.length() - 1))) {
            statement.execute("CREATE ROLE " + role);
        }
        String login = password == null ? "NOLOGIN" : "LOGIN PASSWORD '" + password.replace("'", "''") + "'";
        statement.execute("ALTER ROLE " + role + " WITH NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS " + login);
    }

    private void migrate(String key) throws IOException {
        String service = request.getProperty(key + "name");
        Path migrations = Path.of(request.getProperty(key + "migrations"));
        Optional<Path> unpacked = Files.isDirectory(migrations) ? Optional.empty() : Optional.of(unpackedMigrations(service, migrations));
        try {
            Path scripts = unpacked.orElse(migrations).resolve("db").resolve(service);
            if (!Files.isDirectory(scripts)) {
                throw new IllegalStateException("no migrations of " + service + " in " + migrations + ": there has to be a folder db/" + service);
            }
            String url = "jdbc:postgresql://" + request.getProperty("database.address") + "/" + request.getProperty(key + "database");
            Flyway.configure().dataSource(url, request.getProperty(key + "owner"), request.getProperty(key + "owner.password"))
                    .locations("filesystem:" + scripts)
                    .placeholders(Map.of("service_role", request.getProperty(key + "user"), "reader_role", request.getProperty(key + "reader")))
                    .validateMigrationNaming(true).cleanDisabled(true).table("schema_history").load().migrate();
        } finally {
            unpacked.ifPresent(PrivateFiles::deleteFolder);
        }
    }

    private static Path unpackedMigrations(String service, Path jar) throws IOException {
        Path folder = Files.createTempDirectory("pricefloor-migrations");
        String prefix = "db/" + service + "/";
        try (InputStream bytes = Files.newInputStream(jar); ZipInputStream zip = new ZipInputStream(bytes)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = folder.resolve(entry.getName()).normalize();
                if (entry.getName().startsWith(prefix) && !entry.isDirectory() && file.startsWith(folder)) {
                    Files.createDirectories(file.getParent());
                    Files.copy(zip, file);
                }
            }
        }
        return folder;
    }

    private Connection superuser() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://" + request.getProperty("database.address") + "/postgres", Database.SUPERUSER,
                request.getProperty("database.superuser.password"));
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (ResultSet found = statement.executeQuery()) {
                return found.next();
            }
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
