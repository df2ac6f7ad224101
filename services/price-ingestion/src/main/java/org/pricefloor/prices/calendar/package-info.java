/**
 * Calendars: the days on which a publisher publishes.
 *
 * <p>In comes a whole calendar with a source for each exception; other content than the newest version's becomes the next
 * version. The one thing to understand: a calendar says nothing about days before its first or after its last, and a figure
 * for such a day is refused until a version covers it.
 */
package org.pricefloor.prices.calendar;
