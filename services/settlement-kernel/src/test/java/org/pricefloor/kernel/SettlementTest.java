package org.pricefloor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.pricefloor.kernel.agreement.Escalation;
import org.pricefloor.kernel.agreement.QuantityTerms;
import org.pricefloor.kernel.agreement.Resolution;
import org.pricefloor.kernel.agreement.UpsideShare.Trigger;
import org.pricefloor.kernel.calendar.PeriodLength;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.money.QuantityUnit;
import org.pricefloor.kernel.money.Rounding;
import org.pricefloor.kernel.price.Missing;
import org.pricefloor.kernel.settlement.Amounts;
import org.pricefloor.kernel.settlement.PeriodFacts;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.settlement.Settlement;
import org.pricefloor.kernel.settlement.SettlementOutcome;
import org.pricefloor.kernel.settlement.YearToDate;

class SettlementTest {

    private static final String MARCH = "2026-03-01";

    private static Market kilogramsAt(String price) {
        return Market.ofKilograms().calendarOfOnly("DAYS", "2026-03-02").price("2026-03-02", price);
    }

    private static Market powerAt(String price) {
        return Market.ofPower().price("2026-03-02", price);
    }

    private static void assertAmounts(String topUp, String upside, Settled settled) {
        assertEquals(topUp, settled.amounts().topUp().toString());
        assertEquals(upside, settled.amounts().upsideShare().toString());
    }

    private static List<Missing.Rule> parked(SettlementOutcome outcome) {
        return assertInstanceOf(SettlementOutcome.Parked.class, outcome).missing().stream().map(Missing::rule).toList();
    }

    // ---- rule 10 and 13: the floor

    @Test
    void topUpIsTheShortfallTimesTheQuantity() {
        // (110.00 - 109.00) x 1,000 = 1,000.00
        assertAmounts("1000.00 USD", "0.00 USD", kilogramsAt("109.00").kilograms("2026-03-05", "1000").settled(new Terms(), MARCH));
    }

    @Test
    void anAmountOfTrillionsKeepsItsCents() {
        // (110.00 - 96.34) x 9,876,543,210,987.655 = 134,913,580,262,091.3673: a binary fraction ends at .36
        assertAmounts("134913580262091.37 USD", "0.00 USD", kilogramsAt("96.34").kilograms("2026-03-05", "9876543210987.655").settled(new Terms(), MARCH));
    }

    @Test
    void atExactlyTheFloorBothSidesAreZero() {
        assertAmounts("0.00 USD", "0.00 USD",
                kilogramsAt("110.00").kilograms("2026-03-05", "1000").settled(new Terms().upside("0.30", "110.00"), MARCH));
    }

    @Test
    void aPriceThatRoundsToTheFloorIsAtTheFloor() {
        // 109.995 rounds half up to 110.00; 109.994 to 109.99 and pays 0.01 x 1,000
        assertAmounts("0.00 USD", "0.00 USD", kilogramsAt("109.995").kilograms("2026-03-05", "1000").settled(new Terms(), MARCH));
        assertAmounts("10.00 USD", "0.00 USD", kilogramsAt("109.994").kilograms("2026-03-05", "1000").settled(new Terms(), MARCH));
    }

    @Test
    void theReferencePriceIsRoundedBeforeTheShortfall() {
        // Mean (96.40 + 96.475) / 2 = 96.4375, rounded 96.44; (110.00 - 96.44) x 48,250.5 = 654,276.78.
        // Rounding the amount only would give 13.5625 x 48,250.5 = 654,397.40625.
        Market market = Market.ofKilograms().calendarOfOnly("DAYS", "2026-03-02", "2026-03-03")
                .price("2026-03-02", "96.40").price("2026-03-03", "96.475").kilograms("2026-03-05", "48250.5");
        assertAmounts("654276.78 USD", "0.00 USD", market.settled(new Terms(), MARCH));
        Terms unrounded = new Terms();
        unrounded.priceRounding = Rounding.NONE;
        assertAmounts("654397.41 USD", "0.00 USD", market.settled(unrounded, MARCH));
    }

