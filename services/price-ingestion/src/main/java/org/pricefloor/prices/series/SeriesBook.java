package org.pricefloor.prices.series;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.pricefloor.contracts.SeriesRegistered;
import org.pricefloor.frontdoor.Refusal;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.messaging.Outbox;
import org.pricefloor.prices.Transaction;
import org.pricefloor.prices.calendar.CalendarBook;

/** Where series are written, under their head. */
@ApplicationScoped
public class SeriesBook {

    private static final Logger LOG = Logger.getLogger(SeriesBook.class);

    private final Transaction transaction;
    private final CalendarBook calendars;
    private final Clock clock;

    SeriesBook(Transaction transaction, CalendarBook calendars, Clock clock) {
        this.transaction = transaction;
        this.calendars = calendars;
        this.clock = clock;
    }

    /** @param added false: the newest version says the same, and this is its answer */
    record Registration(boolean added, int version, SeriesDocument document, String registeredBy, Instant receivedAt) {
    }

    /** What a figure of the series has to keep to. */
    public record Terms(String kind, String per, String calendar) {

        /** Electricity is sold below zero when nobody wants it; what has to be dug up is not. */
        public boolean mayBeNegative() {
            return "price".equals(kind) && "MWh".equals(per);
        }
    }

    /**
     * Adds the next version, unless the newest says the same.
     *
     * @throws Refused 422 with every rule that is broken
     */
    Registration register(String series, SeriesDocument document, String registeredBy) {
        refuse(document.refusals());
        return transaction.run(connection -> {
            // The calendar before the series: locks are taken in this order everywhere.
            if (!calendars.openDays(connection, List.of(document.calendar())).containsKey(document.calendar())) {
                throw Refused.rule("The series names a calendar that is not registered.",
                        Refusal.of("CALENDAR_MUST_BE_REGISTERED", "/calendar", document.calendar(), "Publish the calendar first, or correct its code."));
            }
            int newest = lock(connection, series);
            if (newest > 0) {
                Registration before = read(connection, series, newest);
                if (before.document().equals(document)) {
                    return before;
                }
                refuse(document.refusalsAfter(before.document()));
            }
            int version = newest + 1;
            Instant receivedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
            insert(connection, series, version, document, registeredBy, receivedAt);
            Outbox.append(connection, Transaction.SOURCE, new SeriesRegistered(SeriesRegistered.id(series, version), series, version, document.kind(),
                    document.publisher(), document.product(), document.currency(), document.per(), document.taxBasis(), document.calendar(), document.source(),
                    receivedAt));
            LOG.infof("Registered series series=%s version=%d kind=%s unit=%s/%s calendar=%s", series, version, document.kind(), document.currency(), document.per(),
                    document.calendar());
            return new Registration(true, version, document, registeredBy, receivedAt);
        });
    }

    /** Locks the series in the order of their codes; those that are not registered are missing from the answer. */
    public Map<String, Terms> lockAndReadTerms(Connection connection, Collection<String> series) throws SQLException {
        Map<String, Terms> terms = new HashMap<>();
        try (PreparedStatement lock = connection.prepareStatement(
                "SELECT series FROM series_head WHERE series = ANY (?) ORDER BY series FOR NO KEY UPDATE");
                PreparedStatement select = connection.prepareStatement("""
                        SELECT v.series, v.kind, v.per, v.calendar FROM series_version v JOIN series_head h ON h.series = v.series AND h.newest_version = v.version
                         WHERE v.series = ANY (?)""")) {
            lock.setArray(1, connection.createArrayOf("text", series.toArray()));
            lock.execute();
            select.setArray(1, connection.createArrayOf("text", series.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    terms.put(row.getString(1), new Terms(row.getString(2), row.getString(3), row.getString(4)));
                }
            }
        }
        return terms;
    }

    private static void refuse(List<Refusal> refusals) {
        if (!refusals.isEmpty()) {
            throw Refused.rules("SERIES_REFUSED", "The series breaks " + refusals.size() + " rule(s).", "Correct what the refusals name and send it again.", refusals);
        }
    }

    private static int lock(Connection connection, String series) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO series_head (series, newest_version) VALUES (?, 0) ON CONFLICT DO NOTHING");
                PreparedStatement select = connection.prepareStatement("SELECT newest_version FROM series_head WHERE series = ? FOR NO KEY UPDATE")) {
            insert.setString(1, series);
            insert.executeUpdate();
            select.setString(1, series);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    private static Registration read(Connection connection, String series, int version) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT kind, publisher, product, currency, per, tax_basis, calendar, source, registered_by, received_at
                  FROM series_version WHERE series = ? AND version = ?""")) {
            select.setString(1, series);
            select.setInt(2, version);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new Registration(false, version, new SeriesDocument(row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getString(5),
                        row.getString(6), row.getString(7), row.getString(8)), row.getString(9), row.getTimestamp(10).toInstant());
            }
        }
    }

    private static void insert(Connection connection, String series, int version, SeriesDocument document, String registeredBy, Instant receivedAt) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO series_version (series, version, kind, publisher, product, currency, per, tax_basis, calendar, source, registered_by, received_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""");
                PreparedStatement update = connection.prepareStatement("UPDATE series_head SET newest_version = ? WHERE series = ?")) {
            insert.setString(1, series);
            insert.setInt(2, version);
            insert.setString(3, document.kind());
            insert.setString(4, document.publisher());
            insert.setString(5, document.product());
            insert.setString(6, document.currency());
            insert.setString(7, document.per());
            insert.setString(8, document.taxBasis());
            insert.setString(9, document.calendar());
            insert.setString(10, document.source());
            insert.setString(11, registeredBy);
            insert.setTimestamp(12, Timestamp.from(receivedAt));
            insert.executeUpdate();
            update.setInt(1, version);
            update.setString(2, series);
            update.executeUpdate();
        }
    }
}
