package org.pricefloor.kernel.calendar;


/** What a run is. An attribute, not a key: runs of a period are numbered whatever their kind (rule 4). */
public enum RunKind {

    /** Of an open period. */
    ACCRUAL("accrual"),
    /** The first of a closed period. */
    INITIAL("initial"),
    /** A later one of a closed period, caused by a fact: it posts the difference. */
    RESTATEMENT("restatement"),
    /** A scheduled one, at its lag after the period's end; recorded without postings where nothing differs. */
    R1("R1"), R2("R2"), R3("R3"), R4("R4"), R5("R5"), R6("R6"), R7("R7"), R8("R8"), R9("R9"),
    /** The last scheduled one. What is recorded later is known and not used (rule 5). */
    FINAL("final"),
    /** Ordered by a recorded decision after the final one; it admits what was known and not used. */
    DISPUTE("dispute");

    private final String term;

    RunKind(String term) {
        this.term = term;
    }

    public String term() {
        return term;
    }

    /** Whether a run calendar can name it. */
    public boolean isScheduled() {
        return compareTo(R1) >= 0 && compareTo(FINAL) <= 0;
    }

    /** Whether a period whose last run is of this kind is changed by nothing but a dispute run. */
    public boolean isFinal() {
        return this == FINAL || this == DISPUTE;
    }

    /**
     * The kind of a run that a fact or the close of its period causes.
     *
     * @param before kind of the period's last run; null for none
     */
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
