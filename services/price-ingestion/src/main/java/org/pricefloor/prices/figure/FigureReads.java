package org.pricefloor.prices.figure;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.prices.series.SeriesRow;

/** What was taken in, for a person or a program that asks. */
@ApplicationScoped
class FigureReads {

    private static final LocalDate BEGINNING = LocalDate.of(1900, 1, 1);
    private static final int LAST_YEAR = 9999;
    private static final LocalDate END = LocalDate.of(2199, 12, 31);

    /**
     * The figures of a series between two days, both included.
     *
     * @throws Refused 404 for a series that is not registered or of another kind, 400 for a day or a time that can not be read
     */
    List<KeptFigure> figures(FigureKind kind, String series, String from, String to, String asPublishedAt) {
        LocalDate first = read("from", from, FigureReads::day, BEGINNING);
        LocalDate last = read("to", to, FigureReads::day, END);
        Instant then = read("asPublishedAt", asPublishedAt, FigureReads::time, null);
        if (SeriesRow.newest(series).filter(row -> kind.isOf(row.kind)).isEmpty()) {
            throw Refused.notFound();
        }
        List<FigureRow> rows = then == null ? FigureRow.between(series, first, last) : FigureRow.asPublishedAt(series, first, last, then);
        return rows.stream().map(FigureRow::kept).toList();
    }

    private static LocalDate day(String text) {
        LocalDate day = LocalDate.parse(text);
        if (day.getYear() < 1 || day.getYear() > LAST_YEAR) {
            throw new DateTimeException("no year of the database");
        }
        return day;
    }

    private static Instant time(String text) {
        Instant time = Instant.parse(text);
        day(time.atOffset(ZoneOffset.UTC).toLocalDate().toString());
        return time;
    }

    private static <T> T read(String name, String text, Function<String, T> parse, T absent) {
        if (text == null || text.isEmpty()) {
            return absent;
        }
        try {
            return parse.apply(text);
        } catch (DateTimeException unreadable) {
            throw Refused.malformed("PARAMETER_UNREADABLE", "The parameter " + name + " can not be read.",
                    name.equals("asPublishedAt") ? "Write 2026-03-02T10:15:00Z." : "Write a day as 2026-03-02.");
        }
    }
}
