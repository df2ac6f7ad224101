package org.pricefloor.registry.agreement;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.pricefloor.contracts.AgreementVersionRegistered;
import org.pricefloor.frontdoor.Caller;
import org.pricefloor.frontdoor.PlainText;
import org.pricefloor.frontdoor.Refusal;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.messaging.Outbox;
import org.pricefloor.registry.Transaction;

/** Where a proposal ends: a second person approves exactly what was proposed, or it is withdrawn. One transaction each. */
@ApplicationScoped
class ApprovalBook {

    private static final Logger LOG = Logger.getLogger(ApprovalBook.class);
    private static final String SOURCE = "/contract-registry";
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    private final Transaction transaction;
    private final Clock clock;

    ApprovalBook(Transaction transaction, Clock clock) {
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * How a proposal ended.
     *
     * @param added false: it had ended so before, and this is the first answer
     */
    record Outcome(boolean added, AgreementRow row) {
    }

    /**
     * Approves a proposal: from here on it is a version, and its event goes out.
     *
     * @param digest of the content that the approver has read
     * @param whatIf digest of the what-if answer that the approver was shown; null: none was
     * @throws Refused 404 for what nobody proposed; 409 for another digest, a withdrawn proposal or an approval that said otherwise; 422 for the proposer's own
     */
    Outcome approve(String agreement, int version, String digest, String whatIf, String approvedBy) {
        if (whatIf != null && !SHA_256.matcher(whatIf).matches()) {
            throw Refused.rule("The what-if answer is named by its digest.",
                    Refusal.of("WHAT_IF_MUST_BE_A_DIGEST", "/whatIf", shortened(whatIf), "Write the 64 hexadecimal digits of its SHA-256 in small letters, or leave it out."));
        }
        return transaction.run(connection -> {
            AgreementRow proposal = lockProposal(connection, agreement, version);
            if (!proposal.digest.equals(digest)) {
                throw Refused.conflict("DIGEST_MUST_BE_THAT_OF_THE_PROPOSAL", "What is approved is not what stands proposed as version " + version + " of " + agreement + ".",
                        "Read the proposal again and approve the digest of what you read.");
            }
            if (proposal.proposedBy.strip().equalsIgnoreCase(approvedBy.strip())) {
                throw Refused.rule("Version " + version + " of " + agreement + " was proposed by " + approvedBy + ", who can not approve it.",
                        Refusal.of("APPROVER_MUST_NOT_BE_THE_PROPOSER", "/digest", approvedBy, "Have another person approve it."));
            }
            if (proposal.isWithdrawn()) {
                throw Refused.conflict("PROPOSAL_WAS_WITHDRAWN", "The proposal was withdrawn by " + proposal.withdrawnBy + ": " + proposal.withdrawalReason,
                        "Have it proposed anew.");
            }
            if (proposal.isApproved()) {
                return firstApproval(proposal, whatIf);
            }
            Instant approvedAt = now();
            insertApproval(connection, proposal, whatIf, approvedBy, approvedAt);
            insertVersion(connection, proposal);
            AgreementHead.move(connection, proposal);
            Outbox.append(connection, SOURCE, new AgreementVersionRegistered(AgreementVersionRegistered.id(agreement, version), proposal.terms(), digest,
                    proposal.proposedBy, approvedBy, approvedAt, whatIf, proposal.receivedAt));
            LOG.infof("Registered agreement=%s version=%d producer=%s digest=sha256:%s", agreement, version, proposal.producer, digest);
            return new Outcome(true, AgreementRow.written(agreement, version));
        });
    }

    private static Outcome firstApproval(AgreementRow approved, String whatIf) {
        if (!Objects.equals(approved.whatIf, whatIf)) {
            throw Refused.conflict("VERSION_ALREADY_APPROVED", "Version " + approved.version + " of " + approved.agreement + " was approved by " + approved.approvedBy
                    + (approved.whatIf == null ? " without a what-if answer." : " on the what-if answer " + approved.whatIf + "."), "Nothing is left to approve.");
        }
        return new Outcome(false, approved);
    }

    /**
     * Withdraws a proposal; it stays on record, and its number can be proposed anew.
     *
     * @param number   of the proposal among those of the version, so that a repetition never withdraws a later one
     * @param approver whether the caller may withdraw what others proposed
     * @throws Refused 404 for what nobody proposed; 409 when it has ended otherwise; 422 for a broken rule
     */
    Outcome withdraw(String agreement, int version, int number, String reason, String withdrawnBy, boolean approver) {
        if (!PlainText.isPlain(reason, 1_000)) {
            throw Refused.rule("A withdrawal says why.", Refusal.of("REASON_MUST_BE_GIVEN", "/reason", shortened(reason), "Write it on one line of at most 1000 characters."));
        }
        return transaction.run(connection -> {
            AgreementRow proposal = lockProposal(connection, agreement, version);
            if (proposal.proposal != number) {
                throw Refused.conflict("PROPOSAL_MUST_BE_THE_NEWEST", "The newest proposal of version " + version + " of " + agreement + " is number " + proposal.proposal + ".",
                        "Read it, and withdraw that one if it is meant.");
            }
            if (!approver && !proposal.proposedBy.equals(withdrawnBy)) {
                throw Refused.rule("Version " + version + " of " + agreement + " was proposed by " + proposal.proposedBy + ".",
                        Refusal.of("WITHDRAWER_MUST_BE_THE_PROPOSER_OR_AN_APPROVER", "/proposal", withdrawnBy, "Ask the proposer or an approver to withdraw it."));
            }
            if (proposal.isApproved()) {
                throw Refused.conflict("VERSION_ALREADY_APPROVED", "Version " + version + " of " + agreement + " was approved by " + proposal.approvedBy + ".",
                        "Propose what should change as the next version.");
            }
            if (proposal.isWithdrawn()) {
                return firstWithdrawal(proposal, reason, withdrawnBy);
            }
            insertWithdrawal(connection, proposal, reason, withdrawnBy);
            LOG.infof("Withdrew proposal agreement=%s version=%d proposal=%d", agreement, version, number);
            return new Outcome(true, AgreementRow.written(agreement, version));
        });
    }

    private static Outcome firstWithdrawal(AgreementRow withdrawn, String reason, String withdrawnBy) {
        if (!withdrawn.withdrawnBy.equals(withdrawnBy) || !withdrawn.withdrawalReason.equals(reason)) {
            throw Refused.conflict("PROPOSAL_WAS_WITHDRAWN", "The proposal was withdrawn by " + withdrawn.withdrawnBy + ": " + withdrawn.withdrawalReason,
                    "Nothing is left to withdraw.");
        }
        return new Outcome(false, withdrawn);
    }

    private static AgreementRow lockProposal(Connection connection, String agreement, int version) throws SQLException {
        AgreementHead.lock(connection, agreement);
        return AgreementRow.version(Caller.Scope.EVERY_PARTY, agreement, version).orElseThrow(() -> Refused.of(404, "VERSION_MUST_BE_PROPOSED",
                "Nobody proposed version " + version + " of " + agreement + ".", "Correct the address, or have it proposed first."));
    }

    private static void insertApproval(Connection connection, AgreementRow proposal, String whatIf, String approvedBy, Instant approvedAt) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO agreement_approval (agreement, version, proposal, producer, digest, proposed_by, approved_by, what_if, approved_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""")) {
            insert.setString(1, proposal.agreement);
            insert.setInt(2, proposal.version);
            insert.setInt(3, proposal.proposal);
            insert.setString(4, proposal.producer);
            insert.setString(5, proposal.digest);
            insert.setString(6, proposal.proposedBy);
            insert.setString(7, approvedBy);
            insert.setString(8, whatIf);
            insert.setTimestamp(9, Timestamp.from(approvedAt));
            insert.executeUpdate();
        }
    }

    private static void insertVersion(Connection connection, AgreementRow proposal) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO agreement_version (agreement, version, title, producer, office, product, currency, unit, period, effective_from, effective_to, document,
                                               digest, received_at)
                SELECT agreement, version, title, producer, office, product, currency, unit, period, effective_from, effective_to, document, digest, received_at
                  FROM agreement_proposal WHERE agreement = ? AND version = ? AND proposal = ?""")) {
            insert.setString(1, proposal.agreement);
            insert.setInt(2, proposal.version);
            insert.setInt(3, proposal.proposal);
            insert.executeUpdate();
        }
    }

    private void insertWithdrawal(Connection connection, AgreementRow proposal, String reason, String withdrawnBy) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO agreement_withdrawal (agreement, version, proposal, producer, withdrawn_by, reason, withdrawn_at) VALUES (?, ?, ?, ?, ?, ?, ?)""")) {
            insert.setString(1, proposal.agreement);
            insert.setInt(2, proposal.version);
            insert.setInt(3, proposal.proposal);
            insert.setString(4, proposal.producer);
            insert.setString(5, withdrawnBy);
            insert.setString(6, reason);
            insert.setTimestamp(7, Timestamp.from(now()));
            insert.executeUpdate();
        }
    }

    private static String shortened(String text) {
        return text == null || text.length() <= 80 ? text : text.substring(0, 80);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
