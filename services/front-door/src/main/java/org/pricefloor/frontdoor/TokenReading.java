package org.pricefloor.frontdoor;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Turns away tokens that our issuer signed and that are still not for this door: of another kind (ID, refresh or logout tokens, tokens bound
 * to a key that nobody shows here), valid for longer than a day, without a subject, or with claims of a form that somebody could read
 * in two ways. Signature, issuer, audience and times have been checked before, by the library, or a moment ago ({@link KnownTokens}).
 */
@ApplicationScoped
@Alternative
@Priority(1)
class TokenReading extends JWTCallerPrincipalFactory {

    static final String PARTY_CLAIM = "party";

    private static final ObjectMapper JSON = new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    /** RFC 9068 and RFC 7519; other types are other kinds of tokens. */
    private static final Set<String> TYPES = Set.of("", "jwt", "at+jwt", "application/at+jwt");
    /** What identity providers write into the claim {@code typ} of an access token. */
    private static final Set<String> KINDS = Set.of("", "bearer", "jwt");
    private static final List<String> CLAIMS_OF_OTHER_KINDS = List.of("nonce", "at_hash", "c_hash", "s_hash", "events", "cnf", "sub_id");
    private static final int LONGEST_NAME = 255;
    private static final String EVERY_PARTY = "*";

    private final JWTCallerPrincipalFactory verification = new DefaultJWTCallerPrincipalFactory();
    private final KnownTokens known = new KnownTokens();
    private final long longestLife;
    private final long skew;

    TokenReading(@ConfigProperty(name = "mp.jwt.verify.token.age") long longestLife, @ConfigProperty(name = "mp.jwt.verify.clock.skew") long skew) {
        this.longestLife = longestLife;
        this.skew = skew;
    }

    /** @throws ParseException when the token is not valid here; its message says nothing of the token's content */
    @Override
    public JWTCallerPrincipal parse(String token, JWTAuthContextInfo authContextInfo) throws ParseException {
        Instant now = Instant.now();
        KnownTokens.Known before = known.of(token, now);
        KnownTokens.Known found = before == null ? checked(token, authContextInfo, now) : before;
        String objection = objection(found.header(), found.claims(), now.getEpochSecond());
        if (objection != null) {
            throw new ParseException(objection);
        }
        if (before == null) {
            known.keep(token, found);
        }
        return found.principal();
    }

    private KnownTokens.Known checked(String token, JWTAuthContextInfo authContextInfo, Instant now) throws ParseException {
        JWTCallerPrincipal principal = verified(token, authContextInfo);
        String[] parts = token.split("\\.", -1);
        return new KnownTokens.Known(principal, read(parts[0]), read(parts[1]), now);
    }

    /** The verifier fails in ways of its own at claims of a form that it did not foresee. */
    private JWTCallerPrincipal verified(String token, JWTAuthContextInfo authContextInfo) throws ParseException {
        try {
            return verification.parse(token, authContextInfo);
        } catch (RuntimeException unforeseen) {
            throw new ParseException("a claim is of another form than it should be", unforeseen);
        }
    }

    /** Why a verified token is not taken; null if it is. */
    private String objection(JsonNode header, JsonNode claims, long now) {
        if (!TYPES.contains(header.path("typ").asText("").toLowerCase(Locale.ROOT)) || header.has("cty")) {
            return "it is another kind of token, as its header says";
        }
        if (!KINDS.contains(claims.path("typ").asText("").toLowerCase(Locale.ROOT)) || CLAIMS_OF_OTHER_KINDS.stream().anyMatch(claims::has)) {
            return "it is another kind of token, as its claims say";
        }
        JsonNode issued = claims.path("iat");
        JsonNode expires = claims.path("exp");
        if (!issued.canConvertToLong() || !expires.canConvertToLong() || issued.asLong() > now + skew) {
            return "it was not issued yet, or does not say when";
        }
        if (expires.asLong() - issued.asLong() > longestLife) {
            return "it is valid for longer than " + longestLife + " seconds";
        }
        if (!isAName(claims.path("sub"))) {
            return "its subject is not a name";
        }
        JsonNode groups = claims.path("groups");
        if (!groups.isMissingNode() && !(groups.isArray() && StreamSupport.stream(groups.spliterator(), false).allMatch(JsonNode::isTextual))) {
            return "its groups are not a list of texts";
        }
        JsonNode party = claims.path(PARTY_CLAIM);
        if (!party.isMissingNode() && (!isAName(party) || party.asText().equals(EVERY_PARTY))) {
            return "its party is not a code";
        }
        boolean ofAProducer = StreamSupport.stream(groups.spliterator(), false).anyMatch(group -> group.asText().equals(Roles.PRODUCER));
        return ofAProducer && party.isMissingNode() ? "a producer's token must name its party" : null;
    }

    /** One line of text, as it can be shown, logged and compared. */
    private static boolean isAName(JsonNode claim) {
        return claim.isTextual() && PlainText.isPlain(claim.asText(), LONGEST_NAME) && claim.asText().equals(claim.asText().strip());
    }

    private static JsonNode read(String part) throws ParseException {
        try {
            JsonNode node = JSON.readTree(Base64.getUrlDecoder().decode(part));
            if (node == null || !node.isObject()) {
                throw new ParseException("it is not a token");
            }
            return node;
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new ParseException("it is not a token");
        }
    }
}
