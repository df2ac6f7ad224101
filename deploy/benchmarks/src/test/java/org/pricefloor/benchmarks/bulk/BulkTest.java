package org.pricefloor.benchmarks.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bulk measurement, small: that everybody settles the same, and that the instrument works. Its times mean little. */
class BulkTest {

    /** Far below what any machine does, and far above what a path would do that reads its whole history for each line. */
    private static final double LEAST_LINES_PER_SECOND = 20;

    @Test
    void everybodySettlesTheSameToTheCentAndTheRatesAreTold() throws IOException {
        BulkOptions options = BulkOptions.of(List.of("--agreements", "100", "--months", "24", "--series", "10", "--warm-up", "0", "--runs", "1",
                "--folder", Path.of("target", "bulk-test").toString()));
        BulkResult result;
        try (Bulk bulk = new Bulk(options, System.out)) {
            result = bulk.measure();
        }
        assertTrue(result.totals().startsWith("2400 lines, "), result.totals());
        assertEquals(4, result.others().size());
        assertTrue(result.ours().median() >= LEAST_LINES_PER_SECOND, "lines a second of the whole path: " + result.ours().told());
        assertEquals(1.0, inserted(result, "run"), "a line is settled by one run");
        assertEquals(1.0, inserted(result, "delivery_fact"), "of one fact");
        assertTrue(result.footprint().sum().bytes() > result.plainBytesWithIndices(), "journal, trace and outbox take more than lines and postings: " + result.footprint());
        assertTrue(BulkMain.json(result).contains("\"linesPerSecond\""));
        assertTrue(result.markdown().contains("| the whole service path against |"));
    }

    private static double inserted(BulkResult result, String table) {
        return result.footprint().tables().stream().filter(each -> each.name().equals(table)).findFirst().orElseThrow().inserted();
    }
}
