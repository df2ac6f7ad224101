package org.pricefloor.benchmarks;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pricefloor.benchmarks.history.HistoryBenchmark;
import org.pricefloor.benchmarks.kernel.KernelBenchmark;
import org.pricefloor.benchmarks.latency.LatencyBenchmark;
import org.pricefloor.benchmarks.report.Arguments;
import org.pricefloor.benchmarks.report.Report;
import org.pricefloor.benchmarks.revision.RevisionBenchmark;
import org.pricefloor.benchmarks.soak.SoakBenchmark;
import org.pricefloor.benchmarks.start.StartBenchmark;

/** {@code deploy/benchmark}: measures what its first word names. Exit 0 when no bound was crossed, 1 when one was, 2 when the command was not understood, 3 when the measurement failed. */
public final class Benchmark {

    private static final int MEASUREMENT_FAILED = 3;
    private static final Path RESULTS = Path.of("target", "benchmarks");

    /** A benchmark: takes the words after its name, tells how far it is, and says what it found. */
    @FunctionalInterface
    interface Measurement {

        Report run(List<String> words, PrintStream progress) throws Exception;
    }

    private record Entry(String help, Measurement measurement) {
    }

    private Benchmark() {
    }

    private static Map<String, Entry> entries() {
        Map<String, Entry> entries = new LinkedHashMap<>();
        entries.put("latency", new Entry(LatencyBenchmark.HELP, LatencyBenchmark::run));
        entries.put("revision", new Entry(RevisionBenchmark.HELP, RevisionBenchmark::run));
        entries.put("history", new Entry(HistoryBenchmark.HELP, HistoryBenchmark::run));
        entries.put("kernel", new Entry(KernelBenchmark.HELP, KernelBenchmark::run));
        entries.put("start", new Entry(StartBenchmark.HELP, StartBenchmark::run));
        entries.put("soak", new Entry(SoakBenchmark.HELP, SoakBenchmark::run));
        return entries;
    }

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    static int run(List<String> words, PrintStream out, PrintStream progress) {
        Entry entry = words.isEmpty() ? null : entries().get(words.get(0));
        if (entry == null) {
            boolean asked = !words.isEmpty() && List.of("--help", "-h").contains(words.get(0));
            String all = String.join("\n", entries().values().stream().map(Entry::help).toList());
            (asked ? out : progress).println((asked ? "" : "Name what is to be measured: " + String.join(", ", entries().keySet()) + ".\n\n") + all);
            return asked ? 0 : Arguments.NOT_UNDERSTOOD;
        }
        List<String> rest = words.subList(1, words.size());
        if (rest.contains("--help")) {
            out.println(entry.help());
            return 0;
        }
        try {
            Report report = entry.measurement().run(rest, progress);
            report.write(RESULTS, out, rest.contains("--json"));
            return report.exitCode();
        } catch (Arguments.NotUnderstood refused) {
            progress.println(refused.getMessage());
            return Arguments.NOT_UNDERSTOOD;
        } catch (Exception failed) {
            progress.println("The measurement failed, nothing counts: " + failed.getMessage());
            Arrays.stream(failed.getStackTrace()).limit(12).forEach(frame -> progress.println("    at " + frame));
            return MEASUREMENT_FAILED;
        }
    }
}
