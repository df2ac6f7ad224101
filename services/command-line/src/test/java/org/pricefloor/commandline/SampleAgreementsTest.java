package org.pricefloor.commandline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The sample agreements of every shape, settled from the very files that {@code deploy/up} sends through the API. Their amounts are
 * worked by hand, with the arithmetic beside each, in {@code sample-shapes.csv} of the acceptance tests, which hold the running system
 * to the same file.
 */
class SampleAgreementsTest {

    private static final List<String> OF_FILES = List.of("JARE-OFFTAKE", "SERRA-OFFTAKE", "MAGNET-MARGIN", "CFD-INDEXED", "COORDINATED-FLOOR");

    @TempDir
    Path folder;

    @Test
    void everyShapeSettlesFromFilesToTheAmountsWorkedByHand() {
        TreeMap<String, JsonNode> settled = settled("2026-07-01");
        Set<String> shapes = new TreeSet<>();
        for (CSVRecord expected : CommandRun.csv(CommandRun.ORACLE.resolve("sample-shapes.csv"))) {
            if (expected.get("seen").equals("api")) {
                continue;
            }
            String period = expected.get("agreement") + " " + expected.get("period");
            JsonNode line = settled.get(period);
            assertTrue(line != null, period + " is settled");
            assertSame(expected.get("top_up"), line.get("amounts").get("topUp"), period + ": " + expected.get("arithmetic"));
            assertSame(expected.get("upside"), line.get("amounts").get("upsideShare"), period + ": " + expected.get("arithmetic"));
            assertSame(expected.get("net"), line.get("amounts").get("net"), period + ": " + expected.get("arithmetic"));
            shapes.add(expected.get("agreement"));
        }
        assertEquals(new TreeSet<>(OF_FILES), shapes);
    }

    @Test
    void thePartsOfTheFundsAreThoseWorkedByHand() {
        TreeMap<String, JsonNode> settled = settled("2026-07-01");
        for (CSVRecord expected : CommandRun.csv(CommandRun.ORACLE.resolve("sample-shapes-funds.csv"))) {
            JsonNode fund = null;
            for (JsonNode each : settled.get(expected.get("agreement") + " " + expected.get("period")).get("funds")) {
                fund = each.get("fund").asText().equals(expected.get("fund")) ? each : fund;
            }
            assertSame(expected.get("amount"), fund.get("amount"), expected.get("fund") + ": " + expected.get("arithmetic"));
        }
    }

    /** What was corrected later, the price, the certificates and the reading, comes out as it was before. */
    @Test
    void asPublishedEarlierTheEarlierAmountsComeOut() {
        // Nd at 79.50: 5.50 x 700,000 = 3,850,000; with Dy 400,000.
        assertSame("4250000.00", settled("2025-05-31").get("SERRA-OFFTAKE 2025-Q1").get("amounts").get("net"), "before Nd was corrected");
        // 5,000,000 - 4,321,500 = 678,500 kg x 110.00 = 74,635,000; with the top-up of 1,851,500 under version 2.
        assertSame("76486500.00", settled("2026-03-31").get("SERRA-OFFTAKE 2025-Q4").get("amounts").get("net"), "before the certificate was corrected");
        // EBITDA 100,000,000: 40 - 140 = -100 million; 35 - 100 = -65 million.
        assertSame("-65000000.00", settled("2026-03-31").get("MAGNET-MARGIN 2025-Q4").get("amounts").get("net"), "before EBITDA was corrected");
        // 24.62 x 1,000
        assertSame("24620.00", settled("2026-04-20").get("CFD-INDEXED 2026-03-30").get("amounts").get("net"), "before the reading was corrected");
        // At 95.50: 14.50 x 60,000 = 870,000.
        assertSame("870000.00", settled("2025-07-31").get("COORDINATED-FLOOR 2025-Q2").get("amounts").get("net"), "before the benchmark was corrected");
    }

