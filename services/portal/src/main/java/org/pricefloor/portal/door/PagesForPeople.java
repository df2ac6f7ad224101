package org.pricefloor.portal.door;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.runtime.BlockingOperationControl;
import io.quarkus.security.AuthenticationFailedException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.pricefloor.frontdoor.Caller;
import org.pricefloor.portal.page.Visitor;

/**
 * A problem that a browser meets becomes a page with the same words; without a valid token the browser is led to the
 * sign-in page. Machines, which do not ask for HTML, and addresses under {@code /api} get the problem document.
 */
@Provider
public class PagesForPeople implements ContainerResponseFilter {

    private final Caller caller;
    private final SignInCookie cookie;

    @Context
    UriInfo uri;

    PagesForPeople(Caller caller, SignInCookie cookie) {
        this.caller = caller;
        this.cookie = cookie;
    }

    @CheckedTemplate(basePath = "")
    static class Templates {
        static native TemplateInstance problem(Visitor visitor, int status, String title, String detail, String fix);
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getStatus() < 400 || !(response.getEntity() instanceof HttpProblem problem) || !readByAPerson(request)) {
            return;
        }
        if (response.getStatus() == 401 && request.getMethod().equals("GET")) {
            leadToSignIn(request, response);
            return;
        }
        Object fix = problem.getParameters().get("fix");
        response.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"));
        response.setEntity(Templates.problem(visitor(), problem.getStatusCode(), title(problem), problem.getDetail() == null ? "" : problem.getDetail(),
                fix == null ? "" : fix.toString()).render(), null, MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"));
    }

    private void leadToSignIn(ContainerRequestContext request, ContainerResponseContext response) {
        boolean ended = request.getCookies().containsKey(cookie.name());
        String asked = uri.getRequestUri().getRawPath() + (uri.getRequestUri().getRawQuery() == null ? "" : "?" + uri.getRequestUri().getRawQuery());
        String next = asked.equals("/") ? "" : "next=" + URLEncoder.encode(asked, StandardCharsets.UTF_8);
        String query = ended ? (next.isEmpty() ? "ended=yes" : next + "&ended=yes") : next;
        response.setStatus(303);
        response.getHeaders().remove("WWW-Authenticate");
        response.getHeaders().putSingle(HttpHeaders.LOCATION, URI.create("/sign-in" + (query.isEmpty() ? "" : "?" + query)));
        if (ended) {
            response.getHeaders().add(HttpHeaders.SET_COOKIE, cookie.none(uri.getRequestUri()));
        }
        response.setEntity(null);
    }

    private static boolean readByAPerson(ContainerRequestContext request) {
        String accept = request.getHeaderString(HttpHeaders.ACCEPT);
        return accept != null && accept.contains(MediaType.TEXT_HTML) && !request.getUriInfo().getPath().startsWith("/api/");
    }

    /** Where no room was found for the address the token was not read either: such a page has a plain frame. */
    private Visitor visitor() {
        if (!BlockingOperationControl.isBlockingAllowed()) {
            return Visitor.UNKNOWN;
        }
        try {
            return caller.subject() == null || caller.subject().isEmpty() ? Visitor.UNKNOWN : Visitor.of(caller);
        } catch (AuthenticationFailedException notSignedIn) {
            return Visitor.UNKNOWN;
        }
    }

    private static String title(HttpProblem problem) {
        return switch (problem.getStatusCode()) {
            case 400 -> "That request can not be read";
            case 403 -> "Your role can not open this page";
            case 404 -> "There is nothing here";
            case 503 -> "The portal can not reach its database";
            default -> problem.getStatusCode() < 500 ? "That did not work" : "Something failed that should not";
        };
    }
}
