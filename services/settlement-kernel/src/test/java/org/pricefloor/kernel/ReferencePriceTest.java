package org.pricefloor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pricefloor.kernel.agreement.Resolution;
import org.pricefloor.kernel.calendar.PeriodLength;
import org.pricefloor.kernel.calendar.PricingCalendar;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.money.QuantityUnit;
import org.pricefloor.kernel.money.Rounding;
import org.pricefloor.kernel.price.Determination;
import org.pricefloor.kernel.price.DeterminationOutcome;
import org.pricefloor.kernel.price.Missing;
import org.pricefloor.kernel.price.ReferencePriceRule.ConversionOrder;

class ReferencePriceTest {

    private static final Terms DAILY_YUAN = yuan().every(PeriodLength.DAY);

    private static Terms yuan() {
        return Terms.floorOf("110.00").vat("2018-05-01", "0.16").vat("2019-04-01", "0.13").fx("USDCNY", 7);
    }

    private static Determination determined(Market market, Terms terms, String day) {
        return determined(market, terms, day, Stage.CLOSED);
    }

    private static Determination determined(Market market, Terms terms, String day, Stage stage) {
        DeterminationOutcome outcome = market.determine(terms, Market.periodOf(terms, day), stage);
        return assertInstanceOf(DeterminationOutcome.Determined.class, outcome, outcome::toString).determination();
    }

    private static List<Missing.Rule> missing(Market market, Terms terms, String day) {
        return assertInstanceOf(DeterminationOutcome.Undetermined.class, market.determine(terms, Market.periodOf(terms, day), Stage.CLOSED))
                .missing().stream().map(Missing::rule).toList();
    }

    private static String value(Determination determination) {
        return determination.value().toString();
    }

    // ---- the worked points: price / (1 + vat) / fx / 1000

    @Test
    void on12February2026TheOxideWasAt109DollarsWithoutTax() {
        // 850,000 / 1.13 / 6.9010 / 1000 = 850 / 7.79813 = 109.0005
        assertEquals("109.00 USD/kg", value(determined(Market.ofYuan().price("2026-02-12", "850000").fix("2026-02-12", "6.9010"),
                DAILY_YUAN, "2026-02-12")));
    }

    @Test
    void takenWithItsTaxTheSamePriceWouldHaveBeen123DollarsAndAboveTheFloor() {
        // 850,000 / 6.9010 / 1000 = 123.1706
        Market market = Market.ofYuan().series("NDPR", "CNY", QuantityUnit.TONNE, false, "DAYS")
                .price("2026-02-12", "850000").fix("2026-02-12", "6.9010");
        assertEquals("123.17 USD/kg", value(determined(market, new Terms().every(PeriodLength.DAY).fx("USDCNY", 7), "2026-02-12")));
    }

    @Test
    void on31December2025TheOxideWasAt76Dollars75() {
        // 606.5 / (1.13 x 6.9931) = 606.5 / 7.902203 = 76.7507
        assertEquals("76.75 USD/kg", value(determined(Market.ofYuan().price("2025-12-31", "606500").fix("2025-12-31", "6.9931"),
                DAILY_YUAN, "2025-12-31")));
    }

    @Test
    void onChristmasDayThePreviousFixConverts() {
        // 593.5 / (1.13 x 7.0142) = 593.5 / 7.926046 = 74.8797
        Market market = Market.ofYuan().price("2025-12-25", "593500").fix("2025-12-24", "7.0142");
        assertEquals("74.88 USD/kg", value(determined(market, DAILY_YUAN, "2025-12-25")));
    }

    // ---- tax

    @Test
    void theRateOfTaxChangesWithTheDayOfTheAssessment() {
        // 29 March 2019: 580,000 / 1.16 / 5 / 1000 = 100.00; 1 April 2019: 565,000 / 1.13 / 5 / 1000 = 100.00
        Market market = Market.ofYuan().price("2019-03-29", "580000").fix("2019-03-29", "5").price("2019-04-01", "565000")
                .fix("2019-04-01", "5");
        assertEquals("100.00 USD/kg", value(determined(market, DAILY_YUAN, "2019-03-29")));
        assertEquals("100.00 USD/kg", value(determined(market, DAILY_YUAN, "2019-04-01")));
    }

