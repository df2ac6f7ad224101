package org.pricefloor.benchmarks.bulk;

/** Two contenders did not settle the same: none of their times counts. */
public final class OutputsDiffer extends RuntimeException {

    public OutputsDiffer(String what) {
        super(what);
    }
}
