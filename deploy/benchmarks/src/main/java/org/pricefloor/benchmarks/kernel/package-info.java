/**
 * The arithmetic alone, without database and broker: lines a second of one thread, and bytes that a line allocates.
 *
 * <p>In: an agreement of workload W, a month of prices and a delivery. Out: JMH's numbers, and whether they fell behind those that are
 * committed in {@code baseline.properties} by more than a tenth.
 *
 * <p>The one thing to understand: a line is counted in passes of a fixed loop of decimals that is measured in turns with it, in processor time, so that
 * the committed number holds on another machine and on a busy one. Bytes are guarded in every build as well: counted without the second
 * compiler they are the same in every run.
 */
package org.pricefloor.benchmarks.kernel;
