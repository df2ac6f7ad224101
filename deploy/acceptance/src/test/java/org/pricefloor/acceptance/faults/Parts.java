package org.pricefloor.acceptance.faults;

import java.util.List;
import java.util.stream.Collectors;
import org.pricefloor.acceptance.planted.PlantedMill;
import org.pricefloor.devstack.Options;

/** All parts of the full size. A new kind of fault is a line here. */
final class Parts {

    private static final List<Part> ALL = List.of(
            new Part("halts", HaltFaults::all, () -> new Mill("full-halts", Parts::withDebugger), 24),
            new Part("kills", ProcessFaults::kills, () -> new Mill("full-kills", options -> options), 20),
            new Part("storm", ProcessFaults::storms, () -> new Mill("full-storm", options -> options), 1),
            new Part("broker", BrokerFaults::all, () -> new Mill("full-broker", options -> options), 20),
            new Part("database", DatabaseFaults::all, () -> new Mill("full-database", options -> options), 20),
            new Part("zombie", ProcessFaults::frozen, () -> new Mill("full-zombie", options -> options).withTwins(), 3),
            new Part("twins", ProcessFaults::twins, () -> new Mill("full-twins", options -> options).withTwins(), 10),
            new Part("recovery", ProcessFaults::recoveries, () -> new Mill("full-recovery", options -> options), 4),
            new Part("messages", MessageFaults::all, () -> new MessageMill("full-messages"), 10),
            new Part("clock", ClockFaults::all, () -> new ClockMill("full-clock"), Integer.MAX_VALUE),
            new Part("disk", DiskFaults::all, () -> new DiskMill("full-disk"), Integer.MAX_VALUE),
            new Part("planted", PlantedMill::cases, PlantedMill::new, Integer.MAX_VALUE));

    /** Parts that another module runs. */
    private static final List<String> ELSEWHERE = List.of("mutations");

    private Parts() {
    }

    static boolean isElsewhere(String name) {
        return ELSEWHERE.contains(name);
    }

    static Options withDebugger(Options options) {
        return options.environment("PRICEFLOOR_SERVICE_JVM", "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 " + Debugger.AGENT);
    }

    /** @throws IllegalArgumentException naming those that there are */
    static Part named(String name) {
        return ALL.stream().filter(part -> part.name().equals(name)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                "PART_MUST_BE_KNOWN: there is no part '" + name + "'. Choose with -Dpart= one of " + ALL.stream().map(Part::name).collect(Collectors.joining(", "))
                        + ", " + String.join(", ", ELSEWHERE) + "."));
    }
}
