package org.pricefloor.kernel.journal;

/** The chart of accounts, as far as settlement uses it (rule 19; the glossary has the whole). */
public enum Account {

    /** Expense of the office: top-ups of closed periods. */
    TOP_UP_EXPENSE("top-up expense"),
    /** Liability of the office: all that is owed to producers for closed periods. */
    TOP_UP_PAYABLE("top-up payable"),
    /** Claim of the office on producers: all that is owed by them for closed periods. */
    UPSIDE_RECEIVABLE("upside receivable"),
    /** Income of the office: upside shares, the negative side of two-way differences, shares of an excess. */
    UPSIDE_INCOME("upside income"),
    /** Expense of the office: minimum quantities that it did not take. */
    DEFICIENCY_EXPENSE("deficiency expense"),
    /** What it gets back of that by taking later. */
    DEFICIENCY_RECOVERED("deficiency recovered"),
    /** Expense of the office: advances and true-ups of a margin guarantee. */
    MARGIN_EXPENSE("margin expense"),
    /** What true-ups take back of advances. */
    MARGIN_RECOVERED("margin recovered"),
    /** Expense of the office that is expected for periods still open. */
    ACCRUED_TOP_UP_EXPENSE("accrued top-up expense"),
    /** The liability that stands against it; neither payable nor obligating (rule 8). */
    ACCRUED_TOP_UP("accrued top-up"),
    /** Claim expected for periods still open. */
    ACCRUED_UPSIDE("accrued upside"),
    /** Income expected for periods still open. */
    ACCRUED_UPSIDE_INCOME("accrued upside income");

    private final String term;

    Account(String term) {
        this.term = term;
    }

    /** The account's name in the journal, in events and on pages. */
    public String term() {
        return term;
    }
}
