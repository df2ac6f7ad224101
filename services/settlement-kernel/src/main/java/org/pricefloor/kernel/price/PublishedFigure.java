package org.pricefloor.kernel.price;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * The newest known revision of what a series says for a day: a price assessment or an FX fix.
 *
 * @param fact id of the fact
 */
public record PublishedFigure(LocalDate date, BigDecimal value, int revision, String fact) {
}
