package org.pricefloor.acceptance.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.pricefloor.devstack.Service;
import org.pricefloor.devstack.ServiceProcess;

/** A service ends without having been asked to. */
final class ProcessFaults {

    private static final int SEEDS = 5;
    private static final Duration LONGEST_TIME_BEFORE_A_KILL = Duration.ofMillis(1_500);

    private ProcessFaults() {
    }

    /** SIGKILL of each service. */
    static List<FaultCase> kills() {
        List<FaultCase> cases = new ArrayList<>();
        for (Service service : Service.ALL) {
            LongStream.rangeClosed(1, SEEDS).forEach(seed -> cases.add(kill(service.name(), seed)));
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
}
