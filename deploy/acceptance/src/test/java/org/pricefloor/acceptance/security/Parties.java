package org.pricefloor.acceptance.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pricefloor.acceptance.RunningSystem;
import org.pricefloor.houserules.AccessPolicy;

/** Two producers of the samples, and how an address is written about the rows of the first or about nothing. */
final class Parties {

    /** Whose rows the addresses are about. */
    static final String OWNER = "MINE-E";
    /** Has rows of its own, and none of these. */
    static final String OTHER = "MP-MATERIALS";
    static final List<String> OWNERS_AGREEMENTS = List.of("COORDINATED-FLOOR", "PPA-LOTS");
    /** Producers and agreements that the owner must not read of. */
    static final List<String> NOT_THE_OWNERS = List.of("MP-MATERIALS", "NDPR-PPA", "DEMO-MINE", "DEMO-FLOOR", "MINE-B", "JARE-OFFTAKE", "MINE-C", "SERRA-OFFTAKE",
            "MAGNETS-A", "MAGNET-MARGIN", "PLANT-D", "CFD-INDEXED", "CFD-AAA-K3C-180");

    static final Map<String, String> PRESENT = Map.of("agreement", "COORDINATED-FLOOR", "period", "2025-Q1",
            "lot", "OXIDE-" + YearMonth.now(ZoneOffset.UTC).minusMonths(1), "version", "1", "series", "FED-H10-CNY-PER-USD", "calendar", "EVERY-DAY", "sha256", sampleDigest(), "sequence", "1");
    static final Map<String, String> ABSENT = Map.of("agreement", "NO-SUCH-AGREEMENT", "period", "2025-Q1", "lot", "NO-SUCH-LOT", "version", "1",
            "series", "NO-SUCH-SERIES", "calendar", "NO-SUCH-CALENDAR", "sha256", "0".repeat(64), "sequence", "1");

    /** Where an address without an id in its path takes one in its query. */
    private static final Map<String, String> QUERIES = Map.of(
            "GET /api/settlements", "?agreement={agreement}", "GET /api/books/trial-balance", "?agreement={agreement}", "GET /api/statements", "?agreement={agreement}",
            "GET /", "?agreement={agreement}", "GET /office/payables", "?agreement={agreement}", "GET /office/payables.csv", "?agreement={agreement}",
            "POST /api/uploads/assessments", "?document=matrix.csv", "POST /api/uploads/fx-fixes", "?document=matrix.csv",
            "POST /api/uploads/deliveries", "?document=matrix.csv", "POST /api/uploads/measures", "?document=matrix.csv");

    /** Questions that write nothing, and that name an agreement. */
    private static final Map<String, String> QUESTIONS = Map.of(
            "POST /api/what-if", "{\"agreement\":\"{agreement}\",\"from\":\"2025-01-01\",\"to\":\"2025-03-31\"}",
            "POST /api/blast-radius", "{\"deliveries\":[{\"agreement\":\"{agreement}\",\"lot\":\"X\",\"category\":\"third-party-sale\",\"deliveryDate\":\"2025-01-15\","
                    + "\"quantity\":\"1\",\"unit\":\"kg\"}]}");

    private Parties() {
    }

    static String path(AccessPolicy.Row row, Map<String, String> ids) {
        String series = row.path().endsWith("/assessments") ? row.path().replace("{series}", ids == PRESENT ? "ILLUSTRATIVE-NDPR" : "{series}") : row.path();
        return filled(series.replace("/*", "/nothing-here") + QUERIES.getOrDefault(row.address(), ""), ids);
    }

    /** Whether an agreement or lot can be named to this address, in path, query or question. */
    static boolean namesAnId(AccessPolicy.Row row) {
        return (row.path() + QUERIES.getOrDefault(row.address(), "")).matches(".*\\{(agreement|lot)}.*") || isQuestion(row);
    }

    static boolean isQuestion(AccessPolicy.Row row) {
        return QUESTIONS.containsKey(row.address());
    }

    /** Of a write an empty document, which nobody takes in. */
    static String body(AccessPolicy.Row row, Map<String, String> ids) {
        if (row.method().equals("GET")) {
            return null;
        }
        return row.path().startsWith("/sign-") ? "" : isUpload(row) ? "" : filled(QUESTIONS.getOrDefault(row.address(), "{}"), ids);
    }

    static Map<String, String> headers(AccessPolicy.Row row) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (!row.method().equals("GET")) {
            headers.put("Content-Type", row.path().startsWith("/sign-") ? "application/x-www-form-urlencoded" : isUpload(row) ? "text/csv" : "application/json");
        }
        return headers;
    }

    private static boolean isUpload(AccessPolicy.Row row) {
        return row.path().startsWith("/api/uploads/");
    }

    private static String filled(String template, Map<String, String> ids) {
        String text = template;
        for (Map.Entry<String, String> id : ids.entrySet()) {
            text = text.replace("{" + id.getKey() + "}", id.getValue());
        }
        return text;
    }

    private static String sampleDigest() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(RunningSystem.SAMPLES.resolve("fx-h10-cny-per-usd.csv"))));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
