package org.pricefloor.acceptance.badinput;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.pricefloor.acceptance.badinput.Case.Expected;

/** What can be wrong with a JSON body: its form, and each of its members. */
final class JsonCases {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PLACES_OF_TRUNCATION = 16;
    private static final int DEPTH = 10_000;

    private final Door door;
    private final JsonNode example;
    private final List<Case> cases = new ArrayList<>();

    private JsonCases(Door door) {
        this.door = door;
        this.example = tree(door.example());
    }

    static List<Case> of(Door door) {
        JsonCases made = new JsonCases(door);
        made.form();
        made.bytes();
        made.members("", made.example);
        return made.cases;
    }

    private void malformed(String name, String body) {
        cases.add(Corpus.body(door, "JSON form", name, body, Expected.malformed(null)));
    }

    private void form() {
        String text = door.example();
        List<Integer> places = new ArrayList<>();
        for (int i = 1; i < text.length(); i++) {
            if ("{}[],:\"".indexOf(text.charAt(i)) >= 0) {
                places.add(i);
            }
        }
        int step = Math.max(1, places.size() / PLACES_OF_TRUNCATION);
        for (int i = 0; i < places.size(); i += step) {
            malformed("truncated before place " + i, text.substring(0, places.get(i)));
        }
        malformed("truncated before its end", text.substring(0, text.length() - 1));
        malformed("a word after it", text + " x");
        malformed("another document after it", text + text);
        malformed("a bracket after it", text + "]");
        malformed("comma after the last member", text.substring(0, text.length() - 1) + ",}");
        malformed("comma before the first member", "{," + text.substring(1));
        malformed("comment of a block", "/* a comment */" + text);
        malformed("comment of a line", "// a comment\n" + text);
        malformed("comment with a hash", "# a comment\n" + text);
        malformed("names without quotes", text.replaceFirst("\"(\\w+)\":", "$1:"));
        malformed("names in single quotes", text.replaceFirst("\"(\\w+)\":", "'$1':"));
        malformed("equals sign for the colon", text.replaceFirst("\":", "\"="));
        malformed("typographer's quotes", text.replaceFirst("\"(\\w+)\":", "\u201C$1\u201D:"));
        malformed("an array around it", "[" + text + "]");
        malformed("as a string", JSON.getNodeFactory().textNode(text).toString());
        malformed("a number", "1");
        malformed("a number beyond any", "1e400");
        malformed("true", "true");
        malformed("an array", "[]");
        malformed("nested " + DEPTH + " arrays deep", "[".repeat(DEPTH));
        malformed("nested " + DEPTH + " objects deep", "{\"a\":".repeat(DEPTH));
        malformed("nested " + DEPTH + " deep in an unknown member", "{\"surprise\":" + "[".repeat(DEPTH) + "]".repeat(DEPTH) + "," + text.substring(1));
        malformed("a name of 100,000 characters", "{\"" + "a".repeat(100_000) + "\":1," + text.substring(1));
        malformed("10,000 unknown members", "{" + many() + text.substring(1));
        malformed("the class of an object", "{\"@class\":\"java.lang.Runtime\"," + text.substring(1));
        malformed("the prototype of an object", "{\"__proto__\":{}," + text.substring(1));
        malformed("NaN as an unknown member", "{\"surprise\":NaN," + text.substring(1));
        malformed("a lone high surrogate as a name", "{\"\\ud800\":1," + text.substring(1));
        malformed("line feed in a string", text.replaceFirst("\":\"", "\":\"\n"));
        malformed("unknown escape", text.replaceFirst("\":\"", "\":\"\\\\x41"));
        malformed("half an escape", text.replaceFirst("\":\"", "\":\"\\\\u12."));
        malformed("query string", "a=1&b=2");
        malformed("XML", "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>");
        malformed("YAML", "---\na: 1\n");
        cases.add(Corpus.body(door, "JSON form", "null", "null", Expected.refused(400, "BODY_MISSING")));
        cases.add(Corpus.body(door, "JSON form", "nothing", "", Expected.refused(400, "BODY_MISSING")));
        cases.add(Corpus.body(door, "JSON form", "blanks", "  \n ", Expected.refused(400, null)));
        cases.add(Corpus.body(door, "JSON form", "an empty object", "{}", Expected.refused(0, null)));
        cases.add(Corpus.body(door, "JSON form", "more than a megabyte", text + " ".repeat(1_100_000), Expected.refused(413, "BODY_TOO_LARGE")));
    }

