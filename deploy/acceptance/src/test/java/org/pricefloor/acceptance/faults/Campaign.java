package org.pricefloor.acceptance.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Runs a part and keeps a results file, {@code target/full/<part>.json}, written after each case. Started again it skips what has passed,
 * so that a part that was interrupted goes on where it stopped.
 */
final class Campaign {

    /** A part ends by itself before this; what is left runs at the next start. */
    private static final Duration LONGEST = Duration.ofMinutes(Long.getLong("pricefloor.fault.minutes", 75));
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** The results file. */
    record Results(String part, String machine, String date, int cases, int passed, List<Outcome> outcomes) {
    }

    private final Part part;
    private final Path file;
    private final Map<String, Outcome> outcomes = new LinkedHashMap<>();

    Campaign(Part part) {
        this.part = part;
        this.file = Path.of("target", "full", part.name() + ".json").toAbsolutePath();
    }

    /** Every case that has not passed yet, or those of them in whose row, name and seed a regular expression is found. */
    List<Outcome> run(String only) throws Exception {
        List<FaultCase> cases = part.cases().get();
        read(cases.stream().map(FaultCase::id).toList());
        long began = System.nanoTime();
        CaseRunner runner = null;
        int onThisOne = 0;
        try {
            for (FaultCase each : cases) {
                Outcome before = outcomes.get(each.id());
                if (before != null && before.passed() || !Pattern.compile(only).matcher(each.id()).find()) {
                    continue;
                }
                if (System.nanoTime() - began > LONGEST.toNanos()) {
                    System.out.println("Stopped after " + LONGEST.toMinutes() + " minutes; start the part again for the rest.");
                    break;
                }
                if (runner != null && onThisOne == part.casesOnOne()) {
                    runner.close();
                    runner = null;
                }
                if (runner == null) {
                    runner = part.opens().call();
                    onThisOne = 0;
                }
                Outcome outcome = runner.run(each);
                // Whether a time was missed on a machine at rest, or on one that others kept busy.
                outcome.counts().put("load average of the machine, in hundredths", Math.round(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage() * 100));
                onThisOne++;
                outcomes.put(each.id(), outcome);
                write(cases.size());
                System.out.printf("%s %s in %.1f s %s%n", outcome.passed() ? "Passed" : "FAILED", each.id(), outcome.seconds(),
                        outcome.passed() ? outcome.counts() : outcome.violations());
                if (!outcome.passed()) {
                    // What it left behind would be found again by every case after it.
                    runner.close();
                    runner = null;
                }
            }
        } finally {
            if (runner != null) {
                runner.close();
            }
        }
        return List.copyOf(outcomes.values());
    }

    /** What became of the cases that there are: of a plant that was mended since, the case is another. */
    private void read(List<String> cases) throws IOException {
        if (Files.exists(file)) {
            JSON.readValue(file.toFile(), Results.class).outcomes().forEach(outcome -> outcomes.put(id(outcome), outcome));
            outcomes.keySet().retainAll(cases);
        }
    }

    private static String id(Outcome outcome) {
        return outcome.row() + " / " + outcome.name() + " / " + outcome.seed();
    }

    private void write(int cases) throws IOException {
        Files.createDirectories(file.getParent());
        Path next = file.resolveSibling(part.name() + ".json-next");
        JSON.writeValue(next.toFile(), new Results(part.name(), machine(), LocalDate.now(ZoneOffset.UTC).toString(), cases,
                (int) outcomes.values().stream().filter(Outcome::passed).count(), new ArrayList<>(outcomes.values())));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String machine() {
        return Runtime.getRuntime().availableProcessors() + " processors, " + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", Java "
                + Runtime.version().feature();
    }
}
