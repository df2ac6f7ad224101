/**
 * The kernel put to the proof: examples as sentences, properties a controller would sign, and scenarios that a domain expert
 * can edit ({@code src/test/resources/scenarios}).
 *
 * <p>In come hand-worked figures, out goes red or green. The one thing to understand: an expected amount is worked out in a
 * comment beside it, never copied from what the kernel answered.
 */
package org.pricefloor.kernel;