    private static String many() {
        StringBuilder members = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            members.append("\"x").append(i).append("\":1,");
        }
        return members.toString();
    }

    private void bytes() {
        String text = door.example();
        byte[] plain = text.getBytes(StandardCharsets.UTF_8);
        encoded("UTF-16, big end first", StandardCharsets.UTF_16BE);
        encoded("UTF-16, little end first", StandardCharsets.UTF_16LE);
        encoded("UTF-16 with its mark", StandardCharsets.UTF_16);
        encoded("UTF-32", Charset.forName("UTF-32BE"));
        spoilt("Latin-1", plain, (byte) 0xE4);
        spoilt("overlong UTF-8", plain, (byte) 0xC0, (byte) 0xAF);
        spoilt("half a character", plain, (byte) 0xED, (byte) 0xA0, (byte) 0x80);
        spoilt("a byte that is no UTF-8", plain, (byte) 0xFF);
        spoilt("half of a sequence", plain, (byte) 0xE2, (byte) 0x82);
        spoilt("beyond Unicode", plain, (byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80);
        spoilt("NUL", plain, (byte) 0);
        cases.add(Corpus.bytes(door, "JSON form", "random bytes", new byte[] {(byte) 0x9d, 0x13, (byte) 0xfe, 0x00, 0x41, (byte) 0x80}, Expected.malformed(null)));
        cases.add(Corpus.body(door, "JSON form", "a byte order mark", "\uFEFF" + text, Expected.malformed(null)));
    }

    private void encoded(String how, Charset charset) {
        cases.add(new Case(door, "JSON form", how, door.address(), Map.of("Content-Type", door.contentType()), values -> values.apply(door.example()).getBytes(charset),
                Expected.malformed(null)));
    }

    /** Bytes inside the first string. */
    private void spoilt(String how, byte[] plain, byte... inserted) {
        int at = door.example().indexOf("\":\"") + 3;
        if (at < 3) {
            at = door.example().indexOf("\"") + 1;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(plain, 0, at);
        bytes.writeBytes(inserted);
        bytes.write(plain, at, plain.length - at);
        cases.add(Corpus.bytes(door, "JSON form", how + " in a string", bytes.toByteArray(), Expected.malformed(null)));
    }

    private void members(String at, JsonNode node) {
        if (node instanceof ObjectNode object) {
            made("JSON member", at + "/surprise, unknown", withRaw(at, member(object, "\"surprise\":1")), Expected.malformed(at + "/surprise"));
            object.fieldNames().forEachRemaining(name -> {
                String pointer = at + "/" + name;
                String value = object.get(name).toString();
                String misspelt = name.substring(0, name.length() - 1) + (name.endsWith("x") ? "y" : "x");
                made("JSON member", pointer + ", twice", withRaw(pointer, value + ",\"" + name + "\":" + value), Expected.malformed(null));
                made("JSON member", pointer + ", twice by an escape", withRaw(pointer, value + ",\"\\u%04x%s\":%s".formatted((int) name.charAt(0), name.substring(1), value)),
                        Expected.malformed(null));
                made("JSON member", pointer + ", with a capital", withRaw(pointer, value + ",\"" + name.toUpperCase(java.util.Locale.ROOT) + "\":" + value),
                        Expected.malformed(at + "/" + name.toUpperCase(java.util.Locale.ROOT)));
                made("JSON member", pointer + ", misspelt", withRaw(pointer, value + ",\"" + misspelt + "\":1"), Expected.malformed(at + "/" + misspelt));
                made("JSON member", pointer + ", removed", without(at, name), absent(pointer));
                value(pointer, object.get(name));
                members(pointer, object.get(name));
            });
        } else if (node instanceof ArrayNode array) {
            made("JSON member", at + ", null in the list", withRaw(at, "[null]"), Expected.refused(at));
            value(at + "/0", array.get(0));
            members(at + "/0", array.get(0));
        }
    }

    private Expected absent(String pointer) {
        return door.optional().contains(pointer) ? Expected.taken(null) : Expected.refused(pointer);
    }

    private void value(String pointer, JsonNode value) {
        boolean inList = pointer.matches(".*/\\d+");
        made("JSON member", pointer + ", null", withRaw(pointer, "null"), inList ? Expected.refused(pointer) : absent(pointer));
        wrong(pointer, "a list", value.isArray() ? "{}" : "[" + value + "]");
        wrong(pointer, "an object", value.isObject() ? "[]" : "{}");
        wrong(pointer, "true", value.isBoolean() ? "\"true\"" : "true");
        wrong(pointer, "a number", value.isNumber() ? "\"1\"" : "1");
        wrong(pointer, "a number with decimals", "1.5");
        wrong(pointer, "a number beyond any", "1e400");
        wrong(pointer, "NaN", "NaN");
        if (value.isNumber()) {
            wrong(pointer, "beyond an integer", "99999999999");
            wrong(pointer, "1.0", "1.0");
            wrong(pointer, "leading zero", "01");
            made("number", pointer + ", negative", withRaw(pointer, "-1"), Expected.refused(pointer));
            made("number", pointer + ", largest integer", withRaw(pointer, "2147483647"), Expected.refused(pointer));
        } else if (value.isTextual()) {
            text(pointer, value.asText());
        } else if (value.isBoolean()) {
            wrong(pointer, "0", "0");
            wrong(pointer, "a word", "\"yes\"");
        } else {
            wrong(pointer, "a string", "\"a\"");
        }
    }

    private void text(String pointer, String example) {
        boolean words = door.words().contains(pointer);
        // A note may be of any length and of none.
        boolean note = pointer.equals("/note");
        made("text", pointer + ", empty", withText(pointer, ""), note ? Expected.taken(pointer) : Expected.refused(pointer));
        wrong(pointer, "a lone high surrogate", "\"a\\ud800b\"");
        wrong(pointer, "surrogates in the wrong order", "\"a\\udc00\\ud800b\"");
        Map<String, String> like = Spoilt.like(example);
        if (!like.isEmpty()) {
            String kind = Spoilt.isDecimal(example) ? "number" : "date";
            like.forEach((how, value) -> {
                if (!how.equals(Spoilt.LATER) || pointer.equals("/publishedAt")) {
                    made(kind, pointer + ", " + how, withText(pointer, value), Expected.refused(pointer));
                }
            });
            return;
        }
        Spoilt.texts(example).forEach((how, value) -> made("text", pointer + ", " + how, withText(pointer, value),
                note && (how.equals("blank") || how.equals("64 KB")) ? Expected.taken(pointer) : Expected.refused(pointer)));
        Spoilt.foreign(example).forEach((how, value) -> made("text", pointer + ", " + how, withText(pointer, value), words ? Expected.taken(pointer) : Expected.refused(pointer)));
    }

    private void wrong(String pointer, String how, String raw) {
        made("JSON member", pointer + ", " + how, withRaw(pointer, raw), Expected.malformed(raw.matches("NaN|01") ? null : pointer));
    }

    private void made(String kind, String name, String body, Expected expected) {
        cases.add(Corpus.body(door, kind, name, body, expected));
    }

    // ---- writing

    private static String member(ObjectNode object, String added) {
        String text = object.toString();
        return "{" + added + (object.isEmpty() ? "" : ",") + text.substring(1);
    }

    private String withText(String pointer, String value) {
        return withRaw(pointer, JSON.getNodeFactory().textNode(value).toString());
    }

    private String withRaw(String pointer, String raw) {
        if (pointer.isEmpty()) {
            return raw;
        }
        JsonNode copy = example.deepCopy();
        int last = pointer.lastIndexOf('/');
        JsonNode parent = copy.at(JsonPointer.compile(pointer.substring(0, last)));
        POJONode value = new POJONode(new RawValue(raw));
        if (parent instanceof ObjectNode object) {
            object.set(pointer.substring(last + 1), value);
        } else {
            ((ArrayNode) parent).set(Integer.parseInt(pointer.substring(last + 1)), value);
        }
        return copy.toString();
    }

    private String without(String at, String name) {
        JsonNode copy = example.deepCopy();
        ((ObjectNode) copy.at(at)).remove(name);
        return copy.toString();
    }

    static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON: " + json, e);
        }
    }
}
