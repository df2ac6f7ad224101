package org.pricefloor.benchmarks.workload;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.pricefloor.contracts.Event;
import org.pricefloor.messaging.EventJson;

/**
 * The facts of a set, made before any clock starts: the events of the ground, and of each delivery the bytes that travel.
 *
 * @param ground     calendars, series, prices and agreements
 * @param deliveries JSON, in the order in which they are handed in
 */
public record Facts(WorkloadW workload, List<Event> ground, byte[][] deliveries) {

    public static Facts of(WorkloadW workload) {
        byte[][] deliveries = workload.deliveries().map(delivery -> EventJson.write(WorkloadW.certified(delivery))).toArray(byte[][]::new);
        return new Facts(workload, workload.ground(), deliveries);
    }

    /** As a CSV file of agreement, lot, day, quantity and unit would hold them, in bytes: the raw rows that went in. */
    public long rawBytes() {
        return workload.deliveries().mapToLong(delivery -> String.join(",", delivery.agreement(), delivery.lot(), delivery.day().toString(),
                delivery.quantity().toPlainString(), "kg\n").getBytes(StandardCharsets.UTF_8).length).sum();
    }
}
