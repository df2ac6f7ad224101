package org.pricefloor.messaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pricefloor.contracts.PriceAssessed;

class EventJsonTest {

    private static final String PRICE = """
            {"eventId":"assessment/A/2026-03-02/r1","series":"A","pricingDate":"2026-03-02","revision":1,"price":"96.40",\
            "publishedAt":"2026-03-02T12:00:00Z","document":"doc-1","receivedAt":"2026-03-02T12:00:00Z"}""";

    @Test
    void aRecordIsWrittenInDeclaredOrderWithDecimalsAsStrings() {
        assertEquals(PRICE, new String(EventJson.write(Corridor.price("A", 1)), StandardCharsets.UTF_8));
    }

    @Test
    void readingAndWritingGivesTheSameBytes() {
        byte[] bytes = PRICE.getBytes(StandardCharsets.UTF_8);
        PriceAssessed price = EventJson.read(bytes, PriceAssessed.class);
        assertEquals(new BigDecimal("96.40"), price.price());
        assertArrayEquals(bytes, EventJson.write(price));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "96.40"                | 96.40                  | DECIMAL_MUST_BE_A_STRING | /price
            "96.40"                | "9.64e1"               | DECIMAL_MUST_BE_A_STRING | /price
            "96.40"                | "96,40"                | DECIMAL_MUST_BE_A_STRING | /price
            "96.40"                | "+96.40"               | DECIMAL_MUST_BE_A_STRING | /price
            "96.40"                | null                   | VALUE_MUST_BE_PRESENT    | /price
            "2026-03-02",          | "2026-02-30",          | DATE_MUST_BE_ISO         | /pricingDate
            "2026-03-02",          | 20514,                 | DATE_MUST_BE_ISO         | /pricingDate
            12:00:00Z","document"  | 13:00:00+01:00","document" | INSTANT_MUST_BE_ISO_UTC | /publishedAt
            "revision":1           | "revision":"1"         | VALUE_MUST_MATCH_SCHEMA  | /revision
            "revision":1           | "revision":1.5         | VALUE_MUST_MATCH_SCHEMA  | /revision
            "revision":1,          | ''                     | VALUE_MUST_MATCH_SCHEMA  | /revision
            "document":"doc-1",    | ''                     | VALUE_MUST_BE_PRESENT    | /document
            "document":"doc-1"     | "document":7           | VALUE_MUST_MATCH_SCHEMA  | /document
            "revision":1           | "revision":1,"more":2  | NAME_MUST_BE_KNOWN       | /more
            "revision":1           | "revision":1,"revision":1 | NAMES_MUST_NOT_REPEAT | ''
            {"eventId"             | ["eventId"             | VALUE_MUST_MATCH_SCHEMA  | ''
            "A","pricingDate"      | "A"                    | MUST_BE_JSON             | ''
            """, quoteCharacter = '\'')
    void whatTheSchemaWouldRefuseIsRefusedByName(String written, String broken, String rule, String pointer) {
        byte[] bytes = PRICE.replace(written, broken).getBytes(StandardCharsets.UTF_8);
        UnreadableEvent refused = assertThrows(UnreadableEvent.class, () -> EventJson.read(bytes, PriceAssessed.class));
        assertEquals(rule, refused.rule(), refused::getMessage);
        assertEquals(pointer, refused.pointer(), refused::getMessage);
    }

    @Test
    void anythingAfterTheDocumentIsRefused() {
        byte[] bytes = (PRICE + " 1").getBytes(StandardCharsets.UTF_8);
        assertThrows(UnreadableEvent.class, () -> EventJson.read(bytes, PriceAssessed.class));
    }
}
