package org.pricefloor.kernel.calendar;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * A version of a calendar: the days between {@code from} and {@code to}, both included, on which a publisher publishes.
 *
 * <p>Data, not a rule: weekdays that are closed, and single days that differ from them, each with its source. Asking about a
 * day outside its range is an error, because a calendar that was not published for a year does not know its holidays.
 */
public final class PricingCalendar {

    /** A day that differs from its weekday, and who says so. */
    public record ExceptionDay(LocalDate date, boolean open, String source) {
    }

    private final String id;
    private final String fact;
    private final LocalDate from;
    private final LocalDate to;
    private final Set<DayOfWeek> closedWeekdays;
    private final Map<LocalDate, ExceptionDay> exceptions = new TreeMap<>();
    private final boolean assumed;

    /**
     * @param fact    id of the fact that published this version
     * @param assumed true where it was inferred; whatever is computed with it says so (rule 12)
     * @throws IllegalArgumentException for an exception outside the range or one day named twice
     */
    public PricingCalendar(String id, String fact, LocalDate from, LocalDate to, Set<DayOfWeek> closedWeekdays,
                           List<ExceptionDay> exceptions, boolean assumed) {
        this.id = Objects.requireNonNull(id);
        this.fact = Objects.requireNonNull(fact);
        this.from = Objects.requireNonNull(from);
        this.to = Objects.requireNonNull(to);
        this.closedWeekdays = closedWeekdays.isEmpty() ? EnumSet.noneOf(DayOfWeek.class) : EnumSet.copyOf(closedWeekdays);
        this.assumed = assumed;
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("calendar " + id + " ends " + to + " before it begins " + from);
        }
        for (ExceptionDay day : exceptions) {
            if (!covers(day.date())) {
                throw new IllegalArgumentException("calendar " + id + " names " + day.date() + " outside its range " + from + ".." + to);
            }
            if (this.exceptions.put(day.date(), day) != null) {
                throw new IllegalArgumentException("calendar " + id + " names " + day.date() + " twice");
            }
        }
    }

    public String id() {
        return id;
    }

    public String fact() {
        return fact;
    }

    public LocalDate from() {
        return from;
    }

    public LocalDate to() {
        return to;
    }

    public boolean assumed() {
        return assumed;
    }

    public boolean covers(LocalDate date) {
        return !date.isBefore(from) && !date.isAfter(to);
    }

    /** @throws IllegalArgumentException for a day outside the range */
    public boolean isPricingDay(LocalDate date) {
        if (!covers(date)) {
            throw new IllegalArgumentException("calendar " + id + " knows " + from + ".." + to + ", not " + date);
        }
        ExceptionDay exception = exceptions.get(date);
        return exception != null ? exception.open() : !closedWeekdays.contains(date.getDayOfWeek());
    }

    /** The pricing days from the first to the last day, both included, in order. */
    public List<LocalDate> pricingDays(LocalDate first, LocalDate last) {
        List<LocalDate> days = new ArrayList<>();
        for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
            if (isPricingDay(day)) {
                days.add(day);
            }
        }
        return days;
    }

    /** The earliest day whose price is at most {@code pricingDays} old on {@code day}; looks back five years at the most. */
    public LocalDate earliestCarriedTo(LocalDate day, int pricingDays) {
        LocalDate earliest = day;
        int age = 0;
        while (earliest.isAfter(day.minusYears(5))) {
            age += isOpenOrAssumed(earliest) ? 1 : 0;
            if (age > pricingDays) {
                return earliest;
            }
            earliest = earliest.minusDays(1);
        }
        return earliest;
    }

    /** The last day on which a price of {@code day} is at most {@code pricingDays} old; looks ahead five years at the most. */
    public LocalDate latestCarriedFrom(LocalDate day, int pricingDays) {
        LocalDate latest = day;
        int age = 0;
        while (latest.isBefore(day.plusYears(5))) {
            LocalDate next = latest.plusDays(1);
            age += isOpenOrAssumed(next) ? 1 : 0;
            if (age > pricingDays) {
                return latest;
            }
            latest = next;
        }
        return latest;
    }

    /**
     * Pricing days after {@code earlier} up to and including {@code later}: how stale a price of the earlier day is on the
     * later one. Days before the calendar's range count by the calendar's weekdays alone.
     */
    public int pricingDaysBetween(LocalDate earlier, LocalDate later) {
        int days = 0;
        for (LocalDate day = earlier.plusDays(1); !day.isAfter(later); day = day.plusDays(1)) {
            if (isOpenOrAssumed(day)) {
                days++;
            }
        }
        return days;
    }

    // Outside the range only the weekdays are known; asked about staleness alone, never about a period's own days.
    private boolean isOpenOrAssumed(LocalDate day) {
        return covers(day) ? isPricingDay(day) : !closedWeekdays.contains(day.getDayOfWeek());
    }
}
