package org.pricefloor.commandline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rare-earth agreement on published points and exchange rates, against figures computed outside the project. */
class OxideAgreementTest {

    private static final Path PRICES = CommandRun.SAMPLES.resolve("assessments-smm-ndpr-oxide.csv");
    private static final Path RATES = CommandRun.SAMPLES.resolve("fx-h10-cny-per-usd.csv");
    private static final Path LOTS = CommandRun.SAMPLES.resolve("deliveries-ndpr-ppa-illustrative.csv");

    @TempDir
    Path folder;

    /** Every published point as the price of a day of its own, once with the tax taken off and once left in. */
    @Test
    void workedPointsComeOutToTheCent() throws IOException {
        List<CSVRecord> points = CommandRun.csv(CommandRun.ORACLE.resolve("worked-points.csv"));
        Path terms = folder.resolve("terms.json");
        String calendar = Files.readString(CommandRun.SAMPLES.resolve("calendars/CN-PRICING.json")).replaceFirst("\\{", "{\"calendar\":\"CN-PRICING\",");
        String fxCalendar = Files.readString(CommandRun.SAMPLES.resolve("calendars/US-FED-H10.json")).replaceFirst("\\{", "{\"calendar\":\"US-FED-H10\",");
        String series = """
                {"series":"%s","kind":"price","publisher":"SMM","product":"NdPr oxide","currency":"CNY","per":"t","taxBasis":"%s","calendar":"CN-PRICING","source":"test"}""";
        String fx = Files.readString(CommandRun.SAMPLES.resolve("series/FED-H10-CNY-PER-USD.json")).replaceFirst("\\{", "{\"series\":\"FED-H10-CNY-PER-USD\",");
        String agreement = """
                {"agreement":"%s","version":1,"title":"t","producer":"P-1","office":"O-1","product":"NdPr oxide","currency":"USD","unit":"kg","timeZone":"UTC",
                "effectiveFrom":"2025-01-01","effectiveTo":"2026-12-31","period":"day","instrument":"floor","floor":[{"from":"2025-01-01","price":"110.00"}],
                "upside":{"threshold":"110.00","share":"0.30"},
                "referencePrice":{"series":"%s","conversion":{"vat":[%s],"fx":{"series":"FED-H10-CNY-PER-USD"}}}}""";
        Files.writeString(terms, "{\"calendars\":[" + calendar + "," + fxCalendar + "],\"series\":[" + fx + ","
                + series.formatted("EXCLUDING", "including-vat") + "," + series.formatted("INCLUDING", "not-applicable") + "],\"agreements\":["
                + agreement.formatted("WITHOUT-VAT", "EXCLUDING", "{\"from\":\"2019-04-01\",\"rate\":\"0.13\"}") + ","
                + agreement.formatted("WITH-VAT", "INCLUDING", "") + "]}");
        StringBuilder prices = new StringBuilder("series,pricing_date,price,published_at\n");
        StringBuilder lots = new StringBuilder("agreement,lot,category,delivery_date,quantity,unit,certified_at\n");
        for (CSVRecord point : points) {
            String day = point.get("pricing_date");
            for (String name : List.of("EXCLUDING", "INCLUDING")) {
                prices.append(name).append(',').append(day).append(',').append(point.get("price_cny_per_t_incl_vat")).append(',').append(day).append('\n');
            }
            for (String name : List.of("WITHOUT-VAT", "WITH-VAT")) {
                lots.append(name).append(',').append(day).append(",sale,").append(day).append(",1000,kg,").append(day).append('\n');
            }
        }
        Map<String, JsonNode> settled = CommandRun.of("settle", "--json", "--agreements", terms,
                "--assessments", Files.writeString(folder.resolve("prices.csv"), prices), "--fx", RATES,
                "--deliveries", Files.writeString(folder.resolve("lots.csv"), lots), "--as-published-at", "2026-12-31").settlements().stream()
                .collect(Collectors.toMap(line -> line.get("agreement").asText() + " " + line.at("/period/label").asText(), Function.identity()));
        for (CSVRecord point : points) {
            String day = point.get("pricing_date");
            JsonNode without = settled.get("WITHOUT-VAT " + day);
            JsonNode with = settled.get("WITH-VAT " + day);
            assertEquals(point.get("usd_per_kg_excl_vat"), without.at("/amounts/referencePrice").asText(), day);
            assertEquals(point.get("usd_per_kg_incl_vat"), with.at("/amounts/referencePrice").asText(), day);
            assertEquals(point.get("usd_per_kg_excl_vat_unrounded"), new BigDecimal(without.at("/referencePrice/observations/0/converted").asText())
                    .setScale(10, RoundingMode.HALF_UP).toPlainString(), day);
            assertEquals(point.get("fx_date"), without.at("/referencePrice/observations/0/fxDate").asText(), day);
            assertEquals(new BigDecimal(point.get("top_up_per_kg_excl_vat")).movePointRight(3).setScale(2),
                    new BigDecimal(without.at("/amounts/topUp").asText()), day);
        }
        // A top-up of 1.00 a kilogram without the tax is a share of the upside with it.
        assertEquals("1000.00", settled.get("WITHOUT-VAT 2026-02-12").at("/amounts/net").asText());
        assertEquals("123.17", settled.get("WITH-VAT 2026-02-12").at("/amounts/referencePrice").asText());
        assertEquals("-3951.00", settled.get("WITH-VAT 2026-02-12").at("/amounts/net").asText());
        assertEquals("76.75", settled.get("WITHOUT-VAT 2025-12-31").at("/amounts/referencePrice").asText());
        assertEquals("74.88", settled.get("WITHOUT-VAT 2025-12-25").at("/amounts/referencePrice").asText());
    }

