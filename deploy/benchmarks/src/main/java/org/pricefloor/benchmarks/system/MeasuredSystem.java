package org.pricefloor.benchmarks.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.pricefloor.devstack.DevStack;
import org.pricefloor.devstack.Options;
import org.pricefloor.devstack.Progress;
import org.pricefloor.devstack.Service;

/** A system of its own: started empty, stopped at the end, its state thrown away with the build folder. */
public final class MeasuredSystem implements AutoCloseable {

    /** Both compilers, and a heap that does not decide the result: its young half has room for several rounds. */
    public static final String SERVICE_JVM = "-Xms1g -Xmx1g -Xmn512m -XX:+UseSerialGC";

    /** Rarely enough that the one who waits is not among those who read. */
    private static final long LOOK_MILLIS = 50;

    private final DevStack stack;
    private final List<String> services;
    private final Path state;
    private final Path clock;

    private MeasuredSystem(DevStack stack, List<String> services, Path state, Path clock) {
        this.stack = stack;
        this.services = services;
        this.state = state;
        this.clock = clock;
    }

    /** With the machine's clock. The project is found above the working directory. */
    public static MeasuredSystem start(String name, String... services) {
        return start(name, null, services);
    }

    /** With a clock that stands where {@link #setClock} puts it. */
    public static MeasuredSystem startAt(String name, Instant now, String... services) {
        return start(name, now, services);
    }

    private static MeasuredSystem start(String name, Instant now, String... services) {
        Path root = Options.rootAbove(Path.of(""));
        Path state = root.resolve("deploy/benchmarks/target").resolve(name);
        Options options = Options.of(root).state(state).fresh(true).freePorts(true).samples(false).supervised(false)
                .environment("PRICEFLOOR_SERVICE_JVM", System.getProperty("pricefloor.benchmark.jvm", SERVICE_JVM))
                .services(List.of(services).stream().map(MeasuredSystem::named).toList());
        Path clock = null;
        if (now != null) {
            clock = root.resolve("deploy/benchmarks/target").resolve(name + "-clock");
            write(clock, now);
            options = options.environment("PRICEFLOOR_ENVIRONMENT", "test").environment("PRICEFLOOR_TEST_CLOCK_FILE", clock.toString());
        }
        return new MeasuredSystem(DevStack.start(options, Progress.silent()), List.of(services), state, clock);
    }

    private static Service named(String name) {
        return Service.ALL.stream().filter(service -> service.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no service " + name));
    }

    public void setClock(Instant now) {
        write(clock, now);
    }

    private static void write(Path clock, Instant now) {
        try {
            Files.createDirectories(clock.getParent());
            Path next = Files.writeString(clock.resolveSibling(clock.getFileName() + "-next"), now.toString());
            Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    public Path state() {
        return state;
    }

    public String kafka() {
        return stack.addresses().get("kafka");
    }

    public URI address(String service) {
        return stack.service(service).address();
    }

    public long pid(String service) {
        return stack.service(service).pid();
    }

    /** Processor time used so far by each process of the system: the services by their names, {@code broker}, {@code database}. */
    public Map<String, Duration> processorTimes() {
        Map<String, Duration> times = new LinkedHashMap<>();
        services.forEach(service -> times.put(service, processorTime(pid(service))));
        times.put("broker", processorTime(stack.broker().pid()));
        times.put("database", processorTime(stack.database().pid()));
        return times;
    }

    /** Of a process and its children that still live. */
    private static Duration processorTime(long pid) {
        return ProcessHandle.of(pid).map(process -> Stream.concat(Stream.of(process), process.descendants())
                .map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO)).reduce(Duration.ZERO, Duration::plus)).orElse(Duration.ZERO);
    }

    public String token(String role, String party) {
        return stack.mint().mint(role, party);
    }

    /** A connection that row security does not confine, to a service's database. */
    public Connection database(String service) throws SQLException {
        return connect(stack.database(service).jdbcUrl());
    }

    /** A connection to an empty database of its own on the same server, made for a competitor. */
    public Connection newDatabase(String name) throws SQLException {
        try (Connection connection = connect(stack.database().jdbcUrl("postgres")); Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS " + name);
            statement.execute("CREATE DATABASE " + name);
        }
        return existingDatabase(name);
    }

    /** A further connection to such a database. */
    public Connection existingDatabase(String name) throws SQLException {
        return connect(stack.database().jdbcUrl(name));
    }

    private Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url, stack.database().superuser(), stack.database().superuserPassword());
    }

    /** Facts on settlement's shelf. */
    public long shelfPosition() throws SQLException {
        try (Connection connection = database("settlement")) {
            return number(connection, "SELECT position FROM shelf_head");
        }
    }

    /**
     * Waits until so many facts are on settlement's shelf and everything that they made due is settled.
     *
     * @throws IllegalStateException if that is not so within the time
     */
    public void awaitSettled(long facts, Duration atMost) throws SQLException {
        awaitSettled("settlement", facts, atMost);
    }

    private void awaitSettled(String service, long facts, Duration atMost) throws SQLException {
        long deadline = System.nanoTime() + atMost.toNanos();
        try (Connection connection = database(service);
             PreparedStatement select = connection.prepareStatement("""
                     SELECT (SELECT position FROM shelf_head), (SELECT count(*) FROM (SELECT FROM due LIMIT 1) AS one),
                            CASE WHEN (SELECT position FROM shelf_head) >= ? AND NOT EXISTS (SELECT FROM due)
                                 THEN (SELECT coalesce(max(sequence), 0) FROM outbox_position) - (SELECT published FROM outbox_cursor) END""")) {
            select.setLong(1, facts);
            while (true) {
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    if (row.getLong(1) >= facts && row.getLong(2) == 0 && row.getLong(3) == 0) {
                        return;
                    }
                    if (System.nanoTime() > deadline) {
                        throw new IllegalStateException("Settlement did not come to rest within " + atMost + ": " + row.getLong(1) + " of " + facts
                                + " facts are on the shelf, " + (row.getLong(2) == 0 ? "no" : "some") + " rows are due, " + row.getLong(3) + " events unpublished. Its log is in "
                                + state.resolve("logs"));
                    }
                }
                Pause.millis(LOOK_MILLIS);
            }
        }
    }

    /** The one number that a question comes to. */
    public static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() {
        stack.close();
    }
}
