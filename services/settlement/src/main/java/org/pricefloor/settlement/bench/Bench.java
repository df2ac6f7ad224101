package org.pricefloor.settlement.bench;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.pricefloor.messaging.BatchIntake;
import org.pricefloor.settlement.books.Books;
import org.pricefloor.settlement.books.DeterminationsKnown;

/** Works off what is due, round after round, on one thread; a second instance of the service works beside it, row locks apart. */
@ApplicationScoped
public class Bench {

    private static final Logger LOG = Logger.getLogger(Bench.class);
    private static final Duration[] ROUND_BUCKETS = IntStream.of(10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
            .mapToObj(Duration::ofMillis).toArray(Duration[]::new);

    private final DataSource database;
    private final Clock clock;
    private final Books books;
    private final ReferenceShelf references = new ReferenceShelf();
    private final TermsShelf terms = new TermsShelf();
    private final PriceShelf prices = new PriceShelf();
    private final FactsKept facts;
    private final StandingsKept standings;
    private final DeterminationsKnown determinations = new DeterminationsKnown();
    private final SetAside setAside = new SetAside();
    private final long pollMillis;
    private final Semaphore work = new Semaphore(0);
    private volatile boolean closed;
    private volatile String failure;
    private volatile List<String> aside = List.of();
    private final MeterRegistry numbers;
    private final Timer rounds;
    private Thread worker;

    Bench(DataSource database, Clock clock, Books books, MeterRegistry numbers,
          @ConfigProperty(name = "pricefloor.bench.poll-millis", defaultValue = "200") long pollMillis,
          @ConfigProperty(name = "pricefloor.bench.kept-at-most", defaultValue = "20000") int keptAtMost) {
        this.database = database;
        this.clock = clock;
        this.books = books;
        this.pollMillis = pollMillis;
        this.facts = new FactsKept(keptAtMost);
        this.standings = new StandingsKept(keptAtMost);
        this.numbers = numbers;
        this.rounds = Timer.builder("pricefloor_settle_round_seconds").description("Rounds of the bench that had something to do, from the due rows to the commit")
                .serviceLevelObjectives(ROUND_BUCKETS).register(numbers);
    }

    void open(@Observes StartupEvent start) {
        worker = new Thread(this::work, "bench");
        worker.start();
    }

    void shut(@Observes @Priority(Interceptor.Priority.APPLICATION) ShutdownEvent stop) throws InterruptedException {
        closed = true;
        wake();
        worker.join(TimeUnit.SECONDS.toMillis(10));
    }

    /** Something may be due: look now, not at the next poll. */
    public void wake() {
        work.release();
    }

    /** Why the last round failed; null: it did not. */
    public String failure() {
        return failure;
    }

    /** Agreements that are left out for a while, each with the reason. */
    public List<String> aside() {
        return aside;
    }

    private void work() {
        long backoff = 0;
        while (!closed) {
            try {
                boolean busy = doWork();
                failure = null;
                backoff = 0;
                if (!busy) {
                    pause(pollMillis);
                }
            } catch (SQLException | RuntimeException | Error e) {
                backoff = Math.min(5_000, Math.max(100, backoff * 2));
                if (failure == null) {
                    LOG.warnf(e, "Failed round, trying again cause=%s", e.getMessage());
                }
                failure = e.toString();
                pause(backoff);
            }
        }
    }

    /** One round; true while there may be more to do. */
    boolean doWork() throws SQLException {
        work.drainPermits();
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            Round round = new Round(connection, clock.instant(), references, terms, prices, facts, standings, books, determinations, setAside);
            try {
                planAnew(connection);
                long begun = System.nanoTime();
                boolean busy = round.run();
                connection.commit();
                determinations.committed();
                standings.committed();
                setAside.passed(round.taken());
                if (busy) {
                    rounds.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
                    round.runsByKind().forEach((kind, count) -> numbers.counter("pricefloor_runs_total", "kind", kind.term()).increment(count));
                }
                return busy;
            } catch (SQLException | RuntimeException | Error e) {
                determinations.rolledBack();
                standings.rolledBack();
                facts.forget();
                connection.rollback();
                if (BatchIntake.isOutage(e) || round.taken().isEmpty()) {
                    throw e;
                }
                LOG.errorf(e, "Failed round agreements=%d first=%s cause=%s", round.taken().size(), round.taken().iterator().next(), e.getMessage());
                setAside.failed(round.taken(), e.toString(), System.nanoTime());
                return true;
            } finally {
                aside = setAside.words();
            }
        }
    }

    /** Plans made when the tables were small are not kept, and no table is read from end to end: history grows. */
    private static void planAnew(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL enable_seqscan = off");
        }
    }

    private void pause(long millis) {
        try {
            work.tryAcquire(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }
}
