/**
 * How fast the system is, beside others who do the same work on the same machine in the same run.
 *
 * <p>In: {@code deploy/benchmark} with what is to be measured and its size. Out: a table, as text, Markdown and JSON, and an exit code
 * that says whether a bound was crossed.
 *
 * <p>The one thing to understand: a time counts only after the outputs of all were found equal to the cent, and a ratio takes both its
 * numbers from one run.
 */
package org.pricefloor.benchmarks;
