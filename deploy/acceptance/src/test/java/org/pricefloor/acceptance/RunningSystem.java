package org.pricefloor.acceptance;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.pricefloor.devstack.DevStack;
import org.pricefloor.devstack.Options;
import org.pricefloor.devstack.Progress;
import org.pricefloor.devstack.Service;
import org.pricefloor.devstack.ServiceProcess;
import org.pricefloor.infrastructure.ServiceDatabase;

/** A system of its own for a test: real broker, real database, the services as they run in production, on free ports. */
public final class RunningSystem implements AutoCloseable {

    public static final Path ROOT = Options.rootAbove(Path.of(""));
    public static final Path SAMPLES = ROOT.resolve("deploy/dev-stack/src/main/resources/samples");

    private final DevStack stack;
    private final Path clock;

    private RunningSystem(DevStack stack, Path clock) {
        this.stack = stack;
        this.clock = clock;
    }

    /** With the machine's clock. */
    public static RunningSystem start(String name, UnaryOperator<Options> choice) {
        return new RunningSystem(DevStack.start(choice.apply(options(name)), Progress.silent()), null);
    }

    /** With the machine's clock and the samples, settled and at rest. */
    public static RunningSystem startWithSamples(String name, UnaryOperator<Options> choice) {
        SampledState.copyTo(state(name));
        return start(name, options -> choice.apply(options.samples(true).fresh(false)));
    }

    /** With clocks that stand where the test puts them: each service has one of its own. */
    public static RunningSystem startAt(String name, Instant now, UnaryOperator<Options> choice) {
        Path clock = Path.of("target", name + "-clock").toAbsolutePath();
        Options options = options(name).environment("PRICEFLOOR_ENVIRONMENT", "test");
        for (Service service : Service.ALL) {
            options = options.environment(service.name() + "/PRICEFLOOR_TEST_CLOCK_FILE", clockOf(clock, service.name()).toString());
            write(clockOf(clock, service.name()), now);
        }
        return new RunningSystem(DevStack.start(choice.apply(options), Progress.silent()), clock);
    }

    private static Options options(String name) {
        return Options.of(ROOT).state(state(name)).fresh(true).freePorts(true).samples(false).supervised(false);
    }

    /** Where the system of this name keeps its state. */
    public static Path state(String name) {
        return Path.of("target", name).toAbsolutePath();
    }

    public static Service serviceNamed(String name) {
        return Service.ALL.stream().filter(service -> service.name().equals(name)).findFirst().orElseThrow();
    }

    public void setClock(Instant now) {
        Service.ALL.forEach(service -> setClock(service.name(), now));
    }

    /** The clock of one service: the others go on disagreeing with it. */
    public void setClock(String service, Instant now) {
        write(clockOf(clock, service), now);
    }

    private static Path clockOf(Path clock, String service) {
        return clock.resolveSibling(clock.getFileName() + "-" + service);
    }

    /** The time by the clock of settlement. */
    public Instant now() {
        return now("settlement");
    }

    public Instant now(String service) {
        if (clock == null) {
            return Instant.now();
        }
        try {
            return Instant.parse(Files.readString(clockOf(clock, service)).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path clock, Instant now) {
        try {
            Files.createDirectories(clock.getParent());
            Path next = Files.writeString(clock.resolveSibling(clock.getFileName() + "-next"), now.toString());
            Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RequestSpecification as(String role, String party, String service) {
        return given().baseUri(stack.service(service).address().toString()).auth().oauth2(stack.mint().mint(role, party));
    }

    public RequestSpecification office(String service) {
        return as("office", "OFFICE", service);
    }

    public ServiceProcess service(String name) {
        return stack.service(name);
    }

    /** Broker, database and services, to be tormented. */
    public DevStack stack() {
        return stack;
    }

    /** A second process of a service beside the first. */
    public ServiceProcess startAnother(String service, String label) {
        return stack.startAnother(service, label);
    }

    public String token(String role, String party) {
        return stack.mint().mint(role, party);
    }

    public String kafka() {
        return stack.addresses().get("kafka");
    }

    /** As the service itself sees its database. */
    public Connection database(String service) throws SQLException {
        ServiceDatabase database = stack.database(service);
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.userPassword());
    }

    /** The password of a service's own role: no log may say it. */
    public String databasePassword(String service) {
        return stack.database(service).userPassword();
    }

    public String databaseAddress() {
        return stack.addresses().get("postgres");
    }

    /** SIGKILL to the broker. */
    public void killBroker() {
        stack.broker().kill();
    }

    /** The database server ends at once, with the process that minds it. */
    public void killDatabase() {
        stack.database().close();
    }

    /** How many rows a table of a service has. */
    public long rows(String service, String table) throws SQLException {
        try (Connection connection = database(service); Statement select = connection.createStatement();
             ResultSet row = select.executeQuery("SELECT count(*) FROM " + table)) {
            row.next();
            return row.getLong(1);
        }
    }

    public long shelfPosition() {
        return progress().get("shelfPosition").longValue();
    }

    /** Waits until so many facts are on the shelf and everything that they made due is settled and published. */
    public void awaitSettled(long facts, Duration atMost) {
        await().atMost(atMost).pollInterval(Duration.ofMillis(50)).ignoreExceptions().until(() -> {
            Map<String, Number> progress = progress();
            return progress.get("shelfPosition").longValue() >= facts && progress.get("dueRows").longValue() == 0
                    && progress.get("unpublished").longValue() == 0;
        });
    }

    private Map<String, Number> progress() {
        return office("settlement").get("/api/progress").then().statusCode(200).extract().as(new io.restassured.common.mapper.TypeRef<>() { });
    }

    @Override
    public void close() {
        stack.close();
    }
}
