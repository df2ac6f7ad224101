package org.pricefloor.kernel.trace;

import java.math.BigDecimal;
import java.util.List;
import org.pricefloor.kernel.money.Rounding;

/**
 * One step of a derivation.
 *
 * @param name     the glossary's word for what is computed
 * @param formula  in the names of the inputs
 * @param rounding {@link Rounding#NONE} where the result was left as it is
 */
public record TraceStep(String name, String formula, List<Input> inputs, BigDecimal result, String unit, Rounding rounding) {

    /** @param fact id of the fact it was read from; null for an intermediate result or a term */
    public record Input(String name, BigDecimal value, String unit, String fact) {

        public static Input term(String name, BigDecimal value, String unit) {
            return new Input(name, value, unit, null);
        }
    }
}
