package org.pricefloor.translation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pricefloor.kernel.delivery.Measure;
import org.pricefloor.kernel.settlement.Component;
import org.pricefloor.kernel.settlement.Settled;

/**
 * Four elements with a floor and an escalation each, and a minimum to take: {@code contracts/agreements/several-products.md}.
 *
 * <pre>
 *             floors: Nd 85.00, Pr 87.50, Dy 300.00, Tb 1,100.00
 *   2026-Q1   Nd  80.00: 5.00 x 700,000 = 3,500,000; Pr 87.50: 0; Dy 290.00: 10.00 x 40,000 = 400,000; Tb 1,150.00: 0       3,900,000.00
 *   2026-Q2   Tb 1,090.00: 10.00 x 10,000; the others are above their floors                                                  100,000.00
 *   2026-Q3   Nd 125.00: 30% x (5.00 x 700,000 = 3,500,000), owed by the producer                                           1,050,000.00
 *   2026-Q4   Nd  84.50: 0.50 x 920,000 = 460,000; Pr 87.00: 0.50 x 330,000 = 165,000; Dy 299.00: 1.00 x 55,000 = 55,000;
 *             Tb 1,099.00: 1.00 x 16,500 = 16,500                                                                             696,500.00
 *             taken in 2026: 3 x 1,000,000 + 1,321,500 = 4,321,500 kg
 *
 *             floors risen on 1 January 2027: Nd 85.00 x 1.02 = 86.70; Pr 87.50 x 1.02 = 89.25;
 *             index 268.450 / 260.000 = 1.0325: Dy 309.75; Tb 1,135.75
 *   2027-Q1   Nd  86.00: 0.70 x 700,000 = 490,000; Pr 89.25: 0; Dy 309.00: 0.75 x 40,000 = 30,000; Tb 1,136.00: 0             520,000.00
 *   2027-Q4   all above their floors; taken in 2027: 1,000,000 + 4,300,000 = 5,300,000 kg, 300,000 beyond the minimum
 * </pre>
 */
class SeveralProductsTest {

    private static final String[] QUARTERS = {"2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4"};

    private final History history = new History();
    private final int inNovember2026;
    private final int after5000;
    private final int afterTwoYears;
    private final int after4600;
    private final int afterTheIndex;

    SeveralProductsTest() {
        history.signed("several-products");
        String[] days = {"2026-02-02", "2026-05-04", "2026-08-03", "2026-11-02", "2027-02-01", "2027-11-01"};
        for (String series : new String[] {"ND-OXIDE", "PR-OXIDE", "DY-OXIDE", "TB-OXIDE"}) {
            history.publishes(series, "USD", days);
        }
        history.publishesIndex("PRODUCER-PRICES", "2025-11-01", "2026-11-01").published("PRODUCER-PRICES", "2025-11-01", "260.000");
        quarter("2026-02-02", "80.00", "87.50", "290.00", "1150.00", "700000", "250000", "40000", "10000");
        quarter("2026-05-04", "90.00", "90.00", "305.00", "1090.00", "700000", "250000", "40000", "10000");
        quarter("2026-08-03", "125.00", "90.00", "305.00", "1150.00", "700000", "250000", "40000", "10000");
        quarter("2026-11-02", "84.50", "87.00", "299.00", "1099.00", "920000", "330000", "55000", "16500");
        inNovember2026 = history.now();
        history.certified(Measure.MADE_AVAILABLE, 2026, "5000000", "kg");
        after5000 = history.now();
        history.published("PRODUCER-PRICES", "2026-11-01", "268.450");
        quarter("2027-02-01", "86.00", "89.25", "309.00", "1136.00", "700000", "250000", "40000", "10000");
        quarter("2027-11-01", "100.00", "100.00", "320.00", "1200.00", "3500000", "600000", "150000", "50000");
        afterTwoYears = history.now();
        history.certified(Measure.MADE_AVAILABLE, 2026, "4600000", "kg");
        after4600 = history.now();
        history.published("PRODUCER-PRICES", "2026-11-01", "268.190");
        afterTheIndex = history.now();
        history.signed("several-products.v2");
    }

    private void quarter(String day, String nd, String pr, String dy, String tb, String ndKg, String prKg, String dyKg, String tbKg) {
        history.published("ND-OXIDE", day, nd).published("PR-OXIDE", day, pr).published("DY-OXIDE", day, dy).published("TB-OXIDE", day, tb)
                .deliveredOf("ND", "ND-" + day, day, ndKg).deliveredOf("PR", "PR-" + day, day, prKg)
                .deliveredOf("DY", "DY-" + day, day, dyKg).deliveredOf("TB", "TB-" + day, day, tbKg);
    }

