package org.pricefloor.kernel;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.AnnualCaps;
import org.pricefloor.kernel.agreement.Escalation;
import org.pricefloor.kernel.agreement.FundShare;
import org.pricefloor.kernel.agreement.Instrument;
import org.pricefloor.kernel.agreement.MarginGuarantee;
import org.pricefloor.kernel.agreement.NegativePriceRule;
import org.pricefloor.kernel.agreement.ProductTerms;
import org.pricefloor.kernel.agreement.QuantityTerms;
import org.pricefloor.kernel.agreement.TakeOrPay;
import org.pricefloor.kernel.calendar.Schedule;

/** Signed terms with others: caps, a minimum to take, a guaranteed margin, an escalation, several funds or products, factors, hours. */
final class Annual {

    private final AgreementTerms base;
    private Instrument instrument;
    private List<ProductTerms> products;
    private AnnualCaps caps;
    private Optional<TakeOrPay> takeOrPay;
    private Optional<MarginGuarantee> margin;
    private List<FundShare> funds;
    private QuantityTerms quantity;
    private NegativePriceRule negativePrices;

    Annual(AgreementTerms base) {
        this.base = base;
        instrument = base.instrument();
        products = base.products();
        caps = base.caps();
        takeOrPay = base.takeOrPay();
        margin = base.marginGuarantee();
        funds = base.funds();
        quantity = base.quantity();
        negativePrices = base.negativePrices();
    }

    Annual products(ProductTerms... agreed) {
        products = List.of(agreed);
        return this;
    }

    Annual quantity(QuantityTerms agreed) {
        quantity = agreed;
        return this;
    }

    Annual negativePrices(NegativePriceRule rule) {
        negativePrices = rule;
        return this;
    }

    Annual caps(AnnualCaps agreed) {
        caps = agreed;
        return this;
    }

    Annual takeOrPay(String minimum, String price, int makeUpYears) {
        takeOrPay = Optional.of(new TakeOrPay(new BigDecimal(minimum), new Schedule<>(Map.of(base.effectiveFrom(), new BigDecimal(price))), makeUpYears));
        return this;
    }

    /** With 30 million of the excess for the office, and half of the rest. */
    Annual margin(String threshold, String growth, String advanceShare, boolean ebitdaIncludesAdvances) {
        instrument = Instrument.MARGIN_GUARANTEE;
        products = List.of();
        margin = Optional.of(new MarginGuarantee(new BigDecimal(threshold), new BigDecimal(growth), new BigDecimal(advanceShare), ebitdaIncludesAdvances,
                List.of(new MarginGuarantee.Tranche(Optional.of(new BigDecimal("30000000")), BigDecimal.ONE),
                        new MarginGuarantee.Tranche(Optional.empty(), new BigDecimal("0.50")))));
        return this;
    }

    Annual escalation(Escalation escalation) {
        products = products.stream().map(each -> new ProductTerms(each.product(), each.floor(), Optional.of(escalation), each.upside(), each.referencePrice()))
                .toList();
        return this;
    }

    Annual funds(List<FundShare> shares) {
        funds = shares;
        return this;
    }

    AgreementTerms signed() {
        return new AgreementTerms(base.agreement(), base.version(), base.fact(), base.governsFrom(), base.governsTo(), base.producer(), base.office(),
                base.product(), base.currency(), base.unit(), base.zone(), base.effectiveFrom(), base.effectiveTo(), base.periodLength(),
                base.closeLagDays(), instrument, products, quantity, caps, takeOrPay, margin, negativePrices, funds,
                base.amountRounding(), base.runs(), base.netting());
    }
}
