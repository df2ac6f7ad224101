package org.pricefloor.kernel.money;

import java.math.BigDecimal;
import java.util.Objects;

/** An amount of product in a unit; never negative. */
public record Quantity(BigDecimal amount, QuantityUnit unit) {

    public Quantity {
        Objects.requireNonNull(amount, "amount");
        Objects.requireNonNull(unit, "unit");
        if (amount.signum() < 0) {
            throw new IllegalArgumentException("a quantity is never negative: " + amount + " " + unit);
        }
    }

    public static Quantity zero(QuantityUnit unit) {
        return new Quantity(BigDecimal.ZERO, unit);
    }

    /** @throws IllegalArgumentException for another unit: convert by name first */
    public Quantity plus(Quantity other) {
        if (unit != other.unit) {
            throw new IllegalArgumentException("can not add " + other + " to " + this + ": the units differ");
        }
        return new Quantity(amount.add(other.amount), unit);
    }

    public Quantity times(BigDecimal factor) {
        return new Quantity(amount.multiply(factor, Arithmetic.CONTEXT), unit);
    }

    public boolean isZero() {
        return amount.signum() == 0;
    }

    @Override
    public String toString() {
        return Arithmetic.plain(amount) + " " + unit;
    }
}
