package org.pricefloor.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

/** The publication history of the six units as the events that price-ingestion and contract-registry make of it. */
final class HistoryFacts {

    private static final Instant RECEIVED = Instant.parse("2026-07-01T12:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    private HistoryFacts() {
    }

    /** In the order of publication. */
    static List<Event> all() throws IOException {
        List<Event> facts = new ArrayList<>();
        JsonNode calendar = JSON.readTree(Files.readString(RunningSystem.SAMPLES.resolve("calendars/UK-EVERY-DAY.json")));
        facts.add(new CalendarPublished(CalendarPublished.id("UK-EVERY-DAY", 1), "UK-EVERY-DAY", 1, LocalDate.parse(calendar.get("from").asText()),
                LocalDate.parse(calendar.get("to").asText()), List.of(), List.of(), calendar.get("assumed").asBoolean(),
                calendar.get("source").asText(), RECEIVED));
        for (String id : List.of("BMRP-GB", "IMRP-WEIGHTED-AR2-TKN-203", "IMRP-WEIGHTED-AR4-CLH-710", "IMRP-WEIGHTED-CAA-EAS-166",
                "IMRP-WEIGHTED-INV-HOR-001")) {
            JsonNode series = JSON.readTree(Files.readString(RunningSystem.SAMPLES.resolve("series/" + id + ".json")));
            facts.add(new SeriesRegistered(SeriesRegistered.id(id, 1), id, 1, series.get("kind").asText(), series.get("publisher").asText(),
                    series.get("product").asText(), series.get("currency").asText(), series.get("per").asText(),
                    series.get("taxBasis").asText(), series.get("calendar").asText(), series.get("source").asText(), RECEIVED));
        }
        for (String unit : OfficialPayments.UNITS) {
            AgreementDocument document = AgreementTranslation.complete(EventJson.read(
                    Files.readAllBytes(RunningSystem.SAMPLES.resolve("agreements/CFD-" + unit + ".json")), AgreementDocument.class));
            facts.add(new AgreementVersionRegistered(AgreementVersionRegistered.id(document.agreement(), 1), document,
                    Digest.sha256(EventJson.write(document)), "registrar", "approver", RECEIVED, null, RECEIVED));
        }
        Map<String, Integer> revisions = new HashMap<>();
        for (String[] cells : rows("assessments-lccc-history.csv")) {
            LocalDate day = LocalDate.parse(cells[1]);
            int revision = revisions.merge(cells[0] + " " + day, 1, Integer::sum);
            facts.add(new PriceAssessed(PriceAssessed.id(cells[0], day, revision), cells[0], day, revision, new BigDecimal(cells[2]),
                    publication(cells[3]), "assessments-" + cells[3], RECEIVED, null, null));
        }
        for (String[] cells : rows("deliveries-lccc-history.csv")) {
            int revision = revisions.merge(cells[0] + " " + cells[1], 1, Integer::sum);
            facts.add(new DeliveryCertified(DeliveryCertified.id(cells[0], cells[1], revision), cells[0], cells[1], revision, cells[2],
                    LocalDate.parse(cells[3]), new BigDecimal(cells[4]), cells[5], publication(cells[6]), "deliveries-" + cells[6], RECEIVED));
        }
        return facts;
    }

    private static Instant publication(String day) {
        return LocalDate.parse(day).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    private static List<String[]> rows(String file) throws IOException {
        return Files.readAllLines(RunningSystem.SAMPLES.resolve("history").resolve(file)).stream().skip(1)
                .map(line -> line.split(",")).toList();
    }
}
