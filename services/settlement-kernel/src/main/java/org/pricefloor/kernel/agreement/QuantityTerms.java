package org.pricefloor.kernel.agreement;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Which certified quantities count.
 *
 * @param categories               eligible categories; empty: all
 * @param expectedDesignationShare share of the certified quantity to date that an accrual counts (rule 8); 0 to 1
 */
public record QuantityTerms(Basis basis, Set<String> categories, BigDecimal expectedDesignationShare) {

    /** What it means that nothing was certified for a closed period. */
    public enum Basis {
        /** The producer elects; no election is a quantity of zero (rule 17). */
        ELECTED("elected"),
        /** A meter reads every period; no reading is a missing fact, and the period is parked (rule 7). */
        METERED("metered");

        private final String term;

        Basis(String term) {
            this.term = term;
        }

        public String term() {
            return term;
        }

        public static Optional<Basis> ofTerm(String term) {
            return Arrays.stream(values()).filter(basis -> basis.term.equals(term)).findFirst();
        }
    }

    /** @param category null, an uncertified category, is eligible only where all are */
    public boolean isEligible(String category) {
        return categories.isEmpty() || category != null && categories.contains(category);
    }
}
