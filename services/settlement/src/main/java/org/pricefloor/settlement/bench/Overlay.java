package org.pricefloor.settlement.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.pricefloor.frontdoor.Refusal;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.delivery.Measure;
import org.pricefloor.kernel.money.QuantityUnit;
import org.pricefloor.kernel.price.PriceSeries;
import org.pricefloor.kernel.price.PublishedFigure;
import org.pricefloor.kernel.price.ReferenceData;
import org.pricefloor.settlement.bench.PeriodReads.Days;
import org.pricefloor.settlement.bench.Suppositions.SupposedDelivery;
import org.pricefloor.settlement.bench.Suppositions.SupposedMeasure;
import org.pricefloor.settlement.bench.Suppositions.SupposedPrice;

/** Supposed facts, numbered on from those on the shelf and laid over what is read of it. */
final class Overlay {

    static final Overlay NONE = new Overlay();
    private static final int REFUSALS_AT_MOST = 100;

    private final Map<String, List<PublishedFigure>> figures = new HashMap<>();
    private final Map<String, Map<String, Delivery>> lots = new HashMap<>();
    private final Map<String, List<Measure>> measures = new HashMap<>();
    /** Days of supposed lots and measures, and those on which the lots stand now. */
    private final Map<String, SortedSet<LocalDate>> days = new TreeMap<>();

    private Overlay() {
    }

    /** @throws Refused 422 for a price of a series that is not registered, or an exchange rate that is none */
    static Overlay of(Connection connection, long cutOff, Suppositions suppositions, ReferenceData references) throws SQLException {
        Overlay overlay = new Overlay();
        overlay.supposeFigures(connection, cutOff, suppositions, references);
        overlay.supposeLots(connection, cutOff, suppositions.deliveries());
        overlay.supposeMeasures(connection, cutOff, suppositions.measures());
        return overlay;
    }

