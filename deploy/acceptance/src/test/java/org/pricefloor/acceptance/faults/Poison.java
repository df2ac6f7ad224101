package org.pricefloor.acceptance.faults;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.EventEnvelope;
import org.pricefloor.messaging.EventJson;

/** A record that nobody can make an effect of: a price, spoilt in one way, and the rule under which it has to stand parked. */
enum Poison {

    NO_BYTES("BODY_MUST_BE_READABLE", body -> new byte[0]),
    TOMBSTONE("BODY_MUST_BE_READABLE", body -> null),
    GARBAGE("BODY_MUST_BE_READABLE", body -> new byte[] {0, (byte) 0xff, 1, (byte) 0x80, 0x1f, (byte) 0x8b}),
    HALF_A_DOCUMENT("BODY_MUST_BE_READABLE", body -> Arrays.copyOf(body, body.length / 2)),
    NULL_DOCUMENT("BODY_MUST_BE_READABLE", body -> bytes("null")),
    A_LIST("BODY_MUST_BE_READABLE", body -> bytes("[]")),
    TWO_DOCUMENTS("BODY_MUST_BE_READABLE", body -> bytes(text(body) + text(body))),
    NAME_TWICE("BODY_MUST_BE_READABLE", text("{\"eventId\"", "{\"eventId\":\"first\",\"eventId\"")),
    UNKNOWN_NAME("BODY_MUST_BE_READABLE", text("{\"eventId\"", "{\"surprise\":1,\"eventId\"")),
    MEMBER_MISSING("BODY_MUST_BE_READABLE", text("\"revision\":", "\"revisoin\":")),
    NUMBER_FOR_A_DECIMAL("BODY_MUST_BE_READABLE", pattern("\"price\":\"([0-9.]+)\"", "\"price\":$1")),
    DECIMAL_1E400("BODY_MUST_BE_READABLE", pattern("\"price\":\"[0-9.]+\"", "\"price\":\"1e400\"")),
    DAY_THAT_IS_NOT("BODY_MUST_BE_READABLE", pattern("\"pricingDate\":\"[0-9-]+\"", "\"pricingDate\":\"2025-02-30\"")),
    INSTANT_WITHOUT_ZONE("BODY_MUST_BE_READABLE", pattern("\"publishedAt\":\"([^\"]+)Z\"", "\"publishedAt\":\"$1\"")),
    NESTED_10_000_DEEP("BODY_MUST_BE_READABLE", body -> bytes("[".repeat(10_000) + "]".repeat(10_000))),
    INVALID_UTF_8("BODY_MUST_BE_READABLE", body -> withinTheDocument(body, (byte) 0xed, (byte) 0xa0, (byte) 0x80)),
    MORE_THAN_256_KIB("BODY_MUST_BE_READABLE", body -> padded(body, 300_000)),
    FIVE_MEGABYTES("BODY_MUST_BE_READABLE", body -> padded(body, 5 << 20)),
    UNKNOWN_VERSION("TYPE_MUST_BE_KNOWN", header(EventEnvelope.HEADER_TYPE, "org.pricefloor.price-assessed.v9")),
    UNKNOWN_TYPE("TYPE_MUST_BE_KNOWN", header(EventEnvelope.HEADER_TYPE, "org.pricefloor.nothing-happened.v1")),
    TIME_IN_WORDS("HEADERS_MUST_BE_COMPLETE", header(EventEnvelope.HEADER_TIME, "yesterday")),
    SOURCE_MISSING("HEADERS_MUST_BE_COMPLETE", (headers, event) -> headers.remove(EventEnvelope.HEADER_SOURCE)),
    ID_OF_ANOTHER("HEADERS_MUST_AGREE_WITH_BODY", header(EventEnvelope.HEADER_ID, "assessment/ANOTHER/2025-01-01/r1")),
    SUBJECT_OF_ANOTHER("HEADERS_MUST_AGREE_WITH_BODY", header(EventEnvelope.HEADER_SUBJECT, "ANOTHER")),
    KEY_OF_ANOTHER("HEADERS_MUST_AGREE_WITH_BODY", (headers, event) -> { }),
    POSITION_MISSING("POSITION_MUST_BE_PRESENT", (headers, event) -> headers.remove(EventEnvelope.HEADER_POSITION)),
    POSITION_IN_WORDS("POSITION_MUST_BE_PRESENT", header(EventEnvelope.HEADER_POSITION, "next")),
    POSITION_ZERO("POSITION_MUST_BE_PRESENT", header(EventEnvelope.HEADER_POSITION, "0")),
    POSITION_FAR_AHEAD("POSITION_MUST_BE_WITHIN_REACH", header(EventEnvelope.HEADER_POSITION, "9000000000000000000"));

    private final String rule;
    private final UnaryOperator<byte[]> body;
    private final BiConsumer<Map<String, String>, Event> headers;

    Poison(String rule, UnaryOperator<byte[]> body) {
        this.rule = rule;
        this.body = body;
        this.headers = (all, event) -> { };
    }

    Poison(String rule, BiConsumer<Map<String, String>, Event> headers) {
        this.rule = rule;
        this.body = UnaryOperator.identity();
        this.headers = headers;
    }

    /** Under which the inbox parks it. */
    String rule() {
        return rule;
    }

    /** Whether it stands in the stream like an event, and the events behind it wait for it. */
    boolean hasPosition() {
        return !rule.startsWith("POSITION_");
    }

    boolean hasOtherKey() {
        return this == KEY_OF_ANOTHER;
    }

    byte[] body(Event event) {
        return body.apply(EventJson.write(event));
    }

    void spoil(Map<String, String> all, Event event) {
        headers.accept(all, event);
    }

    private static BiConsumer<Map<String, String>, Event> header(String name, String value) {
        return (headers, event) -> headers.put(name, value);
    }

    private static UnaryOperator<byte[]> text(String found, String instead) {
        return body -> changed(body, text(body).replace(found, instead));
    }

    private static UnaryOperator<byte[]> pattern(String found, String instead) {
        return body -> changed(body, text(body).replaceFirst(found, instead));
    }

    private static byte[] changed(byte[] body, String instead) {
        if (instead.equals(text(body))) {
            throw new IllegalStateException("the poison changes nothing: " + instead);
        }
        return bytes(instead);
    }

    /** Bytes that are no text, inside the name of the document. */
    private static byte[] withinTheDocument(byte[] body, byte... wrong) {
        int at = text(body).indexOf("\"document\":\"") + "\"document\":\"".length();
        ByteArrayOutputStream spoilt = new ByteArrayOutputStream();
        spoilt.write(body, 0, at);
        spoilt.writeBytes(wrong);
        spoilt.write(body, at, body.length - at);
        return spoilt.toByteArray();
    }

    /** A readable document, but for its length: blanks stand before its end. */
    private static byte[] padded(byte[] body, int length) {
        byte[] padded = Arrays.copyOf(body, length);
        Arrays.fill(padded, body.length - 1, length - 1, (byte) ' ');
        padded[length - 1] = '}';
        return padded;
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
