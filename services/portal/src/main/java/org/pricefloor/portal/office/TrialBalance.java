package org.pricefloor.portal.office;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;

/**
 * The accounts of one currency. Debits equal credits, and debit balances equal credit balances, because each transfer
 * debits one account and credits another; a reader sees both totals and need not take that on trust.
 */
public record TrialBalance(String currency, List<Books.Balance> accounts) {

    static List<TrialBalance> byCurrency(List<Books.Balance> balances) {
        return balances.stream().map(Books.Balance::currency).distinct()
                .map(currency -> new TrialBalance(currency, balances.stream().filter(balance -> balance.currency().equals(currency)).toList()))
                .toList();
    }

    public BigDecimal debits() {
        return sum(Books.Balance::debit);
    }

    public BigDecimal credits() {
        return sum(Books.Balance::credit);
    }

    public BigDecimal debitBalances() {
        return sum(Books.Balance::debitBalance);
    }

    public BigDecimal creditBalances() {
        return sum(Books.Balance::creditBalance);
    }

    public boolean balanced() {
        return debits().compareTo(credits()) == 0 && debitBalances().compareTo(creditBalances()) == 0;
    }

    private BigDecimal sum(Function<Books.Balance, BigDecimal> side) {
        return accounts.stream().map(side).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
