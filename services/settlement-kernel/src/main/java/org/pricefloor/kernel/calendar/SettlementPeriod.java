package org.pricefloor.kernel.calendar;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Objects;

/** A day, month or quarter for which an agreement is settled. */
public record SettlementPeriod(PeriodLength length, LocalDate from) implements Comparable<SettlementPeriod> {

    public SettlementPeriod {
        Objects.requireNonNull(length, "length");
        if (!length.startOf(from).equals(from)) {
            throw new IllegalArgumentException("a " + length.term() + " does not begin on " + from);
        }
    }

    public static SettlementPeriod containing(PeriodLength length, LocalDate date) {
        return new SettlementPeriod(length, length.startOf(date));
    }

    /** The last day, included. */
    public LocalDate to() {
        return length.next(from).minusDays(1);
    }

    public SettlementPeriod next() {
        return new SettlementPeriod(length, length.next(from));
    }

    public boolean contains(LocalDate date) {
        return !date.isBefore(from) && !date.isAfter(to());
    }

    /**
     * The instant from which the period counts as closed: the start of the day after its last day, plus the lag in days,
     * in the agreement's zone. Daylight saving does not shift it: the lag is counted in days, not hours.
     */
    public Instant closesAt(ZoneId zone, int closeLagDays) {
        return length.next(from).plusDays(closeLagDays).atStartOfDay(zone).toInstant();
    }

    /** {@code 2025-Q4}, {@code 2026-03} or {@code 2026-03-05}. */
    public String label() {
        return length.label(from);
    }

    @Override
    public int compareTo(SettlementPeriod other) {
        return from.compareTo(other.from);
    }

    @Override
    public String toString() {
        return label();
    }
}
