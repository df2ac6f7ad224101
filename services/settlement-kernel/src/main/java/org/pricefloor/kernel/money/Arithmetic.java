package org.pricefloor.kernel.money;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collection;

/** The precision between the named rounding places. */
public final class Arithmetic {

    /** Decimal128: 34 significant digits, half-even, as rule 10 has it. */
    public static final MathContext CONTEXT = MathContext.DECIMAL128;

    private Arithmetic() {
    }

    /**
     * The arithmetic mean {@code sum / count}, to 34 significant digits.
     *
     * @throws IllegalArgumentException of no values: their mean is not zero, it does not exist
     */
    public static BigDecimal mean(Collection<BigDecimal> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("the mean of no values does not exist");
        }
        BigDecimal sum = BigDecimal.ZERO;
        for (BigDecimal value : values) {
            sum = sum.add(value, CONTEXT);
        }
        return sum.divide(BigDecimal.valueOf(values.size()), CONTEXT);
    }

    /** The shortest plain text of a decimal: no exponent, no trailing zeros behind the point. */
    public static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
