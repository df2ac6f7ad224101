package org.pricefloor.reading;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/**
 * A line of {@code fx.csv}.
 *
 * @param rate       units of the quoted currency for one unit of the base currency, above zero
 * @param document   null where the column is absent or empty
 * @param recordedAt null where the column is absent or empty
 */
public record FxFixRow(String series, LocalDate date, BigDecimal rate, Instant publishedAt, String document, Instant recordedAt) {
}
