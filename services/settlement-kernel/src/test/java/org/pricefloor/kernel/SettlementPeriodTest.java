package org.pricefloor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.pricefloor.kernel.calendar.PeriodLength;
import org.pricefloor.kernel.calendar.PricingCalendar;
import org.pricefloor.kernel.calendar.SettlementPeriod;

class SettlementPeriodTest {

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final ZoneId LONDON = ZoneId.of("Europe/London");

    private static SettlementPeriod day(String day) {
        return SettlementPeriod.containing(PeriodLength.DAY, LocalDate.parse(day));
    }

    private static SettlementPeriod quarter(String day) {
        return SettlementPeriod.containing(PeriodLength.QUARTER, LocalDate.parse(day));
    }

    @Test
    void theFirstQuarterOfALeapYearHas91Days() {
        SettlementPeriod period = quarter("2028-02-29");
        assertEquals("2028-Q1", period.label());
        assertEquals(LocalDate.of(2028, 3, 31), period.to());
        assertEquals(91, period.from().datesUntil(period.to().plusDays(1)).count());
        assertEquals("2028-Q2", period.next().label());
    }

    @Test
    void aMonthEndsOnTheLeapDay() {
        assertEquals(LocalDate.of(2028, 2, 29), SettlementPeriod.containing(PeriodLength.MONTH, LocalDate.of(2028, 2, 1)).to());
        assertEquals(LocalDate.of(2100, 2, 28), SettlementPeriod.containing(PeriodLength.MONTH, LocalDate.of(2100, 2, 1)).to());
    }

    @Test
    void inNewYorkTheDayOfTheClockChangeClosesAtLocalMidnight() {
        // Clocks go forward on 8 March 2026 and back on 1 November 2026.
        assertEquals(Instant.parse("2026-03-08T05:00:00Z"), day("2026-03-06").closesAt(NEW_YORK, 1));
        assertEquals(Instant.parse("2026-03-09T04:00:00Z"), day("2026-03-07").closesAt(NEW_YORK, 1));
        assertEquals(Instant.parse("2026-11-01T04:00:00Z"), day("2026-10-30").closesAt(NEW_YORK, 1));
        assertEquals(Instant.parse("2026-11-02T05:00:00Z"), day("2026-10-31").closesAt(NEW_YORK, 1));
    }

    @Test
    void inLondonTheDayOfTheClockChangeClosesAtLocalMidnight() {
        // Clocks go forward on 29 March 2026.
        assertEquals(Instant.parse("2026-03-29T00:00:00Z"), day("2026-03-27").closesAt(LONDON, 1));
        assertEquals(Instant.parse("2026-03-29T23:00:00Z"), day("2026-03-28").closesAt(LONDON, 1));
        assertEquals(Instant.parse("2026-04-01T23:00:00Z"), quarter("2026-01-01").closesAt(LONDON, 1));
    }

    @Test
    void whereMidnightIsSkippedTheDayBeginsAtItsFirstInstant() {
        // In Sao Paulo 4 November 2018 began at 01:00.
        assertEquals(Instant.parse("2018-11-04T03:00:00Z"), day("2018-11-02").closesAt(ZoneId.of("America/Sao_Paulo"), 1));
    }

    @Test
    void aCloseLagOfZeroClosesAtTheEndOfThePeriod() {
        assertEquals(Instant.parse("2026-04-01T04:00:00Z"), quarter("2026-03-31").closesAt(NEW_YORK, 0));
    }

    @Test
    void aPeriodBeginsWhereTheCalendarSays() {
        assertThrows(IllegalArgumentException.class, () -> new SettlementPeriod(PeriodLength.QUARTER, LocalDate.of(2026, 2, 1)));
        assertThrows(IllegalArgumentException.class, () -> new SettlementPeriod(PeriodLength.MONTH, LocalDate.of(2026, 2, 2)));
    }

    @Property
    void everyDayLiesInExactlyOnePeriodOfEachLength(@ForAll @IntRange(min = -20000, max = 80000) int epochDay, @ForAll PeriodLength length) {
        LocalDate date = LocalDate.ofEpochDay(epochDay);
        SettlementPeriod period = SettlementPeriod.containing(length, date);
        assertEquals(true, period.contains(date));
        assertEquals(false, period.next().contains(date));
        assertEquals(period.to().plusDays(1), period.next().from());
        assertEquals(period, SettlementPeriod.containing(length, period.to()));
    }

    @Test
    void aCalendarThatWasNotPublishedForAYearDoesNotKnowItsHolidays() {
        PricingCalendar calendar = new PricingCalendar("C", "f", LocalDate.of(2026, 1, 1), LocalDate.of(2026, 12, 31), Market.WEEKEND,
                List.of(), false);
        assertThrows(IllegalArgumentException.class, () -> calendar.isPricingDay(LocalDate.of(2027, 1, 1)));
        assertThrows(IllegalArgumentException.class, () -> calendar.isPricingDay(LocalDate.of(2025, 12, 31)));
    }

