package org.pricefloor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pricefloor.kernel.agreement.AnnualCaps;
import org.pricefloor.kernel.calendar.PeriodLength;
import org.pricefloor.kernel.delivery.Measure;
import org.pricefloor.kernel.settlement.Component;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.settlement.YearToDate;
import org.pricefloor.kernel.settlement.YearToDate.MakeUp;
import org.pricefloor.kernel.trace.TraceStep;

/** The minimum to take: what is paid for it, and what is taken later of what was paid for. The price is at the floor: no top-up. */
class MinimumTest {

    private final Market market = Market.ofKilograms().calendarOfOnly("DAYS", "2026-02-02", "2026-11-02", "2027-11-01", "2028-11-01")
            .price("2026-02-02", "110.00").price("2026-11-02", "110.00").price("2027-11-01", "110.00").price("2028-11-01", "110.00");

    private Year minimumOf5000(int makeUpYears) {
        return new Year(new Annual(Terms.floorOf("110.00").every(PeriodLength.QUARTER).signed()).takeOrPay("5000", "110.00", makeUpYears).signed(), market);
    }

    private static MakeUp paid(int year, String quantity, String price) {
        return new MakeUp(year, new BigDecimal(quantity), new BigDecimal(price));
    }

    private static YearToDate taken(int year, String kilograms, MakeUp... makeUp) {
        return new YearToDate(year, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, new BigDecimal(kilograms), BigDecimal.ZERO, List.of(makeUp));
    }

    private static List<MakeUp> left(Settled settled) {
        return settled.yearToDate().orElseThrow().makeUp();
    }

    private static TraceStep step(Settled settled, String name) {
        return settled.trace().stream().filter(step -> step.name().equals(name)).findFirst().orElseThrow(() -> new AssertionError(settled.trace().toString()));
    }

    @Test
    void whatWasMadeAvailableAndNotTakenIsPaidFor() {
        // min(5,000, 4,600) - (3,000 + 1,000) = 600; 600 x 110.00 = 66,000.00
        market.kilograms("2026-02-10", "3000").kilograms("2026-11-10", "1000");
        Year year = minimumOf5000(3).certified(Measure.MADE_AVAILABLE, 2026, "4900", "kg").certified(Measure.MADE_AVAILABLE, 2026, "4600", "kg");
        assertTrue(year.closed("2026-01-01").components().isEmpty(), "nothing is due before the year ends");
        Settled last = year.closed("2026-10-01");
        assertEquals("66000.00 USD", last.components().get(Component.DEFICIENCY).toString());
        assertEquals("66000.00 USD", last.amounts().net().toString());
        assertEquals(List.of(paid(2026, "600", "110.00")), left(last));
        assertTrue(last.facts().contains("measure/A1/made-available/2026/r2"), last.facts().toString());
        assertEquals(List.of("minimum 5000", "made available 4600", "taken 4000"),
                step(last, "deficient quantity").inputs().stream().map(input -> input.name() + " " + input.value()).toList());
        assertEquals("4000", last.yearToDate().orElseThrow().taken().toPlainString());
    }

    @Test
    void whatWasAvailableBeyondTheMinimumIsNotPaidFor() {
        // min(5,000, 9,000) - 4,000 = 1,000
        Settled last = minimumOf5000(3).certified(Measure.MADE_AVAILABLE, 2026, "9000", "kg").startingFrom(taken(2026, "4000")).closed("2026-10-01");
        assertEquals("110000.00 USD", last.amounts().topUp().toString());
    }

    @Test
    void whoTookAllThatWasAvailableOwesNothingAndHasNothingToTakeLater() {
        Settled last = minimumOf5000(3).certified(Measure.MADE_AVAILABLE, 2026, "4000", "kg").startingFrom(taken(2026, "4000")).closed("2026-10-01");
        assertEquals(Map.of(), last.components());
        assertEquals(List.of(), left(last));
        Settled more = minimumOf5000(3).certified(Measure.MADE_AVAILABLE, 2026, "3000", "kg").startingFrom(taken(2026, "4000")).closed("2026-10-01");
        assertEquals("0.00 USD", more.amounts().net().toString());
        assertEquals(List.of(), left(more));
    }

    @Test
    void untilItIsCertifiedWhatWasAvailableNothingIsDueAndThePeriodSaysSo() {
        Settled last = minimumOf5000(3).startingFrom(taken(2026, "4000", paid(2025, "50", "109.00"))).closed("2026-10-01");
        assertEquals(List.of("DEFICIENCY_PENDING the quantity made available in 2026 is not certified yet"), last.flags());
        assertEquals(Map.of(), last.components());
        assertEquals(List.of(paid(2025, "50", "109.00")), left(last), "what was paid for before stays");
    }

