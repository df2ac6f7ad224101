package org.pricefloor.benchmarks.latency;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.pricefloor.benchmarks.report.Arguments;
import org.pricefloor.benchmarks.report.Measure;
import org.pricefloor.benchmarks.report.Report;
import org.pricefloor.benchmarks.system.MeasuredSystem;

/** {@code deploy/benchmark latency}. */
public final class LatencyBenchmark {

    public static final String HELP = """
            deploy/benchmark latency [options]   a price posted over HTTP to 100 lines visible, beside Kafka Streams and a SQL procedure

              --seconds N        measured seconds of each, over all rounds        (default 120)
              --rate N           prices a second, at times fixed before           (default 20)
              --rounds N         turns of each, one after the other               (default 5)
              --warm-up N        seconds before, not measured                     (default 15)
              --agreements N     lines that a price makes                         (default 100)
              --days N           days whose prices are sent in turn               (default 240)
              --commit-millis N  commit interval of Kafka Streams                 (default 100, that of exactly_once_v2)
              --only NAME        pricefloor, streams or procedure alone, without ratios: for a profiler
              --quick            the same as --seconds 30 --warm-up 6 --rounds 3
              --json             prints the JSON instead of the table
            """;

    private record Sizes(int seconds, int rate, int rounds, int warmUp, int agreements, int days, int commitMillis, String only) {

        boolean has(String contender) {
            return only == null || only.equals(contender);
        }
    }

    private LatencyBenchmark() {
    }

    /** Measures, and says what it found. */
    public static Report run(List<String> words, PrintStream progress) throws Exception {
        Arguments arguments = new Arguments(words, Set.of("--seconds", "--rate", "--rounds", "--warm-up", "--agreements", "--days", "--commit-millis", "--only"), Set.of("--quick", "--json"));
        boolean quick = arguments.has("--quick");
        Sizes sizes = new Sizes(arguments.number("--seconds", quick ? 30 : 120), arguments.number("--rate", 20), arguments.number("--rounds", quick ? 3 : 5),
                arguments.number("--warm-up", quick ? 6 : 15), arguments.number("--agreements", 100), arguments.number("--days", 240),
                arguments.number("--commit-millis", 100), arguments.text("--only", null));
        Ground ground = new Ground(sizes.agreements(), sizes.days());
        try (MeasuredSystem system = MeasuredSystem.start("latency-system", "price-ingestion", "settlement")) {
            progress.println("started broker, database, price-ingestion, settlement");
            List<Contender> contenders = new ArrayList<>();
            try {
                if (sizes.has("pricefloor")) {
                    contenders.add(new ServicePath(system));
                }
                if (sizes.has("streams")) {
                    contenders.add(new StreamsApplication(system, ground, sizes.commitMillis()));
                }
                if (sizes.has("procedure")) {
                    contenders.add(new SqlProcedure(system));
                }
                for (Contender contender : contenders) {
                    contender.begin(ground);
                    progress.println("began " + contender.name() + " lines=" + ground.agreements() * ground.days());
                }
                return measure(system, ground, sizes, contenders, progress);
            } finally {
                contenders.forEach(Contender::close);
            }
        }
    }

    private static Report measure(MeasuredSystem system, Ground ground, Sizes sizes, List<Contender> contenders, PrintStream progress) throws Exception {
        int warmUp = sizes.warmUp() * sizes.rate();
        int count = sizes.seconds() * sizes.rate() / sizes.rounds();
        Map<Contender, List<long[]>> found = new LinkedHashMap<>();
        Map<String, List<Percentiles>> stages = new LinkedHashMap<>();
        Map<String, Duration> used = new LinkedHashMap<>();
        for (Contender contender : contenders) {
            OpenLoop.run(contender, ground, 0, warmUp, sizes.rate(), new long[warmUp]);
            found.put(contender, new ArrayList<>());
        }
        for (int round = 0; round < sizes.rounds(); round++) {
            int from = warmUp + round * count;
            for (Contender contender : contenders) {
                long[] scheduled = new long[count];
                Map<String, Duration> before = system.processorTimes();
                long[] nanos = OpenLoop.run(contender, ground, from, count, sizes.rate(), scheduled);
                found.get(contender).add(nanos);
                progress.println("measured round " + (round + 1) + " of " + sizes.rounds() + ", " + contender.name() + ": " + Percentiles.of(nanos));
                if (contender instanceof ServicePath) {
                    system.processorTimes().forEach((process, time) -> used.merge(process, time.minus(before.get(process)), Duration::plus));
                    wayOf(system, ground, from, scheduled, nanos).forEach((name, each) -> stages.computeIfAbsent(name, unseen -> new ArrayList<>()).add(each));
                }
            }
        }
        compare(contenders, ground, warmUp + sizes.rounds() * count);
        progress.println("compared " + ground.agreements() * ground.days() + " lines of " + contenders.size() + ": equal to the cent");
        return report(sizes, found, stages, used);
    }

