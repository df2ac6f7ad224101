package org.pricefloor.benchmarks.soak;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.pricefloor.benchmarks.latency.Ground;
import org.pricefloor.benchmarks.latency.Percentiles;
import org.pricefloor.benchmarks.report.Arguments;
import org.pricefloor.benchmarks.report.Measure;
import org.pricefloor.benchmarks.report.Report;
import org.pricefloor.benchmarks.system.EventSender;
import org.pricefloor.benchmarks.system.MeasuredSystem;
import org.pricefloor.benchmarks.system.Pause;
import org.pricefloor.contracts.Event;

/** {@code deploy/benchmark soak}. */
public final class SoakBenchmark {

    public static final String HELP = """
            deploy/benchmark soak [options]      a steady load: drift of p99, memory and lag, the last third beside the first

              --minutes N       how long                                                   (default 30)
              --percent N       of the rate that was settled just before                   (default 60)
              --agreements N    agreements, each with --days lines that are revised in turn (default 500)
              --days N                                                                     (default 100)
              --quick           the same as --minutes 3
              --json            prints the JSON instead of the table
            """;

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final double ONE_SECOND = 1e9;
    private static final int LOOK_MILLIS = 5;

    private final MeasuredSystem system;
    private final Ground ground;
    private final EventSender sender;
    private final Connection watch;
    private int next;
    private long runs;

    private SoakBenchmark(MeasuredSystem system, Ground ground) throws SQLException {
        this.system = system;
        this.ground = ground;
        this.sender = new EventSender(system.kafka());
        this.watch = system.database("settlement");
    }

    /** Measures, and says what it found. */
    public static Report run(List<String> words, PrintStream progress) throws Exception {
        Arguments arguments = new Arguments(words, Set.of("--minutes", "--percent", "--agreements", "--days"), Set.of("--quick", "--json"));
        int seconds = 60 * arguments.number("--minutes", arguments.has("--quick") ? 3 : 30);
        int percent = arguments.number("--percent", 60);
        Ground ground = new Ground(arguments.number("--agreements", 500), arguments.number("--days", 100));
        try (MeasuredSystem system = MeasuredSystem.start("soak-system", "settlement")) {
            return new SoakBenchmark(system, ground).soak(seconds, percent, progress);
        }
    }

    private Report soak(int seconds, int percent, PrintStream progress) throws Exception {
        begin();
        long begun = System.nanoTime();
        awaitRuns(send(revised(lines())));
        double bulk = lines() / ((System.nanoTime() - begun) / ONE_SECOND);
        int perSecond = Math.max(1, (int) (bulk * percent / 100));
        progress.printf("settled %d lines at %.0f a second; soaking at %d a second for %d s%n", lines(), bulk, perSecond, seconds);
        long[] nanos = new long[seconds];
        double[] lags = new double[seconds];
        Heap afterThird = null;
        long first = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        List<long[]> open = new ArrayList<>();
        for (int second = 0; second < seconds; second++) {
            long scheduled = first + TimeUnit.SECONDS.toNanos(second);
            watchUntil(scheduled, open, nanos);
            open.add(new long[] {second, scheduled, send(revised(perSecond))});
            lags[second] = (runs - position()) / (double) perSecond;
            if (lags[second] * perSecond > lines()) {
                // A line is revised again before it was settled: the two make one run, and the runs that are waited for would never all come.
                throw new IllegalStateException("After " + (second + 1) + " s the lines lag " + Math.round(lags[second]) + " s behind, so far that they are revised again unsettled:"
                        + " the service does not keep up, or the machine was busy with something else. Measure again with nothing else running, or with less than --percent " + percent);
            }
            if (second == seconds / 3) {
                afterThird = Heap.of(system.pid("settlement"));
            }
            if (second % 60 == 59) {
                progress.printf("soaked %d s, lag %.2f s of the feed%n", second + 1, lags[second]);
            }
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!open.isEmpty()) {
            watchUntil(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS), open, nanos);
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("The lines of second " + open.get(0)[0] + " were not settled within " + PATIENCE);
            }
        }
        Heap atEnd = Heap.of(system.pid("settlement"));
        return report(seconds, perSecond, bulk, nanos, lags, afterThird, atEnd);
    }

    private void begin() throws SQLException {
        List<Event> market = ground.marketEvents();
        sender.send(market);
        system.awaitSettled(market.size(), PATIENCE);
        sender.send(ground.agreementEvents());
        system.awaitSettled(market.size() + (long) ground.agreements(), PATIENCE);
        sender.send(ground.deliveryEvents());
        system.awaitSettled(market.size() + (long) ground.agreements() + lines(), PATIENCE);
        try (Statement statement = watch.createStatement()) {
            statement.execute("ANALYZE");
        }
        runs = position();
        next = lines();
    }

    private int lines() {
        return ground.agreements() * ground.days();
    }

    /** The next so many lines in turn, each in its next revision: every one makes a run of its own. */
    private List<Event> revised(int count) {
        List<Event> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++, next++) {
            int line = next % lines();
            events.add(ground.delivery(line % ground.agreements(), line / ground.agreements(), 1 + next / lines()));
        }
        return events;
    }

    /** The number of runs that there are when these are settled. */
    private long send(List<Event> events) {
        sender.send(events);
        runs += events.size();
        return runs;
    }

    private long position() throws SQLException {
        return MeasuredSystem.number(watch, "SELECT position FROM books_head");
    }

    private void awaitRuns(long target) throws SQLException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (position() < target) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Settlement made " + position() + " of " + target + " runs within " + PATIENCE);
            }
            Pause.millis(LOOK_MILLIS);
        }
    }

    private void watchUntil(long moment, List<long[]> open, long[] nanos) throws SQLException {
        do {
            long position = open.isEmpty() ? 0 : position();
            long now = System.nanoTime();
            open.removeIf(second -> {
                boolean settled = second[2] <= position;
                if (settled) {
                    nanos[(int) second[0]] = now - second[1];
                }
                return settled;
            });
            Pause.until(Math.min(moment, now + TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS)));
        } while (System.nanoTime() < moment);
    }

    private static Report report(int seconds, int perSecond, double bulk, long[] nanos, double[] lags, Heap afterThird, Heap atEnd) {
        int third = seconds / 3;
        Percentiles first = Percentiles.of(Arrays.copyOfRange(nanos, 0, third));
        Percentiles last = Percentiles.of(Arrays.copyOfRange(nanos, seconds - third, seconds));
        double longestLag = Arrays.stream(lags, seconds - third, seconds).max().orElse(0);
        String what = seconds / 60 + " minutes at " + perSecond + " lines a second";
        return new Report("soak", new TreeMap<>(Map.of("seconds", seconds, "linesPerSecond", perSecond, "bulkLinesPerSecond", Math.round(bulk))))
                .add(Measure.atMost(what + ", p99", "its first third", last.p99() / first.p99(), "x", 1.3, 2, "a second's facts to their last line; last third " + last))
                .add(Measure.atMost(what + ", live heap", "after its first third", 100 * (atEnd.liveBytes() / (double) afterThird.liveBytes() - 1), "%", 3, 10,
                        "after a full collection: " + (atEnd.liveBytes() >> 20) + " MB"))
                .add(Measure.atMost(what + ", longest lag of the last third", "-", longestLag, "s", 2, 10, "facts sent and not yet settled, in seconds of the feed"))
                .add(Measure.reported("resident memory of settlement", atEnd.residentBytes() / (double) (1 << 20), "MB", "after the first third " + (afterThird.residentBytes() >> 20) + " MB"))
                .detail("firstThird", first).detail("lastThird", last);
    }
}
