package org.pricefloor.reading;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/**
 * A line of {@code measures.csv}. What stands in a column that is absent or empty is null.
 *
 * @param measure {@code ebitda} or {@code made-available}
 * @param day     the last day of the calendar year it is about
 * @param value   {@code ebitda} may be negative
 * @param unit    of {@code ebitda} a currency, of {@code made-available} a unit of quantity
 */
public record MeasureRow(String agreement, String measure, LocalDate day, BigDecimal value, String unit, Instant certifiedAt, String document,
                         Instant recordedAt) {
}
