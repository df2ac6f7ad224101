/**
 * Where what is due is settled.
 *
 * <p>In come due rows and closing times, out go runs through the books. The one thing to understand: a round is one transaction. It
 * takes due rows, locks the agreements they touch in the order of their ids, reads the shelf up to a cut-off, lets the kernel
 * settle, and posts what changed; a crash anywhere leaves the due rows for the next round.
 * A {@code Rehearsal} reads and computes the same and writes nothing.
 */
package org.pricefloor.settlement.bench;
