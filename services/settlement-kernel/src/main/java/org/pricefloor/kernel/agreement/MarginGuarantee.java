package org.pricefloor.kernel.agreement;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.pricefloor.kernel.money.Arithmetic;
import org.pricefloor.kernel.money.Rounding;

/**
 * A guaranteed margin: advances for each period and an annual true-up against certified EBITDA (rule 15).
 *
 * <pre>
 *   threshold_y = round(threshold × (1 + growth)^(y − 1))                      [USD], y = 1 in the first year of the term
 *   advance     = round(threshold_y × advanceShare)                            [USD], owed to the producer for each period
 *   trueUp      = max(0, threshold_y − EBITDA) − sum(advances of the year)     [USD], negative: the producer repays
 *   excess      = max(0, EBITDA − threshold_y), divided over the tranches in order; each share rounded, owed by the producer
 * </pre>
 *
 * <p>Where the certified EBITDA contains the advances they are taken off it first. With advances excluded and a threshold of 140
 * million, an EBITDA of 100 million means that the producer repays 100 of the 140 million advanced; an EBITDA of 200 million at a
 * first tranche of 30 million at 100% and 50% after gives the office 30 and 15 million, and the 140 million return.
 *
 * @param threshold             threshold EBITDA of the first year
 * @param growth                0.02 for 2% a year
 * @param advanceShare          of the year's threshold, for each period
 * @param ebitdaIncludesAdvances whether the certified EBITDA contains the advances
 * @param tranches              in order; empty: the office has no share of the excess
 */
public record MarginGuarantee(BigDecimal threshold, BigDecimal growth, BigDecimal advanceShare, boolean ebitdaIncludesAdvances,
                              List<Tranche> tranches) {

    /**
     * @param width       absent: all the rest
     * @param officeShare 0 to 1
     */
    public record Tranche(Optional<BigDecimal> width, BigDecimal officeShare) {
    }

    /** {@code round(threshold × (1 + growth)^(year − 1))}, the first year being 1: 140, 142.8, 145.656 million at 2%. */
    public BigDecimal thresholdOf(int year, Rounding rounding) {
        return rounding.apply(threshold.multiply(BigDecimal.ONE.add(growth).pow(year - 1, Arithmetic.CONTEXT), Arithmetic.CONTEXT));
    }
}
