package org.pricefloor.acceptance.faults;

import java.io.IOException;
import org.pricefloor.acceptance.RunningSystem;

/** A mill whose clocks can be moved, in the time zone that the case asks for: another zone needs other processes. */
final class ClockMill implements CaseRunner {

    private final String name;
    private Mill mill;
    private String zone;

    ClockMill(String name) {
        this.name = name;
    }

    @Override
    public Outcome run(FaultCase fault) throws IOException, InterruptedException {
        String wanted = ClockFaults.zoneOf(fault);
        if (!wanted.equals(zone)) {
            close();
            mill = new Mill(RunningSystem.startAt(name, ClockFaults.BEGIN, options -> options.environment("PRICEFLOOR_SERVICE_JVM",
                    "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Duser.timezone=" + wanted)), name);
            zone = wanted;
        }
        return mill.run(fault);
    }

    @Override
    public void close() {
        if (mill != null) {
            mill.close();
            mill = null;
            zone = null;
        }
    }
}
