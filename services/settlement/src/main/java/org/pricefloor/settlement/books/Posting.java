package org.pricefloor.settlement.books;

import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.calendar.RunKind;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.settlement.Settled;

/**
 * A period to be posted.
 *
 * @param before      null: this is the period's first run
 * @param unparks     whether the period is parked until now
 * @param decision    of a dispute run the fact that ordered it; otherwise null
 * @param carriedFrom id of the run whose year to date it started from; null: from nothing
 * @param netting     null where none is made with this run
 * @param offset      what stands set off after this run
 */
public record Posting(AgreementTerms terms, Settled settled, String digest, RunKind kind, Standing before, boolean unparks, String decision,
                      String carriedFrom, PeriodSettled.Netting netting, Money offset) {

    public int sequence() {
        return before == null ? 1 : before.sequence() + 1;
    }

    /** Id of the event that it will have. */
    public String event() {
        return PeriodSettled.id(terms.agreement(), settled.period().label(), sequence());
    }

    /** What the run posts: its net less that of the run before. */
    public Money difference() {
        return before == null ? settled.amounts().net() : settled.amounts().net().minus(before.net());
    }
}
