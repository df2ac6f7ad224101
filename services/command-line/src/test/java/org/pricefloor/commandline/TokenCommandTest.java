package org.pricefloor.commandline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pricefloor.infrastructure.SigningKey;

/** Tokens from the key of a stack's state folder. */
class TokenCommandTest {

    @TempDir
    Path state;

    @Test
    void aTokenIsSignedWithTheKeyThatServicesKnow() throws Exception {
        SigningKey.in(state.resolve("keys"));
        CommandRun run = CommandRun.of("token", "--role", "producer", "--party", "MP-MATERIALS", "--ttl", "90s", "--state", state);
        assertEquals(0, run.exitCode(), run.err());
        String[] parts = run.out().strip().split("\\.");
        JsonNode claims = new ObjectMapper().readTree(Base64.getUrlDecoder().decode(parts[1]));
        assertEquals("producer", claims.at("/groups/0").asText());
        assertEquals("MP-MATERIALS", claims.get("party").asText());
        assertEquals("pricefloor", claims.get("aud").asText());
        assertEquals(90, claims.get("exp").asLong() - claims.get("iat").asLong());
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initVerify(publicKey());
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertTrue(signature.verify(Base64.getUrlDecoder().decode(parts[2])));
    }

    @Test
    void aProducerNeedsAPartyAndARoleMustExist() {
        SigningKey.in(state.resolve("keys"));
        assertEquals(2, CommandRun.of("token", "--role", "producer", "--state", state).exitCode());
        assertEquals(2, CommandRun.of("token", "--role", "king", "--state", state).exitCode());
        assertEquals(2, CommandRun.of("token", "--role", "office", "--ttl", "13h", "--state", state).exitCode());
    }

    @Test
    void withoutAStackThereIsNoKeyAndNoneIsMade() {
        CommandRun run = CommandRun.of("token", "--role", "office", "--state", state);
        assertEquals(3, run.exitCode());
        assertTrue(run.err().contains("deploy/up"), run.err());
        assertTrue(Files.notExists(state.resolve("keys")));
    }

    private PublicKey publicKey() throws Exception {
        JsonNode key = new ObjectMapper().readTree(state.resolve("keys/jwks.json").toFile()).at("/keys/0");
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(
                new ECPoint(new BigInteger(1, Base64.getUrlDecoder().decode(key.get("x").asText())), new BigInteger(1, Base64.getUrlDecoder().decode(key.get("y").asText()))),
                curve.getParameterSpec(ECParameterSpec.class)));
    }
}
