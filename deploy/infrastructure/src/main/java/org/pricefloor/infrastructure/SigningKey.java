package org.pricefloor.infrastructure;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/**
 * The development stack's ES256 key: made once per folder. The private half is a PEM file of mode 0600 and leaves the folder only as
 * signatures; services are given the address of the public JWKS.
 */
public final class SigningKey {

    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();
    private static final int COORDINATE_BYTES = 32;

    private final Path folder;
    private final PrivateKey privateKey;
    private final String keyId;

    private SigningKey(Path folder, PrivateKey privateKey, String keyId) {
        this.folder = folder;
        this.privateKey = privateKey;
        this.keyId = keyId;
    }

    /** The key of this folder, made now if there is none. */
    public static SigningKey in(Path folder) {
        Path absolute = folder.toAbsolutePath();
        if (!Files.exists(privateFile(absolute)) || !Files.exists(keyIdFile(absolute))) {
            make(absolute);
        }
        return existingIn(absolute);
    }

    /** The key of this folder; none is made. */
    public static SigningKey existingIn(Path folder) {
        Path absolute = folder.toAbsolutePath();
        try {
            String pem = Files.readString(privateFile(absolute)).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
            PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
            return new SigningKey(absolute, key, Files.readString(keyIdFile(absolute)).strip());
        } catch (IOException | GeneralSecurityException failure) {
            throw new InfrastructureFailure("There is no readable signing key in " + absolute + ". Start the stack once (deploy/up), or name its state folder.", failure);
        }
    }

    /** The address of the public key set, for {@code PRICEFLOOR_JWKS}. */
    public String jwks() {
        return folder.resolve("jwks.json").toUri().toString().replaceFirst("^file:///", "file:/");
    }

    String keyId() {
        return keyId;
    }

    /** The JWS signature of the text: r and s, 32 bytes each. */
    byte[] sign(String text) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(privateKey);
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("This Java cannot sign with ES256", failure);
        }
    }

    private static void make(Path folder) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            ECPublicKey publicKey = (ECPublicKey) pair.getPublic();
            String x = coordinate(publicKey.getW().getAffineX());
            String y = coordinate(publicKey.getW().getAffineY());
            // RFC 7638: the members that make the key, in the order of the alphabet, without white space.
            String thumbprint = "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"" + x + "\",\"y\":\"" + y + "\"}";
            String keyId = URL.encodeToString(MessageDigest.getInstance("SHA-256").digest(thumbprint.getBytes(StandardCharsets.US_ASCII)));
            String pem = "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pair.getPrivate().getEncoded())
                    + "\n-----END PRIVATE KEY-----\n";
            PrivateFiles.write(privateFile(folder), pem);
            PrivateFiles.writeReadable(folder.resolve("jwks.json"), "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"use\":\"sig\",\"alg\":\"ES256\",\"kid\":\"" + keyId
                    + "\",\"x\":\"" + x + "\",\"y\":\"" + y + "\"}]}\n");
            PrivateFiles.write(keyIdFile(folder), keyId + "\n");
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("This Java cannot make an ES256 key", failure);
        }
    }

    private static String coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] fixed = new byte[COORDINATE_BYTES];
        int length = Math.min(bytes.length, COORDINATE_BYTES);
        System.arraycopy(bytes, bytes.length - length, fixed, COORDINATE_BYTES - length, length);
        return URL.encodeToString(fixed);
    }

    private static Path privateFile(Path folder) {
        return folder.resolve("token-signing-key.pem");
    }

    private static Path keyIdFile(Path folder) {
        return folder.resolve("token-signing-key.id");
    }
}
