package org.pricefloor.benchmarks.bulk;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.pricefloor.benchmarks.system.MeasuredSystem;
import org.pricefloor.benchmarks.workload.WorkloadW;

/**
 * What is measured.
 *
 * @param workload   its first set
 * @param warmUp     agreements of the run before the counted ones; 0: none
 * @param runs       counted runs of each contender
 * @param serviceJvm options of the service's JVM
 * @param folder     for state while it runs, and for the results
 * @param json       whether the table is printed as JSON
 */
public record BulkOptions(WorkloadW workload, int warmUp, int runs, String serviceJvm, Path folder, boolean json) {

    private static final int QUICK_AGREEMENTS = 500;
    private static final int WARM_UP = 200;
    private static final int RUNS = 5;

    /** The full size. */
    public static BulkOptions defaults() {
        return new BulkOptions(new WorkloadW(WorkloadW.SEED, 0, WorkloadW.AGREEMENTS, WorkloadW.MONTHS, WorkloadW.SERIES), WARM_UP, RUNS, MeasuredSystem.SERVICE_JVM,
                Path.of("target", "benchmarks"), false);
    }

    /** @throws IllegalArgumentException with the option that is not known or has no number, and what to write instead */
    public static BulkOptions of(List<String> arguments) {
        BulkOptions options = defaults();
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            WorkloadW w = options.workload;
            options = switch (option) {
                case "--quick" -> options.sized(new WorkloadW(w.seed(), 0, QUICK_AGREEMENTS, w.months(), w.series()));
                case "--agreements" -> options.sized(new WorkloadW(w.seed(), 0, number(option, rest), w.months(), w.series()));
                case "--months" -> options.sized(new WorkloadW(w.seed(), 0, w.agreements(), number(option, rest), w.series()));
                case "--series" -> options.sized(new WorkloadW(w.seed(), 0, w.agreements(), w.months(), number(option, rest)));
                case "--seed" -> options.sized(new WorkloadW(Long.parseLong(value(option, rest)), 0, w.agreements(), w.months(), w.series()));
                case "--runs" -> new BulkOptions(w, options.warmUp, number(option, rest), options.serviceJvm, options.folder, options.json);
                case "--warm-up" -> new BulkOptions(w, number(option, rest), options.runs, options.serviceJvm, options.folder, options.json);
                case "--service-jvm" -> new BulkOptions(w, options.warmUp, options.runs, value(option, rest), options.folder, options.json);
                case "--folder" -> new BulkOptions(w, options.warmUp, options.runs, options.serviceJvm, Path.of(value(option, rest)), options.json);
                case "--json" -> new BulkOptions(w, options.warmUp, options.runs, options.serviceJvm, options.folder, true);
                default -> throw new IllegalArgumentException("There is no option " + option + ". deploy/benchmark bulk --help lists them.");
            };
        }
        return options;
    }

    private BulkOptions sized(WorkloadW other) {
        return new BulkOptions(other, warmUp, runs, serviceJvm, folder, json);
    }

    private static int number(String option, Iterator<String> rest) {
        String value = value(option, rest);
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException("The option " + option + " needs a whole number, found " + value + ".", noNumber);
        }
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException("The option " + option + " needs a value. deploy/benchmark bulk --help says which.");
        }
        return rest.next();
    }
}
