package org.pricefloor.settlement.books;

import java.util.List;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.price.Missing;

/**
 * A period to be parked.
 *
 * @param before null: it was never parked
 */
public record Parking(AgreementTerms terms, SettlementPeriod period, List<Missing> missing, Standing.Parked before) {
}
