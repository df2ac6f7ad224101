package org.pricefloor.benchmarks.bulk;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import org.pricefloor.benchmarks.Machine;
import org.pricefloor.benchmarks.workload.WorkloadW;

/**
 * The bulk table.
 *
 * @param totals     what everybody settled, the same to the cent
 * @param ours       the whole service path
 * @param others     each with its goal
 * @param footprint  where rows and disk of our first counted run went
 * @param cost       processor time of a line, by process, of the same run
 * @param inBytes    of a line on the topic of deliveries, on the broker's disk
 * @param outBytes   of a line on the topic of settlements, with its share in determinations
 * @param rawBytes   of a line: its delivery as a row of a CSV file
 * @param plainBytes of a line: what the set-based contender keeps, without and with its indices
 */
public record BulkResult(WorkloadW workload, int runs, Machine machine, String serviceJvm, String totals, Rates ours, List<Comparison> others, Footprint footprint,
                         Cost cost, double inBytes, double outBytes, double rawBytes, double plainBytes, double plainBytesWithIndices, double seconds) {

    /**
     * Lines a second of each run, in the order of runs.
     *
     * @param logBytes that the database server wrote to its log for a line, in the last run
     */
    public record Rates(String who, List<Double> linesPerSecond, double logBytes) {

        @JsonProperty
        public double median() {
            List<Double> sorted = linesPerSecond.stream().sorted().toList();
            int middle = sorted.size() / 2;
            return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        }

        double least() {
            return linesPerSecond.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        }

        double most() {
            return linesPerSecond.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        }

        String told() {
            return String.format(Locale.ROOT, "%,.0f (%,.0f..%,.0f)", median(), least(), most());
        }
    }

    /** @param ratio our median for one of theirs */
    public record Comparison(Rates theirs, double ratio, Goal goal, String verdict) {
    }

    /** Microseconds of a line. */
    public record Cost(double wall, double service, double database, double broker) {
    }

    /** Whether a ratio is below what fails. */
    public boolean isFailed() {
        return others.stream().anyMatch(each -> each.goal().isCrossed(each.ratio()));
    }

    /** As a page. */
    public String markdown() {
        StringBuilder page = new StringBuilder();
        add(page, "# Bulk of workload W%n%n");
        add(page, "%,d agreements x %d months = %,d lines, %d series; seed %d; %d counted runs of each, in turns; %.0f s in all.%n%n", workload.agreements(), workload.months(),
                workload.lines(), workload.series(), workload.seed(), runs, seconds);
        add(page, "Machine: %s. Service JVM: `%s`.%n%n", machine.told(), serviceJvm);
        add(page, "Equal to the cent in every run: %s.%n%n", totals);
        add(page, "| %s against | ours, lines/s | theirs, lines/s | ratio | goal | fails below | | log, bytes a line |%n|---|---|---|---|---|---|---|---|%n", ours.who());
        for (Comparison other : others) {
            add(page, "| %s | %s | %s | %.3f | %.2f | %.2f | %s | %.0f |%n", other.theirs().who(), ours.told(), other.theirs().told(), other.ratio(), other.goal().goal(),
                    other.goal().failsBelow(), other.verdict(), other.theirs().logBytes());
        }
        add(page, "%nA line costs %.0f us by the clock; processor time: service %.0f, PostgreSQL %.0f, broker %.0f us (first counted run). Its log in the database: %.0f bytes; on the broker's disk %.0f bytes came in and %.0f went out.%n%n", cost.wall(),
                cost.service(), cost.database(), cost.broker(), ours.logBytes(), inBytes, outBytes);
        add(page, "| table | rows written a line | updated or deleted | rows read | bytes a line | of these indices |%n|---|---|---|---|---|---|%n");
        for (Footprint.Table table : footprint.tables()) {
            add(page, "| %s | %.3f | %.3f | %.2f | %.0f | %.0f |%n", table.name(), table.inserted(), table.changed(), table.read(), table.bytes(), table.indexBytes());
        }
        Footprint.Table sum = footprint.sum();
        add(page, "| all | %.3f | %.3f | %.2f | **%.0f** | %.0f |%n%n", sum.inserted(), sum.changed(), sum.read(), sum.bytes(), sum.indexBytes());
        add(page, "Against raw rows: a delivery in a CSV file is %.0f bytes; the set-based contender keeps %.0f bytes a line, %.0f with its indices. Ours is %.0f times the CSV file and %.1f times that.%n",
                rawBytes, plainBytes, plainBytesWithIndices, sum.bytes() / rawBytes, sum.bytes() / plainBytesWithIndices);
        return page.toString();
    }

    private static void add(StringBuilder page, String format, Object... values) {
        page.append(String.format(Locale.ROOT, format, values));
    }
}
