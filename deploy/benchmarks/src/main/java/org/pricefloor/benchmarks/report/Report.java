package org.pricefloor.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The measures of one benchmark with its settings, written down where a person and a script find them. */
public final class Report {

    /** The exit code of a run in which a bound was crossed. */
    public static final int BOUND_CROSSED = 1;

    private final String benchmark;
    private final Map<String, Object> settings;
    private final List<Measure> measures = new ArrayList<>();
    private final Map<String, Object> details = new LinkedHashMap<>();

    /** @param settings sizes and choices of this run, as a person would repeat them */
    public Report(String benchmark, Map<String, Object> settings) {
        this.benchmark = benchmark;
        this.settings = settings;
    }

    public Report add(Measure measure) {
        measures.add(measure);
        return this;
    }

    /** What stands behind the measures; in the JSON alone. */
    public Report detail(String name, Object value) {
        details.put(name, value);
        return this;
    }

    public List<Measure> measures() {
        return List.copyOf(measures);
    }

    /** 0, or {@link #BOUND_CROSSED}. */
    public int exitCode() {
        return measures.stream().anyMatch(Measure::isFailed) ? BOUND_CROSSED : 0;
    }

    /** Writes {@code <benchmark>.json} and {@code <benchmark>.md} into the folder and the table to the stream; the JSON there if asked for. */
    public void write(Path folder, PrintStream out, boolean asJson) {
        String json = json();
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(benchmark + ".json"), json);
            Files.writeString(folder.resolve(benchmark + ".md"), markdown());
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        out.println(asJson ? json : markdown());
        out.flush();
    }

    private String json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("benchmark", benchmark);
        all.put("date", now());
        all.put("machine", machine());
        all.put("settings", settings);
        all.put("measures", measures.stream().map(Report::entry).toList());
        all.put("details", details);
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(all);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private static Map<String, Object> entry(Measure measure) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("what", measure.what());
        entry.put("against", measure.against());
        entry.put("value", measure.value());
        entry.put("unit", measure.unit());
        entry.put("goal", measure.goal());
        entry.put("fails", measure.fails());
        entry.put("verdict", measure.verdict());
        entry.put("note", measure.note());
        return entry;
    }

    String markdown() {
        StringBuilder text = new StringBuilder("## " + benchmark + "\n\n" + now() + ", " + machine() + "; " + settings + "\n\n");
        text.append("| what | against | found | goal | fails | | how |\n|---|---|---|---|---|---|---|\n");
        for (Measure measure : measures) {
            text.append("| ").append(String.join(" | ", measure.what(), measure.against(), figure(measure.value(), measure.unit()),
                    bound(measure.goal(), measure.unit()), bound(measure.fails(), measure.unit()), measure.verdict(), measure.note())).append(" |\n");
        }
        return text.toString();
    }

    private static String bound(Double value, String unit) {
        return value == null ? "" : figure(value, unit);
    }

    private static String figure(double value, String unit) {
        String digits = value >= 1_000 ? String.format(Locale.ROOT, "%,.0f", value) : String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
        return digits + (unit.equals("x") ? "x" : " " + unit);
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String machine() {
        return Runtime.getRuntime().availableProcessors() + " cores, " + memory() + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", Java "
                + Runtime.version().feature();
    }

    private static String memory() {
        try {
            return Files.readAllLines(Path.of("/proc/meminfo")).stream().filter(line -> line.startsWith("MemTotal"))
                    .map(line -> Math.round(Double.parseDouble(line.replaceAll("\\D", "")) / (1 << 20)) + " GB, ").findFirst().orElse("");
        } catch (IOException unreadable) {
            return "";
        }
    }
}
