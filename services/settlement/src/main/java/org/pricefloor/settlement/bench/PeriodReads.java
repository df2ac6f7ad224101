package org.pricefloor.settlement.bench;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.kernel.calendar.RunKind;
import org.pricefloor.kernel.delivery.Assay;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.delivery.Measure;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.money.Quantity;
import org.pricefloor.kernel.price.PublishedFigure;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.settlement.books.BalancesText;
import org.pricefloor.settlement.books.Standing;
import org.pricefloor.translation.FactTranslation;
import org.pricefloor.translation.SettlementTranslation;

/**
 * What a round or a rehearsal reads, each kind in one query for the whole batch, all up to the same cut-off.
 *
 * <p>Every row is looked up by its key: {@code LATERAL ... OFFSET 0} leaves the planner no other way. A join would be planned as a
 * scan of the whole history as long as that seems cheap, and what a revision costs would grow with the years on the books. Where
 * only the newest revision counts, the older ones are not read: the days of lots stand in a table of their own, and periods with
 * runs are walked from one to the next.
 */
final class PeriodReads {

    /** A stretch of days, both included. */
    record Days(LocalDate first, LocalDate last) {
    }

    private final Connection connection;
    private final long cutOff;
    private final Overlay overlay;
    private final StandingsKept known;

    PeriodReads(Connection connection, long cutOff) {
        this(connection, cutOff, Overlay.NONE);
    }

    /** @param overlay laid over deliveries, measures and figures */
    PeriodReads(Connection connection, long cutOff, Overlay overlay) {
        this(connection, cutOff, overlay, new StandingsKept(0));
    }

    /** @param known last runs that need not be read; what is read is kept there */
    PeriodReads(Connection connection, long cutOff, StandingsKept known) {
        this(connection, cutOff, Overlay.NONE, known);
    }

    private PeriodReads(Connection connection, long cutOff, Overlay overlay, StandingsKept known) {
        this.connection = connection;
        this.cutOff = cutOff;
        this.overlay = overlay;
        this.known = known;
    }

