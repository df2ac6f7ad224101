package org.pricefloor.frontdoor;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Turns away what the framework would read in silence as something else: an address whose bytes are no UTF-8, parameters
 * inside its path, a body that is compressed or in another charset, or one that does not say what it is, and a condition that nothing
 * here could be held to.
 */
public class AddressCheck {

    /** Whoever asks for the media type of a request whose type is none, fails. */
    private static final int BEFORE_THE_OTHERS = Priorities.USER - 1000;
    private static final Set<String> WITH_A_BODY = Set.of("POST", "PUT", "PATCH");
    private static final Pattern MEDIA_TYPE = Pattern.compile("[A-Za-z0-9!#$&^_.+*-]+/[A-Za-z0-9!#$&^_.+*-]+");
    private static final List<String> CONDITIONS = List.of(HttpHeaders.IF_MATCH, HttpHeaders.IF_NONE_MATCH, HttpHeaders.IF_UNMODIFIED_SINCE);

    /** As it came: the framework's own view of the address has lost what stands behind a semicolon. */
    @ServerRequestFilter(preMatching = true, priority = BEFORE_THE_OTHERS)
    public void check(ContainerRequestContext request, HttpServerRequest asSent) {
        String address = asSent.uri();
        if (!isUtf8(address)) {
            throw Refused.malformed("ADDRESS_MUST_BE_UTF_8", "The address holds escapes that are no UTF-8.", "Write each character as the escapes of its UTF-8 bytes.");
        }
        if ((address.contains("?") ? address.substring(0, address.indexOf('?')) : address).contains(";")) {
            throw Refused.malformed("PATH_MUST_NOT_HOLD_PARAMETERS", "The path holds a semicolon.", "Write %3B for the character; parameters stand behind the question mark.");
        }
        String type = request.getHeaderString(HttpHeaders.CONTENT_TYPE);
        if (WITH_A_BODY.contains(request.getMethod()) && type != null && !MEDIA_TYPE.matcher(type.split(";", 2)[0].strip()).matches()) {
            throw unsupported();
        }
    }

    /** After the token was read: a stranger is not told what an address reads. */
    @ServerRequestFilter
    public void body(ContainerRequestContext request) {
        if (!WITH_A_BODY.contains(request.getMethod())) {
            return;
        }
        CONDITIONS.stream().filter(name -> request.getHeaderString(name) != null).findFirst().ifPresent(name -> {
            throw Refused.of(412, "CONDITION_CAN_NOT_HOLD", "Nothing here bears a tag or a date that " + name + " could be compared with.",
                    "Leave it out: what is written is kept apart by its document, version or code, and a second content is refused.");
        });
        String coding = request.getHeaderString(HttpHeaders.CONTENT_ENCODING);
        if (coding != null && !coding.isBlank() && !coding.strip().equalsIgnoreCase("identity")) {
            throw Refused.of(415, "CONTENT_CODING_MUST_BE_NONE", "The body is sent as " + shortened(coding) + ".", "Send it uncompressed, without Content-Encoding.");
        }
        MediaType type = request.getMediaType();
        boolean typed = type != null && !type.isWildcardType() && !type.isWildcardSubtype();
        if (!typed && (request.getLength() > 0 || request.getHeaderString("Transfer-Encoding") != null)) {
            throw unsupported();
        }
        String charset = type == null ? null : type.getParameters().get(MediaType.CHARSET_PARAMETER);
        // Whoever sends plain ASCII may call it what it is; the bytes themselves have to be UTF-8.
        if (charset != null && !List.of("utf-8", "us-ascii", "iso-8859-1").contains(charset.toLowerCase(Locale.ROOT))) {
            throw Refused.of(415, "CHARSET_MUST_BE_UTF_8", "The content type names the charset " + shortened(charset) + ".", "Send UTF-8.");
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
