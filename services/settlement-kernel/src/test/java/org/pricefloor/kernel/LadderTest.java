package org.pricefloor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.pricefloor.kernel.calendar.PeriodLength;
import org.pricefloor.kernel.calendar.Schedule;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.money.QuantityUnit;
import org.pricefloor.kernel.money.Rounding;
import org.pricefloor.kernel.price.Determination;
import org.pricefloor.kernel.price.Determination.Observation;
import org.pricefloor.kernel.price.DeterminationOutcome;
import org.pricefloor.kernel.price.Missing;
import org.pricefloor.kernel.price.ReferencePriceRule;
import org.pricefloor.kernel.price.ReferencePriceRule.Averaging;
import org.pricefloor.kernel.price.ReferencePriceRule.Component;
import org.pricefloor.kernel.price.ReferencePriceRule.ConversionOrder;
import org.pricefloor.kernel.price.ReferencePriceRule.Fallback;
import org.pricefloor.kernel.price.ReferencePriceRule.Fx;
import org.pricefloor.kernel.price.ReferencePriceRule.Source;
import org.pricefloor.kernel.price.ResolvedRule;
import org.pricefloor.kernel.price.Rung;

/** Baskets, ladders and volumes, each amount worked by hand beside it. */
class LadderTest {

    private static final SettlementPeriod MARCH = SettlementPeriod.containing(PeriodLength.MONTH, LocalDate.of(2026, 3, 1));
    private static final Source ND = plain("ND");

    // ---- the rungs

    @Test
    void aDayWithoutAPriceTakesTheSecondarySeriesOfThatDay() {
        // (100 + 103) / 2 = 101.50
        Market market = market("2026-03-02", "2026-03-03").figure("ND", day(2), "100.00").figure("EU", day(2), "90.00").figure("EU", day(3), "103.00");
        Determination price = determined(market, rule(ND, Fallback.to(Rung.SECONDARY, plain("EU"))));
        assertEquals("101.50 USD/kg", price.value().toString());
        assertEquals(List.of("SECONDARY_PRICE 1 of 2 pricing days used a secondary series"), price.flags());
        assertEquals(List.of("ND primary", "EU secondary"), rungs(price));
        assertTrue(price.facts().containsAll(List.of("assessment/EU/2026-03-03/r1", "series/EU/v1", "series/ND/v1", "calendar/DAYS/v1")), price.facts().toString());
        assertTrue(!price.facts().contains("assessment/EU/2026-03-02/r1"), "a figure without a say is no fact of the price");
    }

    @Test
    void aSecondarySeriesIsConvertedInItsOwnWay() {
        // 3 March: 565,000 / 1.13 / 5 / 1000 = 100.00; (96 + 100) / 2 = 98
        Market market = market("2026-03-02", "2026-03-03").figure("ND", day(2), "96.00").figure("CN", day(3), "565000").figure("USDCNY", day(3), "5");
        Determination price = determined(market, rule(ND, Fallback.to(Rung.SECONDARY, yuan("CN"))));
        assertEquals("98.00 USD/kg", price.value().toString());
        assertEquals(List.of("price of 2026-03-02", "converted price of CN, secondary, of 2026-03-03", "mean", "reference price"),
                price.trace().stream().map(step -> step.name()).toList());
    }

    @Test
    void theOrderOfTheLadderDecidesBetweenAStalePriceAndASecondarySeries() {
        Market market = market("2026-03-02", "2026-03-03").figure("ND", day(2), "100.00").figure("EU", day(3), "110.00");
        // Secondary first: (100 + 110) / 2 = 105; last published first: (100 + 100) / 2 = 100
        assertEquals("105.00 USD/kg", determined(market, rule(ND, Fallback.to(Rung.SECONDARY, plain("EU")), Fallback.lastPublished(5))).value().toString());
        Determination stale = determined(market, rule(ND, Fallback.lastPublished(5), Fallback.to(Rung.SECONDARY, plain("EU"))));
        assertEquals("100.00 USD/kg", stale.value().toString());
        assertEquals(List.of("STALE_PRICE 1 of 2 pricing days used the last published price"), stale.flags());
    }

    @Test
    void theAgreedPriceCountsFromItsDayToTheEndOfItsPeriod() {
        // Agreed on Sunday 1 March for the whole month, agreed anew on the 4th: (90 + 90 + 96) / 3 = 92
        Market market = market("2026-03-02", "2026-03-03", "2026-03-04").figure("AGREED", day(1), "90.00").figure("AGREED", day(4), "96.00");
        ReferencePriceRule rule = rule(0, ND, Fallback.to(Rung.AGREED, plain("AGREED")));
        Determination price = determined(market, rule);
        assertEquals("92.00 USD/kg", price.value().toString());
        assertEquals(List.of("AGREED_PRICE 3 of 3 pricing days used the price that the parties agreed"), price.flags());
        assertEquals(LocalDate.of(2026, 3, 1), price.observations().get(1).price().date());
    }

    @Test
    void anAgreedPriceOfThePeriodBeforeOrOfALaterDayDoesNotCount() {
        Market market = market("2026-03-02", "2026-03-03").figure("AGREED", LocalDate.of(2026, 2, 28), "90.00").figure("AGREED", day(3), "96.00");
        assertEquals(List.of(Missing.Rule.PRICING_DAY_MUST_HAVE_AN_ASSESSMENT), missing(market, rule(0, ND, Fallback.to(Rung.AGREED, plain("AGREED")))));
    }