    @Test
    void anAccrualDoesNotReconcileTheYear() {
        Settled open = minimumOf5000(3).certified(Measure.MADE_AVAILABLE, 2026, "4600", "kg").startingFrom(taken(2026, "4000")).open("2026-10-01");
        assertEquals(Map.of(), open.components());
        assertEquals(List.of(), open.flags());
    }

    @Test
    void withoutYearsToMakeUpNothingIsTakenLater() {
        Settled last = minimumOf5000(0).certified(Measure.MADE_AVAILABLE, 2026, "5000", "kg").startingFrom(taken(2026, "4000")).closed("2026-10-01");
        assertEquals("110000.00 USD", last.amounts().topUp().toString());
        assertEquals(List.of(), left(last));
    }

    @Test
    void whatIsTakenBeyondTheMinimumIsCreditedTheOldestFirst() {
        // Taken 4,900 + 250 = 5,150: 150 beyond; 100 x 108.00 + 50 x 112.00 = 10,800 + 5,600 = 16,400.00, owed by the producer
        market.kilograms("2028-11-10", "250");
        Settled last = minimumOf5000(3).startingFrom(taken(2028, "4900", paid(2026, "100", "108.00"), paid(2027, "200", "112.00"))).closed("2028-10-01");
        assertEquals("16400.00 USD", last.components().get(Component.MAKE_UP_CREDIT).toString());
        assertEquals("-16400.00 USD", last.amounts().net().toString());
        assertEquals(List.of(paid(2027, "150", "112.00")), left(last));
        TraceStep credit = step(last, "make-up credit");
        assertEquals("round(make-up of 2026 x price of 2026 + make-up of 2027 x price of 2027)", credit.formula());
        assertEquals(List.of("make-up of 2026 100 kg", "price of 2026 108.00 USD/kg", "make-up of 2027 50 kg", "price of 2027 112.00 USD/kg"),
                credit.inputs().stream().map(input -> input.name() + " " + input.value() + " " + input.unit()).toList());
        assertEquals("150", step(last, "quantity beyond the minimum").result().toPlainString());
    }

    @Test
    void whoTookExactlyTheMinimumKeepsWhatWasPaidFor() {
        Settled last = minimumOf5000(3).startingFrom(taken(2027, "5000", paid(2026, "100", "108.00"))).closed("2027-10-01");
        assertEquals(Map.of(), last.components());
        assertEquals(List.of(paid(2026, "100", "108.00")), left(last));
        assertTrue(last.trace().stream().noneMatch(step -> step.name().equals("quantity beyond the minimum")), last.trace().toString());
    }

    @Test
    void whatWasTakenAlreadyIsCreditedNoFurther() {
        // 600 beyond, 100 to be taken: 100 x 108.00
        Settled last = minimumOf5000(3).startingFrom(taken(2027, "5600", paid(2026, "100", "108.00"))).closed("2027-10-01");
        assertEquals("10800.00 USD", last.amounts().upsideShare().toString());
        assertEquals(List.of(), left(last));
    }

    @Test
    void whatWasPaidForLapsesAfterItsYears() {
        YearToDate before = taken(2027, "5000", paid(2025, "100", "108.00"), paid(2026, "200", "112.00"));
        // Two years to make up: 2028 still has what was paid for in 2026, and no longer that of 2025.
        Settled first = minimumOf5000(2).startingFrom(before).closed("2028-01-01");
        assertEquals(List.of(paid(2026, "200", "112.00")), left(first));
        assertEquals("0", first.yearToDate().orElseThrow().taken().toPlainString());
        assertEquals(2028, first.yearToDate().orElseThrow().year());
    }

    @Test
    void aMinimumCountsWhatIsTakenBeforeAnyCap() {
        market.kilograms("2026-11-10", "5000");
        AnnualCaps cap = new AnnualCaps(Optional.of(new BigDecimal("1000")), Optional.empty(), Optional.empty());
        Year year = new Year(new Annual(Terms.floorOf("110.00").every(PeriodLength.QUARTER).signed()).caps(cap).takeOrPay("5000", "110.00", 3).signed(), market);
        Settled last = year.certified(Measure.MADE_AVAILABLE, 2026, "5000", "kg").closed("2026-10-01");
        assertEquals(Map.of(), last.components());
        assertEquals("5000", last.yearToDate().orElseThrow().taken().toPlainString());
        assertEquals("1000", last.yearToDate().orElseThrow().quantity().toPlainString());
    }
}
