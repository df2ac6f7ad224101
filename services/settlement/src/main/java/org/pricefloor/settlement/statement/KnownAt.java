package org.pricefloor.settlement.statement;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import javax.sql.DataSource;
import org.pricefloor.frontdoor.Refused;

/**
 * The moment as of which a question is asked.
 *
 * <p>Before an answer as known at T is given, the books' time is moved to T: runs still under way are waited for, and later ones
 * are recorded at T or after. So the answer can be given again at any time, to the cent (rule 2).
 */
@ApplicationScoped
public class KnownAt {

    /** Recorded times are kept to the microsecond: later than this nothing is. */
    private static final Instant ALWAYS = Instant.parse("9999-12-31T00:00:00Z");

    /** Nothing was recorded before, and the database could not say so either. */
    private static final Instant NEVER = Instant.parse("0001-01-01T00:00:00Z");

    private final DataSource database;
    private final Clock clock;

    KnownAt(DataSource database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * @param text an ISO instant; null: everything known by now
     * @return the bound, exclusive: runs recorded before it were known
     */
    public Instant bound(String text) {
        if (text == null) {
            return ALWAYS;
        }
        Instant moment;
        try {
            moment = Instant.parse(text);
            if (moment.isBefore(NEVER)) {
                throw new DateTimeException("before anything was recorded");
            }
        } catch (DateTimeException e) {
            throw Refused.malformed("KNOWN_AT_MUST_BE_AN_INSTANT", "knownAt is " + text + ".", "Write it as 2026-03-02T10:15:30Z.");
        }
        Instant after = moment.plusNanos(1_000);
        boolean ahead = moment.isAfter(clock.instant());
        try (Connection connection = database.getConnection()) {
            // A clock that was put back does not take back what was asked before: the books' time has passed it.
            if (ahead && moment.isAfter(booksTime(connection))) {
                throw Refused.rule("KNOWN_AT_MUST_NOT_LIE_IN_THE_FUTURE", "What will be known at " + moment + " is not known yet.",
                        "Ask for a moment that has passed, or leave knownAt out.");
            }
            try (PreparedStatement update = connection.prepareStatement("UPDATE books_head SET recorded_at = ? WHERE recorded_at < ?")) {
                update.setObject(1, after.atOffset(ZoneOffset.UTC));
                update.setObject(2, after.atOffset(ZoneOffset.UTC));
                update.executeUpdate();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the books can not be reached", e);
        }
        return after;
    }

    private static Instant booksTime(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT recorded_at FROM books_head"); ResultSet head = select.executeQuery()) {
            head.next();
            return head.getObject(1, OffsetDateTime.class).toInstant();
        }
    }
}
