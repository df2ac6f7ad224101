package org.pricefloor.prices.figure;

import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.pricefloor.frontdoor.Refusal;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.messaging.Outbox;
import org.pricefloor.prices.Transaction;
import org.pricefloor.prices.calendar.CalendarBook;
import org.pricefloor.prices.calendar.OpenDays;
import org.pricefloor.prices.series.SeriesBook;

/** Where figures are written: one by one or a file at a time, always under the heads of their series. */
@ApplicationScoped
class FigureBook {

    private static final Logger LOG = Logger.getLogger(FigureBook.class);
    private static final String ALREADY_USED = "DOCUMENT_ALREADY_USED";

    private final Transaction transaction;
    private final SeriesBook series;
    private final CalendarBook calendars;
    private final Clock clock;

    FigureBook(Transaction transaction, SeriesBook series, CalendarBook calendars, Clock clock) {
        this.transaction = transaction;
        this.series = series;
        this.calendars = calendars;
        this.clock = clock;
    }

    /**
     * A figure that is now kept.
     *
     * @param added false: the document said so before, and this is its first answer
     */
    record Entry(Integer line, KeptFigure kept, boolean added) {
    }

    /** What became of several figures, in their order. */
    record Entries(List<Entry> kept, List<Refusal> refusals) {
    }

    /**
     * Takes in one figure.
     *
     * @throws Refused 404 for a series that is not registered, 409 when the document said something else before, 422 for a broken rule
     */
    Entry take(FigureKind kind, Figure figure) {
        return transaction.run(connection -> {
            Entries entries = enter(connection, kind, List.of(figure));
            if (!entries.refusals().isEmpty()) {
                throw refused(figure, entries.refusals().get(0));
            }
            return entries.kept().get(0);
        });
    }

    private static Refused refused(Figure figure, Refusal refusal) {
        return switch (refusal.rule()) {
            case "SERIES_MUST_BE_REGISTERED" -> Refused.of(404, refusal.rule(), "No series " + figure.series() + " is registered.", refusal.fix());
            case ALREADY_USED -> Refused.conflict(refusal.rule(), "Document " + figure.document() + " said something else of " + figure.day() + " before: "
                    + refusal.found() + ".", refusal.fix());
            default -> Refused.rule("The figure of " + figure.series() + " for " + figure.day() + " breaks a rule.", refusal);
        };
    }

    /**
     * Enters figures into the caller's transaction: those that keep every rule become revisions and events, the others
     * refusals. Whether the refusals undo the whole is the caller's to say.
     */
    Entries enter(Connection connection, FigureKind kind, List<Figure> figures) throws SQLException {
        Set<String> codes = figures.stream().map(Figure::series).filter(Objects::nonNull).collect(Collectors.toCollection(LinkedHashSet::new));
        Map<String, SeriesBook.Terms> terms = series.lockAndReadTerms(connection, codes);
        Map<String, OpenDays> openDays = calendars.openDays(connection, terms.values().stream().map(SeriesBook.Terms::calendar).distinct().toList());
        Map<SeriesDay, Map<String, KeptFigure>> histories = readHistories(connection, figures);
        Instant now = clock.instant();
        Instant receivedAt = now.truncatedTo(ChronoUnit.MICROS);
        List<Entry> kept = new ArrayList<>(figures.size());
        List<Refusal> refusals = new ArrayList<>();
        List<KeptFigure> added = new ArrayList<>(figures.size());
        for (Figure figure : figures) {
            SeriesBook.Terms ofSeries = terms.get(figure.series());
            Optional<Refusal> broken = FigureRule.firstBroken(new FigureRule.Given(kind, figure, ofSeries,
                    ofSeries == null ? null : openDays.get(ofSeries.calendar()), now));
            if (broken.isPresent()) {
                refusals.add(broken.get());
                continue;
            }
            Map<String, KeptFigure> history = histories.computeIfAbsent(new SeriesDay(figure.series(), figure.day()), unseen -> new HashMap<>());
            KeptFigure before = history.get(figure.document());
            if (before == null) {
                KeptFigure next = new KeptFigure(figure.series(), figure.day(), history.size() + 1, figure.figure(), figure.publishedAt(), figure.document(), receivedAt,
                        figure.volume(), figure.hourly());
                history.put(figure.document(), next);
                added.add(next);
                kept.add(new Entry(figure.line(), next, true));
            } else if (figure.saysWhat(before)) {
                kept.add(new Entry(figure.line(), before, false));
            } else {
                refusals.add(new Refusal(figure.line(), ALREADY_USED, "document", before.figure().toPlainString() + " published at " + before.publishedAt(),
                        "Name the new document that corrects it."));
            }
        }
        insert(connection, added);
        noteReceipt(connection, added, receivedAt);
        Outbox.append(connection, Transaction.SOURCE, added.stream().map(kind::event).toList());
        if (figures.size() == 1 && added.size() == 1) {
            KeptFigure figure = added.get(0);
            LOG.infof("Took in %s series=%s day=%s revision=%d figure=%s", kind == FigureKind.PRICE ? "assessment" : "fix", figure.series(), figure.day(),
                    figure.revision(), figure.figure().toPlainString());
        }
        return new Entries(kept, refusals);
    }

