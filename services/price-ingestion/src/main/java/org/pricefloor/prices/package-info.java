/**
 * The gate for market data: series and calendars are registered, price assessments and FX fixes taken in, one by one or a
 * file at a time.
 *
 * <p>In come requests with a token, out go rows and, in the same transaction, events for {@code pricefloor.market-data}.
 * The one thing to understand: a figure is never overwritten. A second publication of a day is its next revision, numbered
 * here; the document that brought it is the key under which a repetition is recognised.
 */
package org.pricefloor.prices;