    @Test
    void theExpertIsAskedLast() {
        // 2 March published, 3 March agreed, from 4 March on determined by the expert where nothing was agreed before: none, so agreed stays above.
        Market market = market("2026-03-02", "2026-03-03", "2026-03-04").figure("ND", day(2), "100.00").figure("EXPERT", day(3), "88.00");
        ReferencePriceRule rule = rule(ND, Fallback.to(Rung.AGREED, plain("AGREED")), Fallback.to(Rung.EXPERT, plain("EXPERT")));
        // (100 + 88 + 88) / 3 = 92
        Determination price = determined(market, rule);
        assertEquals("92.00 USD/kg", price.value().toString());
        assertEquals(List.of("EXPERT_PRICE 2 of 3 pricing days used the price that the expert determined"), price.flags());
        // Agreed on the 4th after all: (100 + 88 + 85) / 3 = 91
        assertEquals("91.00 USD/kg", determined(market.figure("AGREED", day(4), "85.00"), rule).value().toString());
    }

    @Test
    void aDayThatNoRungPricesIsMissingAndTheLadderIsNamed() {
        Market market = market("2026-03-02", "2026-03-03").figure("ND", day(2), "100.00");
        List<Missing> missing = undetermined(market, rule(ND, Fallback.to(Rung.SECONDARY, plain("EU")), Fallback.lastPublished(0)));
        assertEquals("series ND has no assessment for 1 (2026-03-03) of 2 pricing days, nor secondary series EU, nor a last published one at most 0 pricing days old",
                missing.get(0).what());
    }

    @Test
    void theMinimumOfObservationsCountsDaysPublishedByThePrimary() {
        Market market = market("2026-03-02", "2026-03-03").figure("ND", day(2), "100.00").figure("EU", day(3), "103.00");
        assertEquals(List.of(Missing.Rule.MINIMUM_OBSERVATIONS), missing(market, rule(2, ND, Fallback.to(Rung.SECONDARY, plain("EU")))));
    }

    @Test
    void aRungWhosePriceLacksAFixKeepsTheRungBelowFromBeingAsked() {
        Market market = market("2026-03-02").figure("CN", day(2), "565000").figure("EU", day(2), "103.00");
        assertEquals(List.of(Missing.Rule.FX_FIX_MUST_BE_RECENT), missing(market, rule(yuan("CN"), Fallback.to(Rung.SECONDARY, plain("EU")))));
    }

    @Test
    void averagedBeforeTheyAreConvertedEachSourceHasItsOwnMeans() {
        // CN on the 2nd and 3rd: (565,000 + 678,000) / 1.13 / 2 = 550,000; / ((5 + 6) / 2) / 1000 = 100; EU on the 4th: 106. (100 x 2 + 106 x 1) / 3 = 102
        Market market = market("2026-03-02", "2026-03-03", "2026-03-04").figure("CN", day(2), "565000").figure("CN", day(3), "678000")
                .figure("USDCNY", day(2), "5").figure("USDCNY", day(3), "6").figure("EU", day(4), "106.00");
        Component component = new Component(BigDecimal.ONE, ConversionOrder.AVERAGE_THEN_CONVERT, yuan("CN"), List.of(Fallback.to(Rung.SECONDARY, plain("EU"))));
        Determination price = determined(market, rule(1, Averaging.SIMPLE, component));
        assertEquals("102.00 USD/kg", price.value().toString());
        assertEquals("(mean by CN x days of CN + mean by EU x days of EU) / (days of CN + days of EU)",
                price.trace().get(price.trace().size() - 2).formula());
    }

    // ---- the page contracts/agreements/reference-price.md

    @Test
    void theWorkedExampleOfThePageComesToItsPrice() {
        // Neodymium: 2 March 565,000 / 1.13 / 5 / 1000 = 100; 3 March secondary 103; 4 March the price of the 2nd at the fix of the 4th,
        // 565,000 / 1.13 / 4 / 1000 = 125. (100 + 103 + 125) / 3 = 328 / 3.
        // Praseodymium: 90 on the 2nd, agreed 96 on the 3rd and 4th. (90 + 96 + 96) / 3 = 94.
        // 0.75 x 328 / 3 + 0.25 x 94 = 82 + 23.50 = 105.50
        Market market = market("2026-03-02", "2026-03-03", "2026-03-04").figure("CN", day(2), "565000").figure("USDCNY", day(2), "5")
                .figure("USDCNY", day(4), "4").figure("EU", day(3), "103.00").figure("PR", day(2), "90.00").figure("AGREED", day(3), "96.00");
        Determination price = determined(market, rule(1, Averaging.SIMPLE,
                new Component(new BigDecimal("0.75"), ConversionOrder.CONVERT_THEN_AVERAGE, yuan("CN"),
                        List.of(Fallback.to(Rung.SECONDARY, plain("EU")), Fallback.lastPublished(5))),
                new Component(new BigDecimal("0.25"), ConversionOrder.CONVERT_THEN_AVERAGE, plain("PR"),
                        List.of(Fallback.to(Rung.AGREED, plain("AGREED"))))));
        assertEquals("105.50 USD/kg", price.value().toString());
        assertEquals("CN+PR", price.series());
        assertEquals(List.of("CN primary", "EU secondary", "CN last-published", "PR primary", "AGREED agreed", "AGREED agreed"), rungs(price));
        assertEquals(List.of("SECONDARY_PRICE 1 of 3 pricing days of CN used a secondary series",
                "STALE_PRICE 1 of 3 pricing days of CN used the last published price",
                "AGREED_PRICE 2 of 3 pricing days of PR used the price that the parties agreed"), price.flags());
        var basket = price.trace().get(price.trace().size() - 2);
        assertEquals("weight of CN x mean of CN + weight of PR x mean of PR", basket.formula());
        assertEquals(0, new BigDecimal("105.5").compareTo(basket.result()));
    }

