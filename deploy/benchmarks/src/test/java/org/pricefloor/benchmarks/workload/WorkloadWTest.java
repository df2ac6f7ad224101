package org.pricefloor.benchmarks.workload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pricefloor.benchmarks.workload.WorkloadW.Delivery;

class WorkloadWTest {

    private static final WorkloadW SMALL = new WorkloadW(WorkloadW.SEED, 1, 40, 100, 5);

    @Test
    void theSameSeedGivesTheSameBytesAndAnotherSeedOthers() {
        assertArrayEquals(Facts.of(SMALL).deliveries(), Facts.of(SMALL).deliveries());
        assertNotEquals(SMALL.deliveries().toList(), new WorkloadW(WorkloadW.SEED + 1, 1, 40, 100, 5).deliveries().toList());
    }

    @Test
    void aSetDiffersFromAnotherInNamesAlone() {
        assertEquals(SMALL.deliveries().map(Delivery::quantity).toList(), SMALL.ofSet(2).deliveries().map(Delivery::quantity).toList());
        assertTrue(SMALL.ofSet(2).deliveries().noneMatch(delivery -> delivery.agreement().startsWith(SMALL.prefix())));
    }

    @Test
    void aSmallerSizeIsThePartOfALargerOne() {
        assertEquals(SMALL.delivery(7, 3), new WorkloadW(WorkloadW.SEED, 1, WorkloadW.AGREEMENTS, WorkloadW.MONTHS, 5).delivery(7, 3));
    }

    @Test
    void theCapIsReachedInMostYearsAndNoFloorIsAboveTheThreshold() {
        long reached = IntStream.range(0, SMALL.agreements()).filter(agreement -> IntStream.range(0, 12).mapToObj(month -> SMALL.delivery(agreement, month).quantity())
                .reduce(BigDecimal.ZERO, BigDecimal::add).compareTo(SMALL.agreement(agreement).capPerYear()) > 0).count();
        assertTrue(reached > SMALL.agreements() / 2 && reached < SMALL.agreements(), "agreements whose cap is reached in the first year: " + reached);
        assertTrue(IntStream.range(0, SMALL.agreements()).allMatch(agreement -> SMALL.agreement(agreement).floor().stream()
                .allMatch(step -> step.price().compareTo(WorkloadW.THRESHOLD) < 0)));
    }

    @Test
    void linesHaveTheirPlacesInTheOrderOfDeliveries() {
        int[] places = SMALL.deliveries().mapToInt(delivery -> SMALL.lineOf(delivery.agreement(), delivery.day().withDayOfMonth(1))).toArray();
        assertArrayEquals(IntStream.range(0, SMALL.lines()).toArray(), places, () -> Arrays.toString(places));
    }
}
