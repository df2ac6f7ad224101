/**
 * Series: what is published, by whom, in which currency and per which unit, on the days of which calendar.
 *
 * <p>In comes a description; other content than the newest version's becomes the next version. The one thing to understand:
 * what a figure means (its kind, currency, unit and tax basis) does not change within a series, because figures already
 * taken in would change with it; that is a new series.
 */
package org.pricefloor.prices.series;