    @Test
    void aPeriodOfMoreLotsThanItsStatementCanNameIsParked() {
        Market market = kilogramsAt("109.00");
        for (int lot = 0; lot < 1_000; lot++) {
            market.kilograms("2026-03-05", "1");
        }
        assertAmounts("1000.00 USD", "0.00 USD", market.settled(new Terms(), MARCH));
        for (int lot = 0; lot < 1_000; lot++) {
            market.kilograms("2026-03-06", "1");
        }
        SettlementOutcome outcome = market.settle(new Terms(), Market.periodOf(new Terms(), MARCH), Stage.CLOSED);
        assertEquals(List.of(Missing.Rule.STATEMENT_MUST_STAY_UNDER_256_KIB), parked(outcome));
        assertTrue(((SettlementOutcome.Parked) outcome).missing().get(0).what().contains("count 2000 lots"), outcome.toString());
        // 2,000 facts: ids of 44,893 characters, 3 around each = 50,893. Their inputs: the ids again, names of 22,893, quantities and units of 6,000,
        // 44 around each = 161,786. The rest of the three steps: eligible quantity 122, unit difference 284, top-up 263.
        assertTrue(((SettlementOutcome.Parked) outcome).missing().get(0).what().contains("take 213348 bytes"), outcome.toString());
    }

    @Test
    void ofVeryManyThingsThatAreMissingTheFirstHundredAreNamed() {
        Market market = kilogramsAt("109.00");
        for (int lot = 0; lot < 2_500; lot++) {
            market.delivered("TONNES-" + lot, "2026-03-05", "1", QuantityUnit.TONNE, "stockpile");
        }
        List<Missing> missing = assertInstanceOf(SettlementOutcome.Parked.class, market.settle(new Terms(), Market.periodOf(new Terms(), MARCH), Stage.CLOSED)).missing();
        assertEquals(101, missing.size());
        assertEquals(Set.of(Missing.Rule.QUANTITY_MUST_BE_IN_THE_AGREED_UNIT), missing.stream().map(Missing::rule).collect(Collectors.toSet()));
        assertEquals("and 2400 more", missing.get(100).what());
    }

    @Test
    void roundingIsATermOfTheAgreement() {
        // 0.125 x 1 kg: half up 0.13, half even 0.12, up 0.13, down 0.12
        Terms terms = Terms.floorOf("100.125");
        assertAmounts("0.13 USD", "0.00 USD", kilogramsAt("100.00").kilograms("2026-03-05", "1").settled(terms, MARCH));
        terms.amountRounding = new Rounding(2, RoundingMode.HALF_EVEN);
        assertAmounts("0.12 USD", "0.00 USD", kilogramsAt("100.00").kilograms("2026-03-05", "1").settled(terms, MARCH));
    }

    @Test
    void theFloorOfThePeriodsFirstDayCounts() {
        Terms terms = Terms.floorOf("110.00");
        terms.floor.put(LocalDate.of(2026, 3, 1), new BigDecimal("112.00"));
        terms.floor.put(LocalDate.of(2026, 4, 1), new BigDecimal("115.00"));
        // (112 - 109) x 10 = 30.00
        assertAmounts("30.00 USD", "0.00 USD", kilogramsAt("109.00").kilograms("2026-03-05", "10").settled(terms, MARCH));
    }

    @Test
    void theQuantityIsTheSumOfTheEligibleLotsOfThePeriod() {
        Terms terms = new Terms();
        terms.categories = Set.of("stockpile");
        Market market = kilogramsAt("109.00").delivered("L1", "2026-03-01", "10", QuantityUnit.KILOGRAM, "stockpile")
                .delivered("L2", "2026-03-31", "20.5", QuantityUnit.KILOGRAM, "stockpile")
                .delivered("L3", "2026-03-15", "400", QuantityUnit.KILOGRAM, "third-party-sale")
                .delivered("L4", "2026-02-28", "8000", QuantityUnit.KILOGRAM, "stockpile")
                .delivered("L5", "2026-04-01", "8000", QuantityUnit.KILOGRAM, "stockpile");
        Settled settled = market.settled(terms, MARCH);
        assertAmounts("30.50 USD", "0.00 USD", settled);
        assertEquals(List.of("delivery/A1/L1/r1", "delivery/A1/L2/r1"), settled.facts());
    }

