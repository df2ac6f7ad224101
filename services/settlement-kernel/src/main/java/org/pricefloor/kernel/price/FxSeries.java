package org.pricefloor.kernel.price;

import java.util.Currency;

/**
 * A series of exchange rates: units of {@code quoted} for one unit of {@code base}.
 *
 * @param fact     id of the fact that registered this version
 * @param calendar id of the calendar of the days on which a fix is expected
 */
public record FxSeries(String id, String fact, String publisher, Currency quoted, Currency base, String calendar) {
}
