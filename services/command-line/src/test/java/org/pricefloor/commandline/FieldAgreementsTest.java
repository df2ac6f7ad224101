package org.pricefloor.commandline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agreements as the field writes them, settled from files. The amounts are worked by hand beside each test. */
class FieldAgreementsTest {

    private static final String SERIES = """
            {"series": "%s", "kind": "price", "publisher": "P", "product": "oxide", "currency": "USD", "per": "kg", "taxBasis": "excluding-vat", "calendar": "WEEKDAYS"}""";
    private static final String PRICED = """
            "referencePrice": {"series": "NDPR", "gap": {"rule": "last-published", "maxStaleDays": 100}}""";

    @TempDir
    Path folder;

    /** @param documents each the members of an agreement beside those that all of them have */
    private Path terms(String... documents) throws IOException {
        List<String> agreements = new ArrayList<>();
        for (String document : documents) {
            agreements.add("""
                    {"agreement": "A1", "title": "t", "producer": "MINE-1", "office": "OFFICE-1", "product": "oxide", "currency": "USD", "unit": "kg",
                     "timeZone": "UTC", "effectiveFrom": "2026-01-01", "effectiveTo": "2028-12-31", "period": "quarter", %s}""".formatted(document));
        }
        return Files.writeString(folder.resolve("terms.json"), """
                {"calendars": [{"calendar": "WEEKDAYS", "from": "2025-01-01", "to": "2028-12-31", "closedWeekdays": [6, 7], "source": "test"},
                               {"calendar": "EVERY-DAY", "from": "2025-01-01", "to": "2028-12-31", "source": "test"}],
                 "series": [%s, %s, {"series": "CPI", "kind": "index", "publisher": "P", "product": "consumer prices", "currency": "XXX", "per": "1",
                             "taxBasis": "not-applicable", "calendar": "EVERY-DAY"}],
                 "agreements": [%s]}""".formatted(SERIES.formatted("NDPR"), SERIES.formatted("DY"), String.join(",\n", agreements)));
    }

    private Path prices(String... rows) throws IOException {
        return Files.writeString(folder.resolve("prices.csv"), "series,pricing_date,price,published_at\n" + String.join("\n", rows) + "\n");
    }

    private Path lots(String... rows) throws IOException {
        return Files.writeString(folder.resolve("lots.csv"),
                "agreement,lot,category,delivery_date,quantity,unit,certified_at,product,form,assay,reo_share,content_share\n" + String.join("\n", rows) + "\n");
    }

    private Path measures(String... rows) throws IOException {
        return Files.writeString(folder.resolve("measures.csv"), "agreement,measure,day,value,unit,certified_at\n" + String.join("\n", rows) + "\n");
    }

    /** Otherwise the numbers could not be put in, and a reader could not follow. */
    private static JsonNode withEveryInputInItsFormula(JsonNode line) {
        for (JsonNode step : line.get("trace")) {
            for (JsonNode input : step.get("inputs")) {
                String name = input.get("name").asText();
                assertTrue(step.get("formula").asText().contains(name.startsWith("lot ") ? "sum of lots" : name), step.toString());
            }
        }
        return line;
    }

