package org.pricefloor.settlement.bench;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.pricefloor.kernel.calendar.RunKind;
import org.pricefloor.settlement.bench.PeriodReads.Days;

/** What is due for one agreement in a round. */
final class Work {

    /** Before and after every term: the stretch of a change that may touch any period. */
    static final Days EVER = new Days(LocalDate.of(1900, 1, 1), LocalDate.of(2300, 12, 31));

    /** Every period within it that has anything on it: a new version governs it, or a new series or calendar. Null: none. */
    private Days changed;
    /** A new version is known, with a closing time and series of its own. */
    private boolean version;
    /** A closing time has passed. */
    private boolean closing;
    /** Days whose periods are due, as ranges: first day to last day. */
    private final NavigableMap<LocalDate, LocalDate> days = new TreeMap<>();
    /** Days for which a series the agreement reads has a new figure. */
    private final Map<String, Set<LocalDate>> figures = new HashMap<>();
    /** The latest scheduled run whose time has come, by the period's first day. */
    private final NavigableMap<LocalDate, RunKind> scheduled = new TreeMap<>();

    /** What the newest cause of it goes back to; null: a time that has passed, or nothing that is known. */
    private UUID trace;

    void causedBy(UUID cause) {
        trace = cause == null ? trace : cause;
    }

    UUID trace() {
        return trace;
    }

    void changed(Days stretch) {
        changed = changed == null ? stretch : new Days(stretch.first().isBefore(changed.first()) ? stretch.first() : changed.first(),
                stretch.last().isAfter(changed.last()) ? stretch.last() : changed.last());
    }

    void version() {
        version = true;
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

    void scheduled(LocalDate periodFrom, RunKind kind) {
        scheduled.merge(periodFrom, kind, (a, b) -> a.compareTo(b) > 0 ? a : b);
    }

    Days changed() {
        return changed;
    }

    boolean isVersion() {
        return version;
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

    NavigableMap<LocalDate, RunKind> scheduled() {
        return scheduled;
    }
}
