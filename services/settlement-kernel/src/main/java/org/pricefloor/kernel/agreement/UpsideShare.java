package org.pricefloor.kernel.agreement;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.money.UnitPrice;

/**
 * The office's share of the part of the reference price above a threshold of its own, which need not be the floor: between the
 * two lies a dead band in which nobody pays. A floor that has risen above the threshold takes its place, so that nobody shares what
 * it is guaranteed, and at exactly the floor both sides stay 0.00 (rule 13).
 *
 * <pre>
 *   excess      = max(0, referencePrice − max(threshold, floorPrice))   [USD/kg]
 *   lineAmount  = round(excess × quantity)                              [USD]
 *   upsideShare = round(share × lineAmount)                             [USD], owed by the producer
 * </pre>
 *
 * @param share     0.30 for 30%; above 0, at most 1
 * @param milestone what must be reached before the share applies; absent: it applies from the start
 * @param reachedOn the day the milestone was reached; absent: not yet
 */
public record UpsideShare(UnitPrice threshold, BigDecimal share, Optional<String> milestone, Optional<LocalDate> reachedOn,
                          Trigger trigger) {

    /** From when a milestone that was reached counts (rule 13). */
    public enum Trigger {
        /** From the first period that starts on or after the day it was reached. */
        NEXT_PERIOD("next-period"),
        /** For deliveries on or after the day it was reached. */
        BY_DELIVERY_DATE("by-delivery-date");

        private final String term;

        Trigger(String term) {
            this.term = term;
        }

        public String term() {
            return term;
        }

        public static Optional<Trigger> ofTerm(String term) {
            return Arrays.stream(values()).filter(trigger -> trigger.term.equals(term)).findFirst();
        }
    }

    /** Whether a delivery of that day in that period takes part in the share. */
    public boolean appliesTo(SettlementPeriod period, LocalDate deliveryDate) {
        if (milestone.isEmpty()) {
            return true;
        }
        return reachedOn.map(day -> trigger == Trigger.NEXT_PERIOD ? !period.from().isBefore(day) : !deliveryDate.isBefore(day))
                .orElse(false);
    }
}
