package org.pricefloor.settlement.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.price.PublishedFigure;
import org.pricefloor.settlement.bench.PeriodReads.Days;

/**
 * The deliveries of periods and the figures of days that were read, kept as long as they follow from the shelf: whoever needs them
 * again does not read them again.
 *
 * <p>Facts up to a position are all committed and never change (rule 2), so what was read up to one cut-off is brought to a later one
 * by the facts between the two, each read once. Where those are many everything is forgotten: reading anew gives the same.
 */
final class FactsKept {

    /** More new facts than that come when history is loaded: then what is kept is not what is asked for. */
    private static final int CAUGHT_UP_AT_MOST = 2_000;

    private record OfPeriod(SettlementPeriod period, List<Delivery> deliveries) {

        int size() {
            return 1 + deliveries.size();
        }
    }

    /** Of an agreement: periods that do not overlap, by their first days, and where each lot of theirs falls. */
    private record OfAgreement(NavigableMap<LocalDate, OfPeriod> periods, Map<String, LocalDate> lots) {

        int size() {
            return periods.values().stream().mapToInt(OfPeriod::size).sum();
        }

        OfPeriod around(LocalDate day) {
            Map.Entry<LocalDate, OfPeriod> before = periods.floorEntry(day);
            return before != null && before.getValue().period().contains(day) ? before.getValue() : null;
        }
    }

    /** What was used longest ago comes first. */
    private final LinkedHashMap<String, OfAgreement> agreements = new LinkedHashMap<>(64, 0.75f, true);
    /** By series: every day that was read, whether it has a figure or none. */
    private final LinkedHashMap<String, NavigableMap<LocalDate, Optional<PublishedFigure>>> series = new LinkedHashMap<>(64, 0.75f, true);
    /** Below zero: nothing was asked for yet. */
    private long knownTo = -1;
    private int count;
    private final int keptAtMost;
    private final int caughtUpAtMost;

    /** @param keptAtMost deliveries and days of figures, some 500 bytes each; zero: nothing is kept */
    FactsKept(int keptAtMost) {
        this(keptAtMost, CAUGHT_UP_AT_MOST);
    }

    // A test wants to see it forget.
    FactsKept(int keptAtMost, int caughtUpAtMost) {
        this.keptAtMost = keptAtMost;
        this.caughtUpAtMost = caughtUpAtMost;
    }

    /**
     * Brings what is kept to a cut-off. Cut-offs do not go back.
     *
     * @return the series that have newer figures since the last cut-off
     */
    Set<String> upTo(Connection connection, long cutOff) throws SQLException {
        long since = knownTo;
        if (since < 0) {
            knownTo = cutOff;
            return Set.of();
        }
        if (cutOff - since > caughtUpAtMost) {
            Set<String> changed = changedSeries(connection, since, cutOff);
            forget();
            knownTo = cutOff;
            return changed;
        }
        Set<String> changed = new HashSet<>();
        if (cutOff > since) {
            // Both are read before either is applied: what fails half-way has changed nothing.
            List<Map.Entry<String, PublishedFigure>> figures = recorded(connection, "f.series, " + PeriodReads.FIGURE + " FROM figure_fact f", since, cutOff, PeriodReads::figure);
            List<Map.Entry<String, Delivery>> deliveries = agreements.isEmpty() ? List.of()
                    : recorded(connection, "d.agreement, " + PeriodReads.DELIVERY + " FROM delivery_fact d", since, cutOff, PeriodReads::delivery);
            figures.forEach(figure -> {
                changed.add(figure.getKey());
                arrived(figure.getKey(), figure.getValue());
            });
            deliveries.forEach(delivery -> arrived(delivery.getKey(), delivery.getValue()));
            knownTo = cutOff;
        }
        return changed;
    }

