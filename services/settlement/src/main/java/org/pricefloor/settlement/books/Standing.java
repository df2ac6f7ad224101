package org.pricefloor.settlement.books;

import org.pricefloor.kernel.calendar.RunKind;
import org.pricefloor.kernel.journal.TargetBalances;
import org.pricefloor.kernel.money.Money;

/**
 * What the last run of a period left on the books.
 *
 * @param digest {@link org.pricefloor.kernel.settlement.Settled#digest()} of what it stated
 */
public record Standing(int sequence, RunKind kind, TargetBalances balances, String digest) {

    /** {@code topUp − upside} of what it stated, accrued or settled. */
    public Money net() {
        return balances.accruedTopUp().plus(balances.topUp()).minus(balances.accruedUpside()).minus(balances.upside());
    }

    /**
     * A period's parking.
     *
     * @param missing JSON of what is missing, as in the event
     */
    public record Parked(int number, boolean active, String missing) {
    }
}
