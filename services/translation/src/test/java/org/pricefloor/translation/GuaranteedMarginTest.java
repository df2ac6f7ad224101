package org.pricefloor.translation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pricefloor.kernel.delivery.Measure;
import org.pricefloor.kernel.settlement.Component;

/**
 * Advances for each quarter and a true-up by the year: {@code contracts/agreements/guaranteed-margin.md}.
 *
 * <pre>
 *   threshold   2026 140,000,000; 2027 x 1.02 = 142,800,000; 2028 x 1.02^2 = 145,656,000
 *   advance     a quarter of it: 35,000,000; 35,700,000; 36,414,000
 *   2026        EBITDA 100,000,000: 140 - 100 = 40 million are guaranteed, 140 are advanced: 100,000,000 return
 *               restated to 200,000,000: the 140,000,000 return; of the excess of 60 million the office has 100% of 30 and 50% of 30:
 *               30,000,000 + 15,000,000 = 45,000,000
 *   2027        EBITDA -5,000,000: 142,800,000 + 5,000,000 - 142,800,000 advanced = 5,000,000 more are owed to the producer
 * </pre>
 */
class GuaranteedMarginTest {

    private static final String[] QUARTERS = {"2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4", "2028-Q1"};

    private final History history = new History();
    private final int atFirst;
    private final int after100;
    private final int after200;
    private final int after2027;

    GuaranteedMarginTest() {
        history.signed("guaranteed-margin");
        atFirst = history.now();
        history.certified(Measure.EBITDA, 2026, "100000000.00", "USD");
        after100 = history.now();
        history.certified(Measure.EBITDA, 2026, "200000000.00", "USD");
        after200 = history.now();
        history.certified(Measure.EBITDA, 2027, "-5000000.00", "USD");
        after2027 = history.now();
        history.signed("guaranteed-margin.v2");
    }

    @Test
    void theAdvanceIsAQuarterOfTheYearsThreshold() {
        History.Books books = history.knownAt(atFirst);
        assertEquals(List.of("35000000.00", "35000000.00", "35000000.00", "35000000.00", "35700000.00", "35700000.00", "35700000.00", "35700000.00",
                "36414000.00"), List.of(QUARTERS).stream().map(quarter -> books.amount(Component.ADVANCE, quarter)).toList());
    }

    @Test
    void withoutCertifiedEbitdaTheYearsLastQuarterIsAnAdvanceAloneAndSaysSo() {
        History.Books books = history.knownAt(atFirst);
        assertEquals("35000000.00", books.net("2026-Q4"));
        assertTrue(books.settled("2026-Q4").flags().get(0).startsWith("TRUE_UP_PENDING"));
    }

    @Test
    void belowTheThresholdTheProducerRepaysWhatWasAdvancedBeyondTheGuarantee() {
        History.Books books = history.knownAt(after100);
        assertEquals("100000000.00", books.amount(Component.ADVANCE_REPAYMENT, "2026-Q4"));
        assertEquals("0.00", books.amount(Component.EXCESS_SHARE, "2026-Q4"));
        // 35,000,000 - 100,000,000
        assertEquals("-65000000.00", books.net("2026-Q4"));
    }

    @Test
    void aboveTheThresholdTheAdvancesReturnAndTheExcessIsDividedByTranches() {
        History.Books books = history.knownAt(after200);
        assertEquals("140000000.00", books.amount(Component.ADVANCE_REPAYMENT, "2026-Q4"));
        assertEquals("45000000.00", books.amount(Component.EXCESS_SHARE, "2026-Q4"));
        // 35,000,000 - 140,000,000 - 45,000,000
        assertEquals("-150000000.00", books.net("2026-Q4"));
        assertEquals(List.of("2026-Q4"), books.postedSince(history.knownAt(after100), QUARTERS));
    }

    @Test
    void aLossIsMadeGoodBeyondTheAdvances() {
        History.Books books = history.knownAt(after2027);
        assertEquals("5000000.00", books.amount(Component.TRUE_UP, "2027-Q4"));
        // 35,700,000 + 5,000,000
        assertEquals("40700000.00", books.net("2027-Q4"));
    }

    @Test
    void aBackDatedAmendmentThatTakesTheAdvancesOutOfEbitdaRestatesItsYearAlone() {
        // 200,000,000 - 140,000,000 advanced = 60,000,000; guaranteed are 80,000,000, advanced were 140,000,000: 60,000,000 return, no excess
        History.Books books = history.books();
        assertEquals("60000000.00", books.amount(Component.ADVANCE_REPAYMENT, "2026-Q4"));
        assertEquals("0.00", books.amount(Component.EXCESS_SHARE, "2026-Q4"));
        // 35,000,000 - 60,000,000
        assertEquals("-25000000.00", books.net("2026-Q4"));
        assertEquals("40700000.00", books.net("2027-Q4"));
        assertEquals(List.of("2026-Q4"), books.postedSince(history.knownAt(after2027), QUARTERS));
    }

    @Test
    void earlierKnowledgeGivesTheEarlierTrueUpAgain() {
        assertEquals("35000000.00", history.knownAt(atFirst).net("2026-Q4"));
        assertEquals("-65000000.00", history.knownAt(after100).net("2026-Q4"));
        assertEquals("-150000000.00", history.knownAt(after2027).net("2026-Q4"));
    }
}
