/**
 * From a statement of a period to transfers between accounts.
 *
 * <p>In come the balances that the last run stated and those that this run states, by component and fund, out go the transfers
 * that lead from the one to the other, and once for each period what is set off between payable and receivable. The one thing to understand: a row of the journal is a transfer with one debit, one credit and an amount
 * above zero, so an entry that does not balance can not be written (rule 18).
 */
package org.pricefloor.kernel.journal;
