/**
 * The ledger of lots and designations (rule 17).
 *
 * <p>In come lots with what they contain and which parents they were made of, and elections of contained kilograms for a period of an
 * agreement; out go certified deliveries. The one thing to understand: the lots that hang together are locked in the order of their
 * ids, whichever agreements they serve, and a write stands only if one flow of kilograms serves every designation among them
 * ({@link org.pricefloor.kernel.lot.Ancestry}).
 */
package org.pricefloor.registry.lot;
