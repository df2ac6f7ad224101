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
        mapper.registerModule(new SimpleModule("pricefloor-decimals")
                .addSerializer(BigDecimal.class, new DecimalWriter())
                .addDeserializer(BigDecimal.class, new DecimalReader()));
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
        private static final Pattern PLAIN = Pattern.compile("-?(0|[1-9]\\d{0,17})(\\.\\d{1,18})?");

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
                return (BigDecimal) context.handleWeirdStringValue(BigDecimal.class, text.length() > 60 ? text.substring(0, 60) : text,
                        "A decimal has digits, a point and digits, for instance \"110.00\": at most 18 before and 18 after the point");
            }
            return new BigDecimal(text);
        }
    }
}
