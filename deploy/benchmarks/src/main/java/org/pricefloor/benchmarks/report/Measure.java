package org.pricefloor.benchmarks.report;

/**
 * A number that was measured, beside what it should be.
 *
 * @param what    the work
 * @param against whom or what it stands beside; {@code -}: nothing
 * @param value   in {@code unit}
 * @param unit    for instance {@code x} of a ratio, {@code ms}, {@code rows}
 * @param goal    null: none, the number is reported
 * @param fails   the bound; null: none
 * @param better  which way is better
 * @param note    how the number came about, short
 */
public record Measure(String what, String against, double value, String unit, Double goal, Double fails, Better better, String note) {

    /** Which way is better. */
    public enum Better { LOWER, HIGHER }

    /** A number without a goal. */
    public static Measure reported(String what, double value, String unit, String note) {
        return new Measure(what, "-", value, unit, null, null, Better.LOWER, note);
    }

    /** A number that should be at most its goal. */
    public static Measure atMost(String what, String against, double value, String unit, double goal, double fails, String note) {
        return new Measure(what, against, value, unit, goal, fails, Better.LOWER, note);
    }

    /** A number that should be at least its goal. */
    public static Measure atLeast(String what, String against, double value, String unit, double goal, double fails, String note) {
        return new Measure(what, against, value, unit, goal, fails, Better.HIGHER, note);
    }

    /** {@code met}, {@code missed}, {@code FAILED} or {@code reported}. */
    public String verdict() {
        if (goal == null) {
            return "reported";
        }
        if (isWorseThan(fails)) {
            return "FAILED";
        }
        return isWorseThan(goal) ? "missed" : "met";
    }

    boolean isFailed() {
        return verdict().equals("FAILED");
    }

    private boolean isWorseThan(double bound) {
        return better == Better.LOWER ? value > bound : value < bound;
    }
}
