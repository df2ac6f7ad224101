package org.pricefloor.benchmarks.latency;

import java.util.Arrays;

/** Percentiles of durations, in milliseconds: the smallest value that so many of a hundred do not exceed. */
public record Percentiles(double p50, double p90, double p99, double max) {

    private static final double NANOS_OF_A_MILLISECOND = 1e6;

    public static Percentiles of(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Percentiles(at(sorted, 50), at(sorted, 90), at(sorted, 99), sorted[sorted.length - 1] / NANOS_OF_A_MILLISECOND);
    }

    private static double at(long[] sorted, int percent) {
        int rank = (int) Math.ceil(sorted.length * percent / 100.0);
        return sorted[Math.max(0, rank - 1)] / NANOS_OF_A_MILLISECOND;
    }

    /** The middle one; of an even number the lower of the two in the middle. */
    public static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(sorted.length - 1) / 2];
    }

    @Override
    public String toString() {
        return String.format(java.util.Locale.ROOT, "p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, longest %.1f ms", p50, p90, p99, max);
    }
}
