package org.pricefloor.kernel.agreement;

import java.math.BigDecimal;
import org.pricefloor.kernel.calendar.Schedule;

/**
 * The office's duty to take, or pay for, a minimum quantity in each calendar year (rule 16).
 *
 * <pre>
 *   deficient  = max(0, min(minimum, made available and conforming) − taken)     [kg]
 *   deficiency = round(deficient × deficiencyPrice)                              [USD], owed to the producer
 *   make-up    = min(paid for and not yet taken, max(0, taken − minimum))        [kg]
 *   credit     = round(sum of make-up × the price it was paid at)                [USD], owed by the producer
 * </pre>
 *
 * <p>Both are computed in the last period of the year. With a minimum of 5,000 t, 4,321.5 t taken and at least 5,000 t available
 * the deficiency at 110 USD/kg is 74,635,000.00; with only 4,600 t available it is 30,635,000.00.
 *
 * @param minimumPerYear  in the agreement's unit
 * @param deficiencyPrice per unit, by the day from which it counts; that of the period's first day is used
 * @param makeUpYears     calendar years after the deficiency in which what was paid for may be taken; the oldest is taken first
 */
public record TakeOrPay(BigDecimal minimumPerYear, Schedule<BigDecimal> deficiencyPrice, int makeUpYears) {
}
