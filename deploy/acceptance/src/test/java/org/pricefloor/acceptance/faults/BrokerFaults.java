package org.pricefloor.acceptance.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.pricefloor.infrastructure.Broker;

/** The broker ends, asked to or not, and comes back with what it had acknowledged. */
final class BrokerFaults {

    private static final int OF_EACH = 20;
    private static final Duration LONGEST_TIME_BEFORE = Duration.ofMillis(800);
    private static final Duration LONGEST_TIME_AWAY = Duration.ofSeconds(3);

    private BrokerFaults() {
    }

    static List<FaultCase> all() {
        List<FaultCase> cases = new ArrayList<>();
        for (long seed = 1; seed <= OF_EACH; seed++) {
            cases.add(killed(seed));
            cases.add(restarted(seed));
        }
        return cases;
    }

    static FaultCase killed(long seed) {
        return new FaultCase("broker", "SIGKILL", seed, scene -> away(scene, scene.system().stack().broker()::kill));
    }

    static FaultCase restarted(long seed) {
        return new FaultCase("broker", "graceful restart", seed, scene -> away(scene, scene.system().stack().broker()::close));
    }

    private static void away(Scene scene, Runnable end) throws InterruptedException {
        Broker broker = scene.system().stack().broker();
        scene.passUpTo(LONGEST_TIME_BEFORE);
        end.run();
        scene.passUpTo(LONGEST_TIME_AWAY);
        broker.startAgain();
        scene.count("ends of the broker", 1);
    }
}
