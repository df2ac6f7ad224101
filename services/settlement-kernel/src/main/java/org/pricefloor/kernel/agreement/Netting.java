package org.pricefloor.kernel.agreement;

import java.util.Arrays;
import java.util.Optional;

/**
 * Whether what the producer owes is set off against what it is owed (rule 20).
 *
 * @param carriesForward whether what could not be set off is carried to the next periods instead of being invoiced
 */
public record Netting(Receipts receipts, boolean carriesForward) {

    /** What becomes of money that the office receives. */
    public enum Receipts {
        /** It belongs to the fund that pays, so it can be set off. */
        CREDITED_TO_THE_FUND("credited-to-the-fund"),
        /** It belongs to the treasury: nothing is set off. */
        GENERAL_FUND("general-fund");

        private final String term;

        Receipts(String term) {
            this.term = term;
        }

        public String term() {
            return term;
        }

        public static Optional<Receipts> ofTerm(String term) {
            return Arrays.stream(values()).filter(receipts -> receipts.term.equals(term)).findFirst();
        }
    }

    public boolean setsOff() {
        return receipts == Receipts.CREDITED_TO_THE_FUND;
    }
}
