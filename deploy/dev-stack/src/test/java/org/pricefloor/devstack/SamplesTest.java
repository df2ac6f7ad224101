package org.pricefloor.devstack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.LocalDate;

import org.junit.jupiter.api.Test;

class SamplesTest {

    private static final LocalDate SUNDAY = LocalDate.parse("2026-03-01");

    @Test
    void datesRelativeToTodayAreFilledIn() {
        assertEquals("2026-03-01 2026-02-26", Samples.filledIn("${today} ${today-3}", SUNDAY));
        assertEquals("2026-03 2026-02 2025-03", Samples.filledIn("${month} ${month-1} ${month-12}", SUNDAY));
        assertEquals("2026-03-01 2026-02-28", Samples.filledIn("${month.start} ${month-1.end}", SUNDAY));
    }

    @Test
    void weekdaysLeaveOutSaturdaysAndSundays() {
        assertEquals("2026-02-27 2026-02-26 2026-02-20", Samples.filledIn("${weekday-0} ${weekday-1} ${weekday-5}", SUNDAY));
    }

    @Test
    void otherTextIsLeftAsItIs() {
        assertEquals("${amount} $1 \\", Samples.filledIn("${amount} $1 \\", SUNDAY));
    }
}
