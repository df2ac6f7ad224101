package org.pricefloor.settlement.books;

import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.settlement.Settled;

/**
 * A period to be posted.
 *
 * @param before  null: this is the period's first run
 * @param unparks whether the period is parked until now
 */
public record Posting(AgreementTerms terms, Settled settled, String digest, Standing before, boolean unparks) {
}
