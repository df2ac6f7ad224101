package org.pricefloor.translation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pricefloor.kernel.delivery.Measure;
import org.pricefloor.kernel.settlement.Component;

/**
 * Floor, dead band and a share capped by the calendar year: {@code contracts/agreements/capped-upside.md}. 400,000 kg each month.
 *
 * <pre>
 *   2026-09  185.50  30% x (35.50 x 400,000 = 14,200,000) = 4,260,000; of 10,000,000 are left 5,740,000     4,260,000.00
 *   2026-10  192.25  30% x (42.25 x 400,000 = 16,900,000) = 5,070,000; left 670,000                         5,070,000.00
 *   2026-11  178.00  30% x (28.00 x 400,000 = 11,200,000) = 3,360,000; cut off at                             670,000.00
 *   2026-12  160.00  30% x (10.00 x 400,000 =  4,000,000) = 1,200,000; cut off at                                   0.00
 *   2027-01  185.50  the cap begins anew                                                                    4,260,000.00
 *   2027-02  150.00  in the dead band                                                                               0.00
 *   2027-03  104.00  below the floor: 6.00 x 400,000, owed to the producer                                  2,400,000.00
 * </pre>
 */
class CappedUpsideTest {

    private static final String[] MONTHS = {"2026-09", "2026-10", "2026-11", "2026-12", "2027-01", "2027-02", "2027-03"};

    private final History history = new History();
    private final int atFirst;
    private final int afterTheRejection;
    private final int afterTheAmendment;

    CappedUpsideTest() {
        history.signed("capped-upside").publishes("NDPR-ACHIEVED", "USD", "2026-09-30", "2026-10-30", "2026-11-30", "2026-12-31", "2027-01-29", "2027-02-26",
                "2027-03-31");
        month("2026-09-30", "185.50");
        month("2026-10-30", "192.25");
        month("2026-11-30", "178.00");
        month("2026-12-31", "160.00");
        month("2027-01-29", "185.50");
        month("2027-02-26", "150.00");
        month("2027-03-31", "104.00");
        atFirst = history.now();
        history.delivered("LOT-2026-09-30", "2026-09-30", "100000");
        afterTheRejection = history.now();
        history.signed("capped-upside.v2");
        afterTheAmendment = history.now();
        history.certified(Measure.MADE_AVAILABLE, 2026, "1350000", "kg");
    }

    private void month(String day, String price) {
        history.published("NDPR-ACHIEVED", day, price).delivered("LOT-" + day, day, "400000");
    }

    private static List<String> shares(History.Books books) {
        return List.of(MONTHS).stream().map(month -> books.amount(Component.UPSIDE_SHARE, month)).toList();
    }

    @Test
    void theShareIsCutOffWhereTheYearsCapIsReachedAndBeginsAnewInJanuary() {
        History.Books books = history.knownAt(atFirst);
        assertEquals(List.of("4260000.00", "5070000.00", "670000.00", "0.00", "4260000.00", "0.00", "0.00"), shares(books));
        assertEquals("2400000.00", books.amount(Component.TOP_UP, "2027-03"));
    }

    @Test
    void aRestatedFirstMonthRestatesTheLaterOnesOfItsYearAndNoOther() {
        // 30% x (35.50 x 100,000 = 3,550,000) = 1,065,000; + 5,070,000 = 6,135,000; + 3,360,000 = 9,495,000; of 10,000,000 are left 505,000
        History.Books books = history.knownAt(afterTheRejection);
        assertEquals(List.of("1065000.00", "5070000.00", "3360000.00", "505000.00", "4260000.00", "0.00", "0.00"), shares(books));
        assertEquals(List.of("2026-09", "2026-10", "2026-11", "2026-12"), books.restatedSince(history.knownAt(atFirst), MONTHS));
        assertEquals(List.of("2026-09", "2026-11", "2026-12"), books.postedSince(history.knownAt(atFirst), MONTHS));
    }

    @Test
    void aBackDatedHigherCapRestatesTheMonthsFromItsFirstDayThatItReaches() {
        // From November the cap is 12,000,000. Used by then 6,135,000; + 3,360,000 = 9,495,000; left 2,505,000, so that December's 1,200,000 are whole.
        History.Books books = history.knownAt(afterTheAmendment);
        assertEquals(List.of("1065000.00", "5070000.00", "3360000.00", "1200000.00", "4260000.00", "0.00", "0.00"), shares(books));
        assertEquals(List.of("2026-12"), books.postedSince(history.knownAt(afterTheRejection), MONTHS));
    }

    @Test
    void theMinimumIsPaidForOnceItIsCertifiedWhatWasMadeAvailable() {
        // taken 100,000 + 3 x 400,000 = 1,300,000; min(5,000,000, 1,350,000) - 1,300,000 = 50,000 kg; x 110 = 5,500,000
        assertTrue(history.knownAt(afterTheAmendment).settled("2026-12").flags().get(0).startsWith("DEFICIENCY_PENDING"));
        assertEquals("0.00", history.knownAt(afterTheAmendment).amount(Component.DEFICIENCY, "2026-12"));
        assertEquals("5500000.00", history.books().amount(Component.DEFICIENCY, "2026-12"));
        assertEquals(List.of("2026-12"), history.books().postedSince(history.knownAt(afterTheAmendment), MONTHS));
    }

    @Test
    void earlierKnowledgeGivesTheEarlierSharesAgain() {
        assertEquals(List.of("4260000.00", "5070000.00", "670000.00", "0.00", "4260000.00", "0.00", "0.00"), shares(history.knownAt(atFirst)));
        assertEquals("505000.00", history.knownAt(afterTheRejection).amount(Component.UPSIDE_SHARE, "2026-12"));
    }
}
