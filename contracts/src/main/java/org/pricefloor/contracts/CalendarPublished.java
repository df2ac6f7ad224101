package org.pricefloor.contracts;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * A version of a calendar: which days between {@code from} and {@code to} (both included) are open.
 *
 * <p>A day is open unless it falls on one of the {@code closedWeekdays} (ISO numbers, 1 is Monday); {@code exceptions}
 * then open or close single days, each with its source.
 *
 * @param assumed true where the calendar was inferred and not read from its publisher; every line computed with it says so
 */
public record CalendarPublished(
        String eventId,
        String calendar,
        int version,
        LocalDate from,
        LocalDate to,
        List<Integer> closedWeekdays,
        List<ExceptionDay> exceptions,
        boolean assumed,
        String source,
        Instant receivedAt) implements Event {

    public record ExceptionDay(LocalDate date, boolean open, String source) {
    }

    public static String id(String calendar, int version) {
        return "calendar/" + calendar + "/v" + version;
    }

    @Override
    public String subject() {
        return calendar;
    }
}
