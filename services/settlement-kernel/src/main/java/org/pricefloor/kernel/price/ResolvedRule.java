package org.pricefloor.kernel.price;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.money.Arithmetic;
import org.pricefloor.kernel.money.Rounding;
import org.pricefloor.kernel.money.UnitPrice;
import org.pricefloor.kernel.price.Determination.Observation;
import org.pricefloor.kernel.price.ResolvedComponent.Priced;
import org.pricefloor.kernel.trace.TraceStep;
import org.pricefloor.kernel.trace.TraceStep.Input;

/**
 * A reference price rule together with the series and calendars it names: all that is needed beside the published figures.
 *
 * <pre>
 *   exVat_d     = assessment_d / (1 + vat)                          [series currency / series unit]
 *   converted_d = exVat_d / fx_d / (series units per agreed unit)   [USD/kg]
 *   mean_c      = mean of converted_d over the pricing days of component c,
 *                 or sum(converted_d x volume_d) / sum(volume_d) where it is weighted by volume
 *   reference   = round(sum of weight_c x mean_c)                   [USD/kg]; of one component round(mean)
 * </pre>
 *
 * <p>A pricing day is priced by the first rung of the ladder that has a figure for it: the primary or a secondary series published
 * for the day; the last published price, at most {@code maxStaleDays} pricing days old; the newest price that the parties agreed
 * or the expert determined, on or before the day and inside the period. Never a later figure, which would use the future. What is
 * not of the primary is flagged, and each observation says its series and rung. The rate of tax is that of the day of the
 * assessment, the exchange rate that of the pricing day or the last fix before it. Under average-then-convert the means of a
 * source's days are formed first and divided. Pricing days are those of the component's primary; the calendars of FX series only
 * flag.
 *
 * <p>Weighted by volume, only days count whose figure was published for them and carries a volume. A published figure without one
 * is missing; a day with a carried price has no volume of its own and is left out, with a flag.
 *
 * <p>A determination names every figure that had a say, also one that kept a lower rung from being asked and could not be used
 * itself. So it follows again from exactly the facts it names: {@link #determineThrough}.
 */
public final class ResolvedRule {

    /** Every pricing day of a closed period, or those of an open one that can be priced. */
    private static final boolean WHOLE = true;
    private static final boolean TO_DATE = false;

    private final ReferencePriceRule rule;
    private final String id;
    private final String text;
    private final List<ResolvedComponent> components;

    ResolvedRule(ReferencePriceRule rule, List<ResolvedComponent> components) {
        this.rule = rule;
        this.id = rule.id();
        this.text = rule.text();
        this.components = List.copyOf(components);
    }

    public ReferencePriceRule rule() {
        return rule;
    }

    public String id() {
        return id;
    }

    /** Every price and FX series whose figures can have a say. */
    public Set<String> seriesRead() {
        return rule.seriesRead();
    }

    /**
     * The first day of each series whose figure can have a say in the period: its first day, or as far back as a price may be
     * carried on or a fix may be old. The last is the period's last day.
     */
    public Map<String, LocalDate> earliestNeeded(SettlementPeriod period) {
        Map<String, LocalDate> earliest = new LinkedHashMap<>();
        components.forEach(component -> component.earliestNeeded(period, earliest));
        return earliest;
    }

    /**
     * The last day on which a figure of the day can be used: a price may be carried on, and so may a fix. An agreed price or an
     * expert's determination counts to the end of the period that {@code day} lies in, which the caller knows; it does not
     * reach into another period.
     */
    public LocalDate lastDayReached(String series, LocalDate day) {
        return components.stream().map(component -> component.lastDayReached(series, day)).max(LocalDate::compareTo).orElse(day);
    }

    /**
     * The reference price of a closed period, over all its pricing days.
     *
     * @param published what is known of a series, from {@link #earliestNeeded} on; {@link Publications#NONE} of an unknown one
     */
    public DeterminationOutcome determine(SettlementPeriod period, Function<String, Publications> published) {
        return determine(period, period.to(), WHOLE, published);
    }