    @Test
    void theOldRateOfTaxCountsThroughItsLastDay() {
        // Monday 30 April 2018 at 17%, Tuesday 1 May at 16%: 585,000 / 1.17 / 5 / 1000 = 100.00 and 580,000 / 1.16 / 5 / 1000 = 100.00
        Market market = Market.ofYuan().price("2018-04-30", "585000").fix("2018-04-30", "5").price("2018-05-01", "580000")
                .fix("2018-05-01", "5");
        Terms terms = yuan().every(PeriodLength.DAY).vat("1994-01-01", "0.17");
        assertEquals("100.00 USD/kg", value(determined(market, terms, "2018-04-30")));
        assertEquals("100.00 USD/kg", value(determined(market, terms, "2018-05-01")));
    }

    @Test
    void aPriceCarriedOverTheChangeOfTaxKeepsTheRateItWasPrintedWith() {
        // Printed on Friday at 16%: 580,000 / 1.16 / 5 / 1000 = 100.00, although Monday's rate is 13%.
        Market market = Market.ofYuan().price("2019-03-29", "580000").fix("2019-04-01", "5");
        Terms terms = yuan().every(PeriodLength.DAY).lastPublished(1);
        terms.minimumObservations = 0;
        assertEquals("100.00 USD/kg", value(determined(market, terms, "2019-04-01")));
    }

    // ---- exchange rates

    @Test
    void aFixOfSevenDaysAgoStillConvertsAndIsFlagged() {
        // 565,000 / 1.13 / 5 / 1000 = 100.00
        Determination price = determined(Market.ofYuan().price("2026-03-13", "565000").fix("2026-03-06", "5"), DAILY_YUAN, "2026-03-13");
        assertEquals("100.00 USD/kg", value(price));
        assertEquals(List.of("PREVIOUS_FX_FIX 1 of 1 pricing days used the previous fix",
                "EXPECTED_FX_FIX_ABSENT 1 of these on days on which a fix was expected"), price.flags());
    }

    @Test
    void aFixOfEightDaysAgoIsTooOldAndTheDayIsParked() {
        assertEquals(List.of(Missing.Rule.FX_FIX_MUST_BE_RECENT),
                missing(Market.ofYuan().price("2026-03-13", "565000").fix("2026-03-05", "5"), DAILY_YUAN, "2026-03-13"));
    }

    @Test
    void aLaterFixNeverConvertsAnEarlierDay() {
        assertEquals(List.of(Missing.Rule.FX_FIX_MUST_BE_RECENT),
                missing(Market.ofYuan().price("2026-03-12", "565000").fix("2026-03-13", "5"), DAILY_YUAN, "2026-03-12"));
    }

    @Test
    void onADayWithoutAnExpectedFixThePreviousOneIsFlaggedButNotMissed() {
        Market market = Market.ofYuan().calendar("FX-DAYS", Market.WEEKEND, "2025-12-25")
                .price("2025-12-25", "593500").fix("2025-12-24", "7.0142");
        assertEquals(List.of("PREVIOUS_FX_FIX 1 of 1 pricing days used the previous fix"), determined(market, DAILY_YUAN, "2025-12-25").flags());
    }

    @Test
    void convertingThenAveragingDiffersFromAveragingThenConverting() {
        Market market = Market.ofYuan().calendarOfOnly("DAYS", "2026-03-02", "2026-03-03")
                .series("NDPR", "CNY", QuantityUnit.TONNE, false, "DAYS")
                .price("2026-03-02", "100000").fix("2026-03-02", "1").price("2026-03-03", "100000").fix("2026-03-03", "2");
        Terms terms = new Terms().fx("USDCNY", 7);
        // (100 / 1 + 100 / 2) / 2 = 75
        assertEquals("75.00 USD/kg", value(determined(market, terms, "2026-03-01")));
        terms.order = ConversionOrder.AVERAGE_THEN_CONVERT;
        // ((100 + 100) / 2) / ((1 + 2) / 2) = 100 / 1.5
        assertEquals("66.67 USD/kg", value(determined(market, terms, "2026-03-01")));
    }

