package org.pricefloor.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReportTest {

    @Test
    void aGoalIsMetAtTheGoalAndMissedUpToTheBound() {
        assertEquals("met", Measure.atMost("time", "other", 0.3, "x", 0.3, 0.5, "").verdict());
        assertEquals("missed", Measure.atMost("time", "other", 0.5, "x", 0.3, 0.5, "").verdict());
        assertEquals("FAILED", Measure.atMost("time", "other", 0.51, "x", 0.3, 0.5, "").verdict());
        assertEquals("met", Measure.atLeast("rows", "other", 80, "x", 80, 20, "").verdict());
        assertEquals("missed", Measure.atLeast("rows", "other", 20, "x", 80, 20, "").verdict());
        assertEquals("FAILED", Measure.atLeast("rows", "other", 19.9, "x", 80, 20, "").verdict());
        assertEquals("reported", Measure.reported("bytes", 1, "bytes", "").verdict());
    }

    @Test
    void onlyACrossedBoundMakesTheExitCodeOne() {
        Report report = new Report("test", Map.of());
        assertEquals(0, report.add(Measure.atMost("time", "other", 0.5, "x", 0.3, 0.5, "")).exitCode());
        assertEquals(Report.BOUND_CROSSED, report.add(Measure.atMost("time", "other", 0.6, "x", 0.3, 0.5, "")).exitCode());
    }

    @Test
    void theTableHasALineForEachMeasure() {
        String table = new Report("test", Map.of()).add(Measure.atMost("time", "other", 12_345.6, "ms", 20_000, 30_000, "so")).markdown();
        assertTrue(table.contains("| time | other | 12,346 ms | 20,000 ms | 30,000 ms | met | so |"), table);
    }

    @Test
    void aWordThatNobodyKnowsIsRefusedWithThoseThatAre() {
        Arguments.NotUnderstood refused = assertThrows(Arguments.NotUnderstood.class, () -> new Arguments(List.of("--minute", "3"), Set.of("--minutes"), Set.of()));
        assertTrue(refused.getMessage().contains("--minutes"), refused.getMessage());
        assertThrows(Arguments.NotUnderstood.class, () -> new Arguments(List.of("--minutes"), Set.of("--minutes"), Set.of()));
        assertThrows(Arguments.NotUnderstood.class, () -> new Arguments(List.of("--minutes", "0"), Set.of("--minutes"), Set.of()).number("--minutes", 1));
    }
}
