package org.pricefloor.benchmarks.bulk;

import org.pricefloor.benchmarks.workload.Facts;

/** One who settles the workload. A run is {@link #prepare}, {@link #settle} by the clock, {@link #lines}, in this order. */
public interface Contender extends AutoCloseable {

    /** As the table calls it. */
    String name();

    /** Forgets the run before and loads what has to be known before the first delivery; not by the clock. */
    void prepare(Facts facts);

    /** From the first delivery to the last line, durable and visible to others. */
    void settle();

    /** What was settled; not by the clock. */
    Lines lines();

    @Override
    void close();
}
