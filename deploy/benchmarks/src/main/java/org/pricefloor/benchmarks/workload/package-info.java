/**
 * What is to be settled: facts made from a seed, the same for everybody who settles them.
 *
 * <p>In: a seed and a size. Out: the facts as events, and the same facts as plain values for those who know no events.
 *
 * <p>The one thing to understand: a fact is computed from the seed and its own number, so that any of them can be asked for at any time,
 * in any order, without the others.
 */
package org.pricefloor.benchmarks.workload;
