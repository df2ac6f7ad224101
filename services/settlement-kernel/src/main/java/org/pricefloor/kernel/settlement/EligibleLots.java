package org.pricefloor.kernel.settlement;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.ProductTerms;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.delivery.Assay;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.money.Arithmetic;
import org.pricefloor.kernel.price.Missing;
import org.pricefloor.kernel.trace.TraceStep.Input;

/**
 * The lots of a period that count, each with what it counts, in the order (delivery date, lot) in which caps are consumed.
 *
 * <pre>
 *   content of a concentrate = dry mass × REO share × content share         [kg]
 *   quantity of another form = certified quantity × conversion factor       [kg], the factor of the delivery date
 *   counted while a period is open: × expected designation share            (rule 8)
 *   within an annual cap: of each lot what the lots before it have left     (rule 11)
 * </pre>
 *
 * <p>Nothing here is rounded.
 */
final class EligibleLots {

    /** @param amount in the agreement's unit */
    record Counted(Delivery lot, BigDecimal amount) {
    }

    private final AgreementTerms terms;
    private final Stage stage;
    private final List<Counted> counted;
    private final BigDecimal eligible;
    private final boolean capped;

    private EligibleLots(AgreementTerms terms, Stage stage, List<Counted> counted, BigDecimal eligible, boolean capped) {
        this.terms = terms;
        this.stage = stage;
        this.counted = counted;
        this.eligible = eligible;
        this.capped = capped;
    }

    /** Of all products, before the annual cap: what counts against a minimum to take. */
    BigDecimal eligible() {
        return eligible;
    }

    /** Of all products, within the annual cap. */
    BigDecimal settled() {
        return sum(counted);
    }

    List<String> facts() {
        return counted.stream().map(each -> each.lot().fact()).toList();
    }

    List<Counted> of(ProductTerms product) {
        return terms.products().size() == 1 ? counted
                : counted.stream().filter(each -> each.lot().product().equals(Optional.of(product.product()))).toList();
    }

