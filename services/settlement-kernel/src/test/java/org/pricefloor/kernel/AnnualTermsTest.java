package org.pricefloor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.Escalation;
import org.pricefloor.kernel.agreement.ResolvedAgreement;
import org.pricefloor.kernel.agreement.Resolution;
import org.pricefloor.kernel.calendar.PeriodLength;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.delivery.Measure;
import org.pricefloor.kernel.money.Rounding;
import org.pricefloor.kernel.price.Missing;
import org.pricefloor.kernel.price.Publications;
import org.pricefloor.kernel.settlement.Component;
import org.pricefloor.kernel.settlement.PeriodFacts;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.settlement.Settlement;
import org.pricefloor.kernel.settlement.SettlementOutcome;

class AnnualTermsTest {

    private final Market market = Market.ofKilograms().calendarOfOnly("DAYS", "2026-11-02");

    private SettlementOutcome settle(AgreementTerms terms, List<Measure> measures) {
        ResolvedAgreement agreement = ((Resolution.Resolved) terms.resolve(market.reference())).agreement();
        SettlementPeriod period = terms.periodOf(LocalDate.of(2026, 12, 31));
        return Settlement.settle(agreement, new PeriodFacts(period, Stage.CLOSED, market.deliveries, measures, Optional.empty(),
                rule -> agreement.price(rule).determine(period, market::publications), series -> Publications.NONE));
    }

    private static AgreementTerms quarterly() {
        return Terms.floorOf("110.00").every(PeriodLength.QUARTER).signed();
    }

    private static Measure measure(String name, String value, String unit) {
        return new Measure(name, LocalDate.of(2026, 12, 31), 1, new BigDecimal(value), unit, "measure/A1/" + name);
    }

    // ---- the minimum to take

    @Test
    void whoTookExactlyTheMinimumOwesNothingAndWaitsForNoCertificate() {
        market.price("2026-11-02", "110.00").kilograms("2026-11-02", "5000000");
        Settled settled = assertInstanceOf(Settled.class, settle(new Annual(quarterly()).takeOrPay("5000000", "110.00", 3).signed(), List.of()));
        assertEquals(List.of(), settled.flags());
        assertEquals("0.00 USD", settled.amounts().net().toString());
    }

    @Test
    void tonnesMadeAvailableAreNotTakenForKilograms() {
        market.price("2026-11-02", "110.00").kilograms("2026-11-02", "4321500");
        AgreementTerms terms = new Annual(quarterly()).takeOrPay("5000000", "110.00", 3).signed();
        assertEquals(List.of(Missing.Rule.MEASURE_MUST_BE_IN_THE_AGREED_UNIT), parked(settle(terms, List.of(measure(Measure.MADE_AVAILABLE, "5000", "t")))));
        // (5,000,000 - 4,321,500) x 110 = 74,635,000
        Settled settled = assertInstanceOf(Settled.class, settle(terms, List.of(measure(Measure.MADE_AVAILABLE, "5000000", "kg"))));
        assertEquals("74635000.00 USD", settled.components().get(Component.DEFICIENCY).toString());
    }

    // ---- the guaranteed margin

    @Test
    void eurosOfEbitdaAreNotTakenForDollars() {
        AgreementTerms terms = new Annual(quarterly()).margin("140000000.00", "0.02", "0.25", false).signed();
        assertEquals(List.of(Missing.Rule.MEASURE_MUST_BE_IN_THE_AGREED_UNIT), parked(settle(terms, List.of(measure(Measure.EBITDA, "100000000", "EUR")))));
    }

    private static List<Missing.Rule> parked(SettlementOutcome outcome) {
        return assertInstanceOf(SettlementOutcome.Parked.class, outcome).missing().stream().map(Missing::rule).toList();
    }

    // ---- a floor that rises above the threshold of the share

    private static AgreementTerms risenAboveItsThreshold() {
        AgreementTerms terms = Terms.floorOf("110.00").every(PeriodLength.QUARTER).upside("0.30", "111.00").signed();
        // 110.00 x 1.02 = 112.20, above the threshold of 111.00
        return new Annual(terms).escalation(new Escalation(Optional.of(new BigDecimal("0.02")), Optional.empty(), LocalDate.of(2026, 1, 1), Rounding.CENTS)).signed();
    }

    @Test
    void atExactlyARisenFloorBothSidesAreZero() {
        market.price("2026-11-02", "112.20").kilograms("2026-11-02", "1000");
        Settled settled = assertInstanceOf(Settled.class, settle(risenAboveItsThreshold(), List.of()));
        assertEquals("0.00 USD", settled.amounts().topUp().toString());
        assertEquals("0.00 USD", settled.amounts().upsideShare().toString());
    }

    @Test
    void nobodySharesWhatTheRisenFloorGuarantees() {
        // Below the floor, above the threshold: (112.20 - 111.50) x 1,000 = 700.00 and no share of the 0.50 between 111.00 and 111.50.
        market.price("2026-11-02", "111.50").kilograms("2026-11-02", "1000");
        Settled settled = assertInstanceOf(Settled.class, settle(risenAboveItsThreshold(), List.of()));
        assertEquals("700.00 USD", settled.amounts().topUp().toString());
        assertEquals("0.00 USD", settled.amounts().upsideShare().toString());
    }

    @Test
    void aboveARisenFloorTheShareBeginsAtTheFloor() {
        // (115.20 - 112.20) x 1,000 = 3,000.00; 30% of it 900.00
        market.price("2026-11-02", "115.20").kilograms("2026-11-02", "1000");
        Settled settled = assertInstanceOf(Settled.class, settle(risenAboveItsThreshold(), List.of()));
        assertEquals("900.00 USD", settled.amounts().upsideShare().toString());
    }
}