    private void supposeFigures(Connection connection, long cutOff, Suppositions suppositions, ReferenceData references) throws SQLException {
        List<SupposedPrice> prices = suppositions.prices();
        if (prices.isEmpty()) {
            return;
        }
        List<Refusal> refusals = new ArrayList<>();
        for (int i = 0; i < prices.size() && refusals.size() < REFUSALS_AT_MOST; i++) {
            SupposedPrice price = prices.get(i);
            String field = suppositions.pricesAt() + "/" + i;
            boolean fx = references.fxSeries().containsKey(price.series());
            if (!fx && !references.priceSeries().containsKey(price.series()) && !references.indexSeries().containsKey(price.series())) {
                refusals.add(Refusal.of("SERIES_MUST_BE_REGISTERED", field + "/series", price.series(), "Name a registered series, or register it first."));
            } else if (fx && (price.price().signum() <= 0 || price.volume() != null || price.hourly() != null)) {
                refusals.add(Refusal.of("FX_FIX_MUST_BE_A_RATE_ABOVE_ZERO", field, price.price(), "Give a rate above zero, without volume and hours."));
            } else if (price.price().signum() <= 0 && !mayBeNegative(references.priceSeries().get(price.series()))) {
                refusals.add(Refusal.of("PRICE_MUST_BE_ABOVE_ZERO", field + "/price", price.price().toPlainString(), "Of prices, only those per MWh may be negative."));
            }
        }
        if (!refusals.isEmpty()) {
            throw Refused.rules("SUPPOSITION_REFUSED", "The supposed prices do not fit their series.", "Correct every member that is named and ask again.", refusals);
        }
        int[] newest = new int[prices.size()];
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT w.n, f.revision FROM unnest(?::text[], ?::date[]) WITH ORDINALITY AS w (series, day, n)
                 CROSS JOIN LATERAL (SELECT k.revision FROM figure_fact k WHERE k.series = w.series AND k.day = w.day AND k.position + 0 <= ?
                                      ORDER BY k.revision DESC LIMIT 1) AS f""")) {
            select.setArray(1, connection.createArrayOf("text", prices.stream().map(SupposedPrice::series).toArray()));
            select.setArray(2, connection.createArrayOf("date", prices.stream().map(price -> price.day().toString()).toArray()));
            select.setLong(3, cutOff);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    newest[row.getInt(1) - 1] = row.getInt(2);
                }
            }
        }
        for (int i = 0; i < newest.length; i++) {
            SupposedPrice price = prices.get(i);
            figures.computeIfAbsent(price.series(), unseen -> new ArrayList<>())
                    .add(price.figure(references.fxSeries().containsKey(price.series()), newest[i] + 1));
        }
    }

    private static boolean mayBeNegative(PriceSeries series) {
        return series != null && series.per() == QuantityUnit.MEGAWATT_HOUR;
    }

    private void supposeLots(Connection connection, long cutOff, List<SupposedDelivery> deliveries) throws SQLException {
        if (deliveries.isEmpty()) {
            return;
        }
        int[] newest = new int[deliveries.size()];
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT w.n, d.revision, d.delivery_date FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS w (agreement, lot, n)
                 CROSS JOIN LATERAL (SELECT k.revision, k.delivery_date FROM delivery_fact k WHERE k.agreement = w.agreement AND k.lot = w.lot
                                        AND k.position + 0 <= ? ORDER BY k.revision DESC LIMIT 1) AS d""")) {
            select.setArray(1, connection.createArrayOf("text", deliveries.stream().map(SupposedDelivery::agreement).toArray()));
            select.setArray(2, connection.createArrayOf("text", deliveries.stream().map(SupposedDelivery::lot).toArray()));
            select.setLong(3, cutOff);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    newest[row.getInt(1) - 1] = row.getInt(2);
                    touch(deliveries.get(row.getInt(1) - 1).agreement(), row.getObject(3, LocalDate.class));
                }
            }
        }
        for (int i = 0; i < newest.length; i++) {
            SupposedDelivery delivery = deliveries.get(i);
            lots.computeIfAbsent(delivery.agreement(), unseen -> new TreeMap<>()).put(delivery.lot(), delivery.delivery(newest[i] + 1));
            touch(delivery.agreement(), delivery.deliveryDate());
        }
    }

    private void supposeMeasures(Connection connection, long cutOff, List<SupposedMeasure> supposed) throws SQLException {
        if (supposed.isEmpty()) {
            return;
        }
        int[] newest = new int[supposed.size()];
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT w.n, m.revision FROM unnest(?::text[], ?::text[], ?::date[]) WITH ORDINALITY AS w (agreement, measure, day, n)
                 CROSS JOIN LATERAL (SELECT k.revision FROM measure_fact k WHERE k.agreement = w.agreement AND k.measure = w.measure AND k.day = w.day
                                        AND k.position + 0 <= ? ORDER BY k.revision DESC LIMIT 1) AS m""")) {
            select.setArray(1, connection.createArrayOf("text", supposed.stream().map(SupposedMeasure::agreement).toArray()));
            select.setArray(2, connection.createArrayOf("text", supposed.stream().map(SupposedMeasure::measure).toArray()));
            select.setArray(3, connection.createArrayOf("date", supposed.stream().map(measure -> measure.day().toString()).toArray()));
            select.setLong(4, cutOff);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    newest[row.getInt(1) - 1] = row.getInt(2);
                }
            }
        }
        for (int i = 0; i < newest.length; i++) {
            SupposedMeasure measure = supposed.get(i);
            measures.computeIfAbsent(measure.agreement(), unseen -> new ArrayList<>(1)).add(measure.measure(newest[i] + 1));
            touch(measure.agreement(), measure.day());
        }
    }

    private void touch(String agreement, LocalDate day) {
        days.computeIfAbsent(agreement, unseen -> new TreeSet<>()).add(day);
    }

    /** Days whose periods the supposed lots and measures touch, by agreement. */
    Map<String, SortedSet<LocalDate>> days() {
        return days;
    }

    // ---- laid over what is read

    void over(Map<String, List<Days>> stretches, Map<String, NavigableMap<LocalDate, List<Delivery>>> read) {
        lots.forEach((agreement, supposed) -> {
            NavigableMap<LocalDate, List<Delivery>> ofAgreement = read.getOrDefault(agreement, new TreeMap<>());
            ofAgreement.values().forEach(ofDay -> ofDay.removeIf(delivery -> supposed.containsKey(delivery.lot())));
            ofAgreement.values().removeIf(List::isEmpty);
            supposed.values().stream().filter(delivery -> isIn(stretches.get(agreement), delivery.date()))
                    .forEach(delivery -> ofAgreement.computeIfAbsent(delivery.date(), unseen -> new ArrayList<>(1)).add(delivery));
            if (!ofAgreement.isEmpty()) {
                read.put(agreement, ofAgreement);
            }
        });
    }

    void overMeasures(Map<String, List<Days>> stretches, Map<String, List<Measure>> read) {
        measures.forEach((agreement, supposed) -> {
            List<Measure> known = new ArrayList<>(read.getOrDefault(agreement, List.of()));
            supposed.stream().filter(measure -> isIn(stretches.get(agreement), measure.day())).forEach(measure -> {
                known.removeIf(other -> other.name().equals(measure.name()) && other.day().equals(measure.day()));
                known.add(measure);
            });
            if (!known.isEmpty()) {
                known.sort(Comparator.comparing(Measure::day).thenComparing(Measure::name));
                read.put(agreement, known);
            }
        });
    }

    /** The figures become one revision more among those of their days. */
    void overFigures(Map<String, List<Days>> stretches, Map<String, List<PublishedFigure>> read) {
        figures.forEach((series, supposed) -> supposed.stream().filter(figure -> isIn(stretches.get(series), figure.date()))
                .forEach(figure -> read.computeIfAbsent(series, unseen -> new ArrayList<>()).add(figure)));
    }

    private static boolean isIn(List<Days> stretches, LocalDate day) {
        return stretches != null && stretches.stream().anyMatch(days -> !day.isBefore(days.first()) && !day.isAfter(days.last()));
    }
}
