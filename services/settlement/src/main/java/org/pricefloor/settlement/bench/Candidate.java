package org.pricefloor.settlement.bench;

import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.Resolution;
import org.pricefloor.kernel.calendar.RunKind;
import org.pricefloor.kernel.calendar.SettlementPeriod;

/**
 * A period of an agreement that has to be looked at.
 *
 * @param terms     those that govern the period
 * @param closing   whether its closing time has passed just now
 * @param scheduled the run of the calendar whose time has come; null: none
 * @param chained   whether it is looked at only if what it starts from has changed
 */
record Candidate(AgreementTerms terms, Resolution resolution, SettlementPeriod period, boolean closing, RunKind scheduled, boolean chained) {

    PeriodKey key() {
        return new PeriodKey(terms.agreement(), period.from());
    }

    boolean isInTerm() {
        return terms.isInTerm(period.from());
    }
}