    /** By the label of the period. */
    private static Map<String, JsonNode> settled(Object... arguments) {
        Object[] all = new Object[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        all[0] = "settle";
        all[1] = "--json";
        return CommandRun.of(all).settlements().stream().collect(Collectors.toMap(line -> line.at("/period/label").asText(), FieldAgreementsTest::withEveryInputInItsFormula));
    }

    private static String amount(JsonNode list, String name, String value) {
        for (JsonNode each : list) {
            if (each.get(name).asText().equals(value)) {
                return each.get("amount").asText();
            }
        }
        return "none";
    }

    private static String text(Object... arguments) {
        CommandRun run = CommandRun.of(arguments);
        assertEquals(0, run.exitCode(), run.err());
        return run.out();
    }

    /**
     * 30% above 150 on 400,000 kg each: 35.50 x 400,000 = 14,200,000, a share of 4,260,000; 42.25 x 400,000 = 16,900,000, 5,070,000;
     * 28.00 x 400,000 = 11,200,000, 3,360,000, of which the cap of 10,000,000 leaves 670,000.
     */
    @Test
    void anAnnualCapOfTheShareIsUsedUpPeriodByPeriodAndBeginsAnewWithTheYear() throws IOException {
        Path terms = terms("""
                "version": 1, "instrument": "floor", "floor": [{"from": "2026-01-01", "price": "110.00"}], "upside": {"threshold": "150.00", "share": "0.30"},
                "caps": {"upsideSharePerYear": "10000000.00"}, %s""".formatted(PRICED));
        Path prices = prices("NDPR,2026-01-01,185.50,2026-01-01", "NDPR,2026-04-01,192.25,2026-04-01", "NDPR,2026-07-01,178.00,2026-07-01",
                "NDPR,2026-10-01,178.00,2026-10-01", "NDPR,2027-01-01,178.00,2027-01-01");
        Path lots = lots("A1,L1,sale,2026-02-10,400000,kg,2026-02-10,,,,,", "A1,L2,sale,2026-05-10,400000,kg,2026-05-10,,,,,",
                "A1,L3,sale,2026-08-10,400000,kg,2026-08-10,,,,,", "A1,L4,sale,2026-11-10,400000,kg,2026-11-10,,,,,",
                "A1,L5,sale,2027-02-10,400000,kg,2027-02-10,,,,,");
        Object[] files = {"--agreements", terms, "--assessments", prices, "--deliveries", lots, "--as-published-at", "2027-04-30"};
        Map<String, JsonNode> settled = settled(files);
        assertEquals("4260000.00", settled.get("2026-Q1").at("/amounts/upsideShare").asText());
        assertEquals("5070000.00", settled.get("2026-Q2").at("/amounts/upsideShare").asText());
        assertEquals("670000.00", settled.get("2026-Q3").at("/amounts/upsideShare").asText());
        assertEquals("0.00", settled.get("2026-Q4").at("/amounts/upsideShare").asText());
        assertEquals("3360000.00", settled.get("2027-Q1").at("/amounts/upsideShare").asText());
        assertEquals("10000000.00", settled.get("2026-Q3").at("/yearToDate/upsideShare").asText());
        String explained = text("explain", "A1", "2026-Q3", "--agreements", terms, "--assessments", prices, "--deliveries", lots, "--as-published-at", "2027-04-30");
        assertTrue(explained.contains("= min(3360000.00, max(0, 10000000.00 - 9330000.00))"), explained);
        assertTrue(explained.contains("Left of 2026 to its next period: upside share 10,000,000.00 of 10,000,000.00 USD"), explained);
    }

    /** 5,000,000 kg at the least, 4,321,500 taken: 678,500 x 110 = 74,635,000.00; with 4,600,000 available 278,500 x 110 = 30,635,000.00. */
    @Test
    void aDeficiencyIsDueForTheYearAndFallsWithWhatWasMadeAvailable() throws IOException {
        Path terms = terms("""
                "version": 1, "instrument": "floor", "floor": [{"from": "2026-01-01", "price": "110.00"}],
                "takeOrPay": {"minimumPerYear": "5000000", "deficiencyPrice": [{"from": "2026-01-01", "price": "110.00"}], "makeUpYears": 3}, %s""".formatted(PRICED));
        Path prices = prices("NDPR,2026-01-01,120.00,2026-01-01", "NDPR,2027-01-01,120.00,2027-01-01");
        Path lots = lots("A1,L1,sale,2026-02-10,4321500,kg,2026-02-10,,,,,", "A1,L2,sale,2027-02-10,5100000,kg,2027-02-10,,,,,");
        Path measures = measures("A1,made-available,2026-12-31,5200000,kg,2027-01-20", "A1,made-available,2026-12-31,4600000,kg,2027-02-20");
        Object[] files = {"--agreements", terms, "--assessments", prices, "--deliveries", lots, "--measures", measures, "--as-published-at", ""};
        files[9] = "2027-01-10";
        JsonNode pending = settled(files).get("2026-Q4");
        assertEquals("0.00", pending.at("/amounts/topUp").asText());
        assertTrue(pending.at("/flags/0").asText().startsWith("DEFICIENCY_PENDING"), pending.toString());
        files[9] = "2027-01-31";
        JsonNode first = settled(files).get("2026-Q4");
        assertEquals("74635000.00", amount(first.get("components"), "component", "deficiency"));
        files[9] = "2028-01-31";
        Map<String, JsonNode> settled = settled(files);
        assertEquals("30635000.00", settled.get("2026-Q4").at("/amounts/topUp").asText());
        // 5,100,000 taken: 100,000 beyond the minimum come from what was paid for, 100,000 x 110.
        assertEquals("11000000.00", amount(settled.get("2027-Q4").get("components"), "component", "make-up credit"));
        assertEquals("178500", settled.get("2027-Q4").at("/yearToDate/makeUp/0/quantity").asText());
        String explained = text("explain", "A1", "2026-Q4", "--agreements", terms, "--assessments", prices, "--deliveries", lots, "--measures", measures,
                "--as-published-at", "2028-01-31");
        assertTrue(explained.contains("= max(0, min(5000000, 4600000) - 4321500)"), explained);
        assertTrue(explained.contains("made available: 4600000 kg, measures.csv:3"), explained);
        assertTrue(explained.contains("= round(278500 x 110.00)"), explained);
        assertTrue(explained.contains("Net = deficiency = 30,635,000.00 USD"), explained);
    }

    /**
     * A threshold of 140,000,000 and quarters of 35,000,000. EBITDA of 100: 40 - 140, so 100 of the advances return and the quarter comes
     * to 35 - 100. In the second year 142.8, quarters of 35.7; EBITDA of 200 is 57.2 above: 30 whole and half of 27.2, which is 43.6; and
     * 142.8 return: 35.7 - 142.8 - 43.6.
     */
    @Test
    void aMarginIsAdvancedEachQuarterWithoutAnyLotAndTruedUpWithTheYear() throws IOException {
        Path terms = terms("""
                "version": 1, "instrument": "margin-guarantee", "marginGuarantee": {"threshold": "140000000.00", "growth": "0.02", "advanceShare": "0.25",
                "ebitdaIncludesAdvances": false, "tranches": [{"upTo": "30000000.00", "officeShare": "1"}, {"officeShare": "0.5"}]}""");
        Path measures = measures("A1,ebitda,2026-12-31,100000000,USD,2027-02-20", "A1,ebitda,2027-12-31,200000000,USD,2028-02-20");
        Map<String, JsonNode> settled = settled("--agreements", terms, "--measures", measures, "--as-published-at", "2028-03-15");
        assertEquals("35000000.00", settled.get("2026-Q1").at("/amounts/net").asText());
        assertEquals("-65000000.00", settled.get("2026-Q4").at("/amounts/net").asText());
        assertEquals("100000000.00", amount(settled.get("2026-Q4").get("components"), "component", "advance repayment"));
        assertEquals("35700000.00", settled.get("2027-Q1").at("/amounts/net").asText());
        assertEquals("43600000.00", amount(settled.get("2027-Q4").get("components"), "component", "excess share"));
        assertEquals("-150700000.00", settled.get("2027-Q4").at("/amounts/net").asText());
        assertEquals(null, settled.get("2028-Q1"));
        String lines = text("settle", "--agreements", terms, "--measures", measures, "--as-published-at", "2028-03-15");
        assertTrue(lines.contains("component advance repayment"), lines);
        String explained = text("explain", "A1", "2027-Q4", "--agreements", terms, "--measures", measures, "--as-published-at", "2028-03-15");
        assertTrue(explained.contains("= round(140000000.00 x (1 + 0.02) ^ (2 - 1))"), explained);
        assertTrue(explained.contains("= max(0, 142800000.00 - 200000000.00) - 142800000.00"), explained);
        assertTrue(explained.contains("= 200000000.00 - 142800000.00"), explained);
        assertTrue(explained.contains("= round(min(57200000.00, 30000000.00) x 1)"), explained);
        assertTrue(explained.contains("= round(27200000.00 x 0.5)"), explained);
        assertTrue(explained.contains("Net = margin advance - advance repayment - excess share = 35,700,000.00 - 142,800,000.00 - 43,600,000.00 = -150,700,000.00 USD"), explained);
    }

    /** EBITDA of 200 in the first year: 60 above 140, so 30 and half of 30, and the advances of 140 return: 35 - 140 - 45. */
    @Test
    void anExcessOfTheFirstYearIsSharedByTranches() throws IOException {
        Path terms = terms("""
                "version": 1, "instrument": "margin-guarantee", "marginGuarantee": {"threshold": "140000000.00", "growth": "0.02",
                "tranches": [{"upTo": "30000000.00", "officeShare": "1"}, {"officeShare": "0.5"}]}""");
        JsonNode last = settled("--agreements", terms, "--measures", measures("A1,ebitda,2026-12-31,200000000,USD,2027-02-20"), "--as-published-at", "2027-02-28").get("2026-Q4");
        assertEquals("45000000.00", amount(last.get("components"), "component", "excess share"));
        assertEquals("140000000.00", amount(last.get("components"), "component", "advance repayment"));
        assertEquals("-150000000.00", last.at("/amounts/net").asText());
    }

    /** 13.56 x 48,250.5 = 654,276.78; at 60/25/15: 392,566.068, 163,569.195 and 98,141.517, whose two cents left over go to .8 and .7 of a cent. */
    @Test
    void severalFundsCarryPartsThatAddUpToTheCent() throws IOException {
        Path terms = terms("""
                "version": 1, "instrument": "floor", "floor": [{"from": "2026-01-01", "price": "110.00"}],
                "funds": [{"fund": "FUND-US", "party": "US", "share": "0.60"}, {"fund": "FUND-JP", "party": "JP", "share": "0.25"},
                          {"fund": "FUND-AU", "party": "AU", "share": "0.15"}], %s""".formatted(PRICED));
        Object[] files = {"--agreements", terms, "--assessments", prices("NDPR,2026-01-01,96.44,2026-01-01"), "--deliveries",
                lots("A1,L1,sale,2026-02-10,48250.5,kg,2026-02-10,,,,,"), "--as-published-at", "2026-04-10"};
        JsonNode quarter = settled(files).get("2026-Q1");
        assertEquals("654276.78", quarter.at("/amounts/net").asText());
        assertEquals("392566.07", amount(quarter.get("funds"), "fund", "FUND-US"));
        assertEquals("163569.19", amount(quarter.get("funds"), "fund", "FUND-JP"));
        assertEquals("98141.52", amount(quarter.get("funds"), "fund", "FUND-AU"));
        String explained = text("explain", "A1", "2026-Q1", "--agreements", terms, "--assessments", folder.resolve("prices.csv"), "--deliveries",
                folder.resolve("lots.csv"), "--as-published-at", "2026-04-10");
        assertTrue(explained.contains("FUND-JP of JP: 654276.78 x 0.25 = 163569.195, carries 163,569.19"), explained);
        Path csv = folder.resolve("settled.csv");
        String lines = text("settle", "--agreements", terms, "--assessments", folder.resolve("prices.csv"), "--deliveries", folder.resolve("lots.csv"),
                "--as-published-at", "2026-04-10", "--csv", csv);
        assertTrue(lines.contains("  fund FUND-AU, top-up"), lines);
        assertEquals(List.of("654276.78", "98141.52", "163569.19", "392566.07"), CommandRun.csv(csv).stream().map(row -> row.get("top_up")).toList());
        assertEquals("fund FUND-AU, top-up", CommandRun.csv(csv).get(1).get("part"));
    }

    /**
     * NdPr at 90.00: 968 kg in 10,000 kg of concentrate (0.605 x 0.16) and 1,200 kg of oxide in 1,000 kg of metal, (100 - 90) x 2,168 =
     * 21,680.00. Dysprosium at 250.00, its floor of 300 risen by 2%: (306 - 250) x 10 = 560.00. Together 22,240.00.
     */
    @Test
    void severalProductsHaveALineEachAndTheirFloorsRise() throws IOException {
        Path terms = terms("""
                "version": 1, "instrument": "floor", "quantity": {"conversionFactors": [{"form": "metal", "from": "2026-01-01", "factor": "1.2"}]}, "products": [
                  {"product": "NDPR", "floor": [{"from": "2026-01-01", "price": "100.00"}],
                   "referencePrice": {"series": "NDPR", "gap": {"rule": "last-published", "maxStaleDays": 100}}},
                  {"product": "DY", "floor": [{"from": "2026-01-01", "price": "300.00"}], "escalation": {"rate": "0.02", "firstOn": "2027-01-01"},
                   "referencePrice": {"series": "DY", "gap": {"rule": "last-published", "maxStaleDays": 100}}}]""");
        Path prices = prices("NDPR,2027-01-01,90.00,2027-01-01", "DY,2027-01-01,250.00,2027-01-01");
        Path lots = lots("A1,L1,sale,2027-02-10,10000,kg,2027-02-10,NDPR,concentrate,provisional,0.605,0.16", "A1,L2,sale,2027-02-11,1000,kg,2027-02-11,NDPR,metal,,,",
                "A1,L3,sale,2027-02-12,10,kg,2027-02-12,DY,,,,");
        JsonNode quarter = settled("--agreements", terms, "--assessments", prices, "--deliveries", lots, "--as-published-at", "2027-04-10").get("2027-Q1");
        assertEquals("22240.00", quarter.at("/amounts/net").asText());
        assertEquals("21680.00", quarter.at("/lines/0/topUp").asText());
        assertEquals("306.00", quarter.at("/lines/1/floorPrice").asText());
        assertEquals("560.00", quarter.at("/lines/1/topUp").asText());
        assertEquals(2, quarter.get("referencePrices").size());
        assertEquals(quarter.at("/lines/1/determination/id").asText(), quarter.at("/referencePrices/1/eventId").asText());
        String lines = text("settle", "--agreements", terms, "--assessments", prices, "--deliveries", lots, "--as-published-at", "2027-04-10");
        assertTrue(lines.contains("  product DY "), lines);
        String explained = text("explain", "A1", "2027-Q1", "--agreements", terms, "--assessments", prices, "--deliveries", lots, "--as-published-at", "2027-04-10");
        assertTrue(explained.contains("Rule of the reference price of NDPR: "), explained);
        assertTrue(explained.contains("Rule of the reference price of DY: "), explained);
        assertTrue(explained.contains("= 10000 x 0.605 x 0.16"), explained);
        assertTrue(explained.contains("= 1000 x 1.2"), explained);
        assertTrue(explained.contains("= round(300.00 x (1 + 0.02) ^ 1)"), explained);
        assertTrue(explained.contains("= 21680.00 + 560.00"), explained);
    }

    /** 110 x 103 / 100 = 113.30 from the anniversary on, whose figure is that of October: (113.30 - 100) x 1,000. */
    @Test
    void aFloorFollowsAnIndexWhoseFiguresComeWithTheAssessments() throws IOException {
        Path terms = terms("""
                "version": 1, "instrument": "floor", "floor": [{"from": "2026-01-01", "price": "110.00"}],
                "escalation": {"index": {"series": "CPI", "base": "2025-10-01", "month": 10}, "firstOn": "2027-01-01"}, %s""".formatted(PRICED));
        Path lots = lots("A1,L1,sale,2027-02-10,1000,kg,2027-02-10,,,,,");
        Map<String, JsonNode> without = settled("--agreements", terms, "--assessments", prices("NDPR,2027-01-01,100.00,2027-01-01", "CPI,2025-10-01,100,2025-11-15"),
                "--deliveries", lots, "--as-published-at", "2027-04-10");
        assertEquals("INDEX_MUST_BE_PUBLISHED", without.get("2027-Q1").at("/missing/0/rule").asText());
        Path prices = prices("NDPR,2027-01-01,100.00,2027-01-01", "CPI,2025-10-01,100,2025-11-15", "CPI,2026-10-01,103,2026-11-15");
        JsonNode quarter = settled("--agreements", terms, "--assessments", prices, "--deliveries", lots, "--as-published-at", "2027-04-10").get("2027-Q1");
        assertEquals("13300.00", quarter.at("/amounts/net").asText());
        assertTrue(quarter.get("facts").toString().contains("prices.csv:4"), quarter.toString());
        String explained = text("explain", "A1", "2027-Q1", "--agreements", terms, "--assessments", prices, "--deliveries", lots, "--as-published-at", "2027-04-10");
        assertTrue(explained.contains("= round(110.00 x 103 / 100)"), explained);
    }

    /** 1,000 kg each at 100.00: under a floor of 110 until June 10,000.00, under 115 from July 15,000.00. */
    @Test
    void eachPeriodIsSettledUnderTheVersionThatGovernsIt() throws IOException {
        String members = """
                "instrument": "floor", "floor": [{"from": "2026-01-01", "price": "%s"}], %s""";
        Path terms = terms("\"version\": 2, \"governsFrom\": \"2026-07-01\", " + members.formatted("115.00", PRICED), "\"version\": 1, " + members.formatted("110.00", PRICED));
        Path prices = prices("NDPR,2026-04-01,100.00,2026-04-01", "NDPR,2026-07-01,100.00,2026-07-01");
        Path lots = lots("A1,L1,sale,2026-05-10,1000,kg,2026-05-10,,,,,", "A1,L2,sale,2026-08-10,1000,kg,2026-08-10,,,,,");
        Map<String, JsonNode> settled = settled("--agreements", terms, "--assessments", prices, "--deliveries", lots, "--as-published-at", "2026-10-10");
        assertEquals("10000.00", settled.get("2026-Q2").at("/amounts/net").asText());
        assertEquals(1, settled.get("2026-Q2").get("agreementVersion").asInt());
        assertEquals("15000.00", settled.get("2026-Q3").at("/amounts/net").asText());
        assertEquals(2, settled.get("2026-Q3").get("agreementVersion").asInt());
        Path other = terms("\"version\": 1, " + members.formatted("110.00", PRICED), ("\"version\": 2, " + members.formatted("115.00", PRICED)));
        Files.writeString(other, Files.readString(other).replaceFirst("\"currency\": \"USD\", \"unit\": \"kg\"", "\"currency\": \"EUR\", \"unit\": \"kg\""));
        CommandRun refused = CommandRun.of("settle", "--agreements", other);
        assertEquals(1, refused.exitCode());
        assertTrue(refused.err().contains("agreement A1 version 2 breaks CURRENCY_MUST_NOT_CHANGE, found USD: another version has EUR"), refused.err());
    }

    @Test
    void rowsThatTheAgreementCanNotHoldAreRefusedByRule() throws IOException {
        Path terms = terms("\"version\": 1, \"instrument\": \"floor\", \"floor\": [{\"from\": \"2026-01-01\", \"price\": \"110.00\"}], " + PRICED);
        CommandRun run = CommandRun.of("settle", "--agreements", terms, "--deliveries", lots("A1,L1,sale,2026-02-10,1,kg,2026-02-10,DY,,,,",
                "A1,L2,sale,2026-02-10,1,kg,2026-02-10,,concentrate,,,", "A1,L3,sale,2026-02-10,1,kg,2026-02-10,,metal,final,0.5,0.5"), "--measures",
                measures("A9,ebitda,2026-12-31,1,USD,2027-02-20", "A1,ebitda,2026-12-31,1,EUR,2027-02-20", "A1,made-available,2026-12-31,1,t,2027-02-20",
                        "A1,ebitda,2031-12-31,1,USD,2027-02-20", "A1,profit,2026-12-31,1,USD,2027-02-20"));
        assertEquals(1, run.exitCode());
        for (String refusal : List.of("lots.csv:2 PRODUCT_MUST_BE_OF_THE_AGREEMENT, found DY", "lots.csv:3 CONCENTRATE_MUST_HAVE_AN_ASSAY",
                "lots.csv:4 ASSAY_MUST_BE_OF_A_CONCENTRATE, found metal", "measures.csv:2 AGREEMENT_MUST_BE_REGISTERED, found A9",
                "measures.csv:3 UNIT_MUST_MATCH_AGREEMENT, found EUR: give the value in USD", "measures.csv:4 UNIT_MUST_MATCH_AGREEMENT, found t: give the value in kg",
                "measures.csv:5 YEAR_MUST_TOUCH_THE_TERM, found 2031-12-31", "measures.csv:6 MEASURE_MUST_BE_KNOWN")) {
            assertTrue(run.err().contains(refusal), refusal + " in " + run.err());
        }
    }
}
