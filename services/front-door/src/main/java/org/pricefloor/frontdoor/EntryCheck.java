package org.pricefloor.frontdoor;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Turns away what no room could take: a body that is too large by its declared length (the server's own limit stops one
 * that lies about it), an address with the character NUL, which no column of text can hold, and two tokens in one request, of which
 * a gateway before us might have read the other.
 */
public class EntryCheck {

    private final long jsonBytes;
    private final long uploadBytes;

    EntryCheck(@ConfigProperty(name = "pricefloor.limits.json-bytes") long jsonBytes,
            @ConfigProperty(name = "pricefloor.limits.upload-bytes") long uploadBytes) {
        this.jsonBytes = jsonBytes;
        this.uploadBytes = uploadBytes;
    }

    @ServerRequestFilter(preMatching = true)
    public void check(ContainerRequestContext request) {
        List<String> tokens = request.getHeaders().get(HttpHeaders.AUTHORIZATION);
        if (tokens != null && tokens.size() > 1) {
            throw Refused.of(401, "TOKEN_REFUSED", "The request has " + tokens.size() + " Authorization headers.", "Send one token.");
        }
        // The header as it was sent: one that is no media type is refused where it is matched.
        String type = request.getHeaderString(HttpHeaders.CONTENT_TYPE);
        long limit = type != null && type.strip().toLowerCase(Locale.ROOT).startsWith(MediaType.APPLICATION_JSON) ? jsonBytes : uploadBytes;
        if (request.getLength() > limit) {
            throw Refused.tooLarge(limit);
        }
        if (request.getUriInfo().getRequestUri().toString().contains("%00")) {
            throw Refused.malformed("ADDRESS_MUST_NOT_HOLD_NUL", "The address holds the character NUL.", "Remove %00 from the address.");
        }
    }
}
