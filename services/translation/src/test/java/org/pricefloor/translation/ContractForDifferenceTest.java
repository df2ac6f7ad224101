package org.pricefloor.translation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pricefloor.kernel.settlement.Component;

/**
 * A contract for difference by the day: {@code contracts/agreements/contract-for-difference.md}.
 *
 * <pre>
 *               strike 114.62; from 1 April 2026 114.62 x 103.4 / 100.0 = 118.51708, rounded before use 118.52
 *   2026-03-30  90.00, 1,000 MWh:   24.62 x 1,000                                                   24,620.00
 *   2026-03-31  130.00, 500 MWh:   -15.38 x 500, owed by the producer                                7,690.00
 *   2026-04-01  90.00, 1,000.5 MWh: 28.52 x 1,000.5                                                 28,534.26
 *               (with the strike not rounded 28.51708 x 1,000.5 would be 28,531.34)
 *   2026-04-02  -20.00, 200 MWh:    min(138.52, 118.52) x 200                                       23,704.00
 * </pre>
 */
class ContractForDifferenceTest {

    private static final String[] DAYS = {"2026-03-30", "2026-03-31", "2026-04-01", "2026-04-02"};

    private final History history = new History();
    private final int atFirst;
    private final int afterTheMeter;
    private final int afterThePrice;

    ContractForDifferenceTest() {
        history.signed("contract-for-difference").publishes("DAY-AHEAD", "GBP", DAYS)
                .publishesIndex("CONSUMER-PRICES", "2025-01-01", "2026-01-01")
                .published("CONSUMER-PRICES", "2025-01-01", "100.0").published("CONSUMER-PRICES", "2026-01-01", "103.4")
                .published("DAY-AHEAD", "2026-03-30", "90.00").delivered("METER-1", "2026-03-30", "1000")
                .published("DAY-AHEAD", "2026-03-31", "130.00").delivered("METER-2", "2026-03-31", "500")
                .published("DAY-AHEAD", "2026-04-01", "90.00").delivered("METER-3", "2026-04-01", "1000.5")
                .published("DAY-AHEAD", "2026-04-02", "-20.00").delivered("METER-4", "2026-04-02", "200");
        atFirst = history.now();
        history.delivered("METER-1", "2026-03-30", "990.25");
        afterTheMeter = history.now();
        history.published("DAY-AHEAD", "2026-03-31", "129.00");
        afterThePrice = history.now();
        history.signed("contract-for-difference.v2");
    }

    private static List<String> nets(History.Books books) {
        return List.of(DAYS).stream().map(books::net).toList();
    }

    @Test
    void theSideThatTheDifferenceFavoursIsPaidAndTheStrikeIsTheMost() {
        assertEquals(List.of("24620.00", "-7690.00", "28534.26", "23704.00"), nets(history.knownAt(atFirst)));
        assertEquals("7690.00", history.knownAt(atFirst).amount(Component.UPSIDE_SHARE, "2026-03-31"));
    }

    @Test
    void theStrikeRisesOnTheFirstOfAprilAndIsRoundedBeforeItIsUsed() {
        assertEquals("114.62 GBP/MWh", history.knownAt(atFirst).settled("2026-03-31").amounts().floorPrice().orElseThrow().toString());
        assertEquals("118.52 GBP/MWh", history.knownAt(atFirst).settled("2026-04-01").amounts().floorPrice().orElseThrow().toString());
    }

    @Test
    void aRestatedMeterReadingOrPriceRestatesItsDayAndNoOther() {
        // 24.62 x 990.25 = 24,373.80 + 6.155 = 24,379.955, half up 24,379.96
        assertEquals(List.of("24379.96", "-7690.00", "28534.26", "23704.00"), nets(history.knownAt(afterTheMeter)));
        assertEquals(List.of("2026-03-30"), history.knownAt(afterTheMeter).restatedSince(history.knownAt(atFirst), DAYS));
        // (114.62 - 129.00) x 500 = -14.38 x 500 = -7,190.00
        assertEquals(List.of("24379.96", "-7190.00", "28534.26", "23704.00"), nets(history.knownAt(afterThePrice)));
        assertEquals(List.of("2026-03-31"), history.knownAt(afterThePrice).restatedSince(history.knownAt(afterTheMeter), DAYS));
    }

    @Test
    void aBackDatedStrikeRestatesTheDaysFromItsFirstOnAndNoEarlierOne() {
        // 115.00 x 1.034 = 118.91; (118.91 - 90.00) x 1,000.5 = 28,910 + 14.455 = 28,924.455, half up 28,924.46; 118.91 x 200 = 23,782.00
        assertEquals(List.of("24379.96", "-7190.00", "28924.46", "23782.00"), nets(history.books()));
        assertEquals(List.of("2026-04-01", "2026-04-02"), history.books().postedSince(history.knownAt(afterThePrice), DAYS));
    }

    @Test
    void earlierKnowledgeGivesTheEarlierAmountsAgain() {
        assertEquals(List.of("24620.00", "-7690.00", "28534.26", "23704.00"), nets(history.knownAt(atFirst)));
        assertEquals(List.of("24379.96", "-7190.00", "28534.26", "23704.00"), nets(history.knownAt(afterThePrice)));
    }
}