    @Test
    void theWorkedExampleOfThePageWeightedByVolumeComesToItsPrice() {
        // (100 x 1,000 + 106 x 500) / (1,000 + 500) = 153,000 / 1,500 = 102; each day alike would have been 103
        Market market = market("2026-03-02", "2026-03-03").figure("ND", day(2), "100.00", "1000").figure("ND", day(3), "106.00", "500");
        Determination price = determined(market, weighted(ND));
        assertEquals("102.00 USD/kg", price.value().toString());
        assertEquals(new BigDecimal("500"), price.observations().get(1).volume());
    }

    // ---- baskets

    @Test
    void theMeansOfABasketAreNotRounded() {
        // 100 / 3 of each: 0.5 x 33.333... + 0.5 x 33.333... = 33.333333; rounded to cents before, 33.330000
        Market market = market("2026-03-02", "2026-03-03", "2026-03-04");
        for (String series : List.of("ND", "PR")) {
            market.figure(series, day(2), "33.00").figure(series, day(3), "33.00").figure(series, day(4), "34.00");
        }
        ReferencePriceRule rule = new ReferencePriceRule(List.of(component("0.5", ND), component("0.5", plain("PR"))), Averaging.SIMPLE, usd(),
                QuantityUnit.KILOGRAM, 1, new Rounding(6, java.math.RoundingMode.HALF_UP));
        assertEquals("33.333333 USD/kg", determined(market, rule).value().toString());
    }

    @Test
    void eachComponentCountsTheDaysOfItsOwnCalendar() {
        // ND has two pricing days, PR one: 0.5 x (100 + 104) / 2 + 0.5 x 80 = 51 + 40 = 91
        Market market = market("2026-03-02", "2026-03-03").calendarOfOnly("WEEKLY", "2026-03-04").series("PR", "USD", QuantityUnit.KILOGRAM, false, "WEEKLY")
                .figure("ND", day(2), "100.00").figure("ND", day(3), "104.00").figure("PR", day(3), "999.00").figure("PR", day(4), "80.00");
        assertEquals("91.00 USD/kg", determined(market, rule(1, Averaging.SIMPLE, component("0.5", ND), component("0.5", plain("PR")))).value().toString());
    }

    @Test
    void whatEachComponentLacksIsNamedAtOnce() {
        assertEquals(List.of("series ND has no assessment for 1 (2026-03-02) of 1 pricing days", "series PR has no assessment for 1 (2026-03-02) of 1 pricing days"),
                undetermined(market("2026-03-02"), rule(0, Averaging.SIMPLE, component("0.5", ND), component("0.5", plain("PR")))).stream().map(Missing::what).toList());
    }

    @Test
    void aBasketToDateAsksForADayOfEveryComponent() {
        Market market = market("2026-03-02", "2026-03-03").figure("ND", day(2), "100.00");
        ReferencePriceRule rule = rule(1, Averaging.SIMPLE, component("0.5", ND), component("0.5", plain("PR")));
        assertInstanceOf(DeterminationOutcome.Undetermined.class, toDate(market, rule));
        // PR reaches the 3rd, where ND has no price yet: 0.5 x 100 + 0.5 x (80 + 90) / 2 = 92.50
        Determination price = assertInstanceOf(DeterminationOutcome.Determined.class,
                toDate(market.figure("PR", day(2), "80.00").figure("PR", day(3), "90.00"), rule)).determination();
        assertEquals("92.50 USD/kg", price.value().toString());
        assertEquals(List.of("UNPRICED_DAYS 1 pricing days of ND to date have no price or fix to use and are left out"), price.flags());
        assertEquals(LocalDate.of(2026, 3, 3), price.through());
    }

    @Test
    void weightsThatDoNotAddUpToOneAndLaddersThatTurnBackAreNoRule() {
        assertThrows(IllegalArgumentException.class, () -> rule(1, Averaging.SIMPLE, component("0.5", ND), component("0.4", plain("PR"))));
        assertThrows(IllegalArgumentException.class, () -> rule(1, Averaging.SIMPLE, component("1.5", ND), component("-0.5", plain("PR"))));
        assertThrows(IllegalArgumentException.class, () -> rule(ND, Fallback.to(Rung.SECONDARY, ND)));
    }

    // ---- volumes

    @Test
    void aPublishedPriceWithoutItsVolumeIsMissing() {
        Market market = market("2026-03-02", "2026-03-03").figure("ND", day(2), "100.00", "1000").figure("ND", day(3), "106.00").figure("EU", day(3), "1.00", "9");
        assertEquals(List.of(Missing.Rule.ASSESSMENT_MUST_CARRY_ITS_VOLUME), missing(market, weighted(ND, Fallback.to(Rung.SECONDARY, plain("EU")))));
    }

