package org.pricefloor.acceptance.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pricefloor.acceptance.RunningSystem;
import org.pricefloor.acceptance.faults.DiskFaults.Place;
import org.pricefloor.acceptance.faults.HaltFaults.Hit;
import org.pricefloor.acceptance.faults.HaltPoints.Moment;
import org.pricefloor.acceptance.faults.HaltPoints.Point;

/**
 * One of each kind of fault, on one system, judged by the checker; the full disk where this user may make a small one. The full size is
 * in {@link Parts}. One that stands still and one of two that is killed have their representatives in OutboxRelayTest and FullSystemTest.
 */
class FaultCampaignTest {

    private static final String NAME = "fault-campaign";
    private static final long SEED = Long.getLong("pricefloor.fault.seed", 20261124L);
    private static final Duration STORM = Duration.ofSeconds(4);
    private static final Duration TRANSACTIONS_FAIL_FOR = Duration.ofSeconds(2);

    @Test
    void nothingIsLostDoubledOrChangedByKillsHaltsAndOutages() throws Exception {
        SmallDisk.removeThoseBelow(RunningSystem.state(NAME));
        SmallDisk disk = null;
        try (Mill mill = new Mill(RunningSystem.startAt(NAME, ClockFaults.BEGIN, Parts::withDebugger), NAME)) {
            if (SmallDisk.canBeMade()) {
                disk = SmallDisk.under(mill.system().stack(), Place.DATABASE_DATA);
            } else {
                System.out.println("Faults: without the full disk, which needs a user who may mount a tmpfs");
            }
            Outcome outcome = mill.run(oneOfEach(disk != null));
            System.out.println("Faults: seed " + SEED + ", " + outcome.counts());
            assertEquals(List.of(), outcome.violations(), "seed " + SEED);
        } finally {
            if (disk != null) {
                disk.close();
            }
        }
    }

    private static FaultCase oneOfEach(boolean withDisk) {
        List<FaultCase> cases = new ArrayList<>(List.of(
                ProcessFaults.storm(SEED, STORM),
                HaltFaults.halt(point("contract-registry", Moment.AFTER_COMMIT), Hit.FIRST, SEED),
                BrokerFaults.killed(SEED),
                DatabaseFaults.postmasterKilled(SEED),
                DatabaseFaults.serialisationFailures(SEED, TRANSACTIONS_FAIL_FOR),
                ClockFaults.tenMinutesBack(SEED)));
        if (withDisk) {
            cases.add(DiskFaults.full(Place.DATABASE_DATA, SEED));
        }
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
