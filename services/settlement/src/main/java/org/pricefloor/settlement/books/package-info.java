/**
 * How runs, transfers and events are written: set-based, by one writer per table, in the bench's transaction.
 *
 * <p>In come settled and parked periods with the balances they start from, out go rows and outbox events. The one thing to
 * understand: the books are numbered under one lock with a time that never runs backwards, so an answer given as known at T is
 * given again.
 */
package org.pricefloor.settlement.books;
