package org.pricefloor.benchmarks.latency;

import java.util.concurrent.TimeUnit;
import org.pricefloor.benchmarks.system.Pause;

/** Sends at times that were fixed before, and measures from them. */
final class OpenLoop {

    private OpenLoop() {
    }

    /**
     * Sends {@code count} prices from number {@code from} on and waits until all are seen.
     *
     * @param scheduled told of each price the wall-clock moment, in nanoseconds of {@link System#nanoTime}, at which it was due
     * @return nanoseconds from the moment at which each should have been sent to its lines being seen, in the order of sending
     */
    static long[] run(Contender contender, Ground ground, int from, int count, int perSecond, long[] scheduled) {
        long gap = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long begun = System.nanoTime() + gap;
        for (int i = 0; i < count; i++) {
            scheduled[i] = begun + i * gap;
            Pause.until(scheduled[i]);
            contender.post(ground.quote(from + i));
        }
        contender.sightings().awaitAll(contender.name(), from, from + count);
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            nanos[i] = contender.sightings().of(from + i) - scheduled[i];
        }
        return nanos;
    }
}
