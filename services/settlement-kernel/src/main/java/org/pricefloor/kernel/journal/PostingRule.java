package org.pricefloor.kernel.journal;

import org.pricefloor.kernel.settlement.Component;

/**
 * Which account a balance is debited to and which it is credited to. Whatever is owed to the producer for closed periods stands in
 * one payable, whatever is owed by it in one receivable; expense and income say what for. Amounts are posted gross (rule 20).
 */
public enum PostingRule {

    ACCRUED_TOP_UP("accrued top-up", Account.ACCRUED_TOP_UP_EXPENSE, Account.ACCRUED_TOP_UP),
    ACCRUED_UPSIDE("accrued upside", Account.ACCRUED_UPSIDE, Account.ACCRUED_UPSIDE_INCOME),
    TOP_UP(Component.TOP_UP, Account.TOP_UP_EXPENSE, Account.TOP_UP_PAYABLE),
    UPSIDE_SHARE(Component.UPSIDE_SHARE, Account.UPSIDE_RECEIVABLE, Account.UPSIDE_INCOME),
    DEFICIENCY(Component.DEFICIENCY, Account.DEFICIENCY_EXPENSE, Account.TOP_UP_PAYABLE),
    MAKE_UP_CREDIT(Component.MAKE_UP_CREDIT, Account.UPSIDE_RECEIVABLE, Account.DEFICIENCY_RECOVERED),
    ADVANCE(Component.ADVANCE, Account.MARGIN_EXPENSE, Account.TOP_UP_PAYABLE),
    TRUE_UP(Component.TRUE_UP, Account.MARGIN_EXPENSE, Account.TOP_UP_PAYABLE),
    ADVANCE_REPAYMENT(Component.ADVANCE_REPAYMENT, Account.UPSIDE_RECEIVABLE, Account.MARGIN_RECOVERED),
    EXCESS_SHARE(Component.EXCESS_SHARE, Account.UPSIDE_RECEIVABLE, Account.UPSIDE_INCOME),
    /** What is set off: an entry of its own between the payable and the receivable. */
    OFFSET("offset", Account.TOP_UP_PAYABLE, Account.UPSIDE_RECEIVABLE);

    private final String term;
    private final Account debit;
    private final Account credit;

    PostingRule(String term, Account debit, Account credit) {
        this.term = term;
        this.debit = debit;
        this.credit = credit;
    }

    PostingRule(Component component, Account debit, Account credit) {
        this(component.term(), debit, credit);
    }

    public String term() {
        return term;
    }

    public Account debit() {
        return debit;
    }

    public Account credit() {
        return credit;
    }

    /** Of a closed period's component; while a period is open all that is owed to the producer is one accrual, all owed by it another. */
    public static PostingRule of(Component component, boolean accrued) {
        if (accrued) {
            return component.isOwedToProducer() ? ACCRUED_TOP_UP : ACCRUED_UPSIDE;
        }
        return ofTerm(component.term());
    }

    public static PostingRule ofTerm(String term) {
        for (PostingRule rule : values()) {
            if (rule.term.equals(term)) {
                return rule;
            }
        }
        throw new IllegalArgumentException("no posting rule is called " + term);
    }
}
