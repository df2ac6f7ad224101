package org.pricefloor.settlement.shelf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.pricefloor.kernel.price.Digest;

class FactDigestTest {

    @Test
    void theTimeOfReceiptIsNoPartOfWhatAFactSays() {
        assertEquals(of("{'price':'96.40','receivedAt':'2026-03-04T08:30:15.123456Z'}"), of("{'price':'96.40','receivedAt':'2026-03-04T09:00:00Z'}"));
        assertEquals(of("{'receivedAt':'2026-03-04T08:30:15Z','volume':'1'}"), of("{'receivedAt':'','volume':'1'}"));
    }

    @Test
    void everythingElseIs() {
        assertNotEquals(of("{'price':'96.40','receivedAt':'2026-03-04T08:30:15Z'}"), of("{'price':'96.41','receivedAt':'2026-03-04T08:30:15Z'}"));
        assertNotEquals(of("{'receivedAt':'2026-03-04T08:30:15Z','volume':'1'}"), of("{'receivedAt':'2026-03-04T08:30:15Z','volume':'2'}"));
        assertNotEquals(of("{'publishedAt':'2026-03-04T08:30:15Z'}"), of("{'publishedAt':'2026-03-04T09:00:00Z'}"));
        assertNotEquals(of("{'volume':'1'}"), of("{'receivedAt':'2026-03-04T08:30:15Z','volume':'1'}"));
    }

    @Test
    void wordsInADocumentsNameAreNoTimeOfReceipt() {
        String quoted = "{'document':'a \\'receivedAt\\':\\'%s\\'','receivedAt':'2026-03-04T08:30:15Z'}";
        assertNotEquals(of(quoted.formatted("one")), of(quoted.formatted("two")));
    }

    @Test
    void whatWasRecordedByAllItsBytesIsKnown() {
        byte[] body = bytes("{'price':'96.40','receivedAt':'2026-03-04T08:30:15Z'}");
        assertTrue(FactDigest.isOf(body, Digest.sha256(body)));
        assertTrue(FactDigest.isOf(body, FactDigest.of(body)));
        assertFalse(FactDigest.isOf(body, of("{'price':'96.41','receivedAt':'2026-03-04T08:30:15Z'}")));
    }

    private static String of(String json) {
        return FactDigest.of(bytes(json));
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
