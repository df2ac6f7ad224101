package org.pricefloor.kernel.agreement;

import java.util.List;
import org.pricefloor.kernel.price.Missing;

/** A resolved agreement, or what it lacks. */
public sealed interface Resolution {

    record Resolved(ResolvedAgreement agreement) implements Resolution {
    }

    /** @param missing at least one */
    record Unresolved(List<Missing> missing) implements Resolution {
    }
}
