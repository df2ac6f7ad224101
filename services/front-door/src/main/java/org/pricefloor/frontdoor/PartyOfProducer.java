package org.pricefloor.frontdoor;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.JsonString;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Turns away a producer's token that does not say which producer: it could only see nothing, and would wonder why. */
@ApplicationScoped
class PartyOfProducer implements SecurityIdentityAugmentor {

    static final String PARTY_CLAIM = "party";

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        if (!identity.isAnonymous() && identity.hasRole(Roles.PRODUCER) && Caller.Scope.of(partyOf(identity)) == Caller.Scope.NOBODY) {
            return Uni.createFrom().failure(new AuthenticationFailedException("a producer's token must name its party"));
        }
        return Uni.createFrom().item(identity);
    }

    static String partyOf(SecurityIdentity identity) {
        if (!(identity.getPrincipal() instanceof JsonWebToken token)) {
            return null;
        }
        Object claim = token.getClaim(PARTY_CLAIM);
        return claim instanceof JsonString text ? text.getString() : claim == null ? null : claim.toString();
    }
}
