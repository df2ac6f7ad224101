package org.pricefloor.infrastructure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The first process of a PostgreSQL server, found again by the number it wrote into its data folder. */
final class Postmaster {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private Postmaster() {
    }

    /** The server that runs on this data folder, whoever started it. A number that now belongs to another process is no server of ours. */
    static Optional<ProcessHandle> runningOn(Path data) {
        try {
            List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
            return lines.isEmpty() ? Optional.empty() : ProcessHandle.of(Long.parseLong(lines.get(0).strip())).filter(ProcessHandle::isAlive)
                    .filter(handle -> handle.info().arguments().map(arguments -> List.of(arguments).contains(data.toString())).orElse(false));
        } catch (IOException | NumberFormatException none) {
            return Optional.empty();
        }
    }

    /** The fast shutdown, SIGINT, which does not wait for clients; Java itself can only send SIGTERM, which does. SIGKILL after a while. */
    static void stop(ProcessHandle server) {
        try {
            new ProcessBuilder("sh", "-c", "kill -INT " + server.pid()).start().waitFor();
            server.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (IOException | ExecutionException | TimeoutException deaf) {
            server.destroyForcibly();
            server.onExit().join();
        } catch (InterruptedException asked) {
            server.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
