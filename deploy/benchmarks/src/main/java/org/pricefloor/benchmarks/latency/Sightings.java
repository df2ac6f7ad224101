package org.pricefloor.benchmarks.latency;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.pricefloor.benchmarks.system.Pause;

/** When the lines of each price were seen, as {@link System#nanoTime} counts. */
final class Sightings {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<Integer, Long> seen = new ConcurrentHashMap<>();
    private volatile Throwable failure;

    void seen(int number) {
        seen.put(number, System.nanoTime());
    }

    /** What ends the measurement. */
    void failed(Throwable cause) {
        failure = cause;
    }

    long of(int number) {
        return seen.get(number);
    }

    /** @throws IllegalStateException if not all are seen in time */
    void awaitAll(String contender, int from, int to) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int number = from; number < to; number++) {
            while (!seen.containsKey(number)) {
                if (failure != null) {
                    throw new IllegalStateException(contender + " failed: " + failure, failure);
                }
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("The lines of price " + number + " were not seen at " + contender + " within " + PATIENCE.toSeconds()
                            + " s: it fell behind by more than the days of the ground, or lost it. A lower --rate, or more --days, tells which");
                }
                Pause.millis(1);
            }
        }
    }
}
