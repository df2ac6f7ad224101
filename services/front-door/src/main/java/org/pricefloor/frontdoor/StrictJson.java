package org.pricefloor.frontdoor;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Pattern;

/**
 * JSON as this system reads and writes it: a decimal is a string ({@code "110.00"}) both ways, because a JSON number loses
 * its scale, and in many programs its digits, on the way. A member that we do not know is refused rather than ignored: a
 * misspelt optional term would otherwise silently take its default.
 */
@ApplicationScoped
class StrictJson implements ObjectMapperCustomizer {

    private static final int DEEPEST_NESTING = 32;
    private static final int LONGEST_STRING = 100_000;

    /** Last, so that our readers of days and times stand before those of Jackson's own module. */
    @Override
    public int priority() {
        return MINIMUM_PRIORITY;
    }

    @Override
    public void customize(ObjectMapper mapper) {
        mapper.getFactory().setStreamReadConstraints(StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST_NESTING).maxStringLength(LONGEST_STRING).maxNumberLength(40).maxNameLength(200).build());
        mapper.getFactory().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature());
        mapper.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES, DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS);
        mapper.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
        mapper.disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS);
        disableCoercion(mapper);
        mapper.registerModule(new SimpleModule("pricefloor-values")
                .addSerializer(BigDecimal.class, new DecimalWriter())
                .addDeserializer(BigDecimal.class, new DecimalReader())
                .addDeserializer(String.class, new TextReader())
                .addDeserializer(LocalDate.class, new DayReader())
                .addDeserializer(Instant.class, new TimeReader()));
    }

    /** The mapper is built already when a customizer sees it; the builder that replaces this call comes too early. */
    @SuppressWarnings("deprecation")
    private static void disableCoercion(ObjectMapper mapper) {
        mapper.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS);
    }

    private static final class DecimalWriter extends StdSerializer<BigDecimal> {

        private static final long serialVersionUID = 1L;

        DecimalWriter() {
            super(BigDecimal.class);
        }

        @Override
        public void serialize(BigDecimal value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(value.toPlainString());
        }
    }

    private static final class DecimalReader extends StdDeserializer<BigDecimal> {

        private static final long serialVersionUID = 1L;
        private static final Pattern PLAIN = Pattern.compile("(?!-0(\\.0+)?$)-?(0|[1-9]\\d{0,17})(\\.\\d{1,18})?");

        DecimalReader() {
            super(BigDecimal.class);
        }

        @Override
        public BigDecimal deserialize(JsonParser json, DeserializationContext context) throws IOException {
            if (!json.hasToken(JsonToken.VALUE_STRING)) {
                return (BigDecimal) context.handleUnexpectedToken(BigDecimal.class, json.currentToken(), json,
                        "A decimal is written as a string, for instance \"110.00\"");
            }
            String text = json.getText();
            if (!PLAIN.matcher(text).matches()) {
                return (BigDecimal) context.handleWeirdStringValue(BigDecimal.class, shortened(text),
                        "A decimal has digits, a point and digits, for instance \"110.00\": at most 18 before and 18 after the point, and zero has no sign");
            }
            return new BigDecimal(text);
        }
    }

    /**
     * A number is no text: it would be kept as it happened to be written, 1 and 1.0 as two names. Half a character is none either: the
     * database would keep a question mark in its place, and the event something else.
     */
    private static final class TextReader extends StdDeserializer<String> {

        private static final long serialVersionUID = 1L;

        TextReader() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser json, DeserializationContext context) throws IOException {
            if (!json.hasToken(JsonToken.VALUE_STRING)) {
                return (String) context.handleUnexpectedToken(String.class, json.currentToken(), json, "A text is written in quotes, for instance \"LOT-1\"");
            }
            String text = json.getText();
            if (text.codePoints().anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)) {
                return (String) context.handleWeirdStringValue(String.class, "", "The text holds half a character (an unpaired surrogate)");
            }
            return text;
        }
    }

    private static final class DayReader extends StdDeserializer<LocalDate> {

        private static final long serialVersionUID = 1L;

        DayReader() {
            super(LocalDate.class);
        }

        @Override
        public LocalDate deserialize(JsonParser json, DeserializationContext context) throws IOException {
            String text = json.hasToken(JsonToken.VALUE_STRING) ? json.getText() : null;
            if (text == null) {
                return (LocalDate) context.handleUnexpectedToken(LocalDate.class, json.currentToken(), json, "A day is written as a string, for instance \"2026-03-02\"");
            }
            try {
                LocalDate day = LocalDate.parse(text);
                if (isStorable(day)) {
                    return day;
                }
            } catch (DateTimeException noDay) {
                // Refused below.
            }
            return (LocalDate) context.handleWeirdStringValue(LocalDate.class, shortened(text), "A day is written as \"2026-03-02\"");
        }
    }

    private static final class TimeReader extends StdDeserializer<Instant> {

        private static final long serialVersionUID = 1L;

        TimeReader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser json, DeserializationContext context) throws IOException {
            String text = json.hasToken(JsonToken.VALUE_STRING) ? json.getText() : null;
            if (text == null) {
                return (Instant) context.handleUnexpectedToken(Instant.class, json.currentToken(), json,
                        "A time is written as a string, for instance \"2026-03-02T10:15:00Z\"");
            }
            try {
                OffsetDateTime time = OffsetDateTime.parse(text);
                // Finer than a microsecond the database would round, and the event would say another time than the row.
                if (isStorable(time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDate()) && time.getNano() % 1_000 == 0) {
                    return time.toInstant();
                }
            } catch (DateTimeException noTime) {
                // Refused below.
            }
            return (Instant) context.handleWeirdStringValue(Instant.class, shortened(text), "A time is written as \"2026-03-02T10:15:00Z\", to the microsecond at most");
        }
    }

    /** Further away no database keeps a day; which days make sense is for the rooms to say. */
    private static boolean isStorable(LocalDate day) {
        return day.getYear() >= 1 && day.getYear() <= 9999;
    }

    private static String shortened(String text) {
        return text.length() > 60 ? text.substring(0, 60) : text;
    }
}
