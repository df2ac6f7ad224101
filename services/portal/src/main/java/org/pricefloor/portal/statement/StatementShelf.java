package org.pricefloor.portal.statement;

import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pricefloor.contracts.PeriodParked;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.contracts.ReferencePriceDetermined;
import org.pricefloor.messaging.EventJson;

/**
 * Reads statements. Each query names the party it reads for (a producer, or {@link #EVERYBODY} for office and auditor);
 * row-level security says the same once more, so that a query that forgets its party finds nothing that is not its own.
 */
@ApplicationScoped
public class StatementShelf {

    /** The party of a reader who may see all. */
    public static final String EVERYBODY = "*";

    /** Which run of a period: the newest, one by its number, or the newest that was recorded at or before a moment. */
    public record WhichRun(Integer sequence, Instant knownAt) {

        public static final WhichRun NEWEST = new WhichRun(null, null);

        public boolean newest() {
            return sequence == null && knownAt == null;
        }
    }

    /** Bounds of a list; null where there is none. */
    public record Wanted(String agreement, String producer, LocalDate from, LocalDate to) {
    }

    /** Where the next page of a list begins: after this line. */
    public record After(LocalDate periodFrom, String agreement, String period) {
    }

    /** The newest run of a period, as a line of a list. */
    public record Line(String agreement, String period, LocalDate from, LocalDate to, String producer, String office, String product,
                       int run, String kind, Instant recordedAt, BigDecimal quantity, String unit,
                       BigDecimal floorPrice, BigDecimal referencePrice, BigDecimal topUp,
                       BigDecimal upsideShare, BigDecimal net, String currency, boolean parked) {
    }

    /** Empty where there is no such run, or where it is not this party's: the two can not be told apart. */
    public Optional<Statement> statement(Connection connection, String party, String agreement, String period, WhichRun which) throws SQLException {
        Optional<PeriodSettled> shown = run(connection, party, agreement, period, which);
        if (shown.isEmpty()) {
            return Optional.empty();
        }
        PeriodSettled settled = shown.get();
        return Optional.of(new Statement(settled, runs(connection, party, agreement, period), prices(connection, settled),
                netted(connection, party, settled), enteredBy(connection, party, settled.eventId()),
                which.newest() ? parked(connection, party, agreement, period).orElse(null) : null));
    }

