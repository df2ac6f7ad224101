package org.pricefloor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pricefloor.kernel.calendar.PeriodLength;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.delivery.Measure;
import org.pricefloor.kernel.money.Quantity;
import org.pricefloor.kernel.money.QuantityUnit;
import org.pricefloor.kernel.price.Publications;
import org.pricefloor.kernel.price.PublishedFigure;
import org.pricefloor.kernel.settlement.PeriodFacts;

/** Of everything certified or published the highest revision counts, whatever came first. */
class RevisionsTest {

    private static Measure measure(String name, int year, int revision) {
        return new Measure(name, LocalDate.of(year, 12, 31), revision, BigDecimal.valueOf(revision), "USD", name + "/" + year + "/r" + revision);
    }

    private static Delivery delivery(String lot, String day, int revision) {
        return new Delivery(lot, revision, "stockpile", LocalDate.parse(day), new Quantity(BigDecimal.ONE, QuantityUnit.KILOGRAM), lot + "/r" + revision);
    }

    private static PeriodFacts facts(PeriodLength length, String day, List<Measure> measures, List<Delivery> deliveries) {
        return new PeriodFacts(SettlementPeriod.containing(length, LocalDate.parse(day)), Stage.CLOSED, deliveries, measures, Optional.empty(), rule -> null,
                series -> Publications.NONE);
    }

    @Test
    void theHighestRevisionOfEachMeasureOfEachYearCounts() {
        List<Measure> known = List.of(measure(Measure.MADE_AVAILABLE, 2026, 1), measure(Measure.EBITDA, 2026, 2), measure(Measure.EBITDA, 2026, 1),
                measure(Measure.EBITDA, 2025, 1), measure(Measure.EBITDA, 2026, 3));
        assertEquals(List.of("ebitda/2025/r1", "ebitda/2026/r3", "made-available/2026/r1"), Measure.newestOfEach(known).stream().map(Measure::fact).toList());
        assertEquals("ebitda/2026/r3", facts(PeriodLength.QUARTER, "2026-10-01", known, List.of()).measure(Measure.EBITDA).orElseThrow().fact());
        assertEquals(Optional.empty(), facts(PeriodLength.QUARTER, "2027-10-01", known, List.of()).measure(Measure.EBITDA));
        assertEquals(Optional.empty(), facts(PeriodLength.QUARTER, "2025-10-01", known, List.of()).measure(Measure.MADE_AVAILABLE));
    }

    @Test
    void ofTwoAlikeRevisionsTheOneThatCameFirstStays() {
        Measure first = new Measure(Measure.EBITDA, LocalDate.of(2026, 12, 31), 1, BigDecimal.ONE, "USD", "first");
        Measure second = new Measure(Measure.EBITDA, LocalDate.of(2026, 12, 31), 1, BigDecimal.ONE, "USD", "second");
        assertEquals(List.of(first), Measure.newestOfEach(List.of(first, second)));
        assertEquals(Optional.of(first), facts(PeriodLength.QUARTER, "2026-10-01", List.of(first, second), List.of()).measure(Measure.EBITDA));
        Delivery lot = delivery("L", "2026-03-01", 1);
        assertEquals(List.of(lot), Delivery.newestOfEachLot(List.of(lot, delivery("L", "2026-03-02", 1))));
        PublishedFigure printed = new PublishedFigure(LocalDate.of(2026, 3, 2), BigDecimal.ONE, 1, "first");
        assertEquals(Optional.of(printed), new Publications(List.of(printed, new PublishedFigure(printed.date(), BigDecimal.TEN, 1, "second"))).on(printed.date()));
    }

    @Test
    void lotsAreInTheOrderOfTheirDeliveryDatesAndThenOfTheirNames() {
        List<Delivery> lots = List.of(delivery("B", "2026-03-02", 1), delivery("C", "2026-03-01", 1), delivery("A", "2026-03-02", 1), delivery("B", "2026-03-02", 2));
        assertEquals(List.of("C/r1", "A/r1", "B/r2"), Delivery.newestOfEachLot(lots).stream().map(Delivery::fact).toList());
        assertEquals(List.of("A/r1", "B/r2"), facts(PeriodLength.DAY, "2026-03-02", List.of(), lots).deliveriesOfPeriod().stream().map(Delivery::fact).toList());
    }

    @Test
    void aYearEndsWithItsLastPeriod() {
        assertEquals(List.of(false, true), List.of("2026-07-01", "2026-10-01").stream()
                .map(day -> facts(PeriodLength.QUARTER, day, List.of(), List.of()).endsTheYear()).toList());
        assertEquals(List.of(false, true), List.of("2026-12-30", "2026-12-31").stream()
                .map(day -> facts(PeriodLength.DAY, day, List.of(), List.of()).endsTheYear()).toList());
    }
}
