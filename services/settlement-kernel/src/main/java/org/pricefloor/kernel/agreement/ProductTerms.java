package org.pricefloor.kernel.agreement;

import java.math.BigDecimal;
import java.util.Optional;
import org.pricefloor.kernel.calendar.Schedule;
import org.pricefloor.kernel.price.ReferencePriceRule;

/**
 * What an agreement says of one product: its floor, how the floor rises, the office's share of the upside, and what is made of
 * published prices.
 *
 * @param product        name; of several products the code that deliveries carry
 * @param floor          floor or strike price before escalation, per unit of the agreement, by the day from which it counts
 * @param escalation     absent: the floor stays as it is written
 * @param upside         absent: no share
 */
public record ProductTerms(String product, Schedule<BigDecimal> floor, Optional<Escalation> escalation, Optional<UpsideShare> upside,
                           ReferencePriceRule referencePrice) {
}
