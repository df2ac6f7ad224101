package org.pricefloor.infrastructure;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Mints short-lived bearer tokens (JWT, ES256) for development and tests. A real deployment trusts an identity provider instead. */
public final class TokenMint {

    /** The issuer that the production profile of every service refuses. */
    public static final String DEVELOPMENT_ISSUER = "https://pricefloor.localhost/dev";
    public static final String AUDIENCE = "pricefloor";

    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private final SigningKey key;
    private final String issuer;

    public TokenMint(SigningKey key) {
        this(key, DEVELOPMENT_ISSUER);
    }

    /** A mint of another issuer, for tests of what is refused. */
    public TokenMint(SigningKey key, String issuer) {
        this.key = key;
        this.issuer = issuer;
    }

    /**
     * A token that is valid from now on.
     *
     * @param subject the person or machine it stands for; two who must be different are told apart by it
     * @param roles become the claim {@code groups}
     * @param party the producer's or office's code, or null for one who has none
     * @param lifetime until it expires; negative for one that has expired already
     */
    public String mint(String subject, Set<String> roles, String party, Duration lifetime) {
        Instant now = Instant.now();
        // One that is to have expired was issued before it did.
        Instant issued = lifetime.isNegative() ? now.plus(lifetime).minusSeconds(60) : now;
        StringBuilder claims = new StringBuilder("{");
        claims.append("\"iss\":").append(quoted(issuer));
        claims.append(",\"aud\":").append(quoted(AUDIENCE));
        claims.append(",\"sub\":").append(quoted(subject));
        claims.append(",\"groups\":[").append(String.join(",", new TreeSet<>(roles).stream().map(TokenMint::quoted).toList())).append(']');
        if (party != null) {
            claims.append(",\"party\":").append(quoted(party));
        }
        claims.append(",\"iat\":").append(issued.getEpochSecond());
        claims.append(",\"exp\":").append(now.plus(lifetime).getEpochSecond());
        claims.append(",\"jti\":").append(quoted(UUID.randomUUID().toString())).append('}');
        String header = "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":" + quoted(key.keyId()) + "}";
        String signed = encoded(header) + "." + encoded(claims.toString());
        return signed + "." + URL.encodeToString(key.sign(signed));
    }

    /** As above for a quarter of an hour, with a subject that names role and party. */
    public String mint(String role, String party) {
        return mint(party == null ? role : role + "@" + party, Set.of(role), party, Duration.ofMinutes(15));
    }

    private static String encoded(String json) {
        return URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (char character : text.toCharArray()) {
            if (character == '"' || character == '\\') {
                json.append('\\').append(character);
            } else if (character < ' ') {
                json.append(String.format("\\u%04x", (int) character));
            } else {
                json.append(character);
            }
        }
        return json.append('"').toString();
    }
}
