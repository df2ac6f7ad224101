package org.pricefloor.frontdoor;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.spi.runtime.AuthenticationFailureEvent;
import io.quarkus.security.spi.runtime.AuthorizationFailureEvent;
import io.quarkus.security.spi.runtime.SecurityEvent;
import io.smallrye.jwt.auth.principal.ParseException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.TreeSet;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;

/**
 * Says who was turned away, where and why. Never the token: of a refused one nothing is trusted enough to be written down. Addresses are
 * logged as they were sent, in their encoded form, in which they hold no line break.
 */
@ApplicationScoped
class SecurityLog {

    private static final Logger LOG = Logger.getLogger(SecurityLog.class);

    void tokenWasRefused(@Observes AuthenticationFailureEvent refused) {
        LOG.infof("Refused token %s reason=%s", where(refused), reason(refused.getAuthenticationFailure()));
    }

    void callerWasRefused(@Observes AuthorizationFailureEvent refused) {
        SecurityIdentity identity = refused.getSecurityIdentity();
        if (identity == null || identity.isAnonymous()) {
            LOG.infof("Refused caller without token %s", where(refused));
        } else {
            LOG.infof("Refused caller %s subject=%s roles=%s", where(refused),
                    identity.getPrincipal() instanceof JsonWebToken token ? token.getSubject() : identity.getPrincipal().getName(), new TreeSet<>(identity.getRoles()));
        }
    }

    private static String where(SecurityEvent event) {
        if (!(event.getEventProperties().get(RoutingContext.class.getName()) instanceof RoutingContext context)) {
            return "method=? path=? from=?";
        }
        HttpServerRequest request = context.request();
        return "method=" + request.method() + " path=" + request.path() + " from=" + (request.remoteAddress() == null ? "?" : request.remoteAddress().hostAddress());
    }

    /** Messages of the verifier and of {@link TokenReading} name what is wrong and repeat nothing of the token. */
    private static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ParseException) {
                return cause.getMessage();
            }
        }
        return "it can not be read";
    }
}
