package org.pricefloor.reading;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/**
 * A line of {@code deliveries.csv}. What stands in a column that is absent or empty is null.
 *
 * @param quantity     in {@code unit}, not negative; zero withdraws the lot. Of a concentrate the dry mass
 * @param form         {@code concentrate}, {@code oxide} or {@code metal}
 * @param assay        {@code provisional} or {@code final}; given with both shares or not at all
 * @param reoShare     rare-earth oxides in the dry mass, above 0 to 1
 * @param contentShare the product in the rare-earth oxides, above 0 to 1
 */
public record DeliveryRow(String agreement, String lot, String category, LocalDate deliveryDate, BigDecimal quantity, String unit,
                          Instant certifiedAt, String document, Instant recordedAt, String product, String form, String assay,
                          BigDecimal reoShare, BigDecimal contentShare) {

    /** A quantity alone. */
    public DeliveryRow(String agreement, String lot, String category, LocalDate deliveryDate, BigDecimal quantity, String unit, Instant certifiedAt,
                       String document, Instant recordedAt) {
        this(agreement, lot, category, deliveryDate, quantity, unit, certifiedAt, document, recordedAt, null, null, null, null, null);
    }
}
