package org.pricefloor.kernel.agreement;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * In which hours of negative prices nothing is paid (rule 14).
 *
 * @param hours length from which a run of negative hours counts; 1 under {@link Kind#EACH_NEGATIVE_HOUR}, 0 under none
 */
public record NegativePriceRule(Kind kind, int hours) {

    public static final NegativePriceRule NONE = new NegativePriceRule(Kind.NONE, 0);

    /** The word of the agreement. */
    public enum Kind {
        NONE("none"), EACH_NEGATIVE_HOUR("each-negative-hour"), RUNS_OF_NEGATIVE_HOURS("runs-of-negative-hours");

        private final String term;

        Kind(String term) {
            this.term = term;
        }

        public String term() {
            return term;
        }

        public static Optional<Kind> ofTerm(String term) {
            return Arrays.stream(values()).filter(kind -> kind.term.equals(term)).findFirst();
        }
    }

    public boolean applies() {
        return kind != Kind.NONE;
    }

    /**
     * For each hour of a day whether nothing is paid in it. Runs are counted inside the day: what the evening before or the morning
     * after adds to a run is not seen here.
     *
     * @param prices of the hours of a day, in order
     */
    public List<Boolean> unpaid(List<BigDecimal> prices) {
        List<Boolean> unpaid = new ArrayList<>(prices.size());
        int from = 0;
        while (from < prices.size()) {
            int to = from;
            while (to < prices.size() && prices.get(to).signum() < 0) {
                to++;
            }
            boolean counts = applies() && to - from >= Math.max(1, hours);
            for (int hour = from; hour < to; hour++) {
                unpaid.add(counts);
            }
            if (to < prices.size()) {
                unpaid.add(false);
            }
            from = to + 1;
        }
        return unpaid;
    }
}
