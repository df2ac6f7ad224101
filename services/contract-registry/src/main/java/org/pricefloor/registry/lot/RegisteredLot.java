package org.pricefloor.registry.lot;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.pricefloor.contracts.Assay;

/**
 * A revision of a lot, as it is kept.
 *
 * @param revision  from 1; the highest is the one that counts
 * @param form      concentrate, oxide or metal
 * @param quantity  kilograms; of a concentrate the dry mass
 * @param assay     of a concentrate alone
 * @param factor    of a metal alone: kilograms of oxide that a kilogram counts as
 * @param contained kilograms of oxide, rounded to 3 decimals HALF_UP: quantity × reoShare × contentShare, quantity, or quantity × factor
 * @param parents   empty: the lot is a root
 */
public record RegisteredLot(String lot, int revision, String producer, String form, LocalDate producedOn, BigDecimal quantity, Assay assay, BigDecimal factor,
        BigDecimal contained, List<Parent> parents, Instant certifiedAt, String document, Instant receivedAt) {

    /** @param consumed contained kilograms that the lot consumed of this parent */
    public record Parent(String lot, BigDecimal consumed) {
    }
}
