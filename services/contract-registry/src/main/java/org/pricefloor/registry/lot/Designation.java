package org.pricefloor.registry.lot;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import org.pricefloor.contracts.DeliveryCertified;
import org.pricefloor.registry.delivery.CertifiedDelivery;

/**
 * A revision of a designation, as it is kept.
 *
 * @param number       of the designations of this lot under this agreement, from 1: one for each period, category and product
 * @param revision     from 1; the highest is the one that counts
 * @param period       its label
 * @param product      of the agreement; null: the only one
 * @param delivery     the lot of the certified delivery: the lot's own id, and with the number behind it from the second on
 * @param deliveryDate the day of production where it lies in the period, otherwise the period's last day
 * @param elected      contained kilograms that the producer elected when the lot contained {@code lotContent}
 * @param contained    contained kilograms that count: elected × content now / lotContent, rounded to 3 decimals HALF_UP
 * @param cause        election, or content: the lot's content became known anew
 */
public record Designation(String agreement, String lot, int number, int revision, String period, LocalDate periodFrom, String category, String product, String delivery,
        LocalDate deliveryDate, BigDecimal elected, BigDecimal lotContent, BigDecimal contained, String cause, String document, Instant electedAt, Instant receivedAt) {

    static final String BY_ELECTION = "election";
    static final String BY_CONTENT = "content";
    static final String UNIT = "kg";

    /** What it certifies to settlement: kilograms of oxide, which nothing has to be made of any more. */
    CertifiedDelivery certified() {
        return new CertifiedDelivery(agreement, delivery, revision, category, deliveryDate, contained, UNIT, electedAt, document, receivedAt, product, null, null, null);
    }

    DeliveryCertified event() {
        return certified().event();
    }

    /** The next revision, for what the lot is now known to contain. */
    Designation becauseOf(RegisteredLot lot, BigDecimal containedNow) {
        return new Designation(agreement, this.lot, number, revision + 1, period, periodFrom, category, product, delivery, deliveryDate, elected, lotContent, containedNow,
                BY_CONTENT, "lot/" + lot.lot() + "/r" + lot.revision(), electedAt, lot.receivedAt());
    }
}