    /**
     * The reference price to date of an open period: over those pricing days up to the newest one with a figure of its own that
     * have a price and a fix; the others are left out and counted in a flag. It reads no clock, so the same facts give the same
     * price on any day and in any order of arrival; completeness and a minimum of observations are asked of closed periods only.
     * A basket asks for at least one day of every component.
     */
    public DeterminationOutcome determineToDate(SettlementPeriod period, Function<String, Publications> published) {
        Optional<LocalDate> newest = components.stream().flatMap(component -> component.newestDay(period, published).stream())
                .max(LocalDate::compareTo);
        return newest.isPresent()
                ? determine(period, newest.get(), TO_DATE, published)
                : new DeterminationOutcome.Undetermined(components.stream()
                        .flatMap(component -> component.noAssessmentYet(period).missing().stream()).distinct().toList());
    }

    /**
     * The reference price over the pricing days up to one of them: that of a determination again, from its period,
     * {@link Determination#through()} and the facts it names, whether the period was open or closed.
     */
    public DeterminationOutcome determineThrough(SettlementPeriod period, LocalDate through, Function<String, Publications> published) {
        return determine(period, through.isAfter(period.to()) ? period.to() : through, TO_DATE, published);
    }

    private DeterminationOutcome determine(SettlementPeriod period, LocalDate last, boolean whole, Function<String, Publications> published) {
        List<Priced> priced = new ArrayList<>(components.size());
        Set<Missing> missing = new LinkedHashSet<>();
        boolean everyComponent = true;
        for (ResolvedComponent component : components) {
            Priced days = component.price(period, last, whole, published);
            priced.add(days);
            missing.addAll(days.missing());
            everyComponent &= !days.observations().isEmpty();
        }
        return everyComponent && (!whole || missing.isEmpty())
                ? new DeterminationOutcome.Determined(determined(period, priced))
                : new DeterminationOutcome.Undetermined(List.copyOf(missing));
    }

    private Determination determined(SettlementPeriod period, List<Priced> priced) {
        List<TraceStep> trace = new ArrayList<>();
        String unit = rule.currency().getCurrencyCode() + "/" + rule.unit().symbol();
        List<BigDecimal> means = new ArrayList<>(components.size());
        List<Observation> observations = new ArrayList<>();
        Set<String> facts = new LinkedHashSet<>();
        Set<String> flags = new LinkedHashSet<>();
        LocalDate through = priced.get(0).through();
        for (int i = 0; i < components.size(); i++) {
            Priced days = priced.get(i);
            means.add(components.get(i).mean(days.observations(), unit, trace));
            observations.addAll(days.observations());
            facts.addAll(days.figures());
            flags.addAll(days.flags());
            through = days.through().isAfter(through) ? days.through() : through;
        }
        String whole = components.size() == 1 ? "mean" : "basket";
        BigDecimal unrounded = components.size() == 1 ? means.get(0) : basket(means, unit, trace);
        BigDecimal value = rule.rounding().apply(unrounded);
        trace.add(new TraceStep("reference price", "round(" + whole + ")", List.of(Input.term(whole, unrounded, unit)), value, unit,
                rule.rounding()));
        components.forEach(component -> component.sources().forEach(source -> facts.addAll(source.facts())));
        List<String> factList = List.copyOf(facts);
        return new Determination(id, text, rule.seriesText(), period, through, new UnitPrice(value, rule.currency(), rule.unit()),
                List.copyOf(observations), factList, Digest.ofFacts(factList), List.copyOf(flags), List.copyOf(trace));
    }

    private BigDecimal basket(List<BigDecimal> means, String unit, List<TraceStep> trace) {
        BigDecimal sum = BigDecimal.ZERO;
        StringBuilder formula = new StringBuilder();
        List<Input> inputs = new ArrayList<>(2 * components.size());
        for (int i = 0; i < components.size(); i++) {
            ResolvedComponent component = components.get(i);
            String weight = "weight of " + component.series();
            formula.append(i == 0 ? "" : " + ").append(weight).append(" x ").append(component.meanName());
            inputs.add(Input.term(weight, component.weight(), "1"));
            inputs.add(Input.term(component.meanName(), means.get(i), unit));
            sum = sum.add(component.weight().multiply(means.get(i), Arithmetic.CONTEXT), Arithmetic.CONTEXT);
        }
        trace.add(new TraceStep("basket", formula.toString(), inputs, sum, unit, Rounding.NONE));
        return sum;
    }
}
