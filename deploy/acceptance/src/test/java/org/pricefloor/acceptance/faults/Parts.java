package org.pricefloor.acceptance.faults;

import java.util.List;
import java.util.stream.Collectors;
import org.pricefloor.acceptance.planted.PlantedMill;

/** All parts of the full size. A new kind of fault is a line here. */
final class Parts {

    private static final List<Part> ALL = List.of(
            new Part("kills", ProcessFaults::kills, () -> new Mill("full-kills", options -> options), 20),
            new Part("messages", MessageFaults::all, () -> new MessageMill("full-messages"), 10),
            new Part("planted", PlantedMill::cases, PlantedMill::new, Integer.MAX_VALUE));

    private Parts() {
    }

    /** @throws IllegalArgumentException naming those that there are */
    static Part named(String name) {
        return ALL.stream().filter(part -> part.name().equals(name)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                "PART_MUST_BE_KNOWN: there is no part '" + name + "'. Choose with -Dpart= one of " + ALL.stream().map(Part::name).collect(Collectors.joining(", "))
                        + " (and mutations, which is the kernel's)."));
    }
}
