package org.pricefloor.commandline;

import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that name files of terms and facts, shared by {@code settle} and {@code explain}. */
final class Inputs {

    @Option(names = "--agreements", required = true, arity = "1..*", paramLabel = "FILE|FOLDER",
            description = "Terms: a JSON file with calendars, series and agreements, or a folder of such documents.")
    List<Path> agreements = new ArrayList<>();

    @Option(names = "--assessments", arity = "1..*", paramLabel = "FILE",
            description = "CSV: series,pricing_date,price,published_at[,document][,recorded_at][,volume]; the figures of an index too.")
    List<Path> assessments = new ArrayList<>();

    @Option(names = "--fx", arity = "1..*", paramLabel = "FILE",
            description = "CSV: series,date,rate,published_at[,document][,recorded_at]")
    List<Path> fx = new ArrayList<>();

    @Option(names = "--deliveries", arity = "1..*", paramLabel = "FILE",
            description = "CSV: agreement,lot,category,delivery_date,quantity,unit,certified_at[,document][,recorded_at][,product][,form]"
                    + "[,assay][,reo_share][,content_share]")
    List<Path> deliveries = new ArrayList<>();

    @Option(names = "--measures", arity = "1..*", paramLabel = "FILE",
            description = "CSV: agreement,measure,day,value,unit,certified_at[,document][,recorded_at]")
    List<Path> measures = new ArrayList<>();

    @Option(names = "--known-at", paramLabel = "TIME", converter = TimeReading.class,
            description = "Use only rows recorded at or before this time; they need the column recorded_at.")
    Instant knownAt;

    @Option(names = "--as-published-at", paramLabel = "TIME", converter = TimeReading.class,
            description = "Use only rows published or certified at or before this time, by their source's own claim.")
    Instant asPublishedAt;

    /** The time at which periods are open or closed: that of the view, or now. */
    Instant asOf() {
        if (knownAt != null && asPublishedAt != null) {
            return knownAt.isAfter(asPublishedAt) ? knownAt : asPublishedAt;
        }
        if (knownAt != null) {
            return knownAt;
        }
        return asPublishedAt != null ? asPublishedAt : Clock.systemUTC().instant();
    }

    /** An instant such as 2026-05-01T12:00:00Z, or a date, which means the end of that day in UTC. */
    static final class TimeReading implements ITypeConverter<Instant> {

        @Override
        public Instant convert(String text) {
            try {
                return text.length() == 10
                        ? LocalDate.parse(text).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().minusNanos(1)
                        : Instant.parse(text);
            } catch (DateTimeException unreadable) {
                throw new TypeConversionException("'" + text + "' is no time: write 2026-05-01, or 2026-05-01T12:00:00Z");
            }
        }
    }
}
