package org.pricefloor.prices.calendar;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.pricefloor.contracts.CalendarPublished.ExceptionDay;

/** The open days of a calendar's newest version. */
public final class OpenDays {

    private final CalendarDocument document;
    private final Map<LocalDate, Boolean> exceptions = new HashMap<>();

    OpenDays(CalendarDocument document) {
        this.document = document;
        for (ExceptionDay day : document.exceptions()) {
            exceptions.put(day.date(), day.open());
        }
    }

    /** Whether the calendar says anything about the day. */
    public boolean covers(LocalDate day) {
        return !day.isBefore(document.from()) && !day.isAfter(document.to());
    }

    /** Whether the day is covered and open. */
    public boolean isOpen(LocalDate day) {
        Boolean exception = exceptions.get(day);
        return covers(day) && (exception != null ? exception : !document.closedWeekdays().contains(day.getDayOfWeek().getValue()));
    }

    /** The calendar's first and last day, for a person. */
    public String span() {
        return document.from() + " to " + document.to();
    }
}
