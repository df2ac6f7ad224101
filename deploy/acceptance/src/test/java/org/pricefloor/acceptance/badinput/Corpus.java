package org.pricefloor.acceptance.badinput;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.pricefloor.acceptance.badinput.Case.Expected;

/** Every case of every door. */
final class Corpus {

    private Corpus() {
    }

    static List<Case> of(List<Door> doors) {
        List<Case> cases = new ArrayList<>();
        for (Door door : doors) {
            cases.addAll(door.isCsv() ? CsvCases.of(door) : JsonCases.of(door));
            addresses(door, cases);
            transport(door, cases);
        }
        return cases;
    }

    /** A case that differs from the example in its body alone. */
    static Case body(Door door, String kind, String name, String body, Expected expected) {
        return new Case(door, kind, name, door.address(), Map.of("Content-Type", door.contentType()), values -> values.apply(body).getBytes(StandardCharsets.UTF_8), expected);
    }

    /** A case of bytes that are no text; what is no placeholder stays as it is. */
    static Case bytes(Door door, String kind, String name, byte[] body, Expected expected) {
        return new Case(door, kind, name, door.address(), Map.of("Content-Type", door.contentType()), values -> body, expected);
    }

    private static Case at(Door door, String kind, String name, String address, Expected expected) {
        return new Case(door, kind, name, address, Map.of("Content-Type", door.contentType()), values -> values.apply(door.example()).getBytes(StandardCharsets.UTF_8), expected);
    }

    private static void addresses(Door door, List<Case> cases) {
        for (String variable : door.values().keySet()) {
            boolean number = door.values().get(variable).matches("\\d+");
            Map<String, String> spoilt = number
                    ? Map.of("zero", "0", "negative", "-1", "overflow", "99999999999999999999", "decimal", "1.0", "a word", "one", "full-width digit", "%EF%BC%91",
                            "hexadecimal", "0x1", "blank before", "%201")
                    : Map.ofEntries(Map.entry("absent from the books", "NOBODY-KNOWS-THIS-!"), Map.entry("way up", "..%2F..%2Fetc%2Fpasswd"), Map.entry("way up twice encoded", "%252e%252e%252f"),
                            Map.entry("blank", "%20"), Map.entry("control character", "BAD%07"), Map.entry("line feed", "BAD%0A"), Map.entry("homoglyph", "%D0%92AD"),
                            Map.entry("right to left", "%E2%80%AEBAD"), Map.entry("zero width", "BAD%E2%80%8B"), Map.entry("NFD", "BA%CC%88D"), Map.entry("no UTF-8", "BAD%FF"),
                            Map.entry("overlong UTF-8", "BAD%C0%AF"), Map.entry("half a character", "BAD%ED%A0%80"), Map.entry("SQL", "'%20OR%20'1'='1"), Map.entry("template", "$%7B7*7%7D"),
                            Map.entry("markup", "%3Cscript%3E"), Map.entry("200 characters", "B".repeat(200)), Map.entry("matrix parameter", "BAD;x=1%3B"), Map.entry("formula", "=1%2B1"));
            spoilt.forEach((how, raw) -> cases.add(at(door, "address", variable + ", " + how, door.addressWith(variable, raw), Expected.refused(null))));
            cases.add(at(door, "address", variable + ", NUL", door.addressWith(variable, "BAD%00"), Expected.refused(400, "ADDRESS_MUST_NOT_HOLD_NUL")));
        }
        if (door.isCsv()) {
            String path = door.pathWithoutQuery();
            Map.of("absent", "", "empty", "?document=", "blank", "?document=%20", "line feed", "?document=a%0Ab", "201 characters", "?document=" + "a".repeat(201),
                            "right to left", "?document=%E2%80%AEa", "zero width", "?document=a%E2%80%8B", "NFD", "?document=a%CC%88", "no UTF-8", "?document=a%FF")
                    .forEach((how, query) -> cases.add(at(door, "address", "document, " + how, path + query, Expected.refused(null))));
            cases.add(at(door, "address", "document, NUL", path + "?document=a%00", Expected.refused(400, "ADDRESS_MUST_NOT_HOLD_NUL")));
            cases.add(at(door, "address", "document, twice", door.address() + "&document=another", Expected.refused(null)));
            for (String value : List.of("maybe", "1", "TRUE%20", "yes", "%C4%B0", "", "null")) {
                cases.add(at(door, "address", "partial=" + value, door.address() + "&partial=" + value, Expected.refused(null)));
            }
            cases.add(at(door, "address", "a misspelt parameter", door.address() + "&partail=true", Expected.refused(400, "PARAMETER_MUST_BE_KNOWN")));
        } else {
            cases.add(at(door, "address", "a parameter that would mean to try only", door.address() + "?dryRun=true", Expected.refused(400, "PARAMETER_MUST_BE_KNOWN")));
        }
    }

    private static void transport(Door door, List<Case> cases) {
        Map<String, String> types = Map.ofEntries(Map.entry("plain text", "text/plain"), Map.entry("XML", "application/xml"), Map.entry("YAML", "application/yaml"), Map.entry("form", "application/x-www-form-urlencoded"),
                Map.entry("multipart", "multipart/form-data; boundary=x"), Map.entry("bytes", "application/octet-stream"), Map.entry("the other door's", door.isCsv() ? "application/json" : "text/csv"),
                Map.entry("JSON with a suffix", "application/problem+json"), Map.entry("no type", ""), Map.entry("no media type", "nonsense"), Map.entry("wildcard", "*/*"), Map.entry("two types", "text/plain, text/html"));
        types.forEach((how, type) -> cases.add(new Case(door, "transport", "content type, " + how, door.address(), type.isEmpty() ? Map.of() : Map.of("Content-Type", type),
                values -> values.apply(door.example()).getBytes(StandardCharsets.UTF_8), Expected.refused(null))));
        for (String coding : List.of("gzip", "br", "deflate", "identity, gzip")) {
            cases.add(new Case(door, "transport", "content coding " + coding + " that is none", door.address(), Map.of("Content-Type", door.contentType(), "Content-Encoding", coding),
                    values -> values.apply(door.example()).getBytes(StandardCharsets.UTF_8), Expected.refused(null)));
        }
        Map.of("If-Match", "\"1\"", "If-None-Match", "*", "If-Unmodified-Since", "Mon, 02 Mar 2026 10:15:00 GMT").forEach((name, value) -> cases.add(new Case(door, "transport",
                "condition " + name, door.address(), Map.of("Content-Type", door.contentType(), name, value), values -> values.apply(door.example()).getBytes(StandardCharsets.UTF_8),
                Expected.refused(412, "CONDITION_CAN_NOT_HOLD"))));
        cases.add(new Case(door, "transport", "charset UTF-16 that is none", door.address(), Map.of("Content-Type", door.contentType() + "; charset=utf-16"),
                values -> values.apply(door.example()).getBytes(StandardCharsets.UTF_8), Expected.refused(null)));
        cases.add(new Case(door, "transport", "answer wanted as an image", door.address(), Map.of("Content-Type", door.contentType(), "Accept", "image/png"),
                values -> values.apply(door.example()).getBytes(StandardCharsets.UTF_8), Expected.refused(406, "NOT_ACCEPTABLE")));
    }
}
