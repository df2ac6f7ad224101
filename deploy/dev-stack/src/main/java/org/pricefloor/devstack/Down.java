package org.pricefloor.devstack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import org.pricefloor.infrastructure.Database;

/** {@code deploy/down}: stops the stack of a state folder, and whatever a killed one left running in it. */
public final class Down {

    private static final int REFUSED = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Down() {
    }

    /** Argument: the state folder. */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]).toAbsolutePath().normalize();
        try {
            Optional<ProcessHandle> running = StateFolder.runningIn(folder);
            running.ifPresent(handle -> StateFolder.stop(handle, PATIENCE));
            if (folder.toFile().isDirectory()) {
                try (StateFolder leftovers = StateFolder.open(folder)) {
                    Database.stopLeftBehind(leftovers.resolve("database"));
                }
            }
            System.out.println(running.map(handle -> "Stopped the stack in " + folder + " (process " + handle.pid() + "); its state is kept.").orElse("No stack runs in " + folder + "."));
        } catch (StartRefused refusal) {
            System.err.println(refusal.getMessage());
            System.exit(REFUSED);
        }
    }
}
