package org.pricefloor.settlement.books;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.pricefloor.contracts.PeriodParked;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.price.Determination;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.messaging.Outbox;
import org.pricefloor.translation.SettlementTranslation;

/**
 * Posts a batch: runs, transfers, determinations, parkings and their events, in the caller's transaction.
 *
 * <p>The lock on the books is taken first and held to the commit, so that positions and times of runs are in the order of
 * commits. Of many runs some are written while the next are made ready.
 */
@ApplicationScoped
public class Books {

    /** The CloudEvents source of what settlement publishes. */
    public static final String SOURCE = "/settlement";

    private record Head(long position, Instant recordedAt) {
    }

    /**
     * What was posted.
     *
     * @param from position of the books before it, under their lock; 0: nothing was posted
     * @param to   position of its last run
     * @param runs what each run leaves, once the transaction is committed
     */
    public record Posted(long from, long to, Map<Posting, Standing> runs) {
    }

    /**
     * @param cutOff        shelf position up to which facts were read
     * @param runs          periods that could be computed, and are parked no longer, or whose amount is taken back because they are parked
     * @param known         determinations that no longer have to be written
     * @param traces        what the work on an agreement goes back to, by agreement; its events bear it
     */
    public Posted post(Connection connection, Instant now, long cutOff, List<Posting> runs, List<Parking> parkings,
                      DeterminationsKnown known, Map<String, UUID> traces) throws SQLException {
        if (runs.isEmpty() && parkings.isEmpty()) {
            return new Posted(0, 0, Map.of());
        }
        Head head = advanceHead(connection, runs.size(), now);
        Map<String, UUID> bySubject = new HashMap<>(traces);
        // A determination is nobody's own: it bears the trace of a run that uses it.
        runs.forEach(posting -> posting.settled().determinations()
                .forEach(price -> bySubject.putIfAbsent(price.rule(), traces.get(posting.terms().agreement()))));
        JournalTotals totals = new JournalTotals();
        Sheet sheet = new Sheet(head.recordedAt(), cutOff, totals);
        for (Determination determination : newDeterminations(connection, runs, known)) {
            sheet.add(Outbox.Written.of(SettlementTranslation.event(determination)));
        }
        Map<Posting, Standing> left = new IdentityHashMap<>(runs.size());
        long position = head.position();
        try (WriteBehind behind = new WriteBehind()) {
            for (Posting posting : runs) {
                if (sheet.isFull()) {
                    Sheet full = sheet;
                    behind.write(() -> full.write(connection, bySubject::get));
                    sheet = new Sheet(head.recordedAt(), cutOff, totals);
                }
                left.put(posting, sheet.add(++position, posting));
            }
            behind.await();
        }
        endParkings(connection, runs);
        park(connection, head, cutOff, parkings, sheet);
        sheet.write(connection, bySubject::get);
        totals.write(connection);
        return new Posted(head.position(), position, left);
    }

    private static Head advanceHead(Connection connection, int count, Instant now) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE books_head SET position = position + ?,"
                + " recorded_at = greatest(recorded_at, ?) RETURNING position - ?, recorded_at")) {
            update.setInt(1, count);
            update.setObject(2, now.atOffset(ZoneOffset.UTC));
            update.setInt(3, count);
            try (ResultSet row = update.executeQuery()) {
                row.next();
                return new Head(row.getLong(1), row.getObject(2, OffsetDateTime.class).toInstant());
            }
        }
    }

    /** Those that no run named before: a determination is published once, whoever uses it (rule 27). */
    private static List<Determination> newDeterminations(Connection connection, List<Posting> postings, DeterminationsKnown known) throws SQLException {
        Map<String, Determination> used = new LinkedHashMap<>();
        postings.forEach(posting -> posting.settled().determinations().forEach(price -> {
            if (!known.has(price.id())) {
                used.putIfAbsent(price.id(), price);
            }
        }));
        if (used.isEmpty()) {
            return List.of();
        }
        Set<String> inserted = new HashSet<>();
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO determination (determination_id, digest, rule, period_label, value)
                SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::numeric[])
                ON CONFLICT DO NOTHING RETURNING determination_id""")) {
            insert.setArray(1, connection.createArrayOf("text", used.keySet().toArray()));
            insert.setArray(2, connection.createArrayOf("text", used.values().stream().map(Determination::digest).toArray()));
            insert.setArray(3, connection.createArrayOf("text", used.values().stream().map(Determination::rule).toArray()));
            insert.setArray(4, connection.createArrayOf("text", used.values().stream().map(price -> price.period().label()).toArray()));
            insert.setArray(5, connection.createArrayOf("numeric", used.values().stream().map(price -> price.value().amount()).toArray()));
            try (ResultSet row = insert.executeQuery()) {
                while (row.next()) {
                    inserted.add(row.getString(1));
                }
            }
        }
        known.written(used.keySet());
        return used.values().stream().filter(price -> inserted.contains(price.id())).toList();
    }

    private static void endParkings(Connection connection, List<Posting> postings) throws SQLException {
        List<Posting> unparked = postings.stream().filter(Posting::unparks).toList();
        if (unparked.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE parked_period SET active = false WHERE agreement = ? AND period_from = ?")) {
            for (Posting posting : unparked) {
                update.setString(1, posting.terms().agreement());
                update.setObject(2, posting.settled().period().from());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    private static void park(Connection connection, Head head, long cutOff, List<Parking> parkings, Sheet sheet) throws SQLException {
        if (parkings.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO parked_period (agreement, period_from, period_label, producer, number, active, missing, cut_off, since)
                VALUES (?, ?, ?, ?, ?, true, ?, ?, ?)
                ON CONFLICT (agreement, period_from) DO UPDATE
                   SET number = excluded.number, active = true, missing = excluded.missing, cut_off = excluded.cut_off, since = excluded.since""")) {
            for (Parking parking : parkings) {
                AgreementTerms terms = parking.terms();
                int number = parking.before() == null ? 1 : parking.before().number() + 1;
                List<PeriodParked.Missing> missing = SettlementTranslation.missing(parking.missing());
                upsert.setString(1, terms.agreement());
                upsert.setObject(2, parking.period().from());
                upsert.setString(3, parking.period().label());
                upsert.setString(4, terms.producer());
                upsert.setInt(5, number);
                upsert.setString(6, missingJson(missing));
                upsert.setLong(7, cutOff);
                upsert.setObject(8, head.recordedAt().atOffset(ZoneOffset.UTC));
                upsert.addBatch();
                sheet.add(Outbox.Written.of(new PeriodParked(PeriodParked.id(terms.agreement(), parking.period().label(), number), terms.agreement(),
                        terms.version(), terms.producer(), terms.office(), SettlementTranslation.period(parking.period()), number, cutOff,
                        head.recordedAt(), missing)));
            }
            upsert.executeBatch();
        }
    }

    /** What is missing, in the form in which the event and the parked row hold it. */
    public static String missingJson(List<PeriodParked.Missing> missing) {
        return EventJson.text(missing.toArray(new PeriodParked.Missing[0]));
    }
}
