/**
 * Which days count: calendars as data, settlement periods and the runs that are made of them, and values that change on a day.
 *
 * <p>In come published calendars, each line with its source; out go the pricing days of a period, and when it closes. The one thing to
 * understand: the calendar of a price, of an exchange rate and of a payment are three calendars, and none of them is
 * computed from a rule of thumb.
 */
package org.pricefloor.kernel.calendar;
