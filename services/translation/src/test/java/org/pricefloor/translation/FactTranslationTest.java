package org.pricefloor.translation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.pricefloor.contracts.CalendarPublished;
import org.pricefloor.contracts.DeliveryCertified;
import org.pricefloor.contracts.FxFixed;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.SeriesRegistered;
import org.pricefloor.kernel.calendar.PricingCalendar;

class FactTranslationTest {

    private static final LocalDate DAY = LocalDate.of(2026, 3, 2);
    private static final Instant NOW = Instant.EPOCH;

    private static PriceAssessed price(LocalDate day, String price) {
        return new PriceAssessed("id", "NDPR", day, 1, price == null ? null : new BigDecimal(price), NOW, "document", NOW, null, null);
    }

    private static FxFixed fix(String rate) {
        return new FxFixed("id", "USDCNY", DAY, 1, new BigDecimal(rate), NOW, "document", NOW);
    }

    private static DeliveryCertified delivery(String lot, String quantity, String unit) {
        return new DeliveryCertified("id", "A1", lot, 1, "stockpile", DAY, new BigDecimal(quantity), unit, NOW, "document", NOW);
    }

    private static SeriesRegistered series(String currency, String per, String taxBasis) {
        return new SeriesRegistered("id", "NDPR", 1, "price", "publisher", "NdPr oxide", currency, per, taxBasis, "CN", "source", NOW);
    }

    private static CalendarPublished calendar(List<Integer> closed, List<CalendarPublished.ExceptionDay> exceptions) {
        return new CalendarPublished("id", "CN", 1, DAY, DAY.plusDays(30), closed, exceptions, false, "source", NOW);
    }

    private static void assertParkable(Executable reading) {
        assertThrows(IllegalArgumentException.class, reading);
    }

    @Test
    void aFactKeepsItsFiguresAndItsName() {
        assertEquals(new BigDecimal("-12.50"), FactTranslation.figure(price(DAY, "-12.50")).value());
        assertEquals("id", FactTranslation.figure(fix("6.9010")).fact());
        assertEquals("10.5 kg", FactTranslation.delivery(delivery("L1", "10.50", "kg")).quantity().toString());
        assertTrue(FactTranslation.priceSeries(series("CNY", "t", "including-vat")).includesVat());
        assertFalse(FactTranslation.priceSeries(series("GBP", "MWh", "not-applicable")).includesVat());
        PricingCalendar calendar = FactTranslation.calendar(calendar(List.of(6, 7),
                List.of(new CalendarPublished.ExceptionDay(DAY, false, "holiday"))));
        assertFalse(calendar.isPricingDay(DAY));
        assertTrue(calendar.isPricingDay(DAY.plusDays(1)));
        assertFalse(calendar.isPricingDay(LocalDate.of(2026, 3, 7)));
    }

    @Test
    void aFactWithoutItsFigureOrDayIsNoFact() {
        assertParkable(() -> FactTranslation.figure(price(DAY, null)));
        assertParkable(() -> FactTranslation.figure(price(null, "1")));
        assertParkable(() -> FactTranslation.delivery(delivery(null, "1", "kg")));
        assertParkable(() -> FactTranslation.delivery(delivery("L1", "1", null)));
        assertParkable(() -> FactTranslation.priceSeries(series(null, "t", "including-vat")));
        assertParkable(() -> FactTranslation.priceSeries(series("CNY", "t", null)));
        assertParkable(() -> FactTranslation.calendar(calendar(null, List.of())));
        assertParkable(() -> FactTranslation.calendar(calendar(List.of(), null)));
        assertParkable(() -> FactTranslation.calendar(calendar(List.of(), Collections.singletonList(null))));
    }

    @Test
    void anUnknownWordIsNotGuessedAt() {
        assertParkable(() -> FactTranslation.priceSeries(series("CNY", "t", "with-tax")));
        assertParkable(() -> FactTranslation.priceSeries(series("yuan", "t", "including-vat")));
        assertParkable(() -> FactTranslation.priceSeries(series("CNY", "lb", "including-vat")));
        assertParkable(() -> FactTranslation.fxSeries(series("CNY", "t", "not-applicable")));
        assertParkable(() -> FactTranslation.calendar(calendar(List.of(8), List.of())));
    }

    @Test
    void anExchangeRateIsAboveZero() {
        assertParkable(() -> FactTranslation.figure(fix("0")));
        assertParkable(() -> FactTranslation.figure(fix("-6.9")));
    }

    @Test
    void aNegativeQuantityIsNoQuantity() {
        assertParkable(() -> FactTranslation.delivery(delivery("L1", "-1", "kg")));
    }

    @Test
    void aNumberThatWouldFillTheMemoryIsNoFigure() {
        for (String number : List.of("1e400", "1e-400", "1e2147483647", "1e-2147483647", "0e-2147483647", "9".repeat(40))) {
            assertParkable(() -> FactTranslation.figure(price(DAY, number)));
            assertParkable(() -> FactTranslation.delivery(delivery("L1", number, "kg")));
            assertParkable(() -> FactTranslation.figure(fix(number)));
        }
    }
}
