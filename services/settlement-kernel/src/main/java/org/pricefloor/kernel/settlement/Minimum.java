package org.pricefloor.kernel.settlement;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.TakeOrPay;
import org.pricefloor.kernel.delivery.Measure;
import org.pricefloor.kernel.money.Arithmetic;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.trace.TraceStep.Input;

/**
 * The reconciliation of a year's minimum to take, in the year's last period: the formulae stand at {@link TakeOrPay}.
 *
 * <p>Until it is certified how much was made available, nothing is due for the minimum, and the period says so; the certificate
 * restates it.
 */
final class Minimum {

    private final AgreementTerms terms;
    private final TakeOrPay minimum;
    private final PeriodFacts facts;
    private final YearToDate year;
    private final Workings workings;

    /** @param year with this period's quantities in it */
    Minimum(AgreementTerms terms, PeriodFacts facts, YearToDate year, Workings workings) {
        this.terms = terms;
        this.minimum = terms.takeOrPay().orElseThrow();
        this.facts = facts;
        this.year = year;
        this.workings = workings;
    }

    /** Adds what is due for the year, and returns what is left to the next. */
    YearToDate reconcile(SortedMap<Component, Money> components, Set<String> used, Collection<String> flags) {
        BigDecimal beyond = year.taken().subtract(minimum.minimumPerYear());
        List<YearToDate.MakeUp> left = beyond.signum() >= 0 ? makeUp(beyond, components) : deficiency(components, used, flags);
        return new YearToDate(year.year(), year.quantity(), year.topUp(), year.upsideShare(), year.taken(), year.advanced(), left);
    }

    private List<YearToDate.MakeUp> deficiency(SortedMap<Component, Money> components, Set<String> used, Collection<String> flags) {
        Optional<Measure> available = facts.measure(Measure.MADE_AVAILABLE);
        if (available.isEmpty()) {
            flags.add("DEFICIENCY_PENDING the quantity made available in " + year.year() + " is not certified yet");
            return year.makeUp();
        }
        used.add(available.get().fact());
        String unit = terms.unit().symbol();
        BigDecimal owed = minimum.minimumPerYear().min(available.get().value());
        BigDecimal deficient = owed.subtract(year.taken()).max(BigDecimal.ZERO);
        workings.quantity("deficient quantity", "max(0, min(minimum, made available) - taken)", deficient,
                List.of(workings.units("minimum", minimum.minimumPerYear()), new Input("made available", available.get().value(), unit, available.get().fact()),
                        workings.units("taken", year.taken())));
        BigDecimal price = minimum.deficiencyPrice().at(facts.period().from()).orElseThrow();
        Money amount = workings.amount(Component.DEFICIENCY.term(), "round(deficient quantity x deficiency price)",
                deficient.multiply(price, Arithmetic.CONTEXT), workings.units("deficient quantity", deficient),
                Input.term("deficiency price", price, workings.currency() + "/" + unit));
        Settlement.put(components, Component.DEFICIENCY, amount);
        List<YearToDate.MakeUp> left = new ArrayList<>(year.makeUp());
        if (deficient.signum() > 0 && minimum.makeUpYears() > 0) {
            left.add(new YearToDate.MakeUp(year.year(), deficient, price));
        }
        return List.copyOf(left);
    }

    private List<YearToDate.MakeUp> makeUp(BigDecimal beyond, SortedMap<Component, Money> components) {
        List<YearToDate.MakeUp> left = new ArrayList<>();
        BigDecimal open = beyond;
        BigDecimal credit = BigDecimal.ZERO;
        List<Input> inputs = new ArrayList<>();
        StringBuilder formula = new StringBuilder();
        for (YearToDate.MakeUp paid : year.makeUp()) {
            BigDecimal taken = paid.quantity().min(open);
            open = open.subtract(taken);
            if (taken.signum() > 0) {
                credit = credit.add(taken.multiply(paid.price(), Arithmetic.CONTEXT), Arithmetic.CONTEXT);
                inputs.add(workings.units("make-up of " + paid.year(), taken));
                inputs.add(Input.term("price of " + paid.year(), paid.price(), workings.currency() + "/" + terms.unit().symbol()));
                formula.append(formula.isEmpty() ? "" : " + ").append("make-up of ").append(paid.year()).append(" x price of ").append(paid.year());
            }
            if (taken.compareTo(paid.quantity()) < 0) {
                left.add(new YearToDate.MakeUp(paid.year(), paid.quantity().subtract(taken), paid.price()));
            }
        }
        if (!inputs.isEmpty()) {
            workings.quantity("quantity beyond the minimum", "taken - minimum", beyond,
                    List.of(workings.units("taken", year.taken()), workings.units("minimum", minimum.minimumPerYear())));
            Settlement.put(components, Component.MAKE_UP_CREDIT, workings.amount(Component.MAKE_UP_CREDIT.term(), "round(" + formula + ")", credit,
                    inputs.toArray(new Input[0])));
        }
        return List.copyOf(left);
    }
}
