package org.pricefloor.kernel.money;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;

/**
 * A rounding place: how many decimals, and which way. A term of the agreement, never a default of the code.
 *
 * @param decimals digits behind the point; null leaves the value as it is
 * @param mode     null exactly when {@code decimals} is null
 */
public record Rounding(Integer decimals, RoundingMode mode) {

    /** Leaves the value as it is. */
    public static final Rounding NONE = new Rounding(null, null);

    /** Two decimals, halves away from zero: the default of rule 10. */
    public static final Rounding CENTS = new Rounding(2, RoundingMode.HALF_UP);

    public Rounding {
        if ((decimals == null) != (mode == null)) {
            throw new IllegalArgumentException("a rounding has decimals and a mode, or neither");
        }
        if (decimals != null && (decimals < 0 || decimals > 12)) {
            throw new IllegalArgumentException("a rounding has 0 to 12 decimals, not " + decimals);
        }
        if (mode == RoundingMode.UNNECESSARY) {
            throw new IllegalArgumentException("UNNECESSARY is an assertion, not a rounding");
        }
    }

    public BigDecimal apply(BigDecimal value) {
        return decimals == null ? value : value.setScale(decimals, mode);
    }

    public boolean rounds() {
        return decimals != null;
    }

    /** {@code 2 HALF_UP}, or {@code none}. */
    @Override
    public String toString() {
        return decimals == null ? "none" : decimals + " " + Objects.requireNonNull(mode);
    }
}