    @Property
    void howFarAPriceCarriesIsTheSameLookingBackAndLookingAhead(@ForAll @IntRange(min = 20454, max = 20818) int epochDay,
                                                               @ForAll @IntRange(max = 30) int pricingDays) {
        PricingCalendar calendar = new PricingCalendar("C", "f", LocalDate.of(2026, 3, 1), LocalDate.of(2026, 10, 31), Market.WEEKEND,
                List.of(new PricingCalendar.ExceptionDay(LocalDate.of(2026, 5, 1), false, "holiday"),
                        new PricingCalendar.ExceptionDay(LocalDate.of(2026, 5, 9), true, "make-up Saturday")), false);
        LocalDate day = LocalDate.ofEpochDay(epochDay);
        LocalDate earliest = calendar.earliestCarriedTo(day, pricingDays);
        assertEquals(true, calendar.pricingDaysBetween(earliest, day) <= pricingDays);
        assertEquals(true, calendar.pricingDaysBetween(earliest.minusDays(1), day) > pricingDays);
        LocalDate latest = calendar.latestCarriedFrom(day, pricingDays);
        assertEquals(true, calendar.pricingDaysBetween(day, latest) <= pricingDays);
        assertEquals(true, calendar.pricingDaysBetween(day, latest.plusDays(1)) > pricingDays);
    }

    @Test
    void stalenessCountsPricingDaysAndBeforeTheCalendarItsWeekdays() {
        PricingCalendar calendar = new PricingCalendar("C", "f", LocalDate.of(2026, 1, 1), LocalDate.of(2026, 12, 31), Market.WEEKEND,
                List.of(new PricingCalendar.ExceptionDay(LocalDate.of(2026, 1, 1), false, "New Year")), false);
        // Tuesday 30 December; Wednesday 31st counts by its weekday, New Year's Day is closed, Friday 2 January counts.
        assertEquals(2, calendar.pricingDaysBetween(LocalDate.of(2025, 12, 30), LocalDate.of(2026, 1, 2)));
        assertEquals(0, calendar.pricingDaysBetween(LocalDate.of(2026, 1, 2), LocalDate.of(2026, 1, 4)));
    }

    // ---- labels and order

    @Test
    void aPeriodIsCalledByItsDayMonthOrQuarter() {
        assertEquals("2026-03-05", day("2026-03-05").label());
        assertEquals("2026-03", SettlementPeriod.containing(PeriodLength.MONTH, LocalDate.of(2026, 3, 31)).label());
        assertEquals("2026-Q1", quarter("2026-03-31").label());
        assertEquals("2026-Q4", quarter("2026-10-01").label());
        assertEquals("2026-Q4", quarter("2026-12-31").toString());
    }

    @Test
    void periodsAreInTheOrderOfTheirFirstDays() {
        assertEquals(List.of(quarter("2025-12-31"), quarter("2026-01-01"), quarter("2026-04-01")),
                List.of(quarter("2026-04-01"), quarter("2025-12-31"), quarter("2026-01-01")).stream().sorted().toList());
    }

    // ---- calendars that are none

    private static PricingCalendar of2026(PricingCalendar.ExceptionDay... exceptions) {
        return new PricingCalendar("C", "calendar/C/v1", LocalDate.of(2026, 1, 1), LocalDate.of(2026, 12, 31), Market.WEEKEND, List.of(exceptions), false);
    }

    @Test
    void aCalendarKnowsItsDaysIncludingTheFirstAndTheLast() {
        PricingCalendar calendar = of2026();
        assertEquals("calendar/C/v1", calendar.fact());
        assertEquals(LocalDate.of(2026, 1, 1), calendar.from());
        assertEquals(LocalDate.of(2026, 12, 31), calendar.to());
        assertEquals(true, calendar.isPricingDay(calendar.from()) && calendar.isPricingDay(calendar.to()));
        assertEquals(List.of(LocalDate.of(2026, 3, 6), LocalDate.of(2026, 3, 9)), calendar.pricingDays(LocalDate.of(2026, 3, 6), LocalDate.of(2026, 3, 9)));
    }

    @Test
    void anExceptionOutsideTheRangeOrNamedTwiceIsRefused() {
        var holiday = new PricingCalendar.ExceptionDay(LocalDate.of(2026, 5, 1), false, "test");
        assertThrows(IllegalArgumentException.class, () -> of2026(holiday, holiday));
        assertThrows(IllegalArgumentException.class, () -> of2026(new PricingCalendar.ExceptionDay(LocalDate.of(2027, 1, 1), false, "test")));
        assertThrows(IllegalArgumentException.class,
                () -> new PricingCalendar("C", "f", LocalDate.of(2026, 1, 2), LocalDate.of(2026, 1, 1), Market.WEEKEND, List.of(), false));
        PricingCalendar ofOneDay = new PricingCalendar("C", "f", LocalDate.of(2026, 1, 1), LocalDate.of(2026, 1, 1), Market.WEEKEND, List.of(), false);
        assertEquals(true, ofOneDay.covers(LocalDate.of(2026, 1, 1)));
    }

    @Test
    void aCalendarWithoutAnyOpenDayIsSearchedForFiveYearsAndNoLonger() {
        PricingCalendar closed = new PricingCalendar("C", "f", LocalDate.of(2026, 1, 1), LocalDate.of(2026, 12, 31), EnumSet.allOf(DayOfWeek.class), List.of(), false);
        assertEquals(LocalDate.of(2021, 6, 1), closed.earliestCarriedTo(LocalDate.of(2026, 6, 1), 0));
        assertEquals(LocalDate.of(2031, 6, 1), closed.latestCarriedFrom(LocalDate.of(2026, 6, 1), 0));
    }
}