    @Test
    void aQuarterOfSparsePointsSettlesOnTheLastPublishedAndSaysSo() {
        JsonNode quarter = settle().stream().filter(line -> line.at("/period/label").asText().equals("2025-Q4")).findFirst().orElseThrow();
        CSVRecord expected = CommandRun.csv(CommandRun.ORACLE.resolve("ndpr-2025-Q4-settlement.csv")).get(0);
        assertEquals(expected.get("reference_price"), quarter.at("/amounts/referencePrice").asText());
        assertEquals(expected.get("quantity_kg"), quarter.at("/amounts/quantity").asText());
        assertEquals(expected.get("top_up_usd"), quarter.at("/amounts/topUp").asText());
        List<CSVRecord> days = CommandRun.csv(CommandRun.ORACLE.resolve("ndpr-2025-Q4-observations.csv"));
        JsonNode observations = quarter.at("/referencePrice/observations");
        assertEquals(days.size(), observations.size());
        for (int i = 0; i < days.size(); i++) {
            JsonNode seen = observations.get(i);
            assertEquals(List.of(days.get(i).get("pricing_date"), days.get(i).get("assessed_on"), days.get(i).get("fx_date"), days.get(i).get("cny_per_usd")),
                    List.of(seen.get("pricingDate").asText(), seen.get("assessedOn").asText(), seen.get("fxDate").asText(), seen.get("fxRate").asText()));
            assertEquals(days.get(i).get("usd_per_kg_unrounded"),
                    new BigDecimal(seen.get("converted").asText()).setScale(20, RoundingMode.HALF_UP).toPlainString());
        }
        assertTrue(quarter.get("flags").toString().contains("STALE_PRICE 53 of 61"), quarter.get("flags").toString());
        assertTrue(quarter.get("flags").toString().contains("ASSUMED_CALENDAR CN-PRICING"), quarter.get("flags").toString());
    }

    @Test
    void aQuarterWithTooFewPointsStaysParkedAndSaysWhatItLacks() {
        JsonNode quarter = settle().stream().filter(line -> line.at("/period/label").asText().equals("2026-Q1")).findFirst().orElseThrow();
        assertTrue(quarter.path("amounts").isMissingNode());
        assertEquals("PRICING_DAY_MUST_HAVE_AN_ASSESSMENT", quarter.at("/missing/0/rule").asText());
        assertEquals("MINIMUM_OBSERVATIONS", quarter.at("/missing/1/rule").asText());
        assertTrue(quarter.at("/missing/1/what").asText().contains("3 published days"), quarter.toString());
    }

    @Test
    void aDerivationCanBeFollowedWithAPocketCalculator() {
        CommandRun run = CommandRun.of("explain", "NDPR-PPA", "2025-Q4", "--agreements", CommandRun.SAMPLES, "--assessments", PRICES, "--fx", RATES,
                "--deliveries", LOTS);
        assertEquals(0, run.exitCode(), run.err());
        for (String line : List.of(
                "      = 593500 / (1 + 0.13) / 7.0142 / 1000",
                "      = 74.8797067289... USD/kg",
                "      fx: 7.0142 CNY/USD, fx-h10-cny-per-usd.csv:11228",
                "      = 180000 + 48250.5 + 212500",
                "      = max(0, 110.00 - 70.01)",
                "      = round(39.99 x 440750.5)",
                "      = 17625612.50 USD   rounded to 2 decimals, HALF_UP",
                "Net = top-up - upside = 17,625,612.50 - 0.00 = 17,625,612.50 USD")) {
            assertTrue(run.out().lines().anyMatch(line::equals), line + " is not in:\n" + run.out());
        }
    }

    private static List<JsonNode> settle() {
        return CommandRun.of("settle", "--json", "--agreements", CommandRun.SAMPLES, "--agreement", "NDPR-PPA", "--assessments", PRICES, "--fx", RATES,
                "--deliveries", LOTS, "--as-published-at", "2026-05-31").settlements();
    }
}
