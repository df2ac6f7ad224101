package org.pricefloor.infrastructure;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Properties;

/** The passwords of the database roles: drawn once per state folder, kept in a file of mode 0600. */
final class RolePasswords {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path file;

    private RolePasswords(Path file) {
        this.file = file;
    }

    static RolePasswords in(Path databaseFolder) {
        return new RolePasswords(databaseFolder.resolve("roles.properties"));
    }

    /** 192 random bits, in letters that need no escape in SQL or in an address. */
    static String random() {
        byte[] bytes = new byte[24];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The password of a role, drawn now if it has none. Called under the state folder's lock or from one thread. */
    String of(String role) {
        synchronized (RolePasswords.class) {
            Properties known = new Properties();
            try {
                if (Files.exists(file)) {
                    try (Reader reader = Files.newBufferedReader(file)) {
                        known.load(reader);
                    }
                }
                String password = known.getProperty(role);
                if (password == null) {
                    password = random();
                    known.setProperty(role, password);
                    StringWriter text = new StringWriter();
                    known.store(text, null);
                    PrivateFiles.write(file, text.toString());
                }
                return password;
            } catch (IOException failure) {
                throw new InfrastructureFailure("The passwords of the database roles could not be read from " + file + ".", failure);
            }
        }
    }
}
