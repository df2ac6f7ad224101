/**
 * The bulk table: workload W through the whole path of the settlement service, beside four others who settle the same facts or
 * write the same rows.
 *
 * <p>In: a size and a seed. Out: lines a second of each, as medians of runs taken in turns, the ratios with their goals and bounds, and
 * where time and disk go.
 *
 * <p>The one thing to understand: {@link org.pricefloor.benchmarks.bulk.Lines} compares what everybody settled, line by line and to the
 * cent, after every run; a difference ends the measurement.
 */
package org.pricefloor.benchmarks.bulk;
