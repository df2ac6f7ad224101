package org.pricefloor.benchmarks.kernel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.pricefloor.benchmarks.workload.WorkloadW;

/** Bytes are counted, not timed: however busy the machine is, the number is the same. Tests run without the second compiler. */
class KernelAllocationTest {

    private static final int ROUNDS = 10;
    private static final double TENTH_MORE = 1.1;
    /** Below it the count itself is broken, or the baseline is of another kernel. */
    private static final double HALF = 0.5;

    @Test
    void aLineAllocatesNoTenthMoreThanTheBaseline() throws Exception {
        double usual = Double.parseDouble(KernelBenchmark.baseline().getProperty("bytes-per-line-as-written"));
        KernelLines lines = new KernelLines();
        lines.workload();
        allMonths(lines);
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        for (int round = 0; round < ROUNDS; round++) {
            allMonths(lines);
        }
        double bytes = (thread.getCurrentThreadAllocatedBytes() - before) / (double) (ROUNDS * WorkloadW.MONTHS);
        System.out.printf("Allocated for a line of the kernel bytes=%.0f baseline=%.0f%n", bytes, usual);
        assertTrue(bytes <= usual * TENTH_MORE, "a line allocates " + bytes + " bytes, and " + usual + " by the baseline; if that is meant: deploy/benchmark kernel --write-baseline");
        assertTrue(bytes >= usual * HALF, "a line allocates " + bytes + " bytes, and " + usual + " by the baseline: write that anew");
    }

    private static void allMonths(KernelLines lines) {
        for (int month = 0; month < WorkloadW.MONTHS; month++) {
            lines.line();
        }
    }
}
