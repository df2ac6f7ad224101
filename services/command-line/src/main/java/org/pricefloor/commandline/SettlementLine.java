package org.pricefloor.commandline;

import java.util.List;
import org.pricefloor.contracts.MayBeAbsent;
import org.pricefloor.contracts.Period;
import org.pricefloor.contracts.PeriodParked;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.contracts.ReferencePriceDetermined;
import org.pricefloor.contracts.TraceStep;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.journal.TargetBalances;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.settlement.SettlementOutcome;
import org.pricefloor.translation.SettlementTranslation;

/**
 * A line of output: what a period comes to, in the words of the events that the settlement service publishes.
 *
 * @param kind            {@code initial}, or {@code accrual} of an open period
 * @param amounts         null of a parked period
 * @param referencePrice  with its own trace and the observation of every pricing day; null where no price was needed, and of
 *                        several products
 * @param referencePrices of several products, each once, in the order of {@code lines}; null of one product
 * @param lines           of several products one each, before the annual money caps; null of one product
 * @param components      what the amounts are made of, where that is more than a top-up or an upside share; otherwise null
 * @param funds           the part of each fund; null where one office pays all
 * @param yearToDate      what is left to the next period of terms that run over the year; null where the agreement has none
 * @param facts           file and line of each delivery, measure and index figure used
 * @param missing         what a parked period lacks; empty of a settled one
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
        List<ReferencePriceDetermined> referencePrices,
        List<PeriodSettled.Line> lines,
        List<PeriodSettled.Component> components,
        List<PeriodSettled.FundPart> funds,
        PeriodSettled.YearToDate yearToDate,
        List<String> facts,
        List<String> flags,
        List<TraceStep> trace,
        List<PeriodParked.Missing> missing) {

    /** Without workings: neither trace nor reference prices, which cost more to write down than to compute. */
    static SettlementLine brief(Bench.Result result) {
        return of(result, false);
    }

    static SettlementLine whole(Bench.Result result) {
        return of(result, true);
    }

    private static SettlementLine of(Bench.Result result, boolean workings) {
        AgreementTerms terms = result.terms();
        Period period = SettlementTranslation.period(result.period());
        if (result.outcome() instanceof SettlementOutcome.Parked parked) {
            return new SettlementLine(terms.agreement(), terms.version(), terms.producer(), terms.office(), period, result.kind().term(), null, null,
                    null, null, null, null, null, List.of(), List.of(), List.of(), SettlementTranslation.missing(parked.missing()));
        }
        Settled settled = (Settled) result.outcome();
        boolean several = settled.lines().size() > 1;
        return new SettlementLine(terms.agreement(), terms.version(), terms.producer(), terms.office(), period, result.kind().term(),
                SettlementTranslation.amounts(settled.amounts()),
                workings ? settled.determination().map(SettlementTranslation::event).orElse(null) : null,
                workings && several ? settled.determinations().stream().map(SettlementTranslation::event).toList() : null,
                SettlementTranslation.lines(settled), SettlementTranslation.components(settled), funds(terms, settled),
                settled.yearToDate().map(SettlementTranslation::yearToDate).orElse(null), settled.facts(), settled.flags(),
                workings ? SettlementTranslation.trace(settled.trace()) : List.of(), List.of());
    }

    private static List<PeriodSettled.FundPart> funds(AgreementTerms terms, Settled settled) {
        return terms.funds().isEmpty() ? null
                : SettlementTranslation.parts(TargetBalances.of(settled, terms.funds(), Money.zero(terms.currency())));
    }
}
