package org.pricefloor.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * On what and when something was measured.
 *
 * @param load runnable processes beside us when the measurement began, averaged over the minute before; above zero means that others
 *             were at work and the times are too long
 */
public record Machine(int cores, String processor, long memoryGib, String system, String java, double load, Instant at) {

    public static Machine now() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Machine(Runtime.getRuntime().availableProcessors(), processorName(), Math.round(system.getTotalMemorySize() / (double) (1L << 30)),
                System.getProperty("os.name") + " " + System.getProperty("os.version"), System.getProperty("java.vendor") + " " + Runtime.version(),
                system.getSystemLoadAverage(), Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    private static String processorName() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream().filter(line -> line.startsWith("model name")).findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse(System.getProperty("os.arch"));
        } catch (IOException notLinux) {
            return System.getProperty("os.arch");
        }
    }

    /** In a sentence. */
    public String told() {
        return String.format(Locale.ROOT, "%d cores (%s), %d GiB, %s, Java %s, load before the start %.1f, %s", cores, processor, memoryGib, system, java, load, at);
    }
}
