package org.pricefloor.settlement.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SetAsideTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final SetAside aside = new SetAside();

    @Test
    void afterARoundOfSeveralHasFailedAsManyRoundsTakeOneEach() {
        assertEquals(500, aside.agreementsAtMost(500));
        aside.failed(Set.of("A", "B", "C"), "why", 0);
        assertEquals(Set.of(), aside.at(0), "nobody knows whose fault it was");
        for (int round = 0; round < 3; round++) {
            assertEquals(1, aside.agreementsAtMost(500));
            aside.passed(Set.of("A"));
        }
        assertEquals(500, aside.agreementsAtMost(500));
    }

    @Test
    void oneThatFailsAloneIsLeftOutTwiceAsLongEachTimeAndAtMostTenMinutes() {
        aside.failed(List.of("A"), "why", 0);
        assertEquals(Set.of("A"), aside.at(SECOND - 1));
        assertEquals(Set.of(), aside.at(SECOND));
        aside.failed(List.of("A"), "why", SECOND);
        assertEquals(Set.of("A"), aside.at(3 * SECOND - 1));
        assertEquals(Set.of(), aside.at(3 * SECOND));
        for (int time = 0; time < 20; time++) {
            aside.failed(List.of("A"), "why", 0);
        }
        assertEquals(Set.of("A"), aside.at(600 * SECOND - 1));
        assertEquals(Set.of(), aside.at(600 * SECOND));
        assertTrue(aside.words().get(0).startsWith("A for 600 s: why"), aside.words().toString());
    }

    @Test
    void whatHasPassedIsForgotten() {
        aside.failed(List.of("A"), "why", 0);
        aside.failed(List.of("B"), "why", 0);
        aside.passed(Set.of("A", "C"));
        assertEquals(Set.of("B"), aside.at(0));
        aside.failed(List.of("A"), "again", 0);
        assertEquals(Set.of(), aside.at(SECOND), "from the beginning");
    }
}
