/**
 * Money, quantities, prices per unit, and the one way in which each is rounded.
 *
 * <p>In come decimals with their units, out go decimals with their units. The one thing to understand: nothing here rounds
 * unless it is handed a {@link org.pricefloor.kernel.money.Rounding}, and a rounding is always a term of an agreement.
 * Between the named places arithmetic carries the 34 digits of {@link org.pricefloor.kernel.money.Arithmetic#CONTEXT}.
 */
package org.pricefloor.kernel.money;
