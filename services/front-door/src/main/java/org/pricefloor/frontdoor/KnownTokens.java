package org.pricefloor.frontdoor;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tokens whose signature, issuer, audience and times were found good a moment ago: a caller sends the same one for minutes, and to check
 * a signature takes longer than all else that is done with most requests.
 *
 * <p>A token is known by the SHA-256 of all its characters, never by a part of it, and for {@value #SECONDS} s at most: a key that is
 * withdrawn opens nothing for longer than that. From its {@code exp} on, and where the clock has gone back, it is checked again in
 * full. What was turned away is not remembered, so nobody can fill this with anything but good tokens.
 */
final class KnownTokens {

    static final int SECONDS = 60;
    static final int KEPT_AT_MOST = 1_000;

    private static final Duration KEPT_FOR = Duration.ofSeconds(SECONDS);

    /** @param claims as sent, for what is asked again at every use */
    record Known(JWTCallerPrincipal principal, JsonNode header, JsonNode claims, Instant checked) {

        private boolean stands(Instant now) {
            return !now.isBefore(checked) && now.isBefore(checked.plus(KEPT_FOR)) && now.getEpochSecond() < claims.path("exp").asLong();
        }
    }

    private final Map<String, Known> tokens = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > KEPT_AT_MOST;
        }
    };

    /** Null: it has to be checked in full. */
    Known of(String token, Instant now) {
        String digest = digest(token);
        synchronized (tokens) {
            Known known = tokens.get(digest);
            if (known == null || known.stands(now)) {
                return known;
            }
            tokens.remove(digest);
            return null;
        }
    }

    /** @param known a token that was found good in every respect */
    void keep(String token, Known known) {
        String digest = digest(token);
        synchronized (tokens) {
            tokens.put(digest, known);
        }
    }

    int size() {
        synchronized (tokens) {
            return tokens.size();
        }
    }

    private static String digest(String token) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
