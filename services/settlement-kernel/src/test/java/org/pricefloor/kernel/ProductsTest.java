package org.pricefloor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.AnnualCaps;
import org.pricefloor.kernel.agreement.ProductTerms;
import org.pricefloor.kernel.agreement.QuantityTerms;
import org.pricefloor.kernel.calendar.Schedule;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.delivery.Assay;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.money.Quantity;
import org.pricefloor.kernel.money.QuantityUnit;
import org.pricefloor.kernel.price.Determination;
import org.pricefloor.kernel.price.Missing;
import org.pricefloor.kernel.settlement.Line;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.settlement.SettlementOutcome;
import org.pricefloor.kernel.trace.TraceStep;

/** Several products under one agreement, and lots that are not in the form in which it counts. */
class ProductsTest {

    private final Market market = Market.ofKilograms().calendarOfOnly("DAYS", "2026-03-02").series("DY", "USD", QuantityUnit.KILOGRAM, false, "DAYS")
            .price("2026-03-02", "100.00").figure("DY", LocalDate.of(2026, 3, 2), "290.00");

    private static ProductTerms product(String name, String series, String floor) {
        Terms terms = Terms.floorOf(floor).upside("0.30", floor);
        terms.series = series;
        AgreementTerms signed = terms.signed();
        return new ProductTerms(name, new Schedule<>(terms.floor), Optional.empty(), Optional.of(terms.upside), signed.products().get(0).referencePrice());
    }

    /** NdPr at 110.00 and dysprosium at 300.00, or with another floor. */
    private static Annual twoProducts(String dysprosium) {
        return new Annual(new Terms().signed()).products(product("NDPR", "NDPR", "110.00"), product("DY", "DY", dysprosium));
    }

    private static Annual converting() {
        return new Annual(new Terms().signed()).quantity(new QuantityTerms(QuantityTerms.Basis.ELECTED, Set.of(), BigDecimal.ONE, 45,
                Map.of("metal", new Schedule<>(Map.of(LocalDate.of(2026, 1, 1), new BigDecimal("1.20"))))));
    }

    private void lot(String lot, String kilograms, String product, String form, Assay assay) {
        market.deliveries.add(new Delivery(lot, 1, "stockpile", LocalDate.of(2026, 3, 5), new Quantity(new BigDecimal(kilograms), QuantityUnit.KILOGRAM),
                "delivery/A1/" + lot + "/r1", Optional.ofNullable(product), Optional.ofNullable(form), Optional.ofNullable(assay), List.of()));
    }

    private Settled settled(Annual annual) {
        return new Year(annual.signed(), market).closed("2026-03-01");
    }

    private List<Missing> parked(Annual annual) {
        return assertInstanceOf(SettlementOutcome.Parked.class, new Year(annual.signed(), market).outcome("2026-03-01", Stage.CLOSED)).missing();
    }

    private static TraceStep step(Settled settled, String name) {
        return settled.trace().stream().filter(step -> step.name().equals(name)).findFirst().orElseThrow(() -> new AssertionError(settled.trace().toString()));
    }

    // ---- several products

    @Test
    void eachProductHasItsLineAndTheTopUpIsTheirSum() {
        // (110 - 100) x 600 = 6,000.00; (300 - 290) x 50 = 500.00
        lot("N1", "400", "NDPR", null, null);
        lot("N2", "200", "NDPR", null, null);
        lot("D1", "50", "DY", null, null);
        Settled settled = settled(twoProducts("300.00"));
        assertEquals("6500.00 USD", settled.amounts().topUp().toString());
        assertEquals("650 kg", settled.amounts().quantity().toString());
        assertEquals(List.of("NDPR 600 kg 6000.00 USD", "DY 50 kg 500.00 USD"),
                settled.lines().stream().map(line -> line.product() + " " + line.quantity() + " " + line.topUp()).toList());
        assertEquals(List.of("NDPR", "DY"), settled.determinations().stream().map(Determination::series).toList());
        assertTrue(settled.determination().isEmpty() && settled.amounts().referencePrice().isEmpty() && settled.amounts().floorPrice().isEmpty(),
                "of several products no price is that of the period");
        TraceStep sum = step(settled, "top-up");
        assertEquals("top-up of NDPR + top-up of DY", sum.formula());
        assertEquals(List.of("top-up of NDPR 6000.00", "top-up of DY 500.00"), sum.inputs().stream().map(each -> each.name() + " " + each.value()).toList());
        assertEquals("10.00", step(settled, "unit difference of DY").result().toPlainString());
    }

