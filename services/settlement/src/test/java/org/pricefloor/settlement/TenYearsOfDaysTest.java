package org.pricefloor.settlement;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;
import org.pricefloor.contracts.CalendarPublished;
import org.pricefloor.contracts.Event;
import org.pricefloor.frontdoor.Caller;
import org.pricefloor.infrastructure.ServiceDatabase;
import org.pricefloor.infrastructure.TestInfrastructure;
import org.pricefloor.settlement.bench.Rehearsal;
import org.pricefloor.settlement.bench.Rehearsed;
import org.pricefloor.settlement.bench.Suppositions.SupposedPrice;
import org.pricefloor.settlement.bench.Suppositions;

/** What if, over ten years of daily settlement: fast, with a fixed number of statements, and nothing written. */
@QuarkusTest
@QuarkusTestResource(value = Surroundings.class, restrictToAnnotatedClass = true)
class TenYearsOfDaysTest {

    private static final Logger LOG = Logger.getLogger(TenYearsOfDaysTest.class);
    private static final LocalDate FIRST = LocalDate.of(2016, 1, 1);
    private static final LocalDate LAST = LocalDate.of(2025, 12, 31);
    private static final int DAYS = 3_653;
    private static final int CALLS = 30;
    private static final Duration LIMIT = Duration.ofMillis(300);
    private static final Instant NOW = Instant.parse("2026-03-20T12:00:00Z");
    private static final Suppositions NOTHING = new Suppositions("/pricePath", List.of(), List.of(), List.of(), Optional.empty());

    @Inject
    DataSource database;
    @TestHTTPResource("/api/what-if")
    URI address;

    @Test
    void tenYearsOfDailySettlementAreAnsweredInUnder300MillisecondsAndWriteNothing() throws Exception {
        Surroundings.setClock(NOW.toString());
        List<Event> events = new ArrayList<>(List.of(new CalendarPublished(CalendarPublished.id("EVERY-DAY-TEN", 1), "EVERY-DAY-TEN", 1, LocalDate.of(2015, 1, 1),
                LocalDate.of(2026, 12, 31), List.of(), List.of(), false, "test", NOW), Upstream.series("S-TEN", "EVERY-DAY-TEN")));
        for (LocalDate day = FIRST; !day.isAfter(LAST); day = day.plusDays(1)) {
            events.add(Upstream.price("S-TEN", day.toString(), 1, day.getDayOfMonth() % 2 == 0 ? "96.475" : "100.00"));
            events.add(Upstream.delivery("A-TEN", "LOT-" + day, 1, day.toString(), "1000"));
        }
        events.add(Upstream.daily("A-TEN", "MINE-TEN", "S-TEN", FIRST, LAST));
        Upstream.tell(events);
        await().atMost(Duration.ofSeconds(120)).until(() -> ask("SELECT count(*) FROM run WHERE agreement = 'A-TEN'") == DAYS && ask("SELECT count(*) FROM due") == 0);

        long rows = everything();
        long best = Long.MAX_VALUE;
        String digest = null;
        for (int call = 0; call < CALLS; call++) {
            long start = System.nanoTime();
            String answer = post("{\"agreement\":\"A-TEN\",\"pricePath\":[{\"series\":\"S-TEN\",\"day\":\"2020-02-29\",\"price\":\"90.00\"}]}");
            best = Math.min(best, System.nanoTime() - start);
            String again = answer.substring(answer.lastIndexOf("\"digest\""));
            assertEquals(digest == null ? again : digest, again);
            digest = again;
            // One day of 1,000 kg at 110.00 - 90.00 in place of 110.00 - 100.00.
            assertTrue(answer.contains("\"difference\":\"10000.00\",\"wouldBe\""), "the total difference stands in the answer");
        }
        LOG.infof("Answered what-if periods=%d best-ms=%d", DAYS, best / 1_000_000);
        assertTrue(best < LIMIT.toNanos(), "ten years of days took " + Duration.ofNanos(best));
        assertEquals(rows, everything());
    }