    @Test
    void aCarriedPriceHasNoVolumeAndIsLeftOut() {
        Market market = market("2026-03-02", "2026-03-03", "2026-03-04").figure("ND", day(2), "100.00", "1000").figure("ND", day(4), "106.00", "500");
        Determination price = determined(market, weighted(ND, Fallback.lastPublished(5)));
        assertEquals("102.00 USD/kg", price.value().toString());
        assertEquals(List.of("UNWEIGHTED_DAYS 1 pricing days have a carried price without a volume of their own and are left out"), price.flags());
    }

    @Test
    void aPeriodOfCarriedPricesAloneHasNothingToWeight() {
        Market market = market("2026-03-02").figure("ND", LocalDate.of(2026, 2, 27), "100.00", "1000");
        assertEquals(List.of(Missing.Rule.ASSESSMENT_MUST_CARRY_ITS_VOLUME), missing(market,
                rule(0, Averaging.VOLUME_WEIGHTED, new Component(BigDecimal.ONE, ConversionOrder.CONVERT_THEN_AVERAGE, ND, List.of(Fallback.lastPublished(5))))));
    }

    @Test
    void volumesOfAllSourcesAreCountedInTheUnitOfThePrimary() {
        // ND per kg: 2,000 kg at 100. CN per t: 1 t = 1,000 kg at 565,000 / 1.13 / 5 / 1000 = 100... at fix 4 it is 125.
        // (100 x 2,000 + 125 x 1,000) / 3,000 = 325,000 / 3,000 = 108.33
        Market market = market("2026-03-02", "2026-03-03").figure("ND", day(2), "100.00", "2000").figure("CN", day(3), "565000", "1").figure("USDCNY", day(3), "4");
        assertEquals("108.33 USD/kg", determined(market, weighted(ND, Fallback.to(Rung.SECONDARY, yuan("CN")))).value().toString());
    }

    @Test
    void aWeightedMeanOfPricesIsConvertedByTheSimpleMeanOfRates() {
        // (565,000 x 1 + 678,000 x 3) / 1.13 / 4 = 2,599,000 / 1.13 / 4 = 575,000; / ((4 + 6) / 2) / 1000 = 115
        Market market = market("2026-03-02", "2026-03-03").figure("CN", day(2), "565000", "1").figure("CN", day(3), "678000", "3")
                .figure("USDCNY", day(2), "4").figure("USDCNY", day(3), "6");
        assertEquals("115.00 USD/kg", determined(market, rule(1, Averaging.VOLUME_WEIGHTED,
                new Component(BigDecimal.ONE, ConversionOrder.AVERAGE_THEN_CONVERT, yuan("CN"), List.of()))).value().toString());
    }

    // ---- names

    @Test
    void aRuleOfOneSeriesKeepsItsOldTextAndName() {
        ReferencePriceRule rule = new ReferencePriceRule("NDPR", usd(), QuantityUnit.KILOGRAM, ConversionOrder.CONVERT_THEN_AVERAGE,
                new Schedule<>(Map.of(LocalDate.of(2019, 4, 1), new BigDecimal("0.13"))), Optional.of(new Fx("USDCNY", 7)), Optional.of(5), 2, Rounding.CENTS);
        assertEquals("mean of pricing days of NDPR in USD/kg; convert-then-average; vat 0.13 from 2019-04-01; fx USDCNY at most 7 days old;"
                + " last published at most 5 pricing days old; at least 2 published; rounded 2 HALF_UP", rule.text());
        assertEquals(rule.text(), rule(2, Averaging.SIMPLE, new Component(new BigDecimal("1.00"), ConversionOrder.CONVERT_THEN_AVERAGE,
                new Source("NDPR", new Schedule<>(Map.of(LocalDate.of(2019, 4, 1), new BigDecimal("0.130"))), Optional.of(new Fx("USDCNY", 7))),
                List.of(Fallback.lastPublished(5)))).text());
    }

    @Test
    void theTextOfABasketSaysAllOfItsTerms() {
        assertEquals("volume-weighted mean in USD/kg of 0.75 x (pricing days of CN; convert-then-average; vat 0.13 from 2019-04-01;"
                        + " fx USDCNY at most 7 days old; then secondary EU; no vat; no fx; then last published at most 5 pricing days old)"
                        + " + 0.25 x (pricing days of PR; convert-then-average; no vat; no fx); at least 3 published; rounded 2 HALF_UP",
                rule(3, Averaging.VOLUME_WEIGHTED, new Component(new BigDecimal("0.750"), ConversionOrder.CONVERT_THEN_AVERAGE, yuan("CN"),
                        List.of(Fallback.to(Rung.SECONDARY, plain("EU")), Fallback.lastPublished(5))), component("0.25", plain("PR"))).text());
    }

    @Test
    void seriesAndRungOfAnObservationBelongToTheDigest() {
        Determination price = determined(market("2026-03-02").figure("EU", day(2), "103.00"), rule(0, ND, Fallback.to(Rung.SECONDARY, plain("EU"))));
        Observation seen = price.observations().get(0);
        Determination other = new Determination(price.rule(), price.ruleText(), price.series(), price.period(), price.through(), price.value(),
                List.of(new Observation(seen.pricingDate(), seen.price(), seen.fx(), seen.converted(), seen.series(), Rung.AGREED, seen.volume())),
                price.facts(), price.factsDigest(), price.flags(), price.trace());
        assertNotEquals(price.digest(), other.digest());
    }

