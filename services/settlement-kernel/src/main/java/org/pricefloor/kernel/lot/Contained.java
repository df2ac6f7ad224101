package org.pricefloor.kernel.lot;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.pricefloor.kernel.delivery.Assay;

/**
 * What a lot contains of the product, in kilograms of oxide, rounded once to 3 decimals HALF_UP: a gram.
 *
 * <pre>
 *   concentrate   round(quantity × reoShare × contentShare)    [kg, of kg of dry mass]
 *   oxide         round(quantity)                              [kg]
 *   metal         round(quantity × factor)                     [kg, of kg of metal]
 * </pre>
 *
 * <p>Never negative. All sums of the ledger are made of these rounded kilograms, so that they add up.
 */
public final class Contained {

    /** A gram. */
    public static final int DECIMALS = 3;

    private Contained() {
    }

    public static BigDecimal ofConcentrate(BigDecimal dryMass, Assay assay) {
        return rounded(dryMass.multiply(assay.reoShare()).multiply(assay.contentShare()));
    }

    public static BigDecimal ofOxide(BigDecimal quantity) {
        return rounded(quantity);
    }

    /** @param factor kilograms of oxide that one kilogram of metal counts as, for instance 1.20 */
    public static BigDecimal ofMetal(BigDecimal quantity, BigDecimal factor) {
        return rounded(quantity.multiply(factor));
    }

    /**
     * What an election becomes when the content of its lot becomes known anew: {@code round(elected × now / then)}.
     *
     * @param elected when the lot contained {@code then}, which is above zero
     */
    public static BigDecimal rescaled(BigDecimal elected, BigDecimal then, BigDecimal now) {
        return elected.multiply(now).divide(then, DECIMALS, RoundingMode.HALF_UP);
    }

    private static BigDecimal rounded(BigDecimal kilograms) {
        return kilograms.setScale(DECIMALS, RoundingMode.HALF_UP);
    }
}
