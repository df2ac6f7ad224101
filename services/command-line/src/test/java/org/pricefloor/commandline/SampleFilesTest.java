package org.pricefloor.commandline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.kernel.calendar.PricingCalendar;
import org.pricefloor.messaging.EventJson;

/** The converted sample files say what the published originals say, and nothing else. */
class SampleFilesTest {

    private static final Path ORIGINAL = CommandRun.SAMPLES.resolve("original");
    private static final Path FULL = ORIGINAL.resolve("lccc_sample_6_units_2022-07_to_2026-06.csv");
    private static final Path HISTORY = ORIGINAL.resolve("lccc_sample_6_units_vintages.csv");

    @Test
    void officialSettlementsBecomeAssessmentsAndDeliveries() {
        assertSame(FULL, row -> "2026-07-01", "assessments-lccc.csv", "deliveries-lccc.csv");
    }

    @Test
    void everyPublicationOfTheHistoryBecomesARow() {
        assertSame(HISTORY, row -> row.get("Published_On"), "history/assessments-lccc-history.csv", "history/deliveries-lccc-history.csv");
    }

    private static void assertSame(Path original, Function<CSVRecord, String> published, String assessments, String deliveries) {
        List<List<String>> prices = new ArrayList<>();
        List<List<String>> quantities = new ArrayList<>();
        Map<List<String>, String> shared = new HashMap<>();
        for (CSVRecord row : CommandRun.csv(original)) {
            String unit = row.get("CfD_ID");
            String day = row.get("Settlement_Date");
            boolean intermittent = row.get("Reference_Type").equals("IMRP");
            String price = row.get(intermittent ? "Weighted_IMRP_GBP_Per_MWh" : "Market_Reference_Price_GBP_Per_MWh");
            quantities.add(List.of("CFD-" + unit, day, "metered", day, row.get("CFD_Generation_MWh"), "MWh", published.apply(row)));
            if (price.isEmpty()) {
                assertEquals(0, new BigDecimal(row.get("CFD_Payments_GBP")).signum(), "no price, no payment: " + row);
                assertEquals(0, new BigDecimal(row.get("CFD_Generation_MWh")).signum(), "no price, no generation: " + row);
                continue;
            }
            if (!intermittent) {
                String before = shared.put(List.of(day, published.apply(row)), price);
                if (before != null) {
                    assertEquals(before, price, "baseload units share one reference price: " + row);
                    continue;
                }
            }
            prices.add(List.of(intermittent ? "IMRP-WEIGHTED-" + unit : "BMRP-GB", day, price, published.apply(row)));
        }
        assertEquals(prices, rows(assessments));
        assertEquals(quantities, rows(deliveries));
    }

    @Test
    void exchangeRatesAreTheRowsWithAFigure() {
        List<List<String>> expected = CommandRun.csv(ORIGINAL.resolve("usd_cny_h10_DEXCHUS_1981_2026-09-25.csv")).stream()
                .filter(row -> !row.get("DEXCHUS").isEmpty())
                .map(row -> List.of("FED-H10-CNY-PER-USD", row.get("observation_date"), row.get("DEXCHUS"), row.get("observation_date"))).toList();
        assertEquals(11_416, expected.size());
        assertEquals(expected, rows("fx-h10-cny-per-usd.csv"));
    }

    @Test
    void publishedOxidePointsKeepTheirSource() {
        List<List<String>> expected = CommandRun.csv(ORIGINAL.resolve("ndpr_oxide_smm_published_points.csv")).stream()
                .map(row -> List.of("SMM-NDPR-OXIDE-CN", row.get("date"), row.get("mid_cny_per_t"), row.get("date"), row.get("source_url"),
                        row.get("note"))).toList();
        assertEquals(27, expected.size());
        assertEquals(expected, rows("assessments-smm-ndpr-oxide.csv"));
    }

    @Test
    void strikesOfTheAgreementsChangeWhereThePublishedStrikesChange() throws IOException {
        Map<String, TreeMap<LocalDate, BigDecimal>> published = new HashMap<>();
        for (CSVRecord row : CommandRun.csv(FULL)) {
            published.computeIfAbsent(row.get("CfD_ID"), none -> new TreeMap<>())
                    .put(LocalDate.parse(row.get("Settlement_Date")), new BigDecimal(row.get("Strike_Price_GBP_Per_MWh")));
        }
        assertEquals(6, published.size());
        for (Map.Entry<String, TreeMap<LocalDate, BigDecimal>> unit : published.entrySet()) {
            AgreementDocument agreement = EventJson.read(Files.readAllBytes(CommandRun.SAMPLES.resolve("agreements/CFD-" + unit.getKey() + ".json")),
                    AgreementDocument.class);
            TreeMap<LocalDate, BigDecimal> steps = new TreeMap<>(agreement.floor().stream()
                    .collect(Collectors.toMap(AgreementDocument.PriceStep::from, AgreementDocument.PriceStep::price)));
            unit.getValue().forEach((day, strike) ->
                    assertEquals(0, strike.compareTo(steps.floorEntry(day).getValue()), unit.getKey() + " on " + day));
            assertEquals(unit.getValue().values().stream().map(BigDecimal::stripTrailingZeros).distinct().count(), steps.size());
        }
    }

    @Test
    void theExchangeRateCalendarIsOpenExactlyWhereTheFileHasAFigure() {
        PricingCalendar calendar = Terms.read(List.of(CommandRun.SAMPLES)).referenceData().calendars().get("US-FED-H10");
        Set<LocalDate> figures = CommandRun.csv(CommandRun.SAMPLES.resolve("fx-h10-cny-per-usd.csv")).stream()
                .map(row -> LocalDate.parse(row.get("date"))).collect(Collectors.toSet());
        assertEquals(figures, new HashSet<>(calendar.pricingDays(LocalDate.of(1981, 1, 2), LocalDate.of(2026, 9, 25))));
    }

    @Test
    void everyPublishedOxidePointLiesOnAPricingDay() {
        PricingCalendar calendar = Terms.read(List.of(CommandRun.SAMPLES)).referenceData().calendars().get("CN-PRICING");
        assertTrue(calendar.assumed());
        CommandRun.csv(CommandRun.SAMPLES.resolve("assessments-smm-ndpr-oxide.csv"))
                .forEach(row -> assertTrue(calendar.isPricingDay(LocalDate.parse(row.get("pricing_date"))), row.get("pricing_date")));
    }

    private static List<List<String>> rows(String file) {
        return CommandRun.csv(CommandRun.SAMPLES.resolve(file)).stream().map(CSVRecord::toList).toList();
    }
}
