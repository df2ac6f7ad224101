package org.pricefloor.translation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.pricefloor.kernel.journal.Transfer;
import org.pricefloor.kernel.lot.Ancestry;
import org.pricefloor.kernel.lot.Lot;
import org.pricefloor.kernel.settlement.Component;

/**
 * One floor that three governments carry together: {@code contracts/agreements/coordinated-floor.md}. Of each amount A carries 60%,
 * B 25% and C 15%; the top-up of a year is at most 2,000,000, jointly.
 *
 * <pre>
 *   2026-Q1  96.44: 13.56 x 48,250.5                                                  654,276.78
 *            60%: 392,566.068; 25%: 163,569.195; 15%: 98,141.517
 *            cut to cents 392,566.06 + 163,569.19 + 98,141.51 = 654,276.76; the two cents left go to the largest
 *            remainders, 0.8 of A and 0.7 of C:       392,566.07 + 163,569.19 + 98,141.52
 *   2026-Q2  95.00: 15.00 x 60,000                                                    900,000.00
 *   2026-Q3  98.00: 12.00 x 50,000 = 600,000.00; of 2,000,000 are left 445,723.22:    445,723.22
 *            60%: 267,433.932; 25%: 111,430.805; 15%: 66,858.483; one cent is left and goes to the remainder 0.5 of B
 *   2026-Q4  100.00: 10.00 x 40,000 = 400,000.00; nothing is left                           0.00
 *   2027-Q1  100.00: the cap begins anew                                              400,000.00
 * </pre>
 */
class CoordinatedFloorTest {

    private static final String[] QUARTERS = {"2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1"};

    private final History history = new History();
    private final int atFirst;
    private final int afterTheRestatement;

    CoordinatedFloorTest() {
        history.signed("coordinated-floor").publishes("NDPR-BENCHMARK", "USD", "2026-02-02", "2026-05-04", "2026-08-03", "2026-11-02", "2027-02-01")
                .published("NDPR-BENCHMARK", "2026-02-02", "96.44").delivered("LOT-1", "2026-02-10", "48250.5")
                .published("NDPR-BENCHMARK", "2026-05-04", "95.00").delivered("LOT-2", "2026-05-10", "60000")
                .published("NDPR-BENCHMARK", "2026-08-03", "98.00").delivered("LOT-3", "2026-08-10", "50000")
                .published("NDPR-BENCHMARK", "2026-11-02", "100.00").delivered("LOT-4", "2026-11-10", "40000")
                .published("NDPR-BENCHMARK", "2027-02-01", "100.00").delivered("LOT-5", "2027-02-10", "40000");
        atFirst = history.now();
        history.delivered("LOT-1", "2026-02-10", "48250.6");
        afterTheRestatement = history.now();
        history.signed("coordinated-floor.v2");
    }

    private static List<String> topUps(History.Books books) {
        return List.of(QUARTERS).stream().map(quarter -> books.amount(Component.TOP_UP, quarter)).toList();
    }

    private static Map<String, String> parts(String a, String b, String c) {
        return new TreeMap<>(Map.of("FUND-A", a, "FUND-B", b, "FUND-C", c));
    }

    private static Map<String, String> amounts(List<Transfer> transfers) {
        Map<String, String> amounts = new TreeMap<>();
        transfers.forEach(transfer -> amounts.put(transfer.fund(), transfer.debit().term() + " " + transfer.amount().amount().toPlainString()));
        return amounts;
    }

    @Test
    void thePartsOfTheFundsAddUpToTheCent() {
        assertEquals("654276.78", history.knownAt(atFirst).net("2026-Q1"));
        assertEquals(parts("392566.07", "163569.19", "98141.52"), history.knownAt(atFirst).payableByFund("2026-Q1"));
        assertEquals(parts("267433.93", "111430.81", "66858.48"), history.knownAt(atFirst).payableByFund("2026-Q3"));
    }

    @Test
    void theCapIsJointAndBeginsAnewInJanuary() {
        assertEquals(List.of("654276.78", "900000.00", "445723.22", "0.00", "400000.00"), topUps(history.knownAt(atFirst)));
    }

