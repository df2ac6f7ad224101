package org.pricefloor.devstack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** A service in its own process: started, awaited until it says it is ready, stopped, killed, started again. */
public final class ServiceProcess implements AutoCloseable {

    private static final Duration LONGEST_START = Duration.ofSeconds(120);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(20);
    private static final int RESTARTS = 5;
    private static final Pattern TROUBLE = Pattern.compile("ERROR|FATAL|Exception|Error:|Error occurred");

    private final Service service;
    private final int port;
    private final Path runner;
    private final Path log;
    private final Map<String, String> environment;
    private final List<String> jvmOptions;
    private final StateFolder state;
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private Process process;
    private boolean wanted;
    private boolean closed;
    private int restarts;

    ServiceProcess(Service service, int port, Path runner, Path log, Map<String, String> environment, List<String> jvmOptions, StateFolder state) {
        this.service = service;
        this.port = port;
        this.runner = runner;
        this.log = log;
        this.environment = environment;
        this.jvmOptions = jvmOptions;
        this.state = state;
    }

    public String name() {
        return service.name();
    }

    public URI address() {
        return URI.create("http://localhost:" + port);
    }

    public Path log() {
        return log;
    }

    public synchronized long pid() {
        return process.pid();
    }

    public synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Starts the process without waiting for it. */
    public void start() {
        start(List.of());
    }

    /** As {@link #start()}, this time with further options of the JVM. */
    public synchronized void start(List<String> moreJvmOptions) {
        if (isAlive() || closed) {
            return;
        }
        try {
            Files.createDirectories(log.getParent());
            if (Files.exists(log)) {
                Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
            List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
            command.addAll(jvmOptions);
            command.addAll(moreJvmOptions);
            command.addAll(List.of("-jar", runner.toString()));
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            builder.environment().putAll(environment);
            builder.environment().put("PRICEFLOOR_HTTP_PORT", String.valueOf(port));
            process = builder.start();
            wanted = true;
            state.remember(service.name(), process.toHandle());
        } catch (IOException failure) {
            throw new StartRefused(service.name() + " could not be started (" + failure.getMessage() + "). Build again: mvn -q -DskipTests package", failure);
        }
    }

    /** Waits until the service says that it is ready. */
    public void awaitReady() {
        long deadline = System.nanoTime() + LONGEST_START.toNanos();
        HttpRequest question = HttpRequest.newBuilder(address().resolve("/q/health/ready")).timeout(Duration.ofSeconds(5)).build();
        while (System.nanoTime() < deadline) {
            if (!isAlive()) {
                throw new StartRefused(service.name() + " ended while it started (exit " + exitValue() + "): " + firstTrouble() + " See " + log);
            }
            try {
                if (client.send(question, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
                pause(50);
            } catch (IOException notYet) {
                pause(50);
            } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
                throw new StartRefused("The start of " + service.name() + " was interrupted.", asked);
            }
        }
        throw new StartRefused(service.name() + " was not ready within " + LONGEST_START.toSeconds() + " s: " + firstTrouble() + " See " + log);
    }

    /** Starts the service again whenever it ends without being asked to, a few times, and tells so. */
    void supervise(Consumer<String> told) {
        Process watched;
        synchronized (this) {
            watched = process;
        }
        watched.onExit().thenAccept(ended -> {
            synchronized (this) {
                if (!wanted || process != ended) {
                    return;
                }
                if (restarts == RESTARTS) {
                    told.accept(service.name() + " ended for the " + (RESTARTS + 1) + "th time (exit " + ended.exitValue() + ") and is not started again: " + firstTrouble() + " See " + log);
                    return;
                }
                restarts++;
                told.accept(service.name() + " ended (exit " + ended.exitValue() + ") and is started again; its last log is " + log.getFileName() + ".1");
                start();
            }
            supervise(told);
        });
    }

    /** SIGKILL, for tests of what comes after it. */
    public synchronized void kill() {
        wanted = false;
        if (process != null) {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    /** SIGTERM, without waiting for what comes of it. It can be started again. */
    public synchronized void terminate() {
        wanted = false;
        if (process != null) {
            process.destroy();
        }
    }

    /** SIGSTOP: it holds all that it holds and does nothing, until {@link #goOn}. */
    public void freeze() {
        signal("STOP");
    }

    /** SIGCONT. */
    public void goOn() {
        signal("CONT");
    }

    private synchronized void signal(String name) {
        try {
            int exit = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).start().waitFor();
            if (exit != 0) {
                throw new IllegalStateException("The signal " + name + " did not reach " + service.name());
            }
        } catch (IOException failure) {
            throw new IllegalStateException("The signal " + name + " could not be sent to " + service.name(), failure);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    /** SIGTERM, and SIGKILL after a while. It is not started again. */
    @Override
    public void close() {
        Process stopped;
        synchronized (this) {
            wanted = false;
            closed = true;
            stopped = process;
        }
        if (stopped != null) {
            StateFolder.stop(stopped.toHandle(), LONGEST_STOP);
            state.forget(service.name());
        }
    }

    private synchronized int exitValue() {
        return process.exitValue();
    }

    private String firstTrouble() {
        try {
            List<String> lines = Files.readAllLines(log);
            return lines.stream().filter(line -> TROUBLE.matcher(line).find()).findFirst().orElse(lines.isEmpty() ? "its log is empty." : lines.get(lines.size() - 1));
        } catch (IOException unreadable) {
            return "its log cannot be read.";
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new StartRefused("The start was interrupted.", asked);
        }
    }
}
