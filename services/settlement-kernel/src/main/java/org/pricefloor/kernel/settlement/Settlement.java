package org.pricefloor.kernel.settlement;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.Instrument;
import org.pricefloor.kernel.agreement.QuantityTerms;
import org.pricefloor.kernel.agreement.ResolvedAgreement;
import org.pricefloor.kernel.agreement.UpsideShare;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.money.Quantity;
import org.pricefloor.kernel.money.Rounding;
import org.pricefloor.kernel.money.UnitPrice;
import org.pricefloor.kernel.price.Determination;
import org.pricefloor.kernel.price.DeterminationOutcome;
import org.pricefloor.kernel.price.Missing;
import org.pricefloor.kernel.trace.TraceStep;
import org.pricefloor.kernel.trace.TraceStep.Input;

/**
 * What is due for one settlement period.
 *
 * <pre>
 *   floor:               unitDifference = max(0, floorPrice − referencePrice)              [USD/kg]
 *                        topUp          = round(unitDifference × quantity)                 [USD], owed to the producer
 *                        upsideShare    = round(share × round(excess × quantity)),
 *                        excess         = max(0, referencePrice − threshold)               [USD], owed by the producer
 *   two-way difference:  unitDifference = min(strikePrice − referencePrice, strikePrice)   [GBP/MWh], signed
 *                        amount         = round(unitDifference × quantity); topUp where positive, else owed by the producer
 * </pre>
 *
 * <p>The reference price arrives already rounded, because the agreement publishes it. Rounding it later would change the
 * amount: a mean of 96.4375 against a floor of 110.00 on 48,250.5 kg gives 654,276.78 when the reference price is first rounded
 * to 96.44, and 654,397.41 when only the amount is rounded.
 *
 * <p>At exactly the floor both sides are 0.00. A period without eligible quantity settles at 0.00 and needs no price (rule 7).
 * An accrual is the same formula over what is known to date (rule 8).
 */
public final class Settlement {

    /** The flag of the run that takes back an accrual when its period closes and is parked. */
    public static final String ACCRUAL_ENDED = "ACCRUAL_ENDED the period closed while facts were missing";

    /** The flag of the run that takes back what was posted for a period that a later version no longer has. */
    public static final String TERM_MOVED = "TERM_MOVED the period lies outside the term of the newest version";

    private Settlement() {
    }

    /**
     * Settles one period.
     *
     * @throws IllegalArgumentException when the period lies outside the agreement's term or is of another length than its
     *                                  periods: no such period exists
     */
    public static SettlementOutcome settle(ResolvedAgreement agreement, PeriodFacts facts) {
        AgreementTerms terms = agreement.terms();
        SettlementPeriod period = facts.period();
        if (!terms.isInTerm(period.from()) || period.length() != terms.periodLength()) {
            throw new IllegalArgumentException("agreement " + terms.agreement() + " runs " + terms.effectiveFrom() + ".."
                    + terms.effectiveTo() + " by the " + terms.periodLength().term() + " and has no period " + period);
        }
        List<Delivery> deliveries = facts.deliveriesOfPeriod();
        if (deliveries.isEmpty() && terms.quantity().basis() == QuantityTerms.Basis.METERED && facts.stage() == Stage.CLOSED) {
            return new SettlementOutcome.Parked(List.of(new Missing(Missing.Rule.QUANTITY_MUST_BE_CERTIFIED,
                    "no metered quantity of agreement " + terms.agreement() + " is certified for " + period,
                    "certify the quantity of " + period + ", zero included")));
        }
        List<Delivery> eligible = deliveries.stream().filter(delivery -> terms.quantity().isEligible(delivery.category())).toList();
        List<Delivery> otherwise = eligible.stream().filter(delivery -> delivery.quantity().unit() != terms.unit()).toList();
        if (!otherwise.isEmpty()) {
            return new SettlementOutcome.Parked(otherwise.stream().map(delivery -> new Missing(
                    Missing.Rule.QUANTITY_MUST_BE_IN_THE_AGREED_UNIT,
                    "lot " + delivery.lot() + " is certified as " + delivery.quantity() + ", agreement " + terms.agreement() + " settles in "
                            + terms.unit(),
                    "certify a revision of lot " + delivery.lot() + " in " + terms.unit())).toList());
        }
        UnitPrice floor = new UnitPrice(terms.floor().at(period.from()).orElseThrow(), terms.currency(), terms.unit());
        List<TraceStep> trace = new ArrayList<>(5);
        Quantity quantity = quantity(terms, facts.stage(), eligible, "eligible quantity", trace);
        List<String> used = eligible.stream().map(Delivery::fact).toList();

        if (quantity.isZero()) {
            Money zero = Money.zero(terms.currency()).rounded(terms.amountRounding());
            trace.add(new TraceStep("top-up", "no eligible quantity, no price needed",
                    List.of(Input.term("eligible quantity", quantity.amount(), quantity.unit().symbol())), zero.amount(),
                    terms.currency().getCurrencyCode(), terms.amountRounding()));
            return new Settled(period, facts.stage(), new Amounts(quantity, floor, Optional.empty(), Optional.empty(), zero, zero),
                    Optional.empty(), used, List.of(), List.copyOf(trace));
        }

        DeterminationOutcome outcome = facts.referencePrice().get();
        if (outcome instanceof DeterminationOutcome.Undetermined undetermined) {
            return new SettlementOutcome.Parked(undetermined.missing());
        }
        Determination determination = ((DeterminationOutcome.Determined) outcome).determination();
        Amounts amounts = terms.instrument() == Instrument.FLOOR
                ? floorAmounts(terms, facts, eligible, floor, determination.value(), quantity, trace)
                : differenceAmounts(terms, floor, determination.value(), quantity, trace);
        return new Settled(period, facts.stage(), amounts, Optional.of(determination), used, determination.flags(), List.copyOf(trace));
    }

