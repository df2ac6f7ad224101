package org.pricefloor.kernel.money;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;

/** The units in which quantities are certified and prices are quoted. */
public enum QuantityUnit {

    KILOGRAM("kg", Dimension.MASS, BigDecimal.ONE),
    TONNE("t", Dimension.MASS, BigDecimal.valueOf(1000)),
    MEGAWATT_HOUR("MWh", Dimension.ENERGY, BigDecimal.ONE);

    private enum Dimension { MASS, ENERGY }

    private final String symbol;
    private final Dimension dimension;
    private final BigDecimal inBase;

    QuantityUnit(String symbol, Dimension dimension, BigDecimal inBase) {
        this.symbol = symbol;
        this.dimension = dimension;
        this.inBase = inBase;
    }

    public String symbol() {
        return symbol;
    }

    public boolean isConvertibleTo(QuantityUnit other) {
        return dimension == other.dimension;
    }

    /**
     * How many of {@code other} make one of this: a tonne is 1000 kilograms.
     *
     * @throws IllegalArgumentException for units that measure different things
     */
    public BigDecimal in(QuantityUnit other) {
        if (!isConvertibleTo(other)) {
            throw new IllegalArgumentException(symbol + " can not be counted in " + other.symbol);
        }
        return this == other ? BigDecimal.ONE : inBase.divide(other.inBase, Arithmetic.CONTEXT);
    }

    public static Optional<QuantityUnit> ofSymbol(String symbol) {
        return Arrays.stream(values()).filter(unit -> unit.symbol.equals(symbol)).findFirst();
    }

    @Override
    public String toString() {
        return symbol;
    }
}
