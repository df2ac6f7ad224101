package org.pricefloor.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a JVM holds.
 *
 * @param liveBytes     objects that a full collection leaves
 * @param residentBytes memory of the process
 */
record Heap(long liveBytes, long residentBytes) {

    /** Collects, and counts. The process stands still for it. */
    static Heap of(long pid) throws IOException, InterruptedException {
        long resident = Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream().filter(line -> line.startsWith("VmRSS")).findFirst()
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10).orElseThrow();
        Process histogram = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), "GC.class_histogram")
                .redirectErrorStream(true).start();
        List<String> lines = new String(histogram.getInputStream().readAllBytes()).lines().toList();
        if (histogram.waitFor() != 0 || lines.isEmpty()) {
            throw new IllegalStateException("jcmd could not count the heap of process " + pid + ": " + lines);
        }
        String total = lines.stream().filter(line -> line.startsWith("Total")).findFirst()
                .orElseThrow(() -> new IllegalStateException("jcmd told no total: " + lines.get(lines.size() - 1)));
        return new Heap(Long.parseLong(total.strip().split("\\s+")[2]), resident);
    }
}
