package org.pricefloor.frontdoor;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Turns away a body that is too large by its declared length; the server's own limit stops one that lies about it. */
public class SizeLimit {

    private final long jsonBytes;
    private final long uploadBytes;

    SizeLimit(@ConfigProperty(name = "pricefloor.limits.json-bytes") long jsonBytes,
            @ConfigProperty(name = "pricefloor.limits.upload-bytes") long uploadBytes) {
        this.jsonBytes = jsonBytes;
        this.uploadBytes = uploadBytes;
    }

    @ServerRequestFilter(preMatching = true)
    public void refuseTooLarge(ContainerRequestContext request) {
        MediaType type = request.getMediaType();
        long limit = type != null && type.isCompatible(MediaType.APPLICATION_JSON_TYPE) ? jsonBytes : uploadBytes;
        if (request.getLength() > limit) {
            throw Refused.tooLarge(limit);
        }
    }
}
