package org.pricefloor.prices.calendar;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.pricefloor.contracts.CalendarPublished.ExceptionDay;
import org.pricefloor.contracts.MayBeAbsent;
import org.pricefloor.frontdoor.Refusal;
import org.pricefloor.prices.Code;

/**
 * A calendar as it is sent and kept.
 *
 * @param from           first day, included
 * @param to             last day, included
 * @param closedWeekdays ISO numbers, 1 is Monday
 * @param exceptions     days that are open or closed against their weekday, each with its source
 * @param assumed        true: inferred, and not read from the publisher
 */
@MayBeAbsent
public record CalendarDocument(LocalDate from, LocalDate to, List<Integer> closedWeekdays, List<ExceptionDay> exceptions, Boolean assumed,
        String source) {

    private static final int LONGEST_SOURCE = 1_000;
    private static final int MOST_EXCEPTIONS = 2_000;

    /** In the order of dates and weekdays, so that the same calendar has the same bytes however it was written. */
    CalendarDocument inOrder() {
        List<ExceptionDay> sorted = new ArrayList<>(exceptions);
        sorted.sort(Comparator.comparing(ExceptionDay::date));
        return new CalendarDocument(from, to, closedWeekdays.stream().distinct().sorted().toList(), sorted, assumed, source);
    }

    /** Every rule that is broken. */
    List<Refusal> refusals() {
        List<Refusal> refusals = new ArrayList<>();
        if (from == null || to == null || to.isBefore(from) || from.getYear() < 1900 || to.getYear() > 2199) {
            boolean begin = from == null || from.getYear() < 1900 || from.getYear() > 2199;
            refusals.add(Refusal.of("CALENDAR_MUST_END_AFTER_IT_BEGINS", begin ? "/from" : "/to", begin ? from : to, "Write from and to as days between 1900 and 2199, to not before from."));
        }
        if (closedWeekdays == null || closedWeekdays.stream().anyMatch(day -> day == null || day < 1 || day > 7) || closedWeekdays.size() > 6) {
            refusals.add(Refusal.of("WEEKDAY_MUST_BE_1_TO_7", "/closedWeekdays", closedWeekdays, "List ISO weekdays, 1 is Monday and 7 is Sunday; an empty list closes none."));
        }
        if (assumed == null) {
            refusals.add(Refusal.of("ASSUMED_MUST_BE_SAID", "/assumed", null, "Write true where the calendar was inferred, false where its publisher says so."));
        }
        if (!Code.isText(source, LONGEST_SOURCE)) {
            refusals.add(Refusal.of("SOURCE_MUST_BE_GIVEN", "/source", source, "Say where the calendar was read, in at most 1000 characters."));
        }
        if (exceptions == null || exceptions.size() > MOST_EXCEPTIONS) {
            refusals.add(Refusal.of("EXCEPTIONS_MUST_BE_LISTED", "/exceptions", exceptions == null ? null : exceptions.size() + " exceptions",
                    "Send a list of at most " + MOST_EXCEPTIONS + "; an empty list where there is none."));
            return refusals;
        }
        Set<LocalDate> seen = new HashSet<>();
        for (int i = 0; i < exceptions.size(); i++) {
            ExceptionDay day = exceptions.get(i);
            if (day == null || day.date() == null || refusals.isEmpty() && (day.date().isBefore(from) || day.date().isAfter(to))) {
                refusals.add(Refusal.of("EXCEPTION_MUST_LIE_IN_CALENDAR", "/exceptions/" + i + "/date", day == null ? null : day.date(), "Name a day between from and to."));
            } else if (!seen.add(day.date())) {
                refusals.add(Refusal.of("EXCEPTION_MUST_STAND_ONCE", "/exceptions/" + i + "/date", day.date(), "Remove one of the two."));
            } else if (!Code.isText(day.source(), LONGEST_SOURCE)) {
                refusals.add(Refusal.of("SOURCE_MUST_BE_GIVEN", "/exceptions/" + i + "/source", day.source(), "Say where the exception was read, in at most 1000 characters."));
            }
        }
        return refusals;
    }
}
