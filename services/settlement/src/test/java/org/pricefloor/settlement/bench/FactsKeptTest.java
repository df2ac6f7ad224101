package org.pricefloor.settlement.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.contracts.AgreementVersionRegistered;
import org.pricefloor.contracts.CalendarPublished;
import org.pricefloor.contracts.DeliveryCertified;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.EventEnvelope;
import org.pricefloor.contracts.EventType;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.SeriesRegistered;
import org.pricefloor.kernel.calendar.PeriodLength;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.messaging.Received;
import org.pricefloor.settlement.Surroundings;
import org.pricefloor.settlement.books.Books;
import org.pricefloor.settlement.books.DeterminationsKnown;
import org.pricefloor.settlement.shelf.FactShelf;
import org.pricefloor.translation.AgreementTranslation;

/**
 * What a bench keeps between its rounds changes nothing that it posts: facts late, revised, moved and withdrawn come in batches, and the books
 * of a bench that keeps, of one that reads everything anew each round, of one that forgets all the time and of two that work in turns are the
 * same, to the digest of every event. Nothing is committed: the service's own bench never sees these facts.
 */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class FactsKeptTest {

    private static final Instant NOW = Instant.parse("2026-03-20T12:00:00Z");
    private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
    private static final LocalDate LAST = LocalDate.of(2026, 3, 31);
    private static final int SEEDS = 1;
    private static final int BATCHES = 25;

    @Inject
    DataSource database;
    @Inject
    FactShelf shelf;
    @Inject
    Books books;

    /** A bench between its rounds. */
    private final class Memory {

        private final ReferenceShelf references = new ReferenceShelf();
        private final TermsShelf terms = new TermsShelf();
        private final PriceShelf prices = new PriceShelf();
        private final FactsKept facts;
        private final StandingsKept standings;
        private final DeterminationsKnown determinations = new DeterminationsKnown();

        private Memory(FactsKept facts) {
            this(facts, 20_000);
        }

        private Memory(FactsKept facts, int standings) {
            this.facts = facts;
            this.standings = new StandingsKept(standings);
        }

        private boolean round(Connection connection) throws SQLException {
            boolean busy = new Round(connection, NOW, references, terms, prices, facts, standings, books, determinations, new SetAside()).run();
            determinations.committed();
            standings.committed();
            return busy;
        }
    }

    /** Whose round it is, batch after batch. */
    @FunctionalInterface
    private interface Benches {

        Memory of(int batch);
    }

    @Test
    void booksAreTheSameWhateverIsKeptBetweenRounds() throws SQLException {
        for (long seed = 1; seed <= SEEDS; seed++) {
            List<List<Event>> batches = batches(new Random(seed));
            List<String> readAnew = booksOf(batches, batch -> new Memory(new FactsKept(0), 0));
            Memory keeps = new Memory(new FactsKept(20_000));
            assertEquals(readAnew, booksOf(batches, batch -> keeps), "one that keeps, seed " + seed);
            assertTrue(keeps.facts.count() > 20, "it kept " + keeps.facts.count());
            Memory forgets = new Memory(new FactsKept(40, 5), 10);
            assertEquals(readAnew, booksOf(batches, batch -> forgets), "one that forgets, seed " + seed);
            List<Memory> twins = List.of(new Memory(new FactsKept(20_000)), new Memory(new FactsKept(20_000)));
            assertEquals(readAnew, booksOf(batches, batch -> twins.get(batch % 3 == 0 ? 1 : 0)), "two in turns, seed " + seed);
        }
    }

    @Test
    void periodsOfAnotherLengthTakeThePlaceOfThoseTheyOverlap() {
        FactsKept facts = new FactsKept(Integer.MAX_VALUE);
        SettlementPeriod march = SettlementPeriod.containing(PeriodLength.MONTH, LAST);
        SettlementPeriod quarter = SettlementPeriod.containing(PeriodLength.QUARTER, LAST);
        facts.keep("A-KEPT", march, List.of());
        assertEquals(List.of(), facts.deliveries("A-KEPT", march));
        facts.keep("A-KEPT", quarter, List.<Delivery>of());
        assertEquals(null, facts.deliveries("A-KEPT", march));
        assertEquals(List.of(), facts.deliveries("A-KEPT", quarter));
        assertEquals(1, facts.count());
        facts.keep("A-KEPT", march, List.of());
        assertEquals(null, facts.deliveries("A-KEPT", quarter));
    }

    private List<String> booksOf(List<List<Event>> batches, Benches benches) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                for (int batch = 0; batch < batches.size(); batch++) {
                    shelve(connection, batches.get(batch));
                    boolean busy = true;
                    while (busy) {
                        busy = benches.of(batch).round(connection);
                    }
                }
                List<String> found = new ArrayList<>();
                try (ResultSet row = statement.executeQuery("""
                        SELECT concat_ws(' ', agreement, period_label, sequence, kind, cut_off, difference, derivation_digest, event_digest)
                          FROM run WHERE agreement LIKE 'A-KEPT%' ORDER BY agreement, period_from, sequence""")) {
                    while (row.next()) {
                        found.add(row.getString(1));
                    }
                }
                try (ResultSet row = statement.executeQuery("""
                        SELECT concat_ws(' ', agreement, period_label, number, active, missing, cut_off)
                          FROM parked_period WHERE agreement LIKE 'A-KEPT%' ORDER BY agreement, period_from""")) {
                    while (row.next()) {
                        found.add(row.getString(1));
                    }
                }
                return found;
            } finally {
                connection.rollback();
            }
        }
    }

    // ---- what arrives

    private static List<List<Event>> batches(Random random) {
        List<List<Event>> batches = new ArrayList<>(List.of(List.of(
                new CalendarPublished(CalendarPublished.id("KEPT-DAYS", 1), "KEPT-DAYS", 1, FIRST, LAST, List.of(), List.of(), false, "test", NOW),
                new SeriesRegistered(SeriesRegistered.id("KEPT", 1), "KEPT", 1, "price", "Test publisher", "NdPr oxide", "USD", "kg", "excluding-vat", "KEPT-DAYS", "test", NOW),
                agreement("A-KEPT-DAILY", 1, "day", "110.00"), agreement("A-KEPT-MONTHLY", 1, "month", "110.00"))));
        Map<String, Integer> revisions = new HashMap<>();
        Map<String, LocalDate> fell = new HashMap<>();
        List<Event> late = new ArrayList<>();
        for (int batch = 1; batch < BATCHES; batch++) {
            List<Event> events = new ArrayList<>();
            for (int i = random.nextInt(9); i >= 0; i--) {
                Event event = random.nextInt(3) == 0 ? price(random, revisions) : delivery(random, revisions, fell);
                // Some come after those that follow them.
                (random.nextInt(4) == 0 ? late : events).add(event);
            }
            while (!late.isEmpty() && random.nextInt(2) == 0) {
                events.add(late.remove(random.nextInt(late.size())));
            }
            if (batch == BATCHES / 2) {
                events.add(agreement("A-KEPT-DAILY", 2, "day", "111.50"));
            }
            batches.add(events);
        }
        batches.add(late);
        return batches;
    }

    private static PriceAssessed price(Random random, Map<String, Integer> revisions) {
        LocalDate day = day(random);
        int revision = revisions.merge("price " + day, 1, Integer::sum);
        return new PriceAssessed(PriceAssessed.id("KEPT", day, revision), "KEPT", day, revision, BigDecimal.valueOf(9_000 + random.nextInt(3_000), 2), NOW,
                "price-" + day + "-" + revision, NOW, null, null);
    }

    private static DeliveryCertified delivery(Random random, Map<String, Integer> revisions, Map<String, LocalDate> fell) {
        String agreement = random.nextBoolean() ? "A-KEPT-DAILY" : "A-KEPT-MONTHLY";
        String lot = "L" + random.nextInt(12);
        int revision = revisions.merge(agreement + lot, 1, Integer::sum);
        // Most stay where they are, some move; some are withdrawn.
        LocalDate day = fell.merge(agreement + lot, day(random), (before, other) -> random.nextInt(4) == 0 ? other : before);
        return new DeliveryCertified(DeliveryCertified.id(agreement, lot, revision), agreement, lot, revision, "third-party-sale", day,
                random.nextInt(8) == 0 ? BigDecimal.ZERO : BigDecimal.valueOf(random.nextInt(100_000), 1), "kg", NOW, lot + "-" + revision, NOW);
    }

    /** One of sixteen, so that most are met again. */
    private static LocalDate day(Random random) {
        return FIRST.plusDays(65 + random.nextInt(16));
    }

    private static AgreementVersionRegistered agreement(String agreement, int version, String period, String floor) {
        AgreementDocument document = AgreementTranslation.complete(new AgreementDocument(agreement, version, "Test agreement", "KEPT-MINE",
                "US-DOW", "NdPr oxide", "USD", "kg", "UTC", FIRST, LAST, period, null, "floor", List.of(new AgreementDocument.PriceStep(FIRST, new BigDecimal(floor))), null,
                new AgreementDocument.ReferencePrice("KEPT", null, null, new AgreementDocument.Gap("last-published", 5), 1, null, null, null), null, null, null, null));
        return new AgreementVersionRegistered(AgreementVersionRegistered.id(agreement, version), document, "0".repeat(64), "registrar", "approver", NOW, null, NOW);
    }

    private void shelve(Connection connection, List<Event> events) throws SQLException {
        List<Received> received = new ArrayList<>();
        for (Event event : events) {
            EventType type = EventType.of(event);
            received.add(new Received(type.topic(), 0, received.size(),
                    new EventEnvelope(event.eventId(), type.typeName(), "/test", NOW, event.subject(), received.size() + 1L, EventJson.write(event)), event));
        }
        shelf.record(connection, received);
    }
}
