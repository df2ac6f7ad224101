/**
 * What the books say, to those who may ask.
 *
 * <p>In come questions with a token, out go runs, balances and what is parked. The one thing to understand: every read of a
 * producer's rows runs in the reader role with the caller's party, and names the party in its query as well.
 */
package org.pricefloor.settlement.statement;
