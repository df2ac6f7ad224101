package org.pricefloor.frontdoor;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Turns away what no room could take: a body that is too large by its declared length (the server's own limit stops one
 * that lies about it), and an address with the character NUL, which no column of text can hold.
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
        MediaType type = request.getMediaType();
        long limit = type != null && type.isCompatible(MediaType.APPLICATION_JSON_TYPE) ? jsonBytes : uploadBytes;
        if (request.getLength() > limit) {
            throw Refused.tooLarge(limit);
        }
        if (request.getUriInfo().getRequestUri().toString().contains("%00")) {
            throw Refused.malformed("ADDRESS_MUST_NOT_HOLD_NUL", "The address holds the character NUL.", "Remove %00 from the address.");
        }
    }
}
