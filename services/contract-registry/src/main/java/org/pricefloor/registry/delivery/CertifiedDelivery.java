package org.pricefloor.registry.delivery;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.pricefloor.contracts.Assay;
import org.pricefloor.contracts.DeliveryCertified;

/**
 * A revision of a lot, as it is kept.
 *
 * @param revision from 1; the highest is the one that counts
 * @param quantity in {@code unit}; zero withdraws the lot
 * @param product  and what follows: null where the certificate does not say it
 */
public record CertifiedDelivery(String agreement, String lot, int revision, String category, LocalDate deliveryDate, BigDecimal quantity, String unit,
        Instant certifiedAt, String document, Instant receivedAt, String product, String form, Assay assay, @Schema(type = SchemaType.ARRAY, implementation = String.class) List<BigDecimal> hourly) {

    /** As it is told to the others. */
    public DeliveryCertified event() {
        return new DeliveryCertified(DeliveryCertified.id(agreement, lot, revision), agreement, lot, revision, category, deliveryDate, quantity, unit, certifiedAt,
                document, receivedAt, product, form, assay, hourly);
    }
}
