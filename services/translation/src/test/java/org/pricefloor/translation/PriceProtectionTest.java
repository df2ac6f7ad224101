package org.pricefloor.translation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pricefloor.kernel.settlement.Component;
import org.pricefloor.kernel.settlement.Settled;

/**
 * Price protection by the quarter: {@code contracts/agreements/price-protection.md}. Amounts are worked by hand, here beside them.
 *
 * <pre>
 *   2025-Q4   reference (96.40 x 600 + 96.50 x 400) / 1,000 = (57,840 + 38,600) / 1,000 = 96.44; shortfall 110.00 - 96.44 = 13.56
 *             oxide                                             30,430.5 kg
 *             concentrate  100,000 kg dry x 0.60 x 0.157      =  9,420   kg   provisional
 *             metal        7,000 kg x 1.20                    =  8,400   kg
 *                                                               48,250.5 kg   x 13.56 = 654,276.78
 *   2026-Q1   reference 120.50, above the floor; the milestone is not reached                    0.00
 *   2026-Q2   reference 130.00; the milestone is reached inside the quarter, on 15 April         0.00
 *   2026-Q3   reference 123.17; (123.17 - 110.00) x 40,000 = 526,800.00; 30% of it         158,040.00 owed by the producer
 *   2026-Q4   reference 110.00, exactly the floor                                                0.00
 * </pre>
 */
class PriceProtectionTest {

    private static final String[] QUARTERS = {"2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"};

    private final History history = new History();
    private final int atFirst;
    private final int afterTheFinalAssay;
    private final int afterAYear;
    private final int afterTheMilestone;

    PriceProtectionTest() {
        history.signed("price-protection").publishes("NDPR-BENCHMARK", "USD", "2025-11-03", "2025-12-15", "2026-02-02", "2026-03-02", "2026-05-04",
                        "2026-06-01", "2026-08-03", "2026-09-01", "2026-11-02", "2026-12-01")
                .published("NDPR-BENCHMARK", "2025-11-03", "96.40", "600").published("NDPR-BENCHMARK", "2025-12-15", "96.50", "400")
                .deliveredAs("oxide", "OXIDE-1", "2025-11-20", "30430.5")
                .assayed("provisional", "0.60", "0.157", "CONCENTRATE-1", "2025-12-01", "100000")
                .deliveredAs("metal", "METAL-1", "2025-12-15", "7000");
        atFirst = history.now();
        history.assayed("final", "0.61", "0.155", "CONCENTRATE-1", "2025-12-01", "100000");
        afterTheFinalAssay = history.now();
        history.published("NDPR-BENCHMARK", "2026-02-02", "120.00", "500").published("NDPR-BENCHMARK", "2026-03-02", "121.00", "500")
                .deliveredAs("oxide", "OXIDE-2", "2026-02-10", "50000")
                .published("NDPR-BENCHMARK", "2026-05-04", "130.00", "500").published("NDPR-BENCHMARK", "2026-06-01", "130.00", "700")
                .deliveredAs("oxide", "OXIDE-3", "2026-06-10", "50000")
                // (123.00 x 900 + 123.68 x 300) / 1,200 = (110,700 + 37,104) / 1,200 = 147,804 / 1,200 = 123.17
                .published("NDPR-BENCHMARK", "2026-08-03", "123.00", "900").published("NDPR-BENCHMARK", "2026-09-01", "123.68", "300")
                .deliveredAs("oxide", "OXIDE-4", "2026-09-10", "40000")
                .published("NDPR-BENCHMARK", "2026-11-02", "109.00", "500").published("NDPR-BENCHMARK", "2026-12-01", "111.00", "500")
                .deliveredAs("oxide", "OXIDE-5", "2026-12-10", "40000");
        afterAYear = history.now();
        history.signed("price-protection.v2");
        afterTheMilestone = history.now();
        history.signed("price-protection.v3");
    }

    @Test
    void theQuarterSettlesOxideConcentrateAndMetalByTheirContent() {
        Settled quarter = history.knownAt(atFirst).settled("2025-Q4");
        assertEquals("48250.5 kg", quarter.amounts().quantity().toString());
        assertEquals("96.44 USD/kg", quarter.amounts().referencePrice().orElseThrow().toString());
        assertEquals("654276.78 USD", quarter.amounts().topUp().toString());
        assertEquals("0.00 USD", quarter.amounts().upsideShare().toString());
    }

    @Test
    void theFinalAssayRestatesTheQuarterByTheDifferenceInContent() {
        // 100,000 kg x 0.61 x 0.155 = 9,455 kg, 35 kg more than 9,420; 35 x 13.56 = 474.60; 654,276.78 + 474.60 = 654,751.38
        assertEquals("654751.38", history.knownAt(afterTheFinalAssay).net("2025-Q4"));
        assertEquals("474.60 USD", history.knownAt(afterTheFinalAssay).transfersFrom(history.knownAt(atFirst), "2025-Q4").get(0).amount().toString());
    }

    @Test
    void aboveTheFloorNobodyPaysUntilTheMilestoneIsRecorded() {
        History.Books year = history.knownAt(afterAYear);
        assertEquals(List.of("654751.38", "0.00", "0.00", "0.00", "0.00"), List.of(QUARTERS).stream().map(year::net).toList());
    }

    @Test
    void theMilestoneCountsFromTheFirstQuarterThatBeginsOnOrAfterItAndRestatesNoOther() {
        History.Books year = history.knownAt(afterTheMilestone);
        assertEquals("158040.00", year.amount(Component.UPSIDE_SHARE, "2026-Q3"));
        assertEquals(List.of("2026-Q3"), year.postedSince(history.knownAt(afterAYear), QUARTERS));
    }

    @Test
    void theBackDatedFactorRestatesTheQuarterOfTheMetalAndNoOther() {
        // 7,000 kg x 1.18 = 8,260 kg, 140 kg less than 8,400; 140 x 13.56 = 1,898.40; 654,751.38 - 1,898.40 = 652,852.98
        assertEquals(List.of("652852.98", "0.00", "0.00", "-158040.00", "0.00"), List.of(QUARTERS).stream().map(history.books()::net).toList());
        assertEquals(List.of("2025-Q4"), history.books().postedSince(history.knownAt(afterTheMilestone), QUARTERS));
    }

    @Test
    void earlierKnowledgeGivesTheEarlierAmountsAgain() {
        assertEquals("654276.78", history.knownAt(atFirst).net("2025-Q4"));
        assertEquals("654751.38", history.knownAt(afterTheFinalAssay).net("2025-Q4"));
        assertEquals("654751.38", history.knownAt(afterTheMilestone).net("2025-Q4"));
        assertEquals("0.00", history.knownAt(afterAYear).net("2026-Q3"));
        assertEquals("-158040.00", history.knownAt(afterTheMilestone).net("2026-Q3"));
    }

    @Test
    void theContentOfTheConcentrateStandsInTheWorkings() {
        assertTrue(history.books().settled("2025-Q4").trace().stream().anyMatch(step -> step.name().equals("content of lot CONCENTRATE-1")
                && step.formula().equals("dry mass x REO share x content share") && step.result().compareTo(new BigDecimal("9455")) == 0));
    }
}
