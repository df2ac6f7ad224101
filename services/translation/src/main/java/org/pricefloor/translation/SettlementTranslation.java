package org.pricefloor.translation;

import java.util.ArrayList;
import java.util.List;
import org.pricefloor.contracts.Period;
import org.pricefloor.contracts.PeriodParked;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.contracts.ReferencePriceDetermined;
import org.pricefloor.contracts.TraceStep;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.journal.Transfer;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.money.UnitPrice;
import org.pricefloor.kernel.price.Determination;
import org.pricefloor.kernel.price.Missing;
import org.pricefloor.kernel.price.PublishedFigure;
import org.pricefloor.kernel.settlement.Amounts;
import org.pricefloor.kernel.settlement.Settled;

/** From what settlement computed to the events it publishes. */
public final class SettlementTranslation {

    private SettlementTranslation() {
    }

    public static Period period(SettlementPeriod period) {
        return new Period(period.label(), period.length().term(), period.from(), period.to());
    }

    public static ReferencePriceDetermined event(Determination determination) {
        return new ReferencePriceDetermined(determination.id(), determination.rule(), determination.ruleText(), determination.series(),
                period(determination.period()), determination.through(), determination.value().amount(),
                determination.value().currency().getCurrencyCode(), determination.value().per().symbol(),
                determination.observations().stream().map(seen -> observation(determination, seen)).toList(),
                determination.facts(), determination.factsDigest(), determination.flags(), trace(determination.trace()),
                determination.digest());
    }

    private static ReferencePriceDetermined.Observation observation(Determination determination, Determination.Observation seen) {
        boolean ofTheSeries = determination.isOfTheSeries(seen);
        PublishedFigure fx = seen.fx();
        return new ReferencePriceDetermined.Observation(seen.pricingDate(), seen.price().date(), seen.price().value(), seen.price().fact(),
                fx == null ? null : fx.date(), fx == null ? null : fx.value(), fx == null ? null : fx.fact(), seen.converted(),
                ofTheSeries ? null : seen.series(), ofTheSeries ? null : seen.rung().term(), seen.volume());
    }

    /**
     * The event of a run.
     *
     * @param before    net of the run before it; zero for the first
     * @param transfers the difference, as posted
     */
    public static PeriodSettled event(AgreementTerms terms, Settled settled, PeriodSettled.Run run, Money before, List<Transfer> transfers) {
        Amounts amounts = settled.amounts();
        String id = PeriodSettled.id(terms.agreement(), settled.period().label(), run.sequence());
        List<String> facts = new ArrayList<>(settled.facts().size() + 1);
        facts.add(terms.fact());
        facts.addAll(settled.facts());
        List<PeriodSettled.Transfer> posted = new ArrayList<>(transfers.size());
        for (Transfer transfer : transfers) {
            posted.add(new PeriodSettled.Transfer(id + "/" + (posted.size() + 1), transfer.debit().term(), transfer.credit().term(),
                    transfer.amount().amount(), transfer.amount().currency().getCurrencyCode()));
        }
        return new PeriodSettled(id, terms.agreement(), terms.version(), terms.producer(), terms.office(), terms.product(),
                period(settled.period()), run,
                new PeriodSettled.Amounts(amounts.quantity().amount(), amounts.quantity().unit().symbol(), amounts.floorPrice().amount(),
                        amounts.referencePrice().map(UnitPrice::amount).orElse(null), amounts.unitDifference().orElse(null),
                        amounts.topUp().amount(), amounts.upsideShare().amount(), amounts.net().amount(),
                        amounts.topUp().currency().getCurrencyCode()),
                amounts.net().minus(before).amount(),
                settled.determination().map(price -> new PeriodSettled.Determination(price.id(), price.digest())).orElse(null),
                facts, settled.flags(), trace(settled.trace()), posted);
    }

    public static List<PeriodParked.Missing> missing(List<Missing> missing) {
        return missing.stream().map(each -> new PeriodParked.Missing(each.rule().name(), each.what(), each.fix())).toList();
    }

    public static List<TraceStep> trace(List<org.pricefloor.kernel.trace.TraceStep> steps) {
        List<TraceStep> trace = new ArrayList<>(steps.size());
        for (org.pricefloor.kernel.trace.TraceStep step : steps) {
            List<TraceStep.Input> inputs = new ArrayList<>(step.inputs().size());
            for (org.pricefloor.kernel.trace.TraceStep.Input input : step.inputs()) {
                inputs.add(new TraceStep.Input(input.name(), input.value().toPlainString(), input.unit(), input.fact()));
            }
            trace.add(new TraceStep(step.name(), step.formula(), inputs, step.result().toPlainString(), step.unit(),
                    step.rounding().rounds() ? step.rounding().toString() : null));
        }
        return trace;
    }
}
