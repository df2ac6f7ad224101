package org.pricefloor.kernel.settlement;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.Escalation;
import org.pricefloor.kernel.agreement.Instrument;
import org.pricefloor.kernel.agreement.ProductTerms;
import org.pricefloor.kernel.agreement.UpsideShare;
import org.pricefloor.kernel.money.Arithmetic;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.money.Quantity;
import org.pricefloor.kernel.money.Rounding;
import org.pricefloor.kernel.money.UnitPrice;
import org.pricefloor.kernel.price.Determination;
import org.pricefloor.kernel.price.DeterminationOutcome;
import org.pricefloor.kernel.price.Missing;
import org.pricefloor.kernel.price.Publications;
import org.pricefloor.kernel.price.PublishedFigure;
import org.pricefloor.kernel.settlement.EligibleLots.Counted;
import org.pricefloor.kernel.trace.TraceStep.Input;

/**
 * What one product comes to in a period.
 *
 * <pre>
 *   floor:               unitDifference = max(0, floorPrice − referencePrice)              [USD/kg]
 *                        topUp          = round(unitDifference × quantity)                 [USD], owed to the producer
 *                        upsideShare    = round(share × round(excess × quantity)),
 *                        excess         = max(0, referencePrice − max(threshold, floorPrice))   [USD], owed by the producer
 *   two-way difference:  unitDifference = min(strikePrice − referencePrice, strikePrice)   [GBP/MWh], signed
 *                        amount         = round(unitDifference × quantity); topUp where positive, else owed by the producer
 * </pre>
 *
 * <p>The reference price arrives already rounded, because the agreement publishes it. Rounding it later would change the
 * amount: a mean of 96.4375 against a floor of 110.00 on 48,250.5 kg gives 654,276.78 when the reference price is first rounded
 * to 96.44, and 654,397.41 when only the amount is rounded. The floor arrives risen by its escalation and rounded, for the same
 * reason.
 */
final class ProductLine {

    /** The negative price rule works on hours, and the day has none: the line stands by formula (rule 14). */
    private static final String NOT_REBUILDABLE = "NOT_REBUILDABLE_FROM_DAILY_DATA the negative price rule needs hours, the line stands by formula";

    private final AgreementTerms terms;
    private final ProductTerms product;
    private final PeriodFacts facts;
    private final EligibleLots lots;
    private final Workings workings;
    private final Set<String> used = new LinkedHashSet<>();
    private final List<String> flags = new ArrayList<>();

    ProductLine(AgreementTerms terms, ProductTerms product, PeriodFacts facts, EligibleLots lots, Workings workings) {
        this.terms = terms;
        this.product = product;
        this.facts = facts;
        this.lots = lots;
        this.workings = workings;
    }

    /** Ids of the facts used beside lots and prices. */
    Set<String> facts() {
        return used;
    }

    List<String> flags() {
        return flags;
    }

    /** The line; empty where something is missing, which is added to the list. */
    Optional<Line> settle(List<Missing> missing) {
        List<Counted> ofProduct = lots.of(product);
        Quantity quantity = new Quantity(lots.sum(name("eligible quantity"), ofProduct, workings), terms.unit());
        if (quantity.isZero()) {
            Money zero = workings.amount(name(capped(Component.TOP_UP)), "no eligible quantity, no price needed", BigDecimal.ZERO,
                    workings.units("eligible quantity", quantity.amount()));
            return Optional.of(new Line(product.product(), quantity, unindexedFloor(), Optional.empty(), Optional.empty(), zero, zero, Optional.empty()));
        }
        int before = missing.size();
        Optional<UnitPrice> floor = floor(missing);
        DeterminationOutcome outcome = facts.referencePrices().apply(product.referencePrice());
        if (outcome instanceof DeterminationOutcome.Undetermined undetermined) {
            missing.addAll(undetermined.missing());
        }
        if (missing.size() > before) {
            return Optional.empty();
        }
        Determination determination = ((DeterminationOutcome.Determined) outcome).determination();
        flags.addAll(determination.flags());
        return Optional.of(terms.instrument() == Instrument.FLOOR
                ? floorLine(ofProduct, floor.orElseThrow(), determination, quantity)
                : differenceLine(ofProduct, floor.orElseThrow(), determination, quantity));
    }

    private Line floorLine(List<Counted> ofProduct, UnitPrice floor, Determination determination, Quantity quantity) {
        UnitPrice reference = determination.value();
        UnitPrice shortfall = floor.minus(reference).orZero();
        workings.price(name("unit difference"), "max(0, floor price - reference price)", shortfall, Rounding.NONE,
                workings.of("floor price", floor), workings.of("reference price", reference));
        Money topUp = lineAmount(name(capped(Component.TOP_UP)), "unit difference", shortfall, quantity);
        Money share = product.upside().isPresent() ? upsideShare(product.upside().get(), ofProduct, floor, reference) : workings.zero();
        return new Line(product.product(), quantity, Optional.of(floor), Optional.of(reference), Optional.of(shortfall.amount()), topUp, share,
                Optional.of(determination));
    }