    @Test
    void aDaysConvertedPriceIsNotRounded() {
        // Two days of 100 / 3 = 33.333...: the mean to six decimals keeps what a rounding by day would have lost.
        Market market = Market.ofYuan().calendarOfOnly("DAYS", "2026-03-02", "2026-03-03")
                .series("NDPR", "CNY", QuantityUnit.TONNE, false, "DAYS")
                .price("2026-03-02", "100000").fix("2026-03-02", "3").price("2026-03-03", "100000").fix("2026-03-03", "3");
        Terms terms = new Terms().fx("USDCNY", 7);
        terms.priceRounding = new Rounding(6, RoundingMode.HALF_UP);
        assertEquals("33.333333 USD/kg", value(determined(market, terms, "2026-03-01")));
        assertEquals(34, determined(market, terms, "2026-03-01").observations().get(0).converted().precision());
    }

    @Test
    void aPriceWithoutItsTaxCarries34Digits() {
        // 850,000 / 1.13 / 6.9010 / 1000, each step to 34 digits: a binary fraction would end after 16.
        assertEquals(new BigDecimal("109.0004911433895049197692267248687"), determined(Market.ofYuan().price("2026-02-12", "850000").fix("2026-02-12", "6.9010"),
                DAILY_YUAN, "2026-02-12").observations().get(0).converted());
    }

    // ---- gaps

    @Test
    void aPriceMayBeCarriedOnForAsManyPricingDaysAsAgreed() {
        // Friday 6 March; Tuesday 10 March is the second pricing day after it.
        Terms terms = Terms.floorOf("110.00").every(PeriodLength.DAY).lastPublished(2);
        terms.minimumObservations = 0;
        Determination price = determined(Market.ofKilograms().price("2026-03-06", "100.00"), terms, "2026-03-10");
        assertEquals("100.00 USD/kg", value(price));
        assertEquals(List.of("STALE_PRICE 1 of 1 pricing days used the last published price"), price.flags());
    }

    @Test
    void aPriceOneDayStalerThanAgreedParksThePeriod() {
        Terms terms = Terms.floorOf("110.00").every(PeriodLength.DAY).lastPublished(2);
        terms.minimumObservations = 0;
        assertEquals(List.of(Missing.Rule.PRICING_DAY_MUST_HAVE_AN_ASSESSMENT),
                missing(Market.ofKilograms().price("2026-03-06", "100.00"), terms, "2026-03-11"));
    }

    @Test
    void withoutAGapRuleADayWithoutAPriceParksThePeriod() {
        Market market = Market.ofKilograms().calendarOfOnly("DAYS", "2026-03-02", "2026-03-03").price("2026-03-02", "100.00");
        assertEquals(List.of(Missing.Rule.PRICING_DAY_MUST_HAVE_AN_ASSESSMENT), missing(market, new Terms(), "2026-03-01"));
    }

    @Test
    void theMinimumOfObservationsCountsPublishedDaysOnly() {
        Market market = Market.ofKilograms().calendarOfOnly("DAYS", "2026-03-02", "2026-03-03", "2026-03-04").price("2026-03-02", "100.00");
        Terms terms = new Terms().lastPublished(5);
        terms.minimumObservations = 2;
        assertEquals(List.of(Missing.Rule.MINIMUM_OBSERVATIONS), missing(market, terms, "2026-03-01"));
        // With the second one published: (100 + 103 + 103) / 3 = 102
        assertEquals("102.00 USD/kg", value(determined(market.price("2026-03-03", "103.00"), terms, "2026-03-01")));
    }

    @Test
    void allThatIsMissingIsNamedAtOnce() {
        Market market = Market.ofYuan().calendarOfOnly("DAYS", "2026-03-02", "2026-03-03").price("2026-03-02", "565000");
        Terms terms = yuan();
        terms.minimumObservations = 2;
        assertEquals(List.of(Missing.Rule.PRICING_DAY_MUST_HAVE_AN_ASSESSMENT, Missing.Rule.MINIMUM_OBSERVATIONS,
                Missing.Rule.FX_FIX_MUST_BE_RECENT), missing(market, terms, "2026-03-01"));
    }

    // ---- calendars

