package org.pricefloor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pricefloor.kernel.agreement.AnnualCaps;
import org.pricefloor.kernel.agreement.UpsideShare.Trigger;
import org.pricefloor.kernel.calendar.PeriodLength;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.money.QuantityUnit;
import org.pricefloor.kernel.settlement.Component;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.settlement.SettlementOutcome;
import org.pricefloor.kernel.settlement.YearToDate;
import org.pricefloor.kernel.trace.TraceStep;

/** Annual caps, quarter by quarter, with amounts worked by hand. */
class CapsTest {

    private final Market market = Market.ofKilograms().calendarOfOnly("DAYS", "2026-02-02", "2026-05-04", "2026-08-03", "2026-11-02", "2027-02-01");

    private static Terms quarterly() {
        return Terms.floorOf("110.00").every(PeriodLength.QUARTER);
    }

    private static AnnualCaps caps(String quantity, String topUp, String upside) {
        return new AnnualCaps(Optional.ofNullable(quantity).map(BigDecimal::new), Optional.ofNullable(topUp).map(BigDecimal::new),
                Optional.ofNullable(upside).map(BigDecimal::new));
    }

    private Year year(Terms terms, AnnualCaps caps) {
        return new Year(new Annual(terms.signed()).caps(caps).signed(), market);
    }

    private void priced(String price) {
        for (String day : List.of("2026-02-02", "2026-05-04", "2026-08-03", "2026-11-02", "2027-02-01")) {
            market.price(day, price);
        }
    }

    private static TraceStep step(Settled settled, String name) {
        return settled.trace().stream().filter(step -> step.name().equals(name)).findFirst().orElseThrow(() -> new AssertionError(settled.trace().toString()));
    }

    private static List<String> inputs(TraceStep step) {
        return step.inputs().stream().map(input -> input.name() + " " + input.value().toPlainString() + " " + input.unit()).toList();
    }

    // ---- quantity

    @Test
    void theQuantityCapIsUsedUpInTheOrderOfTheDeliveryDates() {
        // 600 kg, then 400 of 300 + 300, then nothing: 10.00 x 600, 10.00 x 400; of the next year 10.00 x 250.
        priced("100.00");
        market.kilograms("2026-02-10", "600").kilograms("2026-05-20", "300").kilograms("2026-05-10", "300").kilograms("2026-08-10", "5")
                .kilograms("2027-02-10", "250");
        Year year = year(quarterly(), caps("1000", null, null));
        assertEquals("6000.00 USD", year.closed("2026-01-01").amounts().topUp().toString());
        Settled second = year.closed("2026-04-01");
        assertEquals("4000.00 USD", second.amounts().topUp().toString());
        assertEquals("400 kg", second.amounts().quantity().toString());
        TraceStep within = step(second, "quantity within the annual cap");
        assertEquals("400", within.result().toPlainString());
        assertEquals("kg", within.unit());
        assertEquals(List.of("eligible quantity 600 kg", "annual quantity cap 1000 kg", "quantity before 600 kg"), inputs(within));
        // LOT-3 of 10 May comes before LOT-2 of 20 May, of which 100 are left.
        assertEquals(List.of("lot LOT-3 300 kg", "lot LOT-2 100 kg"), inputs(step(second, "eligible quantity")));
        Settled third = year.closed("2026-07-01");
        assertEquals("0.00 USD", third.amounts().topUp().toString());
        assertTrue(third.determination().isEmpty(), "nothing is left to price");
        assertEquals("1000", third.yearToDate().orElseThrow().quantity().toPlainString());
        assertEquals("2500.00 USD", year.closed("2027-01-01").amounts().topUp().toString());
    }

    @Test
    void aCapThatWasUsedBeyondItsLastKilogramLeavesNothing() {
        // A cap that an amendment lowered to 500 after 600 were settled.
        priced("100.00");
        market.kilograms("2026-05-10", "300");
        YearToDate used = new YearToDate(2026, new BigDecimal("600"), BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, List.of());
        assertEquals("0.00 USD", year(quarterly(), caps("500", null, null)).startingFrom(used).closed("2026-04-01").amounts().topUp().toString());
    }

