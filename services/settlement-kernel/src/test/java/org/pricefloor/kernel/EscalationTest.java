package org.pricefloor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.Escalation;
import org.pricefloor.kernel.agreement.Escalation.Index;
import org.pricefloor.kernel.agreement.Escalation.Stretch;
import org.pricefloor.kernel.agreement.Resolution;
import org.pricefloor.kernel.calendar.PeriodLength;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.money.Rounding;
import org.pricefloor.kernel.price.Missing;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.settlement.SettlementOutcome;

/** A floor of 110.00 that rises each 1 January from 2027 on, at 2% a year or with an index. */
class EscalationTest {

    private static final LocalDate FIRST = LocalDate.of(2027, 1, 1);
    private static final LocalDate BASE = LocalDate.of(2025, 11, 1);
    private static final Escalation BY_RATE = new Escalation(Optional.of(new BigDecimal("0.02")), Optional.empty(), FIRST, Rounding.CENTS);
    private static final Escalation BY_INDEX = new Escalation(Optional.empty(), Optional.of(new Index("PPI", BASE, 11)), FIRST, Rounding.CENTS);

    private final Market market = Market.ofKilograms().calendarOfOnly("DAYS", "2026-11-02", "2027-02-01", "2028-02-01").index("PPI")
            .price("2026-11-02", "100.00").price("2027-02-01", "100.00").price("2028-02-01", "100.00");

    private static AgreementTerms rising(Terms terms, Escalation escalation) {
        return new Annual(terms.every(PeriodLength.QUARTER).signed()).escalation(escalation).signed();
    }

    private Year year(Escalation escalation) {
        return new Year(rising(Terms.floorOf("110.00"), escalation), market);
    }

    private static LocalDate day(String day) {
        return LocalDate.parse(day);
    }

    // ---- anniversaries

    @Test
    void anAnniversaryCountsFromItsDayOn() {
        assertEquals(0, BY_RATE.anniversariesBy(day("2026-12-31")));
        assertEquals(1, BY_RATE.anniversariesBy(day("2027-01-01")));
        assertEquals(1, BY_RATE.anniversariesBy(day("2027-12-31")));
        assertEquals(2, BY_RATE.anniversariesBy(day("2028-01-01")));
        assertEquals(Optional.empty(), BY_RATE.anniversaryBy(day("2026-12-31")));
        assertEquals(Optional.of(FIRST), BY_RATE.anniversaryBy(day("2027-12-31")));
        assertEquals(Optional.of(day("2028-01-01")), BY_RATE.anniversaryBy(day("2028-07-01")));
    }

    @Test
    void thePriceAlwaysRisesFromWhatWasWrittenDown() {
        // 110.00 x 1.02^n: 112.20, 114.444, 116.73288, 119.0675376; from the rounded 116.73 it would have been 119.0646
        assertEquals(new BigDecimal("110.00"), BY_RATE.risenByRate(new BigDecimal("110.00"), 0));
        assertEquals(new BigDecimal("112.20"), BY_RATE.risenByRate(new BigDecimal("110.00"), 1));
        assertEquals(new BigDecimal("116.73"), BY_RATE.risenByRate(new BigDecimal("110.00"), 3));
        assertEquals(new BigDecimal("119.07"), BY_RATE.risenByRate(new BigDecimal("110.00"), 4));
        // 110.00 x 268.450 / 260.000 = 113.575
        assertEquals(new BigDecimal("113.58"), BY_INDEX.risenByIndex(new BigDecimal("110.00"), new BigDecimal("268.450"), new BigDecimal("260.000")));
    }

    @Test
    void theIndexReadIsTheLastOfItsMonthOnOrBeforeTheAnniversary() {
        assertEquals(day("2026-11-01"), new Index("PPI", BASE, 11).dayFor(day("2027-01-01")));
        assertEquals(day("2027-01-01"), new Index("PPI", BASE, 1).dayFor(day("2027-01-01")));
    }

    @Test
    void aFigureOfTheIndexReachesTheYearThatReadsIt() {
        LocalDate end = day("2029-12-31");
        assertEquals(Optional.of(new Stretch(day("2027-01-01"), day("2027-12-31"))), BY_INDEX.reachedBy("PPI", day("2026-11-01"), end));
        assertEquals(Optional.of(new Stretch(day("2029-01-01"), day("2029-12-31"))), BY_INDEX.reachedBy("PPI", day("2028-11-01"), end));
        assertEquals(Optional.of(new Stretch(FIRST, end)), BY_INDEX.reachedBy("PPI", BASE, end), "the base counts to the end");
        assertEquals(Optional.empty(), BY_INDEX.reachedBy("PPI", day("2026-10-01"), end), "a month that nobody reads");
        assertEquals(Optional.empty(), BY_INDEX.reachedBy("PPI", day("2029-11-01"), end), "after the last anniversary");
        assertEquals(Optional.of(new Stretch(day("2029-01-01"), day("2029-12-31"))), BY_INDEX.reachedBy("PPI", day("2028-11-01"), day("2029-01-01")),
                "an anniversary on the last day is one");
        assertEquals(Optional.empty(), BY_INDEX.reachedBy("CPI", day("2026-11-01"), end));
        assertEquals(Optional.empty(), BY_RATE.reachedBy("PPI", day("2026-11-01"), end));
    }

