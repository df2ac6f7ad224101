package org.pricefloor.contracts;

import java.time.Instant;

/**
 * A version of an agreement was registered. The newest version known governs every period of the agreement.
 *
 * @param digest       SHA-256, hexadecimal, of the canonical bytes of the agreement document
 * @param registeredBy the token's subject
 */
public record AgreementVersionRegistered(
        String eventId,
        AgreementDocument agreement,
        String digest,
        String registeredBy,
        Instant receivedAt) implements Event {

    public static String id(String agreement, int version) {
        return "agreement/" + agreement + "/v" + version;
    }

    @Override
    public String subject() {
        return agreement.agreement();
    }
}
