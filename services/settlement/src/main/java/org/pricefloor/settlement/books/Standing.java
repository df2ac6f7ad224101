package org.pricefloor.settlement.books;

import java.time.LocalDate;
import java.util.Optional;
import org.pricefloor.kernel.calendar.RunKind;
import org.pricefloor.kernel.journal.TargetBalances;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.settlement.YearToDate;

/**
 * What the last run of a period left on the books.
 *
 * @param from       first day of the period
 * @param cutOff     shelf position up to which it admitted facts
 * @param digest     {@link org.pricefloor.kernel.settlement.Settled#digest()} of what it stated
 * @param yearToDate what it left to the next period; absent where the agreement has no terms that run over the year
 * @param event      id of its event
 */
public record Standing(LocalDate from, int sequence, RunKind kind, TargetBalances balances, long cutOff, String digest, Optional<YearToDate> yearToDate,
                       String event) {

    /** {@code topUp − upside} of what it stated, accrued or settled. */
    public Money net() {
        return balances.accruedTopUp().plus(balances.topUp()).minus(balances.accruedUpside()).minus(balances.upside());
    }

    /** Whether it owes nothing to anybody; what an earlier netting set off is no debt. */
    public boolean isNothing() {
        return balances.accruedTopUp().isZero() && balances.topUp().isZero() && balances.accruedUpside().isZero() && balances.upside().isZero();
    }

    /** Whether the period was closed by it. */
    public boolean isClosed() {
        return kind != RunKind.ACCRUAL;
    }

    /**
     * A period's parking.
     *
     * @param missing JSON of what is missing, as in the event
     */
    public record Parked(int number, boolean active, String missing) {
    }
}
