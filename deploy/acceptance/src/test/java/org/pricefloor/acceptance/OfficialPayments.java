package org.pricefloor.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The payments that the Low Carbon Contracts Company published for six UK contracts for difference. Contains data from the Low
 * Carbon Contracts Company, Open Government Licence v3.0.
 */
final class OfficialPayments {

    static final List<String> UNITS = List.of("AAA-K3C-180", "AR2-TKN-203", "AR4-CLH-710", "CAA-EAS-166", "INV-DRX-001", "INV-HOR-001");

    /** Names of units are quoted where they hold a comma. */
    private static final String OUTSIDE_QUOTES = ",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)";

    private static final BigDecimal PER_SETTLEMENT_PERIOD = new BigDecimal("48");

    /**
     * A published row.
     *
     * @param reference null: no reference price was published; generation and payment are zero then
     */
    record Row(String unit, String day, String publishedOn, BigDecimal generation, BigDecimal payment, BigDecimal strike, BigDecimal reference,
               boolean intermittent) {

        boolean isPayable() {
            return reference != null;
        }

        /** What the published precision allows: half of the last digit of price and payment in each of 48 settlement units. */
        BigDecimal tolerance() {
            BigDecimal tolerance = strike.subtract(reference).abs().multiply(new BigDecimal("0.0005")).multiply(PER_SETTLEMENT_PERIOD)
                    .add(new BigDecimal("0.005").multiply(PER_SETTLEMENT_PERIOD));
            return intermittent ? tolerance.add(generation.multiply(new BigDecimal("0.00005"))) : tolerance;
        }

        boolean agreesWith(BigDecimal settled) {
            return isPayable() ? settled.subtract(payment).abs().compareTo(tolerance()) <= 0 : settled.signum() == 0;
        }

        String key() {
            return unit + " " + day;
        }
    }

    private OfficialPayments() {
    }

    /** As published on 2026-07-01. */
    static List<Row> full() {
        return read(RunningSystem.SAMPLES.resolve("original/lccc_sample_6_units_2022-07_to_2026-06.csv"), "2026-07-01");
    }

    /** Every publication from 2026-04-15 on. */
    static List<Row> history() {
        return read(RunningSystem.SAMPLES.resolve("original/lccc_sample_6_units_vintages.csv"), null);
    }

    /** Unit, day and publication of the rows that the formula is known not to rebuild. */
    static Set<String> expectedOutside(String file) {
        Set<String> outside = new HashSet<>();
        lines(RunningSystem.ROOT.resolve("deploy/acceptance/src/test/resources/oracle").resolve(file)).stream().skip(1)
                .map(line -> line.split(",")).forEach(cells -> outside.add(cells[0] + " " + cells[1] + " " + cells[2]));
        return outside;
    }

    private static List<Row> read(Path file, String publishedOn) {
        List<String> lines = lines(file);
        Map<String, Integer> columns = new HashMap<>();
        String[] header = lines.get(0).split(",", -1);
        for (int i = 0; i < header.length; i++) {
            columns.put(header[i], i);
        }
        List<Row> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(OUTSIDE_QUOTES, -1);
            boolean intermittent = cells[columns.get("Reference_Type")].equals("IMRP");
            String reference = cells[columns.get(intermittent ? "Weighted_IMRP_GBP_Per_MWh" : "Market_Reference_Price_GBP_Per_MWh")];
            rows.add(new Row(cells[columns.get("CfD_ID")], cells[columns.get("Settlement_Date")],
                    publishedOn != null ? publishedOn : cells[columns.get("Published_On")],
                    new BigDecimal(cells[columns.get("CFD_Generation_MWh")]), new BigDecimal(cells[columns.get("CFD_Payments_GBP")]),
                    new BigDecimal(cells[columns.get("Strike_Price_GBP_Per_MWh")]), reference.isBlank() ? null : new BigDecimal(reference),
                    intermittent));
        }
        return rows;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
