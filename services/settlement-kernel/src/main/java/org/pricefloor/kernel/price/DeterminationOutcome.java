package org.pricefloor.kernel.price;

import java.util.List;

/** A reference price, or what it lacks. */
public sealed interface DeterminationOutcome {

    record Determined(Determination determination) implements DeterminationOutcome {
    }

    /** @param missing at least one */
    record Undetermined(List<Missing> missing) implements DeterminationOutcome {
    }
}
