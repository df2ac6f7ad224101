package org.pricefloor.settlement.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pricefloor.contracts.DecisionRecorded;
import org.pricefloor.contracts.DeliveryCertified;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.EventEnvelope;
import org.pricefloor.contracts.EventType;
import org.pricefloor.contracts.MeasureCertified;
import org.pricefloor.kernel.delivery.Assay;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.delivery.Measure;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.messaging.Received;
import org.pricefloor.settlement.Surroundings;
import org.pricefloor.settlement.shelf.FactShelf;

/** What was put on the shelf comes back as it was said. Nothing is committed: the bench never sees these facts. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class PeriodReadsTest {

    private static final Instant NOW = Instant.parse("2027-02-15T00:00:00Z");
    private static final LocalDate DAY = LocalDate.of(2026, 3, 29);
    private static final LocalDate YEAR = LocalDate.of(2026, 12, 31);
    private static final Map<String, List<PeriodReads.Days>> LAST_QUARTER =
            Map.of("A-READ", List.of(new PeriodReads.Days(LocalDate.of(2026, 10, 1), YEAR)));

    @Inject
    DataSource database;
    @Inject
    FactShelf shelf;
    private Connection connection;

    @BeforeEach
    void begin() throws SQLException {
        connection = database.getConnection();
        connection.setAutoCommit(false);
    }

    @AfterEach
    void undo() throws SQLException {
        connection.rollback();
        connection.close();
    }

    @Test
    void aDeliveryComesBackWithItsProductFormAssayAndHours() throws SQLException {
        List<BigDecimal> hours = new ArrayList<>(Collections.nCopies(22, new BigDecimal("2.50")));
        hours.add(BigDecimal.ZERO);
        shelve(new DeliveryCertified("delivery/A-READ/L1/r1", "A-READ", "L1", 1, "stockpile", DAY, new BigDecimal("250000"), "kg", NOW, "d1", NOW, "NdPr, \"Nd\" {x}",
                        "concentrate", new org.pricefloor.contracts.Assay("final", new BigDecimal("0.605"), new BigDecimal("0.1567")), null),
                new DeliveryCertified("delivery/A-READ/L2/r1", "A-READ", "L2", 1, "metered", DAY, new BigDecimal("55"), "MWh", NOW, "d2", NOW, null, null, null, hours),
                new DeliveryCertified("delivery/A-READ/L3/r1", "A-READ", "L3", 1, "stockpile", DAY, BigDecimal.ONE, "kg", NOW, "d3", NOW));
        List<Delivery> found = new ArrayList<>(reads().deliveries(Map.of("A-READ", List.of(new PeriodReads.Days(DAY, DAY)))).get("A-READ").get(DAY));
        found.sort(java.util.Comparator.comparing(Delivery::lot));
        assertEquals(Optional.of("NdPr, \"Nd\" {x}"), found.get(0).product());
        assertEquals(Optional.of("concentrate"), found.get(0).form());
        assertEquals(Optional.of(new Assay(Assay.Kind.FINAL, new BigDecimal("0.605"), new BigDecimal("0.1567"))), found.get(0).assay());
        assertEquals(List.of(), found.get(0).hourly());
        assertEquals(hours, found.get(1).hourly());
        assertEquals(new Delivery("L3", 1, "stockpile", DAY, found.get(2).quantity(), "delivery/A-READ/L3/r1"), found.get(2));
    }

    @Test
    void ofAMeasureTheNewestRevisionUpToTheCutOffIsRead() throws SQLException {
        shelve(ebitda(1, "-5.50"), new MeasureCertified("measure/A-READ/made-available/2026-12-31/r1", "A-READ", "made-available", YEAR, 1, new BigDecimal("4600"), "t",
                NOW, "survey", NOW));
        PeriodReads before = reads();
        shelve(ebitda(2, "7"));
        assertEquals(List.of(new Measure("ebitda", YEAR, 1, new BigDecimal("-5.50"), "USD", "measure/A-READ/ebitda/2026-12-31/r1"),
                        new Measure("made-available", YEAR, 1, new BigDecimal("4600"), "t", "measure/A-READ/made-available/2026-12-31/r1")),
                before.measures(LAST_QUARTER).get("A-READ"));
        assertEquals(new BigDecimal("7"), reads().measures(LAST_QUARTER).get("A-READ").get(0).value());
        assertEquals(Map.of(), reads().measures(Map.of("A-READ", List.of(new PeriodReads.Days(DAY, DAY)))));
        assertEquals(Map.of(), reads().measures(Map.of()));
        assertEquals(List.of(YEAR), reads().touchedDays(Map.of("A-READ", List.of(Work.EVER))).get("A-READ"));
    }

    @Test
    void aDecisionIsReadForThePeriodOfItsDay() throws SQLException {
        shelve(new DecisionRecorded("decision/A-READ/D-1", "A-READ", "D-1", "dispute-run", YEAR, "restated", "panel", NOW, NOW));
        PeriodKey period = new PeriodKey("A-READ", LocalDate.of(2026, 10, 1));
        assertEquals(Map.of(period, "decision/A-READ/D-1"), reads().openDecisions(Map.of(period, new PeriodReads.ClosedPeriod(YEAR, 0))));
        assertEquals(Map.of(), reads().openDecisions(Map.of(period, new PeriodReads.ClosedPeriod(YEAR, Long.MAX_VALUE))), "a run has admitted it");
        PeriodKey another = new PeriodKey("A-READ", DAY);
        assertEquals(Map.of(), reads().openDecisions(Map.of(another, new PeriodReads.ClosedPeriod(DAY, 0))));
        assertEquals(List.of(YEAR), reads().touchedDays(Map.of("A-READ", List.of(Work.EVER))).get("A-READ"));
    }

    @Test
    void eachOfThemMakesItsPeriodDue() throws SQLException {
        shelve(ebitda(1, "1"), new DecisionRecorded("decision/A-READ/D-2", "A-READ", "D-2", "dispute-run", DAY, "restated", "panel", NOW, NOW));
        try (Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery("SELECT kind || ' ' || unnest(days) FROM due WHERE agreement = 'A-READ' ORDER BY 1")) {
            List<String> due = new ArrayList<>();
            while (row.next()) {
                due.add(row.getString(1));
            }
            assertEquals(List.of("period 2026-03-29", "period 2026-12-31"), due);
        }
    }

    @Test
    void theSameMeasureAgainIsPassedOverAndWithOtherContentRefused() throws SQLException {
        shelve(ebitda(1, "1"));
        shelve(ebitda(1, "1"));
        assertEquals(1, reads().measures(LAST_QUARTER).get("A-READ").size());
        assertThrows(IllegalArgumentException.class, () -> shelve(ebitda(1, "2")));
    }

    @Test
    void theSameMeasureReceivedAgainLaterIsPassedOver() throws SQLException {
        shelve(ebitda(1, "1"));
        shelve(ebitda(1, "1", NOW.plusSeconds(3_600)));
        shelve(ebitda(2, "2"), ebitda(2, "2", NOW.plusSeconds(7_200)));
        assertEquals(new BigDecimal("2"), reads().measures(LAST_QUARTER).get("A-READ").get(0).value());
        assertThrows(IllegalArgumentException.class, () -> shelve(ebitda(1, "3", NOW.plusSeconds(3_600))));
        assertThrows(IllegalArgumentException.class, () -> shelve(ebitda(3, "3"), ebitda(3, "4", NOW.plusSeconds(3_600))));
    }

    private static MeasureCertified ebitda(int revision, String value) {
        return ebitda(revision, value, NOW);
    }

    private static MeasureCertified ebitda(int revision, String value, Instant receivedAt) {
        return new MeasureCertified(MeasureCertified.id("A-READ", "ebitda", YEAR, revision), "A-READ", "ebitda", YEAR, revision, new BigDecimal(value), "USD", NOW,
                "accounts-" + revision, receivedAt);
    }

    private PeriodReads reads() throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet head = statement.executeQuery("SELECT position FROM shelf_head")) {
            head.next();
            return new PeriodReads(connection, head.getLong(1));
        }
    }

    private void shelve(Event... events) throws SQLException {
        List<Received> received = new ArrayList<>();
        for (Event event : events) {
            EventType type = EventType.of(event);
            received.add(new Received(type.topic(), 0, received.size(),
                    new EventEnvelope(event.eventId(), type.typeName(), "/test", NOW, event.subject(), received.size() + 1L, EventJson.write(event)), event));
        }
        shelf.record(connection, received);
    }
}
