package org.pricefloor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.calendar.PeriodLength;
import org.pricefloor.kernel.delivery.Measure;
import org.pricefloor.kernel.settlement.Component;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.trace.TraceStep;

/** A guaranteed EBITDA of 140 million, 2% more each year, a quarter of it advanced each quarter. */
class MarginTest {

    private static AgreementTerms terms(boolean ebitdaIncludesAdvances) {
        Terms terms = Terms.floorOf("110.00").every(PeriodLength.QUARTER);
        terms.from = LocalDate.of(2026, 1, 1);
        return new Annual(terms.signed()).margin("140000000.00", "0.02", "0.25", ebitdaIncludesAdvances).signed();
    }

    private static Year after105MillionOfAdvances(boolean ebitdaIncludesAdvances) {
        Year year = new Year(terms(ebitdaIncludesAdvances), new Market());
        for (String quarter : List.of("2026-01-01", "2026-04-01", "2026-07-01")) {
            year.closed(quarter);
        }
        return year;
    }

    private static Settled lastQuarter(String ebitda, boolean ebitdaIncludesAdvances) {
        return after105MillionOfAdvances(ebitdaIncludesAdvances).certified(Measure.EBITDA, 2026, ebitda, "USD").closed("2026-10-01");
    }

    private static Map<Component, String> components(Settled settled) {
        return settled.components().entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().toString()));
    }

    private static List<String> steps(Settled settled) {
        return settled.trace().stream().map(TraceStep::name).toList();
    }

    @Test
    void eachQuarterAdvancesAQuarterOfTheThreshold() {
        Year year = new Year(terms(false), new Market());
        Settled first = year.closed("2026-01-01");
        assertEquals(Map.of(Component.ADVANCE, "35000000.00 USD"), components(first));
        assertEquals("35000000.00 USD", first.amounts().net().toString());
        assertEquals("35000000.00", first.yearToDate().orElseThrow().advanced().toPlainString());
        assertEquals(List.of(), first.lines());
        assertEquals("0 kg", first.amounts().quantity().toString());
        assertEquals("70000000.00", year.closed("2026-04-01").yearToDate().orElseThrow().advanced().toPlainString());
    }

    @Test
    void theThresholdGrowsFromYearToYear() {
        // 140,000,000 x 1.02 = 142,800,000; a quarter of it 35,700,000. x 1.02^2 = 145,656,000; 36,414,000
        assertEquals("35700000.00 USD", new Year(terms(false), new Market()).closed("2027-01-01").amounts().topUp().toString());
        Settled third = new Year(terms(false), new Market()).closed("2028-01-01");
        assertEquals("36414000.00 USD", third.amounts().topUp().toString());
        assertEquals("3", third.trace().get(0).inputs().get(2).value().toPlainString());
    }

    @Test
    void anOpenQuarterAccruesNothing() {
        Settled open = new Year(terms(false), new Market()).open("2026-10-01");
        assertEquals(Map.of(), open.components());
        assertEquals(List.of(), open.trace());
        assertEquals(List.of(), open.flags());
        assertEquals("0", open.yearToDate().orElseThrow().advanced().toPlainString());
    }

    @Test
    void untilEbitdaIsCertifiedTheTrueUpIsPending() {
        Settled last = after105MillionOfAdvances(false).closed("2026-10-01");
        assertEquals(List.of("TRUE_UP_PENDING EBITDA of 2026 is not certified yet"), last.flags());
        assertEquals(Map.of(Component.ADVANCE, "35000000.00 USD"), components(last));
    }

    @Test
    void whatWasAdvancedBeyondTheGapIsRepaid() {
        // 140 - 100 = 40 million short; 40 - 140 advanced = -100 million
        Settled last = lastQuarter("100000000", false);
        assertEquals(Map.of(Component.ADVANCE, "35000000.00 USD", Component.ADVANCE_REPAYMENT, "100000000.00 USD"), components(last));
        assertEquals("-65000000.00 USD", last.amounts().net().toString());
        assertEquals(List.of("measure/A1/ebitda/2026/r1"), last.facts());
        assertEquals(List.of("threshold EBITDA", "margin advance", "EBITDA", "true-up"), steps(last));
        assertEquals("-100000000.00", last.trace().get(3).result().toPlainString());
    }

    @Test
    void aLossIsTruedUp() {
        // 140 + 50 = 190 million short, 140 advanced: 50 million more
        assertEquals(Map.of(Component.ADVANCE, "35000000.00 USD", Component.TRUE_UP, "50000000.00 USD"), components(lastQuarter("-50000000", false)));
    }

    @Test
    void whereTheAdvancesMadeUpTheGapNothingIsTruedUp() {
        assertEquals(Map.of(Component.ADVANCE, "35000000.00 USD"), components(lastQuarter("0", false)));
    }

    @Test
    void whereEbitdaContainsTheAdvancesTheyAreTakenOffFirst() {
        // 240 - 140 = 100 million, as above
        Settled last = lastQuarter("240000000", true);
        assertEquals(Map.of(Component.ADVANCE, "35000000.00 USD", Component.ADVANCE_REPAYMENT, "100000000.00 USD"), components(last));
        assertEquals("certified EBITDA - advances of the year", last.trace().get(2).formula());
    }

    @Test
    void theOfficeTakesItsTranchesOfTheExcess() {
        // 200 - 140 = 60 million: 30 at 100% and 30 at 50% = 45 million, and all 140 million return
        Settled last = lastQuarter("200000000", false);
        assertEquals(Map.of(Component.ADVANCE, "35000000.00 USD", Component.ADVANCE_REPAYMENT, "140000000.00 USD", Component.EXCESS_SHARE, "45000000.00 USD"),
                components(last));
        assertEquals(List.of("threshold EBITDA", "margin advance", "EBITDA", "true-up", "excess EBITDA", "office's share of tranche 1",
                "office's share of tranche 2", "excess share"), steps(last));
        TraceStep second = last.trace().get(6);
        assertEquals(List.of("excess left 30000000.00", "office share 0.50"), second.inputs().stream().map(each -> each.name() + " " + each.value().toPlainString()).toList());
        assertEquals("office's share of tranche 1 + office's share of tranche 2", last.trace().get(7).formula());
    }

    @Test
    void anExcessInsideTheFirstTrancheAsksForNoSecond() {
        // 150 - 140 = 10 million at 100%
        Settled last = lastQuarter("150000000", false);
        assertEquals("10000000.00 USD", components(last).get(Component.EXCESS_SHARE));
        assertEquals("office's share of tranche 1", last.trace().get(last.trace().size() - 1).formula());
        // Exactly the width of the first tranche: 170 - 140 = 30 million
        assertEquals("office's share of tranche 1", lastQuarter("170000000", false).trace().get(6).formula());
    }

    @Test
    void atExactlyTheThresholdTheAdvancesReturnAndNothingIsShared() {
        assertEquals(Map.of(Component.ADVANCE, "35000000.00 USD", Component.ADVANCE_REPAYMENT, "140000000.00 USD"), components(lastQuarter("140000000", false)));
    }

    @Test
    void theCertificateRevisedCounts() {
        Year year = after105MillionOfAdvances(false).certified(Measure.EBITDA, 2026, "1", "USD").certified(Measure.EBITDA, 2025, "2", "USD")
                .certified(Measure.EBITDA, 2026, "100000000", "USD");
        assertEquals("100000000.00 USD", components(year.closed("2026-10-01")).get(Component.ADVANCE_REPAYMENT));
    }
}
