package org.pricefloor.kernel.settlement;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.Instrument;
import org.pricefloor.kernel.agreement.ProductTerms;
import org.pricefloor.kernel.agreement.QuantityTerms;
import org.pricefloor.kernel.agreement.ResolvedAgreement;
import org.pricefloor.kernel.agreement.TakeOrPay;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.delivery.Measure;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.money.Quantity;
import org.pricefloor.kernel.money.UnitPrice;
import org.pricefloor.kernel.price.Missing;
import org.pricefloor.kernel.trace.TraceStep;

/**
 * What is due for one settlement period, in the order of rule 10: eligible quantity, quantity cap, and for each product its line
 * ({@link ProductLine}); then the annual money caps, the minimum to take, or instead of all these the margin guarantee.
 *
 * <pre>
 *   top-up        = min(sum of the lines, annual cap − top-up before)           [USD], likewise the upside share
 * </pre>
 *
 * <p>At exactly the floor both sides are 0.00. A period without eligible quantity settles at 0.00 and needs no price (rule 7).
 * An accrual is the same formula over what is known to date (rule 8).
 */
public final class Settlement {

    /** The flag of the run that takes back an accrual when its period closes and is parked. */
    public static final String ACCRUAL_ENDED = "ACCRUAL_ENDED the period closed while facts were missing";

