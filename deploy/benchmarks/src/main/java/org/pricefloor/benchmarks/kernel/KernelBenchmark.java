package org.pricefloor.benchmarks.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.pricefloor.benchmarks.latency.Percentiles;
import org.pricefloor.benchmarks.report.Arguments;
import org.pricefloor.benchmarks.report.Measure;
import org.pricefloor.benchmarks.report.Report;
import org.pricefloor.devstack.Options;

/** {@code deploy/benchmark kernel}. */
public final class KernelBenchmark {

    public static final String HELP = """
            deploy/benchmark kernel [options]    the arithmetic alone under JMH: lines a second, bytes a line, beside the committed baseline

              --rounds N     rounds of JMH, each in a JVM of its own, and of turns of line and reference loop   (default 5)
              --seconds N    seconds measured in a round, after as many of warm-up                              (default 5)
              --quick        the same as --rounds 3 --seconds 2
              --write-baseline  writes what is found into the sources as the new baseline: after a change that is meant
              --json         prints the JSON instead of the table
            """;

    private static final double TENTH_LOST = 0.9;
    private static final double TENTH_MORE = 1.1;

    private static final String BASELINE = "deploy/benchmarks/src/main/resources/org/pricefloor/benchmarks/kernel/baseline.properties";
    private static final String TEXT = """
            # Written by deploy/benchmark kernel --write-baseline. Lines that one thread settles in the processor time of a pass of the reference loop, and
            # bytes that a line allocates: a change of the kernel must not lose a tenth of either.
            lines-per-pass=%.3f
            bytes-per-line=%.0f
            # The same without the second compiler, which leaves out what it sees to be of no use: an exact number, guarded by KernelAllocationTest.
            bytes-per-line-as-written=%.0f
            """;

    private KernelBenchmark() {
    }

    /** Measures, and says what it found. */
    public static Report run(List<String> words, PrintStream progress) throws Exception {
        Arguments arguments = new Arguments(words, Set.of("--rounds", "--seconds"), Set.of("--quick", "--json", "--write-baseline"));
        int rounds = arguments.number("--rounds", arguments.has("--quick") ? 3 : 5);
        int seconds = arguments.number("--seconds", arguments.has("--quick") ? 2 : 5);
        double[] linesPerSecond = new double[rounds];
        double[] linesPerPass = new double[rounds];
        double[] bytes = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            RunResult line = measured("line", seconds);
            linesPerSecond[round] = line.getPrimaryResult().getScore();
            linesPerPass[round] = Turns.linesPerPass(Duration.ofSeconds(seconds));
            bytes[round] = allocated(line);
            progress.printf("measured round %d of %d: %.0f lines a second, %.2f lines a pass of the reference loop, %.0f bytes a line%n", round + 1, rounds,
                    linesPerSecond[round], linesPerPass[round], bytes[round]);
        }
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("rounds", rounds);
        settings.put("seconds", seconds);
        double passes = Percentiles.median(linesPerPass);
        double allocated = Percentiles.median(bytes);
        Report report = new Report("kernel", settings)
                .add(Measure.reported("kernel alone, one thread", Percentiles.median(linesPerSecond), "lines/s", "JMH throughput, median of " + rounds))
                .add(Measure.reported("allocated for a line", allocated, "bytes", "JMH -prof gc"))
                .add(Measure.reported("lines in the time of a reference pass", passes, "lines", "processor time, in turns; a pass is 1,000 multiplications and additions"));
        if (arguments.has("--write-baseline")) {
            Files.writeString(Options.rootAbove(Path.of("")).resolve(BASELINE), String.format(Locale.ROOT, TEXT, passes, allocated,
                    allocated(measured("line", seconds, "-XX:TieredStopAtLevel=1"))));
        }
        Properties baseline = baseline();
        if (!baseline.containsKey("lines-per-pass")) {
            progress.println("There is no baseline yet: --write-baseline makes one.");
            return report;
        }
        String usualLines = baseline.getProperty("lines-per-pass");
        String usualBytes = baseline.getProperty("bytes-per-line");
        return report.add(Measure.atLeast("lines in the time of a reference pass", "baseline " + usualLines, passes / Double.parseDouble(usualLines), "x", 1.0, TENTH_LOST,
                        "guarded against a tenth less"))
                .add(Measure.atMost("allocated for a line", "baseline " + usualBytes, allocated / Double.parseDouble(usualBytes), "x", 1.0, TENTH_MORE, "guarded against a tenth more"));
    }

    private static double allocated(RunResult line) {
        return line.getSecondaryResults().entrySet().stream().filter(each -> each.getKey().endsWith("gc.alloc.rate.norm")).findFirst()
                .orElseThrow(() -> new IllegalStateException("JMH counted no allocations")).getValue().getScore();
    }

    private static RunResult measured(String method, int seconds, String... options) throws RunnerException, IOException {
        Path log = Path.of("target", "benchmarks", "jmh-" + method + ".log");
        Files.createDirectories(log.getParent());
        return new Runner(new OptionsBuilder().include(KernelLines.class.getName() + "\\." + method + "$").mode(Mode.Throughput).forks(1).threads(1)
                .warmupIterations(seconds).warmupTime(TimeValue.seconds(1)).measurementIterations(seconds).measurementTime(TimeValue.seconds(1))
                .jvmArgs("-Xmx512m", "-XX:+UseSerialGC").jvmArgsAppend(options).addProfiler(GCProfiler.class).output(log.toString()).build()).runSingle();
    }

    /** What is committed; empty before {@code --write-baseline} has run. */
    static Properties baseline() throws IOException {
        Properties baseline = new Properties();
        try (InputStream file = KernelBenchmark.class.getResourceAsStream("baseline.properties")) {
            baseline.load(file);
        }
        return baseline;
    }
}
