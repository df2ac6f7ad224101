package org.pricefloor.kernel.agreement;

import java.util.List;
import org.pricefloor.kernel.price.ResolvedRule;

/**
 * An agreement version together with the series and calendars that its terms name.
 *
 * @param prices one for each product, in the order of {@link AgreementTerms#products}
 */
public record ResolvedAgreement(AgreementTerms terms, List<ResolvedRule> prices) {
}
