package org.pricefloor.settlement.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pricefloor.contracts.CalendarPublished;
import org.pricefloor.contracts.SeriesRegistered;
import org.pricefloor.kernel.calendar.PricingCalendar;
import org.pricefloor.kernel.price.FxSeries;
import org.pricefloor.kernel.price.IndexSeries;
import org.pricefloor.kernel.price.PriceSeries;
import org.pricefloor.kernel.price.ReferenceData;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.translation.FactTranslation;

/** The newest series and calendars up to a cut-off, read again only when the shelf has newer ones. */
final class ReferenceShelf {

    private long readTo = -1;
    private ReferenceData data;

    synchronized ReferenceData upTo(Connection connection, long cutOff) throws SQLException {
        long newest;
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT coalesce(max(position), 0) FROM reference_fact WHERE position <= ?")) {
            select.setLong(1, cutOff);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                newest = row.getLong(1);
            }
        }
        return upTo(connection, cutOff, newest);
    }

    /** @param newest position of the newest series or calendar up to the cut-off; 0: there is none */
    synchronized ReferenceData upTo(Connection connection, long cutOff, long newest) throws SQLException {
        if (newest != readTo) {
            data = read(connection, cutOff);
            readTo = newest;
        }
        return data;
    }

    /** The series that a series or calendar id touches: itself, or every series that keeps that calendar. */
    static Set<String> seriesTouchedBy(String id, ReferenceData data) {
        return Stream.of(Stream.of(id),
                        data.priceSeries().values().stream().filter(series -> series.calendar().equals(id)).map(PriceSeries::id),
                        data.fxSeries().values().stream().filter(series -> series.calendar().equals(id)).map(FxSeries::id),
                        data.indexSeries().values().stream().filter(series -> series.calendar().equals(id)).map(IndexSeries::id))
                .flatMap(Function.identity()).collect(Collectors.toSet());
    }

    private static ReferenceData read(Connection connection, long cutOff) throws SQLException {
        Map<String, PriceSeries> prices = new HashMap<>();
        Map<String, FxSeries> fx = new HashMap<>();
        Map<String, PricingCalendar> calendars = new HashMap<>();
        Map<String, IndexSeries> indices = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT DISTINCT ON (kind, subject) kind, body FROM reference_fact WHERE position <= ?
                 ORDER BY kind, subject, version DESC""")) {
            select.setLong(1, cutOff);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    if (rows.getString(1).equals("calendar")) {
                        CalendarPublished event = EventJson.read(rows.getBytes(2), CalendarPublished.class);
                        calendars.put(event.calendar(), FactTranslation.calendar(event));
                    } else {
                        SeriesRegistered event = EventJson.read(rows.getBytes(2), SeriesRegistered.class);
                        switch (event.kind()) {
                            case FactTranslation.FX -> fx.put(event.series(), FactTranslation.fxSeries(event));
                            case FactTranslation.INDEX -> indices.put(event.series(), FactTranslation.indexSeries(event));
                            default -> prices.put(event.series(), FactTranslation.priceSeries(event));
                        }
                    }
                }
            }
        }
        return new ReferenceData(prices, fx, calendars, indices);
    }
}
