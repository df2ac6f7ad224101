package org.pricefloor.kernel.settlement;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.money.Rounding;
import org.pricefloor.kernel.money.UnitPrice;
import org.pricefloor.kernel.trace.TraceStep.Input;
import org.pricefloor.kernel.trace.TraceStep;

/** The steps of a period as they are taken: prices, quantities and amounts in the agreement's units, each with its formula. */
final class Workings {

    private final AgreementTerms terms;
    private final List<TraceStep> steps = new ArrayList<>(8);

    Workings(AgreementTerms terms) {
        this.terms = terms;
    }

    List<TraceStep> steps() {
        return List.copyOf(steps);
    }

    Money zero() {
        return Money.zero(terms.currency()).rounded(terms.amountRounding());
    }

    String currency() {
        return terms.currency().getCurrencyCode();
    }

    /** An amount of the agreement's currency, rounded as the agreement says. */
    Money amount(String name, String formula, BigDecimal unrounded, Input... inputs) {
        Money amount = new Money(unrounded, terms.currency()).rounded(terms.amountRounding());
        steps.add(new TraceStep(name, formula, List.of(inputs), amount.amount(), currency(), terms.amountRounding()));
        return amount;
    }

    UnitPrice price(String name, String formula, UnitPrice price, Rounding rounding, Input... inputs) {
        steps.add(new TraceStep(name, formula, List.of(inputs), price.amount(), price.unit(), rounding));
        return price;
    }

    /** A quantity of the agreement's unit, not rounded. */
    BigDecimal quantity(String name, String formula, BigDecimal quantity, List<Input> inputs) {
        steps.add(new TraceStep(name, formula, inputs, quantity, terms.unit().symbol(), Rounding.NONE));
        return quantity;
    }

    Input of(String name, UnitPrice price) {
        return Input.term(name, price.amount(), price.unit());
    }

    Input of(String name, Money amount) {
        return Input.term(name, amount.amount(), currency());
    }

    Input money(String name, BigDecimal amount) {
        return Input.term(name, amount, currency());
    }

    Input units(String name, BigDecimal quantity) {
        return Input.term(name, quantity, terms.unit().symbol());
    }

    Input factor(String name, BigDecimal factor) {
        return Input.term(name, factor, "1");
    }
}
