package org.pricefloor.frontdoor;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import jakarta.json.JsonString;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Who asks: the verified token of this request, in the words of this system. */
@RequestScoped
public class Caller {

    private final SecurityIdentity identity;

    Caller(SecurityIdentity identity) {
        this.identity = identity;
    }

    /** The token's subject, as it is written into what the caller registers; of nobody an empty name. */
    public String subject() {
        return identity.getPrincipal() instanceof JsonWebToken token && token.getSubject() != null ? token.getSubject() : identity.getPrincipal().getName();
    }

    public Set<String> roles() {
        return identity.getRoles();
    }

    public boolean has(String role) {
        return identity.hasRole(role);
    }

    /** The producer or office this token speaks for; null where it names none. A producer's token always names one. */
    public String party() {
        Object claim = identity.getPrincipal() instanceof JsonWebToken token ? token.getClaim(TokenReading.PARTY_CLAIM) : null;
        return claim instanceof JsonString text ? text.getString() : claim == null ? null : claim.toString();
    }

    /**
     * Whose rows this caller may read.
     *
     * @return every party's for the office and the auditor, otherwise the caller's own; a caller without a party sees nothing
     */
    public Scope scope() {
        if (has(Roles.OFFICE) || has(Roles.AUDITOR)) {
            return Scope.EVERY_PARTY;
        }
        return has(Roles.PRODUCER) ? Scope.of(party()) : Scope.NOBODY;
    }

    /**
     * The party whose rows a read may see.
     *
     * @param party a producer's code, {@code *} for all, or the empty string for none
     */
    public record Scope(String party) {

        public static final Scope EVERY_PARTY = new Scope("*");
        public static final Scope NOBODY = new Scope("");

        /** The scope of one producer. A code is never {@code *}: that would be everybody. */
        public static Scope of(String party) {
            return party == null || party.isBlank() || party.equals("*") ? NOBODY : new Scope(party);
        }

        public boolean seesEveryParty() {
            return party.equals("*");
        }

        /** Whether rows of this producer are inside the scope. */
        public boolean sees(String producer) {
            return seesEveryParty() || (!party.isEmpty() && party.equals(producer));
        }
    }
}