    @Test
    void onePeriodOfEachShapeIsExplained() {
        assertExplains("JARE-OFFTAKE", "2025-11", "= min(3360000.00, max(0, 10000000.00 - 9330000.00))", "= -670,000.00 USD");
        assertExplains("SERRA-OFFTAKE", "2026-Q1", "Agreement SERRA-OFFTAKE, version 2", "= 1,412,500.00 USD");
        assertExplains("SERRA-OFFTAKE", "2025-Q4", "= max(0, min(5000000, 4600000) - 4321500)", "= 32,486,500.00 USD");
        assertExplains("MAGNET-MARGIN", "2025-Q4", "= max(0, 140000000.00 - 200000000.00) - 140000000.00", "= -150,000,000.00 USD");
        assertExplains("CFD-INDEXED", "2026-04-01", "= round(114.62 x 103.4 / 100.0)", "= 28,534.26 GBP");
        assertExplains("COORDINATED-FLOOR", "2025-Q1", "FUND-B of GOVERNMENT-B: 654276.78 x 0.25 = 163569.195, carries 163,569.19", "= 654,276.78 USD");
    }

    /** The price of the month before is loaded with its dates filled in; here the lots are given as what their elections became. */
    @Test
    void theElectionsOfTheLedgerComeToTheSameFromFiles() throws IOException {
        Path prices = Files.writeString(folder.resolve("prices.csv"), Files.readString(CommandRun.SAMPLES.resolve("assessments-lots-illustrative.csv"))
                .replace("${month-1.start}", "2026-05-01").replace("${month-1}", "2026-05"));
        // 4,000 kg elected of 9,420; the final assay finds 100,000 x 0.61 x 0.155 = 9,455: 4,000 x 9,455 / 9,420 = 4,014.862.
        Path lots = Files.writeString(folder.resolve("lots.csv"), """
                agreement,lot,category,delivery_date,quantity,unit,certified_at
                PPA-LOTS,CONCENTRATE-2026-05,stockpile,2026-05-31,4000,kg,2026-06-01
                PPA-LOTS,OXIDE-2026-05,third-party-sale,2026-05-31,2000,kg,2026-06-01
                PPA-LOTS,METAL-2026-05,affiliate-sale,2026-05-31,2400,kg,2026-06-01
                PPA-LOTS,CONCENTRATE-2026-05,stockpile,2026-05-31,4014.862,kg,2026-06-02
                """);
        CommandRun run = CommandRun.of("settle", "--json", "--agreements", CommandRun.SAMPLES, "--agreement", "PPA-LOTS", "--assessments", prices,
                "--deliveries", lots, "--as-published-at", "2026-06-30");
        CSVRecord expected = CommandRun.csv(CommandRun.ORACLE.resolve("sample-shapes.csv")).stream().filter(row -> row.get("agreement").equals("PPA-LOTS"))
                .findFirst().orElseThrow();
        JsonNode may = run.settlements().stream().filter(line -> line.get("period").get("label").asText().equals("2026-05")).findFirst().orElseThrow();
        assertSame(expected.get("net"), may.get("amounts").get("net"), expected.get("arithmetic"));
    }

    private static TreeMap<String, JsonNode> settled(String asPublishedAt) {
        List<Object> arguments = new ArrayList<>(List.of("settle", "--json", "--as-published-at", asPublishedAt));
        arguments.addAll(files());
        arguments.add("--agreement");
        arguments.addAll(OF_FILES);
        TreeMap<String, JsonNode> settled = new TreeMap<>();
        CommandRun.of(arguments.toArray()).settlements().forEach(line -> settled.put(line.get("agreement").asText() + " " + line.get("period").get("label").asText(), line));
        return settled;
    }

    private static void assertExplains(String agreement, String period, String... printed) {
        List<Object> arguments = new ArrayList<>(List.of("explain", agreement, period, "--as-published-at", "2026-07-01"));
        arguments.addAll(files());
        CommandRun run = CommandRun.of(arguments.toArray());
        assertEquals(0, run.exitCode(), run.err());
        Arrays.asList(printed).forEach(line -> assertTrue(run.out().contains(line), () -> line + " is not in\n" + run.out()));
    }

    private static List<Object> files() {
        return List.of("--agreements", CommandRun.SAMPLES, "--assessments", CommandRun.SAMPLES.resolve("assessments-shapes-illustrative.csv"),
                "--deliveries", CommandRun.SAMPLES.resolve("deliveries-shapes-illustrative.csv"),
                "--measures", CommandRun.SAMPLES.resolve("measures-shapes-illustrative.csv"));
    }

    /** By value, whatever the number of decimals. */
    private static void assertSame(String expected, JsonNode found, String what) {
        assertEquals(0, new BigDecimal(expected).compareTo(new BigDecimal(found.asText())), () -> what + ": expected " + expected + ", found " + found.asText());
    }
}
