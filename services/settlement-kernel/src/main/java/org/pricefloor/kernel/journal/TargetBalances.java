package org.pricefloor.kernel.journal;

import java.util.ArrayList;
import java.util.List;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.settlement.Stage;

/**
 * The balances that a run states for an agreement's period, and the posting rules that lead to them (rule 4).
 *
 * <p>An accrual states accrued balances only. From the initial run on the accrued ones are zero and the payable and receivable
 * ones stand (rule 8). Top-up and upside share are posted gross (rule 20).
 *
 * @param accruedTopUp  debit accrued top-up expense, credit accrued top-up
 * @param accruedUpside debit accrued upside, credit accrued upside income
 * @param topUp         debit top-up expense, credit top-up payable
 * @param upside        debit upside receivable, credit upside income
 */
public record TargetBalances(Money accruedTopUp, Money accruedUpside, Money topUp, Money upside) {

    /** What an unsettled period has on the books: nothing. */
    public static TargetBalances none(Money zero) {
        return new TargetBalances(zero, zero, zero, zero);
    }

    public static TargetBalances of(Settled settled) {
        Money topUp = settled.amounts().topUp();
        Money upside = settled.amounts().upsideShare();
        Money zero = Money.zero(topUp.currency());
        return settled.stage() == Stage.OPEN
                ? new TargetBalances(topUp, upside, zero, zero)
                : new TargetBalances(zero, zero, topUp, upside);
    }

    /** The transfers that lead from the balances of the run before to these; none where they are the same. */
    public List<Transfer> transfersFrom(TargetBalances before) {
        List<Transfer> transfers = new ArrayList<>(4);
        lead(before.accruedTopUp, accruedTopUp, Account.ACCRUED_TOP_UP_EXPENSE, Account.ACCRUED_TOP_UP, transfers);
        lead(before.accruedUpside, accruedUpside, Account.ACCRUED_UPSIDE, Account.ACCRUED_UPSIDE_INCOME, transfers);
        lead(before.topUp, topUp, Account.TOP_UP_EXPENSE, Account.TOP_UP_PAYABLE, transfers);
        lead(before.upside, upside, Account.UPSIDE_RECEIVABLE, Account.UPSIDE_INCOME, transfers);
        return transfers;
    }

    private static void lead(Money before, Money now, Account debit, Account credit, List<Transfer> transfers) {
        Money difference = now.minus(before);
        if (difference.isPositive()) {
            transfers.add(new Transfer(debit, credit, difference));
        } else if (difference.isNegative()) {
            transfers.add(new Transfer(credit, debit, difference.negated()));
        }
    }
}
