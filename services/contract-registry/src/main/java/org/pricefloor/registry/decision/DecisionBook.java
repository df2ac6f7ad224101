package org.pricefloor.registry.decision;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.contracts.DecisionRecorded;
import org.pricefloor.frontdoor.PlainText;
import org.pricefloor.frontdoor.Refusal;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.kernel.delivery.Decision;
import org.pricefloor.messaging.Outbox;
import org.pricefloor.registry.ClaimedTime;
import org.pricefloor.registry.Transaction;
import org.pricefloor.registry.agreement.LockedAgreements;

/** Where decisions are written, one transaction each, under the head of their agreement. */
@ApplicationScoped
class DecisionBook {

    private static final Logger LOG = Logger.getLogger(DecisionBook.class);
    private static final String SOURCE = "/contract-registry";
    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,79}");

    private final Transaction transaction;
    private final Clock clock;

    DecisionBook(Transaction transaction, Clock clock) {
        this.transaction = transaction;
        this.clock = clock;
    }

    /** @param added false: the same was recorded before under this code, and this is the first answer */
    record Entry(boolean added, DecisionResource.DecisionEntry decision) {
    }

    /**
     * Records a decision.
     *
     * @throws Refused 404 for an agreement that is not registered, 409 when the code stands for something else, 422 for a broken rule
     */
    Entry record(String agreement, DecisionResource.DecisionStatement given, String recordedBy) {
        refuseUnlessWhole(given);
        return transaction.run(connection -> {
            AgreementDocument terms = LockedAgreements.lock(connection, List.of(agreement)).get(agreement);
            if (terms == null) {
                throw Refused.of(404, "AGREEMENT_MUST_BE_REGISTERED", "No agreement " + agreement + " is registered.", "Register the agreement first, or correct its code.");
            }
            refuseIf(given.day().isBefore(terms.effectiveFrom()) || given.day().isAfter(terms.effectiveTo()), "DAY_MUST_LIE_IN_TERM", "day", given.day(),
                    "The agreement runs from " + terms.effectiveFrom() + " to " + terms.effectiveTo() + ".");
            Instant decidedAt = given.decidedAt().truncatedTo(ChronoUnit.MICROS);
            DecisionResource.DecisionEntry before = before(connection, agreement, given.decision());
            if (before != null) {
                if (before.kind().equals(given.kind()) && before.day().equals(given.day()) && before.reason().equals(given.reason())
                        && before.decidedBy().equals(given.decidedBy()) && before.decidedAt().equals(decidedAt)) {
                    return new Entry(false, before);
                }
                throw Refused.conflict("DECISION_ALREADY_RECORDED", "Decision " + given.decision() + " was recorded with other content.", "Record the change as another decision, with a code of its own.");
            }
            DecisionResource.DecisionEntry decision = new DecisionResource.DecisionEntry(agreement, given.decision(), given.kind(), given.day(), given.reason(),
                    given.decidedBy(), decidedAt, recordedBy, clock.instant().truncatedTo(ChronoUnit.MICROS));
            insert(connection, decision, terms.producer());
            Outbox.append(connection, SOURCE, new DecisionRecorded(DecisionRecorded.id(agreement, decision.decision()), agreement, decision.decision(), decision.kind(),
                    decision.day(), decision.reason(), decision.decidedBy(), decision.decidedAt(), decision.receivedAt()));
            LOG.infof("Recorded decision agreement=%s decision=%s kind=%s day=%s", agreement, decision.decision(), decision.kind(), decision.day());
            return new Entry(true, decision);
        });
    }

    private static void refuseUnlessWhole(DecisionResource.DecisionStatement given) {
        refuseIf(!matches(CODE, given.decision()), "DECISION_MUST_BE_NAMED", "decision", given.decision(),
                "Name the decision with 1 to 80 letters, digits, points, hyphens or underscores; it is the key under which a repetition is recognised.");
        refuseIf(!Decision.DISPUTE_RUN.equals(given.kind()), "KIND_MUST_BE_KNOWN", "kind", given.kind(), "Write " + Decision.DISPUTE_RUN + ".");
        refuseIf(given.day() == null, "DAY_MUST_BE_GIVEN", "day", null, "Write any day of the period that it is about.");
        refuseIf(!PlainText.isPlain(given.reason(), 2_000), "REASON_MUST_BE_GIVEN", "reason", given.reason(), "Say why, in 1 to 2000 printable characters.");
        refuseIf(!PlainText.isPlain(given.decidedBy(), 200), "DECIDER_MUST_BE_NAMED", "decidedBy", given.decidedBy(), "Say who decided, in 1 to 200 printable characters.");
        refuseIf(given.decidedAt() == null, "DECIDED_AT_MUST_BE_GIVEN", "decidedAt", null, "Write when it was decided, for instance 2026-04-02T09:00:00Z.");
        refuseIf(!ClaimedTime.isPlausible(given.decidedAt()), "DECIDED_AT_MUST_LIE_BETWEEN_1900_AND_2199", "decidedAt", given.decidedAt(), "Check the year.");
    }

    private static boolean matches(Pattern pattern, String text) {
        return text != null && pattern.matcher(text).matches();
    }

    private static void refuseIf(boolean broken, String rule, String field, Object found, String fix) {
        if (broken) {
            String text = found == null ? "absent" : found.toString();
            throw Refused.rule("The decision breaks a rule.", Refusal.of(rule, field, text.length() > 80 ? text.substring(0, 80) : text, fix));
        }
    }

    private static DecisionResource.DecisionEntry before(Connection connection, String agreement, String decision) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT agreement, decision, kind, day, reason, decided_by, decided_at, recorded_by, received_at FROM decision
                WHERE agreement = ? AND decision = ?""")) {
            select.setString(1, agreement);
            select.setString(2, decision);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? new DecisionResource.DecisionEntry(row.getString(1), row.getString(2), row.getString(3), row.getObject(4, LocalDate.class),
                        row.getString(5), row.getString(6), row.getTimestamp(7).toInstant(), row.getString(8), row.getTimestamp(9).toInstant()) : null;
            }
        }
    }

    private static void insert(Connection connection, DecisionResource.DecisionEntry decision, String producer) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO decision (agreement, decision, producer, kind, day, reason, decided_by, decided_at, recorded_by, received_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")) {
            insert.setString(1, decision.agreement());
            insert.setString(2, decision.decision());
            insert.setString(3, producer);
            insert.setString(4, decision.kind());
            insert.setObject(5, decision.day());
            insert.setString(6, decision.reason());
            insert.setString(7, decision.decidedBy());
            insert.setTimestamp(8, Timestamp.from(decision.decidedAt()));
            insert.setString(9, decision.recordedBy());
            insert.setTimestamp(10, Timestamp.from(decision.receivedAt()));
            insert.executeUpdate();
        }
    }
}
