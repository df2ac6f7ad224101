package org.pricefloor.frontdoor;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Turns away what the framework would read in silence as something else: an address whose bytes are no UTF-8, parameters
 * inside its path, a body that is compressed or in another charset, or one that does not say what it is, and a condition that nothing
 * here could be held to.
 */
public class AddressCheck {

    private static final Set<String> WITH_A_BODY = Set.of("POST", "PUT", "PATCH");
    private static final List<String> CONDITIONS = List.of(HttpHeaders.IF_MATCH, HttpHeaders.IF_NONE_MATCH, HttpHeaders.IF_UNMODIFIED_SINCE);

    @ServerRequestFilter(preMatching = true)
    public void check(ContainerRequestContext request) {
        String path = request.getUriInfo().getRequestUri().getRawPath();
        String query = request.getUriInfo().getRequestUri().getRawQuery();
        if (!isUtf8(path) || query != null && !isUtf8(query)) {
            throw Refused.malformed("ADDRESS_MUST_BE_UTF_8", "The address holds escapes that are no UTF-8.", "Write each character as the escapes of its UTF-8 bytes.");
        }
        if (path.contains(";")) {
            throw Refused.malformed("PATH_MUST_NOT_HOLD_PARAMETERS", "The path holds a semicolon.", "Write %3B for the character; parameters stand behind the question mark.");
        }
        if (WITH_A_BODY.contains(request.getMethod())) {
            CONDITIONS.stream().filter(name -> request.getHeaderString(name) != null).findFirst().ifPresent(name -> {
                throw Refused.of(412, "CONDITION_CAN_NOT_HOLD", "Nothing here bears a tag or a date that " + name + " could be compared with.",
                        "Leave it out: what is written is kept apart by its document, version or code, and a second content is refused.");
            });
            body(request);
        }
    }

    private static void body(ContainerRequestContext request) {
        String coding = request.getHeaderString(HttpHeaders.CONTENT_ENCODING);
        if (coding != null && !coding.isBlank() && !coding.strip().equalsIgnoreCase("identity")) {
            throw Refused.of(415, "CONTENT_CODING_MUST_BE_NONE", "The body is sent as " + shortened(coding) + ".", "Send it uncompressed, without Content-Encoding.");
        }
        String type = request.getHeaderString(HttpHeaders.CONTENT_TYPE);
        if (type == null) {
            return;
        }
        String[] parts = type.toLowerCase(Locale.ROOT).split(";");
        if (!parts[0].strip().matches("[a-z0-9!#$&^_.+*-]+/[a-z0-9!#$&^_.+*-]+")) {
            throw unsupported();
        }
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().replace("\"", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                throw Refused.of(415, "CHARSET_MUST_BE_UTF_8", "The content type names another charset: " + shortened(parameter) + ".", "Send UTF-8.");
            }
        }
    }

    /** After the token was read: a body that says nothing of itself is read by nobody. */
    @ServerRequestFilter
    public void refuseUntyped(ContainerRequestContext request) {
        if (WITH_A_BODY.contains(request.getMethod()) && (request.getLength() > 0 || request.getHeaderString("Transfer-Encoding") != null)
                && (request.getMediaType() == null || request.getMediaType().isWildcardType() || request.getMediaType().isWildcardSubtype())) {
            throw unsupported();
        }
    }

    private static Refused unsupported() {
        return Refused.of(415, "UNSUPPORTED_MEDIA_TYPE", "The request does not say of what media type its body is.", "Send application/json, or text/csv to an upload address.");
    }

    /** Whether the escapes are those of characters. */
    private static boolean isUtf8(String raw) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) == '%' && i + 2 < raw.length() && Character.digit(raw.charAt(i + 1), 16) >= 0 && Character.digit(raw.charAt(i + 2), 16) >= 0) {
                bytes.write(Character.digit(raw.charAt(i + 1), 16) * 16 + Character.digit(raw.charAt(i + 2), 16));
                i += 2;
            } else {
                bytes.write(raw.charAt(i) < 128 ? raw.charAt(i) : '?');
            }
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray()));
            return true;
        } catch (CharacterCodingException notUtf8) {
            return false;
        }
    }

    private static String shortened(String text) {
        return text.length() > 60 ? text.substring(0, 60) : text;
    }
}