    private static List<String> topUps(History.Books books) {
        return List.of(QUARTERS).stream().map(quarter -> books.amount(Component.TOP_UP, quarter)).toList();
    }

    private static List<String> floors(Settled settled) {
        return settled.lines().stream().map(line -> line.floorPrice().orElseThrow().amount().toPlainString()).toList();
    }

    @Test
    void eachElementSettlesAgainstItsOwnFloor() {
        History.Books books = history.knownAt(inNovember2026);
        assertEquals("3900000.00", books.amount(Component.TOP_UP, "2026-Q1"));
        assertEquals("100000.00", books.amount(Component.TOP_UP, "2026-Q2"));
        assertEquals("-1050000.00", books.net("2026-Q3"));
        assertEquals("696500.00", books.net("2026-Q4"));
        assertEquals(List.of("460000.00", "165000.00", "55000.00", "16500.00"),
                books.settled("2026-Q4").lines().stream().map(line -> line.topUp().amount().toPlainString()).toList());
    }

    @Test
    void theOfficePaysForWhatWasAvailableUpToTheMinimumAndNotTaken() {
        // min(5,000,000, 5,000,000) - 4,321,500 = 678,500 kg; x 110 = 74,635,000
        assertEquals("74635000.00", history.knownAt(after5000).amount(Component.DEFICIENCY, "2026-Q4"));
        // min(5,000,000, 4,600,000) - 4,321,500 = 278,500 kg; x 110 = 30,635,000
        assertEquals("30635000.00", history.knownAt(after4600).amount(Component.DEFICIENCY, "2026-Q4"));
    }

    @Test
    void floorsRiseByTheirRateOrIndexAndAreRoundedBeforeUse() {
        History.Books books = history.knownAt(afterTwoYears);
        assertEquals(List.of("86.70", "89.25", "309.75", "1135.75"), floors(books.settled("2027-Q1")));
        assertEquals("520000.00", books.amount(Component.TOP_UP, "2027-Q1"));
    }

    @Test
    void whatWasPaidForIsCreditedWhenItIsTakenLater() {
        // Of 678,500 kg paid for 300,000 are taken beyond the minimum: x 110 = 33,000,000.
        assertEquals("33000000.00", history.knownAt(afterTwoYears).amount(Component.MAKE_UP_CREDIT, "2027-Q4"));
        // With 4,600 t available only 278,500 kg were paid for, and all of them are credited: 30,635,000.
        History.Books restated = history.knownAt(after4600);
        assertEquals("30635000.00", restated.amount(Component.MAKE_UP_CREDIT, "2027-Q4"));
        assertEquals(List.of("2026-Q4", "2027-Q4"), restated.postedSince(history.knownAt(afterTwoYears), QUARTERS));
    }

    @Test
    void aRestatedIndexRestatesTheYearItRaisesAndNoOther() {
        // 268.190 / 260.000 = 1.0315: Dy 309.45; Tb 1,134.65. 490,000 + (309.45 - 309.00) x 40,000 = 490,000 + 18,000 = 508,000
        History.Books books = history.knownAt(afterTheIndex);
        assertEquals(List.of("86.70", "89.25", "309.45", "1134.65"), floors(books.settled("2027-Q1")));
        assertEquals("508000.00", books.amount(Component.TOP_UP, "2027-Q1"));
        assertEquals(List.of("2027-Q1"), books.postedSince(history.knownAt(after4600), QUARTERS));
    }

    @Test
    void aBackDatedFloorRestatesTheQuartersFromItsFirstDay() {
        // Pr 91.00 from July. Q3: 1.00 x 250,000 = 250,000. Q4: 4.00 x 330,000 = 1,320,000 instead of 165,000: 696,500 + 1,155,000 = 1,851,500.
        // 2027-Q1: 91.00 x 1.02 = 92.82; (92.82 - 89.25) x 250,000 = 892,500; 508,000 + 892,500 = 1,400,500.
        assertEquals(List.of("3900000.00", "100000.00", "250000.00", "1851500.00", "1400500.00", "0.00", "0.00", "0.00"), topUps(history.books()));
        assertEquals(List.of("2026-Q3", "2026-Q4", "2027-Q1"), history.books().postedSince(history.knownAt(afterTheIndex), QUARTERS));
    }

    @Test
    void earlierKnowledgeGivesTheEarlierAmountsAgain() {
        assertEquals("696500.00", history.knownAt(inNovember2026).net("2026-Q4"));
        // 696,500 + 74,635,000 = 75,331,500
        assertEquals("75331500.00", history.knownAt(after5000).net("2026-Q4"));
        assertEquals("-33000000.00", history.knownAt(afterTwoYears).net("2027-Q4"));
    }
}
