package org.pricefloor.benchmarks.system;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waiting, where a measurement keeps its own time. */
public final class Pause {

    private Pause() {
    }

    public static void millis(long millis) {
        until(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** @param nanos as {@link System#nanoTime} counts; a moment that has passed is not waited for */
    public static void until(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new IllegalStateException("The measurement was interrupted");
            }
        }
    }
}
