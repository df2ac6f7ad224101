package org.pricefloor.kernel.price;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is known of a series: for each day the highest revision among the figures given. The order in which they are given
 * and how often each is repeated make no difference (rule 6).
 */
public final class Publications {

    public static final Publications NONE = new Publications(java.util.List.of());

    private final NavigableMap<LocalDate, PublishedFigure> newest = new TreeMap<>();

    public Publications(Collection<PublishedFigure> figures) {
        for (PublishedFigure figure : figures) {
            newest.merge(figure.date(), figure, (a, b) -> b.revision() > a.revision() ? b : a);
        }
    }

    public Optional<PublishedFigure> on(LocalDate day) {
        return Optional.ofNullable(newest.get(day));
    }

    /** The figure of the day, or of the last day before it that has one. */
    public Optional<PublishedFigure> onOrBefore(LocalDate day) {
        return Optional.ofNullable(newest.floorEntry(day)).map(Map.Entry::getValue);
    }

    /** The newest published day from the first to the last day, both included. */
    public Optional<LocalDate> lastDayWithin(LocalDate first, LocalDate last) {
        return Optional.ofNullable(newest.floorKey(last)).filter(day -> !day.isBefore(first));
    }
}
