package org.pricefloor.frontdoor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class KnownTokensTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final KnownTokens tokens = new KnownTokens();

    private void keep(String token, Instant expires) {
        tokens.keep(token, new KnownTokens.Known(null, JsonNodeFactory.instance.objectNode(),
                JsonNodeFactory.instance.objectNode().put("exp", expires.getEpochSecond()), NOON));
    }

    @Test
    void aTokenIsKnownForAMinuteAndNotLonger() {
        keep("a.b.c", NOON.plusSeconds(600));
        assertNotNull(tokens.of("a.b.c", NOON));
        assertNotNull(tokens.of("a.b.c", NOON.plusMillis(59_999)));
        assertNull(tokens.of("a.b.c", NOON.plusSeconds(60)));
        assertNull(tokens.of("a.b.c", NOON), "it was let go");
    }

    @Test
    void aTokenIsNotKnownFromItsExpiryOn() {
        keep("a.b.c", NOON.plusSeconds(10));
        assertNotNull(tokens.of("a.b.c", NOON.plusMillis(9_999)));
        assertNull(tokens.of("a.b.c", NOON.plusSeconds(10)));
    }

    @Test
    void aTokenIsNotKnownWhenTheClockHasGoneBack() {
        keep("a.b.c", NOON.plusSeconds(600));
        assertNull(tokens.of("a.b.c", NOON.minusMillis(1)));
    }

    @Test
    void aTokenThatDiffersInOneCharacterIsAnother() {
        keep("header.claims.signature", NOON.plusSeconds(600));
        assertNull(tokens.of("header.claims.signaturf", NOON));
        assertNull(tokens.of("header.claimt.signature", NOON));
        assertNull(tokens.of("header.claims.signature ", NOON));
    }

    @Test
    void soManyAreKeptAndWhatWasUsedLongestAgoGoes() {
        keep("first", NOON.plusSeconds(600));
        keep("second", NOON.plusSeconds(600));
        for (int i = 2; i < KnownTokens.KEPT_AT_MOST; i++) {
            keep("token " + i, NOON.plusSeconds(600));
        }
        assertNotNull(tokens.of("first", NOON));
        keep("one more", NOON.plusSeconds(600));
        assertEquals(KnownTokens.KEPT_AT_MOST, tokens.size());
        assertNull(tokens.of("second", NOON));
        assertNotNull(tokens.of("first", NOON));
    }
}