    /**
     * What stays accrued for a period that has closed and can not be settled yet: nothing. An accrual belongs to an open period
     * (rule 8), and a period that was over when its agreement arrived never had one (rule 3); so what stands on the books does not
     * depend on which came first (rule 6). The period is parked beside it, with what it lacks.
     */
    public static Settled withoutAccrual(AgreementTerms terms, SettlementPeriod period) {
        Money zero = Money.zero(terms.currency()).rounded(terms.amountRounding());
        UnitPrice floor = new UnitPrice(terms.floor().at(period.from()).orElseThrow(), terms.currency(), terms.unit());
        TraceStep ended = new TraceStep("accrual", "ended: the period has closed and its facts are missing", List.of(), zero.amount(),
                currency(terms), terms.amountRounding());
        return new Settled(period, Stage.OPEN, new Amounts(Quantity.zero(terms.unit()), floor, Optional.empty(), Optional.empty(), zero, zero),
                Optional.empty(), List.of(), List.of(ACCRUAL_ENDED), List.of(ended));
    }

    /**
     * What stands for a period that the newest version of the agreement no longer has: nothing, as if the version had been there
     * from the start (rule 6). A version may end the term earlier, or begin it later, than one under which runs were posted.
     *
     * @throws IllegalArgumentException when the period lies inside the term
     */
    public static Settled outsideTerm(AgreementTerms terms, SettlementPeriod period, Stage stage) {
        if (terms.isInTerm(period.from())) {
            throw new IllegalArgumentException("agreement " + terms.agreement() + " has the period " + period);
        }
        Money zero = Money.zero(terms.currency()).rounded(terms.amountRounding());
        // A schedule that begins later says nothing of the day: its first price stands in, times no quantity.
        UnitPrice floor = new UnitPrice(terms.floor().at(period.from()).orElseGet(() -> terms.floor().at(terms.effectiveFrom()).orElseThrow()),
                terms.currency(), terms.unit());
        TraceStep outside = new TraceStep("top-up", "the term is " + terms.effectiveFrom() + ".." + terms.effectiveTo() + ", nothing is due outside it",
                List.of(), zero.amount(), currency(terms), terms.amountRounding());
        return new Settled(period, stage, new Amounts(Quantity.zero(terms.unit()), floor, Optional.empty(), Optional.empty(), zero, zero),
                Optional.empty(), List.of(), List.of(TERM_MOVED), List.of(outside));
    }

    private static Amounts floorAmounts(AgreementTerms terms, PeriodFacts facts, List<Delivery> eligible, UnitPrice floor,
                                        UnitPrice reference, Quantity quantity, List<TraceStep> trace) {
        UnitPrice shortfall = floor.minus(reference).orZero();
        trace.add(new TraceStep("unit difference", "max(0, floor price - reference price)",
                List.of(Input.term("floor price", floor.amount(), floor.unit()),
                        Input.term("reference price", reference.amount(), reference.unit())),
                shortfall.amount(), shortfall.unit(), Rounding.NONE));
        Money topUp = lineAmount("top-up", "unit difference", shortfall, quantity, terms, trace);

        Money share = Money.zero(terms.currency()).rounded(terms.amountRounding());
        if (terms.upside().isPresent()) {
            share = upsideShare(terms, terms.upside().get(), facts, eligible, reference, trace);
        }
        return new Amounts(quantity, floor, Optional.of(reference), Optional.of(shortfall.amount()), topUp, share);
    }

