/**
 * What would be: a draft, a price path or a fact before it is accepted, and what is known and not used.
 *
 * <p>In come questions with a token, out go periods as they stand and as they would be. The one thing to understand: the bench
 * rehearses with the kernel and the facts it would settle with, in a transaction that can not write; so what is shown is, to the
 * digest of each statement, what will be posted if exactly this arrives.
 */
package org.pricefloor.settlement.whatif;
