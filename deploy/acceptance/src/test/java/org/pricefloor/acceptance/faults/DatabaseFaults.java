package org.pricefloor.acceptance.faults;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.pricefloor.infrastructure.Database;

/** PostgreSQL ends, loses a backend, has no connection left, or refuses transactions that could not be serialised. */
final class DatabaseFaults {

    private static final int OF_EACH = 20;
    private static final Duration LONGEST_TIME_BEFORE = Duration.ofMillis(800);
    private static final Duration LONGEST_TIME_AWAY = Duration.ofSeconds(2);
    /** Longer than a caller waits for a connection (5 s), so that some are told that there is none. */
    private static final Duration TABLES_ARE_LOCKED_FOR = Duration.ofSeconds(7);
    private static final int CALLERS_AT_ONCE = 30;
    private static final Duration TRANSACTIONS_FAIL_FOR = Duration.ofSeconds(4);
    private static final int BACKENDS_KILLED = 3;

    /** The tables of each database that a transaction which matters has to write to. */
    private static final Map<String, List<String>> WRITTEN = Map.of(
            "price-ingestion", List.of("published_figure", "outbox", "outbox_position"),
            "contract-registry", List.of("delivery_revision", "outbox", "outbox_position"),
            "settlement", List.of("figure_fact", "delivery_fact", "due", "run", "journal_transfer", "outbox", "outbox_position", "inbox_watermark"),
            "portal", List.of("statement_run", "account_balance", "inbox_watermark"));

    /** One of each database, so that the lock is had at once or not at all. */
    private static final Map<String, String> LOCKED = Map.of("price-ingestion", "published_figure", "contract-registry", "delivery_revision",
            "settlement", "inbox_watermark", "portal", "inbox_watermark");

    private DatabaseFaults() {
    }

    static List<FaultCase> all() {
        List<FaultCase> cases = new ArrayList<>();
        for (long seed = 1; seed <= OF_EACH; seed++) {
            cases.add(postmasterKilled(seed));
            cases.add(backendKilled(seed));
            cases.add(restarted(seed));
            cases.add(poolExhausted(seed));
            cases.add(serialisationFailures(seed));
        }
        return cases;
    }

    static FaultCase postmasterKilled(long seed) {
        return new FaultCase("PostgreSQL", "postmaster killed", seed, scene -> away(scene, scene.system().stack().database()::killServer));
    }

    static FaultCase restarted(long seed) {
        return new FaultCase("PostgreSQL", "restart under load", seed, scene -> away(scene, scene.system().stack().database()::close));
    }

    private static void away(Scene scene, Runnable end) throws InterruptedException {
        Database database = scene.system().stack().database();
        scene.passUpTo(LONGEST_TIME_BEFORE);
        end.run();
        scene.passUpTo(LONGEST_TIME_AWAY);
        database.startAgain();
        scene.count("ends of the database", 1);
    }

    /** SIGKILL to backends of a service: PostgreSQL then ends all the others and replays its log. */
    static FaultCase backendKilled(long seed) {
        return new FaultCase("PostgreSQL", "backend killed", seed, scene -> {
            for (int i = 0; i < BACKENDS_KILLED; i++) {
                scene.passUpTo(LONGEST_TIME_BEFORE);
                awaitAnswer(scene);
                List<Long> backends = new ArrayList<>();
                try (Connection connection = superuser(scene, "postgres"); Statement statement = connection.createStatement();
                     ResultSet row = statement.executeQuery("SELECT pid FROM pg_stat_activity WHERE usename LIKE '%\\_service' ORDER BY pid")) {
                    while (row.next()) {
                        backends.add(row.getLong(1));
                    }
                } catch (SQLException stillReplaying) {
                    continue;
                }
                if (!backends.isEmpty() && sigkill(backends.get(scene.random().nextInt(backends.size())))) {
                    scene.count("backends killed", 1);
                }
            }
            awaitAnswer(scene);
        });
    }

    private static boolean sigkill(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly).orElse(false);
    }

    private static void awaitAnswer(Scene scene) throws InterruptedException {
        while (true) {
            try (Connection connection = superuser(scene, "postgres")) {
                return;
            } catch (SQLException stillReplaying) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    /** Every writer waits behind a lock with a connection in hand, while callers come in a crowd. */
    static FaultCase poolExhausted(long seed) {
        return poolExhausted(seed, TABLES_ARE_LOCKED_FOR);
    }

    static FaultCase poolExhausted(long seed, Duration locked) {
        return new FaultCase("PostgreSQL", "pool exhausted", seed, scene -> {
            List<Connection> locks = new ArrayList<>();
            ExecutorService crowd = Executors.newFixedThreadPool(CALLERS_AT_ONCE);
            try {
                for (Map.Entry<String, String> service : LOCKED.entrySet()) {
                    Connection lock = superuser(scene, scene.system().stack().database(service.getKey()).database());
                    locks.add(lock);
                    lock.setAutoCommit(false);
                    try (Statement statement = lock.createStatement()) {
                        statement.execute("LOCK TABLE " + service.getValue() + " IN ACCESS EXCLUSIVE MODE");
                    }
                }
                for (int i = 0; i < CALLERS_AT_ONCE; i++) {
                    crowd.submit(() -> {
                        scene.workload().sendOne();
                        return null;
                    });
                }
                scene.count("callers at once", CALLERS_AT_ONCE);
                scene.pass(locked);
            } finally {
                for (Connection lock : locks) {
                    lock.close();
                }
                crowd.shutdown();
                if (!crowd.awaitTermination(60, TimeUnit.SECONDS)) {
                    throw new IOException("Callers are still without an answer 60 s after the locks were gone");
                }
            }
        });
    }

    /** A third of the transactions are refused with 40001 where they write, as PostgreSQL does when it can not serialise them. */
    static FaultCase serialisationFailures(long seed) {
        return serialisationFailures(seed, TRANSACTIONS_FAIL_FOR);
    }

    static FaultCase serialisationFailures(long seed, Duration length) {
        return new FaultCase("PostgreSQL", "serialization failures", seed, scene -> {
            for (Map.Entry<String, List<String>> service : WRITTEN.entrySet()) {
                try (Connection connection = superuser(scene, scene.system().stack().database(service.getKey()).database());
                     Statement statement = connection.createStatement()) {
                    statement.execute("""
                            CREATE OR REPLACE FUNCTION fail_now_and_then() RETURNS trigger LANGUAGE plpgsql AS $$
                            BEGIN
                                IF random() < 0.33 THEN
                                    RAISE EXCEPTION 'could not serialize access due to a planned fault' USING ERRCODE = 'serialization_failure';
                                END IF;
                                RETURN NULL;
                            END $$""");
                    for (String table : service.getValue()) {
                        statement.execute("CREATE TRIGGER fail_now_and_then AFTER INSERT OR UPDATE OR DELETE ON " + table
                                + " FOR EACH STATEMENT EXECUTE FUNCTION fail_now_and_then()");
                    }
                }
            }
            scene.pass(length);
            for (Map.Entry<String, List<String>> service : WRITTEN.entrySet()) {
                try (Connection connection = superuser(scene, scene.system().stack().database(service.getKey()).database());
                     Statement statement = connection.createStatement()) {
                    for (String table : service.getValue()) {
                        statement.execute("DROP TRIGGER fail_now_and_then ON " + table);
                    }
                }
            }
        });
    }

    private static Connection superuser(Scene scene, String database) throws SQLException {
        Database server = scene.system().stack().database();
        return DriverManager.getConnection(server.jdbcUrl(database) + "?connectTimeout=5", server.superuser(), server.superuserPassword());
    }
}
