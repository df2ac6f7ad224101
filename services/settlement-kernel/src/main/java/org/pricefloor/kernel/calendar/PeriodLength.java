package org.pricefloor.kernel.calendar;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;

/** How long a settlement period is. Periods follow the calendar: a quarter begins in January, April, July or October. */
public enum PeriodLength {

    DAY("day") {
        @Override
        LocalDate startOf(LocalDate date) {
            return date;
        }

        @Override
        LocalDate next(LocalDate start) {
            return start.plusDays(1);
        }

        @Override
        String label(LocalDate start) {
            return start.toString();
        }
    },
    MONTH("month") {
        @Override
        LocalDate startOf(LocalDate date) {
            return date.withDayOfMonth(1);
        }

        @Override
        LocalDate next(LocalDate start) {
            return start.plusMonths(1);
        }

        @Override
        String label(LocalDate start) {
            return start.toString().substring(0, 7);
        }
    },
    QUARTER("quarter") {
        @Override
        LocalDate startOf(LocalDate date) {
            return date.withDayOfMonth(1).withMonth((date.getMonthValue() - 1) / 3 * 3 + 1);
        }

        @Override
        LocalDate next(LocalDate start) {
            return start.plusMonths(3);
        }

        @Override
        String label(LocalDate start) {
            return start.getYear() + "-Q" + ((start.getMonthValue() - 1) / 3 + 1);
        }
    };

    private final String term;

    PeriodLength(String term) {
        this.term = term;
    }

    abstract LocalDate startOf(LocalDate date);

    abstract LocalDate next(LocalDate start);

    abstract String label(LocalDate start);

    /** The word of the agreement: {@code day}, {@code month}, {@code quarter}. */
    public String term() {
        return term;
    }

    public static Optional<PeriodLength> ofTerm(String term) {
        return Arrays.stream(values()).filter(length -> length.term.equals(term)).findFirst();
    }
}
