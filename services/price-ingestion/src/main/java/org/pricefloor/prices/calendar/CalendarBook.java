package org.pricefloor.prices.calendar;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.pricefloor.contracts.CalendarPublished;
import org.pricefloor.frontdoor.Refusal;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.messaging.Outbox;
import org.pricefloor.prices.Transaction;

/** Where calendars are written, under their head. */
@ApplicationScoped
public class CalendarBook {

    private static final Logger LOG = Logger.getLogger(CalendarBook.class);
    private static final int LARGEST_EVENT = 256 * 1024;

    private final Transaction transaction;
    private final Clock clock;

    CalendarBook(Transaction transaction, Clock clock) {
        this.transaction = transaction;
        this.clock = clock;
    }

    /** @param added false: the newest version says the same, and this is its answer */
    record Publication(boolean added, int version, CalendarDocument document, String registeredBy, Instant receivedAt) {
    }

    /**
     * Adds the next version, unless the newest says the same.
     *
     * @throws Refused 422 with every rule that is broken
     */
    Publication publish(String calendar, CalendarDocument sent, String registeredBy) {
        List<Refusal> refusals = sent.refusals();
        if (!refusals.isEmpty()) {
            throw Refused.rules("CALENDAR_REFUSED", "The calendar breaks " + refusals.size() + " rule(s).", "Correct what the refusals name and send it again.", refusals);
        }
        CalendarDocument document = sent.inOrder();
        byte[] bytes = EventJson.write(document);
        return transaction.run(connection -> {
            int newest = lock(connection, calendar);
            if (newest > 0) {
                try (PreparedStatement select = connection.prepareStatement(
                        "SELECT document, registered_by, received_at FROM calendar_version WHERE calendar = ? AND version = ?")) {
                    select.setString(1, calendar);
                    select.setInt(2, newest);
                    try (ResultSet row = select.executeQuery()) {
                        row.next();
                        if (Arrays.equals(bytes, row.getBytes(1))) {
                            return new Publication(false, newest, document, row.getString(2), row.getTimestamp(3).toInstant());
                        }
                    }
                }
            }
            int version = newest + 1;
            Instant receivedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
            CalendarPublished event = new CalendarPublished(CalendarPublished.id(calendar, version), calendar, version, document.from(), document.to(),
                    document.closedWeekdays(), document.exceptions(), document.assumed(), document.source(), receivedAt);
            if (EventJson.write(event).length >= LARGEST_EVENT) {
                throw Refused.rule("CALENDAR_MUST_STAY_UNDER_256_KIB", "The calendar is too large for an event.", "Shorten the sources, or begin the calendar later.");
            }
            insert(connection, calendar, version, bytes, registeredBy, receivedAt);
            Outbox.append(connection, Transaction.SOURCE, event);
            LOG.infof("Published calendar calendar=%s version=%d from=%s to=%s exceptions=%d assumed=%s", calendar, version, document.from(), document.to(),
                    document.exceptions().size(), document.assumed());
            return new Publication(true, version, document, registeredBy, receivedAt);
        });
    }

    /** The newest version of each of these calendars. */
    public Map<String, OpenDays> openDays(Connection connection, Collection<String> calendars) throws SQLException {
        Map<String, OpenDays> openDays = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT v.calendar, v.document FROM calendar_version v JOIN calendar_head h ON h.calendar = v.calendar AND h.newest_version = v.version
                 WHERE v.calendar = ANY (?)""")) {
            select.setArray(1, connection.createArrayOf("text", calendars.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    openDays.put(row.getString(1), new OpenDays(EventJson.read(row.getBytes(2), CalendarDocument.class)));
                }
            }
        }
        return openDays;
    }

    private static int lock(Connection connection, String calendar) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO calendar_head (calendar, newest_version) VALUES (?, 0) ON CONFLICT DO NOTHING");
                PreparedStatement select = connection.prepareStatement("SELECT newest_version FROM calendar_head WHERE calendar = ? FOR UPDATE")) {
            insert.setString(1, calendar);
            insert.executeUpdate();
            select.setString(1, calendar);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    private static void insert(Connection connection, String calendar, int version, byte[] document, String registeredBy, Instant receivedAt) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO calendar_version (calendar, version, document, registered_by, received_at) VALUES (?, ?, ?, ?, ?)");
                PreparedStatement update = connection.prepareStatement("UPDATE calendar_head SET newest_version = ? WHERE calendar = ?")) {
            insert.setString(1, calendar);
            insert.setInt(2, version);
            insert.setBytes(3, document);
            insert.setString(4, registeredBy);
            insert.setTimestamp(5, Timestamp.from(receivedAt));
            insert.executeUpdate();
            update.setInt(1, version);
            update.setString(2, calendar);
            update.executeUpdate();
        }
    }
}
