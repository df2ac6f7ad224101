package org.pricefloor.acceptance.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pricefloor.acceptance.faults.HaltPoints.Moment;
import org.pricefloor.acceptance.faults.HaltPoints.Point;
import org.pricefloor.devstack.ServiceProcess;

/** A service ends by SIGKILL exactly at a point: the first time it comes there, some time, and for the last input of all. */
final class HaltFaults {

    private static final int LATEST_HIT = 25;
    private static final long POINT_IS_REACHED_WITHIN_SECONDS = 45;

    /** Which of the times that a service comes to a point. */
    enum Hit { FIRST, RANDOM, LAST }

    private HaltFaults() {
    }

    static List<FaultCase> all() {
        List<FaultCase> cases = new ArrayList<>();
        for (Point point : HaltPoints.ALL) {
            // A service shuts down once.
            for (Hit hit : point.moment() == Moment.IN_SHUTDOWN ? new Hit[] {Hit.FIRST} : Hit.values()) {
                cases.add(halt(point, hit, cases.size() + 1));
            }
        }
        return cases;
    }

    static FaultCase halt(Point point, Hit hit, long seed) {
        return new FaultCase("halt", point.name() + " " + hit.name().toLowerCase(Locale.ROOT) + " hit", seed, scene -> {
            ServiceProcess process = scene.system().service(point.service());
            int number = hit == Hit.RANDOM ? 2 + scene.random().nextInt(LATEST_HIT - 1) : 1;
            if (hit == Hit.LAST) {
                scene.rest();
            }
            try (Debugger debugger = Debugger.arm(process.log(), point, number)) {
                if (point.moment() == Moment.IN_SHUTDOWN) {
                    process.terminate();
                } else if (hit == Hit.LAST) {
                    scene.inBackground(scene.workload()::sendOneOfEach);
                }
                if (!debugger.awaitReached(POINT_IS_REACHED_WITHIN_SECONDS)) {
                    throw new IOException("The point was not reached " + number + " times in " + POINT_IS_REACHED_WITHIN_SECONDS + " s");
                }
                process.kill();
            } finally {
                process.kill();
                process.start();
                process.awaitReady();
            }
            scene.count("halts", 1);
        });
    }
}
