package org.pricefloor.benchmarks.revision;

import java.io.PrintStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pricefloor.benchmarks.latency.Percentiles;
import org.pricefloor.benchmarks.report.Arguments;
import org.pricefloor.benchmarks.report.Measure;
import org.pricefloor.benchmarks.report.Report;
import org.pricefloor.benchmarks.system.RowsTouched;

/** {@code deploy/benchmark revision}. */
public final class RevisionBenchmark {

    public static final String HELP = """
            deploy/benchmark revision [options]  a revised price under 100 settled lines: time and rows beside a short and a long history

              --short N      thousands of lines of the short history, in steps of 100      (default 100)
              --long N       thousands of lines of the long history, in steps of 200       (default 10000: needs 20 GB of disk)
              --rounds N     turns of both, the median counts                              (default 5)
              --revisions N  in a turn                                                     (default 20)
              --quick        the same as --long 1000 --revisions 8
              --json         prints the JSON instead of the table
            """;

    private static final int SHORT_DAYS = 1_000;
    private static final int LONG_DAYS = 2_000;
    private static final int WARM_UP = 20;
    private static final int COUNTED = 10;
    private static final String[] TABLES = {"run", "figure_fact", "delivery_fact", "journal_transfer"};

    private RevisionBenchmark() {
    }

    /** Measures, and says what it found. */
    public static Report run(List<String> words, PrintStream progress) throws Exception {
        Arguments arguments = new Arguments(words, Set.of("--short", "--long", "--rounds", "--revisions"), Set.of("--quick", "--json"));
        boolean quick = arguments.has("--quick");
        int shortSeries = Math.max(1, arguments.number("--short", 100) / 100);
        int longSeries = Math.max(1, arguments.number("--long", quick ? 1_000 : 10_000) / 200);
        int rounds = arguments.number("--rounds", 5);
        int revisions = arguments.number("--revisions", quick ? 8 : 20);
        if (WARM_UP + rounds * revisions + COUNTED > SHORT_DAYS) {
            throw new IllegalArgumentException("Each revision takes a day of its own and the short history has " + SHORT_DAYS + ": fewer --rounds or --revisions");
        }
        try (SeededHistory small = SeededHistory.start("revision-short", shortSeries, SHORT_DAYS)) {
            progress.println("seeded lines=" + small.lines());
            try (SeededHistory large = SeededHistory.start("revision-long", longSeries, LONG_DAYS)) {
                progress.println("seeded lines=" + large.lines());
                return measure(small, large, rounds, revisions, progress);
            }
        }
    }

    private static Report measure(SeededHistory small, SeededHistory large, int rounds, int revisions, PrintStream progress) throws SQLException {
        int number = 0;
        for (; number < WARM_UP; number++) {
            small.revise(day(small, number));
            large.revise(day(large, number));
        }
        double[] ofSmall = new double[rounds];
        double[] ofLarge = new double[rounds];
        double[] ratios = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            long[] shortNanos = new long[revisions];
            long[] longNanos = new long[revisions];
            for (int i = 0; i < revisions; i++, number++) {
                shortNanos[i] = small.revise(day(small, number));
                longNanos[i] = large.revise(day(large, number));
            }
            ofSmall[round] = Percentiles.of(shortNanos).p50();
            ofLarge[round] = Percentiles.of(longNanos).p50();
            ratios[round] = ofLarge[round] / ofSmall[round];
            progress.printf("measured round %d of %d: %.1f ms and %.1f ms%n", round + 1, rounds, ofSmall[round], ofLarge[round]);
        }
        RowsTouched rowsOfSmall = rows(small, number);
        RowsTouched rowsOfLarge = rows(large, number);
        number += COUNTED;
        small.compare(days(small, number));
        large.compare(days(large, number));
        progress.println("compared " + 2 * number * SeededHistory.AGREEMENTS_OF_A_SERIES + " revised lines: equal to the cent");
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("shortLines", small.lines());
        settings.put("longLines", large.lines());
        settings.put("rounds", rounds);
        settings.put("revisions", revisions);
        String against = "history of " + small.lines();
        String note = "history of " + large.lines() + " lines, seeded";
        return new Report("revision", settings)
                .add(Measure.atMost("price revision of 100 lines, time", against, Percentiles.median(ratios), "x", 1.2, 1.5, note + "; median of " + rounds))
                .add(Measure.atMost("price revision of 100 lines, rows touched", "-", rowsOfLarge.rows() / (double) COUNTED, "rows", 6_000, 10_000,
                        note + "; rows and index entries read, rows written, of the whole database, by PostgreSQL's own count"))
                .add(Measure.reported("rows touched, short history", rowsOfSmall.rows() / (double) COUNTED, "rows", "the same"))
                .add(Measure.reported("rows written, long history", rowsOfLarge.rowsWritten() / (double) COUNTED, "rows", "of those"))
                .add(Measure.reported("revision, short history", Percentiles.median(ofSmall), "ms", "p50 from the sending of the event to its lines read"))
                .add(Measure.reported("revision, long history", Percentiles.median(ofLarge), "ms", "the same"))
                .detail("readByTableLong", rowsOfLarge.read()).detail("writtenByTableLong", rowsOfLarge.written()).detail("readByTableShort", rowsOfSmall.read());
    }

    private static RowsTouched rows(SeededHistory history, int from) throws SQLException {
        RowsTouched before = RowsTouched.whenAllIsTold(history.database(), TABLES);
        List<Integer> days = new ArrayList<>();
        for (int number = from; number < from + COUNTED; number++) {
            days.add(day(history, number));
        }
        history.reviseUnwatched(days);
        return RowsTouched.whenAllIsTold(history.database(), TABLES).since(before);
    }

    /** Days far apart, each once: 7 has no divisor in common with the number of days. */
    private static int day(SeededHistory history, int number) {
        return number * 7 % history.days();
    }

    private static List<Integer> days(SeededHistory history, int numbers) {
        List<Integer> days = new ArrayList<>();
        for (int number = 0; number < numbers; number++) {
            days.add(day(history, number));
        }
        return days;
    }
}
