package org.pricefloor.acceptance;

import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.pricefloor.contracts.Event;
import org.pricefloor.devstack.ServiceProcess;

/**
 * The settlement service is killed at random moments while the publication history of six units arrives twice, out of order and
 * among garbage; afterwards the books are those of a run that nobody disturbed.
 */
class FaultTest {

    private static final Instant NOW = Instant.parse("2026-07-02T12:00:00Z");
    private static final long SEED = Long.getLong("pricefloor.fault.seed", 20261123L);
    private static final int KILLS = Integer.getInteger("pricefloor.fault.kills", 6);
    private static final Duration LONGEST_TIME_BEFORE_A_KILL = Duration.ofMillis(1_500);
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @Test
    void booksAreThoseOfTheUndisturbedRunAfterKillsDuplicatesDisorderAndPoison() throws IOException, SQLException, InterruptedException {
        List<Event> facts = HistoryFacts.all();
        SortedMap<String, String> undisturbed;
        long undisturbedRuns;
        try (RunningSystem calm = settlementAlone("fault-calm"); Upstream upstream = new Upstream(calm.kafka())) {
            upstream.send(upstream.inOrder(facts));
            calm.awaitSettled(facts.size(), PATIENCE);
            undisturbed = books(calm);
            undisturbedRuns = number(calm, "SELECT count(*) FROM run");
            checkBooks(calm);
        }
        assertTrue(undisturbed.size() > 2_000, "periods on the undisturbed books: " + undisturbed.size());

        Random random = new Random(SEED);
        try (RunningSystem wild = settlementAlone("fault-wild"); Upstream upstream = new Upstream(wild.kafka())) {
            Map<String, Upstream.Mischief> told = new HashMap<>();
            List<ProducerRecord<byte[], byte[]>> records = upstream.disturbed(facts, random, told);
            Upstream.Mischief mischief = told.get("mischief");
            ServiceProcess settlement = wild.service("settlement");
            int part = records.size() / (KILLS + 1);
            for (int kill = 0; kill <= KILLS; kill++) {
                upstream.send(records.subList(kill * part, kill == KILLS ? records.size() : (kill + 1) * part));
                if (kill < KILLS) {
                    TimeUnit.MILLISECONDS.sleep(random.nextLong(LONGEST_TIME_BEFORE_A_KILL.toMillis()));
                    settlement.kill();
                    settlement.start();
                    if (kill % 2 == 0) {
                        settlement.awaitReady();
                    }
                }
            }
            settlement.awaitReady();
            wild.awaitSettled(facts.size(), PATIENCE);

            assertEquals(undisturbed, books(wild), "seed " + SEED);
            checkBooks(wild);
            wild.office("settlement").get("/api/parked-events").then().statusCode(200).body("$", hasSize(mischief.poison()));
            System.out.printf("Faults: seed %d, %d kills, %s; %d periods and balances identical, %d runs (undisturbed %d)%n", SEED, KILLS, mischief,
                    undisturbed.size(), number(wild, "SELECT count(*) FROM run"), undisturbedRuns);
        }
    }

    private static RunningSystem settlementAlone(String name) {
        return RunningSystem.startAt(name, NOW, options -> options.services(List.of(RunningSystem.serviceNamed("settlement"))));
    }

    /** Latest amount, quantity and price of every period, and the balance of every account by period. */
    private static SortedMap<String, String> books(RunningSystem system) throws SQLException {
        SortedMap<String, String> books = new TreeMap<>();
        try (Connection connection = system.database("settlement"); Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("""
                    SELECT DISTINCT ON (agreement, period_from) agreement || ' ' || period_label,
                           concat_ws(' ', kind = 'accrual', quantity, reference_price, accrued_top_up, accrued_upside, top_up, upside, currency, determination_id)
                      FROM run ORDER BY agreement, period_from, sequence DESC""")) {
                while (row.next()) {
                    books.put(row.getString(1), row.getString(2));
                }
            }
            try (ResultSet row = statement.executeQuery("""
                    SELECT agreement || ' ' || period_from || ' ' || account, sum(amount) FROM (
                        SELECT agreement, period_from, debit AS account, amount FROM journal_transfer
                        UNION ALL SELECT agreement, period_from, credit, -amount FROM journal_transfer) AS sides
                     GROUP BY agreement, period_from, account HAVING sum(amount) <> 0""")) {
                while (row.next()) {
                    books.put(row.getString(1), row.getBigDecimal(2).toPlainString());
                }
            }
        }
        return books;
    }

    /** An independent look in plain SQL: nothing twice, nothing missing, lines and journal agree. */
    static void checkBooks(RunningSystem system) throws SQLException {
        assertEquals(0, number(system, """
                SELECT count(*) FROM (SELECT agreement, period_from, sum(difference) AS moved,
                         (array_agg(accrued_top_up - accrued_upside + top_up - upside ORDER BY sequence DESC))[1] AS net,
                         max(sequence) AS last, count(*) AS runs
                    FROM run GROUP BY agreement, period_from) AS p WHERE moved <> net OR last <> runs"""),
                "differences add up to the latest amount, and runs are numbered without a gap");
        assertEquals(0, number(system, """
                SELECT count(*) FROM (SELECT agreement, period_from,
                         sum(CASE WHEN debit IN ('top-up expense', 'deficiency expense', 'margin expense') THEN amount
                                  WHEN credit IN ('top-up expense', 'deficiency expense', 'margin expense') THEN -amount ELSE 0 END) AS expense,
                         sum(CASE WHEN credit IN ('upside income', 'deficiency recovered', 'margin recovered') THEN amount
                                  WHEN debit IN ('upside income', 'deficiency recovered', 'margin recovered') THEN -amount ELSE 0 END) AS income
                    FROM journal_transfer GROUP BY agreement, period_from) AS j
                  FULL JOIN (SELECT DISTINCT ON (agreement, period_from) * FROM run ORDER BY agreement, period_from, sequence DESC) AS r
                    USING (agreement, period_from)
                 WHERE coalesce(j.expense, 0) <> r.top_up OR coalesce(j.income, 0) <> r.upside OR r.agreement IS NULL"""),
                "the journal leads to what the latest run states");
        assertEquals(0, number(system, """
                SELECT count(*) FROM run r FULL JOIN (SELECT event_id FROM outbox WHERE type LIKE '%period-settled%') o ON o.event_id = r.event_id
                 WHERE r.event_id IS NULL OR o.event_id IS NULL"""), "every run has its event, and every event its run");
        assertEquals(0, number(system, """
                SELECT count(*) FROM (SELECT topic, partition, count(*) AS rows, max(position) AS last FROM outbox_position
                                       GROUP BY topic, partition) AS p WHERE rows <> last"""), "positions have no gap");
        assertEquals(0, number(system, "SELECT count(*) FROM due"), "nothing is due any more");
        assertEquals(0, number(system, "SELECT count(*) FROM run WHERE cut_off > (SELECT position FROM shelf_head)"), "no run used facts that are not there");
    }

    private static long number(RunningSystem system, String sql) throws SQLException {
        try (Connection connection = system.database("settlement"); Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
