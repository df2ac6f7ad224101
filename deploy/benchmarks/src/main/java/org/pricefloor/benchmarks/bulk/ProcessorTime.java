package org.pricefloor.benchmarks.bulk;

import java.time.Duration;
import java.util.stream.Stream;

/** Processor time of the three who settle: where each microsecond of a line goes. */
public record ProcessorTime(Duration service, Duration database, Duration broker) {

    /** What a process and its children that still live have used. */
    static Duration of(long pid) {
        return ProcessHandle.of(pid).map(process -> Stream.concat(Stream.of(process), process.descendants())
                .map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO)).reduce(Duration.ZERO, Duration::plus)).orElse(Duration.ZERO);
    }

    ProcessorTime since(ProcessorTime before) {
        return new ProcessorTime(service.minus(before.service), database.minus(before.database), broker.minus(before.broker));
    }
}
