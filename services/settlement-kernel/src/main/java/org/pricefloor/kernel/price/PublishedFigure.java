package org.pricefloor.kernel.price;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/**
 * The newest known revision of what a series says for a day: a price assessment, an FX fix or the value of an index.
 *
 * @param fact   id of the fact
 * @param volume the quantity that the price stands for, above zero, in the unit of the series; null: not published
 * @param hourly the prices of the day's 23 to 25 hours in order; empty: not published
 */
public record PublishedFigure(LocalDate date, BigDecimal value, int revision, String fact, BigDecimal volume, List<BigDecimal> hourly) {

    /** A figure with neither volume nor hours. */
    public PublishedFigure(LocalDate date, BigDecimal value, int revision, String fact) {
        this(date, value, revision, fact, null, List.of());
    }
}