    private static Map<String, Percentiles> wayOf(MeasuredSystem system, Ground ground, int from, long[] scheduled, long[] nanos) throws Exception {
        Instant wall = Instant.now();
        long here = System.nanoTime();
        Instant[] due = LongStream.of(scheduled).mapToObj(moment -> wall.minusNanos(here - moment)).toArray(Instant[]::new);
        Instant[] seen = new Instant[due.length];
        for (int i = 0; i < seen.length; i++) {
            seen[i] = due[i].plusNanos(nanos[i]);
        }
        return Stages.of(system, ground, from, due, seen);
    }

    private static void compare(List<Contender> contenders, Ground ground, int quotes) throws Exception {
        Map<String, BigDecimal> expected = ground.linesBefore(quotes);
        for (Contender contender : contenders) {
            Map<String, BigDecimal> lines = contender.lines();
            Map<String, String> wrong = new TreeMap<>();
            expected.forEach((line, amount) -> {
                if (lines.get(line) == null || lines.get(line).compareTo(amount) != 0) {
                    wrong.put(line, lines.get(line) + " instead of " + amount);
                }
            });
            if (!wrong.isEmpty() || lines.size() != expected.size()) {
                throw new IllegalStateException(contender.name() + " came to other lines: " + wrong.size() + " of " + expected.size() + " differ, first "
                        + wrong.entrySet().stream().findFirst().map(Object::toString).orElse("none") + "; " + lines.size() + " lines in all. No time counts");
            }
        }
    }

    private static Report report(Sizes sizes, Map<Contender, List<long[]>> found, Map<String, List<Percentiles>> stages, Map<String, Duration> used) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("seconds", sizes.seconds());
        settings.put("rate", sizes.rate());
        settings.put("rounds", sizes.rounds());
        settings.put("agreements", sizes.agreements());
        settings.put("commitMillisOfStreams", sizes.commitMillis());
        Report report = new Report("latency", settings);
        List<Contender> contenders = List.copyOf(found.keySet());
        List<long[]> ours = found.get(contenders.get(0));
        String what = "price posted to " + sizes.agreements() + " lines visible";
        double[][] goals = {{0.3, 0.5, 0.5, 0.8}, {12, 25, 10, 20}};
        for (int other = 1; other < contenders.size(); other++) {
            List<long[]> theirs = found.get(contenders.get(other));
            String note = "median of " + sizes.rounds() + " rounds of the ratio in one round";
            report.add(Measure.atMost(what + ", p50", contenders.get(other).name(), ratio(ours, theirs, true), "x", goals[other - 1][0], goals[other - 1][1], note));
            report.add(Measure.atMost(what + ", p99", contenders.get(other).name(), ratio(ours, theirs, false), "x", goals[other - 1][2], goals[other - 1][3], note));
        }
        found.forEach((contender, rounds) -> {
            Percentiles all = Percentiles.of(rounds.stream().flatMapToLong(LongStream::of).toArray());
            report.add(Measure.reported(contender.name() + ", p50", all.p50(), "ms", "all rounds; p99 " + String.format(java.util.Locale.ROOT, "%.1f ms, longest %.1f ms", all.p99(), all.max())));
            report.detail(contender.name(), rounds.stream().map(Percentiles::of).toList());
        });
        stages.forEach((name, rounds) -> report.add(Measure.reported("of it: " + name, Percentiles.median(rounds.stream().mapToDouble(Percentiles::p50).toArray()), "ms",
                "p50, median of the rounds; p99 " + String.format(java.util.Locale.ROOT, "%.1f ms", Percentiles.median(rounds.stream().mapToDouble(Percentiles::p99).toArray())))));
        long prices = ours.stream().mapToLong(round -> round.length).sum();
        used.forEach((process, time) -> report.add(Measure.reported("processor time of a price, " + process, time.toNanos() / 1e6 / prices, "ms", "while Pricefloor was measured; what it does unasked included")));
        return report;
    }

    private static double ratio(List<long[]> ours, List<long[]> theirs, boolean middle) {
        double[] ratios = new double[ours.size()];
        for (int round = 0; round < ratios.length; round++) {
            Percentiles our = Percentiles.of(ours.get(round));
            Percentiles their = Percentiles.of(theirs.get(round));
            ratios[round] = middle ? our.p50() / their.p50() : our.p99() / their.p99();
        }
        return Percentiles.median(ratios);
    }
}