    @Test
    void aRevisionCanMoveALotIntoAnotherPeriod() {
        Market market = kilogramsAt("109.00").delivered("L1", "2026-03-31", "10", QuantityUnit.KILOGRAM, "stockpile")
                .delivered("L1", "2026-04-01", "10", QuantityUnit.KILOGRAM, "stockpile");
        assertAmounts("0.00 USD", "0.00 USD", market.settled(new Terms(), MARCH));
    }

    @Test
    void aLotCertifiedInAnotherUnitParksThePeriodAndSaysSo() {
        Market market = kilogramsAt("109.00").delivered("L1", "2026-03-05", "10", QuantityUnit.TONNE, "stockpile");
        assertEquals(List.of(Missing.Rule.QUANTITY_MUST_BE_IN_THE_AGREED_UNIT),
                parked(market.settle(new Terms(), Market.periodOf(new Terms(), MARCH), Stage.CLOSED)));
    }

    @Test
    void anAgreementHasPeriodsOfItsOwnLengthOnly() {
        Terms quarterly = new Terms().every(PeriodLength.QUARTER);
        assertThrows(IllegalArgumentException.class,
                () -> kilogramsAt("109.00").settle(quarterly, Market.periodOf(new Terms(), MARCH), Stage.CLOSED));
    }

    @Test
    void aPeriodOutsideTheTermDoesNotExist() {
        assertThrows(IllegalArgumentException.class,
                () -> kilogramsAt("109.00").settle(new Terms(), Market.periodOf(new Terms(), "2035-01-01"), Stage.CLOSED));
        assertThrows(IllegalArgumentException.class,
                () -> kilogramsAt("109.00").settle(new Terms(), Market.periodOf(new Terms(), "2014-12-31"), Stage.CLOSED));
    }

    // ---- rule 13: the upside

    @Test
    void theOfficeTakesItsShareOfTheExcess() {
        // (123.17 - 110.00) x 1,000 = 13,170.00; 30% of it 3,951.00
        assertAmounts("0.00 USD", "3951.00 USD",
                kilogramsAt("123.17").kilograms("2026-03-05", "1000").settled(new Terms().upside("0.30", "110.00"), MARCH));
    }

    @Test
    void betweenFloorAndThresholdNobodyPays() {
        Terms terms = new Terms().upside("0.30", "150.00");
        assertAmounts("0.00 USD", "0.00 USD", kilogramsAt("150.00").kilograms("2026-03-05", "1000").settled(terms, MARCH));
        // (150.01 - 150.00) x 1,000 = 10.00; 30% of it 3.00
        assertAmounts("0.00 USD", "3.00 USD", kilogramsAt("150.01").kilograms("2026-03-05", "1000").settled(terms, MARCH));
    }

    @Test
    void theLineIsRoundedBeforeTheShareAndTheShareAgain() {
        // 0.01 x 1.5 = 0.015, rounded 0.02; 30% of it 0.006, rounded 0.01. Rounding once would give 0.0045, rounded 0.00.
        assertAmounts("0.00 USD", "0.01 USD",
                kilogramsAt("110.01").kilograms("2026-03-05", "1.5").settled(new Terms().upside("0.30", "110.00"), MARCH));
    }

    @Test
    void withoutAnUpsideTermTheExcessIsTheProducers() {
        assertAmounts("0.00 USD", "0.00 USD", kilogramsAt("123.17").kilograms("2026-03-05", "1000").settled(new Terms(), MARCH));
    }

    @Test
    void aMilestoneNotYetReachedSharesNothing() {
        Terms terms = new Terms().upside("0.30", "110.00").milestone(null, Trigger.NEXT_PERIOD);
        assertAmounts("0.00 USD", "0.00 USD", kilogramsAt("123.17").kilograms("2026-03-05", "1000").settled(terms, MARCH));
    }

    @Test
    void aMilestoneSharesFromTheFirstPeriodThatStartsOnOrAfterIt() {
        Market market = kilogramsAt("123.17").kilograms("2026-03-05", "1000");
        assertAmounts("0.00 USD", "0.00 USD",
                market.settled(new Terms().upside("0.30", "110.00").milestone("2026-03-02", Trigger.NEXT_PERIOD), MARCH));
        assertAmounts("0.00 USD", "3951.00 USD",
                market.settled(new Terms().upside("0.30", "110.00").milestone("2026-03-01", Trigger.NEXT_PERIOD), MARCH));
    }

