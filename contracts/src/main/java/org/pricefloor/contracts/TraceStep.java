package org.pricefloor.contracts;

import java.util.List;

/**
 * One step of a derivation, to be followed with a pocket calculator.
 *
 * @param name     the term of the glossary that the step computes
 * @param formula  in the names of the inputs
 * @param result   plain decimal
 * @param rounding {@code 2 HALF_UP}, or null where nothing was rounded
 */
public record TraceStep(String name, String formula, List<Input> inputs, String result, @MayBeAbsent String unit,
                        @MayBeAbsent String rounding) {

    /** @param fact id of the fact the value was read from; null for an intermediate result or a term */
    public record Input(String name, String value, @MayBeAbsent String unit, @MayBeAbsent String fact) {
    }
}
