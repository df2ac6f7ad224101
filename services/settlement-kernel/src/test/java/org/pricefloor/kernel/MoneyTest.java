package org.pricefloor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.pricefloor.kernel.money.Arithmetic;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.money.Quantity;
import org.pricefloor.kernel.money.QuantityUnit;
import org.pricefloor.kernel.money.Rounding;
import org.pricefloor.kernel.money.UnitPrice;

class MoneyTest {

    private static final Currency USD = Currency.getInstance("USD");

    private static List<String> split(String amount, String... weights) {
        return Money.of(amount, "USD").split(Arrays.stream(weights).map(BigDecimal::new).toList()).stream().map(Money::toString).toList();
    }

    @Test
    void aTopUpSplitsOverThreeFundsByLargestRemainder() {
        // 654,276.78 x 60% = 392,566.068; 25% = 163,569.195; 15% = 98,141.517. Cut down they lack 2 cents: the remainders are
        // 0.8, 0.5 and 0.7 of a cent, so the first and the third fund take one each.
        assertEquals(List.of("392566.07 USD", "163569.19 USD", "98141.52 USD"), split("654276.78", "60", "25", "15"));
    }

    @Test
    void aNegativeAmountSplitsLikeItsPositiveTwin() {
        assertEquals(List.of("-392566.07 USD", "-163569.19 USD", "-98141.52 USD"), split("-654276.78", "60", "25", "15"));
    }

    @Test
    void tiesGoToTheEarlierFund() {
        assertEquals(List.of("0.34 USD", "0.33 USD", "0.33 USD"), split("1.00", "1", "1", "1"));
        assertEquals(List.of("0.34 USD", "0.34 USD", "0.33 USD"), split("1.01", "1", "1", "1"));
        assertEquals(List.of("0.01 USD", "0.00 USD"), split("0.01", "0.5", "0.50"));
    }

    @Test
    void aFundOfWeightZeroGetsNothing() {
        assertEquals(List.of("0.00 USD", "0.02 USD", "0.00 USD", "0.01 USD"), split("0.03", "0", "1", "0", "1"));
    }

    @Test
    void aSplitOfZeroIsZeros() {
        assertEquals(List.of("0.00 USD", "0.00 USD"), split("0.00", "2", "1"));
    }