    @Test
    void byDeliveryDateAMilestoneSharesTheLotsFromThatDayOn() {
        // Only the 1,000 kg of the 16th and 17th: 13.17 x 1,000 x 30% = 3,951.00
        Market market = kilogramsAt("123.17").kilograms("2026-03-15", "5000").kilograms("2026-03-16", "400").kilograms("2026-03-17", "600");
        assertAmounts("0.00 USD", "3951.00 USD",
                market.settled(new Terms().upside("0.30", "110.00").milestone("2026-03-16", Trigger.BY_DELIVERY_DATE), MARCH));
    }

    // ---- two-way differences

    @Test
    void aReferencePriceAboveTheStrikeIsOwedByTheProducer() {
        // (114.62 - 120.00) x 100 = -538.00
        Settled settled = powerAt("120.00").megawattHours("2026-03-02", "100")
                .settled(Terms.strikeOf("114.62").every(PeriodLength.DAY), "2026-03-02");
        assertAmounts("0.00 GBP", "538.00 GBP", settled);
        assertEquals("-538.00 GBP", settled.amounts().net().toString());
        assertEquals(new BigDecimal("-5.38"), settled.amounts().unitDifference().orElseThrow());
    }

    @Test
    void aNegativeReferencePriceDoesNotRaiseThePaymentAboveTheStrike() {
        // min(50 - (-20), 50) = 50; 50 x 10 = 500.00
        assertAmounts("500.00 GBP", "0.00 GBP",
                powerAt("-20.00").megawattHours("2026-03-02", "10").settled(Terms.strikeOf("50.00").every(PeriodLength.DAY), "2026-03-02"));
        assertAmounts("500.00 GBP", "0.00 GBP",
                powerAt("0.00").megawattHours("2026-03-02", "10").settled(Terms.strikeOf("50.00").every(PeriodLength.DAY), "2026-03-02"));
    }

    @Test
    void aHalfCentIsRoundedAwayFromZeroOnBothSides() {
        // +-0.01 x 0.5 = +-0.005
        Terms terms = Terms.strikeOf("100.00").every(PeriodLength.DAY);
        assertAmounts("0.01 GBP", "0.00 GBP", powerAt("99.99").megawattHours("2026-03-02", "0.5").settled(terms, "2026-03-02"));
        assertAmounts("0.00 GBP", "0.01 GBP", powerAt("100.01").megawattHours("2026-03-02", "0.5").settled(terms, "2026-03-02"));
    }

    @Test
    void atExactlyTheStrikeBothSidesAreZero() {
        assertAmounts("0.00 GBP", "0.00 GBP", powerAt("100.00").megawattHours("2026-03-02", "7").settled(
                Terms.strikeOf("100.00").every(PeriodLength.DAY), "2026-03-02"));
    }

    // ---- rule 7: missing facts and empty periods

    @Test
    void anElectedPeriodWithoutElectionIsZeroAndAsksForNoPrice() {
        Terms terms = new Terms();
        SettlementOutcome outcome = Settlement.settle(Market.ofKilograms().resolve(terms), new PeriodFacts(Market.periodOf(terms, MARCH),
                Stage.CLOSED, List.of(), () -> {
                    throw new AssertionError("no price is needed for a quantity of zero");
                }));
        Settled settled = assertInstanceOf(Settled.class, outcome);
        assertAmounts("0.00 USD", "0.00 USD", settled);
        assertTrue(settled.determination().isEmpty());
    }

    @Test
    void aMeteredPeriodWithoutReadingIsParked() {
        Terms terms = Terms.strikeOf("100.00").every(PeriodLength.DAY);
        terms.basis = QuantityTerms.Basis.METERED;
        assertEquals(List.of(Missing.Rule.QUANTITY_MUST_BE_CERTIFIED),
                parked(powerAt("90.00").settle(terms, Market.periodOf(terms, "2026-03-02"), Stage.CLOSED)));
    }

    @Test
    void aMeteredReadingOfZeroIsAReading() {
        Terms terms = Terms.strikeOf("100.00").every(PeriodLength.DAY);
        terms.basis = QuantityTerms.Basis.METERED;
        assertAmounts("0.00 GBP", "0.00 GBP", Market.ofPower().megawattHours("2026-03-02", "0").settled(terms, "2026-03-02"));
    }

