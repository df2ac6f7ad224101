/**
 * How long {@code deploy/up} takes, built, from an empty state to services that say that they are ready.
 *
 * <p>In: how often, and how many services. Out: seconds from the command's first moment to its return, samples left out.
 *
 * <p>The one thing to understand: it is the command itself that is timed, as a person calls it, with the start of its own shell and JVM.
 */
package org.pricefloor.benchmarks.start;
