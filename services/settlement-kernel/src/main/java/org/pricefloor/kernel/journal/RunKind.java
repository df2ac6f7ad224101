package org.pricefloor.kernel.journal;

import org.pricefloor.kernel.settlement.Stage;

/** What a run is, by the stage of the period and by what stood on the books before it. */
public enum RunKind {

    /** Of an open period. */
    ACCRUAL("accrual"),
    /** The first of a closed period. */
    INITIAL("initial"),
    /** A later one of a closed period: it posts the difference. */
    RESTATEMENT("restatement");

    private final String term;

    RunKind(String term) {
        this.term = term;
    }

    public String term() {
        return term;
    }

    /** @param before kind of the period's last run; null for none */
    public static RunKind of(Stage stage, RunKind before) {
        if (stage == Stage.OPEN) {
            return ACCRUAL;
        }
        return before == null || before == ACCRUAL ? INITIAL : RESTATEMENT;
    }

    public static RunKind ofTerm(String term) {
        for (RunKind kind : values()) {
            if (kind.term.equals(term)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no run is of kind " + term);
    }
}
