package org.pricefloor.kernel.money;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Objects;

/** A price per unit, for instance 110.00 USD/kg. May be negative: electricity has negative prices. */
public record UnitPrice(BigDecimal amount, Currency currency, QuantityUnit per) {

    public UnitPrice {
        Objects.requireNonNull(amount, "amount");
        Objects.requireNonNull(currency, "currency");
        Objects.requireNonNull(per, "per");
    }

    /** This price less the other, per the same unit of the same currency. */
    public UnitPrice minus(UnitPrice other) {
        requireSameUnit(other);
        return new UnitPrice(amount.subtract(other.amount, Arithmetic.CONTEXT), currency, per);
    }

    public UnitPrice min(UnitPrice other) {
        requireSameUnit(other);
        return amount.compareTo(other.amount) <= 0 ? this : other;
    }

    /** Zero where this is negative. */
    public UnitPrice orZero() {
        return amount.signum() < 0 ? new UnitPrice(BigDecimal.ZERO, currency, per) : this;
    }

    /** {@code price × quantity}, not rounded. */
    public Money times(Quantity quantity) {
        if (quantity.unit() != per) {
            throw new IllegalArgumentException(this + " is not a price of " + quantity);
        }
        return new Money(amount.multiply(quantity.amount(), Arithmetic.CONTEXT), currency);
    }

    /** {@code USD/kg}. */
    public String unit() {
        return currency.getCurrencyCode() + "/" + per.symbol();
    }

    private void requireSameUnit(UnitPrice other) {
        if (!currency.equals(other.currency) || per != other.per) {
            throw new IllegalArgumentException("can not compare " + this + " with " + other + ": convert first");
        }
    }

    @Override
    public String toString() {
        return amount.toPlainString() + " " + unit();
    }
}
