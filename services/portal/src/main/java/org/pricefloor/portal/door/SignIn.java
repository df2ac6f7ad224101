package org.pricefloor.portal.door;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.smallrye.jwt.runtime.auth.JsonWebTokenCredential;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.logging.Logger;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.portal.page.Visitor;

/**
 * Signing in with a token. The browser keeps it in a cookie that no script can read and that no other site can send; each
 * request verifies it as it would a bearer token, so the cookie is worth nothing once the token has expired or somebody has signed out with it.
 */
@Path("/")
@PermitAll
@Blocking
public class SignIn {

    private static final Logger LOG = Logger.getLogger(SignIn.class);

    private final IdentityProviderManager identities;
    private final EndedSignIns ended;
    private final SignInCookie cookie;
    private final Counter failures;

    SignIn(IdentityProviderManager identities, EndedSignIns ended, SignInCookie cookie, MeterRegistry numbers) {
        this.identities = identities;
        this.ended = ended;
        this.cookie = cookie;
        this.failures = Counter.builder("pricefloor_sign_in_failures_total").description("Tokens that the sign-in page refused").register(numbers);
    }

    @CheckedTemplate(basePath = "")
    static class Templates {
        static native TemplateInstance signIn(Visitor visitor, String problem, String next, boolean ended);
    }

    @GET
    @Path("/sign-in")
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public TemplateInstance form(@QueryParam("next") String next, @QueryParam("ended") String ended) {
        return Templates.signIn(Visitor.UNKNOWN, "", insideThisSite(next), ended != null);
    }

    @POST
    @Path("/sign-in")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public Response signIn(@FormParam("token") String token, @FormParam("next") String next, @Context HttpHeaders headers,
                           @Context UriInfo uri) {
        refuseOtherSites(headers);
        String bare = token == null ? "" : token.strip().replaceFirst("(?i)^bearer\\s+", "");
        if (bare.isEmpty()) {
            return refused("No token was given. Paste the whole token into the field.", next);
        }
        try {
            LOG.infof("Signed in subject=%s", verified(bare).getPrincipal().getName());
        } catch (AuthenticationFailedException notValid) {
            failures.increment();
            return refused("This token is not valid here. It may have expired, be incomplete, come from another issuer, or be a producer's token "
                    + "that does not name its party. Ask for a new one and paste all of it.", next);
        }
        return Response.seeOther(URI.create(insideThisSite(next)))
                .cookie(cookie.of(bare, uri.getRequestUri()))
                .build();
    }

    @POST
    @Path("/sign-out")
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public Response signOut(@Context HttpHeaders headers, @Context UriInfo uri) {
        refuseOtherSites(headers);
        Cookie brought = headers.getCookies().get(cookie.name());
        if (brought != null && !brought.getValue().isEmpty()) {
            try {
                JsonWebToken token = (JsonWebToken) verified(brought.getValue()).getPrincipal();
                ended.end(token);
                LOG.infof("Signed out subject=%s", token.getSubject());
            } catch (AuthenticationFailedException notValid) {
                // It is worth nothing already.
                LOG.debugf("Signed out without a valid token");
            }
        }
        return Response.seeOther(URI.create("/sign-in")).cookie(cookie.none(uri.getRequestUri())).header("Clear-Site-Data", "\"cache\", \"storage\"").build();
    }

    private SecurityIdentity verified(String token) {
        return identities.authenticateBlocking(new TokenAuthenticationRequest(new JsonWebTokenCredential(token)));
    }

    private static Response refused(String problem, String next) {
        return Response.status(422).entity(Templates.signIn(Visitor.UNKNOWN, problem, insideThisSite(next), false)).build();
    }

    /** Another site must not sign somebody in or out here; browsers say where a form came from, older ones in another header. */
    private static void refuseOtherSites(HttpHeaders headers) {
        String site = headers.getHeaderString("Sec-Fetch-Site");
        String origin = headers.getHeaderString("Origin");
        boolean ours = site != null ? site.equals("same-origin") || site.equals("none")
                : origin == null || origin.replaceFirst("^https?://", "").equals(headers.getHeaderString(HttpHeaders.HOST));
        if (!ours) {
            throw Refused.of(403, "FORM_FROM_ANOTHER_SITE", "This form was sent from another site.", "Open the sign-in page of this portal and use its form.");
        }
    }

    /** Only an address within this site is a place to go on to. */
    static String insideThisSite(String next) {
        return next != null && next.matches("/(?![/\\\\])[!-~&&[^\\\\]]*") && !next.startsWith("/sign-") ? next : "/";
    }
}
