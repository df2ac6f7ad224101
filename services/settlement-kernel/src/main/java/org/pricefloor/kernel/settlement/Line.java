package org.pricefloor.kernel.settlement;

import java.math.BigDecimal;
import java.util.Optional;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.money.Quantity;
import org.pricefloor.kernel.money.UnitPrice;
import org.pricefloor.kernel.price.Determination;

/**
 * What one product of an agreement comes to, before the annual money caps of the agreement.
 *
 * @param floorPrice     floor or strike, risen by its escalation; absent where it follows an index that nobody needed
 * @param referencePrice absent where no price was needed
 * @param unitDifference per unit; signed under a two-way difference; absent without a reference price, or hour by hour
 * @param determination  absent where no price was needed
 */
public record Line(String product, Quantity quantity, Optional<UnitPrice> floorPrice, Optional<UnitPrice> referencePrice,
                   Optional<BigDecimal> unitDifference, Money topUp, Money upsideShare, Optional<Determination> determination) {
}
