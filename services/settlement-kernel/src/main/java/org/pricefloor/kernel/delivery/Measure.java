package org.pricefloor.kernel.delivery;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A certified figure of a calendar year that is no delivery.
 *
 * @param name     {@value #EBITDA} or {@value #MADE_AVAILABLE}
 * @param day      the last day of the year it is about
 * @param revision 1, 2, ...; the highest known counts
 * @param value    {@value #EBITDA} in a currency, negative for a loss; {@value #MADE_AVAILABLE} in a unit of quantity, never negative
 * @param unit     a currency's code or a unit's symbol
 * @param fact     id of the fact
 */
public record Measure(String name, LocalDate day, int revision, BigDecimal value, String unit, String fact) {

    /** What the producer earned in the year before interest, tax, depreciation and amortisation. */
    public static final String EBITDA = "ebitda";
    /** What the producer had ready and conforming in the year, taken or not. */
    public static final String MADE_AVAILABLE = "made-available";

    private record Key(String name, LocalDate day) {
    }

    /** The highest revision of each measure of each year, in the order (day, name). */
    public static List<Measure> newestOfEach(Collection<Measure> measures) {
        Map<Key, Measure> newest = new HashMap<>();
        for (Measure measure : measures) {
            newest.merge(new Key(measure.name(), measure.day()), measure, (a, b) -> b.revision() > a.revision() ? b : a);
        }
        return newest.values().stream().sorted(Comparator.comparing(Measure::day).thenComparing(Measure::name)).toList();
    }
}
