package org.pricefloor.benchmarks.bulk;

/**
 * What is wanted of a ratio of ours to theirs.
 *
 * @param goal       as many of our lines for one of theirs are wanted
 * @param failsBelow fewer are a failure
 */
public record Goal(double goal, double failsBelow) {

    String verdict(double ratio) {
        return ratio >= goal ? "met" : isCrossed(ratio) ? "FAILED" : "missed";
    }

    boolean isCrossed(double ratio) {
        return ratio < failsBelow;
    }
}