    /**
     * Days on which an agreement has a delivery, a measure, a decision, a run or a parked period: where a new version can change
     * something. Looked for within the stretches that the new version governs.
     */
    Map<String, List<LocalDate>> touchedDays(Map<String, List<Days>> stretches) throws SQLException {
        Map<String, List<LocalDate>> days = new HashMap<>();
        if (stretches.isEmpty()) {
            return days;
        }
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT DISTINCT w.agreement, t.day
                  FROM unnest(?::text[], ?::date[], ?::date[]) AS w (agreement, first_day, last_day)
                 CROSS JOIN LATERAL (
                     SELECT delivery_date AS day FROM delivery_day k
                      WHERE k.agreement = w.agreement AND k.delivery_date BETWEEN w.first_day AND w.last_day
                     UNION SELECT k.day FROM measure_fact k
                      WHERE k.agreement = w.agreement AND k.day BETWEEN w.first_day AND w.last_day AND k.position + 0 <= ?
                     UNION SELECT k.day FROM decision_fact k
                      WHERE k.agreement = w.agreement AND k.day BETWEEN w.first_day AND w.last_day AND k.position + 0 <= ?
                     UNION SELECT k.period_from FROM run k
                      WHERE k.agreement = w.agreement AND k.period_from BETWEEN w.first_day AND w.last_day
                     UNION SELECT k.period_from FROM parked_period k
                      WHERE k.agreement = w.agreement AND k.period_from BETWEEN w.first_day AND w.last_day AND k.active
                     OFFSET 0) AS t""")) {
            bind(select, stretches);
            select.setLong(4, cutOff);
            select.setLong(5, cutOff);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    days.computeIfAbsent(row.getString(1), unseen -> new ArrayList<>()).add(row.getObject(2, LocalDate.class));
                }
            }
        }
        return days;
    }

    /** The newest revision of every lot that falls into the stretches, by agreement and day. */
    Map<String, NavigableMap<LocalDate, List<Delivery>>> deliveries(Map<String, List<Days>> stretches) throws SQLException {
        Map<String, NavigableMap<LocalDate, List<Delivery>>> deliveries = new HashMap<>();
        if (stretches.isEmpty()) {
            return deliveries;
        }
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT d.agreement, %s
                  FROM unnest(?::text[], ?::date[], ?::date[]) AS w (agreement, first_day, last_day)
                 CROSS JOIN LATERAL (SELECT y.delivery_date, y.lot FROM delivery_day y WHERE y.agreement = w.agreement
                                        AND y.delivery_date BETWEEN w.first_day AND w.last_day OFFSET 0) AS fallen
                 CROSS JOIN LATERAL (SELECT * FROM delivery_fact n WHERE n.agreement = w.agreement AND n.lot = fallen.lot
                                        AND n.position + 0 <= ? ORDER BY n.revision DESC LIMIT 1) AS d
                 WHERE d.delivery_date = fallen.delivery_date""".formatted(DELIVERY))) {
            bind(select, stretches);
            select.setLong(4, cutOff);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Delivery delivery = delivery(row);
                    deliveries.computeIfAbsent(row.getString(1), unseen -> new TreeMap<>())
                            .computeIfAbsent(delivery.date(), unseen -> new ArrayList<>(1)).add(delivery);
                }
            }
        }
        overlay.over(stretches, deliveries);
        return deliveries;
    }

    /** What a delivery is made of; the agreement comes before it. */
    static final String DELIVERY = "d.lot, d.revision, d.category, d.delivery_date, d.quantity, d.unit, d.fact_id, d.product, d.form,"
            + " d.assay_kind, d.reo_share, d.content_share, d.hourly";

    static Delivery delivery(ResultSet row) throws SQLException {
        return new Delivery(row.getString(2), row.getInt(3), row.getString(4), row.getObject(5, LocalDate.class),
                new Quantity(row.getBigDecimal(6), FactTranslation.unit(row.getString(7))), row.getString(8),
                Optional.ofNullable(row.getString(9)), Optional.ofNullable(row.getString(10)),
                assay(row.getString(11), row.getBigDecimal(12), row.getBigDecimal(13)), numbers(row.getArray(14)));
    }

    private static Optional<Assay> assay(String kind, BigDecimal reoShare, BigDecimal contentShare) {
        return Optional.ofNullable(kind).flatMap(Assay.Kind::ofTerm).map(known -> new Assay(known, reoShare, contentShare));
    }

    private static List<BigDecimal> numbers(Array numbers) throws SQLException {
        return numbers == null ? List.of() : List.of((BigDecimal[]) numbers.getArray());
    }

    /** The newest revision of every measure whose day falls into the stretches, by agreement, in the order (day, name). */
    Map<String, List<Measure>> measures(Map<String, List<Days>> stretches) throws SQLException {
        Map<String, List<Measure>> measures = new HashMap<>();
        if (stretches.isEmpty()) {
            return measures;
        }
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT w.agreement, m.measure, m.day, m.revision, m.value, m.unit, m.fact_id
                  FROM unnest(?::text[], ?::date[], ?::date[]) AS w (agreement, first_day, last_day)
                 CROSS JOIN LATERAL (SELECT DISTINCT ON (k.day, k.measure) * FROM measure_fact k WHERE k.agreement = w.agreement
                                        AND k.day BETWEEN w.first_day AND w.last_day AND k.position + 0 <= ?
                                      ORDER BY k.day, k.measure, k.revision DESC OFFSET 0) AS m
                 ORDER BY w.agreement, m.day, m.measure""")) {
            bind(select, stretches);
            select.setLong(4, cutOff);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    measures.computeIfAbsent(row.getString(1), unseen -> new ArrayList<>(1)).add(new Measure(row.getString(2),
                            row.getObject(3, LocalDate.class), row.getInt(4), row.getBigDecimal(5), row.getString(6), row.getString(7)));
                }
            }
        }
        overlay.overMeasures(stretches, measures);
        return measures;
    }

    /** What is known of each series within the stretches: the newest revision of each day. */
    Map<String, List<PublishedFigure>> figures(Map<String, List<Days>> stretches) throws SQLException {
        Map<String, List<PublishedFigure>> figures = new HashMap<>();
        if (stretches.isEmpty()) {
            return figures;
        }
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT f.series, %s
                  FROM unnest(?::text[], ?::date[], ?::date[]) AS w (series, first_day, last_day)
                 CROSS JOIN LATERAL generate_series(w.first_day, w.last_day, interval '1 day') AS wanted (day)
                 CROSS JOIN LATERAL (SELECT * FROM figure_fact k WHERE k.series = w.series AND k.day = wanted.day::date
                                        AND k.position + 0 <= ? ORDER BY k.revision DESC LIMIT 1) AS f""".formatted(FIGURE))) {
            bind(select, stretches);
            select.setLong(4, cutOff);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    figures.computeIfAbsent(row.getString(1), unseen -> new ArrayList<>()).add(figure(row));
                }
            }
        }
        overlay.overFigures(stretches, figures);
        return figures;
    }

    /** What a figure is made of; the series comes before it. */
    static final String FIGURE = "f.day, f.value, f.revision, f.fact_id, f.volume, f.hourly";

    static PublishedFigure figure(ResultSet row) throws SQLException {
        return new PublishedFigure(row.getObject(2, LocalDate.class), row.getBigDecimal(3), row.getInt(4), row.getString(5), row.getBigDecimal(6),
                numbers(row.getArray(7)));
    }

    private static final String STANDING = "r.sequence, r.kind, r.currency, r.accrued_top_up, r.accrued_upside, r.top_up, r.upside, r.derivation_digest,"
            + " r.cut_off, r.balances, r.year_to_date, r.event_id, r.period_from";

    /** The last run of each period that has one. */
    Map<PeriodKey, Standing> standings(Collection<PeriodKey> periods) throws SQLException {
        Map<PeriodKey, Standing> standings = new HashMap<>();
        List<PeriodKey> unknown = new ArrayList<>();
        for (PeriodKey period : periods) {
            Standing last = known.of(period);
            if (last == null) {
                unknown.add(period);
            } else {
                standings.put(period, last);
            }
        }
        if (unknown.isEmpty()) {
            return standings;
        }
        Map<PeriodKey, Standing> read = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT w.agreement, w.period_from, " + STANDING + """
                  FROM unnest(?::text[], ?::date[]) AS w (agreement, period_from)
                 CROSS JOIN LATERAL (SELECT * FROM run WHERE run.agreement = w.agreement AND run.period_from = w.period_from
                                      ORDER BY sequence DESC LIMIT 1) AS r""")) {
            bindKeys(select, unknown);
            readStandings(select, read);
        }
        read.forEach(known::keep);
        standings.putAll(read);
        return standings;
    }

    /** The last run of the last period before each of these that has one: where a chain over the year starts from. */
    Map<PeriodKey, Standing> standingsBefore(Collection<PeriodKey> periods) throws SQLException {
        Map<PeriodKey, Standing> standings = new HashMap<>();
        if (periods.isEmpty()) {
            return standings;
        }
        try (PreparedStatement select = connection.prepareStatement("SELECT w.agreement, w.period_from, " + STANDING + """
                  FROM unnest(?::text[], ?::date[]) AS w (agreement, period_from)
                 CROSS JOIN LATERAL (SELECT * FROM run WHERE run.agreement = w.agreement AND run.period_from < w.period_from
                                      ORDER BY period_from DESC, sequence DESC LIMIT 1) AS r""")) {
            bindKeys(select, periods);
            readStandings(select, standings);
        }
        return standings;
    }

    private static void readStandings(PreparedStatement select, Map<PeriodKey, Standing> standings) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                Currency currency = Currency.getInstance(row.getString(5));
                String yearToDate = row.getString(13);
                standings.put(new PeriodKey(row.getString(1), row.getObject(2, LocalDate.class)),
                        new Standing(row.getObject(15, LocalDate.class), row.getInt(3), RunKind.ofTerm(row.getString(4)),
                                BalancesText.read(currency, row.getString(12), row.getBigDecimal(6), row.getBigDecimal(7), row.getBigDecimal(8),
                                        row.getBigDecimal(9)),
                                row.getLong(11), row.getString(10),
                                yearToDate == null ? Optional.empty() : Optional.of(SettlementTranslation.yearToDate(
                                        EventJson.read(yearToDate.getBytes(StandardCharsets.UTF_8), PeriodSettled.YearToDate.class))),
                                row.getString(14)));
            }
        }
    }

    /** First days of the periods that begin within the stretches and have a run. */
    Map<String, List<LocalDate>> periodsWithRuns(Map<String, List<Days>> stretches) throws SQLException {
        Map<String, List<LocalDate>> periods = new HashMap<>();
        if (stretches.isEmpty()) {
            return periods;
        }
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT w.agreement, r.period_from
                  FROM unnest(?::text[], ?::date[], ?::date[]) AS w (agreement, first_day, last_day)
                 CROSS JOIN LATERAL (
                     WITH RECURSIVE walked AS (
                         (SELECT k.period_from FROM run k WHERE k.agreement = w.agreement AND k.period_from BETWEEN w.first_day AND w.last_day
                           ORDER BY k.period_from LIMIT 1)
                         UNION ALL
                         SELECT next.period_from FROM walked CROSS JOIN LATERAL (
                             SELECT k.period_from FROM run k
                              WHERE k.agreement = w.agreement AND k.period_from > walked.period_from AND k.period_from <= w.last_day
                              ORDER BY k.period_from LIMIT 1) AS next)
                     SELECT * FROM walked) AS r""")) {
            bind(select, stretches);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    periods.computeIfAbsent(row.getString(1), unseen -> new ArrayList<>()).add(row.getObject(2, LocalDate.class));
                }
            }
        }
        return periods;
    }

    /**
     * The newest decision about each period that was recorded after the period's last run: what orders a dispute run.
     *
     * @param periods with their last days and the cut-off of their last run
     */
    Map<PeriodKey, String> openDecisions(Map<PeriodKey, ClosedPeriod> periods) throws SQLException {
        Map<PeriodKey, String> decisions = new HashMap<>();
        if (periods.isEmpty()) {
            return decisions;
        }
        List<Map.Entry<PeriodKey, ClosedPeriod>> list = List.copyOf(periods.entrySet());
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT w.agreement, w.first_day, d.fact_id
                  FROM unnest(?::text[], ?::date[], ?::date[], ?::bigint[]) AS w (agreement, first_day, last_day, after)
                 CROSS JOIN LATERAL (SELECT fact_id FROM decision_fact k WHERE k.agreement = w.agreement
                                        AND k.day BETWEEN w.first_day AND w.last_day AND k.position + 0 > w.after AND k.position + 0 <= ?
                                      ORDER BY k.position DESC LIMIT 1) AS d""")) {
            select.setArray(1, connection.createArrayOf("text", list.stream().map(each -> each.getKey().agreement()).toArray()));
            select.setArray(2, connection.createArrayOf("date", list.stream().map(each -> each.getKey().from().toString()).toArray()));
            select.setArray(3, connection.createArrayOf("date", list.stream().map(each -> each.getValue().to().toString()).toArray()));
            select.setArray(4, connection.createArrayOf("bigint", list.stream().map(each -> each.getValue().cutOff()).toArray()));
            select.setLong(5, cutOff);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    decisions.put(new PeriodKey(row.getString(1), row.getObject(2, LocalDate.class)), row.getString(3));
                }
            }
        }
        return decisions;
    }

    /** @param cutOff of the period's last run */
    record ClosedPeriod(LocalDate to, long cutOff) {
    }

    /** What is parked, or was: a period's parkings are numbered on. */
    Map<PeriodKey, Standing.Parked> parked(Collection<PeriodKey> periods) throws SQLException {
        Map<PeriodKey, Standing.Parked> parked = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT p.agreement, p.period_from, p.number, p.active, p.missing
                  FROM unnest(?::text[], ?::date[]) AS w (agreement, period_from)
                 CROSS JOIN LATERAL (SELECT * FROM parked_period k WHERE k.agreement = w.agreement
                                        AND k.period_from = w.period_from OFFSET 0) AS p""")) {
            bindKeys(select, periods);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    parked.put(new PeriodKey(row.getString(1), row.getObject(2, LocalDate.class)),
                            new Standing.Parked(row.getInt(3), row.getBoolean(4), row.getString(5)));
                }
            }
        }
        return parked;
    }

    private void bind(PreparedStatement select, Map<String, List<Days>> stretches) throws SQLException {
        List<String> subjects = new ArrayList<>();
        List<String> first = new ArrayList<>();
        List<String> last = new ArrayList<>();
        stretches.forEach((subject, list) -> list.forEach(days -> {
            subjects.add(subject);
            first.add(days.first().toString());
            last.add(days.last().toString());
        }));
        select.setArray(1, connection.createArrayOf("text", subjects.toArray()));
        select.setArray(2, connection.createArrayOf("date", first.toArray()));
        select.setArray(3, connection.createArrayOf("date", last.toArray()));
    }

    private void bindKeys(PreparedStatement select, Collection<PeriodKey> periods) throws SQLException {
        select.setArray(1, connection.createArrayOf("text", periods.stream().map(PeriodKey::agreement).toArray()));
        select.setArray(2, connection.createArrayOf("date", periods.stream().map(key -> key.from().toString()).toArray()));
    }

    private static Money money(BigDecimal amount, Currency currency) {
        return new Money(amount, currency);
    }
}
