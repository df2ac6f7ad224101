package org.pricefloor.settlement;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.arc.All;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.contracts.Event;
import org.pricefloor.infrastructure.ServiceDatabase;
import org.pricefloor.lookout.Reading;
import org.pricefloor.lookout.Readings;
import org.pricefloor.messaging.EventJson;

/** Work is counted, not timed: rows read and written, as PostgreSQL counts them. A database of its own, so nobody else is counted; and nothing is kept in memory, so that all is read. */
@QuarkusTest
@QuarkusTestResource(value = Surroundings.class, restrictToAnnotatedClass = true, initArgs = @ResourceArg(name = "pricefloor.bench.kept-at-most", value = "0"))
class CostOfARevisionTest {

    private static final Logger LOG = Logger.getLogger(CostOfARevisionTest.class);
    private static final int AGREEMENTS = 100;
    private static final LocalDate FIRST = LocalDate.of(2025, 1, 1);
    private static final List<String> HISTORY = List.of("agreement_fact", "delivery_day", "delivery_fact", "determination", "figure_fact", "journal_transfer", "run");
    private static final int REVISIONS = 25;
    private static final long ROWS_OF_CHANCE = AGREEMENTS / 10;
    /** The relay comes by as often as it is woken, and looks a few rows back. */
    private static final long ROWS_OF_CHANCE_IN_THE_OUTBOX = AGREEMENTS;
    /** The last thousand of the outbox and their positions, and a few by name. */
    private static final long ROWS_OF_THE_OUTBOX_AT_MOST = 2 * 1_000 + 50;
    private static final int CONNECTIONS_OF_THE_POOL = 10;
    private static final Duration STATISTICS_STAND = Duration.ofSeconds(2);

    /**
     * What PostgreSQL counted for a table.
     *
     * @param scanned rows read by going through the whole table
     * @param found   entries read in its indexes
     * @param scans   how often it was looked into
     */
    private record Count(long scanned, long found, long scans, long written) {

        Count minus(Count before) {
            return new Count(scanned - before.scanned, found - before.found, scans - before.scans, written - before.written);
        }
    }

    @Inject
    DataSource pool;
    @Inject
    @All
    List<Readings> numbers;

    @Test
    void aRevisionOfAPriceADeliveryOrTheTermsCostsTheSameHoweverLongTheHistory() throws SQLException {
        Surroundings.setClock("2026-12-01T00:00:00Z");
        settleHistory("SHORT", 20, 2_000);
        Map<String, Count> priceOfShort = costOf(AGREEMENTS, revisedPrice("SHORT", 10));
        Map<String, Count> deliveryOfShort = costOf(1, revisedDelivery("SHORT", 10));
        Map<String, Count> termsOfShort = costOf(1, amendment("SHORT", 20, 12));
        NumbersCost numbersOfShort = costOfTheNumbers();
        settleHistory("LONG", 200, 20_000);
        Map<String, Count> priceOfLong = costOf(AGREEMENTS, revisedPrice("LONG", 100));
        Map<String, Count> deliveryOfLong = costOf(1, revisedDelivery("LONG", 100));
        Map<String, Count> termsOfLong = costOf(1, amendment("LONG", 200, 120));

        NumbersCost numbersOfLong = costOfTheNumbers();
        LOG.infof("Counted rows read for all numbers of the lookout history=2000 %s, history=20000 %s", numbersOfShort, numbersOfLong);
        assertTrue(numbersOfLong.elsewhere() <= numbersOfShort.elsewhere() + ROWS_OF_CHANCE, "numbers do not read history");
        assertTrue(numbersOfLong.outbox() <= ROWS_OF_THE_OUTBOX_AT_MOST, "numbers read the end of the outbox: " + numbersOfLong);

        reviseOften("SHORT", 10);
        Map<String, Count> deliveryRevisedOften = costOf(1, revisedDelivery("SHORT", 10, REVISIONS + 1));

        costTheSame("price", priceOfShort, priceOfLong);
        assertWritten(priceOfLong, AGREEMENTS, 1);
        costTheSame("delivery", deliveryOfShort, deliveryOfLong);
        assertWritten(deliveryOfLong, 1, 0);
        costTheSame("delivery that was revised often", deliveryOfShort, deliveryRevisedOften);
        costTheSame("amendment", termsOfShort, termsOfLong);
        assertWritten(termsOfLong, 1, 0);
    }

