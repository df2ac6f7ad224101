package org.pricefloor.benchmarks.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.pricefloor.devstack.DevStack;
import org.pricefloor.devstack.Options;
import org.pricefloor.devstack.Progress;
import org.pricefloor.devstack.Service;

/** A broker, a database and the settlement service as it runs in production, on free ports, with a clock that stands. */
public final class Settlement implements AutoCloseable {

    public static final String SERVICE = "settlement";

    /** A service that gets nowhere for so long has parked a fact, or failed. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * How far the service is.
     *
     * @param shelf       facts on the shelf
     * @param due         rows that wait to be settled
     * @param unpublished events that wait for the broker
     */
    public record Reached(long shelf, long due, long unpublished) {

        boolean isAtRestWith(long facts) {
            return shelf >= facts && due == 0 && unpublished == 0;
        }
    }

    private final DevStack stack;
    private final Path folder;
    private final HttpClient http = HttpClient.newHttpClient();
    /** For what is looked at often: a connection of its own is made once. */
    private final Connection watch;

    private Settlement(DevStack stack, Path folder) {
        this.stack = stack;
        this.folder = folder;
        try {
            watch = database();
        } catch (SQLException refused) {
            stack.close();
            throw new IllegalStateException("The service's database can not be reached: " + refused.getMessage(), refused);
        }
    }

    /**
     * Starts it with an empty state.
     *
     * @param folder that keeps the state
     * @param now    where the service's clock stands
     * @param jvm    options of the service's JVM
     */
    public static Settlement start(Path folder, Instant now, String jvm) {
        Path clock = folder.resolveSibling(folder.getFileName() + "-clock").toAbsolutePath();
        try {
            Files.createDirectories(clock.getParent());
            Files.writeString(clock, now.toString());
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        List<Service> alone = Service.ALL.stream().filter(service -> service.name().equals(SERVICE)).toList();
        Options options = Options.of(Options.rootAbove(Path.of(""))).state(folder).fresh(true).freePorts(true).samples(false).supervised(false).services(alone)
                .environment("PRICEFLOOR_ENVIRONMENT", "test").environment("PRICEFLOOR_TEST_CLOCK_FILE", clock.toString()).environment("PRICEFLOOR_SERVICE_JVM", jvm);
        return new Settlement(DevStack.start(options, Progress.silent()), folder);
    }

    public String kafka() {
        return stack.broker().address();
    }

    /** The service's database, as the one who may do everything. */
    public Connection database() throws SQLException {
        return DriverManager.getConnection(stack.database(SERVICE).jdbcUrl(), stack.database().superuser(), stack.database().superuserPassword());
    }

    /** Another database of the same server. */
    public Connection database(String name) throws SQLException {
        return DriverManager.getConnection(stack.database().jdbcUrl(name), stack.database().superuser(), stack.database().superuserPassword());
    }

    /** Processor time used so far by service, database and broker, each with its children. */
    public ProcessorTime processorTime() {
        return new ProcessorTime(ProcessorTime.of(stack.service(SERVICE).pid()), ProcessorTime.of(stack.database().pid()), ProcessorTime.of(stack.broker().pid()));
    }

    public Reached reached() {
        URI progress = stack.service(SERVICE).address().resolve("/api/progress");
        HttpRequest request = HttpRequest.newBuilder(progress).header("Authorization", "Bearer " + stack.mint().mint("operator", null)).build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("The service answered " + answer.statusCode() + " for its progress: " + answer.body() + " Its log: "
                        + stack.service(SERVICE).log());
            }
            JsonNode told = JSON.readTree(answer.body());
            return new Reached(told.get("shelfPosition").asLong(), told.get("dueRows").asLong(), told.get("unpublished").asLong());
        } catch (IOException broken) {
            throw new UncheckedIOException("The service does not answer for its progress. Its log: " + stack.service(SERVICE).log(), broken);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Waiting for the service was interrupted.", asked);
        }
    }

    /** Does now what the database would do by itself while another is by the clock. */
    void tidy() {
        try (Statement statement = watch.createStatement()) {
            statement.execute("VACUUM (ANALYZE)");
        } catch (SQLException refused) {
            throw new IllegalStateException("The service's database can not be tidied: " + refused.getMessage(), refused);
        }
    }

    /** Bytes ever written to the log of the whole database server. */
    long logPosition() {
        try (Statement statement = watch.createStatement(); ResultSet row = statement.executeQuery("SELECT (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException unreadable) {
            throw new IllegalStateException("The database does not tell how much it logged: " + unreadable.getMessage(), unreadable);
        }
    }

    /** Bytes of a topic on the broker's disk. */
    long topicBytes(String topic) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka()))) {
            return admin.describeLogDirs(List.of(1)).allDescriptions().get().values().stream().flatMap(node -> node.values().stream())
                    .flatMap(folder -> folder.replicaInfos().entrySet().stream()).filter(replica -> replica.getKey().topic().equals(topic))
                    .mapToLong(replica -> replica.getValue().size()).sum();
        } catch (ExecutionException refused) {
            throw new IllegalStateException("The broker does not tell the size of " + topic + ": " + refused.getMessage(), refused);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Asking the broker was interrupted.", asked);
        }
    }

    /** Position of the newest run on the books. */
    public long runs() {
        try (Statement statement = watch.createStatement(); ResultSet row = statement.executeQuery("SELECT position FROM books_head")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException unreadable) {
            throw new IllegalStateException("The books can not be read: " + unreadable.getMessage(), unreadable);
        }
    }

    /** Waits until the books have a run of that position: a look at one row, which costs those who work nothing. */
    public void awaitRuns(long position) {
        await(this::runs, reached -> reached >= position, position + " runs");
    }

    /**
     * Waits until so many facts are on the shelf and everything they made due is settled and published.
     *
     * @throws IllegalStateException if the service gets no further and is not there
     */
    public void awaitAtRest(long facts) {
        await(this::reached, reached -> reached.isAtRestWith(facts), facts + " facts settled and published");
    }

    /** Asks ever more seldom, so that asking costs little of a long run and the answer is late by at most a fiftieth of it. */
    private <T> void await(Supplier<T> question, Predicate<T> answer, String awaited) {
        long begun = System.nanoTime();
        long moved = begun;
        T before = null;
        while (true) {
            T reached = question.get();
            if (answer.test(reached)) {
                return;
            }
            long now = System.nanoTime();
            if (!reached.equals(before)) {
                before = reached;
                moved = now;
            } else if (now - moved > PATIENCE.toNanos()) {
                throw new IllegalStateException("The service has stood at " + reached + " for " + PATIENCE.toSeconds() + " s, and " + awaited
                        + " are awaited. What it parked stands in its log: " + stack.service(SERVICE).log());
            }
            LockSupport.parkNanos(Math.max(TimeUnit.MILLISECONDS.toNanos(10), (now - begun) / 50));
        }
    }

    /** Ends it and deletes what broker and database stored, which is large; the logs stay. */
    @Override
    public void close() {
        try {
            watch.close();
        } catch (SQLException harmless) {
            // The server ends with the stack.
        }
        stack.close();
        delete(folder.resolve("broker"));
        delete(folder.resolve("database"));
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException undeletable) {
            // The next start with this folder empties it.
        }
    }
}
