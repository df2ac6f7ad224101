package org.pricefloor.reading;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/**
 * A line of {@code assessments.csv}.
 *
 * @param price      in the currency and per the unit of the series, above zero
 * @param document   the publisher's document, null where the column is absent or empty
 * @param recordedAt when we learned it, null where the column is absent or empty: only a replay of recorded facts says so
 * @param volume     the quantity that the price stands for, above zero, null where the column is absent or empty
 */
public record AssessmentRow(String series, LocalDate pricingDate, BigDecimal price, Instant publishedAt, String document,
                            Instant recordedAt, BigDecimal volume) {
}
