package org.pricefloor.kernel.price;

import java.util.Currency;
import org.pricefloor.kernel.money.QuantityUnit;

/**
 * A series of price assessments: what one publisher prints for one product.
 *
 * @param fact        id of the fact that registered this version
 * @param includesVat true where the printed price contains value-added tax
 * @param calendar    id of the calendar of the publisher's days
 */
public record PriceSeries(String id, String fact, String publisher, Currency currency, QuantityUnit per, boolean includesVat, String calendar) {
}
