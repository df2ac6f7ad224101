package org.pricefloor.prices.series;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.pricefloor.frontdoor.Refusal;
import org.pricefloor.prices.Code;

/**
 * A series as it is sent and kept.
 *
 * @param kind     {@code price}, {@code fx} or {@code index}
 * @param product  null where there is none
 * @param currency what the figure is counted in; of an FX series the quoted currency; {@code XXX} of an index, which has no unit
 * @param per      what one figure is the price of: {@code t}, {@code kg}, {@code MWh}; of an FX series the base currency; {@code 1} of
 *                 an index
 * @param taxBasis {@code including-vat}, {@code excluding-vat} or {@code not-applicable}
 * @param calendar the calendar of the days on which the publisher publishes
 */
public record SeriesDocument(String kind, String publisher, String product, String currency, String per, String taxBasis, String calendar, String source) {

    private static final Set<String> KINDS = Set.of("price", "fx", "index");
    private static final Set<String> TAX_BASES = Set.of("including-vat", "excluding-vat", "not-applicable");
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_SOURCE = 1_000;

    /** Every rule that is broken by the document alone. */
    List<Refusal> refusals() {
        List<Refusal> refusals = new ArrayList<>();
        if (!KINDS.contains(String.valueOf(kind))) {
            refusals.add(Refusal.of("KIND_MUST_BE_KNOWN", "/kind", kind, "Write price, fx or index."));
        }
        if (!Code.isText(publisher, LONGEST_NAME)) {
            refusals.add(Refusal.of("PUBLISHER_MUST_BE_NAMED", "/publisher", publisher, "Name the publisher in 1 to 200 printable characters."));
        }
        if (product != null && !Code.isText(product, LONGEST_NAME)) {
            refusals.add(Refusal.of("PRODUCT_MUST_BE_NAMED", "/product", product, "Name the product in 1 to 200 printable characters, or leave it out."));
        }
        boolean isIndex = "index".equals(kind);
        if (isIndex) {
            refuseUnits(refusals);
        } else if (!isCurrency(currency)) {
            refusals.add(Refusal.of("CURRENCY_MUST_BE_ISO_4217", "/currency", currency, "Write the three letters of ISO 4217, for instance CNY."));
        }
        if (!isIndex && ("fx".equals(kind) ? !isCurrency(per) : !Set.of("kg", "t", "MWh").contains(String.valueOf(per)))) {
            refusals.add(Refusal.of("PER_MUST_BE_A_UNIT_OR_A_CURRENCY", "/per", per, "Of a price write kg, t or MWh; of an FX series the base currency, for instance USD."));
        }
        if (taxBasis == null || !TAX_BASES.contains(taxBasis)) {
            refusals.add(Refusal.of("TAX_BASIS_MUST_BE_KNOWN", "/taxBasis", taxBasis, "Write including-vat, excluding-vat or not-applicable."));
        }
        if (!Code.isPlain(calendar)) {
            refusals.add(Refusal.of("CALENDAR_MUST_BE_NAMED", "/calendar", calendar, "Name the calendar of the publisher's days by its code."));
        }
        if (!Code.isText(source, LONGEST_SOURCE)) {
            refusals.add(Refusal.of("SOURCE_MUST_BE_GIVEN", "/source", source, "Say where the series is published, in at most 1000 characters."));
        }
        return refusals;
    }

    private void refuseUnits(List<Refusal> refusals) {
        if (!"XXX".equals(currency)) {
            refusals.add(Refusal.of("INDEX_MUST_HAVE_NO_UNIT", "/currency", currency, "Write XXX, which stands for no currency."));
        }
        if (!"1".equals(per)) {
            refusals.add(Refusal.of("INDEX_MUST_HAVE_NO_UNIT", "/per", per, "Write 1."));
        }
        if (TAX_BASES.contains(String.valueOf(taxBasis)) && !"not-applicable".equals(taxBasis)) {
            refusals.add(Refusal.of("INDEX_MUST_HAVE_NO_UNIT", "/taxBasis", taxBasis, "Write not-applicable."));
        }
    }

    /** Every term that would change the meaning of figures taken in before. */
    List<Refusal> refusalsAfter(SeriesDocument before) {
        List<Refusal> refusals = new ArrayList<>();
        refuseChange(refusals, "KIND_MUST_NOT_CHANGE", "/kind", before.kind, kind);
        refuseChange(refusals, "CURRENCY_MUST_NOT_CHANGE", "/currency", before.currency, currency);
        refuseChange(refusals, "PER_MUST_NOT_CHANGE", "/per", before.per, per);
        refuseChange(refusals, "TAX_BASIS_MUST_NOT_CHANGE", "/taxBasis", before.taxBasis, taxBasis);
        return refusals;
    }

    private static void refuseChange(List<Refusal> refusals, String rule, String field, String before, String now) {
        if (!Objects.equals(before, now)) {
            refusals.add(Refusal.of(rule, field, now, "Keep " + before + ", or register another series."));
        }
    }

    private static boolean isCurrency(String code) {
        return code != null && java.util.Currency.getAvailableCurrencies().stream().anyMatch(currency -> currency.getCurrencyCode().equals(code));
    }
}
