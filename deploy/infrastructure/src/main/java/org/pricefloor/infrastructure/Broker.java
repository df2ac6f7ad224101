package org.pricefloor.infrastructure;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A Kafka broker (KRaft, broker and controller in one node) in a JVM of its own, on the loopback interface. What it stored is kept in its
 * folder and served again by the next start there. Topics are never created by use and are kept for ever.
 */
public final class Broker implements AutoCloseable {

    private final Supplier<ForkedServer> start;
    private volatile ForkedServer server;

    private Broker(Supplier<ForkedServer> start) {
        this.start = start;
        this.server = start.get();
    }

    /**
     * Starts a broker and waits until it serves.
     *
     * @param folder kept between starts; one broker at a time uses it
     * @param port of the clients; 0 takes a free one. The controller takes the next port (or another free one)
     * @throws InfrastructureFailure if a port is taken, the folder is in use or not writable, or the broker ends while it starts
     */
    public static Broker start(Path folder, int port) {
        return start(folder, port, port == 0 ? 0 : port + 1, Lifeline.STDIN);
    }

    public static Broker start(Path folder, int port, int controllerPort) {
        return start(folder, port, controllerPort, Lifeline.STDIN);
    }

    static Broker start(Path folder, int port, int controllerPort, String lifeline) {
        int clients = port == 0 ? Ports.free() : port;
        int controller = controllerPort == 0 ? Ports.free() : controllerPort;
        List<String> jvm = List.of("-Xms64m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Duser.timezone=UTC",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "-Dorg.slf4j.simpleLogger.logFile=System.out");
        return new Broker(() -> ForkedServer.start("Kafka", BrokerMain.class, folder, lifeline, jvm, List.of(String.valueOf(clients), String.valueOf(controller))));
    }

    /** For {@code kafka.bootstrap.servers}. */
    public String address() {
        return addressAt(server.port());
    }

    /** The version of Kafka that runs. */
    public static String version() {
        return StackClasspath.versionOf("kafka-clients");
    }

    public int port() {
        return server.port();
    }

    public long pid() {
        return server.pid();
    }

    /** Completed when the server has ended, for whatever reason. */
    public CompletableFuture<Void> onExit() {
        return server.onExit().thenAccept(ended -> { });
    }

    public boolean isAlive() {
        return server.isAlive();
    }

    /** SIGKILL, for tests of what comes after it. */
    public void kill() {
        server.kill();
    }

    /** After {@link #kill} or {@link #close}: the same folder, the same ports. Waits until it serves. */
    public void startAgain() {
        server = start.get();
    }

    @Override
    public void close() {
        server.close();
    }

    static Optional<String> runningIn(Path folder) {
        return ForkedServer.runningIn(folder).map(Broker::addressAt);
    }

    private static String addressAt(int port) {
        return Ports.LOOPBACK + ":" + port;
    }
}
