package org.pricefloor.messaging;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.pricefloor.contracts.MayBeAbsent;

/**
 * The JSON form of the records of {@code contracts}: equal records give equal bytes.
 *
 * <p>Components stand in their declared order, absent ones are left out, decimals are plain strings ({@code "96.40"},
 * scale kept), dates and instants ISO 8601. Reading is as strict as the schemas: an unknown or repeated name, a missing
 * component that is not {@link MayBeAbsent}, a number where a decimal is due, or anything after the document is refused.
 */
public final class EventJson {

    /**
     * The only written form of a decimal. Between the rounding places 34 significant digits are carried, so at most 34 stand before
     * the point; a figure of 18 decimals divided by a rate of 18 digits begins 37 places behind it, so up to 72 stand after.
     */
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]{0,33})(\\.[0-9]{1,72})?");

    /** Of a settled event; others are shorter, or their buffer grows. */
    private static final int BYTES_EXPECTED = 3_000;

    private static final JsonMapper MAPPER = mapper();
    private static final Map<Class<?>, ObjectReader> READERS = new ConcurrentHashMap<>();

    private EventJson() {
    }

    /** The bytes of a record: what is published, stored and hashed. */
    public static byte[] write(Object record) {
        ByteArrayBuilder bytes = new ByteArrayBuilder(BYTES_EXPECTED);
        try (JsonGenerator json = MAPPER.getFactory().createGenerator(bytes, JsonEncoding.UTF8)) {
            RecordForm.write(json, record);
        } catch (IOException e) {
            throw new IllegalArgumentException("Can not write " + record.getClass().getName() + " as JSON: " + e.getMessage(), e);
        }
        return bytes.toByteArray();
    }

    /** The same as text, for a column or a line of output. */
    public static String text(Object record) {
        return new String(write(record), StandardCharsets.UTF_8);
    }

    /**
     * The record in these bytes.
     *
     * @throws UnreadableEvent naming the rule that failed, where, and what would mend it
     */
    public static <T> T read(byte[] json, Class<T> type) {
        T value;
        for (byte each : json) {
            // The parser would take UTF-16 and UTF-32 as well; neither is without NUL, and no JSON in UTF-8 has one.
            if (each == 0) {
                throw new UnreadableEvent("MUST_BE_JSON", "", "send JSON in UTF-8; these bytes hold NUL");
            }
        }
        try {
            value = READERS.computeIfAbsent(type, MAPPER::readerFor).readValue(json);
        } catch (JsonMappingException e) {
            throw unreadable(e);
        } catch (JsonProcessingException e) {
            boolean repeated = e.getOriginalMessage().startsWith("Duplicate field");
            throw new UnreadableEvent(repeated ? "NAMES_MUST_NOT_REPEAT" : "MUST_BE_JSON", "", inOneLine(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new UnreadableEvent("MUST_BE_JSON", "", inOneLine(String.valueOf(e.getMessage())));
        }
        if (value == null) {
            throw new UnreadableEvent("MUST_BE_JSON", "", "send a JSON object, not null");
        }
        requireComplete(value, "");
        return value;
    }

    private static UnreadableEvent unreadable(JsonMappingException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof RefusedValue refused) {
                return new UnreadableEvent(refused.rule, pointer(e), refused.fix);
            }
        }
        if (e instanceof UnrecognizedPropertyException unknown) {
            return new UnreadableEvent("NAME_MUST_BE_KNOWN", pointer(e), "remove \"" + unknown.getPropertyName() + "\" or send the version that has it");
        }
        String message = inOneLine(e.getOriginalMessage());
        if (message.startsWith("Duplicate field")) {
            return new UnreadableEvent("NAMES_MUST_NOT_REPEAT", pointer(e), message);
        }
        if (e.getCause() instanceof JsonProcessingException) {
            return new UnreadableEvent("MUST_BE_JSON", pointer(e), message);
        }
        return new UnreadableEvent("VALUE_MUST_MATCH_SCHEMA", pointer(e), message);
    }

    private static String inOneLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    private static String pointer(JsonMappingException e) {
        StringBuilder pointer = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            pointer.append('/').append(step.getFieldName() == null ? String.valueOf(step.getIndex())
                    : step.getFieldName().replace("~", "~0").replace("/", "~1"));
        }
        return pointer.toString();
    }

    // Whether a component may be missing is a promise of the contract; Jackson would pass null on in silence.
    private static void requireComplete(Object value, String pointer) {
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                Object element = list.get(i);
                if (element == null) {
                    throw new UnreadableEvent("VALUE_MUST_BE_PRESENT", pointer + "/" + i, "send a value in place of null");
                }
                if (element instanceof Record) {
                    requireComplete(element, pointer + "/" + i);
                }
            }
        } else if (value instanceof Record) {
            if (value.getClass().isAnnotationPresent(MayBeAbsent.class)) {
                return;
            }
            for (RecordForm.Component component : RecordForm.of(value.getClass()).components()) {
                Object part = component.of().apply(value);
                if (part == null) {
                    if (!component.mayBeAbsent()) {
                        throw new UnreadableEvent("VALUE_MUST_BE_PRESENT", pointer + "/" + component.name(), "send \"" + component.name() + "\"");
                    }
                } else if (part instanceof List || part instanceof Record) {
                    requireComplete(part, pointer + "/" + component.name());
                }
            }
        }
    }

    private static JsonMapper mapper() {
        SimpleModule values = new SimpleModule("pricefloor");
        values.addDeserializer(BigDecimal.class, new FromText<>(BigDecimal.class, "DECIMAL_MUST_BE_A_STRING",
                "write the decimal as a plain string such as \"96.40\"", EventJson::decimal));
        values.addDeserializer(LocalDate.class, new FromText<>(LocalDate.class, "DATE_MUST_BE_ISO",
                "write the date as \"2026-03-02\"", LocalDate::parse));
        values.addDeserializer(Instant.class, new FromText<>(Instant.class, "INSTANT_MUST_BE_ISO_UTC",
                "write the instant as \"2026-03-02T10:15:30Z\"", EventJson::instant));
        JsonMapper mapper = JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(32).maxStringLength(262_144)
                                .maxNumberLength(40).build())
                        .build())
                .addModule(values)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES, DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS, MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .build();
        mapper.coercionConfigFor(LogicalType.Textual)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        return mapper;
    }

    private static BigDecimal decimal(String text) {
        if (!DECIMAL.matcher(text).matches()) {
            throw new NumberFormatException(text);
        }
        return new BigDecimal(text);
    }

    private static Instant instant(String text) {
        if (!text.endsWith("Z")) {
            throw new DateTimeException(text);
        }
        return Instant.parse(text);
    }

    private static final class FromText<T> extends StdScalarDeserializer<T> {

        private static final long serialVersionUID = 1L;
        private final String rule;
        private final String fix;
        private final transient Function<String, T> parse;

        FromText(Class<T> type, String rule, String fix, Function<String, T> parse) {
            super(type);
            this.rule = rule;
            this.fix = fix;
            this.parse = parse;
        }

        @Override
        public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
            if (json.currentToken() == JsonToken.VALUE_STRING) {
                try {
                    return parse.apply(json.getText());
                } catch (DateTimeException | NumberFormatException e) {
                    throw new RefusedValue(json, rule, fix);
                }
            }
            throw new RefusedValue(json, rule, fix);
        }
    }

    private static final class RefusedValue extends JsonMappingException {

        private static final long serialVersionUID = 1L;
        private final String rule;
        private final String fix;

        RefusedValue(JsonParser json, String rule, String fix) {
            super(json, fix);
            this.rule = rule;
            this.fix = fix;
        }
    }
}