    @Test
    void oneProductCanBeBelowItsFloorAndAnotherAboveIt() {
        // NdPr 10.00 x 600 = 6,000.00 to the producer; dysprosium (290 - 280) x 50 x 30% = 150.00 to the office
        lot("N1", "600", "NDPR", null, null);
        lot("D1", "50", "DY", null, null);
        Settled settled = settled(twoProducts("280.00"));
        assertEquals("6000.00 USD", settled.amounts().topUp().toString());
        assertEquals("150.00 USD", settled.amounts().upsideShare().toString());
        assertEquals("0.30", step(settled, "upside share of DY").inputs().get(0).value().toPlainString());
    }

    @Test
    void aProductWithoutALotNeedsNoPrice() {
        market.figures.remove("DY");
        lot("N1", "600", "NDPR", null, null);
        Settled settled = settled(twoProducts("300.00"));
        assertEquals("6000.00 USD", settled.amounts().topUp().toString());
        Line dysprosium = settled.lines().get(1);
        assertTrue(dysprosium.determination().isEmpty());
        assertEquals("0 kg", dysprosium.quantity().toString());
        assertEquals("no lot", step(settled, "eligible quantity of DY").formula());
    }

    @Test
    void whatEachProductLacksParksThePeriod() {
        market.figures.clear();
        lot("N1", "600", "NDPR", null, null);
        lot("D1", "50", "DY", null, null);
        assertEquals(List.of("series NDPR has no assessment for 1 (2026-03-02) of 1 pricing days",
                "series NDPR has 0 published days in 2026-03, the agreement asks for 1",
                "series DY has no assessment for 1 (2026-03-02) of 1 pricing days",
                "series DY has 0 published days in 2026-03, the agreement asks for 1"), parked(twoProducts("300.00")).stream().map(Missing::what).toList());
    }

    @Test
    void oneProductThatLacksItsPriceParksTheOthersToo() {
        market.figures.remove("DY");
        lot("N1", "600", "NDPR", null, null);
        lot("D1", "50", "DY", null, null);
        assertEquals(2, parked(twoProducts("300.00")).size());
    }

    @Test
    void aLotOfSeveralProductsMustNameOneOfThem() {
        lot("L1", "600", null, null, null);
        lot("L2", "600", "TB", null, null);
        List<Missing> missing = parked(twoProducts("300.00"));
        assertEquals(List.of("lot L1 names no product, agreement A1 settles several", "lot L2 names product TB, agreement A1 settles several"),
                missing.stream().map(Missing::what).toList());
        assertEquals("certify a revision of lot L1 that names one of NDPR, DY", missing.get(0).fix());
    }

    @Test
    void ofOneProductALotNeedNotNameIt() {
        lot("L1", "600", null, null, null);
        lot("L2", "10", "ANYTHING", null, null);
        assertEquals("6100.00 USD", settled(new Annual(new Terms().signed())).amounts().topUp().toString());
    }

    @Test
    void theAnnualCapIsThatOfAllProductsTogether() {
        // 6,000.00 + 500.00, at most 6,200.00
        lot("N1", "600", "NDPR", null, null);
        lot("D1", "50", "DY", null, null);
        Settled settled = settled(twoProducts("300.00").caps(new AnnualCaps(Optional.empty(), Optional.of(new BigDecimal("6200")), Optional.empty())));
        assertEquals("6200.00 USD", settled.amounts().topUp().toString());
        assertEquals("6500.00", step(settled, "top-up before the cap").result().toPlainString());
        assertEquals("500.00", step(settled, "top-up of DY").result().toPlainString());
        assertTrue(settled.trace().stream().noneMatch(step -> step.name().equals("upside share before the cap")), "no cap on the share");
    }

    // ---- forms and assays