    // ---- the workings

    private static List<String> lines(Determination price) {
        return price.trace().stream().map(step -> step.name() + " = " + step.formula() + " [" + step.unit() + "] " + step.inputs().stream()
                .map(input -> input.name() + " " + input.value().stripTrailingZeros().toPlainString() + " " + input.unit()).toList()).toList();
    }

    @Test
    void theWorkingsOfADayShowEachStepOfItsConversion() {
        Determination price = determined(market("2026-03-02").figure("CN", day(2), "565000").figure("USDCNY", day(2), "5"), rule(yuan("CN")));
        assertEquals(List.of("converted price of 2026-03-02 = price / (1 + vat) / fx / units [USD/kg] "
                        + "[price 565000 CNY/t, vat 0.13 1, fx 5 CNY/USD, units 1000 kg/t]",
                "reference price = round(mean) [USD/kg] [mean 100 USD/kg]"), lines(price));
    }

    @Test
    void theWorkingsOfAMeanShowItsSumAndItsDays() {
        // (100 + 103) / 2
        Determination price = determined(market("2026-03-02", "2026-03-03").figure("ND", day(2), "100.00").figure("ND", day(3), "103.00"), rule(ND));
        assertEquals(List.of("price of 2026-03-02 = price [USD/kg] [price 100 USD/kg]", "price of 2026-03-03 = price [USD/kg] [price 103 USD/kg]",
                "mean = sum of converted prices / pricing days [USD/kg] [sum of converted prices 203 USD/kg, pricing days 2 days]",
                "reference price = round(mean) [USD/kg] [mean 101.5 USD/kg]"), lines(price));
    }

    @Test
    void theWorkingsOfAWeightedMeanShowItsVolumes() {
        Determination price = determined(market("2026-03-02", "2026-03-03").figure("ND", day(2), "100.00", "1000").figure("ND", day(3), "106.00", "500"), weighted(ND));
        assertEquals("mean = sum of converted price x volume / sum of volumes [USD/kg] "
                + "[sum of converted price x volume 153000 USD/kg x kg, sum of volumes 1500 kg]", lines(price).get(2));
    }

    @Test
    void averagedBeforeItIsConvertedASeriesShowsBothMeans() {
        // (565,000 + 678,000) / 1.13 / 2 = 550,000; / 5.5 / 1000 = 100
        Market market = market("2026-03-02", "2026-03-03").figure("CN", day(2), "565000").figure("CN", day(3), "678000").figure("USDCNY", day(2), "5")
                .figure("USDCNY", day(3), "6");
        Determination price = determined(market, rule(1, Averaging.SIMPLE, new Component(BigDecimal.ONE, ConversionOrder.AVERAGE_THEN_CONVERT, yuan("CN"), List.of())));
        assertEquals(List.of("mean price without VAT = sum of (price / (1 + vat)) / pricing days [CNY/t] [pricing days 2 days]",
                "mean = mean price / mean fx / units [USD/kg] [mean price 550000 CNY/t, mean fx 5.5 CNY/USD, units 1000 kg/t]",
                "reference price = round(mean) [USD/kg] [mean 100 USD/kg]"), lines(price));
        assertTrue(price.observations().stream().allMatch(seen -> seen.converted() == null), "no day is converted by itself");
    }

    @Test
    void averagedBeforeTheyAreConvertedTwoSourcesAreJoinedByTheirVolumes() {
        // CN: 565,000 / 1.13 = 500,000; / 5 / 1000 = 100, 3 t. EU: 112, 1,000 kg = 1 t. (100 x 3 + 112 x 1) / 4 = 103
        Market market = market("2026-03-02", "2026-03-03").figure("CN", day(2), "565000", "3").figure("USDCNY", day(2), "5").figure("EU", day(3), "112.00", "1000");
        Determination price = determined(market, rule(1, Averaging.VOLUME_WEIGHTED,
                new Component(BigDecimal.ONE, ConversionOrder.AVERAGE_THEN_CONVERT, yuan("CN"), List.of(Fallback.to(Rung.SECONDARY, plain("EU"))))));
        assertEquals("103.00 USD/kg", price.value().toString());
        assertEquals(List.of(
                "mean price without VAT of CN = sum of price / (1 + vat) x volume / sum of volumes [CNY/t] "
                        + "[sum of price / (1 + vat) x volume 1500000 CNY/t x t, sum of volumes 3 t]",
                "mean by CN = mean price / mean fx / units [USD/kg] [mean price 500000 CNY/t, mean fx 5 CNY/USD, units 1000 kg/t]",
                "mean price without VAT of EU = sum of price / (1 + vat) x volume / sum of volumes [USD/kg] "
                        + "[sum of price / (1 + vat) x volume 112 USD/kg x t, sum of volumes 1 t]",
                "mean by EU = mean price / mean fx / units [USD/kg] [mean price 112 USD/kg, mean fx 1 1, units 1 kg/kg]",
                "mean = (mean by CN x volumes of CN + mean by EU x volumes of EU) / (volumes of CN + volumes of EU) [USD/kg] "
                        + "[mean by CN 100 USD/kg, volumes of CN 3 t, mean by EU 112 USD/kg, volumes of EU 1 t]",
                "reference price = round(mean) [USD/kg] [mean 103 USD/kg]"), lines(price));
    }