    private Money upsideShare(UpsideShare upside, List<Counted> ofProduct, UnitPrice floor, UnitPrice reference) {
        List<Counted> sharing = ofProduct.stream().filter(each -> upside.appliesTo(facts.period(), each.lot().date())).toList();
        if (sharing.isEmpty()) {
            return workings.zero();
        }
        boolean risenAbove = floor.amount().compareTo(upside.threshold().amount()) > 0;
        String from = risenAbove ? "floor price" : "upside threshold";
        UnitPrice least = risenAbove ? floor : upside.threshold();
        UnitPrice excess = reference.minus(least).orZero();
        workings.price(name("excess"), "max(0, reference price - " + from + ")", excess, Rounding.NONE,
                workings.of("reference price", reference), workings.of(from, least));
        if (excess.amount().signum() == 0) {
            return workings.zero();
        }
        Quantity quantity = new Quantity(lots.sum(name("quantity sharing the upside"), sharing, workings), terms.unit());
        Money line = lineAmount(name("excess amount"), "excess", excess, quantity);
        return workings.amount(name(capped(Component.UPSIDE_SHARE)), "round(share x excess amount)", line.times(upside.share()).amount(),
                workings.factor("share", upside.share()), workings.of("excess amount", line));
    }

    private Line differenceLine(List<Counted> ofProduct, UnitPrice strike, Determination determination, Quantity quantity) {
        UnitPrice reference = determination.value();
        if (terms.negativePrices().applies()) {
            List<BigDecimal> prices = hourlyPrices(determination);
            List<BigDecimal> quantities = hourlyQuantities(ofProduct, quantity);
            if (!prices.isEmpty() && prices.size() == quantities.size()) {
                return hourlyLine(strike, prices, quantities, determination, quantity);
            }
            flags.add(NOT_REBUILDABLE);
        }
        UnitPrice difference = strike.minus(reference).min(strike);
        workings.price(name("unit difference"), "min(strike price - reference price, strike price)", difference, Rounding.NONE,
                workings.of("strike price", strike), workings.of("reference price", reference));
        Money amount = lineAmount(name("difference amount"), "unit difference", difference, quantity);
        return differenceLine(strike, determination, quantity, Optional.of(difference.amount()), amount);
    }

    private Line differenceLine(UnitPrice strike, Determination determination, Quantity quantity, Optional<BigDecimal> difference, Money amount) {
        return new Line(product.product(), quantity, Optional.of(strike), Optional.of(determination.value()), difference,
                amount.isPositive() ? amount : workings.zero(), amount.isNegative() ? amount.negated() : workings.zero(), Optional.of(determination));
    }

    /**
     * A day hour by hour: {@code round(sum over the paid hours of min(strike − price, strike) × quantity)}. In the hours of negative
     * prices that the agreement names nothing is paid either way.
     */
    private Line hourlyLine(UnitPrice strike, List<BigDecimal> prices, List<BigDecimal> quantities, Determination determination, Quantity quantity) {
        List<Boolean> unpaid = terms.negativePrices().unpaid(prices);
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal paid = BigDecimal.ZERO;
        List<Input> inputs = new ArrayList<>();
        for (int hour = 0; hour < prices.size(); hour++) {
            inputs.add(Input.term("price of hour " + (hour + 1), prices.get(hour), strike.unit()));
            inputs.add(workings.units("quantity of hour " + (hour + 1), quantities.get(hour)));
            if (!unpaid.get(hour)) {
                UnitPrice difference = strike.minus(priced(prices.get(hour))).min(strike);
                sum = sum.add(difference.amount().multiply(quantities.get(hour), Arithmetic.CONTEXT), Arithmetic.CONTEXT);
                paid = paid.add(quantities.get(hour));
            }
        }
        workings.quantity(name("quantity of paid hours"), "sum of the quantities of hours in which the negative price rule pays", paid, inputs);
        Money amount = workings.amount(name("difference amount"), "round(sum over paid hours of min(strike price - price, strike price) x quantity)", sum,
                workings.of("strike price", strike));
        long hours = unpaid.stream().filter(each -> each).count();
        if (hours > 0) {
            flags.add("NEGATIVE_PRICE_HOURS " + hours + " hours of negative prices are not paid");
        }
        return differenceLine(strike, determination, quantity, Optional.empty(), amount);
    }

    /** The published prices of the hours; empty where they are of another day or would have to be converted as the day's price was. */
    private List<BigDecimal> hourlyPrices(Determination determination) {
        if (determination.observations().size() != 1) {
            return List.of();
        }
        Determination.Observation only = determination.observations().get(0);
        boolean isPlain = only.price().date().equals(facts.period().from()) && only.fx() == null
                && only.converted() != null && only.converted().compareTo(only.price().value()) == 0;
        return isPlain ? only.price().hourly() : List.of();
    }

