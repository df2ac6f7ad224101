package org.pricefloor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pricefloor.kernel.agreement.NegativePriceRule;
import org.pricefloor.kernel.agreement.NegativePriceRule.Kind;
import org.pricefloor.kernel.calendar.PeriodLength;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.money.Quantity;
import org.pricefloor.kernel.money.QuantityUnit;
import org.pricefloor.kernel.price.PublishedFigure;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.trace.TraceStep;

/** Hours of negative prices, on days of three hours so that they can be worked by hand; the strike is 50.00 GBP/MWh. */
class NegativePriceTest {

    private static final LocalDate DAY = LocalDate.of(2026, 3, 2);
    private static final NegativePriceRule EACH = new NegativePriceRule(Kind.EACH_NEGATIVE_HOUR, 1);
    private static final NegativePriceRule RUNS_OF_TWO = new NegativePriceRule(Kind.RUNS_OF_NEGATIVE_HOURS, 2);
    private static final String NOT_REBUILDABLE = "NOT_REBUILDABLE_FROM_DAILY_DATA the negative price rule needs hours, the line stands by formula";

    private final Market market = Market.ofPower();

    private static List<BigDecimal> decimals(String... values) {
        return Arrays.stream(values).map(BigDecimal::new).toList();
    }

    private static List<Boolean> unpaid(NegativePriceRule rule, String... prices) {
        return rule.unpaid(decimals(prices));
    }

    private void priced(LocalDate day, String mean, String... hours) {
        market.figures.put("NDPR", List.of(new PublishedFigure(day, new BigDecimal(mean), 1, "assessment/NDPR/r1", null, decimals(hours))));
    }

    private void metered(String lot, String... hours) {
        BigDecimal sum = decimals(hours).stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        market.deliveries.add(new Delivery(lot, 1, "metered", DAY, new Quantity(sum, QuantityUnit.MEGAWATT_HOUR), "delivery/A1/" + lot + "/r1",
                Optional.empty(), Optional.empty(), Optional.empty(), decimals(hours)));
    }

    private Settled settled(NegativePriceRule rule) {
        return settled(rule, new Terms());
    }

    private Settled settled(NegativePriceRule rule, Terms others) {
        Terms terms = Terms.strikeOf("50.00").every(PeriodLength.DAY);
        terms.maxStaleDays = others.maxStaleDays;
        terms.minimumObservations = 0;
        return new Year(new Annual(terms.signed()).negativePrices(rule).signed(), market).closed("2026-03-02");
    }

    private static TraceStep step(Settled settled, String name) {
        return settled.trace().stream().filter(step -> step.name().equals(name)).findFirst().orElseThrow(() -> new AssertionError(settled.trace().toString()));
    }

    // ---- which hours

    @Test
    void eachNegativeHourIsUnpaidAndAPriceOfZeroIsNotNegative() {
        assertEquals(List.of(true, false, false, true), unpaid(EACH, "-0.01", "5", "0", "-2"));
    }

    @Test
    void aRunCountsFromItsAgreedLengthOnWhereverItLies() {
        assertEquals(List.of(false, false, true, true, false, true, true, true), unpaid(RUNS_OF_TWO, "-1", "5", "-1", "-1", "0", "-1", "-1", "-1"));
        assertEquals(List.of(true, true, false), unpaid(RUNS_OF_TWO, "-1", "-1", "5"));
    }

    @Test
    void withoutARuleEveryHourIsPaid() {
        assertEquals(List.of(false, false), unpaid(NegativePriceRule.NONE, "-1", "-1"));
        assertTrue(EACH.applies() && !NegativePriceRule.NONE.applies());
    }

    // ---- a day hour by hour

