package org.pricefloor.acceptance.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pricefloor.acceptance.RunningSystem;
import org.pricefloor.acceptance.faults.HaltFaults.Hit;
import org.pricefloor.acceptance.faults.HaltPoints.Moment;
import org.pricefloor.acceptance.faults.HaltPoints.Point;

/**
 * One of each kind of fault, on one system, judged by the checker. The full size is in {@link Parts}. One that stands still and one of two
 * that is killed have their representatives in OutboxRelayTest and FullSystemTest.
 */
class FaultCampaignTest {

    private static final long SEED = Long.getLong("pricefloor.fault.seed", 20261124L);
    private static final Duration STORM = Duration.ofSeconds(4);
    private static final Duration TRANSACTIONS_FAIL_FOR = Duration.ofSeconds(2);

    @Test
    void nothingIsLostDoubledOrChangedByKillsHaltsAndOutages() throws Exception {
        try (Mill mill = new Mill(RunningSystem.startAt("fault-campaign", ClockFaults.BEGIN, Parts::withDebugger), "fault-campaign")) {
            Outcome outcome = mill.run(oneOfEach());
            System.out.println("Faults: seed " + SEED + ", " + outcome.counts());
            assertEquals(List.of(), outcome.violations(), "seed " + SEED);
        }
    }

    private static FaultCase oneOfEach() {
        List<FaultCase> cases = List.of(
                ProcessFaults.storm(SEED, STORM),
                HaltFaults.halt(point("contract-registry", Moment.AFTER_COMMIT), Hit.FIRST, SEED),
                BrokerFaults.killed(SEED),
                DatabaseFaults.postmasterKilled(SEED),
                DatabaseFaults.serialisationFailures(SEED, TRANSACTIONS_FAIL_FOR),
                ClockFaults.tenMinutesBack(SEED));
        return new FaultCase("one of each", "one system", SEED, scene -> {
            for (FaultCase each : cases) {
                each.fault().strike(scene);
            }
        });
    }

    private static Point point(String service, Moment moment) {
        return HaltPoints.ALL.stream().filter(point -> point.service().equals(service) && point.moment() == moment).findFirst().orElseThrow();
    }
}
