package org.pricefloor.contracts;

import java.math.BigDecimal;

/**
 * What a laboratory found in a lot.
 *
 * <pre>
 *   contained = quantity × reoShare × contentShare    [kg of the product, from kg of dry mass]
 * </pre>
 *
 * @param kind         {@code provisional} or {@code final}
 * @param reoShare     rare-earth oxides in the dry mass, above 0 to 1
 * @param contentShare the product in the rare-earth oxides, above 0 to 1
 */
public record Assay(String kind, BigDecimal reoShare, BigDecimal contentShare) {
}
