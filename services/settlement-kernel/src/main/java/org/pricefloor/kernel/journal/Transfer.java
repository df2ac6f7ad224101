package org.pricefloor.kernel.journal;

import org.pricefloor.kernel.money.Money;

/**
 * A row of the journal: {@code amount}, above zero, is debited to one account and credited to another.
 *
 * @param fund that carries it; empty: one office pays all
 */
public record Transfer(Account debit, Account credit, Money amount, String fund) {

    public Transfer {
        if (!amount.isPositive()) {
            throw new IllegalArgumentException("a transfer moves more than zero, not " + amount);
        }
        if (debit == credit) {
            throw new IllegalArgumentException("a transfer needs two accounts, not twice " + debit.term());
        }
    }
}
