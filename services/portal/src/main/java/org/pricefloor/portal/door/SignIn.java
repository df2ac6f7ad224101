package org.pricefloor.portal.door;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.smallrye.jwt.runtime.auth.JsonWebTokenCredential;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.portal.page.Visitor;

/**
 * Signing in with a token. The browser keeps it in a cookie that no script can read and that no other site can send; each
 * request verifies it as it would a bearer token, so the cookie is worth nothing once the token has expired.
 */
@Path("/")
@PermitAll
@Blocking
public class SignIn {

    /** Named in {@code mp.jwt.token.cookie} too. */
    public static final String COOKIE = "pricefloor_token";

    private final IdentityProviderManager identities;
    private final Counter failures;

    SignIn(IdentityProviderManager identities, MeterRegistry numbers) {
        this.identities = identities;
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
    public Response signIn(@FormParam("token") String token, @FormParam("next") String next, @HeaderParam("Sec-Fetch-Site") String origin,
                           @Context UriInfo uri) {
        refuseOtherSites(origin);
        String bare = token == null ? "" : token.strip().replaceFirst("(?i)^bearer\\s+", "");
        if (bare.isEmpty()) {
            return refused("No token was given. Paste the whole token into the field.", next);
        }
        try {
            identities.authenticateBlocking(new TokenAuthenticationRequest(new JsonWebTokenCredential(bare)));
        } catch (AuthenticationFailedException notValid) {
            failures.increment();
            return refused("This token is not valid here. It may have expired, be incomplete, come from another issuer, or be a producer's token "
                    + "that does not name its party. Ask for a new one and paste all of it.", next);
        }
        return Response.seeOther(URI.create(insideThisSite(next)))
                .cookie(cookie(bare, NewCookie.DEFAULT_MAX_AGE, uri))
                .build();
    }

    @POST
    @Path("/sign-out")
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public Response signOut(@HeaderParam("Sec-Fetch-Site") String origin, @Context UriInfo uri) {
        refuseOtherSites(origin);
        return Response.seeOther(URI.create("/sign-in")).cookie(cookie("", 0, uri)).build();
    }

    /** Lives as long as the browser's session; the token in it expires by itself and is verified each time. */
    static NewCookie cookie(String value, int seconds, UriInfo uri) {
        return new NewCookie.Builder(COOKIE).value(value).path("/").httpOnly(true).sameSite(NewCookie.SameSite.STRICT)
                .secure("https".equals(uri.getRequestUri().getScheme())).maxAge(seconds).build();
    }

    private static Response refused(String problem, String next) {
        return Response.status(422).entity(Templates.signIn(Visitor.UNKNOWN, problem, insideThisSite(next), false)).build();
    }

    /** Another site must not sign somebody in or out here; browsers say where a form came from. */
    private static void refuseOtherSites(String origin) {
        if (origin != null && !origin.equals("same-origin") && !origin.equals("none")) {
            throw Refused.of(403, "FORM_FROM_ANOTHER_SITE", "This form was sent from another site.", "Open the sign-in page of this portal and use its form.");
        }
    }

    /** Only an address within this site is a place to go on to. */
    static String insideThisSite(String next) {
        return next != null && next.matches("/(?![/\\\\])[!-~&&[^\\\\]]*") && !next.startsWith("/sign-") ? next : "/";
    }
}
