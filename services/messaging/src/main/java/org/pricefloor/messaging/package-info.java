/**
 * The corridors between the services: how an event is written down, carried and taken in.
 *
 * <p>In comes an {@link org.pricefloor.contracts.Event} inside the transaction of the change it tells of
 * ({@link org.pricefloor.messaging.Outbox}); a relay gives it a position and publishes it
 * ({@link org.pricefloor.messaging.OutboxRelay}); on the other side a batch of events takes effect in one transaction
 * with its watermark ({@link org.pricefloor.messaging.BatchIntake}).
 *
 * <p>The one thing to understand: delivery is at least once, and a repeated record always bears the position it bore the
 * first time. That position, and not Kafka's offset, decides whether an event has taken effect here.
 */
package org.pricefloor.messaging;