    @Test
    void theWorkingsOfABasketShowItsWeights() {
        // 0.5 x 100 + 0.5 x 80
        Determination price = determined(market("2026-03-02").figure("ND", day(2), "100.00").figure("PR", day(2), "80.00"),
                rule(1, Averaging.SIMPLE, component("0.5", ND), component("0.5", plain("PR"))));
        assertEquals(List.of("price of ND, primary, of 2026-03-02 = price [USD/kg] [price 100 USD/kg]",
                "price of PR, primary, of 2026-03-02 = price [USD/kg] [price 80 USD/kg]",
                "basket = weight of ND x mean of ND + weight of PR x mean of PR [USD/kg] "
                        + "[weight of ND 0.5 1, mean of ND 100 USD/kg, weight of PR 0.5 1, mean of PR 80 USD/kg]",
                "reference price = round(basket) [USD/kg] [basket 90 USD/kg]"), lines(price));
    }

    // ---- what is missing, in words

    private static List<String> words(List<Missing> missing) {
        return missing.stream().map(each -> each.what() + "; " + each.fix()).toList();
    }

    @Test
    void allThatAPeriodLacksIsSaidInWordsWithItsFix() {
        Market market = market("2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05").figure("CN", day(2), "565000").figure("CN", day(3), "565000");
        assertEquals(List.of(
                "series CN has no assessment for 2 (first 2026-03-04, last 2026-03-05) of 4 pricing days; publish the assessments of CN for these days",
                "series CN has 2 published days in 2026-03, the agreement asks for 5; publish at least 3 more assessments of CN in the period",
                "series USDCNY has no fix at most 7 days old for 2 (first 2026-03-02, last 2026-03-03) of 4 pricing days; publish the fixes of USDCNY for these days"),
                words(undetermined(market, rule(5, yuan("CN")))));
        assertEquals("series CN has no assessment for 2 (first 2026-03-04, last 2026-03-05) of 4 pricing days, nor a last published one at most 0 pricing days old",
                undetermined(market, rule(5, yuan("CN"), Fallback.lastPublished(0))).get(0).what());
    }

    @Test
    void aVolumeThatIsMissingIsSaidInWords() {
        Market market = market("2026-03-02", "2026-03-03").figure("ND", day(2), "100.00").figure("ND", day(3), "100.00", "5");
        assertEquals(List.of("the assessments for 1 (2026-03-02) of 2 pricing days of series ND carry no volume, and the agreement weights them by it; "
                + "publish revisions of these assessments with their volumes"), words(undetermined(market, weighted(ND))));
        assertEquals("series ND has no published day in 2026-03 to weight by its volume", undetermined(
                market("2026-03-02").figure("ND", LocalDate.of(2026, 2, 27), "100.00", "1"), rule(0, Averaging.VOLUME_WEIGHTED,
                        new Component(BigDecimal.ONE, ConversionOrder.CONVERT_THEN_AVERAGE, ND, List.of(Fallback.lastPublished(5))))).get(0).what());
    }

    @Test
    void aCalendarThatDoesNotCoverThePeriodIsSaidInWords() {
        Market market = market("2026-03-02").calendar("DAYS", LocalDate.of(2026, 1, 1), LocalDate.of(2026, 3, 30), Market.WEEKEND, false);
        assertEquals(List.of("calendar DAYS knows 2026-01-01..2026-03-30, not all of 2026-03; publish a version of calendar DAYS that covers 2026-03-01..2026-03-31"),
                words(undetermined(market, rule(ND))));
        Market begun = market("2026-03-02").calendar("DAYS", LocalDate.of(2026, 3, 2), LocalDate.of(2026, 12, 31), Market.WEEKEND, false);
        assertEquals(List.of(Missing.Rule.CALENDAR_MUST_COVER_THE_PERIOD), missing(begun, rule(ND)));
    }

    @Test
    void aPeriodWithoutAPricingDayHasNoPrice() {
        assertEquals(List.of("calendar DAYS has no pricing day in 2026-03; publish a corrected version of calendar DAYS, or amend the agreement's series"),
                words(undetermined(market("2026-04-01"), rule(ND))));
    }

    @Test
    void aSeriesThatDoesNotFitIsSaidInWords() {
        Market market = market("2026-03-02").series("CN", "CNY", QuantityUnit.MEGAWATT_HOUR, true, "NO-DAYS").series("ND", "EUR", QuantityUnit.KILOGRAM, true, "DAYS")
                .series("PR", "USD", QuantityUnit.KILOGRAM, false, "DAYS").fxSeries("USDCNY", "USD", "CNY", "NO-DAYS");
        List<Missing> missing = new ArrayList<>();
        Source taxed = new Source("PR", new Schedule<>(Map.of(LocalDate.of(2019, 4, 1), new BigDecimal("0.13"))), Optional.empty());
        rule(1, Averaging.SIMPLE, component("0.2", yuan("CN")), component("0.3", ND), component("0.5", taxed))
                .resolve(market.reference(), usd(), QuantityUnit.KILOGRAM, missing);
        assertEquals(List.of("calendar NO-DAYS is not known", "series CN is per MWh, the agreement settles in kg",
                "FX series USDCNY is USD per CNY, needed is CNY per USD", "series ND is in EUR, the agreement in USD, and no FX series is named",
                "series ND contains VAT and the agreement names no rate", "series PR contains no VAT and the agreement takes one off"),
                missing.stream().map(Missing::what).toList());
        assertEquals(List.of("publish calendar NO-DAYS", "register a matching series, or amend the agreement's reference price"),
                List.of(missing.get(0).fix(), missing.get(1).fix()));
    }

