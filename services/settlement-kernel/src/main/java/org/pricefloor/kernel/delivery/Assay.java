package org.pricefloor.kernel.delivery;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a laboratory found in a lot.
 *
 * <pre>
 *   contained = quantity × reoShare × contentShare    [kg of the product, from kg of dry mass]
 * </pre>
 *
 * @param reoShare     rare-earth oxides in the dry mass, above 0 to 1
 * @param contentShare the product in the rare-earth oxides, above 0 to 1
 */
public record Assay(Kind kind, BigDecimal reoShare, BigDecimal contentShare) {

    /** Whether the laboratory has said its last word. */
    public enum Kind {

        PROVISIONAL("provisional"),
        FINAL("final");

        private final String term;

        Kind(String term) {
            this.term = term;
        }

        /** As it is written in facts. */
        public String term() {
            return term;
        }

        public static Optional<Kind> ofTerm(String term) {
            return Arrays.stream(values()).filter(kind -> kind.term.equals(term)).findFirst();
        }
    }

    public Assay {
        if (!isShare(reoShare) || !isShare(contentShare)) {
            throw new IllegalArgumentException("a share of an assay is above 0 and at most 1, not " + reoShare + " and " + contentShare);
        }
    }

    /** Whether it can be a share of something that is there: above 0, at most 1. */
    public static boolean isShare(BigDecimal share) {
        return share.signum() > 0 && share.compareTo(BigDecimal.ONE) <= 0;
    }
}