    @Test
    void aWithdrawnLotIsOfQuantityZeroAndNeedsNoPrice() {
        Market market = Market.ofKilograms().delivered("L1", "2026-03-05", "10", QuantityUnit.KILOGRAM, "stockpile")
                .delivered("L1", "2026-03-05", "0", QuantityUnit.KILOGRAM, "stockpile");
        assertAmounts("0.00 USD", "0.00 USD", market.settled(new Terms(), MARCH));
    }

    @Test
    void aPeriodWithQuantityAndWithoutPriceIsParkedNotZero() {
        assertEquals(List.of(Missing.Rule.PRICING_DAY_MUST_HAVE_AN_ASSESSMENT, Missing.Rule.MINIMUM_OBSERVATIONS),
                parked(Market.ofKilograms().kilograms("2026-03-05", "1").settle(new Terms(), Market.periodOf(new Terms(), MARCH), Stage.CLOSED)));
    }

    // ---- rule 8: accruals

    @Test
    void anAccrualCountsTheExpectedShareOfTheQuantityToDate() {
        // 100 kg x 0.80 = 80 kg; (110 - 100) x 80 = 800.00; closed: 10 x 100 = 1,000.00
        Terms terms = new Terms();
        terms.expectedShare = new BigDecimal("0.80");
        Market market = kilogramsAt("100.00").kilograms("2026-03-05", "100");
        assertAmounts("800.00 USD", "0.00 USD", market.settled(terms, MARCH, Stage.OPEN));
        assertAmounts("1000.00 USD", "0.00 USD", market.settled(terms, MARCH, Stage.CLOSED));
    }

    @Test
    void anAccrualOfATwoWayDifferenceIsSigned() {
        Terms terms = Terms.strikeOf("100.00");
        assertAmounts("0.00 GBP", "50.00 GBP", Market.ofPower().price("2026-03-01", "105.00").megawattHours("2026-03-02", "10")
                .settled(terms, MARCH, Stage.OPEN));
    }

    @Test
    void anAccrualSharesTheUpsideOnTheExpectedQuantity() {
        // 1,000 kg x 0.5 = 500 kg; 13.17 x 500 = 6,585.00; 30% of it 1,975.50
        Terms terms = new Terms().upside("0.30", "110.00");
        terms.expectedShare = new BigDecimal("0.5");
        assertAmounts("0.00 USD", "1975.50 USD", kilogramsAt("123.17").kilograms("2026-03-05", "1000").settled(terms, MARCH, Stage.OPEN));
    }

    @Test
    void anOpenMeteredPeriodWithoutReadingAccruesNothing() {
        Terms terms = Terms.strikeOf("100.00");
        terms.basis = QuantityTerms.Basis.METERED;
        assertAmounts("0.00 GBP", "0.00 GBP", powerAt("90.00").settled(terms, MARCH, Stage.OPEN));
    }

    // ---- promise 5: workings

    @Test
    void theWorkingsLeadFromTheLotsToTheAmount() {
        Settled settled = kilogramsAt("109.00").delivered("L1", "2026-03-05", "10", QuantityUnit.KILOGRAM, "stockpile")
                .settled(new Terms(), MARCH);
        assertEquals(List.of("eligible quantity", "unit difference", "top-up"), settled.trace().stream().map(step -> step.name()).toList());
        assertEquals("delivery/A1/L1/r1", settled.trace().get(0).inputs().get(0).fact());
        assertEquals("10.00", settled.trace().get(2).result().toPlainString());
    }

    @Test
    void aFigureIsTheSameHoweverManyZerosItIsWrittenWith() {
        Settled written = Market.ofYuan().calendarOfOnly("DAYS", "2026-03-02").price("2026-03-02", "850000").fix("2026-03-02", "6.9")
                .kilograms("2026-03-02", "10.5").settled(new Terms().vat("2019-04-01", "0.13").fx("USDCNY", 7), MARCH);
        Settled handedBack = Market.ofYuan().calendarOfOnly("DAYS", "2026-03-02").price("2026-03-02", "850000.0000000000")
                .fix("2026-03-02", "6.9000").kilograms("2026-03-02", "10.500")
                .settled(new Terms().vat("2019-04-01", "0.1300").fx("USDCNY", 7), MARCH);
        assertEquals(written.digest(), handedBack.digest());
    }