    /** The sum of the lots hour by hour; empty where one has no hours, or not all of a lot counts. */
    private static List<BigDecimal> hourlyQuantities(List<Counted> lots, Quantity quantity) {
        List<BigDecimal> sum = new ArrayList<>();
        BigDecimal whole = BigDecimal.ZERO;
        for (Counted each : lots) {
            List<BigDecimal> hours = each.lot().hourly();
            if (hours.isEmpty() || !sum.isEmpty() && sum.size() != hours.size()) {
                return List.of();
            }
            for (int hour = 0; hour < hours.size(); hour++) {
                if (sum.size() == hour) {
                    sum.add(BigDecimal.ZERO);
                }
                sum.set(hour, sum.get(hour).add(hours.get(hour)));
                whole = whole.add(hours.get(hour));
            }
        }
        return whole.compareTo(quantity.amount()) == 0 ? sum : List.of();
    }

    private Money lineAmount(String name, String priceName, UnitPrice price, Quantity quantity) {
        return workings.amount(name, "round(" + priceName + " x quantity)", price.times(quantity).amount(), workings.of(priceName, price),
                workings.units("quantity", quantity.amount()));
    }

    // ---- the floor

    private UnitPrice agreedFloor() {
        return new UnitPrice(product.floor().at(facts.period().from()).orElseThrow(), terms.currency(), terms.unit());
    }

    /** Of a period without quantity: an index that nobody needs is not asked for. */
    private Optional<UnitPrice> unindexedFloor() {
        LocalDate day = facts.period().from();
        if (product.escalation().isEmpty() || product.escalation().get().anniversariesBy(day) == 0) {
            return Optional.of(agreedFloor());
        }
        Escalation escalation = product.escalation().get();
        return escalation.rate().map(rate -> priced(escalation.risenByRate(agreedFloor().amount(), escalation.anniversariesBy(day))));
    }

    private Optional<UnitPrice> floor(List<Missing> missing) {
        UnitPrice agreed = agreedFloor();
        if (product.escalation().isEmpty()) {
            return Optional.of(agreed);
        }
        Escalation escalation = product.escalation().get();
        Optional<LocalDate> anniversary = escalation.anniversaryBy(facts.period().from());
        if (anniversary.isEmpty()) {
            return Optional.of(agreed);
        }
        String name = name(terms.instrument() == Instrument.FLOOR ? "floor price" : "strike price");
        if (escalation.rate().isPresent()) {
            int risen = escalation.anniversariesBy(facts.period().from());
            return Optional.of(workings.price(name, "round(agreed price x (1 + rate) ^ anniversaries)", priced(escalation.risenByRate(agreed.amount(), risen)),
                    escalation.rounding(), workings.of("agreed price", agreed), workings.factor("rate", escalation.rate().get()),
                    Input.term("anniversaries", BigDecimal.valueOf(risen), "1")));
        }
        Escalation.Index index = escalation.index().orElseThrow();
        Publications published = facts.indices().apply(index.series());
        Optional<PublishedFigure> figure = figure(published, index.series(), index.dayFor(anniversary.get()), missing);
        Optional<PublishedFigure> base = figure(published, index.series(), index.base(), missing);
        if (figure.isEmpty() || base.isEmpty()) {
            return Optional.empty();
        }
        used.add(figure.get().fact());
        used.add(base.get().fact());
        return Optional.of(workings.price(name, "round(agreed price x index / index at base)",
                priced(escalation.risenByIndex(agreed.amount(), figure.get().value(), base.get().value())), escalation.rounding(),
                workings.of("agreed price", agreed), new Input("index", figure.get().value(), "1", figure.get().fact()),
                new Input("index at base", base.get().value(), "1", base.get().fact())));
    }

    private static Optional<PublishedFigure> figure(Publications published, String series, LocalDate day, List<Missing> missing) {
        Optional<PublishedFigure> figure = published.on(day);
        if (figure.isEmpty()) {
            missing.add(new Missing(Missing.Rule.INDEX_MUST_BE_PUBLISHED, "index " + series + " has no figure for " + day,
                    "publish the figure of " + series + " for " + day));
        } else if (figure.get().value().signum() <= 0) {
            missing.add(new Missing(Missing.Rule.INDEX_MUST_BE_ABOVE_ZERO, "index " + series + " of " + day + " is " + Arithmetic.plain(figure.get().value()),
                    "publish a revision of " + series + " for " + day + " above zero"));
            return Optional.empty();
        }
        return figure;
    }

    private UnitPrice priced(BigDecimal price) {
        return new UnitPrice(price, terms.currency(), terms.unit());
    }

    // ---- names

    /** Of several products, each step says of which. */
    private String name(String step) {
        return terms.products().size() == 1 ? step : step + " of " + product.product();
    }

    private String capped(Component component) {
        boolean capped = component == Component.TOP_UP ? terms.caps().topUp().isPresent() : terms.caps().upsideShare().isPresent();
        return capped && terms.products().size() == 1 ? component.term() + " before the cap" : component.term();
    }
}
