package org.pricefloor.kernel.agreement;

import org.pricefloor.kernel.price.ResolvedRule;

/** An agreement version together with the series and calendars that its terms name. */
public record ResolvedAgreement(AgreementTerms terms, ResolvedRule referencePrice) {
}
