package org.pricefloor.commandline;

import java.math.BigDecimal;
import java.util.List;
import org.pricefloor.contracts.MayBeAbsent;
import org.pricefloor.contracts.Period;
import org.pricefloor.contracts.PeriodParked;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.contracts.ReferencePriceDetermined;
import org.pricefloor.contracts.TraceStep;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.money.UnitPrice;
import org.pricefloor.kernel.settlement.Amounts;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.settlement.SettlementOutcome;
import org.pricefloor.translation.SettlementTranslation;

/**
 * A line of output: what a period comes to, in the words of the events that the settlement service publishes.
 *
 * @param kind           {@code initial}, or {@code accrual} of an open period
 * @param amounts        null of a parked period
 * @param referencePrice with its own trace and the observation of every pricing day; null where no price was needed
 * @param facts          file and line of each delivery used
 * @param missing        what a parked period lacks; empty of a settled one
 */
@MayBeAbsent
record SettlementLine(
        String agreement,
        int agreementVersion,
        String producer,
        String office,
        Period period,
        String kind,
        PeriodSettled.Amounts amounts,
        ReferencePriceDetermined referencePrice,
        List<String> facts,
        List<String> flags,
        List<TraceStep> trace,
        List<PeriodParked.Missing> missing) {

    /** Without workings: neither trace nor reference price, which cost more to write down than to compute. */
    static SettlementLine brief(Bench.Result result) {
        AgreementTerms terms = result.terms();
        return result.settled()
                .map(settled -> new SettlementLine(terms.agreement(), terms.version(), terms.producer(), terms.office(),
                        SettlementTranslation.period(result.period()), result.kind().term(), amounts(settled.amounts()), null,
                        settled.facts(), settled.flags(), List.of(), List.of()))
                .orElseGet(() -> whole(result));
    }

    static SettlementLine whole(Bench.Result result) {
        AgreementTerms terms = result.terms();
        Period period = SettlementTranslation.period(result.period());
        if (result.outcome() instanceof SettlementOutcome.Parked parked) {
            return new SettlementLine(terms.agreement(), terms.version(), terms.producer(), terms.office(), period,
                    result.kind().term(), null, null, List.of(), List.of(), List.of(), SettlementTranslation.missing(parked.missing()));
        }
        Settled settled = (Settled) result.outcome();
        return new SettlementLine(terms.agreement(), terms.version(), terms.producer(), terms.office(), period, result.kind().term(),
                amounts(settled.amounts()), settled.determination().map(SettlementTranslation::event).orElse(null), settled.facts(),
                settled.flags(), SettlementTranslation.trace(settled.trace()), List.of());
    }

    private static PeriodSettled.Amounts amounts(Amounts amounts) {
        BigDecimal reference = amounts.referencePrice().map(UnitPrice::amount).orElse(null);
        return new PeriodSettled.Amounts(amounts.quantity().amount(), amounts.quantity().unit().symbol(), amounts.floorPrice().amount(),
                reference, amounts.unitDifference().orElse(null), amounts.topUp().amount(), amounts.upsideShare().amount(),
                amounts.net().amount(), amounts.topUp().currency().getCurrencyCode());
    }
}
