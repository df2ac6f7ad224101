package org.pricefloor.kernel.settlement;

import java.math.BigDecimal;
import java.util.Optional;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.money.Quantity;
import org.pricefloor.kernel.money.UnitPrice;

/**
 * What a period comes to as a whole. Prices are those of the only line; of several products they stand in {@link Line}.
 *
 * @param quantity       eligible quantity that was settled (of an accrual: its expected part), of all products
 * @param floorPrice     floor or strike price in force on the period's first day
 * @param referencePrice absent where no price was needed
 * @param unitDifference per unit; signed under a two-way difference; absent without a reference price
 * @param topUp          owed to the producer, never negative: the sum of the components that are
 * @param upsideShare    owed by the producer, never negative: the sum of the components that are
 */
public record Amounts(Quantity quantity, Optional<UnitPrice> floorPrice, Optional<UnitPrice> referencePrice,
                      Optional<BigDecimal> unitDifference, Money topUp, Money upsideShare) {

    /** {@code topUp − upsideShare}: positive is owed to the producer. */
    public Money net() {
        return topUp.minus(upsideShare);
    }
}
