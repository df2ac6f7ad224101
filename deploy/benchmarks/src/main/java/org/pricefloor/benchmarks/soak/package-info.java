/**
 * Half an hour at a steady load: whether the time from a fact to its line, the memory or the lag grows.
 *
 * <p>In: revised deliveries at six tenths of the rate that the same machine settled a moment before, second by second, at times fixed before.
 * Out: the last third beside the first.
 *
 * <p>The one thing to understand: the rate is found in the same run, so that the load is the same share of any machine.
 */
package org.pricefloor.benchmarks.soak;