    private static Money upsideShare(AgreementTerms terms, UpsideShare upside, PeriodFacts facts, List<Delivery> eligible,
                                     UnitPrice reference, List<TraceStep> trace) {
        List<Delivery> sharing = eligible.stream()
                .filter(delivery -> upside.appliesTo(facts.period(), delivery.date())).toList();
        Money zero = Money.zero(terms.currency()).rounded(terms.amountRounding());
        if (sharing.isEmpty()) {
            return zero;
        }
        UnitPrice excess = reference.minus(upside.threshold()).orZero();
        trace.add(new TraceStep("excess", "max(0, reference price - upside threshold)",
                List.of(Input.term("reference price", reference.amount(), reference.unit()),
                        Input.term("upside threshold", upside.threshold().amount(), upside.threshold().unit())),
                excess.amount(), excess.unit(), Rounding.NONE));
        if (excess.amount().signum() == 0) {
            return zero;
        }
        Quantity quantity = quantity(terms, facts.stage(), sharing, "quantity sharing the upside", trace);
        Money line = lineAmount("excess amount", "excess", excess, quantity, terms, trace);
        Money share = line.times(upside.share()).rounded(terms.amountRounding());
        trace.add(new TraceStep("upside share", "round(share x excess amount)",
                List.of(Input.term("share", upside.share(), "1"), Input.term("excess amount", line.amount(), currency(terms))),
                share.amount(), currency(terms), terms.amountRounding()));
        return share;
    }

    private static Amounts differenceAmounts(AgreementTerms terms, UnitPrice strike, UnitPrice reference, Quantity quantity,
                                             List<TraceStep> trace) {
        UnitPrice difference = strike.minus(reference).min(strike);
        trace.add(new TraceStep("unit difference", "min(strike price - reference price, strike price)",
                List.of(Input.term("strike price", strike.amount(), strike.unit()),
                        Input.term("reference price", reference.amount(), reference.unit())),
                difference.amount(), difference.unit(), Rounding.NONE));
        Money amount = lineAmount("difference amount", "unit difference", difference, quantity, terms, trace);
        Money zero = Money.zero(terms.currency()).rounded(terms.amountRounding());
        return new Amounts(quantity, strike, Optional.of(reference), Optional.of(difference.amount()),
                amount.isPositive() ? amount : zero, amount.isNegative() ? amount.negated() : zero);
    }

    private static Money lineAmount(String name, String priceName, UnitPrice price, Quantity quantity, AgreementTerms terms,
                                    List<TraceStep> trace) {
        Money amount = price.times(quantity).rounded(terms.amountRounding());
        trace.add(new TraceStep(name, "round(" + priceName + " x quantity)",
                List.of(Input.term(priceName, price.amount(), price.unit()),
                        Input.term("quantity", quantity.amount(), quantity.unit().symbol())),
                amount.amount(), currency(terms), terms.amountRounding()));
        return amount;
    }

    private static Quantity quantity(AgreementTerms terms, Stage stage, List<Delivery> deliveries, String name, List<TraceStep> trace) {
        String unit = terms.unit().symbol();
        Quantity sum = Quantity.zero(terms.unit());
        List<Input> inputs = new ArrayList<>(deliveries.size() + 1);
        for (Delivery delivery : deliveries) {
            sum = sum.plus(delivery.quantity());
            inputs.add(new Input("lot " + delivery.lot(), delivery.quantity().amount(), unit, delivery.fact()));
        }
        boolean expected = stage == Stage.OPEN && terms.quantity().expectedDesignationShare().compareTo(BigDecimal.ONE) != 0;
        if (!expected) {
            trace.add(new TraceStep(name, deliveries.isEmpty() ? "no lot" : "sum of lots", inputs, sum.amount(), unit, Rounding.NONE));
            return sum;
        }
        Quantity share = sum.times(terms.quantity().expectedDesignationShare());
        inputs.add(Input.term("expected designation share", terms.quantity().expectedDesignationShare(), "1"));
        trace.add(new TraceStep(name, "sum of lots x expected designation share", inputs, share.amount(), unit, Rounding.NONE));
        return share;
    }

    private static String currency(AgreementTerms terms) {
        return terms.currency().getCurrencyCode();
    }
}
