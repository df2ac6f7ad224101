package org.pricefloor.infrastructure;

import java.io.IOException;
import java.io.Reader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A server in a JVM of its own: started, awaited, stopped. The forked JVM announces itself in the file {@code ready} of its folder and
 * keeps the file {@code lock} locked for as long as it lives, so that a folder never has two servers.
 */
final class ForkedServer implements AutoCloseable {

    private static final Duration LONGEST_START = Duration.ofSeconds(90);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(30);

    /** Held for the life of a forked JVM: a channel that is collected would give its lock back. */
    private static FileChannel lockOfThisServer;

    private final Path folder;
    private final Process process;
    private final int port;

    private ForkedServer(Path folder, Process process, int port) {
        this.folder = folder;
        this.process = process;
        this.port = port;
    }

    /** Forks and waits until the server announced its port. A server that fails to start is stopped before this throws. */
    static ForkedServer start(String name, Class<?> main, Path folder, String lifeline, List<String> jvmOptions, List<String> arguments) {
        Path absolute = folder.toAbsolutePath();
        Path log = absolute.resolve("log");
        Process process = null;
        try {
            Files.createDirectories(absolute);
            refuseSecondServer(name, absolute);
            Files.deleteIfExists(absolute.resolve("ready"));
            List<String> command = new ArrayList<>(List.of(javaCommand()));
            command.addAll(jvmOptions);
            command.addAll(List.of("-cp", StackClasspath.forForkedJvm(), main.getName(), absolute.toString(), lifeline));
            command.addAll(arguments);
            ProcessBuilder builder = new ProcessBuilder(command).directory(absolute.toFile()).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
            if (!lifeline.equals(Lifeline.STDIN)) {
                builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            }
            process = builder.start();
            int port = awaitAnnouncement(name, absolute, process, log);
            return new ForkedServer(absolute, process, port);
        } catch (IOException failure) {
            stop(process);
            throw new InfrastructureFailure(name + " could not be started in " + absolute + " (" + failure.getMessage() + "). Check that the folder is writable.", failure);
        } catch (RuntimeException failure) {
            stop(process);
            throw failure;
        }
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    CompletableFuture<Process> onExit() {
        return process.onExit();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL, for tests of what comes after it. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        stop(process);
        try {
            Files.deleteIfExists(folder.resolve("ready"));
        } catch (IOException harmless) {
            // The next start deletes it.
        }
    }

    /** The port of a server that another process started in this folder, if it lives and answers. */
    static Optional<Integer> runningIn(Path folder) {
        try {
            Properties ready = announcement(folder);
            int port = Integer.parseInt(ready.getProperty("port"));
            boolean alive = ProcessHandle.of(Long.parseLong(ready.getProperty("pid"))).map(ProcessHandle::isAlive).orElse(false);
            return alive && Ports.answers(port) ? Optional.of(port) : Optional.empty();
        } catch (IOException | NumberFormatException absent) {
            return Optional.empty();
        }
    }

    /** Called by the forked JVM once it serves. */
    static void announce(Path folder, int port) {
        PrivateFiles.write(folder.resolve("ready"), "port=" + port + "\npid=" + ProcessHandle.current().pid() + "\n");
    }

    /** Called by the forked JVM first: the lock is held until the JVM ends, whatever ends it. */
    static void lockFolder(Path folder) throws IOException {
        lockOfThisServer = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lockOfThisServer.tryLock() == null) {
            System.err.println("Another server uses " + folder);
            System.exit(3);
        }
    }

    static String javaCommand() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The last lines of a log that say something went wrong, or simply its last lines. */
    static String lastWords(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            List<String> troubled = lines.stream().filter(line -> line.matches(".*(ERROR|FATAL|Exception|Error:|Another server|failed|cannot|could not|refuses).*")).toList();
            List<String> chosen = troubled.isEmpty() ? lines : troubled;
            return String.join(" | ", chosen.subList(0, Math.min(3, chosen.size())));
        } catch (IOException unreadable) {
            return "no log";
        }
    }

    private static void refuseSecondServer(String name, Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw new InfrastructureFailure(name + " already runs in " + folder + ". Stop it first, or choose another folder.");
            }
        }
    }

    private static Properties announcement(Path folder) throws IOException {
        Properties ready = new Properties();
        try (Reader reader = Files.newBufferedReader(folder.resolve("ready"))) {
            ready.load(reader);
        }
        return ready;
    }

    private static int awaitAnnouncement(String name, Path folder, Process process, Path log) throws IOException {
        long deadline = System.nanoTime() + LONGEST_START.toNanos();
        while (!Files.exists(folder.resolve("ready"))) {
            try {
                if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                    throw new InfrastructureFailure(name + " ended while it started (exit " + process.exitValue() + "): " + lastWords(log) + ". See " + log);
                }
            } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
                throw new InfrastructureFailure("The start of " + name + " was interrupted.", asked);
            }
            if (System.nanoTime() > deadline) {
                throw new InfrastructureFailure(name + " was not ready within " + LONGEST_START.toSeconds() + " s: " + lastWords(log) + ". See " + log);
            }
        }
        return Integer.parseInt(announcement(folder).getProperty("port"));
    }

    private static void stop(Process process) {
        if (process == null) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException asked) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
