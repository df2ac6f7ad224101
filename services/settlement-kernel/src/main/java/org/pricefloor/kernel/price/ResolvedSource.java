package org.pricefloor.kernel.price;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pricefloor.kernel.calendar.PricingCalendar;
import org.pricefloor.kernel.money.Arithmetic;
import org.pricefloor.kernel.money.QuantityUnit;
import org.pricefloor.kernel.price.Determination.Observation;
import org.pricefloor.kernel.price.ReferencePriceRule.Source;
import org.pricefloor.kernel.trace.TraceStep.Input;

/**
 * A source together with its series: how one of its figures becomes a price in the agreed currency and unit.
 *
 * <pre>
 *   converted = price / (1 + vat) / fx / units      [USD/kg], not rounded
 * </pre>
 *
 * @param fxCalendar the days on which a fix is expected: it only flags, it never moves a price
 * @param agreed     the unit of the reference price
 */
record ResolvedSource(Source terms, PriceSeries series, PricingCalendar calendar, Optional<FxSeries> fxSeries,
                      Optional<PricingCalendar> fxCalendar, QuantityUnit agreed) {

    private static final BigDecimal ONE = BigDecimal.ONE;

    String id() {
        return series.id();
    }

    /** How many agreed units make one unit of the series: 1000 kg a tonne. */
    BigDecimal units() {
        return series.per().in(agreed);
    }

    boolean isConverted() {
        return terms.fx().isPresent();
    }

    BigDecimal converted(PublishedFigure price, PublishedFigure fix) {
        BigDecimal value = withoutVat(price);
        if (fix != null) {
            value = value.divide(fix.value(), Arithmetic.CONTEXT);
        }
        return inAgreedUnit(value);
    }

    BigDecimal inAgreedUnit(BigDecimal value) {
        BigDecimal units = units();
        return units.compareTo(ONE) == 0 ? value : value.divide(units, Arithmetic.CONTEXT);
    }

    BigDecimal withoutVat(PublishedFigure price) {
        BigDecimal vat = vatOn(price.date());
        return vat.signum() == 0 ? price.value() : price.value().divide(ONE.add(vat), Arithmetic.CONTEXT);
    }

    private BigDecimal vatOn(LocalDate day) {
        return terms.vat().at(day).orElse(BigDecimal.ZERO);
    }

    /** The fix of the day, or the last before it that is not too old. */
    Optional<PublishedFigure> fixFor(LocalDate day, Publications fixes) {
        int maxAgeDays = terms.fx().orElseThrow().maxAgeDays();
        return fixes.onOrBefore(day).filter(fix -> ChronoUnit.DAYS.between(fix.date(), day) <= maxAgeDays);
    }

    boolean isFixExpectedOn(LocalDate day) {
        return fxCalendar.filter(dates -> dates.covers(day)).map(dates -> dates.isPricingDay(day)).orElse(false);
    }

    /** What shapes a result without being a figure of it: units and tax basis, days, and the days that a flag speaks of. */
    List<String> facts() {
        List<String> facts = new ArrayList<>(4);
        facts.add(series.fact());
        facts.add(calendar.fact());
        fxSeries.ifPresent(fx -> facts.add(fx.fact()));
        fxCalendar.ifPresent(dates -> facts.add(dates.fact()));
        return facts;
    }

    // ---- for the trace

    /** True where the printed price already is in the agreed currency and unit, tax excluded. */
    boolean isPlain(Observation seen) {
        return vatOn(seen.price().date()).signum() == 0 && seen.fx() == null && units().compareTo(ONE) == 0;
    }

    /** The formula of a day's conversion; what it puts in is added to the inputs. */
    String conversion(Observation seen, List<Input> inputs) {
        BigDecimal vat = vatOn(seen.price().date());
        inputs.add(new Input("price", seen.price().value(), quotedUnit(), seen.price().fact()));
        StringBuilder formula = new StringBuilder("price");
        if (vat.signum() != 0) {
            formula.append(" / (1 + vat)");
            inputs.add(Input.term("vat", vat, "1"));
        }
        if (seen.fx() != null) {
            formula.append(" / fx");
            inputs.add(new Input("fx", seen.fx().value(), fxUnit(), seen.fx().fact()));
        }
        if (units().compareTo(ONE) != 0) {
            formula.append(" / units");
            inputs.add(Input.term("units", units(), unitsUnit()));
        }
        return formula.toString();
    }

    String quotedUnit() {
        return series.currency().getCurrencyCode() + "/" + series.per().symbol();
    }

    String fxUnit() {
        return fxSeries.map(fx -> fx.quoted().getCurrencyCode() + "/" + fx.base().getCurrencyCode()).orElse("1");
    }

    String unitsUnit() {
        return agreed.symbol() + "/" + series.per().symbol();
    }
}
