package org.pricefloor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pricefloor.kernel.agreement.Escalation;
import org.pricefloor.kernel.agreement.Escalation.Stretch;
import org.pricefloor.kernel.money.Rounding;

/** A floor that first rises on 29 February rises on the 28th in a common year, and on the 29th again in the next leap year. */
class LeapDayEscalationTest {

    private static final Escalation RISE = new Escalation(Optional.empty(), Optional.of(new Escalation.Index("PPI", day("2027-01-01"), 2)), day("2028-02-29"),
            new Rounding(2, RoundingMode.HALF_UP));

    private static LocalDate day(String day) {
        return LocalDate.parse(day);
    }

    @Test
    void theCountAndTheDayOfAnAnniversaryAgree() {
        for (LocalDate day = day("2028-02-01"); day.isBefore(day("2037-03-02")); day = day.plusDays(1)) {
            LocalDate last = null;
            int passed = 0;
            for (int years = 0; !RISE.firstOn().plusYears(years).isAfter(day); years++) {
                last = RISE.firstOn().plusYears(years);
                passed++;
            }
            assertEquals(passed, RISE.anniversariesBy(day), day.toString());
            assertEquals(Optional.ofNullable(last), RISE.anniversaryBy(day), day.toString());
        }
    }

    @Test
    void aFigureReachesEveryDayThatItsAnniversaryRules() {
        assertEquals(Optional.of(new Stretch(day("2028-02-29"), day("2029-02-27"))), RISE.reachedBy("PPI", day("2028-02-01"), day("2040-01-01")));
        assertEquals(Optional.of(new Stretch(day("2029-02-28"), day("2030-02-27"))), RISE.reachedBy("PPI", day("2029-02-01"), day("2040-01-01")));
        assertEquals(Optional.of(new Stretch(day("2031-02-28"), day("2032-02-28"))), RISE.reachedBy("PPI", day("2031-02-01"), day("2040-01-01")));
        assertEquals(Optional.of(new Stretch(day("2032-02-29"), day("2033-02-27"))), RISE.reachedBy("PPI", day("2032-02-01"), day("2040-01-01")));
        assertEquals(new BigDecimal("116.91"), new Escalation(Optional.of(new BigDecimal("0.02")), Optional.empty(), day("2028-02-29"),
                new Rounding(2, RoundingMode.HALF_UP)).risenByRate(new BigDecimal("114.62"), RISE.anniversariesBy(day("2029-02-27"))));
    }
}
