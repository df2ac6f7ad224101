package org.pricefloor.kernel.price;

/**
 * A series of index values, for instance of consumer prices: figures without a unit, each on the first day of the month it
 * stands for.
 *
 * @param fact     id of the fact that registered this version
 * @param calendar id of the calendar of the days that figures stand for
 */
public record IndexSeries(String id, String fact, String publisher, String calendar) {
}
