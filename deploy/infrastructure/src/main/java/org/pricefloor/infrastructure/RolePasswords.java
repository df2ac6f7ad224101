package org.pricefloor.infrastructure;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The passwords of the database roles. The superuser's is drawn once per state folder and kept in a file of mode 0600; every other is its
 * HMAC over the role's name, so that processes that prepare databases at the same time agree without another file, and a role's password
 * tells nothing about any other.
 */
final class RolePasswords {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 24;

    private final String superuserPassword;

    private RolePasswords(String superuserPassword) {
        this.superuserPassword = superuserPassword;
    }

    static RolePasswords in(Path databaseFolder) {
        return new RolePasswords(Database.superuserPassword(databaseFolder));
    }

    /** 192 random bits, in letters that need no escape in SQL or in an address. */
    static String random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    String of(String role) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(superuserPassword.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(role.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("This Java has no HmacSHA256", failure);
        }
    }
}