    private record NumbersCost(long outbox, long elsewhere) {
    }

    /** Rows read for everything that is shown at /q/metrics, as its own transaction counts them; what an index alone could answer is read from the table. */
    private NumbersCost costOfTheNumbers() throws SQLException {
        try (Connection connection = pool.getConnection(); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET LOCAL enable_indexonlyscan = off");
            for (Readings each : numbers) {
                for (Reading reading : each.readings()) {
                    try (PreparedStatement select = connection.prepareStatement(reading.query())) {
                        if (select.getParameterMetaData().getParameterCount() == 1) {
                            select.setObject(1, Instant.parse("2026-12-01T00:00:00Z").atOffset(ZoneOffset.UTC));
                        }
                        select.executeQuery().close();
                    }
                }
            }
            try (ResultSet read = statement.executeQuery("""
                    SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FILTER (WHERE relname LIKE 'outbox%'),
                           sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FILTER (WHERE relname NOT LIKE 'outbox%') FROM pg_stat_xact_user_tables""")) {
                read.next();
                return new NumbersCost(read.getLong(1), read.getLong(2));
            } finally {
                connection.rollback();
            }
        }
    }

    private static void costTheSame(String revised, Map<String, Count> ofShort, Map<String, Count> ofLong) {
        LOG.infof("Counted revision of=%s history=2000 %s", revised, ofShort);
        LOG.infof("Counted revision of=%s history=20000 %s", revised, ofLong);
        for (String table : ofShort.keySet()) {
            Count small = ofShort.get(table);
            Count large = ofLong.get(table);
            long chance = table.equals("outbox") ? ROWS_OF_CHANCE_IN_THE_OUTBOX : ROWS_OF_CHANCE;
            assertEquals(small.written(), large.written(), table + " is written alike");
            assertTrue(large.found() + large.scanned() <= small.found() + small.scanned() + chance,
                    table + ": rows read for a revision of a " + revised + " were " + small + " and are " + large + " after ten times the history");
            assertTrue(large.scans() <= small.scans() + chance, table + ": looked into " + small + " and " + large);
        }
        ofLong.forEach((table, count) -> assertEquals(0, count.scanned(), table + " is read by key, never through"));
    }

    private static void assertWritten(Map<String, Count> cost, long runs, long determinations) {
        assertEquals(runs, cost.get("run").written());
        assertEquals(runs, cost.get("journal_transfer").written());
        assertEquals(determinations, cost.get("determination").written());
        assertEquals(runs + determinations, cost.get("outbox").written());
    }

    private static Event revisedPrice(String series, int day) {
        return Upstream.price(series, FIRST.plusDays(day).toString(), 2, "99.00");
    }

    private static Event revisedDelivery(String series, int day) {
        return revisedDelivery(series, day, 2);
    }

    private static Event revisedDelivery(String series, int day, int revision) {
        return Upstream.delivery(name(series, 7), "LOT-" + day, revision, FIRST.plusDays(day).toString(), String.valueOf(1_100 + revision));
    }

    /** Each revision with a run of its own. */
    private static void reviseOften(String series, int day) {
        for (int revision = 3; revision <= REVISIONS; revision++) {
            long runs = ask("SELECT position FROM books_head");
            Upstream.tell(revisedDelivery(series, day, revision));
            awaitRuns(runs + 1);
        }
    }

    /** A back-dated version that governs a single day. */
    private static Event amendment(String series, int days, int day) {
        String governed = FIRST.plusDays(day).toString();
        AgreementDocument document = Upstream.daily(name(series, 8), "MINE", series, FIRST, FIRST.plusDays(days - 1L)).agreement();
        return Upstream.agreement(new String(EventJson.write(document), StandardCharsets.UTF_8)
                .replace("\"version\":1,", "\"version\":2,\"governsFrom\":\"" + governed + "\",\"governsTo\":\"" + governed + "\",")
                .replace("\"110.00\"", "\"111.00\""));
    }