    @Test
    void inANegativeHourNothingIsPaidEitherWay() {
        // (50 - 20) x 1 + nothing + (50 - 100) x 3 = 30 - 150 = -120.00: the producer owes
        priced(DAY, "36.67", "20", "-10", "100");
        metered("D", "1", "2", "3");
        Settled settled = settled(EACH);
        assertEquals("0.00 GBP", settled.amounts().topUp().toString());
        assertEquals("120.00 GBP", settled.amounts().upsideShare().toString());
        assertEquals(List.of("NEGATIVE_PRICE_HOURS 1 hours of negative prices are not paid"), settled.flags());
        assertTrue(settled.amounts().unitDifference().isEmpty(), "hour by hour there is no one difference");
        TraceStep paid = step(settled, "quantity of paid hours");
        assertEquals("4", paid.result().toPlainString());
        assertEquals(List.of("price of hour 1 20 GBP/MWh", "quantity of hour 1 1 MWh", "price of hour 2 -10 GBP/MWh", "quantity of hour 2 2 MWh",
                "price of hour 3 100 GBP/MWh", "quantity of hour 3 3 MWh"),
                paid.inputs().stream().map(each -> each.name() + " " + each.value() + " " + each.unit()).toList());
        assertEquals("-120.00", step(settled, "difference amount").result().toPlainString());
    }

    @Test
    void aNegativeHourThatIsNotPartOfARunPaysTheStrikeAndNoMore() {
        // 30 x 1 + min(50 + 10, 50) x 2 - 50 x 3 = 30 + 100 - 150 = -20.00
        priced(DAY, "36.67", "20", "-10", "100");
        metered("D", "1", "2", "3");
        Settled settled = settled(RUNS_OF_TWO);
        assertEquals("20.00 GBP", settled.amounts().upsideShare().toString());
        assertEquals(List.of(), settled.flags());
    }

    @Test
    void theHoursOfSeveralLotsAddUp() {
        // 30 x (1 + 4) + 0 x (3 + 1) = 150.00; the negative hour of 2 MWh is not paid
        priced(DAY, "20", "20", "-10", "50");
        metered("D", "1", "2", "3");
        metered("E", "4", "0", "1");
        Settled settled = settled(EACH);
        assertEquals("150.00 GBP", settled.amounts().topUp().toString());
        assertEquals("9", step(settled, "quantity of paid hours").result().toPlainString());
    }

    // ---- a day without its hours

    @Test
    void aDayWithoutHoursStandsByFormulaAndSaysSo() {
        // (50 - 36.67) x 6 = 79.98
        priced(DAY, "36.67");
        metered("D", "1", "2", "3");
        Settled settled = settled(EACH);
        assertEquals("79.98 GBP", settled.amounts().topUp().toString());
        assertEquals(List.of(NOT_REBUILDABLE), settled.flags());
    }

    @Test
    void neitherDoLotsThatAreNotMeteredByTheHourOrByOtherHours() {
        priced(DAY, "36.67", "20", "-10", "100");
        metered("D", "1", "2");
        assertEquals(List.of(NOT_REBUILDABLE), settled(EACH).flags(), "two hours for three prices");
        market.deliveries.clear();
        metered("D", "1", "2", "3");
        metered("E", "1", "2");
        assertEquals(List.of(NOT_REBUILDABLE), settled(EACH).flags(), "one lot of three hours, one of two");
        market.deliveries.clear();
        metered("D", "1", "2", "3");
        market.megawattHours("2026-03-02", "5");
        assertEquals(List.of(NOT_REBUILDABLE), settled(EACH).flags(), "one lot without hours");
    }

    @Test
    void aPriceCarriedOnFromTheDayBeforeHasNoHoursOfThisDay() {
        priced(DAY.minusDays(1), "36.67", "20", "-10", "100");
        metered("D", "1", "2", "3");
        assertTrue(settled(EACH, new Terms().lastPublished(1)).flags().contains(NOT_REBUILDABLE));
    }

    @Test
    void hoursThatDoNotAddUpToTheQuantityAreNoDelivery() {
        assertThrows(IllegalArgumentException.class, () -> new Delivery("D", 1, "metered", DAY,
                new Quantity(BigDecimal.TEN, QuantityUnit.MEGAWATT_HOUR), "f", Optional.empty(), Optional.empty(), Optional.empty(), decimals("1", "2")));
    }
}
