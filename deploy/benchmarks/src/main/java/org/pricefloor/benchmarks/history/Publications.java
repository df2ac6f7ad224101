package org.pricefloor.benchmarks.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.contracts.AgreementVersionRegistered;
import org.pricefloor.contracts.CalendarPublished;
import org.pricefloor.contracts.DeliveryCertified;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.SeriesRegistered;
import org.pricefloor.kernel.price.Digest;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.translation.AgreementTranslation;

/**
 * Workload L as events: what was known before, which are the four years of days that the history of publications does not touch, and then the
 * publications in their order. Contains data from the Low Carbon Contracts Company, Open Government Licence v3.0.
 *
 * @param ground     calendar, series, agreements, and the days that no later publication touches
 * @param agreements as registered
 * @param byDay      the figures and deliveries of each publication
 */
record Publications(List<Event> ground, List<AgreementDocument> agreements, SortedMap<LocalDate, List<Event>> byDay) {

    private static final List<String> UNITS = List.of("AAA-K3C-180", "AR2-TKN-203", "AR4-CLH-710", "CAA-EAS-166", "INV-DRX-001", "INV-HOR-001");
    private static final List<String> SERIES = List.of("BMRP-GB", "IMRP-WEIGHTED-AR2-TKN-203", "IMRP-WEIGHTED-AR4-CLH-710", "IMRP-WEIGHTED-CAA-EAS-166",
            "IMRP-WEIGHTED-INV-HOR-001");
    private static final Instant RECEIVED = Instant.parse("2026-07-01T12:00:00Z");

    /** @param samples the samples of the development stack, which hold the published files */
    static Publications read(Path samples) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<Event> ground = new ArrayList<>();
        JsonNode calendar = json.readTree(Files.readString(samples.resolve("calendars/UK-EVERY-DAY.json")));
        ground.add(new CalendarPublished(CalendarPublished.id("UK-EVERY-DAY", 1), "UK-EVERY-DAY", 1, LocalDate.parse(calendar.get("from").asText()),
                LocalDate.parse(calendar.get("to").asText()), List.of(), List.of(), calendar.get("assumed").asBoolean(), calendar.get("source").asText(), RECEIVED));
        for (String id : SERIES) {
            JsonNode series = json.readTree(Files.readString(samples.resolve("series/" + id + ".json")));
            ground.add(new SeriesRegistered(SeriesRegistered.id(id, 1), id, 1, series.get("kind").asText(), series.get("publisher").asText(), series.get("product").asText(),
                    series.get("currency").asText(), series.get("per").asText(), series.get("taxBasis").asText(), series.get("calendar").asText(),
                    series.get("source").asText(), RECEIVED));
        }
        SortedMap<LocalDate, List<Event>> byDay = new TreeMap<>();
        Set<String> later = new HashSet<>();
        Map<String, Integer> revisions = new HashMap<>();
        for (String[] cells : rows(samples.resolve("history/assessments-lccc-history.csv"))) {
            later.add(cells[0] + " " + cells[1]);
            byDay.computeIfAbsent(LocalDate.parse(cells[3]), unseen -> new ArrayList<>()).add(price(cells, revisions.merge(cells[0] + " " + cells[1], 1, Integer::sum)));
        }
        for (String[] cells : rows(samples.resolve("history/deliveries-lccc-history.csv"))) {
            later.add(cells[0] + " " + cells[1]);
            byDay.computeIfAbsent(LocalDate.parse(cells[6]), unseen -> new ArrayList<>()).add(delivery(cells, revisions.merge(cells[0] + " " + cells[1], 1, Integer::sum)));
        }
        rows(samples.resolve("assessments-lccc.csv")).stream().filter(cells -> !later.contains(cells[0] + " " + cells[1])).forEach(cells -> ground.add(price(cells, 1)));
        List<AgreementDocument> agreements = new ArrayList<>();
        for (String unit : UNITS) {
            AgreementDocument document = AgreementTranslation.complete(EventJson.read(Files.readAllBytes(samples.resolve("agreements/CFD-" + unit + ".json")), AgreementDocument.class));
            agreements.add(document);
            ground.add(new AgreementVersionRegistered(AgreementVersionRegistered.id(document.agreement(), 1), document, Digest.sha256(EventJson.write(document)), "registrar",
                    "approver", RECEIVED, null, RECEIVED));
        }
        rows(samples.resolve("deliveries-lccc.csv")).stream().filter(cells -> !later.contains(cells[0] + " " + cells[1])).forEach(cells -> ground.add(delivery(cells, 1)));
        return new Publications(ground, agreements, byDay);
    }

    private static PriceAssessed price(String[] cells, int revision) {
        LocalDate day = LocalDate.parse(cells[1]);
        return new PriceAssessed(PriceAssessed.id(cells[0], day, revision), cells[0], day, revision, new BigDecimal(cells[2]), midnight(cells[3]), "assessments-" + cells[3],
                RECEIVED, null, null);
    }

    private static DeliveryCertified delivery(String[] cells, int revision) {
        return new DeliveryCertified(DeliveryCertified.id(cells[0], cells[1], revision), cells[0], cells[1], revision, cells[2], LocalDate.parse(cells[3]),
                new BigDecimal(cells[4]), cells[5], midnight(cells[6]), "deliveries-" + cells[6], RECEIVED);
    }

    private static Instant midnight(String day) {
        return LocalDate.parse(day).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    private static List<String[]> rows(Path file) throws IOException {
        return Files.readAllLines(file).stream().skip(1).map(line -> line.split(",")).toList();
    }
}
