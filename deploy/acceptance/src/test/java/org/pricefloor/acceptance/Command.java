package org.pricefloor.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command of the project as a person gives it, in the project's folder. */
final class Command {

    private static final long LONGEST_RUN_SECONDS = 180;

    private final Path folder;
    private final List<String> words;

    Command(Path folder, String... words) {
        this.folder = folder;
        this.words = List.of(words);
    }

    /** What it printed: of success its standard output alone, of anything else all of it. */
    String run(int exit) {
        try {
            Path out = Files.createTempFile("command", ".out");
            Path err = Files.createTempFile("command", ".err");
            try {
                Process process = new ProcessBuilder(words).directory(folder.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
                if (!process.waitFor(LONGEST_RUN_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
                String all = Files.readString(out) + Files.readString(err);
                assertEquals(exit, process.exitValue(), words + " printed " + all);
                return exit == 0 ? Files.readString(out) : all;
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(asked);
        }
    }
}