    @Test
    void aSplitWithoutWeightIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> split("1.00"));
        assertThrows(IllegalArgumentException.class, () -> split("1.00", "0", "0"));
        assertThrows(IllegalArgumentException.class, () -> split("1.00", "2", "-1"));
    }

    @Property
    void partsOfASplitAddUpToTheWhole(
            @ForAll @BigRange(min = "-99999999999.99", max = "99999999999.99") @Scale(2) BigDecimal amount,
            @ForAll @Size(min = 1, max = 12) List<@BigRange(min = "0", max = "1000") @Scale(4) BigDecimal> weights) {
        BigDecimal total = weights.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        Assume.that(total.signum() > 0);
        Money whole = new Money(amount, USD);
        List<Money> parts = whole.split(weights);

        assertEquals(whole, parts.stream().reduce(Money.zero(USD), Money::plus));
        for (int i = 0; i < parts.size(); i++) {
            BigDecimal exact = amount.multiply(weights.get(i)).divide(total, Arithmetic.CONTEXT);
            assertTrue(parts.get(i).amount().subtract(exact).abs().compareTo(new BigDecimal("0.01")) < 0,
                    parts.get(i) + " is a cent or more away from its exact part " + exact);
            assertTrue(weights.get(i).signum() > 0 || parts.get(i).isZero(), "a fund of weight zero got " + parts.get(i));
        }
    }

    @Property
    void aSplitDoesNotKnowTheScaleOfItsAmount(@ForAll @IntRange(max = 1_000_000) int whole, @ForAll @IntRange(min = 1, max = 99) int weight) {
        // 1,000 given as 1E+3, as a parser may hand it over.
        Money amount = new Money(BigDecimal.valueOf(whole).stripTrailingZeros(), USD);
        List<Money> parts = amount.split(List.of(BigDecimal.valueOf(weight), BigDecimal.valueOf(100 - weight)));
        assertEquals(0, parts.get(0).plus(parts.get(1)).amount().compareTo(amount.amount()));
    }

    @Test
    void currenciesAndUnitsDoNotMix() {
        assertThrows(IllegalArgumentException.class, () -> Money.of("1", "USD").plus(Money.of("1", "EUR")));
        UnitPrice perKilogram = new UnitPrice(BigDecimal.ONE, USD, QuantityUnit.KILOGRAM);
        assertThrows(IllegalArgumentException.class, () -> perKilogram.times(new Quantity(BigDecimal.ONE, QuantityUnit.TONNE)));
        assertThrows(IllegalArgumentException.class, () -> perKilogram.minus(new UnitPrice(BigDecimal.ONE, USD, QuantityUnit.TONNE)));
        assertThrows(IllegalArgumentException.class, () -> QuantityUnit.TONNE.in(QuantityUnit.MEGAWATT_HOUR));
        assertThrows(IllegalArgumentException.class, () -> new Quantity(new BigDecimal("-0.001"), QuantityUnit.TONNE));
    }

    @Test
    void aTonneIsAThousandKilograms() {
        assertEquals(0, QuantityUnit.TONNE.in(QuantityUnit.KILOGRAM).compareTo(new BigDecimal("1000")));
        assertEquals(0, QuantityUnit.KILOGRAM.in(QuantityUnit.TONNE).compareTo(new BigDecimal("0.001")));
    }

    @Test
    void theMeanOfNothingDoesNotExist() {
        assertThrows(IllegalArgumentException.class, () -> Arithmetic.mean(List.of()));
        assertEquals(new BigDecimal("96.4375"), Arithmetic.mean(List.of(new BigDecimal("96.40"), new BigDecimal("96.475"))));
    }

    @Property
    void roundingHalfUpIsTheSameOnBothSidesOfZero(@ForAll @BigRange(min = "0", max = "99999999") @Scale(5) BigDecimal amount) {
        assertEquals(Rounding.CENTS.apply(amount).negate(), Rounding.CENTS.apply(amount.negate()));
    }

    @Test
    void aRoundingPlaceIsWhole() {
        assertThrows(IllegalArgumentException.class, () -> new Rounding(2, null));
        assertThrows(IllegalArgumentException.class, () -> new Rounding(null, RoundingMode.HALF_UP));
        assertThrows(IllegalArgumentException.class, () -> new Rounding(2, RoundingMode.UNNECESSARY));
        assertThrows(IllegalArgumentException.class, () -> new Rounding(-1, RoundingMode.HALF_UP));
    }

    @Test
    void aCurrencyWithoutCentsIsPaidInWholeUnits() {
        assertEquals("0 JPY", Money.zero(Currency.getInstance("JPY")).toString());
    }

    // ---- quantities and prices

    @Test
    void quantitiesOfOneUnitAddUp() {
        Quantity sum = new Quantity(new BigDecimal("1.50"), QuantityUnit.TONNE).plus(new Quantity(new BigDecimal("0.50"), QuantityUnit.TONNE));
        assertEquals("2 t", sum.toString());
        assertEquals("0.5 t", sum.times(new BigDecimal("0.25")).toString());
        assertThrows(IllegalArgumentException.class, () -> sum.plus(Quantity.zero(QuantityUnit.KILOGRAM)));
        assertTrue(Quantity.zero(QuantityUnit.TONNE).isZero() && !sum.isZero());
    }

    @Test
    void pricesOfOtherUnitsOrCurrenciesAreNotCompared() {
        UnitPrice dollars = new UnitPrice(BigDecimal.ONE, USD, QuantityUnit.KILOGRAM);
        assertThrows(IllegalArgumentException.class, () -> dollars.min(new UnitPrice(BigDecimal.ONE, USD, QuantityUnit.TONNE)));
        assertThrows(IllegalArgumentException.class, () -> dollars.min(new UnitPrice(BigDecimal.ONE, Currency.getInstance("EUR"), QuantityUnit.KILOGRAM)));
    }

    @Test
    void theSmallerOfTwoPricesIsTakenAndOfEqualOnesTheFirst() {
        UnitPrice written = new UnitPrice(new BigDecimal("1.0"), USD, QuantityUnit.KILOGRAM);
        UnitPrice handedBack = new UnitPrice(new BigDecimal("1.00"), USD, QuantityUnit.KILOGRAM);
        UnitPrice two = new UnitPrice(new BigDecimal("2"), USD, QuantityUnit.KILOGRAM);
        assertEquals(written, written.min(two));
        assertEquals(written, two.min(written));
        assertEquals(written, written.min(handedBack));
    }

    @Test
    void aRoundingThatLeavesTheValueAsItIsDoesNotRound() {
        assertTrue(Rounding.CENTS.rounds() && !Rounding.NONE.rounds());
        assertEquals("2 HALF_UP", Rounding.CENTS.toString());
        assertEquals("none", Rounding.NONE.toString());
        assertEquals(new BigDecimal("1"), new Rounding(0, RoundingMode.DOWN).apply(new BigDecimal("1.9")));
        assertEquals(12, new Rounding(12, RoundingMode.DOWN).apply(BigDecimal.ONE).scale());
        assertThrows(IllegalArgumentException.class, () -> new Rounding(13, RoundingMode.HALF_UP));
    }

    @Test
    void anAmountKnowsItsSign() {
        Money cent = Money.of("0.01", "USD");
        assertTrue(cent.isPositive() && !cent.isNegative() && !cent.isZero());
        assertTrue(cent.negated().isNegative() && !cent.negated().isPositive());
        Money zero = Money.zero(USD);
        assertTrue(zero.isZero() && !zero.isPositive() && !zero.isNegative());
        assertEquals("0.00 USD", zero.toString());
    }
}