    /** What was recorded after one position and up to another, with whose it is, in the order of positions. */
    private static <T> List<Map.Entry<String, T>> recorded(Connection connection, String what, long since, long cutOff, RowOf<T> row) throws SQLException {
        List<Map.Entry<String, T>> facts = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT " + what + " WHERE position > ? AND position <= ? ORDER BY position")) {
            select.setLong(1, since);
            select.setLong(2, cutOff);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    facts.add(Map.entry(rows.getString(1), row.read(rows)));
                }
            }
        }
        return facts;
    }

    @FunctionalInterface
    private interface RowOf<T> {
        T read(ResultSet row) throws SQLException;
    }

    void forget() {
        agreements.clear();
        series.clear();
        count = 0;
    }

    private static Set<String> changedSeries(Connection connection, long since, long cutOff) throws SQLException {
        Set<String> changed = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT DISTINCT series FROM figure_fact WHERE position > ? AND position <= ?")) {
            select.setLong(1, since);
            select.setLong(2, cutOff);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    changed.add(row.getString(1));
                }
            }
        }
        return changed;
    }

    // ---- deliveries

    /** The deliveries of a period, each lot once, in its newest revision; null: they are not kept. */
    List<Delivery> deliveries(String agreement, SettlementPeriod period) {
        OfAgreement known = agreements.get(agreement);
        OfPeriod found = known == null ? null : known.periods().get(period.from());
        return found == null || !found.period().equals(period) ? null : found.deliveries();
    }

    /** @param deliveries all of the period, up to the cut-off to which the facts kept were brought */
    void keep(String agreement, SettlementPeriod period, List<Delivery> deliveries) {
        if (keptAtMost == 0) {
            return;
        }
        OfAgreement known = agreements.computeIfAbsent(agreement, unseen -> new OfAgreement(new TreeMap<>(), new HashMap<>()));
        Map.Entry<LocalDate, OfPeriod> last = known.periods().floorEntry(period.to());
        if (last != null && !last.getValue().period().to().isBefore(period.from())) {
            // Another version has divided its time otherwise.
            count -= known.size();
            known.periods().clear();
            known.lots().clear();
        }
        OfPeriod kept = new OfPeriod(period, List.copyOf(deliveries));
        known.periods().put(period.from(), kept);
        deliveries.forEach(delivery -> known.lots().put(delivery.lot(), period.from()));
        count += kept.size();
    }

    private void arrived(String agreement, Delivery delivery) {
        OfAgreement known = agreements.get(agreement);
        if (known == null) {
            return;
        }
        OfPeriod falls = known.around(delivery.date());
        OfPeriod fell = known.lots().containsKey(delivery.lot()) ? known.periods().get(known.lots().get(delivery.lot())) : null;
        if (fell == null) {
            // A lot that is new, or comes from where nothing is kept: which of its revisions counts is read with the period.
            forget(known, falls);
            return;
        }
        for (int i = 0; i < fell.deliveries().size(); i++) {
            Delivery before = fell.deliveries().get(i);
            if (before.lot().equals(delivery.lot())) {
                if (before.revision() > delivery.revision()) {
                    return;
                }
                if (before.date().equals(delivery.date())) {
                    List<Delivery> deliveries = new ArrayList<>(fell.deliveries());
                    deliveries.set(i, delivery);
                    known.periods().put(fell.period().from(), new OfPeriod(fell.period(), List.copyOf(deliveries)));
                    return;
                }
            }
        }
        forget(known, fell);
        if (falls != fell) {
            forget(known, falls);
        }
    }

    private void forget(OfAgreement known, OfPeriod period) {
        if (period != null) {
            known.periods().remove(period.period().from());
            period.deliveries().forEach(delivery -> known.lots().remove(delivery.lot()));
            count -= period.size();
        }
    }

    // ---- figures

    /** The figures of a stretch of days, of each day the newest revision; null: they are not kept, or not all. */
    List<PublishedFigure> figures(String ofSeries, Days days) {
        NavigableMap<LocalDate, Optional<PublishedFigure>> known = series.get(ofSeries);
        if (known == null) {
            return null;
        }
        List<PublishedFigure> figures = new ArrayList<>();
        for (LocalDate day = days.first(); !day.isAfter(days.last()); day = day.plusDays(1)) {
            Optional<PublishedFigure> figure = known.get(day);
            if (figure == null) {
                return null;
            }
            figure.ifPresent(figures::add);
        }
        return figures;
    }

    /** @param figures the newest of every day within the days that has any, up to the cut-off to which the facts kept were brought; others are passed over */
    void keep(String ofSeries, Days days, Iterable<PublishedFigure> figures) {
        if (keptAtMost == 0) {
            return;
        }
        NavigableMap<LocalDate, Optional<PublishedFigure>> known = series.computeIfAbsent(ofSeries, unseen -> new TreeMap<>());
        count -= known.size();
        for (LocalDate day = days.first(); !day.isAfter(days.last()); day = day.plusDays(1)) {
            known.put(day, Optional.empty());
        }
        for (PublishedFigure figure : figures) {
            known.computeIfPresent(figure.date(), (day, before) -> Optional.of(figure));
        }
        count += known.size();
    }

    private void arrived(String ofSeries, PublishedFigure figure) {
        NavigableMap<LocalDate, Optional<PublishedFigure>> known = series.get(ofSeries);
        if (known != null) {
            known.computeIfPresent(figure.date(), (day, before) ->
                    before.isPresent() && before.get().revision() > figure.revision() ? before : Optional.of(figure));
        }
    }

    // ---- how much

    /** Called between computations: what one of them has been told of is not taken from it. */
    void trim() {
        Iterator<OfAgreement> eldest = agreements.values().iterator();
        while (count > keptAtMost && eldest.hasNext()) {
            count -= eldest.next().size();
            eldest.remove();
        }
        Iterator<NavigableMap<LocalDate, Optional<PublishedFigure>>> eldestSeries = series.values().iterator();
        while (count > keptAtMost && eldestSeries.hasNext()) {
            count -= eldestSeries.next().size();
            eldestSeries.remove();
        }
    }

    int count() {
        return count;
    }
}
