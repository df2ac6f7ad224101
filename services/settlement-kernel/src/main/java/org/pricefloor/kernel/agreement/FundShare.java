package org.pricefloor.kernel.agreement;

import java.math.BigDecimal;

/**
 * A fund that carries a part of every amount. The parts of all funds add up to the amount to the cent: largest remainder, ties to
 * the fund named first (rule 10).
 *
 * @param fund  code
 * @param party code of the government that provides it
 * @param share above 0; the shares of an agreement's funds add up to 1
 */
public record FundShare(String fund, String party, BigDecimal share) {
}
