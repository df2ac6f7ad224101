package org.pricefloor.frontdoor;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * JSON is UTF-8 (RFC 8259) to the byte. The parser by itself would guess UTF-16 and UTF-32, skip a byte order mark, and read the
 * overlong form of a slash as a slash, which whoever filters before us does not.
 */
@Provider
public class BodyCheck implements ReaderInterceptor {

    private final long jsonBytes;

    BodyCheck(@ConfigProperty(name = "pricefloor.limits.json-bytes") long jsonBytes) {
        this.jsonBytes = jsonBytes;
    }

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException, WebApplicationException {
        if (MediaType.APPLICATION_JSON_TYPE.isCompatible(context.getMediaType())) {
            // One that did not say how long it is may have no end: it is read no further than the limit.
            byte[] body = context.getInputStream().readNBytes(Math.toIntExact(jsonBytes + 1));
            if (body.length > jsonBytes) {
                throw Refused.tooLarge(jsonBytes);
            }
            refuseUnlessUtf8(body);
            context.setInputStream(new ByteArrayInputStream(body));
        }
        return context.proceed();
    }

    private static void refuseUnlessUtf8(byte[] body) {
        boolean marked = body.length >= 3 && body[0] == (byte) 0xEF && body[1] == (byte) 0xBB && body[2] == (byte) 0xBF;
        boolean whole = !marked;
        for (int i = 0; whole && i < body.length; i++) {
            whole = body[i] != 0;
        }
        if (whole) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
                return;
            } catch (CharacterCodingException notUtf8) {
                // Refused below.
            }
        }
        throw Refused.malformedJson("The body is not plain UTF-8: " + (marked ? "it begins with a byte order mark." : "it holds NUL, or bytes that are no character."),
                "Send JSON in UTF-8 without a byte order mark.");
    }
}
