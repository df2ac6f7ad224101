package org.pricefloor.devstack;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

import org.pricefloor.contracts.Topics;
import org.pricefloor.infrastructure.Broker;
import org.pricefloor.infrastructure.Database;
import org.pricefloor.infrastructure.Ports;
import org.pricefloor.infrastructure.PrivateFiles;
import org.pricefloor.infrastructure.Provision;
import org.pricefloor.infrastructure.ServiceDatabase;
import org.pricefloor.infrastructure.SigningKey;
import org.pricefloor.infrastructure.TokenMint;

/**
 * A running system: broker, database and services, all on the loopback interface, all owned by this object. A start that fails stops
 * what it had started before it throws.
 *
 * <pre>
 *   try (DevStack stack = DevStack.start(Options.of(root).state(folder).freePorts(true), Progress.silent())) {
 *       URI settlement = stack.service("settlement").address();
 *   }
 * </pre>
 */
public final class DevStack implements AutoCloseable {

    private static final long LEAST_FREE_BYTES = 1L << 30;
    private static final int LEAST_JAVA = 17;

    private final Options options;
    private final Progress progress;
    private final Map<String, Integer> ports = new HashMap<>();
    private final Deque<AutoCloseable> owned = new ArrayDeque<>();
    private final Map<String, ServiceProcess> services = new LinkedHashMap<>();
    private final Map<String, ServiceDatabase> databases = new LinkedHashMap<>();
    private boolean closing;
    private StateFolder state;
    private Broker broker;
    private Database database;
    private SigningKey key;

    private DevStack(Options options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    /**
     * Starts everything and waits until it is ready.
     *
     * @throws StartRefused if something is in the way; nothing of what was started is left running
     * @throws org.pricefloor.infrastructure.InfrastructureFailure likewise, for broker, database and migrations
     */
    public static DevStack start(Options options, Progress progress) {
        DevStack stack = new DevStack(options, progress);
        Thread hook = new Thread(stack::close, "stop-stack");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            stack.run();
            return stack;
        } catch (RuntimeException failure) {
            stack.close();
            throw failure instanceof CompletionException wrapped && wrapped.getCause() instanceof RuntimeException cause ? cause : failure;
        }
    }

    public Broker broker() {
        return broker;
    }

    public Database database() {
        return database;
    }

    /** Address, user and password of a service's database. */
    public ServiceDatabase database(String service) {
        return databases.get(service);
    }

    /** @throws IllegalArgumentException if no such service is part of this stack */
    public ServiceProcess service(String name) {
        ServiceProcess service = services.get(name);
        if (service == null) {
            throw new IllegalArgumentException("There is no service " + name + " in this stack, only " + services.keySet());
        }
        return service;
    }

    /**
     * Starts a second process of a service beside the first: the same database and topics, a port of its own. It ends with the stack.
     *
     * @param label of the process in logs, and its {@code PRICEFLOOR_INSTANCE}
     * @throws IllegalArgumentException if no such service is part of this stack
     */
    public ServiceProcess startAnother(String service, String label) {
        service(service);
        Service first = options.services().stream().filter(one -> one.name().equals(service)).findFirst().orElseThrow();
        Service another = new Service(service + "-" + label, first.defaultPort());
        Map<String, String> environment = environmentOf(first);
        environment.put("PRICEFLOOR_INSTANCE", label);
        ServiceProcess process = own(new ServiceProcess(another, Ports.free(), first.runner(options.root()),
                state.resolve("logs").resolve(another.name() + ".log"), environment, jvmOptions(), state));
        process.start();
        process.awaitReady();
        return process;
    }

    /** Mints tokens that the services of this stack accept. */
    public TokenMint mint() {
        return new TokenMint(key);
    }

    /** What a person has to know, by name: addresses of services, broker and database, and the state folder. */
    public Map<String, String> addresses() {
        Map<String, String> addresses = new TreeMap<>();
        services.forEach((name, service) -> addresses.put(name, service.address().toString()));
        addresses.put("kafka", "localhost:" + broker.port());
        addresses.put("postgres", "localhost:" + database.port());
        addresses.put("state", options.state().toString());
        return addresses;
    }

    /**
     * Waits until broker or database ends.
     *
     * @return what happened, in a sentence; nothing when this stack was closed, which is what should end them
     */
    Optional<String> awaitEnd() {
        String sentence = CompletableFuture.anyOf(broker.onExit().thenApply(ended -> "Kafka ended by itself. See " + state.resolve("broker").resolve("log")),
                database.onExit().thenApply(ended -> "PostgreSQL ended by itself. See " + state.resolve("database").resolve("log")))
                .thenApply(what -> what + "\nEverything is stopped; the state is kept. Start again with deploy/up.").join();
        synchronized (this) {
            return closing ? Optional.empty() : Optional.of(sentence);
        }
    }