    @Test
    void theExpectedShareIsTakenOfEachLotBeforeTheCap() {
        // 0.80 x 600 = 480, of which the cap leaves 450: 10.00 x 450
        priced("100.00");
        market.kilograms("2026-02-10", "600");
        Terms terms = quarterly();
        terms.expectedShare = new BigDecimal("0.80");
        Settled open = year(terms, caps("450", null, null)).open("2026-01-01");
        assertEquals("4500.00 USD", open.amounts().topUp().toString());
        assertEquals("480.00", step(open, "quantity within the annual cap").inputs().get(0).value().toPlainString());
        assertEquals("sum of lots", step(open, "eligible quantity").formula());
    }

    @Test
    void whatTheCapLeavesOfALateLotSharesTheUpside() {
        // 300 kg of 15 February, 100 of the 300 kg of 16 February within the cap of 400; only the latter shares:
        // 13.17 x 100 = 1,317.00; 30% of it 395.10
        priced("123.17");
        market.kilograms("2026-02-15", "300").kilograms("2026-02-16", "300");
        Settled settled = year(quarterly().upside("0.30", "110.00").milestone("2026-02-16", Trigger.BY_DELIVERY_DATE), caps("400", null, null))
                .closed("2026-01-01");
        assertEquals("395.10 USD", settled.amounts().upsideShare().toString());
        assertEquals(List.of("lot LOT-2 100 kg"), inputs(step(settled, "quantity sharing the upside")));
    }

    // ---- money

    @Test
    void theTopUpCapIsUsedUpByTheQuartersBefore() {
        priced("100.00");
        market.kilograms("2026-02-10", "600").kilograms("2026-05-10", "600").kilograms("2026-08-10", "600").kilograms("2027-02-10", "600");
        Year year = year(quarterly(), caps(null, "10000", null));
        Settled first = year.closed("2026-01-01");
        assertEquals("6000.00 USD", first.amounts().topUp().toString());
        // 6,000.00 of the 4,000.00 that are left
        Settled second = year.closed("2026-04-01");
        assertEquals("4000.00 USD", second.amounts().topUp().toString());
        assertEquals("6000.00", step(second, "top-up before the cap").result().toPlainString());
        assertEquals(List.of("top-up before the cap 6000.00 USD", "annual cap 10000 USD", "top-up before 6000.00 USD"), inputs(step(second, "top-up")));
        Settled third = year.closed("2026-07-01");
        assertEquals("0.00 USD", third.amounts().topUp().toString());
        assertTrue(third.components().isEmpty(), "a component of zero is absent");
        assertEquals(0, new BigDecimal("10000").compareTo(third.yearToDate().orElseThrow().topUp()));
        assertEquals("6000.00 USD", year.closed("2027-01-01").amounts().topUp().toString());
    }

    @Test
    void theUpsideCapIsUsedUpByTheQuartersBefore() {
        // 13.17 x 1,000 x 30% = 3,951.00 a quarter, 5,000 a year
        priced("123.17");
        market.kilograms("2026-02-10", "1000").kilograms("2026-05-10", "1000");
        Year year = year(quarterly().upside("0.30", "110.00"), caps(null, null, "5000"));
        assertEquals("3951.00 USD", year.closed("2026-01-01").amounts().upsideShare().toString());
        Settled second = year.closed("2026-04-01");
        assertEquals("1049.00 USD", second.amounts().upsideShare().toString());
        assertEquals("3951.00", step(second, "upside share before the cap").result().toPlainString());
        assertEquals("-1049.00 USD", second.amounts().net().toString());
        assertEquals("1049.00 USD", second.components().get(Component.UPSIDE_SHARE).toString());
        assertEquals(0, new BigDecimal("5000").compareTo(second.yearToDate().orElseThrow().upsideShare()));
    }

