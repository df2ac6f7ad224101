package org.pricefloor.settlement.bench;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.NavigableMap;
import java.util.Set;

/** What is due for one agreement in a round. */
final class Work {

    /** Every period that has anything on it: a new version, or a new series or calendar. */
    private boolean everything;
    /** A closing time has passed. */
    private boolean closing;
    /** Days whose periods are due, as ranges: first day to last day. */
    private final NavigableMap<LocalDate, LocalDate> days = new TreeMap<>();
    /** Days for which a series the agreement reads has a new figure. */
    private final Map<String, Set<LocalDate>> figures = new HashMap<>();

    void everything() {
        everything = true;
    }

    void closing() {
        closing = true;
    }

    void days(LocalDate first, LocalDate last) {
        days.merge(first, last, (a, b) -> a.isAfter(b) ? a : b);
    }

    void figure(String series, LocalDate day) {
        figures.computeIfAbsent(series, unseen -> new TreeSet<>()).add(day);
    }

    boolean isEverything() {
        return everything;
    }

    boolean isClosing() {
        return closing;
    }

    NavigableMap<LocalDate, LocalDate> days() {
        return days;
    }

    Map<String, Set<LocalDate>> figures() {
        return figures;
    }
}
