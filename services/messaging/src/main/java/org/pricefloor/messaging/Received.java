package org.pricefloor.messaging;

import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.EventEnvelope;

/**
 * An event that arrived whole, to take effect here once.
 *
 * @param topic     the topic as Kafka names it
 * @param event     what {@code envelope.body()} says
 */
public record Received(String topic, int partition, long offset, EventEnvelope envelope, Event event) {
}