    static BigDecimal sum(List<Counted> lots) {
        return lots.stream().map(Counted::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** What keeps the lots from being counted; empty: nothing. */
    static List<Missing> missing(AgreementTerms terms, List<Delivery> eligible) {
        List<Missing> missing = new ArrayList<>();
        for (Delivery lot : eligible) {
            if (lot.quantity().unit() != terms.unit()) {
                missing.add(new Missing(Missing.Rule.QUANTITY_MUST_BE_IN_THE_AGREED_UNIT,
                        "lot " + lot.lot() + " is certified as " + lot.quantity() + ", agreement " + terms.agreement() + " settles in " + terms.unit(),
                        "certify a revision of lot " + lot.lot() + " in " + terms.unit()));
            }
            if (terms.products().size() > 1
                    && terms.products().stream().noneMatch(product -> lot.product().equals(Optional.of(product.product())))) {
                missing.add(new Missing(Missing.Rule.LOT_MUST_NAME_A_PRODUCT,
                        "lot " + lot.lot() + " names " + lot.product().map(name -> "product " + name).orElse("no product") + ", agreement "
                                + terms.agreement() + " settles several",
                        "certify a revision of lot " + lot.lot() + " that names one of "
                                + String.join(", ", terms.products().stream().map(ProductTerms::product).toList())));
            }
            if (lot.assay().isEmpty() && lot.form().map(terms.quantity()::converts).orElse(false)
                    && terms.quantity().factor(lot.form().get(), lot.date()).isEmpty()) {
                missing.add(new Missing(Missing.Rule.FORM_MUST_HAVE_A_CONVERSION_FACTOR,
                        "lot " + lot.lot() + " is " + lot.form().get() + " and agreement " + terms.agreement() + " has no factor for it on " + lot.date(),
                        "amend the agreement's conversion factors, or certify a revision of lot " + lot.lot()));
            }
        }
        return missing;
    }

    /**
     * Counts the lots.
     *
     * @param usedBefore of the annual quantity cap by the periods before
     */
    static EligibleLots count(AgreementTerms terms, Stage stage, List<Delivery> eligible, BigDecimal usedBefore, Workings workings) {
        BigDecimal expected = stage == Stage.OPEN ? terms.quantity().expectedDesignationShare() : BigDecimal.ONE;
        boolean expects = expected.compareTo(BigDecimal.ONE) != 0;
        List<Counted> counted = new ArrayList<>(eligible.size());
        for (Delivery lot : eligible) {
            BigDecimal content = content(terms, lot, workings);
            counted.add(new Counted(lot, expects && terms.caps().quantity().isPresent() ? content.multiply(expected, Arithmetic.CONTEXT) : content));
        }
        BigDecimal sum = sum(counted);
        if (terms.caps().quantity().isEmpty()) {
            return new EligibleLots(terms, stage, counted, expects ? sum.multiply(expected, Arithmetic.CONTEXT) : sum, false);
        }
        BigDecimal cap = terms.caps().quantity().get();
        BigDecimal left = cap.subtract(usedBefore).max(BigDecimal.ZERO);
        List<Counted> within = new ArrayList<>(counted.size());
        for (Counted each : counted) {
            BigDecimal amount = each.amount().min(left);
            left = left.subtract(amount);
            within.add(new Counted(each.lot(), amount));
        }
        workings.quantity("quantity within the annual cap", "min(eligible quantity, max(0, annual quantity cap - quantity before))", sum(within),
                List.of(workings.units("eligible quantity", sum), workings.units("annual quantity cap", cap),
                        workings.units("quantity before", usedBefore)));
        return new EligibleLots(terms, stage, within, sum, true);
    }

    private static BigDecimal content(AgreementTerms terms, Delivery lot, Workings workings) {
        BigDecimal certified = lot.quantity().amount();
        String unit = terms.unit().symbol();
        if (lot.assay().isPresent()) {
            Assay assay = lot.assay().get();
            BigDecimal content = certified.multiply(assay.reoShare(), Arithmetic.CONTEXT).multiply(assay.contentShare(), Arithmetic.CONTEXT);
            return workings.quantity("content of lot " + lot.lot(), "dry mass x REO share x content share", content,
                    List.of(new Input("dry mass", certified, unit, lot.fact()), new Input("REO share", assay.reoShare(), "1", lot.fact()),
                            new Input("content share", assay.contentShare(), "1", lot.fact())));
        }
        if (lot.form().map(terms.quantity()::converts).orElse(false)) {
            BigDecimal factor = terms.quantity().factor(lot.form().get(), lot.date()).orElseThrow();
            return workings.quantity("lot " + lot.lot() + " in the agreed form", "certified quantity x conversion factor",
                    certified.multiply(factor, Arithmetic.CONTEXT),
                    List.of(new Input("certified quantity", certified, unit, lot.fact()), workings.factor("conversion factor", factor)));
        }
        return certified;
    }

    /** The sum of some of the lots, as a step of its own. */
    BigDecimal sum(String name, List<Counted> lots, Workings workings) {
        BigDecimal sum = BigDecimal.ZERO;
        List<Input> inputs = new ArrayList<>(lots.size() + 1);
        for (Counted each : lots) {
            sum = sum.add(each.amount());
            inputs.add(new Input("lot " + each.lot().lot(), each.amount(), terms.unit().symbol(), each.lot().fact()));
        }
        BigDecimal expected = terms.quantity().expectedDesignationShare();
        if (capped || stage == Stage.CLOSED || expected.compareTo(BigDecimal.ONE) == 0) {
            return workings.quantity(name, lots.isEmpty() ? "no lot" : "sum of lots", sum, inputs);
        }
        inputs.add(workings.factor("expected designation share", expected));
        return workings.quantity(name, "sum of lots x expected designation share", sum.multiply(expected, Arithmetic.CONTEXT), inputs);
    }
}