    @Test
    void twoStatementsThatReadDifferentlyHaveDifferentDigests() {
        Market market = kilogramsAt("109.00").kilograms("2026-03-05", "10");
        String digest = market.settled(new Terms(), MARCH).digest();
        assertNotEquals(digest, market.settled(new Terms(), MARCH, Stage.OPEN).digest());
        assertNotEquals(digest, market.settled(Terms.floorOf("110.01"), MARCH).digest());
        assertNotEquals(digest, market.settled(new Terms().upside("0.30", "110.00"), MARCH).digest());
        market.calendar("DAYS", LocalDate.of(2026, 1, 1), LocalDate.of(2026, 12, 31), EnumSet.allOf(DayOfWeek.class), true,
                "2026-03-02");
        assertNotEquals(digest, market.settled(new Terms(), MARCH).digest(), "an assumed calendar is flagged");
    }

    @Test
    void theSameAmountFromOtherPricesIsAnotherStatement() {
        // (100 + 102) / 2 and (99 + 103) / 2 are both 101.00
        Market one = Market.ofKilograms().calendarOfOnly("DAYS", "2026-03-02", "2026-03-03").kilograms("2026-03-05", "1")
                .price("2026-03-02", "100.00").price("2026-03-03", "102.00");
        Market other = Market.ofKilograms().calendarOfOnly("DAYS", "2026-03-02", "2026-03-03").kilograms("2026-03-05", "1")
                .price("2026-03-02", "99.00").price("2026-03-03", "103.00");
        assertEquals(one.settled(new Terms(), MARCH).amounts(), other.settled(new Terms(), MARCH).amounts());
        assertNotEquals(one.settled(new Terms(), MARCH).digest(), other.settled(new Terms(), MARCH).digest());
    }

    @Test
    void theFlagsOfThePriceStandOnTheSettlement() {
        Market market = Market.ofKilograms().calendarOfOnly("DAYS", "2026-03-02", "2026-03-03").price("2026-03-02", "100.00")
                .kilograms("2026-03-05", "1");
        Settled settled = market.settled(new Terms().lastPublished(1), MARCH);
        assertEquals(List.of("STALE_PRICE 1 of 2 pricing days used the last published price"), settled.flags());
    }

    // ---- what stands for a period that has nothing

    @Test
    void aClosedPeriodWhoseFactsAreMissingKeepsNoAccrual() {
        assertNothingStays(Stage.OPEN, Settlement.ACCRUAL_ENDED, "accrual");
    }

    @Test
    void aSettledPeriodWhoseFactsNoLongerSufficeIsTakenBack() {
        assertNothingStays(Stage.CLOSED, Settlement.FACTS_MISSING, "top-up");
    }

    private static void assertNothingStays(Stage stage, String flag, String step) {
        Settled nothing = Settlement.takenBack(new Terms().signed(), Market.periodOf(new Terms(), MARCH), stage, Optional.empty());
        assertAmounts("0.00 USD", "0.00 USD", nothing);
        assertEquals(stage, nothing.stage());
        assertEquals(List.of(flag), nothing.flags());
        assertEquals("110.00 USD/kg", nothing.amounts().floorPrice().orElseThrow().toString());
        assertEquals("0 kg", nothing.amounts().quantity().toString());
        assertTrue(nothing.yearToDate().isEmpty() && nothing.components().isEmpty() && nothing.lines().isEmpty() && nothing.facts().isEmpty());
        assertEquals(step, nothing.trace().get(0).name());
        assertEquals("0.00", nothing.trace().get(0).result().toPlainString());
    }

