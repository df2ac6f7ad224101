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
import org.pricefloor.kernel.journal.TargetBalances;
import org.pricefloor.kernel.journal.Transfer;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.money.UnitPrice;
import org.pricefloor.kernel.price.Determination;
import org.pricefloor.kernel.price.Missing;
import org.pricefloor.kernel.price.PublishedFigure;
import org.pricefloor.kernel.settlement.Amounts;
import org.pricefloor.kernel.settlement.Component;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.settlement.YearToDate;

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
     * @param before      net of the run before it; zero for the first
     * @param target      what the run states, from which the parts of funds are read
     * @param transfers   the difference, as posted
     * @param carriedFrom the run whose year to date this one started from; null: from nothing
     * @param netting     null where there is none
     */
    public static PeriodSettled event(AgreementTerms terms, Settled settled, PeriodSettled.Run run, Money before, TargetBalances target,
                                      List<Transfer> transfers, String carriedFrom, PeriodSettled.Netting netting) {
        String id = PeriodSettled.id(terms.agreement(), settled.period().label(), run.sequence());
        List<String> facts = new ArrayList<>(settled.facts().size() + 1);
        facts.add(terms.fact());
        facts.addAll(settled.facts());
        List<PeriodSettled.Transfer> posted = new ArrayList<>(transfers.size());
        for (Transfer transfer : transfers) {
            posted.add(new PeriodSettled.Transfer(id + "/" + (posted.size() + 1), transfer.debit().term(), transfer.credit().term(),
                    transfer.amount().amount(), transfer.amount().currency().getCurrencyCode(), transfer.fund().isEmpty() ? null : transfer.fund()));
        }
        return new PeriodSettled(id, terms.agreement(), terms.version(), terms.producer(), terms.office(), terms.product(),
                period(settled.period()), run, amounts(settled.amounts()), settled.amounts().net().minus(before).amount(),
                settled.determination().map(SettlementTranslation::named).orElse(null), lines(settled), components(settled),
                terms.funds().isEmpty() ? null : parts(target), settled.yearToDate().map(SettlementTranslation::yearToDate).orElse(null), carriedFrom, netting,
                facts, settled.flags(), trace(settled.trace()), posted);
    }

    public static PeriodSettled.Amounts amounts(Amounts amounts) {
        return new PeriodSettled.Amounts(amounts.quantity().amount(), amounts.quantity().unit().symbol(),
                amounts.floorPrice().map(UnitPrice::amount).orElse(null), amounts.referencePrice().map(UnitPrice::amount).orElse(null),
                amounts.unitDifference().orElse(null), amounts.topUp().amount(), amounts.upsideShare().amount(), amounts.net().amount(),
                amounts.topUp().currency().getCurrencyCode());
    }

    private static PeriodSettled.Determination named(Determination price) {
        return new PeriodSettled.Determination(price.id(), price.digest());
    }

    /** Null of a single product: its line is the amounts. */
    public static List<PeriodSettled.Line> lines(Settled settled) {
        return settled.lines().size() < 2 ? null : settled.lines().stream().map(line -> new PeriodSettled.Line(line.product(),
                line.quantity().amount(), line.floorPrice().map(UnitPrice::amount).orElse(null), line.referencePrice().map(UnitPrice::amount).orElse(null),
                line.unitDifference().orElse(null), line.topUp().amount(), line.upsideShare().amount(),
                line.determination().map(SettlementTranslation::named).orElse(null))).toList();
    }

    /** Null of amounts that are a top-up or an upside share and nothing else. */
    public static List<PeriodSettled.Component> components(Settled settled) {
        boolean simple = settled.components().keySet().stream().allMatch(each -> each == Component.TOP_UP || each == Component.UPSIDE_SHARE);
        return simple ? null : settled.components().entrySet().stream()
                .map(each -> new PeriodSettled.Component(each.getKey().term(), each.getValue().amount())).toList();
    }

    /** The part of each fund in the balances that a run states; none where one office pays all. */
    public static List<PeriodSettled.FundPart> parts(TargetBalances target) {
        return target.balances().entrySet().stream().filter(each -> !each.getKey().fund().isEmpty())
                .map(each -> new PeriodSettled.FundPart(each.getKey().fund(), each.getKey().rule().term(), each.getValue().amount())).toList();
    }

    public static PeriodSettled.YearToDate yearToDate(YearToDate left) {
        return new PeriodSettled.YearToDate(left.year(), left.quantity(), left.topUp(), left.upsideShare(), left.taken(), left.advanced(),
                left.makeUp().stream().map(paid -> new PeriodSettled.MakeUp(paid.year(), paid.quantity(), paid.price())).toList());
    }

    public static YearToDate yearToDate(PeriodSettled.YearToDate left) {
        return new YearToDate(left.year(), left.quantity(), left.topUp(), left.upsideShare(), left.taken(), left.advanced(),
                left.makeUp().stream().map(paid -> new YearToDate.MakeUp(paid.year(), paid.quantity(), paid.price())).toList());
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
