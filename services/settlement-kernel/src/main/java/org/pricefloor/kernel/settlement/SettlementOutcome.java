package org.pricefloor.kernel.settlement;

import java.util.ArrayList;
import java.util.List;
import org.pricefloor.kernel.agreement.RunCalendar;
import org.pricefloor.kernel.price.Missing;

/** A settled period, or a parked one with what it lacks. */
public sealed interface SettlementOutcome permits Settled, SettlementOutcome.Parked {

    /** @param missing at least one; of very many the first hundred, and how many more there are: a parking is published, too (rule 27) */
    record Parked(List<Missing> missing) implements SettlementOutcome {

        private static final int NAMED_AT_MOST = 100;

        public Parked {
            if (missing.size() > NAMED_AT_MOST) {
                List<Missing> named = new ArrayList<>(missing.subList(0, NAMED_AT_MOST));
                named.add(new Missing(missing.get(NAMED_AT_MOST).rule(), "and " + (missing.size() - NAMED_AT_MOST) + " more", "mend those that are named, the others are named then"));
                missing = List.copyOf(named);
            }
        }

        /**
         * Whether it takes back what its closed period was settled at (rule 6). What waits for its next run stands until then, and a fault of
         * the program takes nothing back.
         */
        public boolean takesBack(RunCalendar runs) {
            return runs.restate() == RunCalendar.Restate.IMMEDIATELY && missing.stream().noneMatch(each -> each.rule() == Missing.Rule.ARITHMETIC_MUST_SUCCEED);
        }
    }
}