    @Test
    void itPassesOnWhatThePeriodBeforeItLeft() {
        var terms = new Annual(new Terms().signed()).takeOrPay("5000", "110.00", 1).signed();
        YearToDate before = new YearToDate(2026, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.TEN, BigDecimal.ZERO,
                List.of(new YearToDate.MakeUp(2025, BigDecimal.ONE, BigDecimal.TEN)));
        assertEquals(Optional.of(before), Settlement.takenBack(terms, Market.periodOf(new Terms(), MARCH), Stage.OPEN, Optional.of(before)).yearToDate());
        assertEquals(Optional.of(before), Settlement.takenBack(terms, Market.periodOf(new Terms(), MARCH), Stage.CLOSED, Optional.of(before)).yearToDate());
        YearToDate nextYear = Settlement.takenBack(terms, Market.periodOf(new Terms(), "2027-01-01"), Stage.OPEN, Optional.of(before)).yearToDate().orElseThrow();
        assertEquals(List.of(), nextYear.makeUp(), "one year to make up 2025 is over");
        assertEquals(BigDecimal.ZERO, nextYear.taken());
    }

    @Test
    void aPeriodThatTheTermNoLongerHasIsZeroAndSaysSo() {
        Terms later = new Terms();
        later.from = LocalDate.of(2026, 4, 1);
        later.floor("112.00");
        Settled outside = Settlement.outsideTerm(later.signed(), Market.periodOf(later, MARCH), Stage.CLOSED, Optional.empty());
        assertAmounts("0.00 USD", "0.00 USD", outside);
        assertEquals(Stage.CLOSED, outside.stage());
        assertEquals(List.of(Settlement.TERM_MOVED), outside.flags());
        assertEquals("112.00 USD/kg", outside.amounts().floorPrice().orElseThrow().toString(), "the first price stands in");
        assertEquals("the term is 2026-04-01..2034-12-31, nothing is due outside it", outside.trace().get(0).formula());
        assertThrows(IllegalArgumentException.class,
                () -> Settlement.outsideTerm(later.signed(), Market.periodOf(later, "2026-04-01"), Stage.CLOSED, Optional.empty()));
    }

    // ---- what a parked period says

    @Test
    void aParkedPeriodSaysWhatItLacksAndWhatWouldEndIt() {
        Terms metered = Terms.strikeOf("100.00").every(PeriodLength.DAY);
        metered.basis = QuantityTerms.Basis.METERED;
        Missing reading = ((SettlementOutcome.Parked) powerAt("90.00").settle(metered, Market.periodOf(metered, "2026-03-02"), Stage.CLOSED)).missing().get(0);
        assertEquals("no metered quantity of agreement A1 is certified for 2026-03-02", reading.what());
        assertEquals("certify the quantity of 2026-03-02, zero included", reading.fix());
    }

    @Test
    void theWorkingsOfAShareLeadFromTheExcessToTheShare() {
        Settled settled = kilogramsAt("123.17").kilograms("2026-03-05", "1000").settled(new Terms().upside("0.30", "115.00"), MARCH);
        // (123.17 - 115.00) x 1,000 = 8,170.00; 30% of it 2,451.00
        assertEquals(List.of("eligible quantity 1000 sum of lots", "unit difference 0 max(0, floor price - reference price)",
                "top-up 0.00 round(unit difference x quantity)", "excess 8.17 max(0, reference price - upside threshold)",
                "quantity sharing the upside 1000 sum of lots", "excess amount 8170.00 round(excess x quantity)",
                "upside share 2451.00 round(share x excess amount)"),
                settled.trace().stream().map(step -> step.name() + " " + step.result().toPlainString() + " " + step.formula()).toList());
        assertEquals(List.of("reference price 123.17 USD/kg", "upside threshold 115.00 USD/kg"),
                settled.trace().get(3).inputs().stream().map(input -> input.name() + " " + input.value() + " " + input.unit()).toList());
        assertEquals(List.of("share 0.30 1", "excess amount 8170.00 USD"),
                settled.trace().get(6).inputs().stream().map(input -> input.name() + " " + input.value() + " " + input.unit()).toList());
    }

    @Test
    void atExactlyTheThresholdNoQuantitySharesTheUpside() {
        Settled settled = kilogramsAt("115.00").kilograms("2026-03-05", "1000").settled(new Terms().upside("0.30", "115.00"), MARCH);
        assertEquals("excess", settled.trace().get(settled.trace().size() - 1).name());
    }

