package org.pricefloor.messaging;

import java.util.UUID;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.EventEnvelope;

/**
 * An event that arrived whole, to take effect here once.
 *
 * @param topic     the topic as Kafka names it
 * @param event     what {@code envelope.body()} says
 * @param trace     what it goes back to; null: nothing that is known
 */
public record Received(String topic, int partition, long offset, EventEnvelope envelope, Event event, UUID trace) {

    /** Without a trace. */
    public Received(String topic, int partition, long offset, EventEnvelope envelope, Event event) {
        this(topic, partition, offset, envelope, event, null);
    }
}