    @Test
    void aPeriodThatTheCalendarDoesNotCoverIsParked() {
        Market market = Market.ofKilograms()
                .calendar("DAYS", LocalDate.of(2026, 1, 1), LocalDate.of(2026, 3, 30), Market.WEEKEND, false)
                .pricesOf(Market.periodOf(new Terms(), "2026-02-01"), "100.00");
        assertEquals(List.of(Missing.Rule.CALENDAR_MUST_COVER_THE_PERIOD), missing(market, new Terms(), "2026-03-01"));
    }

    @Test
    void aPriceOnADayThatIsNoPricingDayDoesNotEnterTheMean() {
        Market market = Market.ofKilograms().calendarOfOnly("DAYS", "2026-03-02", "2026-03-03")
                .price("2026-03-02", "100.00").price("2026-03-03", "102.00").price("2026-03-07", "999.00");
        assertEquals("101.00 USD/kg", value(determined(market, new Terms(), "2026-03-01")));
    }

    @Test
    void aMakeUpSaturdayIsAPricingDayLikeAnyOther() {
        Terms terms = Terms.floorOf("110.00").every(PeriodLength.DAY);
        Market market = Market.ofKilograms().calendar("DAYS", Market.WEEKEND, "2026-02-14").price("2026-02-14", "100.00");
        assertEquals("100.00 USD/kg", value(determined(market, terms, "2026-02-14")));
    }

    @Test
    void anAssumedCalendarIsLabelledAsAssumed() {
        Market market = Market.ofKilograms()
                .calendar("DAYS", LocalDate.of(2026, 1, 1), LocalDate.of(2026, 12, 31), Market.WEEKEND, true).price("2026-03-02", "100.00");
        assertEquals(List.of("ASSUMED_CALENDAR DAYS was inferred, not read from its publisher"),
                determined(market, Terms.floorOf("110.00").every(PeriodLength.DAY), "2026-03-02").flags());
    }

    @Test
    void theLeapDayCountsInItsQuarter() {
        // 2028-Q1 has 91 days, 65 of them weekdays. 64 days at 100 and 29 February at 165: 6,565 / 65 = 101.
        Terms terms = new Terms().every(PeriodLength.QUARTER);
        Market market = Market.ofKilograms().pricesOf(Market.periodOf(terms, "2028-02-29"), "100.00").price("2028-02-29", "165.00");
        Determination price = determined(market, terms, "2028-01-01");
        assertEquals(65, price.observations().size());
        assertEquals("101.00 USD/kg", value(price));
    }

    // ---- revisions and open periods

    @Test
    void theHighestRevisionCountsAndTheOlderOneIsNotAFactOfTheResult() {
        Market market = Market.ofKilograms().price("2026-03-02", "100.00").price("2026-03-02", "101.00");
        Determination price = determined(market, Terms.floorOf("110.00").every(PeriodLength.DAY), "2026-03-02");
        assertEquals("101.00 USD/kg", value(price));
        assertTrue(price.facts().contains("assessment/NDPR/2026-03-02/r2"), price.facts().toString());
        assertTrue(price.facts().stream().noneMatch(fact -> fact.endsWith("2026-03-02/r1")), price.facts().toString());
    }

    @Test
    void thePriceToDateAveragesUpToTheNewestAssessedDay() {
        // Monday and Tuesday known, the rest of March not: (100 + 101) / 2 = 100.50
        Market market = Market.ofKilograms().price("2026-03-02", "100.00").price("2026-03-03", "101.00");
        Determination price = determined(market, new Terms(), "2026-03-01", Stage.OPEN);
        assertEquals("100.50 USD/kg", value(price));
        assertEquals(LocalDate.of(2026, 3, 3), price.through());
    }

    @Test
    void aPriceOnADayThatIsNoPricingDayDoesNotMoveThePriceToDate() {
        // Saturday's figure neither counts nor asks for Tuesday to Friday.
        Market market = Market.ofKilograms().price("2026-03-02", "100.00").price("2026-03-07", "999.00");
        Determination price = determined(market, new Terms(), "2026-03-01", Stage.OPEN);
        assertEquals("100.00 USD/kg", value(price));
        assertEquals(LocalDate.of(2026, 3, 2), price.through());
    }