    private record SeriesDay(String series, LocalDate day) {
    }

    private static Map<SeriesDay, Map<String, KeptFigure>> readHistories(Connection connection, List<Figure> figures) throws SQLException {
        Set<SeriesDay> days = new LinkedHashSet<>();
        for (Figure figure : figures) {
            if (figure.series() != null && figure.day() != null) {
                days.add(new SeriesDay(figure.series(), figure.day()));
            }
        }
        Map<SeriesDay, Map<String, KeptFigure>> histories = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT f.series, f.day, f.revision, f.figure, f.published_at, f.document, f.received_at, f.volume, f.hourly
                  FROM unnest(?::text[], ?::date[]) AS asked(series, day) JOIN published_figure f USING (series, day)""")) {
            select.setArray(1, connection.createArrayOf("text", days.stream().map(SeriesDay::series).toArray()));
            select.setArray(2, connection.createArrayOf("date", days.stream().map(day -> day.day().toString()).toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    KeptFigure figure = new KeptFigure(row.getString(1), row.getObject(2, LocalDate.class), row.getInt(3), row.getBigDecimal(4),
                            row.getTimestamp(5).toInstant(), row.getString(6), row.getTimestamp(7).toInstant(), row.getBigDecimal(8), hours(row.getArray(9)));
                    histories.computeIfAbsent(new SeriesDay(figure.series(), figure.day()), unseen -> new HashMap<>()).put(figure.document(), figure);
                }
            }
        }
        return histories;
    }

    private static List<BigDecimal> hours(Array hourly) throws SQLException {
        return hourly == null ? null : List.of((BigDecimal[]) hourly.getArray());
    }

    /** The heads are locked already. A clock that was set back does not take a receipt back. */
    private static void noteReceipt(Connection connection, List<KeptFigure> added, Instant receivedAt) throws SQLException {
        if (added.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE series_head SET last_received_at = greatest(last_received_at, ?) WHERE series = ANY (?)")) {
            update.setTimestamp(1, Timestamp.from(receivedAt));
            update.setArray(2, connection.createArrayOf("text", added.stream().map(KeptFigure::series).distinct().toArray()));
            update.executeUpdate();
        }
    }

    private static void insert(Connection connection, List<KeptFigure> added) throws SQLException {
        if (added.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO published_figure (series, day, revision, figure, published_at, document, received_at, volume, hourly) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            int waiting = 0;
            for (KeptFigure figure : added) {
                insert.setString(1, figure.series());
                insert.setObject(2, figure.day());
                insert.setInt(3, figure.revision());
                insert.setBigDecimal(4, figure.figure());
                insert.setTimestamp(5, Timestamp.from(figure.publishedAt()));
                insert.setString(6, figure.document());
                insert.setTimestamp(7, Timestamp.from(figure.receivedAt()));
                insert.setBigDecimal(8, figure.volume());
                insert.setArray(9, figure.hourly() == null ? null : connection.createArrayOf("numeric", figure.hourly().toArray()));
                insert.addBatch();
                if (++waiting == 1_000) {
                    insert.executeBatch();
                    waiting = 0;
                }
            }
            insert.executeBatch();
        }
    }
}
