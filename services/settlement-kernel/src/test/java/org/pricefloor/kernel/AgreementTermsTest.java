package org.pricefloor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.AnnualCaps;
import org.pricefloor.kernel.agreement.Instrument;
import org.pricefloor.kernel.agreement.NegativePriceRule;
import org.pricefloor.kernel.agreement.Netting;
import org.pricefloor.kernel.agreement.QuantityTerms;
import org.pricefloor.kernel.agreement.RunCalendar;
import org.pricefloor.kernel.agreement.TermsRefused;
import org.pricefloor.kernel.agreement.TermsRefused.Refusal;
import org.pricefloor.kernel.agreement.UpsideShare;
import org.pricefloor.kernel.calendar.PeriodLength;
import org.pricefloor.kernel.calendar.RunKind;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.delivery.Assay;
import org.pricefloor.kernel.price.ReferencePriceRule.Averaging;
import org.pricefloor.kernel.price.ReferencePriceRule.ConversionOrder;
import org.pricefloor.kernel.price.Rung;

/** What was signed: its words, the days it governs, and the periods it has. */
class AgreementTermsTest {

    private static AgreementTerms governing(String from, String to) {
        AgreementTerms terms = new Terms().signed();
        return new AgreementTerms(terms.agreement(), terms.version(), terms.fact(), Optional.ofNullable(from).map(LocalDate::parse),
                Optional.ofNullable(to).map(LocalDate::parse), terms.producer(), terms.office(), terms.product(), terms.currency(), terms.unit(), terms.zone(),
                terms.effectiveFrom(), terms.effectiveTo(), terms.periodLength(), terms.closeLagDays(), terms.instrument(), terms.products(), terms.quantity(),
                terms.caps(), terms.takeOrPay(), terms.marginGuarantee(), terms.negativePrices(), terms.funds(), terms.amountRounding(), terms.runs(),
                terms.netting());
    }

    private static LocalDate day(String day) {
        return LocalDate.parse(day);
    }

    // ---- which version governs

    @Test
    void aVersionGovernsFromItsFirstToItsLastDay() {
        AgreementTerms version = governing("2026-04-01", "2026-09-30");
        assertFalse(version.governs(day("2026-03-01")));
        assertTrue(version.governs(day("2026-04-01")));
        assertTrue(version.governs(day("2026-09-30")));
        assertFalse(version.governs(day("2026-10-01")));
    }

    @Test
    void aVersionWithoutADayGovernsAllThatComesBeforeOrAfter() {
        assertTrue(governing(null, null).governs(day("1999-01-01")));
        assertTrue(governing(null, "2026-09-30").governs(day("1999-01-01")));
        assertFalse(governing(null, "2026-09-30").governs(day("2027-01-01")));
        assertTrue(governing("2026-04-01", null).governs(day("2099-01-01")));
    }

    @Test
    void theTermIncludesItsFirstAndLastDay() {
        AgreementTerms terms = new Terms().signed();
        assertTrue(terms.isInTerm(day("2015-01-01")) && terms.isInTerm(day("2034-12-31")));
        assertFalse(terms.isInTerm(day("2014-12-31")) || terms.isInTerm(day("2035-01-01")));
        assertEquals("2026-03", terms.periodOf(day("2026-03-15")).label());
    }

    @Test
    void capsAMinimumAndAMarginRunOverTheYearAndNothingElseDoes() {
        assertFalse(new Terms().signed().isAnnual());
        assertTrue(new Annual(new Terms().signed()).takeOrPay("5000", "110.00", 1).signed().isAnnual());
        assertTrue(new Annual(new Terms().signed()).margin("140", "0.02", "0.25", false).signed().isAnnual());
        Optional<BigDecimal> cap = Optional.of(BigDecimal.TEN);
        for (AnnualCaps caps : List.of(new AnnualCaps(cap, Optional.empty(), Optional.empty()), new AnnualCaps(Optional.empty(), cap, Optional.empty()),
                new AnnualCaps(Optional.empty(), Optional.empty(), cap))) {
            assertTrue(new Annual(new Terms().signed()).caps(caps).signed().isAnnual(), caps.toString());
        }
    }

    @Test
    void theSeriesReadAreThoseOfThePriceAndOfTheExchangeRate() {
        assertEquals(Set.of("NDPR", "USDCNY"), new Terms().fx("USDCNY", 7).signed().seriesRead());
    }

    @Test
    void anAgreementResolvesItsOwnRulesOnly() {
        var agreement = Market.ofKilograms().resolve(new Terms());
        var other = new Terms().rule();
        assertEquals("agreement A1 has no such rule", assertThrows(IllegalArgumentException.class, () -> agreement.price(other)).getMessage());
    }

