package org.pricefloor.kernel.agreement;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * Annual caps, by the calendar year of the delivery date (rule 11). They are consumed in the order (delivery date, lot), whatever
 * the order of arrival.
 *
 * @param quantity    in the agreement's unit; what lies above it is not settled
 * @param topUp       in its currency; of several funds it is joint
 * @param upsideShare in its currency
 */
public record AnnualCaps(Optional<BigDecimal> quantity, Optional<BigDecimal> topUp, Optional<BigDecimal> upsideShare) {

    public static final AnnualCaps NONE = new AnnualCaps(Optional.empty(), Optional.empty(), Optional.empty());

    public boolean isNone() {
        return quantity.isEmpty() && topUp.isEmpty() && upsideShare.isEmpty();
    }
}
