package org.pricefloor.settlement.shelf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.pricefloor.kernel.price.Digest;

/**
 * What a fact says, as a digest by which its repetition is known: SHA-256 of the bytes of its event without the value of
 * {@code receivedAt}.
 *
 * <p>When a service took a fact in is no part of what the fact says. A service that was restored from a backup takes in again what came
 * after it, under the same id and at another time; that is the same fact.
 */
final class FactDigest {

    // Within a JSON text this stands for nothing but the member: inside a string its quotation marks would be escaped.
    private static final byte[] RECEIVED_AT = "\"receivedAt\":\"".getBytes(StandardCharsets.UTF_8);

    private FactDigest() {
    }

    static String of(byte[] body) {
        int from = endOf(RECEIVED_AT, body);
        if (from < 0) {
            return Digest.sha256(body);
        }
        int to = from;
        while (to < body.length && body[to] != '"') {
            to++;
        }
        byte[] said = Arrays.copyOf(body, body.length - (to - from));
        System.arraycopy(body, to, said, from, body.length - to);
        return Digest.sha256(said);
    }

    /** As the shelf wrote it of facts that it recorded before: of all the bytes. */
    static boolean isOf(byte[] body, String recorded) {
        return recorded.equals(of(body)) || recorded.equals(Digest.sha256(body));
    }

    private static int endOf(byte[] sought, byte[] body) {
        for (int at = 0; at <= body.length - sought.length; at++) {
            if (Arrays.equals(body, at, at + sought.length, sought, 0, sought.length)) {
                return at + sought.length;
            }
        }
        return -1;
    }
}