    @Test
    void anEscalationFollowsARateOrAnIndexAndNotBoth() {
        assertThrows(IllegalArgumentException.class, () -> new Escalation(BY_RATE.rate(), BY_INDEX.index(), FIRST, Rounding.CENTS));
        assertThrows(IllegalArgumentException.class, () -> new Escalation(Optional.empty(), Optional.empty(), FIRST, Rounding.CENTS));
    }

    // ---- in a settlement

    @Test
    void beforeTheFirstAnniversaryTheFloorStandsAsItIsAndAsksForNoIndex() {
        market.kilograms("2026-11-05", "10");
        Settled settled = year(BY_INDEX).closed("2026-10-01");
        assertEquals("100.00 USD", settled.amounts().topUp().toString());
        assertEquals("110.00 USD/kg", settled.amounts().floorPrice().orElseThrow().toString());
        assertEquals(List.of("delivery/A1/LOT-1/r1"), settled.facts());
    }

    @Test
    void aFloorThatRoseByItsRateIsInTheWorkings() {
        // 110.00 x 1.02^2 = 114.444, rounded 114.44; (114.44 - 100.00) x 10 = 144.40
        market.kilograms("2028-02-05", "10");
        Settled settled = year(BY_RATE).closed("2028-01-01");
        assertEquals("144.40 USD", settled.amounts().topUp().toString());
        var step = settled.trace().get(1);
        assertEquals("floor price", step.name());
        assertEquals(Rounding.CENTS, step.rounding());
        assertEquals("USD/kg", step.unit());
        assertEquals(List.of("agreed price 110.00 USD/kg", "rate 0.02 1", "anniversaries 2 1"),
                step.inputs().stream().map(input -> input.name() + " " + input.value() + " " + input.unit()).toList());
    }

    @Test
    void aFloorThatRoseWithAnIndexNamesBothFigures() {
        // 110.00 x 268.450 / 260.000 = 113.575, rounded 113.58; (113.58 - 100.00) x 10 = 135.80
        market.figure("PPI", BASE, "260.000").figure("PPI", day("2026-11-01"), "268.450").kilograms("2027-02-05", "10");
        Settled settled = year(BY_INDEX).closed("2027-01-01");
        assertEquals("135.80 USD", settled.amounts().topUp().toString());
        assertEquals(List.of("delivery/A1/LOT-1/r1", "assessment/PPI/2026-11-01/r1", "assessment/PPI/2025-11-01/r1"), settled.facts());
        assertEquals("round(agreed price x index / index at base)", settled.trace().get(1).formula());
    }

    @Test
    void aStrikeIsCalledAStrike() {
        Terms terms = Terms.strikeOf("100.00");
        Market power = Market.ofPower().calendarOfOnly("ALL", "2027-02-01").price("2027-02-01", "90.00").megawattHours("2027-02-01", "10");
        // 100.00 x 1.02 = 102.00; 12.00 x 10
        Settled settled = new Year(rising(terms, BY_RATE), power).closed("2027-01-01");
        assertEquals("120.00 GBP", settled.amounts().topUp().toString());
        assertEquals("strike price", settled.trace().get(1).name());
    }

    @Test
    void everyFigureOfTheIndexThatIsMissingIsNamed() {
        market.kilograms("2027-02-05", "10");
        List<Missing> missing = assertInstanceOf(SettlementOutcome.Parked.class, year(BY_INDEX).outcome("2027-01-01", Stage.CLOSED)).missing();
        assertEquals(List.of("index PPI has no figure for 2026-11-01", "index PPI has no figure for 2025-11-01"), missing.stream().map(Missing::what).toList());
        assertEquals(Missing.Rule.INDEX_MUST_BE_PUBLISHED, missing.get(0).rule());
        market.figure("PPI", BASE, "260.000");
        assertEquals(1, assertInstanceOf(SettlementOutcome.Parked.class, year(BY_INDEX).outcome("2027-01-01", Stage.CLOSED)).missing().size());
    }

    @Test
    void aQuarterWithoutQuantityShowsTheFloorItCanTell() {
        assertEquals("112.20 USD/kg", year(BY_RATE).closed("2027-01-01").amounts().floorPrice().orElseThrow().toString());
        assertEquals("110.00 USD/kg", year(BY_RATE).closed("2026-10-01").amounts().floorPrice().orElseThrow().toString());
        assertTrue(year(BY_INDEX).closed("2027-01-01").amounts().floorPrice().isEmpty(), "nobody needs the index");
        assertEquals("110.00 USD/kg", year(BY_INDEX).closed("2026-10-01").amounts().floorPrice().orElseThrow().toString());
    }

    @Test
    void theIndexIsAmongTheSeriesReadAndMustBeRegistered() {
        AgreementTerms terms = rising(Terms.floorOf("110.00"), BY_INDEX);
        SortedSet<String> read = terms.seriesRead();
        assertEquals(new TreeSet<>(List.of("NDPR", "PPI")), read);
        market.indexSeries.clear();
        Missing missing = assertInstanceOf(Resolution.Unresolved.class, terms.resolve(market.reference())).missing().get(0);
        assertEquals("index series PPI is not registered", missing.what());
        assertEquals("register series PPI", missing.fix());
    }
}
