/**
 * What a benchmark says at its end.
 *
 * <p>In: measures, each with its goal and its bound. Out: a table on the terminal, the same as Markdown and JSON under
 * {@code target/benchmarks}, and the exit code.
 *
 * <p>The one thing to understand: a missed goal is told and is no failure; a crossed bound is one.
 */
package org.pricefloor.benchmarks.report;
