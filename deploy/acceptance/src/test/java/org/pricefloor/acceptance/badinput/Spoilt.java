package org.pricefloor.acceptance.badinput;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Values that are wrong wherever a value of their sort is due, each under a name that says how. */
final class Spoilt {

    /** Of a day on which something was published; what somebody claims to have certified may lie ahead, as the README says. */
    static final String LATER = "in a hundred years";

    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d|\\$\\{today}");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT.*Z");
    private static final Pattern DECIMAL = Pattern.compile("-?\\d+(\\.\\d+)?");

    private Spoilt() {
    }

    static boolean isDate(String example) {
        return DATE.matcher(example).matches();
    }

    static boolean isTime(String example) {
        return TIME.matcher(example).matches();
    }

    static boolean isDecimal(String example) {
        return DECIMAL.matcher(example).matches();
    }

    /** By the sort of the example, for any place: JSON and files alike. */
    static Map<String, String> like(String example) {
        return isDate(example) ? dates() : isTime(example) ? times() : isDecimal(example) ? decimals() : Map.of();
    }

    private static Map<String, String> decimals() {
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put("beyond any number", "1e400");
        wrong.put("exponent", "1E2");
        wrong.put("negative exponent", "1e-7");
        wrong.put("NaN", "NaN");
        wrong.put("infinity", "Infinity");
        wrong.put("minus zero", "-0");
        wrong.put("minus zero with decimals", "-0.00");
        wrong.put("negative", "-12.5");
        wrong.put("plus sign", "+12.5");
        wrong.put("decimal comma", "12,5");
        wrong.put("thousands by comma", "1,234.5");
        wrong.put("thousands by point", "1.234.5");
        wrong.put("thousands by blank", "1 234.5");
        wrong.put("thousands by narrow blank", "1\u202F234.5");
        wrong.put("thousands by apostrophe", "1'234.5");
        wrong.put("underscore", "1_000");
        wrong.put("hexadecimal", "0x1F");
        wrong.put("no digit before the point", ".5");
        wrong.put("no digit after the point", "5.");
        wrong.put("blank before", " 12.5");
        wrong.put("blank after", "12.5 ");
        wrong.put("full-width digits", "\uFF11\uFF12");
        wrong.put("Arabic digits", "\u0661\u0662");
        wrong.put("minus of typographers", "\u221212.5");
        wrong.put("with its unit", "12.5 kg");
        wrong.put("percent", "30%");
        wrong.put("fraction", "\u00BD");
        wrong.put("11 decimals", "1.00000000001");
        wrong.put("13 digits before the point", "1234567890123");
        wrong.put("40 digits", "1".repeat(40));
        wrong.put("2,000 digits", "1".repeat(2_000));
        wrong.put("a word", "twelve");
        wrong.put("suffix of a programmer", "12.5d");
        return wrong;
    }

    private static Map<String, String> dates() {
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put("30 February", "2026-02-30");
        wrong.put("29 February of a common year", "2025-02-29");
        wrong.put("29 February of 1900", "1900-02-29");
        wrong.put("month 13", "2026-13-01");
        wrong.put("month 0", "2026-00-10");
        wrong.put("day 0", "2026-03-00");
        wrong.put("year 0", "0000-01-01");
        wrong.put("year 1", "0001-01-01");
        wrong.put("year 9999", "9999-12-31");
        wrong.put("year 10000", "10000-01-01");
        wrong.put("year with sign", "+12026-01-01");
        wrong.put("before the era", "-0044-03-15");
        wrong.put("two-digit year", "26-03-02");
        wrong.put("single digits", "2026-3-2");
        wrong.put("day first", "02/03/2026");
        wrong.put("day first with points", "02.03.2026");
        wrong.put("without hyphens", "20260302");
        wrong.put("week date", "2026-W10-1");
        wrong.put("day of the year", "2026-061");
        wrong.put("month alone", "2026-03");
        wrong.put("quarter", "2026-Q1");
        wrong.put("with a time", "2026-03-02T00:00:00Z");
        wrong.put("with a zone", "2026-03-02+01:00");
        wrong.put("full-width digits", "\uFF12\uFF10\uFF12\uFF16-03-02");
        wrong.put("minus of typographers", "2026\u221203\u221202");
        wrong.put("blank after", "2026-03-02 ");
        wrong.put("number of a spreadsheet", "46083");
        wrong.put("a word", "today");
        return wrong;
    }

    private static Map<String, String> times() {
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put("without a zone", "2026-03-02T10:15:00");
        wrong.put("in the gap of a clock set forward, by zone name", "2026-03-29T01:30:00[Europe/London]");
        wrong.put("in the gap of a clock set forward, without offset", "2026-03-29T01:30:00");
        wrong.put("in the overlap of a clock set back, without offset", "2025-10-26T01:30:00");
        wrong.put("zone by name", "2026-03-02T10:15:00 Europe/London");
        wrong.put("zone by letters", "2026-03-02T10:15:00 EST");
        wrong.put("offset and zone", "2026-03-02T10:15:00+00:00[Europe/London]");
        wrong.put("offset beyond 18 hours", "2026-03-02T10:15:00+19:00");
        wrong.put("hour 24", "2026-03-02T24:00:00Z");
        wrong.put("hour 25", "2026-03-02T25:00:00Z");
        wrong.put("leap second", "2025-12-31T23:59:60Z");
        wrong.put("29 February of a common year", "2025-02-29T10:15:00Z");
        wrong.put("finer than a microsecond", "2026-03-02T10:15:00.123456789Z");
        wrong.put("blank for T", "2026-03-02 10:15:00Z");
        wrong.put("year 0", "0000-01-01T00:00:00Z");
        wrong.put("year 9999", "9999-12-31T23:59:59Z");
        wrong.put("year 10000", "+10000-01-01T00:00:00Z");
        wrong.put(LATER, "2126-03-02T10:15:00Z");
        wrong.put("seconds since 1970", "1772446500");
        wrong.put("milliseconds since 1970", "1772446500000");
        wrong.put("of a mail header", "Mon, 02 Mar 2026 10:15:00 GMT");
        wrong.put("full-width digits", "\uFF12\uFF10\uFF12\uFF16-03-02T10:15:00Z");
        wrong.put("blank after", "2026-03-02T10:15:00Z ");
        wrong.put("a word", "now");
        return wrong;
    }

    /** Wrong in any text: nobody can see them, or nothing can hold them. */
    static Map<String, String> texts(String example) {
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put("blank", " ");
        wrong.put("NUL", "a\0b");
        wrong.put("control character", "a\u0007b");
        wrong.put("escape", "\u001B[2Ja");
        wrong.put("carriage return", "a\rb");
        wrong.put("right to left", "\u202E" + example);
        wrong.put("isolate", "\u2066" + example + "\u2069");
        wrong.put("zero width", example.charAt(0) + "\u200B" + example.substring(1));
        wrong.put("zero width joiner", example + "\u200D");
        wrong.put("byte order mark inside", example.charAt(0) + "\uFEFF" + example.substring(1));
        wrong.put("NFD", "a\u0308" + example);
        wrong.put("line separator", "a\u2028b");
        wrong.put("no character", "a\uFFFFb");
        wrong.put("private use", "a\uE000b");
        wrong.put("tag characters", "a\uDB40\uDC41b");
        wrong.put("64 KB", "a".repeat(65_536));
        return wrong;
    }

    /** Wrong in a name or a word of ours, and legal in words of any language. */
    static Map<String, String> foreign(String example) {
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put("homoglyph", example.replaceFirst("[aA]", "\u0430").equals(example) ? example + "\u0430" : example.replaceFirst("[aA]", "\u0430"));
        wrong.put("Cyrillic", "\u041D\u0435\u043E\u0434\u0438\u043C");
        wrong.put("NFC", "\u00E4" + example);
        wrong.put("full width", "\uFF21\uFF22");
        wrong.put("way up", "../../etc/passwd");
        wrong.put("way up, encoded", "%2e%2e%2f");
        wrong.put("SQL", "'; DROP TABLE run; --");
        wrong.put("lookup", "${jndi:ldap://127.0.0.1/a}");
        wrong.put("markup", "<script>alert(1)</script>");
        wrong.put("formula", "=1+1");
        return wrong;
    }
}