    @Test
    void anExpectedShareIsAnInputOfTheAccruedQuantity() {
        Terms terms = new Terms();
        terms.expectedShare = new BigDecimal("0.80");
        Market market = kilogramsAt("100.00").kilograms("2026-03-05", "100");
        var step = market.settled(terms, MARCH, Stage.OPEN).trace().get(0);
        assertEquals("sum of lots x expected designation share", step.formula());
        assertEquals(List.of("lot LOT-1 100", "expected designation share 0.80"), step.inputs().stream().map(input -> input.name() + " " + input.value()).toList());
        assertEquals("sum of lots", market.settled(terms, MARCH).trace().get(0).formula(), "of a closed period all counts");
    }

    @Test
    void whatIsLeftToTheNextPeriodBelongsToTheStatement() {
        var terms = new Annual(new Terms().signed()).takeOrPay("5000", "110.00", 3).signed();
        Market market = kilogramsAt("109.00").kilograms("2026-03-05", "10");
        YearToDate zero = new YearToDate(2026, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, List.of());
        YearToDate paid = new YearToDate(2026, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO,
                List.of(new YearToDate.MakeUp(2025, BigDecimal.ONE, BigDecimal.TEN)));
        String digest = new Year(terms, market).startingFrom(zero).closed(MARCH).digest();
        assertEquals(digest, new Year(terms, market).closed(MARCH).digest());
        assertNotEquals(digest, new Year(terms, market).startingFrom(paid).closed(MARCH).digest());
    }

    @Test
    void aThresholdAtTheFloorIsCalledAThreshold() {
        Settled settled = kilogramsAt("123.17").kilograms("2026-03-05", "1000").settled(new Terms().upside("0.30", "110.00"), MARCH);
        assertEquals("max(0, reference price - upside threshold)", settled.trace().get(3).formula());
    }

    @Test
    void everyPartOfAStatementBelongsToItsDigest() {
        Settled settled = kilogramsAt("109.00").kilograms("2026-03-05", "10").settled(new Terms(), MARCH);
        Amounts amounts = settled.amounts();
        assertNotEquals(settled.digest(), with(settled, new Amounts(amounts.quantity(), Optional.empty(), amounts.referencePrice(), amounts.unitDifference(),
                amounts.topUp(), amounts.upsideShare())).digest(), "floor price");
        assertNotEquals(settled.digest(), with(settled, new Amounts(amounts.quantity(), amounts.floorPrice(), Optional.empty(), amounts.unitDifference(),
                amounts.topUp(), amounts.upsideShare())).digest(), "reference price");
        assertNotEquals(settled.digest(), new Settled(settled.period(), settled.stage(), amounts, settled.lines(), settled.components(), settled.yearToDate(),
                List.of("delivery/A1/LOT-1/r2"), settled.flags(), settled.trace()).digest(), "facts");
        assertNotEquals(settled.digest(), new Settled(settled.period(), settled.stage(), amounts, settled.lines(), settled.components(), settled.yearToDate(),
                settled.facts(), List.of(Settlement.ACCRUAL_ENDED), settled.trace()).digest(), "flags");
        assertEquals(settled.digest(), with(settled, amounts).digest());
    }

    private static Settled with(Settled settled, Amounts amounts) {
        return new Settled(settled.period(), settled.stage(), amounts, settled.lines(), settled.components(), settled.yearToDate(), settled.facts(),
                settled.flags(), settled.trace());
    }

    @Test
    void withoutAnyIndexKnownAFloorThatFollowsOneIsNotGuessed() {
        Escalation escalation = new Escalation(Optional.empty(), Optional.of(new Escalation.Index("PPI", LocalDate.of(2024, 11, 1), 11)), LocalDate.of(2026, 1, 1),
                Rounding.CENTS);
        Market market = kilogramsAt("109.00").index("PPI").kilograms("2026-03-05", "10");
        var agreement = ((Resolution.Resolved) new Annual(new Terms().signed()).escalation(escalation).signed().resolve(market.reference())).agreement();
        assertEquals(List.of(Missing.Rule.INDEX_MUST_BE_PUBLISHED, Missing.Rule.INDEX_MUST_BE_PUBLISHED), parked(Settlement.settle(agreement,
                new PeriodFacts(Market.periodOf(new Terms(), MARCH), Stage.CLOSED, market.deliveries,
                        () -> agreement.prices().get(0).determine(Market.periodOf(new Terms(), MARCH), market::publications)))));
    }
}
