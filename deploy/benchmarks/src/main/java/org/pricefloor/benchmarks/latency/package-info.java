/**
 * How long it takes from a price to a hundred lines that others can see, at a steady rate.
 *
 * <p>Prices are sent at times that were fixed before, whether or not the answers keep up, and every time counts from the moment at which the
 * price should have been sent: whoever falls behind pays for it. Three take the same prices in turn: the services (HTTP in, journal out), a
 * Kafka Streams application under {@code exactly_once_v2}, and a SQL procedure that does it in one commit.
 *
 * <p>The one thing to understand: visible means committed and read. Of the services that is a run row read from the database by another
 * connection; of Kafka Streams a record read by a {@code read_committed} consumer; of the procedure its return.
 */
package org.pricefloor.benchmarks.latency;
