package org.pricefloor.acceptance.faults;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.pricefloor.devstack.Service;
import org.pricefloor.devstack.ServiceProcess;

/** A service ends without having been asked to, stands still, or has a twin. */
final class ProcessFaults {

    private static final int KILLS_OF_EACH = 5;
    /** How a storm goes: kills of a service by chance, so far apart in the mean. */
    private static final Duration BETWEEN_KILLS = Duration.ofSeconds(3);
    private static final Duration STORM = Duration.ofSeconds(Long.getLong("pricefloor.fault.storm.seconds", 300));
    private static final int STORMS = 10;

    /** How long a process stands still. */
    private static final Duration FROZEN = Duration.ofSeconds(30);
    /** By then the twin goes on: longer than a session of a consumer, or of a database connection that does nothing. */
    private static final Duration FENCED_WITHIN = Duration.ofSeconds(18);
    private static final int FROZEN_CASES = 9;

    private static final int TWIN_CASES = 30;
    private static final Duration LONGEST_TIME_BEFORE_A_KILL = Duration.ofMillis(1_500);

    private static final int KILLS_TO_RECOVER_FROM = 25;
    private static final Duration RECOVERED_WITHIN = Duration.ofSeconds(8);
    private static final Duration RECOVERY_IS_AWAITED_FOR = Duration.ofSeconds(90);

    private ProcessFaults() {
    }

    /** SIGKILL of each service. */
    static List<FaultCase> kills() {
        List<FaultCase> cases = new ArrayList<>();
        for (Service service : Service.ALL) {
            LongStream.rangeClosed(1, KILLS_OF_EACH).forEach(seed -> cases.add(kill(service.name(), seed)));
        }
        return cases;
    }

    static FaultCase kill(String service, long seed) {
        return new FaultCase("SIGKILL", service, seed, scene -> {
            scene.passUpTo(LONGEST_TIME_BEFORE_A_KILL);
            ServiceProcess process = scene.system().service(service);
            process.kill();
            process.start();
            process.awaitReady();
            scene.count("kills", 1);
        });
    }

    static List<FaultCase> storms() {
        return LongStream.rangeClosed(1, STORMS).mapToObj(seed -> storm(seed, STORM)).toList();
    }

    /** Any service, at any moment, again and again; each is started again at once. */
    static FaultCase storm(long seed, Duration length) {
        return new FaultCase("SIGKILL storm", "all services, mean " + BETWEEN_KILLS.toSeconds() + " s, " + length.toSeconds() + " s", seed,
                scene -> storm(scene, length, Service.ALL.stream().map(Service::name).toList()));
    }

    static void storm(Scene scene, Duration length, List<String> services) throws InterruptedException {
        long end = System.nanoTime() + length.toNanos();
        Random random = scene.random();
        while (System.nanoTime() < end) {
            scene.pass(Duration.ofNanos((long) (-Math.log(1 - random.nextDouble()) * BETWEEN_KILLS.toNanos())));
            ServiceProcess process = scene.system().service(services.get(random.nextInt(services.size())));
            process.kill();
            process.start();
            scene.count("kills", 1);
        }
        services.forEach(service -> scene.system().service(service).awaitReady());
    }

    static List<FaultCase> frozen() {
        return LongStream.rangeClosed(1, FROZEN_CASES)
                .mapToObj(seed -> frozen(Service.ALL.get((int) ((seed + 1) % Service.ALL.size())).name(), seed, FENCED_WITHIN, FROZEN)).toList();
    }

    /**
     * A process stands still for a while beside its twin, which goes on without it; then the zombie wakes up and does no harm. The portal
     * has to show new runs while it stands still.
     */
    static FaultCase frozen(String service, long seed, Duration fencedWithin, Duration length) {
        return new FaultCase("SIGSTOP", service, seed, scene -> {
            ServiceProcess zombie = scene.system().service(service);
            scene.passUpTo(LONGEST_TIME_BEFORE_A_KILL);
            zombie.freeze();
            try {
                scene.pass(fencedWithin);
                long before = shown(scene);
                scene.pass(length.minus(fencedWithin));
                long after = shown(scene);
                scene.count("runs shown while it stood still", after - before);
                if (after == before) {
                    throw new IllegalStateException("Nothing went on from " + fencedWithin.toSeconds() + " s to " + length.toSeconds() + " s after "
                            + service + " stood still, although its twin was there");
                }
            } finally {
                zombie.goOn();
            }
        });
    }

    static List<FaultCase> twins() {
        return LongStream.rangeClosed(1, TWIN_CASES).mapToObj(ProcessFaults::twinKilled).toList();
    }

    /** Two processes of every service; one of one of them is killed. */
    static FaultCase twinKilled(long seed) {
        return new FaultCase("twins", "one of two killed", seed, scene -> {
            scene.passUpTo(LONGEST_TIME_BEFORE_A_KILL);
            String service = Service.ALL.get(scene.random().nextInt(Service.ALL.size())).name();
            List<ServiceProcess> both = scene.instances(service);
            ServiceProcess killed = both.get(scene.random().nextInt(both.size()));
            killed.kill();
            scene.passUpTo(LONGEST_TIME_BEFORE_A_KILL);
            killed.start();
            killed.awaitReady();
            scene.count("kills of " + service, 1);
        });
    }

    static List<FaultCase> recoveries() {
        return Service.ALL.stream().map(service -> recovery(service.name(), KILLS_TO_RECOVER_FROM)).toList();
    }

    /** From SIGKILL, with an immediate start, until an input sent at that moment stands on the portal's books. */
    static FaultCase recovery(String service, int kills) {
        return new FaultCase("recovery", service, kills, scene -> {
            scene.rest();
            List<Long> millis = new ArrayList<>();
            for (int i = 0; i < kills; i++) {
                long before = shown(scene);
                ServiceProcess process = scene.system().service(service);
                long killed = System.nanoTime();
                process.kill();
                process.start();
                scene.inBackground(service.equals("contract-registry") ? scene.workload()::sendDeliveryThatPosts : scene.workload()::sendPriceThatPosts);
                while (shown(scene) == before) {
                    if (System.nanoTime() - killed > RECOVERY_IS_AWAITED_FOR.toNanos()) {
                        throw new IllegalStateException("Nothing new on the books " + RECOVERY_IS_AWAITED_FOR.toSeconds() + " s after the kill");
                    }
                    TimeUnit.MILLISECONDS.sleep(20);
                }
                millis.add((System.nanoTime() - killed) / 1_000_000);
                process.awaitReady();
                scene.rest();
            }
            List<Long> inOrder = List.copyOf(millis);
            millis.sort(null);
            long p99 = millis.get((int) Math.ceil(millis.size() * 0.99) - 1);
            scene.count("milliseconds to the first new posting, p50", millis.get(millis.size() / 2));
            scene.count("milliseconds to the first new posting, p99", p99);
            scene.count("kills", kills);
            if (p99 > RECOVERED_WITHIN.toMillis()) {
                throw new IllegalStateException("The first new posting came " + p99 + " ms after the kill at p99, not within " + RECOVERED_WITHIN.toMillis()
                        + "; kill by kill " + inOrder);
            }
        });
    }

    private static long shown(Scene scene) throws SQLException {
        try (Connection connection = scene.system().database("portal")) {
            return Queues.number(connection, "SELECT count(*) FROM statement_run");
        }
    }
}
