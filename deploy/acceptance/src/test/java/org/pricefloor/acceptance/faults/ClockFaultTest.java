package org.pricefloor.acceptance.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** One case of the part {@code clock}: back by ten minutes over the close of a period, in JVMs that believe to be in New York. */
class ClockFaultTest {

    @Test
    void aPeriodThatHasClosedStaysClosedWhenTheClockGoesBack() throws Exception {
        try (ClockMill mill = new ClockMill("fault-clock")) {
            Outcome outcome = mill.run(ClockFaults.tenMinutesBackInNewYork());
            System.out.println("Clock: " + outcome.counts());
            assertEquals(List.of(), outcome.violations());
        }
    }
}
