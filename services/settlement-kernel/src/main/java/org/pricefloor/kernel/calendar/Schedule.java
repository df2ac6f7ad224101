package org.pricefloor.kernel.calendar;

import java.time.LocalDate;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A value that counts from a day on until the next one takes over: floor prices, rates of value-added tax.
 *
 * <p>Before its first day a schedule has no value.
 */
public final class Schedule<T> {

    private final NavigableMap<LocalDate, T> steps;

    public Schedule(Map<LocalDate, T> steps) {
        this.steps = new TreeMap<>(steps);
    }

    public Optional<T> at(LocalDate day) {
        Map.Entry<LocalDate, T> step = steps.floorEntry(day);
        return step == null ? Optional.empty() : Optional.of(step.getValue());
    }

    public boolean isEmpty() {
        return steps.isEmpty();
    }

    /** The steps in order of their first days. */
    public SortedMap<LocalDate, T> steps() {
        return new TreeMap<>(steps);
    }
}