    /** The flag of the run that takes back what a closed period was settled at when it can no longer be computed. */
    public static final String FACTS_MISSING = "FACTS_MISSING what the period was settled from no longer suffices";

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
        Optional<Missing> misfit = measureInAnotherUnit(terms, facts);
        if (misfit.isPresent()) {
            return new SettlementOutcome.Parked(List.of(misfit.get()));
        }
        YearToDate before = YearToDate.startingFrom(facts.before(), period.from().getYear(), terms.takeOrPay().map(TakeOrPay::makeUpYears).orElse(0));
        return terms.instrument() == Instrument.MARGIN_GUARANTEE
                ? new Margin(terms, facts, before).settle()
                : settleProducts(terms, facts, before);
    }

    /** A certified figure that the year's last period would take for another: tonnes for kilograms, or one currency for another. */
    private static Optional<Missing> measureInAnotherUnit(AgreementTerms terms, PeriodFacts facts) {
        if (facts.stage() != Stage.CLOSED || !facts.endsTheYear()) {
            return Optional.empty();
        }
        boolean margin = terms.instrument() == Instrument.MARGIN_GUARANTEE;
        String unit = margin ? terms.currency().getCurrencyCode() : terms.unit().symbol();
        Optional<Measure> read = margin ? facts.measure(Measure.EBITDA) : terms.takeOrPay().flatMap(minimum -> facts.measure(Measure.MADE_AVAILABLE));
        return read.filter(measure -> !measure.unit().equals(unit)).map(measure -> new Missing(Missing.Rule.MEASURE_MUST_BE_IN_THE_AGREED_UNIT,
                measure.name() + " of " + measure.day().getYear() + " is certified in " + measure.unit() + ", agreement " + terms.agreement()
                        + " settles it in " + unit,
                "certify a revision of " + measure.name() + " of " + measure.day().getYear() + " in " + unit));
    }

    private static SettlementOutcome settleProducts(AgreementTerms terms, PeriodFacts facts, YearToDate before) {
        SettlementPeriod period = facts.period();
        List<Delivery> deliveries = facts.deliveriesOfPeriod();
        if (deliveries.isEmpty() && terms.quantity().basis() == QuantityTerms.Basis.METERED && facts.stage() == Stage.CLOSED) {
            return new SettlementOutcome.Parked(List.of(new Missing(Missing.Rule.QUANTITY_MUST_BE_CERTIFIED,
                    "no metered quantity of agreement " + terms.agreement() + " is certified for " + period,
                    "certify the quantity of " + period + ", zero included")));
        }
        List<Delivery> eligible = deliveries.stream().filter(delivery -> terms.quantity().isEligible(delivery.category())).toList();
        List<Missing> missing = new ArrayList<>(EligibleLots.missing(terms, eligible));
        if (!missing.isEmpty()) {
            return new SettlementOutcome.Parked(missing);
        }
        Workings workings = new Workings(terms);
        EligibleLots lots = EligibleLots.count(terms, facts.stage(), eligible, before.quantity(), workings);
        List<Line> lines = new ArrayList<>(terms.products().size());
        LinkedHashSet<String> used = new LinkedHashSet<>(lots.facts());
        LinkedHashSet<String> flags = new LinkedHashSet<>();
        for (ProductTerms product : terms.products()) {
            ProductLine line = new ProductLine(terms, product, facts, lots, workings);
            line.settle(missing).ifPresent(lines::add);
            used.addAll(line.facts());
            flags.addAll(line.flags());
        }
        if (!missing.isEmpty()) {
            return new SettlementOutcome.Parked(missing);
        }

        SortedMap<Component, Money> components = new TreeMap<>();
        Money topUp = total(terms, Component.TOP_UP, lines.stream().map(Line::topUp).toList(), terms.caps().topUp(), before.topUp(), workings);
        Money share = total(terms, Component.UPSIDE_SHARE, lines.stream().map(Line::upsideShare).toList(), terms.caps().upsideShare(),
                before.upsideShare(), workings);
        put(components, Component.TOP_UP, topUp);
        put(components, Component.UPSIDE_SHARE, share);
        YearToDate left = left(terms, before, lots, topUp, share);
        if (terms.takeOrPay().isPresent() && facts.endsTheYear() && facts.stage() == Stage.CLOSED) {
            left = new Minimum(terms, facts, left, workings).reconcile(components, used, flags);
        }
        Quantity quantity = new Quantity(lines.stream().map(line -> line.quantity().amount()).reduce(BigDecimal.ZERO, BigDecimal::add), terms.unit());
        Optional<Line> only = lines.size() == 1 ? Optional.of(lines.get(0)) : Optional.empty();
        Settled settled = new Settled(period, facts.stage(), amounts(terms, quantity, only, components, workings), List.copyOf(lines), components,
                terms.isAnnual() ? Optional.of(left) : Optional.empty(), List.copyOf(used), List.copyOf(flags), workings.steps());
        return settled.fitsAnEvent() ? settled : new SettlementOutcome.Parked(List.of(new Missing(Missing.Rule.STATEMENT_MUST_STAY_UNDER_256_KIB,
                "the workings of agreement " + terms.agreement() + " for " + period + " count " + eligible.size() + " lots and take " + settled.derivationBytes()
                        + " bytes, at most " + Settled.LONGEST_DERIVATION + " can be published",
                "certify fewer lots, one for each day, say; an amendment to shorter periods settles those that are certified")));
    }

    /** Only what some term asks for is counted: whatever else changes in a period then leaves the later ones of the year alone. */
    private static YearToDate left(AgreementTerms terms, YearToDate before, EligibleLots lots, Money topUp, Money share) {
        return new YearToDate(before.year(),
                terms.caps().quantity().isPresent() ? before.quantity().add(lots.settled()) : before.quantity(),
                terms.caps().topUp().isPresent() ? before.topUp().add(topUp.amount()) : before.topUp(),
                terms.caps().upsideShare().isPresent() ? before.upsideShare().add(share.amount()) : before.upsideShare(),
                terms.takeOrPay().isPresent() ? before.taken().add(lots.eligible()) : before.taken(),
                before.advanced(), before.makeUp());
    }

    /** The sum over the lines, within the annual cap. */
    private static Money total(AgreementTerms terms, Component component, List<Money> amounts, Optional<BigDecimal> cap, BigDecimal before,
                               Workings workings) {
        String name = component.term();
        Money sum = amounts.stream().reduce(workings.zero(), Money::plus);
        if (amounts.size() > 1) {
            TraceStep.Input[] inputs = new TraceStep.Input[amounts.size()];
            for (int i = 0; i < inputs.length; i++) {
                inputs[i] = workings.of(name + " of " + terms.products().get(i).product(), amounts.get(i));
            }
            String formula = String.join(" + ", terms.products().stream().map(product -> name + " of " + product.product()).toList());
            workings.amount(cap.isPresent() ? name + " before the cap" : name, formula, sum.amount(), inputs);
        }
        if (cap.isEmpty()) {
            return sum;
        }
        BigDecimal room = cap.get().subtract(before).max(BigDecimal.ZERO);
        return workings.amount(name, "min(" + name + " before the cap, max(0, annual cap - " + name + " before))", sum.amount().min(room),
                workings.of(name + " before the cap", sum), workings.money("annual cap", cap.get()), workings.money(name + " before", before));
    }

    static void put(SortedMap<Component, Money> components, Component component, Money amount) {
        if (!amount.isZero()) {
            components.put(component, amount);
        }
    }

    static Amounts amounts(AgreementTerms terms, Quantity quantity, Optional<Line> only, SortedMap<Component, Money> components, Workings workings) {
        Money owedTo = workings.zero();
        Money owedBy = workings.zero();
        for (var each : components.entrySet()) {
            if (each.getKey().isOwedToProducer()) {
                owedTo = owedTo.plus(each.getValue());
            } else {
                owedBy = owedBy.plus(each.getValue());
            }
        }
        return new Amounts(quantity, only.flatMap(Line::floorPrice), only.flatMap(Line::referencePrice), only.flatMap(Line::unitDifference), owedTo, owedBy);
    }

    /**
     * What stays of a period that can not be settled: nothing, as if all had been known from the start (rule 6). The period is parked beside
     * it, with what it lacks.
     *
     * @param stage  open: an accrual is taken back, for it belongs to an open period (rule 8), and a period that was over when its agreement
     *               arrived never had one (rule 3); closed: what it was settled at, because a later fact asks for one that is missing
     * @param before what the period before left; it is passed on
     */
    public static Settled takenBack(AgreementTerms terms, SettlementPeriod period, Stage stage, Optional<YearToDate> before) {
        boolean accrual = stage == Stage.OPEN;
        return nothing(terms, period, stage, before, accrual ? ACCRUAL_ENDED : FACTS_MISSING,
                new TraceStep(accrual ? "accrual" : "top-up",
                        accrual ? "ended: the period has closed and its facts are missing" : "taken back: facts are missing that a later fact asks for",
                        List.of(), zero(terms).amount(), terms.currency().getCurrencyCode(), terms.amountRounding()));
    }

    /**
     * What stands for a period that the newest version of the agreement no longer has: nothing, as if the version had been there
     * from the start (rule 6). A version may end the term earlier, or begin it later, than one under which runs were posted.
     *
     * @throws IllegalArgumentException when the period lies inside the term
     */
    public static Settled outsideTerm(AgreementTerms terms, SettlementPeriod period, Stage stage, Optional<YearToDate> before) {
        if (terms.isInTerm(period.from())) {
            throw new IllegalArgumentException("agreement " + terms.agreement() + " has the period " + period);
        }
        return nothing(terms, period, stage, before, TERM_MOVED,
                new TraceStep("top-up", "the term is " + terms.effectiveFrom() + ".." + terms.effectiveTo() + ", nothing is due outside it",
                        List.of(), zero(terms).amount(), terms.currency().getCurrencyCode(), terms.amountRounding()));
    }

    private static Settled nothing(AgreementTerms terms, SettlementPeriod period, Stage stage, Optional<YearToDate> before, String flag, TraceStep step) {
        Optional<UnitPrice> floor = terms.products().size() == 1
                // A schedule that begins later says nothing of the day: its first price stands in, times no quantity.
                ? Optional.of(new UnitPrice(terms.products().get(0).floor().at(period.from())
                        .orElseGet(() -> terms.products().get(0).floor().at(terms.effectiveFrom()).orElseThrow()), terms.currency(), terms.unit()))
                : Optional.empty();
        Quantity none = Quantity.zero(terms.unit());
        Optional<YearToDate> left = !terms.isAnnual() ? Optional.empty()
                : Optional.of(YearToDate.startingFrom(before, period.from().getYear(), terms.takeOrPay().map(TakeOrPay::makeUpYears).orElse(0)));
        return new Settled(period, stage, new Amounts(none, floor, Optional.empty(), Optional.empty(), zero(terms), zero(terms)),
                List.of(), new TreeMap<>(), left, List.of(), List.of(flag), List.of(step));
    }

    private static Money zero(AgreementTerms terms) {
        return Money.zero(terms.currency()).rounded(terms.amountRounding());
    }
}
