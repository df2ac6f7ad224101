/**
 * The arithmetic alone, without database and broker: lines a second of one thread, and bytes that a line allocates.
 *
 * <p>In: an agreement of workload W, a month of prices and a delivery. Out: JMH's numbers, and whether they fell behind those that are
 * committed in {@code baseline.properties} by more than a tenth.
 *
 * <p>The one thing to understand: a line is counted in passes of a fixed loop of decimals that is measured beside it, so that the committed
 * number holds on another machine.
 */
package org.pricefloor.benchmarks.kernel;