    private Optional<PeriodSettled> run(Connection connection, String party, String agreement, String period, WhichRun which) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT body FROM statement_run
                 WHERE agreement = ? AND period = ? AND ? IN ('*', producer)
                   AND (?::integer IS NULL OR sequence = ?::integer)
                   AND (?::timestamptz IS NULL OR recorded_at <= ?::timestamptz)
                 ORDER BY sequence DESC LIMIT 1""")) {
            query.setString(1, agreement);
            query.setString(2, period);
            query.setString(3, party);
            query.setObject(4, which.sequence());
            query.setObject(5, which.sequence());
            OffsetDateTime knownAt = which.knownAt() == null ? null : which.knownAt().atOffset(ZoneOffset.UTC);
            query.setObject(6, knownAt);
            query.setObject(7, knownAt);
            return body(query, PeriodSettled.class);
        }
    }

    private List<Statement.Run> runs(Connection connection, String party, String agreement, String period) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT sequence, kind, recorded_at, cut_off, net, difference, currency, decision FROM statement_run
                 WHERE agreement = ? AND period = ? AND ? IN ('*', producer)
                 ORDER BY sequence""")) {
            query.setString(1, agreement);
            query.setString(2, period);
            query.setString(3, party);
            List<Statement.Run> runs = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    runs.add(new Statement.Run(row.getInt(1), row.getString(2), instant(row, 3), row.getLong(4), row.getBigDecimal(5),
                            row.getBigDecimal(6), row.getString(7), row.getString(8)));
                }
            }
            return runs;
        }
    }

    /** Products that share a determination share its entry. */
    private static List<ReferencePrice> prices(Connection connection, PeriodSettled settled) throws SQLException {
        Map<PeriodSettled.Determination, List<String>> products = new LinkedHashMap<>();
        if (settled.determination() != null) {
            products.put(settled.determination(), new ArrayList<>());
        }
        if (settled.lines() != null) {
            settled.lines().stream().filter(line -> line.determination() != null)
                    .forEach(line -> products.computeIfAbsent(line.determination(), unseen -> new ArrayList<>()).add(line.product()));
        }
        if (products.isEmpty()) {
            return List.of();
        }
        Map<PeriodSettled.Determination, ReferencePriceDetermined> known = determinations(connection, products.keySet());
        return products.entrySet().stream().map(each -> new ReferencePrice(List.copyOf(each.getValue()), each.getKey(), known.get(each.getKey()))).toList();
    }

    private static Map<PeriodSettled.Determination, ReferencePriceDetermined> determinations(Connection connection,
            Collection<PeriodSettled.Determination> named) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT id, digest, body FROM determination JOIN unnest(?::text[], ?::text[]) AS named (id, digest) USING (id, digest)""")) {
            query.setArray(1, connection.createArrayOf("text", named.stream().map(PeriodSettled.Determination::id).toArray()));
            query.setArray(2, connection.createArrayOf("text", named.stream().map(PeriodSettled.Determination::digest).toArray()));
            Map<PeriodSettled.Determination, ReferencePriceDetermined> known = new HashMap<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    known.put(new PeriodSettled.Determination(row.getString(1), row.getString(2)),
                            EventJson.read(row.getBytes(3), ReferencePriceDetermined.class));
                }
            }
            return known;
        }
    }

    /** The netting of the period, if it was made by this run or one before it. */
    private Netted netted(Connection connection, String party, PeriodSettled settled) throws SQLException {
        if (settled.netting() != null) {
            return new Netted(settled);
        }
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT body FROM statement_run
                 WHERE agreement = ? AND period = ? AND sequence < ? AND set_off IS NOT NULL AND ? IN ('*', producer)
                 ORDER BY sequence DESC LIMIT 1""")) {
            query.setString(1, settled.agreement());
            query.setString(2, settled.period().label());
            query.setInt(3, settled.run().sequence());
            query.setString(4, party);
            return body(query, PeriodSettled.class).map(Netted::new).orElse(null);
        }
    }

    /** Id of the run whose netting took a restatement; null where none has yet. */
    private static String enteredBy(Connection connection, String party, String run) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT agreement, period, sequence FROM netted_restatement WHERE run = ? AND ? IN ('*', producer)")) {
            query.setString(1, run);
            query.setString(2, party);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? PeriodSettled.id(row.getString(1), row.getString(2), row.getInt(3)) : null;
            }
        }
    }

    /** What a period lacks at present, if it is parked. */
    public Optional<PeriodParked> parked(Connection connection, String party, String agreement, String period) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT body FROM parked_period WHERE agreement = ? AND period = ? AND ? IN ('*', producer)")) {
            query.setString(1, agreement);
            query.setString(2, period);
            query.setString(3, party);
            return body(query, PeriodParked.class);
        }
    }

    /** All parked periods of a party, the longest parked first. */
    public List<PeriodParked> parked(Connection connection, String party) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT body FROM parked_period WHERE ? IN ('*', producer) ORDER BY period_from, agreement")) {
            query.setString(1, party);
            List<PeriodParked> parked = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    parked.add(EventJson.read(row.getBytes(1), PeriodParked.class));
                }
            }
            return parked;
        }
    }

    /** The newest runs, newest period first; at most {@code limit}, after the line where the page before ended. */
    public List<Line> lines(Connection connection, String party, Wanted wanted, After after, int limit) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT s.agreement, s.period, r.period_from, r.period_to, r.producer, r.office, r.product, r.sequence, r.kind, r.recorded_at,
                       r.quantity, r.unit, r.floor_price, r.reference_price, r.top_up, r.upside_share, r.net, r.currency,
                       EXISTS (SELECT FROM parked_period p WHERE p.agreement = s.agreement AND p.period = s.period)
                  FROM statement s JOIN statement_run r USING (agreement, period, sequence)
                 WHERE ? IN ('*', s.producer)
                   AND (?::text IS NULL OR s.agreement = ?)
                   AND (?::text IS NULL OR s.producer = ?)
                   AND (?::date IS NULL OR r.period_to >= ?::date)
                   AND (?::date IS NULL OR s.period_from <= ?::date)
                   AND (?::date IS NULL OR s.period_from < ?::date OR (s.period_from = ?::date AND (s.agreement, s.period) > (?, ?)))
                 ORDER BY s.period_from DESC, s.agreement, s.period LIMIT ?""")) {
            int at = 1;
            query.setString(at++, party);
            for (String text : new String[] {wanted.agreement(), wanted.agreement(), wanted.producer(), wanted.producer()}) {
                query.setString(at++, text);
            }
            LocalDate begin = after == null ? null : after.periodFrom();
            for (LocalDate day : new LocalDate[] {wanted.from(), wanted.from(), wanted.to(), wanted.to(), begin, begin, begin}) {
                query.setObject(at++, day);
            }
            query.setString(at++, after == null ? null : after.agreement());
            query.setString(at++, after == null ? null : after.period());
            query.setInt(at, limit);
            List<Line> lines = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    lines.add(new Line(row.getString(1), row.getString(2), row.getObject(3, LocalDate.class), row.getObject(4, LocalDate.class),
                            row.getString(5), row.getString(6), row.getString(7), row.getInt(8), row.getString(9), instant(row, 10),
                            row.getBigDecimal(11), row.getString(12), row.getBigDecimal(13), row.getBigDecimal(14), row.getBigDecimal(15),
                            row.getBigDecimal(16), row.getBigDecimal(17), row.getString(18), row.getBoolean(19)));
                }
            }
            return lines;
        }
    }

    /** Agreements of a party that have a statement or are parked, for the filter of a list. */
    public List<String> agreements(Connection connection, String party) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT agreement FROM statement WHERE ? IN ('*', producer)
                 UNION SELECT agreement FROM parked_period WHERE ? IN ('*', producer) ORDER BY 1""")) {
            query.setString(1, party);
            query.setString(2, party);
            List<String> agreements = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    agreements.add(row.getString(1));
                }
            }
            return agreements;
        }
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static <T> Optional<T> body(PreparedStatement query, Class<T> type) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            return row.next() ? Optional.of(EventJson.read(row.getBytes(1), type)) : Optional.empty();
        }
    }
}
