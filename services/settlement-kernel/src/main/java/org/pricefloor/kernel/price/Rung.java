package org.pricefloor.kernel.price;

import java.util.Arrays;
import java.util.Optional;

/** Where the price of a pricing day was taken from: a rung of the ladder of sources. */
public enum Rung {

    /** The series itself, published for the day. */
    PRIMARY("primary"),
    /** Another series, published for the day. */
    SECONDARY("secondary"),
    /** The series itself, published for an earlier day. */
    LAST_PUBLISHED("last-published"),
    /** The price that the parties agreed for the period, on or before the day. */
    AGREED("agreed"),
    /** The price that the expert determined for the period, on or before the day. */
    EXPERT("expert");

    private final String term;

    Rung(String term) {
        this.term = term;
    }

    public String term() {
        return term;
    }

    public static Optional<Rung> ofTerm(String term) {
        return Arrays.stream(values()).filter(rung -> rung.term.equals(term)).findFirst();
    }
}
