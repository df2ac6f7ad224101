package org.pricefloor.contracts;

import java.time.Instant;

/**
 * A version of an agreement was registered: one person proposed it and another approved exactly that content. A proposal
 * by itself is no event. The newest version known governs every period of the agreement.
 *
 * @param digest     SHA-256, hexadecimal, of the canonical bytes of the agreement document: what was approved
 * @param proposedBy the subject of the proposer's token
 * @param approvedBy the subject of the approver's token; never the proposer
 * @param whatIf     SHA-256, hexadecimal, of the what-if answer that the approver was shown; null: none was
 * @param receivedAt when the proposal was taken in
 */
public record AgreementVersionRegistered(
        String eventId,
        AgreementDocument agreement,
        String digest,
        String proposedBy,
        String approvedBy,
        Instant approvedAt,
        @MayBeAbsent String whatIf,
        Instant receivedAt) implements Event {

    public static String id(String agreement, int version) {
        return "agreement/" + agreement + "/v" + version;
    }

    @Override
    public String subject() {
        return agreement.agreement();
    }
}
