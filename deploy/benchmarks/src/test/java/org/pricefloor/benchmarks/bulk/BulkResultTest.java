package org.pricefloor.benchmarks.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class BulkResultTest {

    @Test
    void theMedianIsTheMiddleRun() {
        assertEquals(30, new BulkResult.Rates("ours", List.of(10.0, 90.0, 30.0), 0).median());
        assertEquals(20, new BulkResult.Rates("ours", List.of(10.0, 30.0), 0).median());
    }

    @Test
    void aRatioIsMetMissedOrFailed() {
        Goal goal = new Goal(0.35, 0.20);
        assertEquals(List.of("met", "missed", "missed", "FAILED"), List.of(goal.verdict(0.35), goal.verdict(0.349), goal.verdict(0.20), goal.verdict(0.199)));
        assertTrue(goal.isCrossed(0.199));
        assertFalse(goal.isCrossed(0.20));
    }

    @Test
    void anUnknownOptionAndOneWithoutItsNumberAreRefusedWithASentence() {
        assertEquals("There is no option --fast. deploy/benchmark bulk --help lists them.",
                assertThrows(IllegalArgumentException.class, () -> BulkOptions.of(List.of("--fast"))).getMessage());
        assertEquals("The option --runs needs a whole number, found many.",
                assertThrows(IllegalArgumentException.class, () -> BulkOptions.of(List.of("--runs", "many"))).getMessage());
        assertEquals("The option --runs needs a value. deploy/benchmark bulk --help says which.",
                assertThrows(IllegalArgumentException.class, () -> BulkOptions.of(List.of("--runs"))).getMessage());
    }

    @Test
    void withoutOptionsTheFullWorkloadIsMeasured() {
        assertEquals(500_000, BulkOptions.of(List.of()).workload().lines());
        assertEquals(50_000, BulkOptions.of(List.of("--quick")).workload().lines());
    }
}
