package org.pricefloor.lookout;

import java.util.function.Supplier;

/** An answer that is kept for a second: whoever asks more often, whether he may or not, costs nothing. */
final class Kept<T> {

    private static final long KEPT_FOR_NANOS = 1_000_000_000L;

    private final Supplier<T> source;
    private T answer;
    private long at;

    Kept(Supplier<T> source) {
        this.source = source;
    }

    synchronized T get() {
        if (answer == null || System.nanoTime() - at > KEPT_FOR_NANOS) {
            answer = source.get();
            at = System.nanoTime();
        }
        return answer;
    }
}
