package org.pricefloor.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.common.mapper.TypeRef;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.pricefloor.acceptance.OfficialPayments.Row;

/**
 * Eleven weeks of real publications of six UK contracts for difference, played through the public API, Kafka and the database day
 * by day: every publication restates what it changes, and what was known earlier stays the answer.
 */
class PublicationHistoryTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Publications to be played; the first ones. Without the property all 49. */
    private static final int PUBLICATIONS = Integer.getInteger("pricefloor.history.publications", 49);

    @Test
    void afterEveryPublicationTheBooksAgreeWithWhatWasPublishedAndEarlierAnswersStay() throws IOException {
        SortedMap<String, List<String>> assessments = byPublication("assessments-lccc-history.csv", 3);
        SortedMap<String, List<String>> deliveries = byPublication("deliveries-lccc-history.csv", 6);
        SortedMap<String, List<Row>> official = new TreeMap<>();
        OfficialPayments.history().forEach(row -> official.computeIfAbsent(row.publishedOn(), unseen -> new ArrayList<>()).add(row));
        assertEquals(49, official.size(), "dates of publication");
        Set<String> expectedOutside = OfficialPayments.expectedOutside("lccc-vintages-outside-tolerance.csv");
        assertEquals(50, expectedOutside.size());

        Map<String, Map<String, BigDecimal>> answers = new LinkedHashMap<>();
        Map<String, Row> published = new TreeMap<>();
        Set<String> foundOutside = new HashSet<>();
        String first = official.firstKey();
        try (RunningSystem system = RunningSystem.startAt("history", at(first).minusSeconds(3600), options ->
                options.services(List.of(RunningSystem.serviceNamed("price-ingestion"), RunningSystem.serviceNamed("contract-registry"),
                        RunningSystem.serviceNamed("settlement"))))) {
            long facts = registerContracts(system);
            int played = 0;
            int compared = 0;
            for (String day : official.keySet()) {
                if (played++ == PUBLICATIONS) {
                    break;
                }
                system.setClock(at(day));
                facts += upload(system, "price-ingestion", "market-data", "assessments", "assessments-" + day, "series,pricing_date,price,published_at",
                        assessments.getOrDefault(day, List.of()));
                facts += upload(system, "contract-registry", "registrar", "deliveries", "deliveries-" + day,
                        "agreement,lot,category,delivery_date,quantity,unit,certified_at", deliveries.getOrDefault(day, List.of()));
                system.awaitSettled(facts, PATIENCE);
                official.get(day).forEach(row -> published.put(row.key(), row));

                Map<String, BigDecimal> books = books(system, null);
                for (Row row : published.values()) {
                    BigDecimal settled = books.get(row.key());
                    if (settled == null || !row.agreesWith(settled)) {
                        String name = row.key() + " " + row.publishedOn();
                        assertTrue(expectedOutside.contains(name), () -> "after the publication of " + day + ": " + name + " was published as "
                                + row.payment() + " and is settled at " + settled);
                        foundOutside.add(name);
                    }
                    compared++;
                }
                answers.put(day, books);
            }
            if (PUBLICATIONS >= 49) {
                assertEquals(expectedOutside, foundOutside, "the committed list of rows outside the tolerance may shrink: then shorten it");
            }
            for (Map.Entry<String, Map<String, BigDecimal>> answer : answers.entrySet()) {
                assertEquals(answer.getValue(), books(system, at(answer.getKey())), "what was known on " + answer.getKey());
            }
            System.out.printf("Publication history: %d publications, %d facts, %d comparisons with published payments, %d rows outside (all on the list)%n",
                    answers.size(), facts, compared, foundOutside.size());
        }
    }

    private static Instant at(String day) {
        return LocalDate.parse(day).atTime(12, 0).toInstant(java.time.ZoneOffset.UTC);
    }

    /** The number of facts this makes. */
    private static int registerContracts(RunningSystem system) throws IOException {
        put(system, "price-ingestion", "market-data", "/api/calendars/UK-EVERY-DAY", "calendars/UK-EVERY-DAY.json");
        List<String> allSeries = List.of("BMRP-GB", "IMRP-WEIGHTED-AR2-TKN-203", "IMRP-WEIGHTED-AR4-CLH-710", "IMRP-WEIGHTED-CAA-EAS-166",
                "IMRP-WEIGHTED-INV-HOR-001");
        for (String series : allSeries) {
            put(system, "price-ingestion", "market-data", "/api/series/" + series, "series/" + series + ".json");
        }
        for (String unit : OfficialPayments.UNITS) {
            String version = "/api/agreements/CFD-" + unit + "/versions/1";
            String digest = put(system, "contract-registry", "registrar", version, "agreements/CFD-" + unit + ".json").path("digest");
            system.as("approver", null, "contract-registry").contentType("application/json").body(Map.of("digest", digest)).post(version + "/approval").then().statusCode(201);
        }
        return 1 + allSeries.size() + OfficialPayments.UNITS.size();
    }

    private static ExtractableResponse<Response> put(RunningSystem system, String service, String role, String path, String file) throws IOException {
        return system.as(role, null, service).contentType("application/json").body(Files.readString(RunningSystem.SAMPLES.resolve(file)))
                .put(path).then().statusCode(201).extract();
    }

    private static int upload(RunningSystem system, String service, String role, String kind, String document, String header, List<String> rows) {
        if (rows.isEmpty()) {
            return 0;
        }
        system.as(role, null, service).contentType("text/csv").body(header + "\n" + String.join("\n", rows) + "\n")
                .post("/api/uploads/" + kind + "?document=" + document).then().statusCode(201);
        return rows.size();
    }

    private static Map<String, BigDecimal> books(RunningSystem system, Instant knownAt) {
        Map<String, BigDecimal> books = new TreeMap<>();
        for (String unit : OfficialPayments.UNITS) {
            List<Map<String, Object>> runs = system.office("settlement").queryParams(knownAt == null ? Map.of() : Map.of("knownAt", knownAt.toString()))
                    .get("/api/settlements?agreement=CFD-" + unit).then().statusCode(200).extract().as(new TypeRef<>() { });
            runs.forEach(run -> books.put(unit + " " + run.get("period"), new BigDecimal((String) run.get("net"))));
        }
        return books;
    }

    private static SortedMap<String, List<String>> byPublication(String file, int column) throws IOException {
        SortedMap<String, List<String>> rows = new TreeMap<>();
        Path path = RunningSystem.SAMPLES.resolve("history").resolve(file);
        Files.readAllLines(path).stream().skip(1)
                .forEach(line -> rows.computeIfAbsent(line.split(",")[column], unseen -> new ArrayList<>()).add(line));
        return rows;
    }
}
