package org.pricefloor.translation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.TermsRefused;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.settlement.Settlement;
import org.pricefloor.messaging.EventJson;

/** A period of nothing is netted with what was restated before: what it names, what waits, and that no cent is named twice or never. */
class NextNettingTest {

    private final AgreementTerms terms = terms();
    private final Settled nothing = Settlement.takenBack(terms, terms.periodOf(terms.effectiveFrom()), Stage.OPEN, Optional.empty());

    private static AgreementTerms terms() {
        String document = EventJson.text(History.document("capped-upside"));
        String netted = document.substring(0, document.length() - 1) + ",\"netting\":{\"receipts\":\"credited-to-the-fund\",\"carryForward\":true}}";
        try {
            return AgreementTranslation.terms(EventJson.read(netted.getBytes(StandardCharsets.UTF_8), AgreementDocument.class));
        } catch (TermsRefused e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatWasRestatedIsSetOffAndNothingWaitsAnyMore() {
        NextNetting waiting = new NextNetting(new BigDecimal("20.00"), List.of()).with(late("A", 1, "100.00")).with(late("A", 2, "-30.00"));
        PeriodSettled.Netting netting = waiting.of(terms, nothing);
        assertEquals(new PeriodSettled.Netting(new BigDecimal("20.00"), List.of(late("A", 1, "100.00"), late("A", 2, "-30.00")), new BigDecimal("50.00"),
                new BigDecimal("50.00"), new BigDecimal("0.00")), netting);
        assertEquals(new NextNetting(new BigDecimal("0.00"), List.of()), waiting.after(netting));
    }

    @Test
    void ofThousandsTheOldestAreNamedAndTheOthersWaitForTheNettingsAfterIt() {
        for (String agreement : List.of("A", "\u7A00\u571F".repeat(100))) {
            List<PeriodSettled.Late> all = new ArrayList<>();
            for (int run = 1; run <= 2_000; run++) {
                all.add(late(agreement, run, run % 3 == 0 ? "-0.10" : "1000000.01"));
            }
            NextNetting waiting = new NextNetting(BigDecimal.ZERO, all);
            List<PeriodSettled.Late> named = new ArrayList<>();
            BigDecimal paid = BigDecimal.ZERO;
            int nettings = 0;
            while (!waiting.late().isEmpty()) {
                PeriodSettled.Netting netting = waiting.of(terms, nothing);
                int bytes = EventJson.write(netting).length;
                assertTrue(bytes <= NextNetting.LONGEST_LIST + 200, agreement + ": " + bytes);
                assertTrue(bytes > NextNetting.LONGEST_LIST - 2_000 || netting.late().size() == waiting.late().size(), agreement + ": only " + bytes);
                named.addAll(netting.late());
                paid = paid.add(netting.toPay());
                waiting = waiting.after(netting);
                nettings++;
            }
            assertEquals(all, named);
            // 1,334 x 1,000,000.01 - 666 x 0.10
            assertEquals(0, new BigDecimal("1333999946.74").compareTo(paid.subtract(waiting.carried())), agreement + ": " + paid);
            assertTrue(nettings > 2, agreement + ": " + nettings);
        }
    }

    private static PeriodSettled.Late late(String agreement, int run, String amount) {
        return new PeriodSettled.Late(PeriodSettled.id(agreement, "2026-01-01", run), new BigDecimal(amount));
    }
}