    // ---- a price to date

    @Test
    void beforeTheFirstAssessmentAPriceToDateSaysThatThereIsNoneYet() {
        var outcome = assertInstanceOf(DeterminationOutcome.Undetermined.class, toDate(market("2026-03-02"),
                rule(1, Averaging.SIMPLE, component("0.5", ND), component("0.5", plain("PR")))));
        assertEquals(List.of("series ND has no assessment in 2026-03 yet; publish an assessment of ND for a pricing day of the period",
                "series PR has no assessment in 2026-03 yet; publish an assessment of PR for a pricing day of the period"), words(outcome.missing()));
    }

    @Test
    void aPriceAgreedOnASundayCountsToDateFromTheNextPricingDay() {
        Market market = market("2026-03-02", "2026-03-03").figure("AGREED", day(1), "90.00");
        ReferencePriceRule rule = rule(0, ND, Fallback.to(Rung.AGREED, plain("AGREED")));
        Determination price = assertInstanceOf(DeterminationOutcome.Determined.class, toDate(market, rule)).determination();
        assertEquals(day(2), price.through());
        assertEquals("90.00 USD/kg", price.value().toString());
        // Agreed anew after the last pricing day of the period: it prices no day, the first one still does.
        assertEquals(day(2), assertInstanceOf(DeterminationOutcome.Determined.class, toDate(market.figure("AGREED", day(20), "95.00"), rule)).determination().through());
    }

    @Test
    void aSecondarySeriesOfADayThatIsNoPricingDayDoesNotMoveThePriceToDate() {
        Market market = market("2026-03-02", "2026-03-04").figure("ND", day(2), "100.00").figure("EU", day(3), "90.00");
        Determination price = assertInstanceOf(DeterminationOutcome.Determined.class,
                toDate(market, rule(ND, Fallback.to(Rung.SECONDARY, plain("EU")), Fallback.lastPublished(5)))).determination();
        assertEquals(day(2), price.through());
        Determination later = assertInstanceOf(DeterminationOutcome.Determined.class,
                toDate(market.figure("EU", day(4), "96.00"), rule(ND, Fallback.to(Rung.SECONDARY, plain("EU")), Fallback.lastPublished(5)))).determination();
        assertEquals(day(4), later.through());
        assertEquals("98.00 USD/kg", later.value().toString());
    }

    @Test
    void aPriceIsFoundAgainThroughItsLastDayAndNotBeyondThePeriod() {
        Market market = market("2026-03-02", "2026-03-03", "2026-04-01").figure("ND", day(2), "100.00").figure("ND", day(3), "104.00")
                .figure("ND", LocalDate.of(2026, 4, 1), "999.00");
        ResolvedRule rule = resolved(market, rule(ND));
        assertEquals("100.00 USD/kg", ((DeterminationOutcome.Determined) rule.determineThrough(MARCH, day(2), market::publications)).determination().value().toString());
        assertEquals("102.00 USD/kg", ((DeterminationOutcome.Determined) rule.determineThrough(MARCH, LocalDate.of(2026, 4, 30), market::publications))
                .determination().value().toString());
    }

    @Test
    void everyPreviousFixIsCountedAndThoseThatWereExpectedToo() {
        // The fix of Friday 27 February serves Monday and Tuesday; only Monday was a day of the FX calendar.
        Market market = market("2026-03-02", "2026-03-03", "2026-03-04").calendarOfOnly("ALL", "2026-03-02", "2026-03-04")
                .figure("CN", day(2), "565000").figure("CN", day(3), "565000").figure("CN", day(4), "565000")
                .figure("USDCNY", LocalDate.of(2026, 2, 27), "5").figure("USDCNY", day(4), "5");
        assertEquals(List.of("PREVIOUS_FX_FIX 2 of 3 pricing days used the previous fix", "EXPECTED_FX_FIX_ABSENT 1 of these on days on which a fix was expected"),
                determined(market, rule(yuan("CN"))).flags());
    }

    @Test
    void aDeterminationIsNamedByRulePeriodLastDayAndFacts() {
        Determination price = determined(market("2026-03-02").figure("ND", day(2), "100.00"), rule(ND));
        assertEquals("determined/" + price.rule() + "/2026-03/2026-03-02/" + price.factsDigest().substring(0, 16), price.id());
        assertEquals(rule(ND).id(), price.rule());
        assertTrue(price.rule().matches("rule-[0-9a-f]{16}"), price.rule());
        assertEquals(64, price.digest().length());
        assertTrue(price.isOfTheSeries(price.observations().get(0)));
    }

    // ---- what has to be read

    @Test
    void theSeriesReadAndTheirFirstDaysAreThoseOfEverySource() {
        ResolvedRule rule = resolved(market("2026-02-26", "2026-02-27", "2026-03-02"), rule(ND, Fallback.to(Rung.SECONDARY, yuan("CN")),
                Fallback.lastPublished(1), Fallback.to(Rung.AGREED, plain("AGREED"))));
        assertEquals(Set.of("ND", "CN", "USDCNY", "AGREED"), rule.seriesRead());
        Map<String, LocalDate> earliest = new TreeMap<>(rule.earliestNeeded(MARCH));
        assertEquals(LocalDate.of(2026, 2, 22), earliest.get("USDCNY"));
        assertEquals(LocalDate.of(2026, 3, 1), earliest.get("CN"));
        assertEquals(LocalDate.of(2026, 3, 1), earliest.get("AGREED"));
        assertTrue(!earliest.get("ND").isAfter(LocalDate.of(2026, 2, 27)), "the last price of February may be carried on: " + earliest);
        assertEquals(LocalDate.of(2026, 3, 9), rule.lastDayReached("USDCNY", day(2)));
        assertEquals(day(2), rule.lastDayReached("CN", day(2)));
        assertTrue(rule.lastDayReached("ND", LocalDate.of(2026, 2, 27)).isAfter(day(1)));
    }

