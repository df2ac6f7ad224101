package org.pricefloor.acceptance.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.pricefloor.devstack.DevStack;
import org.pricefloor.infrastructure.Broker;
import org.pricefloor.infrastructure.Database;

/** A disk is full for a while, so that it is felt: then somebody makes room, and starts again what has ended. */
final class DiskFaults {

    private static final int OF_EACH = 3;
    private static final Duration LONGEST_TIME_BEFORE = Duration.ofMillis(800);
    private static final Duration DISK_IS_FULL_FOR = Duration.ofSeconds(6);
    private static final int SEGMENTS_AHEAD_AT_MOST = 12;
    private static final Duration BETWEEN_SEGMENTS = Duration.ofMillis(200);
    private static final Duration LONGEST_RECOVERY = Duration.ofSeconds(60);
    private static final int LARGEST_PIECE = 1 << 20;

    /** Whose disk. */
    enum Place {
        DATABASE_LOG("database log", "database/data/pg_wal", 256),
        DATABASE_DATA("database data", "database/data/base", 320),
        BROKER_LOG("broker log", "broker/data", 512),
        TEMP("temp of the services", "temp", 16);

        private final String words;
        private final String folder;
        private final int megabytes;

        Place(String words, String folder, int megabytes) {
            this.words = words;
            this.folder = folder;
            this.megabytes = megabytes;
        }

        /** Below the state folder. */
        String folder() {
            return folder;
        }

        /** Enough for the workload, and soon filled. */
        int megabytes() {
            return megabytes;
        }

        static Place of(FaultCase fault) {
            for (Place place : values()) {
                if (place.words.equals(fault.name())) {
                    return place;
                }
            }
            throw new IllegalArgumentException("no place is called " + fault.name());
        }
    }

    private DiskFaults() {
    }

    static List<FaultCase> all() {
        List<FaultCase> cases = new ArrayList<>();
        for (Place place : Place.values()) {
            for (long seed = 1; seed <= OF_EACH; seed++) {
                cases.add(full(place, seed));
            }
        }
        return cases;
    }

    static FaultCase full(Place place, long seed) {
        return new FaultCase("disk full", place.words, seed, scene -> {
            DevStack stack = scene.system().stack();
            Path filler = Path.of(stack.addresses().get("state")).resolve(place.folder()).resolve("filler");
            scene.passUpTo(LONGEST_TIME_BEFORE);
            long repeated = scene.workload().door().repeated();
            scene.count("bytes that filled it", fill(filler));
            if (place == Place.DATABASE_LOG) {
                useUpTheLog(stack.database(), scene);
            }
            scene.pass(DISK_IS_FULL_FOR);
            boolean noticed = place == Place.BROKER_LOG ? !stack.broker().isAlive() : scene.workload().door().repeated() > repeated;
            Files.delete(filler);
            heal(place, stack, scene);
            if (!noticed && place != Place.TEMP) {
                throw new IllegalStateException("Nobody noticed that the disk was full: the case shows nothing");
            }
        });
    }

    /** Writes until nothing more goes in, in ever smaller pieces. */
    private static long fill(Path file) throws IOException {
        long written = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int piece = LARGEST_PIECE; piece > 0; piece /= 2) {
                byte[] bytes = new byte[piece];
                try {
                    while (true) {
                        out.write(bytes);
                        written += piece;
                    }
                } catch (IOException full) {
                    // The next piece is half as large.
                }
            }
        }
        return written;
    }

    /** PostgreSQL keeps some segments ahead, more than the workload writes meanwhile: goes on to the next one until there is none. */
    private static void useUpTheLog(Database database, Scene scene) throws InterruptedException {
        try (Connection connection = superuser(database); Statement statement = connection.createStatement()) {
            for (int i = 0; i < SEGMENTS_AHEAD_AT_MOST; i++) {
                statement.execute("SELECT pg_switch_wal()");
                scene.count("segments of the log used up", 1);
                scene.pass(BETWEEN_SEGMENTS);
            }
        } catch (SQLException full) {
            scene.count("ends of the log", 1);
        }
    }

    /** As the runbook has it: PostgreSQL is started again if it ended, the broker in any case, because it gives up a log folder that failed. */
    private static void heal(Place place, DevStack stack, Scene scene) throws InterruptedException {
        if (place == Place.BROKER_LOG) {
            Broker broker = stack.broker();
            scene.count("ends of the broker", broker.isAlive() ? 0 : 1);
            broker.close();
            broker.startAgain();
        }
        Database database = stack.database();
        long deadline = System.nanoTime() + LONGEST_RECOVERY.toNanos();
        while (!answers(database)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("PostgreSQL does not answer " + LONGEST_RECOVERY.toSeconds() + " s after there was room again");
            }
            if (!database.isAlive()) {
                scene.count("ends of the database", 1);
                database.startAgain();
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private static boolean answers(Database database) {
        if (!database.isAlive()) {
            return false;
        }
        try (Connection connection = superuser(database)) {
            return connection.isValid(2);
        } catch (SQLException stillReplaying) {
            return false;
        }
    }

    private static Connection superuser(Database database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl("postgres") + "?connectTimeout=2&socketTimeout=5", database.superuser(), database.superuserPassword());
    }
}