    @Test
    void aPriceToDateSaysNothingOfDaysAfterTheLastOneItCouldConvert() {
        // 565,000 / 1.13 / 5 / 1000 = 100.00 on the 2nd; the 11th and 12th are assessed and their last fix is more than 7 days old.
        Market market = Market.ofYuan().calendarOfOnly("DAYS", "2026-03-02", "2026-03-11", "2026-03-12")
                .series("NDPR", "CNY", QuantityUnit.TONNE, true, "DAYS")
                .price("2026-03-02", "565000").fix("2026-03-02", "5").price("2026-03-11", "570000").price("2026-03-12", "575000");
        Determination price = determined(market, yuan(), "2026-03-01", Stage.OPEN);
        assertEquals(LocalDate.of(2026, 3, 2), price.through());
        assertEquals(List.of(), price.flags());
        assertEquals(determined(Market.ofYuan().calendarOfOnly("DAYS", "2026-03-02", "2026-03-11", "2026-03-12")
                .price("2026-03-02", "565000").fix("2026-03-02", "5"), yuan(), "2026-03-01", Stage.OPEN), price);
    }

    @Test
    void aPriceToDateCountsTheDaysItHadToLeaveOutBetweenOthers() {
        // The 11th has no fix at most 7 days old: (100 + 100) / 2, the 11th is left out.
        Market market = Market.ofYuan().calendarOfOnly("DAYS", "2026-03-02", "2026-03-11", "2026-03-12")
                .price("2026-03-02", "565000").fix("2026-03-02", "5").price("2026-03-11", "570000").price("2026-03-12", "565000").fix("2026-03-12", "5");
        Determination price = determined(market, yuan(), "2026-03-01", Stage.OPEN);
        assertEquals("100.00 USD/kg", value(price));
        assertEquals(List.of("UNPRICED_DAYS 1 pricing days to date have no price or fix to use and are left out"), price.flags());
    }

    @Test
    void theMinimumOfObservationsIsNotAskedOfAnOpenPeriod() {
        Terms terms = new Terms();
        terms.minimumObservations = 20;
        assertEquals("100.00 USD/kg", value(determined(Market.ofKilograms().price("2026-03-02", "100.00"), terms, "2026-03-01", Stage.OPEN)));
    }

    @Test
    void aPriceToDateAndThePriceOfTheClosedPeriodHaveDifferentNamesWhereTheyDiffer() {
        // The same two facts: to date (100 + 103) / 2 = 101.50; closed, with Wednesday carried on, (100 + 103 + 103) / 3 = 102.
        Market market = Market.ofKilograms().calendarOfOnly("DAYS", "2026-03-02", "2026-03-03", "2026-03-04")
                .price("2026-03-02", "100.00").price("2026-03-03", "103.00");
        Terms terms = new Terms().lastPublished(5);
        Determination toDate = determined(market, terms, "2026-03-01", Stage.OPEN);
        Determination closed = determined(market, terms, "2026-03-01", Stage.CLOSED);
        assertEquals("101.50 USD/kg", value(toDate));
        assertEquals("102.00 USD/kg", value(closed));
        assertNotEquals(toDate.id(), closed.id());
    }

    @Test
    void thePriceOfAFullyPublishedPeriodIsTheSameResultBeforeAndAfterItsClose() {
        Terms terms = new Terms();
        Market market = Market.ofKilograms().pricesOf(Market.periodOf(terms, "2026-05-01"), "100.00");
        // May 2026 ends on a Sunday: the last day averaged over is Friday the 29th, before the close and after it.
        assertEquals(determined(market, terms, "2026-05-01", Stage.OPEN), determined(market, terms, "2026-05-01", Stage.CLOSED));
        assertEquals(LocalDate.of(2026, 5, 29), determined(market, terms, "2026-05-01", Stage.CLOSED).through());
    }

    @Test
    void aChangeOfTheFxCalendarThatChangesTheFlagsChangesTheNameOfTheResult() {
        Market market = Market.ofYuan().price("2025-12-25", "593500").fix("2025-12-24", "7.0142");
        Determination expected = determined(market, DAILY_YUAN, "2025-12-25");
        market.calendars.put("FX-DAYS", new PricingCalendar("FX-DAYS", "calendar/FX-DAYS/v2",
                LocalDate.of(2010, 1, 1), LocalDate.of(2035, 12, 31), Market.WEEKEND,
                List.of(new PricingCalendar.ExceptionDay(LocalDate.of(2025, 12, 25), false, "test")), false));
        Determination holiday = determined(market, DAILY_YUAN, "2025-12-25");
        assertNotEquals(expected.flags(), holiday.flags());
        assertNotEquals(expected.id(), holiday.id());
        assertNotEquals(expected.digest(), holiday.digest());
    }

