/**
 * The settlement service: what a spot price below a floor becomes.
 *
 * <p>Rooms, in the order in which a price walks through them: {@code shelf} numbers and keeps the facts that arrive;
 * {@code bench} takes what is due, asks the kernel and posts the difference, one transaction a batch; {@code books} writes
 * runs, transfers and events set-based; {@code statement} answers what is, {@code whatif} what would be. The corridor takes the
 * events away.
 */
package org.pricefloor.settlement;