    /** A hundred agreements on one series, each with a settled period a day. */
    private void settleHistory(String series, int days, int prices) throws SQLException {
        List<Event> events = new ArrayList<>(List.of(Upstream.everyDay("EVERY-DAY"), Upstream.series(series, "EVERY-DAY")));
        for (int i = 0; i < prices; i++) {
            events.add(Upstream.price(series, FIRST.plusDays(days - 1L - i).toString(), 1, "100.00"));
        }
        for (int agreement = 0; agreement < AGREEMENTS; agreement++) {
            for (int day = 0; day < days; day++) {
                events.add(Upstream.delivery(name(series, agreement), "LOT-" + day, 1, FIRST.plusDays(day).toString(), "1000"));
            }
            events.add(Upstream.daily(name(series, agreement), "MINE", series, FIRST, FIRST.plusDays(days - 1L)));
        }
        long runs = ask("SELECT position FROM books_head");
        Upstream.tell(events.subList(runs == 0 ? 0 : 1, events.size()));
        awaitRuns(runs + (long) AGREEMENTS * days);
        try (Connection connection = asSuperuser(); Statement statement = connection.createStatement()) {
            statement.execute("ANALYZE");
        }
    }

    private Map<String, Count> costOf(long newRuns, Event revision) throws SQLException {
        long runs = ask("SELECT position FROM books_head");
        Map<String, Count> before = counts();
        Upstream.tell(revision);
        awaitRuns(runs + newRuns);
        Map<String, Count> cost = new TreeMap<>();
        counts().forEach((table, count) -> cost.put(table, count.minus(before.get(table))));
        return cost;
    }

    /** The counts when every connection has told its own, and none tells more. */
    private Map<String, Count> counts() throws SQLException {
        List<Map<String, Count>> last = new ArrayList<>(List.of(countsNow()));
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(200)).during(STATISTICS_STAND).until(() -> {
            Map<String, Count> now = countsNow();
            Map<String, Count> before = last.set(0, now);
            return HISTORY.stream().allMatch(table -> now.get(table).equals(before.get(table)));
        });
        return last.get(0);
    }

    private Map<String, Count> countsNow() throws SQLException {
        tellStatistics();
        Map<String, Count> counts = new TreeMap<>();
        try (Connection connection = asSuperuser(); Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery("""
                     SELECT t.relname, t.seq_tup_read, coalesce(sum(i.idx_tup_read), 0), t.seq_scan + coalesce(t.idx_scan, 0), t.n_tup_ins + t.n_tup_upd
                       FROM pg_stat_user_tables t LEFT JOIN pg_stat_user_indexes i ON i.relid = t.relid
                      WHERE t.relname IN ('agreement_fact', 'delivery_day', 'delivery_fact', 'determination', 'figure_fact', 'journal_transfer', 'run', 'outbox')
                      GROUP BY t.relid, t.relname, t.seq_tup_read, t.seq_scan, t.idx_scan, t.n_tup_ins, t.n_tup_upd""")) {
            while (row.next()) {
                counts.put(row.getString(1), new Count(row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)));
            }
        }
        return counts;
    }

    /** A session keeps what it counted to itself for up to ten seconds: each of the pool's is asked to tell it. */
    private void tellStatistics() throws SQLException {
        List<Connection> connections = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS_OF_THE_POOL; i++) {
                connections.add(pool.getConnection());
            }
            for (Connection connection : connections) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("SELECT pg_stat_force_next_flush()");
                }
            }
        } finally {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    private static void awaitRuns(long runs) {
        await().atMost(Duration.ofSeconds(120)).pollInterval(Duration.ofMillis(100)).until(() -> ask("SELECT position FROM books_head") == runs
                && ask("SELECT count(*) FROM due") == 0);
        assertEquals(0, ask("SELECT count(*) FROM parked_period WHERE active"));
    }

    private static String name(String series, int agreement) {
        return series + "-" + agreement;
    }

    private static long ask(String sql) {
        try (Connection connection = asSuperuser(); Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Connection asSuperuser() throws SQLException {
        ServiceDatabase database = Surroundings.infrastructure.database();
        return DriverManager.getConnection(database.jdbcUrl(), "postgres", Surroundings.infrastructure.superuserPassword());
    }
}
