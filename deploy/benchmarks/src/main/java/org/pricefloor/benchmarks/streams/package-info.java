/**
 * The contender that keeps no database: Kafka Streams with exactly-once processing, in a JVM of its own.
 *
 * <p>In: the same records, from topics of their own. Out: a topic of lines; it is settled when the offsets of all deliveries are committed,
 * which happens in one transaction with their lines.
 *
 * <p>The one thing to understand: it knows the order of arrival and no other. A delivery that comes late, or a price that is restated, finds
 * the cap used up and the line gone; the service settles those anew.
 */
package org.pricefloor.benchmarks.streams;
