/**
 * Certified quantities, and what else is certified or decided about a period.
 *
 * <p>In come deliveries, measures and decisions with their revisions, out goes the eligible quantity of a period. The one thing to
 * understand: of each lot only the highest revision counts, and its own delivery date decides the period, so a revision can move
 * a lot.
 */
package org.pricefloor.kernel.delivery;
