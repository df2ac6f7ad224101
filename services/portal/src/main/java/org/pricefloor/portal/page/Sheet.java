package org.pricefloor.portal.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.temporal.TemporalAccessor;
import java.util.Arrays;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * A CSV file (RFC 4180, UTF-8, header row). Figures are plain decimals. A text that a spreadsheet would run as a formula,
 * because it begins with {@code = + - @}, a tab or a carriage return, gets an apostrophe in front: texts come from outside.
 */
public final class Sheet {

    public static final String MEDIA_TYPE = "text/csv;charset=UTF-8;header=present";

    private final StringBuilder text = new StringBuilder();
    private final CSVPrinter printer;

    public Sheet(String... header) {
        try {
            printer = new CSVPrinter(text, CSVFormat.RFC4180.builder().setHeader(header).get());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** One row. Numbers and dates stay as they are, null is an empty cell, everything else is text. */
    public Sheet row(Object... cells) {
        try {
            printer.printRecord(Arrays.stream(cells).map(Sheet::cell));
            return this;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** A figure that travels as text: a number where it reads as one, so that a minus in front is not taken for a formula. */
    public static Object figure(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException words) {
            return text;
        }
    }

    private static Object cell(Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        if (value == null || value instanceof Number || value instanceof TemporalAccessor || value instanceof Boolean) {
            return value;
        }
        String words = value.toString();
        return !words.isEmpty() && "=+-@\t\r".indexOf(words.charAt(0)) >= 0 ? "'" + words : words;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
