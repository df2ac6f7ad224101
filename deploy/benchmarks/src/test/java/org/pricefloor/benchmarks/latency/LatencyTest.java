package org.pricefloor.benchmarks.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.pricefloor.benchmarks.report.Measure;
import org.pricefloor.benchmarks.report.Report;

class LatencyTest {

    private static final double SECONDS_OF_PATIENCE = 10;

    @Test
    void everyPricePostedAtASteadyRateIsSeenInItsLinesAndTheyAreRightToTheCent() throws Exception {
        Report report = LatencyBenchmark.run(List.of("--only", "pricefloor", "--seconds", "3", "--rate", "10", "--warm-up", "1", "--rounds", "1", "--days", "40"), System.out);
        Measure found = report.measures().get(0);
        System.out.printf("Latency of %s: %.1f ms, %s%n", found.what(), found.value(), found.note());
        assertTrue(found.value() < SECONDS_OF_PATIENCE * 1_000, found.toString());
    }

    @Test
    void aPercentileIsTheSmallestValueThatSoManyDoNotExceed() {
        Percentiles hundred = Percentiles.of(LongStream.rangeClosed(1, 100).map(millis -> millis * 1_000_000).toArray());
        assertEquals(new Percentiles(50, 90, 99, 100), hundred);
        assertEquals(2, Percentiles.median(new double[] {3, 1, 2}));
    }

    @Test
    void daysAreQuotedInTurnAndEachRevisionSaysSomethingElse() {
        Ground ground = new Ground(100, 40);
        assertEquals(ground.first(3).day(), ground.quote(3).day());
        assertEquals(2, ground.quote(39).revision());
        assertEquals(3, ground.quote(40).revision());
        assertTrue(ground.quote(40).price().compareTo(ground.quote(0).price()) != 0, "a revision says something else than the one before");
        assertEquals(4_000, ground.linesBefore(0).size());
    }
}