    @Test
    void aRefusalNamesEveryRuleThatIsBrokenAndItsPlace() {
        List<Refusal> refusals = List.of(new Refusal("SHARE_MUST_LIE_BETWEEN_ZERO_AND_ONE", "/upside/share", "1.5", "write 0.30 for 30%"),
                new Refusal("CURRENCY_MUST_EXIST", "/currency", "XXQ", "write a code of ISO 4217"));
        TermsRefused refused = new TermsRefused(refusals);
        assertEquals("SHARE_MUST_LIE_BETWEEN_ZERO_AND_ONE at /upside/share, CURRENCY_MUST_EXIST at /currency", refused.getMessage());
        assertEquals(refusals, refused.refusals());
    }

    // ---- words

    private static <T> void isReadBack(T[] values, Function<T, String> term, Function<String, Optional<T>> ofTerm, String... words) {
        assertEquals(List.of(words), Stream.of(values).map(term).toList());
        for (T value : values) {
            assertEquals(Optional.of(value), ofTerm.apply(term.apply(value)));
        }
        assertEquals(Optional.empty(), ofTerm.apply("no such word"));
    }

    @Test
    void everyWordOfAnAgreementMeansWhatItMeant() {
        isReadBack(Instrument.values(), Instrument::term, Instrument::ofTerm, "floor", "two-way-difference", "margin-guarantee");
        isReadBack(NegativePriceRule.Kind.values(), NegativePriceRule.Kind::term, NegativePriceRule.Kind::ofTerm, "none", "each-negative-hour",
                "runs-of-negative-hours");
        isReadBack(Netting.Receipts.values(), Netting.Receipts::term, Netting.Receipts::ofTerm, "credited-to-the-fund", "general-fund");
        isReadBack(QuantityTerms.Basis.values(), QuantityTerms.Basis::term, QuantityTerms.Basis::ofTerm, "elected", "metered");
        isReadBack(RunCalendar.Restate.values(), RunCalendar.Restate::term, RunCalendar.Restate::ofTerm, "immediately", "at-next-run");
        isReadBack(UpsideShare.Trigger.values(), UpsideShare.Trigger::term, UpsideShare.Trigger::ofTerm, "next-period", "by-delivery-date");
        isReadBack(PeriodLength.values(), PeriodLength::term, PeriodLength::ofTerm, "day", "month", "quarter");
        isReadBack(Averaging.values(), Averaging::term, Averaging::ofTerm, "simple", "volume-weighted");
        isReadBack(ConversionOrder.values(), ConversionOrder::term, ConversionOrder::ofTerm, "convert-then-average", "average-then-convert");
        isReadBack(Rung.values(), Rung::term, Rung::ofTerm, "primary", "secondary", "last-published", "agreed", "expert");
        isReadBack(Assay.Kind.values(), Assay.Kind::term, Assay.Kind::ofTerm, "provisional", "final");
    }

    // ---- kinds of runs

    @Test
    void aRunIsFoundByItsName() {
        for (RunKind kind : RunKind.values()) {
            assertEquals(kind, RunKind.ofTerm(kind.term()));
        }
        assertThrows(IllegalArgumentException.class, () -> RunKind.ofTerm("R10"));
    }

    @Test
    void scheduledAreTheNumberedRunsAndTheFinalOne() {
        assertEquals(List.of("R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "final"),
                Stream.of(RunKind.values()).filter(RunKind::isScheduled).map(RunKind::term).toList());
        assertEquals(List.of(RunKind.FINAL, RunKind.DISPUTE), Stream.of(RunKind.values()).filter(RunKind::isFinal).toList());
    }

    @Test
    void theFirstRunOfAClosedPeriodIsInitialAndEveryLaterOneRestates() {
        assertEquals(RunKind.ACCRUAL, RunKind.of(Stage.OPEN, null));
        assertEquals(RunKind.ACCRUAL, RunKind.of(Stage.OPEN, RunKind.ACCRUAL));
        assertEquals(RunKind.INITIAL, RunKind.of(Stage.CLOSED, null));
        assertEquals(RunKind.INITIAL, RunKind.of(Stage.CLOSED, RunKind.ACCRUAL));
        assertEquals(RunKind.RESTATEMENT, RunKind.of(Stage.CLOSED, RunKind.INITIAL));
        assertEquals(RunKind.RESTATEMENT, RunKind.of(Stage.CLOSED, RunKind.R1));
    }
}
