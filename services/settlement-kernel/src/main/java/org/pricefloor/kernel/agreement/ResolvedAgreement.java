package org.pricefloor.kernel.agreement;

import java.util.List;
import org.pricefloor.kernel.price.ReferencePriceRule;
import org.pricefloor.kernel.price.ResolvedRule;

/**
 * An agreement version together with the series and calendars that its terms name.
 *
 * @param prices one for each product, in the order of {@link AgreementTerms#products}
 */
public record ResolvedAgreement(AgreementTerms terms, List<ResolvedRule> prices) {

    /** The resolved form of a product's rule. */
    public ResolvedRule price(ReferencePriceRule rule) {
        return prices.stream().filter(price -> price.rule() == rule).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("agreement " + terms.agreement() + " has no such rule"));
    }
}
