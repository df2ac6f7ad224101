package org.pricefloor.contracts;

import java.time.Instant;
import java.time.LocalDate;

/**
 * Somebody decided what no figure says. A decision of kind {@code dispute-run} orders a run of a period that is final: it
 * admits what was known and not used (rule 5).
 *
 * @param decision  its code, unique within the agreement
 * @param kind      {@code dispute-run}
 * @param day       any day of the period it is about
 * @param decidedBy who decided, in the words of the decision
 * @param decidedAt the decider's claim of when
 */
public record DecisionRecorded(
        String eventId,
        String agreement,
        String decision,
        String kind,
        LocalDate day,
        String reason,
        String decidedBy,
        Instant decidedAt,
        Instant receivedAt) implements Event {

    public static String id(String agreement, String decision) {
        return "decision/" + agreement + "/" + decision;
    }

    @Override
    public String subject() {
        return agreement;
    }
}
