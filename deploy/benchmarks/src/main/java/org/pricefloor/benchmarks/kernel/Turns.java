package org.pricefloor.benchmarks.kernel;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.pricefloor.benchmarks.latency.Percentiles;

/**
 * Lines and passes of the reference loop in turns on one thread, each counted in the processor time of that thread: what else the machine
 * does takes as much from the one as from the other.
 */
final class Turns {

    private static final long TURN_NANOS = 20_000_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** The result of each piece of work goes here, so that none of it is left out as of no use. */
    private static volatile Object seen;

    private Turns() {
    }

    /**
     * Lines that are settled in the processor time of a pass of the reference loop: the median of the turns.
     *
     * @param each processor time of the warm-up, and then of what counts
     */
    static double linesPerPass(Duration each) throws Exception {
        KernelLines lines = new KernelLines();
        lines.workload();
        ratios(lines, each);
        return Percentiles.median(ratios(lines, each).stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static List<Double> ratios(KernelLines lines, Duration each) {
        List<Double> ratios = new ArrayList<>();
        for (long end = THREADS.getCurrentThreadCpuTime() + each.toNanos(); THREADS.getCurrentThreadCpuTime() < end;) {
            double line = nanosOf(() -> seen = lines.line());
            double pass = nanosOf(() -> seen = lines.reference());
            ratios.add(pass / line);
        }
        return ratios;
    }

    /** Processor time of one piece of work, on average of a turn. */
    private static double nanosOf(Runnable work) {
        long began = THREADS.getCurrentThreadCpuTime();
        long passed = 0;
        int done = 0;
        while (passed < TURN_NANOS) {
            for (int i = 0; i < 10; i++) {
                work.run();
            }
            done += 10;
            passed = THREADS.getCurrentThreadCpuTime() - began;
        }
        return passed / (double) done;
    }
}