    @Test
    void onlyWhatATermAsksForIsCounted() {
        priced("100.00");
        market.kilograms("2026-02-10", "600");
        YearToDate left = year(quarterly(), caps(null, "10000", null)).closed("2026-01-01").yearToDate().orElseThrow();
        assertEquals(new YearToDate(2026, BigDecimal.ZERO, new BigDecimal("6000.00"), BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, List.of()), left);
        YearToDate ofQuantity = year(quarterly(), caps("1000", null, null)).closed("2026-01-01").yearToDate().orElseThrow();
        assertEquals(new YearToDate(2026, new BigDecimal("600"), BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, List.of()), ofQuantity);
        assertTrue(market.settled(quarterly(), "2026-01-01").yearToDate().isEmpty(), "without such terms nothing is left");
    }

    @Test
    void underACapAnEmptyQuarterIsZeroBeforeTheCap() {
        Settled empty = year(quarterly(), caps(null, "10000", null)).closed("2026-01-01");
        assertEquals(List.of("eligible quantity", "top-up before the cap", "top-up"), empty.trace().stream().map(TraceStep::name).toList());
        assertEquals("no lot", step(empty, "eligible quantity").formula());
        assertEquals("0.00 USD", empty.amounts().net().toString());
    }

    @Test
    void aLotOfTonnesNamesItselfTheAgreementAndTheFix() {
        market.delivered("L1", "2026-02-10", "10", QuantityUnit.TONNE, "stockpile");
        var missing = ((SettlementOutcome.Parked) year(quarterly(), caps("1000", null, null))
                .outcome("2026-01-01", Stage.CLOSED)).missing();
        assertEquals("lot L1 is certified as 10 t, agreement A1 settles in kg", missing.get(0).what());
        assertEquals("certify a revision of lot L1 in kg", missing.get(0).fix());
    }

    // ---- what a year leaves

    @Test
    void whatIsLeftIsTheSameHoweverManyZerosItIsWrittenWith() {
        YearToDate left = left("1", "2", "3", "4", "5", "6", "7");
        assertTrue(left.isSameAs(left("1.0", "2.00", "3.0", "4.0", "5.0", "6.0", "7.0")));
        assertTrue(!left.isSameAs(null));
        assertTrue(!left.isSameAs(left("9", "2", "3", "4", "5", "6", "7")), "quantity");
        assertTrue(!left.isSameAs(left("1", "9", "3", "4", "5", "6", "7")), "top-up");
        assertTrue(!left.isSameAs(left("1", "2", "9", "4", "5", "6", "7")), "upside share");
        assertTrue(!left.isSameAs(left("1", "2", "3", "9", "5", "6", "7")), "taken");
        assertTrue(!left.isSameAs(left("1", "2", "3", "4", "9", "6", "7")), "advanced");
        assertTrue(!left.isSameAs(left("1", "2", "3", "4", "5", "9", "7")), "make-up quantity");
        assertTrue(!left.isSameAs(left("1", "2", "3", "4", "5", "6", "9")), "make-up price");
        assertTrue(!left.isSameAs(new YearToDate(2027, left.quantity(), left.topUp(), left.upsideShare(), left.taken(), left.advanced(), left.makeUp())), "year");
        assertTrue(left.hasSameMakeUpAs(left("9", "9", "9", "9", "9", "6", "7")));
        assertTrue(!left.hasSameMakeUpAs(new YearToDate(2026, left.quantity(), left.topUp(), left.upsideShare(), left.taken(), left.advanced(), List.of())));
        assertTrue(!left.hasSameMakeUpAs(new YearToDate(2026, left.quantity(), left.topUp(), left.upsideShare(), left.taken(), left.advanced(),
                List.of(new YearToDate.MakeUp(2024, new BigDecimal("6"), new BigDecimal("7"))))), "year of the deficiency");
    }

    private static YearToDate left(String quantity, String topUp, String upside, String taken, String advanced, String toTake, String price) {
        return new YearToDate(2026, new BigDecimal(quantity), new BigDecimal(topUp), new BigDecimal(upside), new BigDecimal(taken), new BigDecimal(advanced),
                List.of(new YearToDate.MakeUp(2025, new BigDecimal(toTake), new BigDecimal(price))));
    }
}
