package org.pricefloor.benchmarks.bulk;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.pricefloor.benchmarks.Machine;
import org.pricefloor.benchmarks.bulk.BulkResult.Comparison;
import org.pricefloor.benchmarks.bulk.BulkResult.Cost;
import org.pricefloor.benchmarks.bulk.BulkResult.Rates;
import org.pricefloor.benchmarks.sql.Looped;
import org.pricefloor.benchmarks.sql.PlainTables;
import org.pricefloor.benchmarks.sql.RawCopy;
import org.pricefloor.benchmarks.sql.SetBased;
import org.pricefloor.benchmarks.streams.KafkaStreamsExactlyOnce;
import org.pricefloor.benchmarks.workload.Facts;
import org.pricefloor.benchmarks.workload.WorkloadW;
import org.pricefloor.contracts.Topics;

/**
 * The measurement: in each run everybody settles the same set, one after the other, alone; the next run has the next set. Before each
 * clock starts the database writes out what others left to be written.
 */
public final class Bulk implements AutoCloseable {

    private static final Goal AGAINST_SET_BASED = new Goal(0.35, 0.20);
    private static final Goal AGAINST_LOOPED = new Goal(1.2, 0.8);
    private static final Goal AGAINST_STREAMS = new Goal(0.33, 0.20);
    private static final Goal AGAINST_RAW_COPY = new Goal(0.50, 0.35);

    /** In the database, in its log and on the topics, rounded up. */
    private static final long BYTES_OF_A_LINE = 12_000;

    private final BulkOptions options;
    private final PrintStream progress;
    private final Settlement settlement;
    private final WholePath ours;
    private final PlainTables tables;
    private final SetBased setBased;
    private final RawCopy rawCopy;
    private final Map<Contender, Goal> others = new LinkedHashMap<>();
    private final Map<Contender, List<Double>> rates = new LinkedHashMap<>();
    private final Map<Contender, Double> logBytes = new LinkedHashMap<>();
    private String totals;
    private long settled;

    /**
     * Starts everybody.
     *
     * @throws IllegalStateException if the disk is too small, or something does not start
     */
    public Bulk(BulkOptions options, PrintStream progress) {
        this.options = options;
        this.progress = progress;
        Path folder = options.folder().toAbsolutePath();
        mustFit(folder);
        settlement = Settlement.start(folder.resolve("bulk-state"), WorkloadW.SETTLED_AT, options.serviceJvm());
        tables = new PlainTables(settlement);
        ours = new WholePath(settlement);
        setBased = new SetBased(tables);
        rawCopy = new RawCopy(settlement, folder.resolve("bulk-rows"));
        others.put(setBased, AGAINST_SET_BASED);
        others.put(new Looped(tables), AGAINST_LOOPED);
        others.put(new KafkaStreamsExactlyOnce(settlement.kafka(), folder.resolve("bulk-streams"), options.serviceJvm()), AGAINST_STREAMS);
        others.put(rawCopy, AGAINST_RAW_COPY);
    }

    /** What a run adds stays to the end; the rows that are copied are there three times for a while. */
    private void mustFit(Path folder) {
        long needed = BYTES_OF_A_LINE * options.workload().lines() * (options.runs() + 2);
        try {
            Files.createDirectories(folder);
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < needed) {
                throw new IllegalStateException("The disk of " + folder + " has " + (free >> 30) + " GB free; this size takes up to " + (needed >> 30)
                        + ". Name a folder on another disk with --folder, or measure less with --agreements or --runs.");
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** @throws OutputsDiffer if two did not settle the same */
    public BulkResult measure() {
        Machine machine = Machine.now();
        long begun = System.nanoTime();
        WorkloadW workload = options.workload();
        if (options.warmUp() > 0) {
            int agreements = Math.min(options.warmUp(), workload.agreements());
            run(Facts.of(new WorkloadW(workload.seed(), 0, agreements, workload.months(), workload.series())), "warm-up");
            rates.clear();
        }
        Footprint footprint = null;
        Cost cost = null;
        long rawBytes = 0;
        for (int run = 1; run <= options.runs(); run++) {
            Facts facts = Facts.of(workload.ofSet(run));
            Measured measured = run(facts, "run " + run + "/" + options.runs());
            if (run == 1) {
                footprint = measured.footprint();
                cost = measured.cost();
                rawBytes = facts.rawBytes();
            }
        }
        Rates our = rates(ours);
        List<Comparison> comparisons = others.entrySet().stream().map(other -> {
            Rates their = rates(other.getKey());
            double ratio = our.median() / their.median();
            return new Comparison(their, ratio, other.getValue(), other.getValue().verdict(ratio));
        }).toList();
        return new BulkResult(workload, options.runs(), machine, options.serviceJvm(), totals, our, comparisons, footprint, cost,
                topicBytes(Topics.DELIVERIES), topicBytes(Topics.SETTLEMENTS), (double) rawBytes / workload.lines(),
                (double) setBased.bytes(false) / workload.lines(), (double) setBased.bytes(true) / workload.lines(), (System.nanoTime() - begun) / 1e9);
    }

    private Rates rates(Contender contender) {
        return new Rates(contender.name(), rates.get(contender), logBytes.get(contender));
    }

    /** Over all lines that were settled, those that do not count included. */
    private double topicBytes(String topic) {
        return (double) settlement.topicBytes(topic) / settled;
    }

    private record Measured(Footprint footprint, Cost cost) {
    }

    private Measured run(Facts facts, String label) {
        int lines = facts.workload().lines();
        ours.prepare(facts);
        writeOut();
        rawCopy.mark();
        long settledBefore = settled;
        Footprint.Counters before = Footprint.complete(settlement, settledBefore);
        ProcessorTime used = settlement.processorTime();
        double wall = timed(ours, lines, label);
        used = settlement.processorTime().since(used);
        Footprint footprint = Footprint.between(before, Footprint.complete(settlement, settledBefore + lines), lines);
        settled += lines;
        Lines ourLines = ours.lines();
        ourLines.mustEqual(ours.name(), ourLines, ours.name());
        totals = ourLines.totals();
        settlement.tidy();
        for (Contender other : others.keySet()) {
            other.prepare(facts);
            writeOut();
            timed(other, lines, label);
            other.lines().mustEqual(other.name(), ourLines, ours.name());
        }
        return new Measured(footprint, new Cost(wall * 1e6 / lines, used.service().toNanos() / 1e3 / lines, used.database().toNanos() / 1e3 / lines,
                used.broker().toNanos() / 1e3 / lines));
    }

    private double timed(Contender contender, int lines, String label) {
        long logged = settlement.logPosition();
        long begun = System.nanoTime();
        contender.settle();
        double seconds = (System.nanoTime() - begun) / 1e9;
        logBytes.put(contender, (double) (settlement.logPosition() - logged) / lines);
        rates.computeIfAbsent(contender, unseen -> new ArrayList<>()).add(lines / seconds);
        progress.printf(Locale.ROOT, " %-9s %-52s %8.2f s %,10.0f lines/s%n", label, contender.name(), seconds, lines / seconds);
        progress.flush();
        return seconds;
    }

    private void writeOut() {
        try (Connection connection = settlement.database("postgres"); Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT");
        } catch (SQLException refused) {
            throw new IllegalStateException("The database does not write out: " + refused.getMessage(), refused);
        }
    }

    @Override
    public void close() {
        others.keySet().forEach(Contender::close);
        ours.close();
        tables.close();
        settlement.close();
    }
}
