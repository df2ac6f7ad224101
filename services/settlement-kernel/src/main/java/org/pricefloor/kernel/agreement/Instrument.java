package org.pricefloor.kernel.agreement;

import java.util.Arrays;
import java.util.Optional;

/** Who pays whom when the reference price leaves the floor (or strike) price. */
public enum Instrument {

    /** The office pays {@code max(0, floor − reference)} per unit; a reference price above the floor pays nobody. */
    FLOOR("floor"),

    /**
     * A contract for difference: {@code min(strike − reference, strike)} per unit, paid by the office where positive and by the
     * producer where negative. The minimum keeps a negative reference price from raising the payment above the strike.
     */
    TWO_WAY_DIFFERENCE("two-way-difference"),

    /** The office guarantees a yearly EBITDA by advances and a true-up: {@link MarginGuarantee}. No price is involved. */
    MARGIN_GUARANTEE("margin-guarantee");

    private final String term;

    Instrument(String term) {
        this.term = term;
    }

    public String term() {
        return term;
    }

    public static Optional<Instrument> ofTerm(String term) {
        return Arrays.stream(values()).filter(instrument -> instrument.term.equals(term)).findFirst();
    }
}