    @Test
    void metalCountsByItsFactorAndOxideAsItIs() {
        // 100 x 1.20 + 50 + 7 = 177; 10.00 x 177
        lot("M", "100", null, "metal", null);
        lot("O", "50", null, "oxide", null);
        lot("P", "7", null, null, null);
        Settled settled = settled(converting());
        assertEquals("1770.00 USD", settled.amounts().topUp().toString());
        TraceStep converted = step(settled, "lot M in the agreed form");
        assertEquals(List.of("certified quantity 100 kg delivery/A1/M/r1", "conversion factor 1.20 1 null"),
                converted.inputs().stream().map(each -> each.name() + " " + each.value() + " " + each.unit() + " " + each.fact()).toList());
        assertEquals(0, new BigDecimal("120").compareTo(converted.result()));
    }

    @Test
    void withoutFactorsEveryFormCountsAsItIs() {
        lot("M", "100", null, "metal", null);
        assertEquals("1000.00 USD", settled(new Annual(new Terms().signed())).amounts().topUp().toString());
    }

    @Test
    void ofAConcentrateItsContentCounts() {
        // 1,000 x 0.60 x 0.25 = 150; 10.00 x 150
        lot("C", "1000", null, "concentrate", new Assay(Assay.Kind.FINAL, new BigDecimal("0.60"), new BigDecimal("0.25")));
        Settled settled = settled(converting());
        assertEquals("1500.00 USD", settled.amounts().topUp().toString());
        TraceStep content = step(settled, "content of lot C");
        assertEquals("dry mass x REO share x content share", content.formula());
        assertEquals(List.of("dry mass 1000", "REO share 0.60", "content share 0.25"), content.inputs().stream().map(each -> each.name() + " " + each.value()).toList());
    }

    @Test
    void aFormWithoutAFactorOnItsDayParksThePeriod() {
        lot("C", "1000", null, "concentrate", null);
        market.deliveries.add(new Delivery("M", 1, "stockpile", LocalDate.of(2026, 3, 6), new Quantity(BigDecimal.ONE, QuantityUnit.KILOGRAM), "f",
                Optional.empty(), Optional.of("metal"), Optional.empty(), List.of()));
        List<Missing> missing = parked(converting());
        assertEquals(List.of("lot C is concentrate and agreement A1 has no factor for it on 2026-03-05"), missing.stream().map(Missing::what).toList());
        assertEquals(Missing.Rule.FORM_MUST_HAVE_A_CONVERSION_FACTOR, missing.get(0).rule());
    }

    @Test
    void aFactorCountsFromItsDayOn() {
        QuantityTerms quantity = converting().signed().quantity();
        assertEquals(Optional.of(new BigDecimal("1.20")), quantity.factor("metal", LocalDate.of(2026, 1, 1)));
        assertEquals(Optional.empty(), quantity.factor("metal", LocalDate.of(2025, 12, 31)));
        assertEquals(Optional.empty(), quantity.factor("alloy", LocalDate.of(2026, 1, 1)));
        assertTrue(quantity.converts("metal") && !quantity.converts("oxide") && !quantity.converts(null));
        assertTrue(!new Terms().signed().quantity().converts("metal"), "an agreement without factors converts nothing");
    }

    @Test
    void aShareOfAnAssayIsAboveZeroAndAtMostOne() {
        assertTrue(Assay.isShare(BigDecimal.ONE) && Assay.isShare(new BigDecimal("0.0001")));
        assertTrue(!Assay.isShare(BigDecimal.ZERO) && !Assay.isShare(new BigDecimal("1.0001")) && !Assay.isShare(new BigDecimal("-0.5")));
        assertThrows(IllegalArgumentException.class, () -> new Assay(Assay.Kind.FINAL, BigDecimal.ZERO, BigDecimal.ONE));
        assertThrows(IllegalArgumentException.class, () -> new Assay(Assay.Kind.FINAL, BigDecimal.ONE, BigDecimal.TEN));
    }

    @Test
    void onlyEligibleCategoriesCountAndAnUncertifiedOneOnlyWhereAllDo() {
        QuantityTerms some = new QuantityTerms(QuantityTerms.Basis.ELECTED, Set.of("stockpile"), BigDecimal.ONE);
        assertTrue(some.isEligible("stockpile") && !some.isEligible("sale") && !some.isEligible(null));
        QuantityTerms all = new QuantityTerms(QuantityTerms.Basis.ELECTED, Set.of(), BigDecimal.ONE);
        assertTrue(all.isEligible("sale") && all.isEligible(null));
    }
}
