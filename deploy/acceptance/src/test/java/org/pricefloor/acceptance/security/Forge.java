package org.pricefloor.acceptance.security;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes tokens as an attacker would, and, holding the development stack's own key, tokens that an issuer should not have signed. */
final class Forge {

    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrivateKey ours;
    private final String keyId;
    final String jwks;
    final KeyPair anothers = pair("EC", "secp256r1");

    /** @param keys the folder of the development stack's key */
    Forge(Path keys) {
        try {
            String pem = Files.readString(keys.resolve("token-signing-key.pem")).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
            ours = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
            keyId = Files.readString(keys.resolve("token-signing-key.id")).strip();
            jwks = Files.readString(keys.resolve("jwks.json"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The claims of a good token of these roles. */
    static Map<String, Object> claims(String... roles) {
        Map<String, Object> claims = new LinkedHashMap<>();
        long now = Instant.now().getEpochSecond();
        claims.put("iss", "https://pricefloor.localhost/dev");
        claims.put("aud", "pricefloor");
        claims.put("sub", "somebody");
        claims.put("groups", List.of(roles));
        claims.put("iat", now);
        claims.put("exp", now + 600);
        claims.put("jti", "attack");
        return claims;
    }

    static Map<String, Object> claims(List<String> roles, Consumer<Map<String, Object>> change) {
        Map<String, Object> claims = claims(roles.toArray(String[]::new));
        change.accept(claims);
        return claims;
    }

    Map<String, Object> header() {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("alg", "ES256");
        header.put("typ", "JWT");
        header.put("kid", keyId);
        return header;
    }

    Map<String, Object> header(Consumer<Map<String, Object>> change) {
        Map<String, Object> header = header();
        change.accept(header);
        return header;
    }

    /** Signed with the right key, whatever header and claims say. */
    String signed(Map<String, Object> header, Map<String, Object> claims) {
        return signed(json(header), json(claims));
    }

    String signed(Map<String, Object> claims) {
        return signed(header(), claims);
    }

    String signed(String header, String claims) {
        String text = encoded(header) + "." + encoded(claims);
        return text + "." + URL.encodeToString(sign(ours, "SHA256withECDSAinP1363Format", text));
    }

    /** Signed with a key that is not ours, under a header that may say it is. */
    String signedByAnother(Map<String, Object> header, Map<String, Object> claims) {
        String text = encoded(json(header)) + "." + encoded(json(claims));
        return text + "." + URL.encodeToString(sign(anothers.getPrivate(), "SHA256withECDSAinP1363Format", text));
    }

    String signedWith(String algorithm, PrivateKey key, Map<String, Object> header, Map<String, Object> claims) {
        String text = encoded(json(header)) + "." + encoded(json(claims));
        return text + "." + URL.encodeToString(sign(key, algorithm, text));
    }

    static String unsigned(Map<String, Object> header, Map<String, Object> claims) {
        return encoded(json(header)) + "." + encoded(json(claims)) + ".";
    }

    /** HMAC over header and claims with a text as the secret: the public key, where a verifier confuses the algorithms. */
    static String mac(Map<String, Object> header, Map<String, Object> claims, byte[] secret) {
        String text = encoded(json(header)) + "." + encoded(json(claims));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.length == 0 ? new byte[1] : secret, "HmacSHA256"));
            return text + "." + URL.encodeToString(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The same token with another signature. */
    String resigned(String token, UnaryOperator<byte[]> change) {
        int end = token.lastIndexOf('.');
        return token.substring(0, end + 1) + URL.encodeToString(change.apply(Base64.getUrlDecoder().decode(token.substring(end + 1))));
    }

    /** The signature as DER instead of r and s side by side. */
    String derSigned(Map<String, Object> claims) {
        return signedWith("SHA256withECDSA", ours, header(), claims);
    }

    /** The signature of one token under the claims of another. */
    static String withClaims(String token, Map<String, Object> claims) {
        String[] parts = token.split("\\.");
        return parts[0] + "." + encoded(json(claims)) + "." + parts[2];
    }

    static String withHeader(String token, Map<String, Object> header) {
        String[] parts = token.split("\\.");
        return encoded(json(header)) + "." + parts[1] + "." + parts[2];
    }

    /** The attacker's public key as a JWK. */
    Map<String, Object> jwk() {
        ECPublicKey key = (ECPublicKey) anothers.getPublic();
        return Map.of("kty", "EC", "crv", "P-256", "alg", "ES256", "use", "sig", "kid", keyId, "x", coordinate(key.getW().getAffineX()), "y", coordinate(key.getW().getAffineY()));
    }

    static KeyPair pair(String algorithm, String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (curve == null) {
                generator.initialize(2048);
            } else {
                generator.initialize(new ECGenParameterSpec(curve));
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String encoded(String text) {
        return URL.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] fixed = new byte[32];
        int length = Math.min(bytes.length, fixed.length);
        System.arraycopy(bytes, bytes.length - length, fixed, fixed.length - length, length);
        return URL.encodeToString(fixed);
    }

    private static byte[] sign(PrivateKey key, String algorithm, String text) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