    /** Stops services, then broker and database, and gives the state folder free. Doing it twice is harmless. */
    @Override
    public void close() {
        List<AutoCloseable> toClose;
        synchronized (this) {
            closing = true;
            toClose = new ArrayList<>(owned);
            owned.clear();
        }
        CompletableFuture<?>[] stopped = toClose.stream().filter(ServiceProcess.class::isInstance)
                .map(service -> CompletableFuture.runAsync(() -> closeOne(service), DevStack::onThreadOfItsOwn)).toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(stopped).join();
        stopped = toClose.stream().filter(one -> one instanceof Broker || one instanceof Database)
                .map(server -> CompletableFuture.runAsync(() -> closeOne(server), DevStack::onThreadOfItsOwn)).toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(stopped).join();
        toClose.stream().filter(StateFolder.class::isInstance).forEach(one -> {
            StateFolder folder = (StateFolder) one;
            folder.forget("broker");
            folder.forget("database");
            deleteAddresses();
            folder.close();
        });
    }

    private void run() {
        progress.step("checked", this::check);
        progress.step("built", () -> System.getProperty("pricefloor.built", "by the one who started this"));
        CompletableFuture<Database> startingDatabase = CompletableFuture.supplyAsync(
                () -> Database.start(state.resolve("database"), ports.get("postgres")), DevStack::onThreadOfItsOwn)
                .thenApply(started -> own(started, "database", started.pid()));
        try {
            progress.step("broker", () -> {
                Broker started = Broker.start(state.resolve("broker"), ports.get("kafka"), ports.get("kafka-controller"));
                broker = own(started, "broker", started.pid());
                return "Kafka " + Broker.version() + " at localhost:" + broker.port();
            });
        } catch (RuntimeException failure) {
            // The database is starting meanwhile: it has to be there to be stopped.
            startingDatabase.handle((started, alsoFailed) -> null).join();
            throw failure;
        }
        progress.step("database", () -> {
            database = startingDatabase.join();
            return "PostgreSQL " + Database.version() + " at localhost:" + database.port();
        });
        progress.step("migrated", this::migrate);
        progress.step("services", this::startServices);
        progress.step("samples", this::loadSamples);
        progress.step("ready", () -> {
            writeAddresses();
            return "state is kept in " + options.state();
        });
    }

    private String check() {
        int java = Runtime.version().feature();
        if (java < LEAST_JAVA) {
            throw new StartRefused("Java " + java + " runs this; Java " + LEAST_JAVA + " or later is needed. Install it, or set JAVA_HOME to it.");
        }
        state = StateFolder.open(options.state());
        own(state);
        Database.stopLeftBehind(state.resolve("database"));
        if (options.fresh()) {
            state.empty();
        }
        long free = freeBytes();
        if (free < LEAST_FREE_BYTES) {
            throw new StartRefused("The disk of " + options.state() + " has " + (free >> 20) + " MB free; 1024 MB are needed. Free some, or name a folder on another disk with --state.");
        }
        options.services().forEach(service -> {
            if (!Files.exists(service.runner(options.root()))) {
                throw new StartRefused("The service " + service.name() + " is not built. Run deploy/up without --no-build, or: mvn -q -DskipTests package");
            }
        });
        choosePorts();
        key = SigningKey.in(state.resolve("keys"));
        return "Java " + java + ", " + (free >> 30) + " GB free, ports free" + (options.fresh() ? ", state emptied" : "");
    }

    private long freeBytes() {
        try {
            FileStore store = Files.getFileStore(options.state());
            return store.getUsableSpace();
        } catch (IOException failure) {
            throw new StartRefused("The free space of " + options.state() + " cannot be read (" + failure + ").", failure);
        }
    }

