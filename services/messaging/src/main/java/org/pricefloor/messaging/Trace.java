package org.pricefloor.messaging;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.MDC;

/**
 * What an event goes back to: the trace id of W3C Trace Context, 32 hexadecimal digits, from the request that brought a price to the
 * run that was posted for it.
 *
 * <p>The id of the work in hand stands in the log's context under {@link #KEY}; so a log line and an event written by the same work bear
 * the same id, and nobody has to hand it on. Work with several causes names up to {@value #NAMED_AT_MOST} of them there, and an event of
 * such work bears one only where its writer says which.
 */
public final class Trace {

    /** The key in the log's context (MDC). */
    public static final String KEY = "trace";

    private static final int NAMED_AT_MOST = 8;
    private static final UUID NONE = new UUID(0, 0);
    private static final Pattern PARENT = Pattern.compile("(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

    private Trace() {
    }

    /** Until it is closed the log's context names these; then again what it named before. */
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    /** The trace of the work in hand; empty: none is known, or it has several causes. */
    public static Optional<UUID> current() {
        return parse(MDC.get(KEY));
    }

    /** A trace for what nobody else has given one. */
    public static UUID made() {
        return UUID.randomUUID();
    }

    /**
     * The trace named by a {@code traceparent}; empty where it is not one by the rules of W3C Trace Context.
     *
     * @param traceparent null: there is none
     */
    public static Optional<UUID> ofParent(String traceparent) {
        if (traceparent == null) {
            return Optional.empty();
        }
        Matcher parent = PARENT.matcher(traceparent);
        // Version 00 ends after the flags; a later one may go on.
        return parent.matches() && (parent.group(3) == null || !parent.group(1).equals("00")) ? parse(parent.group(2)) : Optional.empty();
    }

    /**
     * The {@code traceparent} to hand on.
     *
     * @param step what hands it on, for instance an event's id: the same step gives the same bytes
     */
    public static String parent(UUID trace, String step) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(step.getBytes(StandardCharsets.UTF_8));
            digest[0] |= 1;
            return "00-" + text(trace) + "-" + HexFormat.of().formatHex(digest, 0, 8) + "-01";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }

    /** 32 hexadecimal digits, as in a {@code traceparent}. */
    public static String text(UUID trace) {
        return HexFormat.of().toHexDigits(trace.getMostSignificantBits()) + HexFormat.of().toHexDigits(trace.getLeastSignificantBits());
    }

    /** Names these in the log's context, on this thread; null among them is passed over. */
    public static Scope within(Collection<UUID> traces) {
        Set<UUID> named = new LinkedHashSet<>();
        for (UUID trace : traces) {
            if (trace != null && named.size() <= NAMED_AT_MOST) {
                named.add(trace);
            }
        }
        String before = MDC.get(KEY);
        if (named.isEmpty()) {
            MDC.remove(KEY);
        } else {
            MDC.put(KEY, named(named));
        }
        return () -> {
            if (before == null) {
                MDC.remove(KEY);
            } else {
                MDC.put(KEY, before);
            }
        };
    }

    private static String named(Set<UUID> traces) {
        StringBuilder text = new StringBuilder();
        int count = 0;
        for (UUID trace : traces) {
            if (count == NAMED_AT_MOST) {
                return text.append(",...").toString();
            }
            text.append(count++ == 0 ? "" : ",").append(text(Objects.requireNonNull(trace)));
        }
        return text.toString();
    }

    private static Optional<UUID> parse(String text) {
        if (text == null || !ID.matcher(text).matches()) {
            return Optional.empty();
        }
        UUID trace = new UUID(Long.parseUnsignedLong(text.substring(0, 16), 16), Long.parseUnsignedLong(text.substring(16), 16));
        return trace.equals(NONE) ? Optional.empty() : Optional.of(trace);
    }
}
