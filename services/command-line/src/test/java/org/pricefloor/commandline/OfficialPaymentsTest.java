package org.pricefloor.commandline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Six UK contracts for difference, settled from files, against the official payments. */
class OfficialPaymentsTest {

    private static final Path ORIGINAL = CommandRun.SAMPLES.resolve("original");

    @TempDir
    Path folder;

    @Test
    void officialPaymentsAreRebuiltInsideThePublishedPrecision() {
        Path settled = folder.resolve("settled.csv");
        CommandRun run = CommandRun.of("settle", "--agreements", CommandRun.SAMPLES, "--assessments", CommandRun.SAMPLES.resolve("assessments-lccc.csv"),
                "--deliveries", CommandRun.SAMPLES.resolve("deliveries-lccc.csv"), "--agreement", "CFD-AAA-K3C-180", "CFD-AR2-TKN-203",
                "CFD-AR4-CLH-710", "CFD-CAA-EAS-166", "CFD-INV-DRX-001", "CFD-INV-HOR-001", "--as-published-at", "2026-07-01", "--csv", settled);
        assertEquals(0, run.exitCode(), run.err());
        Map<String, BigDecimal> nets = nets(settled);
        int payable = 0;
        int inside = 0;
        Set<String> outside = new TreeSet<>();
        for (CSVRecord row : CommandRun.csv(ORIGINAL.resolve("lccc_sample_6_units_2022-07_to_2026-06.csv"))) {
            BigDecimal net = nets.get("CFD-" + row.get("CfD_ID") + " " + row.get("Settlement_Date"));
            if (reference(row).isEmpty()) {
                assertEquals(0, net.signum(), "settles at zero without a price: " + row);
                continue;
            }
            payable++;
            if (agrees(row, net)) {
                inside++;
            } else {
                outside.add(row.get("CfD_ID") + " " + row.get("Settlement_Date") + " " + net.subtract(payment(row)).setScale(2));
            }
        }
        assertEquals(7_436, payable);
        assertTrue(inside >= 7_364, "inside the bound: " + inside);
        assertEquals(CommandRun.csv(CommandRun.ORACLE.resolve("lccc-outside-tolerance.csv")).stream()
                .map(row -> row.get("unit") + " " + row.get("settlement_date") + " " + new BigDecimal(row.get("residual_gbp")))
                .collect(Collectors.toCollection(TreeSet::new)), outside);
    }

    @Test
    void everyPublicationDateIsRebuiltFromTheHistory() {
        TreeMap<String, Map<String, CSVRecord>> publications = new TreeMap<>();
        for (CSVRecord row : CommandRun.csv(ORIGINAL.resolve("lccc_sample_6_units_vintages.csv"))) {
            publications.computeIfAbsent(row.get("Published_On"), none -> new HashMap<>())
                    .put("CFD-" + row.get("CfD_ID") + " " + row.get("Settlement_Date"), row);
        }
        assertEquals(49, publications.size());
        Set<String> listed = CommandRun.csv(CommandRun.ORACLE.resolve("lccc-vintages-outside-tolerance.csv")).stream()
                .map(row -> "CFD-" + row.get("unit") + " " + row.get("settlement_date") + " " + row.get("published_on"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(50, listed.size());
        Map<String, CSVRecord> known = new HashMap<>();
        Set<String> outside = new TreeSet<>();
        for (Map.Entry<String, Map<String, CSVRecord>> publication : publications.entrySet()) {
            known.putAll(publication.getValue());
            Path settled = folder.resolve("settled-" + publication.getKey() + ".csv");
            CommandRun run = CommandRun.of("settle", "--agreements", CommandRun.SAMPLES,
                    "--assessments", CommandRun.SAMPLES.resolve("history/assessments-lccc-history.csv"),
                    "--deliveries", CommandRun.SAMPLES.resolve("history/deliveries-lccc-history.csv"), "--agreement", "CFD-AAA-K3C-180",
                    "CFD-AR2-TKN-203", "CFD-AR4-CLH-710", "CFD-CAA-EAS-166", "CFD-INV-DRX-001", "CFD-INV-HOR-001",
                    "--as-published-at", publication.getKey(), "--csv", settled);
            assertEquals(0, run.exitCode(), run.err());
            Map<String, BigDecimal> nets = nets(settled);
            known.forEach((key, row) -> {
                BigDecimal net = nets.get(key);
                if (reference(row).isEmpty() ? net.signum() != 0 : !agrees(row, net)) {
                    outside.add(key + " " + row.get("Published_On"));
                }
            });
        }
        assertEquals(listed, outside);
    }

    private static Map<String, BigDecimal> nets(Path settled) {
        Map<String, BigDecimal> nets = new HashMap<>();
        for (CSVRecord line : CommandRun.csv(settled)) {
            if (!line.get("net").isEmpty()) {
                nets.put(line.get("agreement") + " " + line.get("period"), new BigDecimal(line.get("net")));
            }
        }
        return nets;
    }

    private static String reference(CSVRecord row) {
        return row.get(row.get("Reference_Type").equals("IMRP") ? "Weighted_IMRP_GBP_Per_MWh" : "Market_Reference_Price_GBP_Per_MWh");
    }

    private static BigDecimal payment(CSVRecord row) {
        return new BigDecimal(row.get("CFD_Payments_GBP"));
    }

    /** The bound that the published precision implies: data/README of the originals, repeated in the oracle's README. */
    private static boolean agrees(CSVRecord row, BigDecimal net) {
        BigDecimal difference = new BigDecimal(row.get("Strike_Price_GBP_Per_MWh")).subtract(new BigDecimal(reference(row))).abs();
        BigDecimal halfHours = new BigDecimal(48);
        BigDecimal bound = new BigDecimal("0.0005").multiply(halfHours).multiply(difference)
                .add(new BigDecimal("0.005").multiply(halfHours));
        if (row.get("Reference_Type").equals("IMRP")) {
            bound = bound.add(new BigDecimal("0.00005").multiply(new BigDecimal(row.get("CFD_Generation_MWh"))));
        }
        return net.subtract(payment(row)).abs().compareTo(bound) <= 0;
    }

    @Test
    void theTraceOfADayNamesItsFileAndLine() {
        JsonNode day = CommandRun.of("settle", "--json", "--agreements", CommandRun.SAMPLES, "--assessments",
                CommandRun.SAMPLES.resolve("assessments-lccc.csv"), "--deliveries", CommandRun.SAMPLES.resolve("deliveries-lccc.csv"),
                "--agreement", "CFD-AAA-K3C-180").settlements().get(0);
        assertEquals("2022-07-01", day.at("/period/label").asText());
        assertEquals("deliveries-lccc.csv:2", day.at("/facts/0").asText());
        assertEquals("assessments-lccc.csv:2", day.at("/referencePrice/observations/0/priceFact").asText());
    }
}
