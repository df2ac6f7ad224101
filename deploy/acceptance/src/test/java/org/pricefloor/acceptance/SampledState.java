package org.pricefloor.acceptance;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.pricefloor.infrastructure.PrivateFiles;

/**
 * The state that {@code deploy/up} leaves when its samples are settled and everything is at rest. It is made once a build, by the first
 * JVM that asks, and copied for each system that begins with it: sending and settling the samples takes longer than all the rest of a
 * start. How they go in is looked at by FullSystemTest and SeenFromOutsideTest, which send them themselves.
 */
final class SampledState {

    private static final String PREFIX = "sampled-";
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private SampledState() {
    }

    /** Puts a copy where a system keeps its state; what was there is gone. */
    static synchronized void copyTo(Path state) {
        // The samples' dates count from today. A JVM that no build started makes its own.
        String build = System.getProperty("pricefloor.build", "alone" + ProcessHandle.current().pid()).replaceAll("[^0-9A-Za-z]", "");
        Path made = RunningSystem.state(PREFIX + build + "-" + LocalDate.now(ZoneOffset.UTC));
        try {
            Files.createDirectories(made.getParent());
            try (FileChannel channel = FileChannel.open(made.resolveSibling("sampled.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE); FileLock lock = channel.lock()) {
                if (!Files.isDirectory(made)) {
                    make(made);
                }
            }
            PrivateFiles.deleteFolder(state);
            copy(made, state);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * How many facts the shelf of settlement has when all samples are on it: each calendar, series, agreement version, election and row of a
     * file is one, and each assessment or delivery that says its hours.
     */
    static long facts() throws IOException {
        // The final assay revises the delivery that the concentrate's election became.
        long facts = 1;
        for (String folder : List.of("calendars", "series", "agreements", "designations", "hours")) {
            try (Stream<Path> files = Files.list(RunningSystem.SAMPLES.resolve(folder))) {
                facts += files.count();
            }
        }
        try (Stream<Path> files = Files.list(RunningSystem.SAMPLES)) {
            for (Path file : files.filter(one -> one.toString().endsWith(".csv")).toList()) {
                facts += Files.readAllLines(file).size() - 1;
            }
        }
        return facts;
    }

    private static void make(Path made) throws IOException {
        try (Stream<Path> siblings = Files.list(made.getParent())) {
            siblings.filter(each -> Files.isDirectory(each) && each.getFileName().toString().startsWith(PREFIX)).forEach(PrivateFiles::deleteFolder);
        }
        String name = PREFIX + "making";
        try (RunningSystem system = RunningSystem.start(name, options -> options.samples(true))) {
            system.awaitSettled(facts(), PATIENCE);
            await().atMost(PATIENCE).until(() -> system.rows("portal", "statement_run") == system.rows("settlement", "run"));
        }
        Files.move(RunningSystem.state(name), made, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(from.relativize(each)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
