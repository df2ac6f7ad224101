package org.pricefloor.kernel.settlement;

import java.util.List;
import org.pricefloor.kernel.price.Missing;

/** A settled period, or a parked one with what it lacks. */
public sealed interface SettlementOutcome permits Settled, SettlementOutcome.Parked {

    /** @param missing at least one */
    record Parked(List<Missing> missing) implements SettlementOutcome {
    }
}
