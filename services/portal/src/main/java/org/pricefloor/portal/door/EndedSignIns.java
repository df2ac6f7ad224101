package org.pricefloor.portal.door;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import javax.sql.DataSource;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.pricefloor.frontdoor.Roles;

/** Tokens with which somebody signed out: the portal does not take them again, from whomever and however they come. */
@ApplicationScoped
class EndedSignIns implements SecurityIdentityAugmentor {

    private final DataSource database;
    private final Clock clock;

    EndedSignIns(DataSource database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        // An operator's token opens nothing of the books, and has to show what is wrong when the database is what is wrong.
        if (!(identity.getPrincipal() instanceof JsonWebToken token) || identity.getRoles().equals(Set.of(Roles.OPERATOR))) {
            return Uni.createFrom().item(identity);
        }
        return context.runBlocking(() -> {
            if (hasEnded(token)) {
                throw new AuthenticationFailedException("somebody signed out with this token");
            }
            return identity;
        });
    }

    /** From here on the token is not valid in the portal. Rows of tokens that have expired by themselves are forgotten. */
    void end(JsonWebToken token) {
        Instant now = clock.instant();
        QuarkusTransaction.requiringNew().call(() -> {
            try (Connection connection = database.getConnection();
                 PreparedStatement forget = connection.prepareStatement("DELETE FROM ended_sign_in WHERE expires_at < ?");
                 PreparedStatement insert = connection.prepareStatement("INSERT INTO ended_sign_in (token_digest, ended_at, expires_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")) {
                forget.setObject(1, now.minusSeconds(3_600).atOffset(ZoneOffset.UTC));
                forget.executeUpdate();
                insert.setBytes(1, digest(token));
                insert.setObject(2, now.atOffset(ZoneOffset.UTC));
                insert.setObject(3, Instant.ofEpochSecond(token.getExpirationTime()).atOffset(ZoneOffset.UTC));
                return insert.executeUpdate();
            }
        });
    }

    private boolean hasEnded(JsonWebToken token) throws IllegalStateException {
        try (Connection connection = database.getConnection();
             PreparedStatement select = connection.prepareStatement("SELECT 1 FROM ended_sign_in WHERE token_digest = ?")) {
            select.setBytes(1, digest(token));
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("whether the sign-in was ended can not be known", failure);
        }
    }

    /** Of what was signed, without the signature, which can be written in two ways. */
    private static byte[] digest(JsonWebToken token) {
        String raw = token.getRawToken();
        try {
            return MessageDigest.getInstance("SHA-256").digest(raw.substring(0, raw.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
