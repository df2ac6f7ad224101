package org.pricefloor.kernel.price;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Collection;

/** SHA-256 in hexadecimal: how facts and results are named so that nobody can swap them unseen. */
public final class Digest {

    private Digest() {
    }

    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Of the ids, sorted, each on a line of its own: the order in which facts were gathered makes no difference. */
    public static String ofFacts(Collection<String> facts) {
        StringBuilder text = new StringBuilder(64 * facts.size());
        facts.stream().sorted().distinct().forEach(fact -> text.append(fact).append('\n'));
        return sha256(text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