    private void choosePorts() {
        Map<String, Integer> defaults = new TreeMap<>(Options.INFRASTRUCTURE_PORTS);
        options.services().forEach(service -> defaults.put(service.name(), service.defaultPort()));
        options.ports().keySet().stream().filter(name -> !defaults.containsKey(name)).findFirst().ifPresent(name -> {
            throw new StartRefused("There is no port called " + name + ". The names are " + String.join(", ", defaults.keySet()) + ".");
        });
        defaults.forEach((name, usual) -> {
            int wanted = options.ports().getOrDefault(name, options.freePorts() ? 0 : usual);
            ports.put(name, wanted == 0 ? Ports.free() : wanted);
        });
        Map<String, Integer> taken = ports.entrySet().stream().filter(port -> !Ports.isFree(port.getValue()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, TreeMap::new));
        if (!taken.isEmpty()) {
            String list = taken.entrySet().stream().map(port -> port.getValue() + " (" + port.getKey() + ")").collect(Collectors.joining(", "));
            String first = taken.keySet().iterator().next();
            throw new StartRefused((taken.size() == 1 ? "Port " + list + " is" : "Ports " + list + " are") + " in use by another program. Stop it, or choose another port with --port "
                    + first + "=" + (taken.get(first) + 10_000) % 60_000 + ", or let all be chosen with --free-ports.");
        }
    }

    private String migrate() {
        Provision provision = new Provision(database).topics(broker.address(), Topics.ALL);
        options.services().forEach(service -> service.migrations(options.root()).ifPresent(jar -> provision.service(service.name(), jar)));
        provision.run().forEach(made -> databases.put(made.service(), made));
        return Topics.ALL.size() + " topics, " + databases.size() + " databases as their owner roles";
    }

    private String startServices() {
        for (Service service : options.services()) {
            ServiceProcess process = new ServiceProcess(service, ports.get(service.name()), service.runner(options.root()),
                    state.resolve("logs").resolve(service.name() + ".log"), environmentOf(service), jvmOptions(), state);
            services.put(service.name(), own(process));
            process.start();
        }
        services.values().forEach(ServiceProcess::awaitReady);
        if (options.supervised()) {
            services.values().forEach(service -> service.supervise(progress::say));
        }
        return services.isEmpty() ? "none is built" : options.services().stream().map(service -> service.name() + " " + ports.get(service.name())).collect(Collectors.joining(", "));
    }

    private Map<String, String> environmentOf(Service service) {
        Map<String, String> environment = new HashMap<>();
        ServiceDatabase its = databases.get(service.name());
        if (its != null) {
            environment.put("PRICEFLOOR_DATABASE_URL", its.jdbcUrl());
            environment.put("PRICEFLOOR_DATABASE_USER", its.user());
            environment.put("PRICEFLOOR_DATABASE_PASSWORD", its.userPassword());
        }
        environment.put("PRICEFLOOR_KAFKA", broker.address());
        environment.put("PRICEFLOOR_JWKS", key.jwks());
        environment.put("PRICEFLOOR_ISSUER", TokenMint.DEVELOPMENT_ISSUER);
        environment.put("PRICEFLOOR_ENVIRONMENT", options.variable("PRICEFLOOR_ENVIRONMENT", "development"));
        environment.putAll(options.environmentOf(service.name()));
        return environment;
    }

    private List<String> jvmOptions() {
        // The quick compiler alone halves the start of four services on two cores; a deployment that runs for weeks chooses otherwise.
        String chosen = options.variable("PRICEFLOOR_SERVICE_JVM", "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        // What is chosen stands last and wins: a test runs the services in other time zones.
        List<String> jvm = new ArrayList<>(List.of("-Duser.timezone=UTC", "-Dquarkus.http.host=" + Ports.LOOPBACK));
        jvm.addAll(List.of(chosen.strip().split("\\s+")));
        return jvm;
    }

    private String loadSamples() {
        if (!options.samples()) {
            return "none, as asked";
        }
        Map<String, URI> doors = new HashMap<>();
        services.forEach((name, service) -> doors.put(name, service.address()));
        return new Samples(doors, mint(), state.resolve("samples.loaded"), options).load();
    }

    private void writeAddresses() {
        PrivateFiles.write(state.resolve("addresses.properties"),
                addresses().entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue() + "\n").collect(Collectors.joining()));
    }

    private void deleteAddresses() {
        try {
            Files.deleteIfExists(state.resolve("addresses.properties"));
        } catch (IOException harmless) {
            // It names ports where nobody answers any more.
        }
    }

    private <T extends AutoCloseable> T own(T started, String name, long pid) {
        ProcessHandle.of(pid).ifPresent(handle -> state.remember(name, handle));
        return own(started);
    }

    private <T extends AutoCloseable> T own(T started) {
        synchronized (this) {
            if (!closing) {
                owned.push(started);
                return started;
            }
        }
        closeOne(started);
        throw new StartRefused("The start was interrupted.");
    }

    private static void closeOne(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void onThreadOfItsOwn(Runnable work) {
        new Thread(work, "stack").start();
    }
}