    @Test
    void theNumberOfStatementsDoesNotDependOnTheNumberOfPeriods() throws SQLException {
        Surroundings.setClock(NOW.toString());
        List<Event> events = new ArrayList<>(List.of(Upstream.everyDay("EVERY-DAY-YEAR"), Upstream.series("S-YEAR", "EVERY-DAY-YEAR")));
        for (LocalDate day = LocalDate.of(2025, 1, 1); day.getYear() == 2025; day = day.plusDays(1)) {
            events.add(Upstream.price("S-YEAR", day.toString(), 1, "100.00"));
            events.add(Upstream.delivery("A-YEAR", "LOT-" + day, 1, day.toString(), "1000"));
        }
        events.add(Upstream.daily("A-YEAR", "MINE-YEAR", "S-YEAR", LocalDate.of(2025, 1, 1), LocalDate.of(2025, 12, 31)));
        Upstream.tell(events);
        await().atMost(Duration.ofSeconds(120)).until(() -> ask("SELECT count(*) FROM run WHERE agreement = 'A-YEAR'") == 365);

        AtomicInteger statements = new AtomicInteger();
        Rehearsal counted = new Rehearsal(counting(statements), Clock.fixed(NOW, ZoneOffset.UTC));
        counted.whatIf("A-YEAR", null, null, NOTHING);
        statements.set(0);
        List<Rehearsed> week = counted.whatIf("A-YEAR", LocalDate.of(2025, 3, 1), LocalDate.of(2025, 3, 7), NOTHING);
        int ofAWeek = statements.getAndSet(0);
        List<Rehearsed> year = counted.whatIf("A-YEAR", null, null, NOTHING);
        assertEquals(List.of(7, 365), List.of(week.size(), year.size()));
        assertEquals(ofAWeek, statements.get());
        LOG.infof("Counted statements what-if=%d", ofAWeek);
        assertTrue(year.stream().allMatch(period -> period.when() == Rehearsed.When.NOTHING), "the books say what the facts say");

        statements.set(0);
        assertEquals(1, counted.blastRadius(Caller.Scope.EVERY_PARTY, prices(1)).touched().size());
        int ofADay = statements.getAndSet(0);
        assertEquals(100, counted.blastRadius(Caller.Scope.EVERY_PARTY, prices(100)).touched().size());
        assertEquals(ofADay, statements.get());
        LOG.infof("Counted statements blast-radius=%d", ofADay);
    }

    private static Suppositions prices(int days) {
        return new Suppositions("/assessments", Stream.iterate(LocalDate.of(2025, 5, 1), day -> day.plusDays(1)).limit(days)
                .map(day -> new SupposedPrice("S-YEAR", day, new BigDecimal("90.00"), null, null)).toList(), List.of(), List.of(), Optional.empty());
    }

    private String post(String body) throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newHttpClient().send(HttpRequest.newBuilder(address).header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + TestInfrastructure.token("office", "US-DOW")).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(200, response.statusCode());
        return response.body();
    }

    /** The same database; each statement that is made is counted. */
    private DataSource counting(AtomicInteger statements) {
        return (DataSource) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[]{DataSource.class}, (proxy, method, arguments) -> {
            Connection connection = (Connection) method.invoke(database, arguments);
            return Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[]{Connection.class}, (same, call, given) -> {
                if (call.getName().equals("prepareStatement") || call.getName().equals("createStatement")) {
                    statements.incrementAndGet();
                }
                try {
                    return call.invoke(connection, given);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });
        });
    }

    private static long everything() {
        return ask("SELECT sum(n) FROM (SELECT count(*) AS n FROM run UNION ALL SELECT count(*) FROM journal_transfer UNION ALL SELECT count(*) FROM determination"
                + " UNION ALL SELECT count(*) FROM outbox UNION ALL SELECT count(*) FROM parked_period UNION ALL SELECT count(*) FROM due"
                + " UNION ALL SELECT count(*) FROM figure_fact UNION ALL SELECT count(*) FROM delivery_fact) AS counts");
    }

    private static long ask(String sql) {
        ServiceDatabase database = Surroundings.infrastructure.database();
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), "postgres", Surroundings.infrastructure.superuserPassword());
             Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
