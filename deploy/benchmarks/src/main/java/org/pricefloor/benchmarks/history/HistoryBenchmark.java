package org.pricefloor.benchmarks.history;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.pricefloor.benchmarks.report.Arguments;
import org.pricefloor.benchmarks.report.Measure;
import org.pricefloor.benchmarks.report.Report;
import org.pricefloor.benchmarks.system.EventSender;
import org.pricefloor.benchmarks.system.MeasuredSystem;
import org.pricefloor.benchmarks.system.RowsTouched;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.DeliveryCertified;
import org.pricefloor.devstack.Options;

/** {@code deploy/benchmark history}. */
public final class HistoryBenchmark {

    public static final String HELP = """
            deploy/benchmark history [options]   workload L day by day: rows read for a publication, beside computing everything anew each day

              --publications N   the first so many of 49, after the first, which is the largest    (default 48)
              --quick            the same as --publications 12
              --json             prints the JSON instead of the table
            """;

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String[] COUNTED = {"run", "delivery_fact", "figure_fact", "journal_transfer"};

    private HistoryBenchmark() {
    }

    /** Measures, and says what it found. */
    public static Report run(List<String> words, PrintStream progress) throws Exception {
        Arguments arguments = new Arguments(words, Set.of("--publications"), Set.of("--quick", "--json"));
        int wanted = arguments.number("--publications", arguments.has("--quick") ? 12 : 48);
        Publications workload = Publications.read(Options.rootAbove(java.nio.file.Path.of("")).resolve("deploy/dev-stack/src/main/resources/samples"));
        try (MeasuredSystem system = MeasuredSystem.start("history-system", "settlement"); EventSender sender = new EventSender(system.kafka());
             Connection watch = system.database("settlement"); Connection theirs = system.newDatabase("benchmark_history")) {
            AllAnew allAnew = new AllAnew(theirs, workload.agreements());
            LocalDate first = workload.byDay().firstKey();
            // Prices before agreements before deliveries: what is loaded is settled once.
            List<Event> prices = workload.ground().stream().filter(event -> !(event instanceof DeliveryCertified)).toList();
            List<Event> deliveries = workload.ground().stream().filter(DeliveryCertified.class::isInstance).toList();
            long facts = prices.size();
            sender.send(prices);
            system.awaitSettled(facts, PATIENCE);
            facts += deliveries.size();
            sender.send(deliveries);
            system.awaitSettled(facts, PATIENCE);
            facts = publish(system, sender, workload.byDay().get(first), facts);
            allAnew.add(workload.ground());
            allAnew.add(workload.byDay().get(first));
            allAnew.settle();
            allAnew.analyze();
            try (Statement statement = watch.createStatement()) {
                statement.execute("ANALYZE");
            }
            progress.println("loaded facts=" + facts + " runs=" + MeasuredSystem.number(watch, "SELECT position FROM books_head"));
            List<LocalDate> days = workload.byDay().keySet().stream().skip(1).limit(wanted).toList();
            RowsTouched before = RowsTouched.whenAllIsTold(watch, COUNTED);
            RowsTouched theirsBefore = allAnew.touched();
            long changed = MeasuredSystem.number(watch, "SELECT position FROM books_head");
            long published = 0;
            for (LocalDate day : days) {
                facts = publish(system, sender, workload.byDay().get(day), facts);
                published += workload.byDay().get(day).size();
                allAnew.add(workload.byDay().get(day));
                allAnew.settle();
            }
            RowsTouched ours = RowsTouched.whenAllIsTold(watch, COUNTED).since(before);
            RowsTouched anew = allAnew.touched().since(theirsBefore);
            changed = MeasuredSystem.number(watch, "SELECT position FROM books_head") - changed;
            int lines = compare(watch, allAnew);
            progress.println("compared " + lines + " lines: equal to the cent");
            Report report = new Report("history", new TreeMap<>(Map.of("publications", days.size(), "facts", facts, "lines", lines)));
            report.add(Measure.atLeast("workload L day by day, rows read for a publication", "full recomputation each day", anew.rowsRead() / (double) ours.rowsRead(), "x fewer",
                    80, 20, days.size() + " publications, " + published / days.size() + " facts and " + changed / days.size() + " changed lines each"));
            report.add(Measure.reported("rows read for a publication, Pricefloor", ours.rowsRead() / (double) days.size(), "rows", "whole database: intake, bench, relay, polls"));
            report.add(Measure.reported("rows read for a publication, all anew", anew.rowsRead() / (double) days.size(), "rows", "one SQL statement over " + lines + " lines"));
            report.add(Measure.reported("rows read for a changed line, Pricefloor", ours.rowsRead() / (double) Math.max(1, changed), "rows", "the same, by line"));
            return report.detail("readByTable", ours.read()).detail("writtenByTable", ours.written()).detail("readByTableAllAnew", anew.read());
        }
    }

    private static long publish(MeasuredSystem system, EventSender sender, List<Event> publication, long facts) throws SQLException {
        // As the services publish them: the prices of a publication before its meter readings.
        sender.send(publication.stream().filter(PriceAssessed.class::isInstance).toList());
        sender.send(publication.stream().filter(DeliveryCertified.class::isInstance).toList());
        system.awaitSettled(facts + publication.size(), PATIENCE);
        return facts + publication.size();
    }

    private static int compare(Connection settlement, AllAnew allAnew) throws SQLException {
        Map<String, BigDecimal> theirs = allAnew.lines();
        int lines = 0;
        try (Statement statement = settlement.createStatement(); ResultSet row = statement.executeQuery(
                "SELECT DISTINCT ON (agreement, period_from) agreement, period_from, top_up - upside FROM run ORDER BY agreement, period_from, sequence DESC")) {
            while (row.next()) {
                String line = row.getString(1) + " " + row.getObject(2, LocalDate.class);
                BigDecimal their = theirs.remove(line);
                if (their == null || their.compareTo(row.getBigDecimal(3)) != 0) {
                    throw new IllegalStateException("The line " + line + " is " + row.getBigDecimal(3) + " here and " + their + " there. No count counts");
                }
                lines++;
            }
        }
        if (!theirs.isEmpty()) {
            throw new IllegalStateException(theirs.size() + " lines stand there and not here, first " + theirs.entrySet().iterator().next() + ". No count counts");
        }
        return lines;
    }
}