    @Test
    void everySourceOfTheRuleMustBeRegistered() {
        Market market = market("2026-03-02");
        market.priceSeries.remove("EU");
        market.fxSeries.remove("USDCNY");
        List<Missing> missing = new ArrayList<>();
        assertTrue(rule(1, Averaging.SIMPLE,
                new Component(new BigDecimal("0.5"), ConversionOrder.CONVERT_THEN_AVERAGE, yuan("CN"), List.of(Fallback.to(Rung.SECONDARY, plain("EU")))),
                new Component(new BigDecimal("0.5"), ConversionOrder.CONVERT_THEN_AVERAGE, plain("PR"), List.of(Fallback.to(Rung.SECONDARY, plain("EU")))))
                .resolve(market.reference(), usd(), QuantityUnit.KILOGRAM, missing).isEmpty());
        assertEquals(List.of("FX series USDCNY is not registered", "price series EU is not registered"), missing.stream().map(Missing::what).toList());
    }

    // ---- for the tests

    private static LocalDate day(int ofMarch) {
        return LocalDate.of(2026, 3, ofMarch);
    }

    /** ND, PR, EU, AGREED and EXPERT in USD/kg, CN in CNY/t with tax; the primaries have these pricing days. */
    private static Market market(String... pricingDays) {
        Market market = new Market().calendarOfOnly("DAYS", pricingDays).calendar("ALL", Market.NEVER_CLOSED).fxSeries("USDCNY", "CNY", "USD", "ALL");
        Arrays.asList("ND", "PR").forEach(series -> market.series(series, "USD", QuantityUnit.KILOGRAM, false, "DAYS"));
        Arrays.asList("EU", "AGREED", "EXPERT").forEach(series -> market.series(series, "USD", QuantityUnit.KILOGRAM, false, "ALL"));
        return market.series("CN", "CNY", QuantityUnit.TONNE, true, "DAYS");
    }

    private static Source plain(String series) {
        return new Source(series, new Schedule<>(Map.of()), Optional.empty());
    }

    private static Source yuan(String series) {
        return new Source(series, new Schedule<>(Map.of(LocalDate.of(2019, 4, 1), new BigDecimal("0.13"))), Optional.of(new Fx("USDCNY", 7)));
    }

    private static Component component(String weight, Source primary) {
        return new Component(new BigDecimal(weight), ConversionOrder.CONVERT_THEN_AVERAGE, primary, List.of());
    }

    private static ReferencePriceRule rule(Source primary, Fallback... fallback) {
        return rule(1, primary, fallback);
    }

    private static ReferencePriceRule rule(int minimumObservations, Source primary, Fallback... fallback) {
        return rule(minimumObservations, Averaging.SIMPLE, new Component(BigDecimal.ONE, ConversionOrder.CONVERT_THEN_AVERAGE, primary, List.of(fallback)));
    }

    private static ReferencePriceRule weighted(Source primary, Fallback... fallback) {
        return rule(1, Averaging.VOLUME_WEIGHTED, new Component(BigDecimal.ONE, ConversionOrder.CONVERT_THEN_AVERAGE, primary, List.of(fallback)));
    }

    private static ReferencePriceRule rule(int minimumObservations, Averaging averaging, Component... components) {
        return new ReferencePriceRule(List.of(components), averaging, usd(), QuantityUnit.KILOGRAM, minimumObservations, Rounding.CENTS);
    }

    private static Currency usd() {
        return Currency.getInstance("USD");
    }

    private static ResolvedRule resolved(Market market, ReferencePriceRule rule) {
        List<Missing> missing = new ArrayList<>();
        return rule.resolve(market.reference(), usd(), QuantityUnit.KILOGRAM, missing).orElseThrow(() -> new AssertionError(missing.toString()));
    }

    private static Determination determined(Market market, ReferencePriceRule rule) {
        DeterminationOutcome outcome = resolved(market, rule).determine(MARCH, market::publications);
        return assertInstanceOf(DeterminationOutcome.Determined.class, outcome, outcome::toString).determination();
    }

    private static DeterminationOutcome toDate(Market market, ReferencePriceRule rule) {
        return resolved(market, rule).determineToDate(MARCH, market::publications);
    }

    private static List<Missing> undetermined(Market market, ReferencePriceRule rule) {
        return assertInstanceOf(DeterminationOutcome.Undetermined.class, resolved(market, rule).determine(MARCH, market::publications)).missing();
    }

    private static List<Missing.Rule> missing(Market market, ReferencePriceRule rule) {
        return undetermined(market, rule).stream().map(Missing::rule).toList();
    }

    private static List<String> rungs(Determination price) {
        return price.observations().stream().map(seen -> seen.series() + " " + seen.rung().term()).toList();
    }
}
