package org.pricefloor.kernel.agreement;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pricefloor.kernel.calendar.Schedule;

/**
 * Which certified quantities count.
 *
 * @param categories               eligible categories; empty: all
 * @param expectedDesignationShare share of the certified quantity to date that an accrual counts (rule 8); 0 to 1
 * @param electionDeadlineDays     days after a period's end by which the producer elects its lots (rule 17)
 * @param conversionFactors        by form: what a unit of it counts in the agreement's product (metal to oxide), by the day of the
 *                                 delivery; empty: a certified quantity counts as it is
 */
public record QuantityTerms(Basis basis, Set<String> categories, BigDecimal expectedDesignationShare, int electionDeadlineDays,
                            Map<String, Schedule<BigDecimal>> conversionFactors) {

    public static final int DEFAULT_ELECTION_DEADLINE_DAYS = 45;

    /** The form that an agreement's product is counted in; it needs no factor. */
    public static final String BASE_FORM = "oxide";

    public QuantityTerms(Basis basis, Set<String> categories, BigDecimal expectedDesignationShare) {
        this(basis, categories, expectedDesignationShare, DEFAULT_ELECTION_DEADLINE_DAYS, Map.of());
    }

    /** Whether a lot of that form is counted by a factor; one of the base form, or of no form, counts as it is. */
    public boolean converts(String form) {
        return form != null && !form.equals(BASE_FORM) && !conversionFactors.isEmpty();
    }

    /** What a unit of that form counts on a day; absent where the agreement does not say. */
    public Optional<BigDecimal> factor(String form, LocalDate day) {
        return Optional.ofNullable(conversionFactors.get(form)).flatMap(factors -> factors.at(day));
    }

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
