/**
 * The system as it is measured: broker, database and services in processes of their own, as {@code deploy/up} starts them, on free ports.
 *
 * <p>In: which services, and the options of their JVMs. Out: addresses, connections, a sender that stands for the relays upstream.
 *
 * <p>The one thing to understand: what is loaded before a measurement goes the way of all facts, over the topics, unless a benchmark says
 * that it was seeded.
 */
package org.pricefloor.benchmarks.system;
