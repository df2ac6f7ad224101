package org.pricefloor.kernel;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.Instrument;
import org.pricefloor.kernel.agreement.QuantityTerms;
import org.pricefloor.kernel.agreement.UpsideShare;
import org.pricefloor.kernel.calendar.PeriodLength;
import org.pricefloor.kernel.calendar.Schedule;
import org.pricefloor.kernel.money.QuantityUnit;
import org.pricefloor.kernel.money.Rounding;
import org.pricefloor.kernel.money.UnitPrice;
import org.pricefloor.kernel.price.ReferencePriceRule.ConversionOrder;
import org.pricefloor.kernel.price.ReferencePriceRule;

/** Terms for a test to vary: a monthly floor of 110.00 USD/kg on NDPR, signed for 2015 to 2034, every default of rule 10 and 12. */
final class Terms {

    String agreement = "A1";
    int version = 1;
    String series = "NDPR";
    Currency currency = Currency.getInstance("USD");
    QuantityUnit unit = QuantityUnit.KILOGRAM;
    PeriodLength period = PeriodLength.MONTH;
    LocalDate from = LocalDate.of(2015, 1, 1);
    LocalDate to = LocalDate.of(2034, 12, 31);
    Instrument instrument = Instrument.FLOOR;
    Map<LocalDate, BigDecimal> floor = new TreeMap<>(Map.of(from, new BigDecimal("110.00")));
    UpsideShare upside;
    ConversionOrder order = ConversionOrder.CONVERT_THEN_AVERAGE;
    Map<LocalDate, BigDecimal> vat = new TreeMap<>();
    ReferencePriceRule.Fx fx;
    Integer maxStaleDays;
    int minimumObservations = 1;
    Rounding priceRounding = Rounding.CENTS;
    Rounding amountRounding = Rounding.CENTS;
    QuantityTerms.Basis basis = QuantityTerms.Basis.ELECTED;
    Set<String> categories = Set.of();
    BigDecimal expectedShare = BigDecimal.ONE;

    static Terms floorOf(String price) {
        return new Terms().floor(price);
    }

    static Terms strikeOf(String price) {
        Terms terms = new Terms().floor(price).in("GBP", QuantityUnit.MEGAWATT_HOUR);
        terms.instrument = Instrument.TWO_WAY_DIFFERENCE;
        return terms;
    }

    Terms floor(String price) {
        floor = new TreeMap<>(Map.of(from, new BigDecimal(price)));
        return this;
    }

    Terms in(String currencyCode, QuantityUnit settledIn) {
        currency = Currency.getInstance(currencyCode);
        unit = settledIn;
        return this;
    }

    Terms every(PeriodLength length) {
        period = length;
        return this;
    }

    Terms vat(String day, String rate) {
        vat.put(LocalDate.parse(day), new BigDecimal(rate));
        return this;
    }

    Terms fx(String name, int maxAgeDays) {
        fx = new ReferencePriceRule.Fx(name, maxAgeDays);
        return this;
    }

    Terms lastPublished(int staleDays) {
        maxStaleDays = staleDays;
        return this;
    }

    Terms upside(String share, String threshold) {
        upside = new UpsideShare(new UnitPrice(new BigDecimal(threshold), currency, unit), new BigDecimal(share), Optional.empty(),
                Optional.empty(), UpsideShare.Trigger.NEXT_PERIOD);
        return this;
    }

    /** @param reachedOn null: not yet */
    Terms milestone(String reachedOn, UpsideShare.Trigger trigger) {
        upside = new UpsideShare(upside.threshold(), upside.share(), Optional.of("full production"),
                Optional.ofNullable(reachedOn).map(LocalDate::parse), trigger);
        return this;
    }

    ReferencePriceRule rule() {
        return new ReferencePriceRule(series, currency, unit, order, new Schedule<>(vat), Optional.ofNullable(fx),
                Optional.ofNullable(maxStaleDays), minimumObservations, priceRounding);
    }

    AgreementTerms signed() {
        return new AgreementTerms(agreement, version, "agreement/" + agreement + "/v" + version, "PRODUCER", "OFFICE", "NdPr oxide", currency, unit,
                ZoneId.of("America/New_York"), from, to, period, 1, instrument, new Schedule<>(floor), Optional.ofNullable(upside), rule(),
                new QuantityTerms(basis, categories, expectedShare), amountRounding);
    }
}
