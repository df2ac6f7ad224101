package org.pricefloor.frontdoor;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** A key of this test run alone, the public half in a file, and tokens made with it. */
public class DoorKey implements QuarkusTestResourceLifecycleManager {

    static final EllipticCurveJsonWebKey OURS = key("door");
    static final EllipticCurveJsonWebKey ANOTHERS = key("door");

    static Path clockFile;

    @Override
    public Map<String, String> start() {
        try {
            Path jwks = Files.createTempFile("jwks", ".json");
            Files.writeString(jwks, new JsonWebKeySet(List.of(OURS)).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
            clockFile = Files.createTempFile("clock", ".txt");
            Files.writeString(clockFile, "2026-03-01T12:00:00Z\n");
            return Map.of("PRICEFLOOR_JWKS", jwks.toUri().toString(), "PRICEFLOOR_TEST_CLOCK_FILE", clockFile.toString());
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    @Override
    public void stop() {
    }

    private static EllipticCurveJsonWebKey key(String id) {
        try {
            EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId(id);
            return key;
        } catch (JoseException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static JwtClaims claims(String... roles) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer("https://pricefloor.localhost/dev");
        claims.setAudience("pricefloor");
        claims.setSubject("somebody");
        claims.setStringListClaim("groups", roles);
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(5);
        return claims;
    }

    /** A good token, after {@code change} has spoilt or extended it. */
    static String token(List<String> roles, Consumer<JwtClaims> change) {
        JwtClaims claims = claims(roles.toArray(String[]::new));
        change.accept(claims);
        return signed(claims, OURS);
    }

    static String signed(JwtClaims claims, EllipticCurveJsonWebKey key) {
        try {
            JsonWebSignature signature = new JsonWebSignature();
            signature.setPayload(claims.toJson());
            signature.setKey(key.getPrivateKey());
            signature.setKeyIdHeaderValue(key.getKeyId());
            signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
            return signature.getCompactSerialization();
        } catch (JoseException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String unsigned(JwtClaims claims) {
        try {
            JsonWebSignature signature = new JsonWebSignature();
            signature.setPayload(claims.toJson());
            signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
            signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
            return signature.getCompactSerialization();
        } catch (JoseException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static NumericDate minutesAgo(int minutes) {
        NumericDate then = NumericDate.now();
        then.addSeconds(-60L * minutes);
        return then;
    }
}
