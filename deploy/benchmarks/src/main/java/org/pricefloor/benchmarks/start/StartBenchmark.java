package org.pricefloor.benchmarks.start;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pricefloor.benchmarks.latency.Percentiles;
import org.pricefloor.benchmarks.report.Arguments;
import org.pricefloor.benchmarks.report.Measure;
import org.pricefloor.benchmarks.report.Report;
import org.pricefloor.devstack.Options;
import org.pricefloor.devstack.Service;

/** {@code deploy/benchmark start}. */
public final class StartBenchmark {

    public static final String HELP = """
            deploy/benchmark start [options]     deploy/up, built, from an empty state to readiness before the samples

              --starts N     so many, the median counts    (default 5)
              --quick        the same as --starts 3
              --json         prints the JSON instead of the table
            """;

    private static final int THREE_SERVICES_SECONDS = 15;
    private static final int EACH_MORE_SECONDS = 3;
    private static final double FAILS_SECONDS = 25;
    private static final long LONGEST_START_SECONDS = 180;
    private static final Pattern STEP = Pattern.compile("^ \\d/\\d  (\\w+) .*?([0-9.]+) s$");

    private StartBenchmark() {
    }

    /** Measures, and says what it found. */
    public static Report run(List<String> words, PrintStream progress) throws Exception {
        Arguments arguments = new Arguments(words, Set.of("--starts"), Set.of("--quick", "--json"));
        int starts = arguments.number("--starts", arguments.has("--quick") ? 3 : 5);
        Path root = Options.rootAbove(Path.of(""));
        Path state = root.resolve("deploy/benchmarks/target/start-system");
        double[] seconds = new double[starts];
        Map<String, double[]> steps = new LinkedHashMap<>();
        for (int start = 0; start < starts; start++) {
            Path log = Files.createDirectories(root.resolve("deploy/benchmarks/target/benchmarks")).resolve("start-" + (start + 1) + ".log");
            long begun = System.nanoTime();
            int exit = command(log, root.resolve("deploy/up").toString(), "--fresh", "--no-build", "--no-samples", "--free-ports", "--detach", "--state", state.toString());
            seconds[start] = (System.nanoTime() - begun) / 1e9;
            command(log.resolveSibling("down.log"), root.resolve("deploy/down").toString(), "--state", state.toString());
            if (exit != 0) {
                throw new IllegalStateException("deploy/up ended with " + exit + ", see " + log);
            }
            for (Map.Entry<String, Double> step : stepsOf(log).entrySet()) {
                steps.computeIfAbsent(step.getKey(), unseen -> new double[starts])[start] = step.getValue();
            }
            progress.printf("started %d of %d in %.1f s%n", start + 1, starts, seconds[start]);
        }
        int services = Service.ALL.size();
        Report report = new Report("start", new TreeMap<>(Map.of("starts", starts, "services", services)));
        double goal = THREE_SERVICES_SECONDS + EACH_MORE_SECONDS * Math.max(0, services - 3);
        report.add(Measure.atMost("deploy/up, built, to readiness before samples", services + " services", Percentiles.median(seconds), "s", goal, FAILS_SECONDS,
                "median of " + starts + " from an empty state, the shell's start and half a second of looking included"));
        steps.forEach((step, each) -> report.add(Measure.reported("of it: " + step, Percentiles.median(each), "s", "as deploy/up prints it")));
        return report;
    }

    private static int command(Path log, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        if (!process.waitFor(LONGEST_START_SECONDS, TimeUnit.SECONDS)) {
            process.destroy();
            throw new IllegalStateException(command[0] + " did not return within " + LONGEST_START_SECONDS + " s, see " + log);
        }
        return process.exitValue();
    }

    private static Map<String, Double> stepsOf(Path log) throws IOException {
        Map<String, Double> steps = new LinkedHashMap<>();
        for (String line : Files.readAllLines(log)) {
            Matcher step = STEP.matcher(line);
            if (step.matches()) {
                steps.put(step.group(1), Double.parseDouble(step.group(2)));
            }
        }
        return steps;
    }
}
