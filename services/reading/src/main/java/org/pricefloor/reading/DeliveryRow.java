package org.pricefloor.reading;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/**
 * A line of {@code deliveries.csv}.
 *
 * @param quantity   in {@code unit}, not negative; zero withdraws the lot
 * @param document   null where the column is absent or empty
 * @param recordedAt null where the column is absent or empty
 */
public record DeliveryRow(String agreement, String lot, String category, LocalDate deliveryDate, BigDecimal quantity, String unit,
                          Instant certifiedAt, String document, Instant recordedAt) {
}
