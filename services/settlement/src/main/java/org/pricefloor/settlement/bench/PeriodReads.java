package org.pricefloor.settlement.bench;

import java.math.BigDecimal;
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
import java.util.TreeMap;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.journal.RunKind;
import org.pricefloor.kernel.journal.TargetBalances;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.money.Quantity;
import org.pricefloor.kernel.price.Publications;
import org.pricefloor.kernel.price.PublishedFigure;
import org.pricefloor.settlement.books.Standing;
import org.pricefloor.translation.FactTranslation;

/**
 * What a round reads, each kind in one query for the whole batch, all up to the same cut-off.
 *
 * <p>Every row is looked up by its key: {@code LATERAL ... OFFSET 0} leaves the planner no other way. A join would be planned as a
 * scan of the whole history as long as that seems cheap, and what a revision costs would grow with the years on the books.
 */
final class PeriodReads {

    /** A stretch of days, both included. */
    record Days(LocalDate first, LocalDate last) {
    }

    private final Connection connection;
    private final long cutOff;

    PeriodReads(Connection connection, long cutOff) {
        this.connection = connection;
        this.cutOff = cutOff;
    }

    /** Days on which an agreement has a delivery, a run or a parked period: where a new version can change something. */
    Map<String, List<LocalDate>> touchedDays(Collection<String> agreements) throws SQLException {
        Map<String, List<LocalDate>> days = new HashMap<>();
        if (agreements.isEmpty()) {
            return days;
        }
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT agreement, delivery_date FROM delivery_fact WHERE agreement = ANY (?) AND position <= ?
                UNION SELECT agreement, period_from FROM run WHERE agreement = ANY (?)
                UNION SELECT agreement, period_from FROM parked_period WHERE agreement = ANY (?) AND active""")) {
            java.sql.Array ids = connection.createArrayOf("text", agreements.toArray());
            select.setArray(1, ids);
            select.setLong(2, cutOff);
            select.setArray(3, ids);
            select.setArray(4, ids);
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
                SELECT d.agreement, d.lot, d.revision, d.category, d.delivery_date, d.quantity, d.unit, d.fact_id
                  FROM unnest(?::text[], ?::date[], ?::date[]) AS w (agreement, first_day, last_day)
                 CROSS JOIN LATERAL (SELECT * FROM delivery_fact f WHERE f.agreement = w.agreement
                                        AND f.delivery_date BETWEEN w.first_day AND w.last_day AND f.position + 0 <= ? OFFSET 0) AS d
                 CROSS JOIN LATERAL (SELECT n.revision FROM delivery_fact n WHERE n.agreement = d.agreement AND n.lot = d.lot
                                        AND n.position + 0 <= ? ORDER BY n.revision DESC LIMIT 1) AS newest
                 WHERE d.revision = newest.revision""")) {
            bind(select, stretches);
            select.setLong(4, cutOff);
            select.setLong(5, cutOff);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    LocalDate day = row.getObject(5, LocalDate.class);
                    deliveries.computeIfAbsent(row.getString(1), unseen -> new TreeMap<>())
                            .computeIfAbsent(day, unseen -> new ArrayList<>(1))
                            .add(new Delivery(row.getString(2), row.getInt(3), row.getString(4), day,
                                    new Quantity(row.getBigDecimal(6), FactTranslation.unit(row.getString(7))), row.getString(8)));
                }
            }
        }
        return deliveries;
    }

    /** What is known of each series within the stretches. */
    Map<String, Publications> figures(Map<String, List<Days>> stretches) throws SQLException {
        Map<String, Publications> publications = new HashMap<>();
        if (stretches.isEmpty()) {
            return publications;
        }
        Map<String, List<PublishedFigure>> figures = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT f.series, f.day, f.value, f.revision, f.fact_id, f.volume, f.hourly
                  FROM unnest(?::text[], ?::date[], ?::date[]) AS w (series, first_day, last_day)
                 CROSS JOIN LATERAL (SELECT * FROM figure_fact k WHERE k.series = w.series AND k.day BETWEEN w.first_day AND w.last_day
                                        AND k.position <= ? OFFSET 0) AS f""")) {
            bind(select, stretches);
            select.setLong(4, cutOff);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    figures.computeIfAbsent(row.getString(1), unseen -> new ArrayList<>()).add(new PublishedFigure(
                            row.getObject(2, LocalDate.class), row.getBigDecimal(3), row.getInt(4), row.getString(5), row.getBigDecimal(6),
                            hours(row.getArray(7))));
                }
            }
        }
        figures.forEach((series, found) -> publications.put(series, new Publications(found)));
        return publications;
    }

    private static List<BigDecimal> hours(Array hourly) throws SQLException {
        return hourly == null ? List.of() : List.of((BigDecimal[]) hourly.getArray());
    }

    /** The last run of each period that has one. */
    Map<PeriodKey, Standing> standings(Collection<PeriodKey> periods) throws SQLException {
        Map<PeriodKey, Standing> standings = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT w.agreement, w.period_from, r.sequence, r.kind, r.currency, r.accrued_top_up, r.accrued_upside, r.top_up, r.upside,
                       r.derivation_digest
                  FROM unnest(?::text[], ?::date[]) AS w (agreement, period_from)
                 CROSS JOIN LATERAL (SELECT * FROM run WHERE run.agreement = w.agreement AND run.period_from = w.period_from
                                      ORDER BY sequence DESC LIMIT 1) AS r""")) {
            bindKeys(select, periods);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Currency currency = Currency.getInstance(row.getString(5));
                    standings.put(new PeriodKey(row.getString(1), row.getObject(2, LocalDate.class)),
                            new Standing(row.getInt(3), RunKind.ofTerm(row.getString(4)),
                                    new TargetBalances(money(row.getBigDecimal(6), currency), money(row.getBigDecimal(7), currency),
                                            money(row.getBigDecimal(8), currency), money(row.getBigDecimal(9), currency)),
                                    row.getString(10)));
                }
            }
        }
        return standings;
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
