package org.pricefloor.translation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.pricefloor.contracts.Assay;
import org.pricefloor.contracts.CalendarPublished;
import org.pricefloor.contracts.DecisionRecorded;
import org.pricefloor.contracts.DeliveryCertified;
import org.pricefloor.contracts.FxFixed;
import org.pricefloor.contracts.MeasureCertified;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.SeriesRegistered;
import org.pricefloor.kernel.calendar.PricingCalendar;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.delivery.Measure;

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

    private static DeliveryCertified delivery(String quantity, String form, Assay assay, List<BigDecimal> hourly) {
        return new DeliveryCertified("id", "A1", "L1", 1, "stockpile", DAY, new BigDecimal(quantity), "kg", NOW, "document", NOW, "NdPr oxide", form, assay, hourly);
    }

    private static Assay assay(String kind, String reoShare, String contentShare) {
        return new Assay(kind, reoShare == null ? null : new BigDecimal(reoShare), new BigDecimal(contentShare));
    }

    private static MeasureCertified measure(String name, String day, String value, String unit) {
        return new MeasureCertified("id", "A1", name, LocalDate.parse(day), 1, new BigDecimal(value), unit, NOW, "document", NOW);
    }

    private static DecisionRecorded decision(String code, String kind, LocalDate day) {
        return new DecisionRecorded("id", "A1", code, kind, day, "reason", "panel", NOW, NOW);
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
    void aDeliveryKeepsItsProductFormAssayAndHours() {
        Delivery concentrate = FactTranslation.delivery(delivery("250000", "concentrate", assay("provisional", "0.605", "0.1567"), null));
        assertEquals(Optional.of("NdPr oxide"), concentrate.product());
        assertEquals(Optional.of("concentrate"), concentrate.form());
        assertEquals(Optional.of(new org.pricefloor.kernel.delivery.Assay(org.pricefloor.kernel.delivery.Assay.Kind.PROVISIONAL, new BigDecimal("0.605"),
                new BigDecimal("0.1567"))), concentrate.assay());
        assertEquals(List.of(), concentrate.hourly());
        for (int hours = 23; hours <= 25; hours++) {
            assertEquals(hours, FactTranslation.delivery(delivery(hours + ".00", null, null, Collections.nCopies(hours, BigDecimal.ONE))).hourly().size());
        }
        assertEquals(Optional.empty(), FactTranslation.delivery(delivery("L1", "1", "kg")).form());
    }

    @Test
    void anAssayOfNothingOrOfMoreThanAllIsNoAssay() {
        assertParkable(() -> FactTranslation.delivery(delivery("1", "concentrate", assay("final", "0", "0.5"), null)));
        assertParkable(() -> FactTranslation.delivery(delivery("1", "concentrate", assay("final", "0.5", "1.000001"), null)));
        assertParkable(() -> FactTranslation.delivery(delivery("1", "concentrate", assay("final", "60.5", "0.5"), null)));
        assertParkable(() -> FactTranslation.delivery(delivery("1", "concentrate", assay("final", null, "0.5"), null)));
        assertParkable(() -> FactTranslation.delivery(delivery("1", "concentrate", assay("estimated", "0.5", "0.5"), null)));
        assertParkable(() -> FactTranslation.delivery(delivery("1", "ore", null, null)));
        assertParkable(() -> FactTranslation.delivery(delivery("1", "concentrate", null, null)));
        assertParkable(() -> FactTranslation.delivery(delivery("1", "oxide", assay("final", "1", "0.5"), null)));
        assertParkable(() -> FactTranslation.delivery(delivery("1", null, assay("final", "1", "0.5"), null)));
        assertEquals(BigDecimal.ONE, FactTranslation.delivery(delivery("1", "concentrate", assay("final", "1", "0.5"), null)).assay().orElseThrow().reoShare());
    }

    @Test
    void hoursThatDoNotMakeTheDayAreRefused() {
        assertParkable(() -> FactTranslation.delivery(delivery("24.01", null, null, Collections.nCopies(24, BigDecimal.ONE))));
        assertParkable(() -> FactTranslation.delivery(delivery("22", null, null, Collections.nCopies(22, BigDecimal.ONE))));
        assertParkable(() -> FactTranslation.delivery(delivery("26", null, null, Collections.nCopies(26, BigDecimal.ONE))));
        assertParkable(() -> FactTranslation.delivery(delivery("0", null, null, List.of())));
        List<BigDecimal> negative = new ArrayList<>(Collections.nCopies(24, BigDecimal.ONE));
        negative.set(3, new BigDecimal("-1"));
        assertParkable(() -> FactTranslation.delivery(delivery("22", null, null, negative)));
        negative.set(3, null);
        assertParkable(() -> FactTranslation.delivery(delivery("23", null, null, negative)));
    }

    @Test
    void aMeasureIsOfACalendarYearAndInItsOwnUnit() {
        assertEquals(new BigDecimal("-12.50"), FactTranslation.measure(measure("ebitda", "2026-12-31", "-12.50", "USD")).value());
        assertEquals("t", FactTranslation.measure(measure("made-available", "2026-12-31", "0", "t")).unit());
        assertParkable(() -> FactTranslation.measure(measure("ebitda", "2026-12-30", "1", "USD")));
        assertParkable(() -> FactTranslation.measure(measure("ebitda", "2026-12-31", "1", "t")));
        assertParkable(() -> FactTranslation.measure(measure("ebitda", "2026-12-31", "1", null)));
        assertParkable(() -> FactTranslation.measure(measure("made-available", "2026-12-31", "-1", "t")));
        assertParkable(() -> FactTranslation.measure(measure("made-available", "2026-12-31", "1", "USD")));
        assertParkable(() -> FactTranslation.measure(measure("revenue", "2026-12-31", "1", "USD")));
        assertParkable(() -> FactTranslation.measure(measure(null, "2026-12-31", "1", "USD")));
    }

    @Test
    void ofSeveralRevisionsOfAMeasureTheHighestCounts() {
        Measure first = new Measure("ebitda", DAY, 1, BigDecimal.ONE, "USD", "f1");
        Measure second = new Measure("ebitda", DAY, 2, BigDecimal.TEN, "USD", "f2");
        Measure other = new Measure("made-available", DAY.minusYears(1), 1, BigDecimal.TEN, "t", "f3");
        assertEquals(List.of(other, second), Measure.newestOfEach(List.of(second, other, first)));
    }

    @Test
    void aDecisionOfAnUnknownKindIsNotGuessedAt() {
        assertEquals("D-1", FactTranslation.decision(decision("D-1", "dispute-run", DAY)).decision());
        assertParkable(() -> FactTranslation.decision(decision("D-1", "settlement", DAY)));
        assertParkable(() -> FactTranslation.decision(decision("D-1", null, DAY)));
        assertParkable(() -> FactTranslation.decision(decision(null, "dispute-run", DAY)));
        assertParkable(() -> FactTranslation.decision(decision("D-1", "dispute-run", null)));
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
