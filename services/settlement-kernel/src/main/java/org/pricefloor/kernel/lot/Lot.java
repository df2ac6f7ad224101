package org.pricefloor.kernel.lot;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A lot in its newest revision.
 *
 * @param lot       unique
 * @param contained kilograms of oxide, see {@link Contained}; zero for a withdrawn lot
 * @param consumed  contained kilograms that it consumed of each parent; empty for a root, which is where kilograms come from
 */
public record Lot(String lot, BigDecimal contained, SortedMap<String, BigDecimal> consumed) {

    public Lot {
        if (contained.signum() < 0 || consumed.values().stream().anyMatch(kilograms -> kilograms.signum() <= 0)) {
            throw new IllegalArgumentException("lot " + lot + " contains " + contained + " kg and consumed " + consumed + ": none of them is negative");
        }
        consumed = Collections.unmodifiableSortedMap(new TreeMap<>(consumed));
    }

    public static Lot root(String lot, BigDecimal contained) {
        return new Lot(lot, contained, Collections.emptySortedMap());
    }

    public static Lot of(String lot, BigDecimal contained, Map<String, BigDecimal> consumed) {
        return new Lot(lot, contained, new TreeMap<>(consumed));
    }

    /** What its parents gave: never less than it contains, the rest is lost in processing. */
    public BigDecimal given() {
        return consumed.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    public boolean isRoot() {
        return consumed.isEmpty();
    }
}
