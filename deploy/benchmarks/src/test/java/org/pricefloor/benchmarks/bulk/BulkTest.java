package org.pricefloor.benchmarks.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bulk measurement, small: that everybody settles the same, and that the instrument works. Its times mean little. */
class BulkTest {

    /** Of the bare writing of the same rows in the same run, with a JVM that has just started; a path that reads its history for each line is below it. */
    private static final double LEAST_RATIO_TO_RAW_COPY = 0.005;

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
        BulkResult.Comparison rawCopy = result.others().get(3);
        assertTrue(rawCopy.ratio() >= LEAST_RATIO_TO_RAW_COPY, result.ours().told() + " lines a second, " + rawCopy.theirs().who() + " " + rawCopy.theirs().told());
        assertEquals(1.0, inserted(result, "run"), "a line is settled by one run");
        assertEquals(1.0, inserted(result, "delivery_fact"), "of one fact");
        assertTrue(result.footprint().sum().bytes() > result.plainBytesWithIndices(), "journal, trace and outbox take more than lines and postings: " + result.footprint());
        assertTrue(BulkMain.json(result).contains("\"median\" : "));
        assertTrue(result.markdown().contains("| the whole service path against |"));
    }

    private static double inserted(BulkResult result, String table) {
        return result.footprint().tables().stream().filter(each -> each.name().equals(table)).findFirst().orElseThrow().inserted();
    }
}
