package org.pricefloor.kernel.settlement;

/**
 * What a settled amount is made of. Every component is zero or more; the net of a period is the sum of those owed to the producer
 * less the sum of those owed by it.
 */
public enum Component {

    /** The floor's side of a line, or the positive side of a two-way difference. */
    TOP_UP("top-up", true),
    /** The office's share above the threshold, or the negative side of a two-way difference. */
    UPSIDE_SHARE("upside share", false),
    /** What the office pays for the part of its minimum that it did not take. */
    DEFICIENCY("deficiency", true),
    /** What it gets back for taking later what it had paid for. */
    MAKE_UP_CREDIT("make-up credit", false),
    /** The advance of a margin guarantee. */
    ADVANCE("margin advance", true),
    /** What a true-up adds to the advances. */
    TRUE_UP("margin true-up", true),
    /** What a true-up takes back of them. */
    ADVANCE_REPAYMENT("advance repayment", false),
    /** The office's tranches of EBITDA above the threshold. */
    EXCESS_SHARE("excess share", false);

    private final String term;
    private final boolean owedToProducer;

    Component(String term, boolean owedToProducer) {
        this.term = term;
        this.owedToProducer = owedToProducer;
    }

    /** The component's name in traces, events and on pages. */
    public String term() {
        return term;
    }

    public boolean isOwedToProducer() {
        return owedToProducer;
    }

    public static Component ofTerm(String term) {
        for (Component component : values()) {
            if (component.term.equals(term)) {
                return component;
            }
        }
        throw new IllegalArgumentException("no component is called " + term);
    }
}
