package org.pricefloor.kernel.settlement;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.MarginGuarantee.Tranche;
import org.pricefloor.kernel.agreement.MarginGuarantee;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.delivery.Measure;
import org.pricefloor.kernel.money.Arithmetic;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.money.Quantity;
import org.pricefloor.kernel.trace.TraceStep.Input;

/**
 * A period of a margin guarantee: its advance, and in the last period of the year the true-up, as soon as EBITDA is certified. The
 * formulae stand at {@link MarginGuarantee}.
 *
 * <p>An advance is due when its period closes; while it is open nothing is accrued. Until EBITDA is certified the last period holds
 * its advance alone and says so; the certificate restates it.
 */
final class Margin {

    private final AgreementTerms terms;
    private final MarginGuarantee guarantee;
    private final PeriodFacts facts;
    private final YearToDate before;
    private final Workings workings;
    private final SortedMap<Component, Money> components = new TreeMap<>();
    private final List<String> used = new ArrayList<>(1);
    private final List<String> flags = new ArrayList<>(1);

    Margin(AgreementTerms terms, PeriodFacts facts, YearToDate before) {
        this.terms = terms;
        this.guarantee = terms.marginGuarantee().orElseThrow();
        this.facts = facts;
        this.before = before;
        this.workings = new Workings(terms);
    }

    Settled settle() {
        YearToDate left = before;
        if (facts.stage() == Stage.CLOSED) {
            int year = before.year() - terms.effectiveFrom().getYear() + 1;
            Money threshold = workings.amount("threshold EBITDA", "round(first threshold x (1 + growth) ^ (year - 1))",
                    guarantee.thresholdOf(year, terms.amountRounding()), workings.money("first threshold", guarantee.threshold()),
                    workings.factor("growth", guarantee.growth()), Input.term("year", BigDecimal.valueOf(year), "1"));
            Money advance = workings.amount(Component.ADVANCE.term(), "round(threshold EBITDA x advance share)",
                    threshold.times(guarantee.advanceShare()).amount(), workings.of("threshold EBITDA", threshold),
                    workings.factor("advance share", guarantee.advanceShare()));
            Settlement.put(components, Component.ADVANCE, advance);
            left = new YearToDate(before.year(), before.quantity(), before.topUp(), before.upsideShare(), before.taken(),
                    before.advanced().add(advance.amount()), before.makeUp());
            if (facts.endsTheYear()) {
                trueUp(threshold, left.advanced());
            }
        }
        Quantity none = Quantity.zero(terms.unit());
        return new Settled(facts.period(), facts.stage(), Settlement.amounts(terms, none, Optional.empty(), components, workings), List.of(), components,
                Optional.of(left), List.copyOf(used), List.copyOf(flags), workings.steps());
    }

    private void trueUp(Money threshold, BigDecimal advanced) {
        Optional<Measure> certified = facts.measure(Measure.EBITDA);
        if (certified.isEmpty()) {
            flags.add("TRUE_UP_PENDING EBITDA of " + before.year() + " is not certified yet");
            return;
        }
        used.add(certified.get().fact());
        Input named = new Input("certified EBITDA", certified.get().value(), workings.currency(), certified.get().fact());
        Money ebitda = guarantee.ebitdaIncludesAdvances()
                ? workings.amount("EBITDA", "certified EBITDA - advances of the year", certified.get().value().subtract(advanced), named,
                        workings.money("advances of the year", advanced))
                : workings.amount("EBITDA", "certified EBITDA", certified.get().value(), named);
        BigDecimal gap = threshold.minus(ebitda).amount();
        Money trueUp = workings.amount("true-up", "max(0, threshold EBITDA - EBITDA) - advances of the year",
                gap.max(BigDecimal.ZERO).subtract(advanced), workings.of("threshold EBITDA", threshold), workings.of("EBITDA", ebitda),
                workings.money("advances of the year", advanced));
        Settlement.put(components, trueUp.isPositive() ? Component.TRUE_UP : Component.ADVANCE_REPAYMENT, trueUp.isPositive() ? trueUp : trueUp.negated());
        if (gap.signum() < 0 && !guarantee.tranches().isEmpty()) {
            Settlement.put(components, Component.EXCESS_SHARE, tranches(gap.negate(), threshold, ebitda));
        }
    }

    private Money tranches(BigDecimal excess, Money threshold, Money ebitda) {
        workings.amount("excess EBITDA", "EBITDA - threshold EBITDA", excess, workings.of("EBITDA", ebitda), workings.of("threshold EBITDA", threshold));
        BigDecimal open = excess;
        List<Input> shares = new ArrayList<>();
        Money sum = workings.zero();
        for (int i = 0; i < guarantee.tranches().size() && open.signum() > 0; i++) {
            Tranche tranche = guarantee.tranches().get(i);
            BigDecimal part = tranche.width().map(open::min).orElse(open);
            String name = "tranche " + (i + 1);
            BigDecimal unrounded = part.multiply(tranche.officeShare(), Arithmetic.CONTEXT);
            Input excessLeft = workings.money("excess left", open);
            Input officeShare = workings.factor("office share", tranche.officeShare());
            Money share = tranche.width().isPresent()
                    ? workings.amount("office's share of " + name, "round(min(excess left, width) x office share)", unrounded, excessLeft,
                            workings.money("width", tranche.width().get()), officeShare)
                    : workings.amount("office's share of " + name, "round(excess left x office share)", unrounded, excessLeft, officeShare);
            shares.add(workings.of("office's share of " + name, share));
            sum = sum.plus(share);
            open = open.subtract(part);
        }
        return workings.amount(Component.EXCESS_SHARE.term(), String.join(" + ", shares.stream().map(Input::name).toList()), sum.amount(),
                shares.toArray(new Input[0]));
    }
}