    @Test
    void aRestatementPostsToEachFundTheDifferenceOfItsCumulativePart() {
        // 13.56 x 48,250.6 = 654,278.136, so 654,278.14: 60% 392,566.884; 25% 163,569.535; 15% 98,141.721; the cent left goes to B's 0.5:
        // 392,566.88, 163,569.54, 98,141.72; less what stood: 0.81, 0.35, 0.20. Dividing the 1.36 alone would give 0.82, 0.34, 0.20.
        History.Books books = history.knownAt(afterTheRestatement);
        assertEquals(parts("392566.88", "163569.54", "98141.72"), books.payableByFund("2026-Q1"));
        assertEquals(parts("top-up expense 0.81", "top-up expense 0.35", "top-up expense 0.20"),
                amounts(books.transfersFrom(history.knownAt(atFirst), "2026-Q1")));
    }

    @Test
    void whatOneQuarterGainsUnderTheCapALaterOneOfTheYearLoses() {
        // 2,000,000 - 654,278.14 - 900,000 = 445,721.86, 1.36 less: 60% 267,433.116; 25% 111,430.465; 15% 66,858.279; the two cents left go
        // to C's 0.9 and A's 0.6: 267,433.12, 111,430.46, 66,858.28.
        History.Books books = history.knownAt(afterTheRestatement);
        assertEquals(List.of("654278.14", "900000.00", "445721.86", "0.00", "400000.00"), topUps(books));
        assertEquals(parts("top-up payable 0.81", "top-up payable 0.35", "top-up payable 0.20"),
                amounts(books.transfersFrom(history.knownAt(atFirst), "2026-Q3")));
        assertEquals(List.of("2026-Q1", "2026-Q3"), books.postedSince(history.knownAt(atFirst), QUARTERS));
        // The fourth quarter starts from the same 2,000,000 as before: nothing of it is computed anew.
        assertEquals(List.of("2026-Q1", "2026-Q2", "2026-Q3"), books.restatedSince(history.knownAt(atFirst), QUARTERS));
    }

    @Test
    void backDatedSharesMoveWhatWasPostedFromFundToFundFromTheirFirstDayOn() {
        // 900,000.00 at 50/30/20 instead of 60/25/15; 445,721.86: 222,860.93; 133,716.558; 89,144.372; the cent left goes to B's 0.8.
        History.Books books = history.books();
        assertEquals(List.of("654278.14", "900000.00", "445721.86", "0.00", "400000.00"), topUps(books));
        assertEquals(parts("top-up payable 90000.00", "top-up expense 45000.00", "top-up expense 45000.00"),
                amounts(books.transfersFrom(history.knownAt(afterTheRestatement), "2026-Q2")));
        assertEquals(parts("222860.93", "133716.56", "89144.37"), books.payableByFund("2026-Q3"));
        assertEquals(List.of("2026-Q2", "2026-Q3", "2027-Q1"), books.postedSince(history.knownAt(afterTheRestatement), QUARTERS));
    }

    @Test
    void earlierKnowledgeGivesTheEarlierPartsAgain() {
        assertEquals(parts("392566.07", "163569.19", "98141.52"), history.knownAt(atFirst).payableByFund("2026-Q1"));
        assertEquals(parts("540000.00", "225000.00", "135000.00"), history.knownAt(afterTheRestatement).payableByFund("2026-Q2"));
    }

    @Test
    void noKilogramIsPaidByTwoProgrammes() {
        // The 48,250.5 kg of the concentrate are designated here; the oxide made of them can not be designated in another programme.
        BigDecimal kilograms = new BigDecimal("48250.5");
        Ancestry once = new Ancestry(List.of(Lot.root("CONCENTRATE", kilograms), Lot.of("OXIDE", kilograms, Map.of("CONCENTRATE", kilograms))),
                Map.of("CONCENTRATE", kilograms));
        assertTrue(once.everyKilogramIsDesignatedOnce());
        assertEquals(0, once.freeOf("OXIDE").signum());
        assertFalse(once.withDesignated("OXIDE", BigDecimal.ONE).everyKilogramIsDesignatedOnce());
    }
}