    @Test
    void everyFactThatShapedThePriceIsNamed() {
        Determination price = determined(Market.ofYuan().price("2026-02-12", "850000").fix("2026-02-12", "6.9010"), DAILY_YUAN, "2026-02-12");
        assertEquals(List.of("assessment/NDPR/2026-02-12/r1", "fix/USDCNY/2026-02-12/r1", "series/NDPR/v1", "calendar/DAYS/v1",
                "series/USDCNY/v1", "calendar/FX-DAYS/v1"), price.facts());
    }

    @Test
    void theWorkingsShowEachDistinctConversion() {
        // One price, carried on over a second fix: two conversions, 50 and 100 / 4 = 25.
        Market market = Market.ofYuan().calendarOfOnly("DAYS", "2026-03-02", "2026-03-03")
                .series("NDPR", "CNY", QuantityUnit.TONNE, false, "DAYS")
                .price("2026-03-02", "100000").fix("2026-03-02", "2").fix("2026-03-03", "4");
        Determination price = determined(market, new Terms().fx("USDCNY", 7).lastPublished(3), "2026-03-01");
        assertEquals("37.50 USD/kg", value(price));
        assertEquals(List.of("converted price of 2026-03-02", "converted price of 2026-03-03", "mean", "reference price"),
                price.trace().stream().map(step -> step.name()).toList());
    }

    @Test
    void everyInputOfTheWorkingsThatWasPublishedNamesItsFact() {
        Determination price = determined(Market.ofYuan().price("2026-02-12", "850000").fix("2026-02-12", "6.9010"), DAILY_YUAN, "2026-02-12");
        var inputs = price.trace().get(0).inputs();
        assertEquals("assessment/NDPR/2026-02-12/r1", inputs.get(0).fact());
        assertNull(inputs.get(1).fact());
        assertEquals("fix/USDCNY/2026-02-12/r1", inputs.get(2).fact());
    }

    // ---- resolution

    @Test
    void unknownSeriesAreNamedAndNothingIsGuessed() {
        Terms terms = yuan();
        terms.series = "NOT-KNOWN";
        Resolution resolution = new Market().resolution(terms);
        assertEquals(List.of(Missing.Rule.SERIES_MUST_BE_REGISTERED, Missing.Rule.SERIES_MUST_BE_REGISTERED),
                assertInstanceOf(Resolution.Unresolved.class, resolution).missing().stream().map(Missing::rule).toList());
    }

    @Test
    void aSeriesInAnotherCurrencyOrTaxBasisOrKindOfUnitDoesNotResolve() {
        assertMismatch(Market.ofKilograms().series("NDPR", "CNY", QuantityUnit.KILOGRAM, false, "DAYS"), new Terms());
        assertMismatch(Market.ofKilograms().series("NDPR", "USD", QuantityUnit.KILOGRAM, true, "DAYS"), new Terms());
        assertMismatch(Market.ofKilograms(), new Terms().vat("2020-01-01", "0.13"));
        assertMismatch(Market.ofKilograms().series("NDPR", "USD", QuantityUnit.MEGAWATT_HOUR, false, "DAYS"), new Terms());
        assertMismatch(Market.ofYuan().fxSeries("USDCNY", "USD", "CNY", "FX-DAYS"), yuan());
    }

    private static void assertMismatch(Market market, Terms terms) {
        assertEquals(List.of(Missing.Rule.SERIES_MUST_MATCH_THE_RULE),
                assertInstanceOf(Resolution.Unresolved.class, market.resolution(terms)).missing().stream().map(Missing::rule).toList());
    }

    @Test
    void twoAgreementsWithTheSameRuleShareItsName() {
        Terms other = yuan().floor("90.00");
        other.agreement = "A2";
        assertEquals(yuan().rule().id(), other.rule().id());
        other.priceRounding = new Rounding(3, RoundingMode.HALF_UP);
        assertNotEquals(yuan().rule().id(), other.rule().id());
    }
}
