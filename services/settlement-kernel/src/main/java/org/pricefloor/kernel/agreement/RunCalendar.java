package org.pricefloor.kernel.agreement;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pricefloor.kernel.calendar.RunKind;

/**
 * When a period is settled again after its initial run, and whether facts in between wait for that (rule 4).
 *
 * @param runs in order; a final one, if any, is the last: after it only a dispute run changes the period (rule 5)
 */
public record RunCalendar(List<ScheduledRun> runs, Restate restate) {

    public static final RunCalendar NONE = new RunCalendar(List.of(), Restate.IMMEDIATELY);

    /** @param lagDays days between the period's end and the run, in the agreement's zone */
    public record ScheduledRun(RunKind kind, int lagDays) {
    }

    /** When a fact that changes a settled period is posted. */
    public enum Restate {
        IMMEDIATELY("immediately"), AT_NEXT_RUN("at-next-run");

        private final String term;

        Restate(String term) {
            this.term = term;
        }

        public String term() {
            return term;
        }

        public static Optional<Restate> ofTerm(String term) {
            return Arrays.stream(values()).filter(restate -> restate.term.equals(term)).findFirst();
        }
    }
}
