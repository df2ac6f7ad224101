/**
 * The workings of a result, step by step.
 *
 * <p>In come the steps as the arithmetic takes them, out goes a list that a person can follow with a pocket calculator:
 * formula, each input with the id of the fact it was read from, result, rounding. The one thing to understand: the trace is
 * written by the same lines that compute, so it can not tell another story than the amount.
 */
package org.pricefloor.kernel.trace;
