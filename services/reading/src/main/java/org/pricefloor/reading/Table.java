package org.pricefloor.reading;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** A CSV file with a header: RFC 4180, UTF-8 with or without a byte order mark, empty lines ignored. */
final class Table {

    private static final int LONGEST_LINE = 65_536;
    private static final CSVFormat FORMAT = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();

    private Table() {
    }

    static <R> FileReading<R> read(byte[] file, Columns columns, Function<Fields, R> row) {
        List<Refusal> refusals = new ArrayList<>();
        List<FileReading.Line<R>> rows = new ArrayList<>();
        String text = text(file, refusals);
        if (text != null) {
            read(text, columns, row, rows, refusals);
        }
        return new FileReading<>(rows, refusals);
    }

    private static <R> void read(String text, Columns columns, Function<Fields, R> row, List<FileReading.Line<R>> rows, List<Refusal> refusals) {
        int line = 0;
        try (CSVParser parser = FORMAT.parse(new StringReader(text))) {
            Iterator<CSVRecord> records = parser.iterator();
            if (!records.hasNext()) {
                refusals.add(refusal(1, FileRule.FILE_MUST_HAVE_A_HEADER, "", "", columns));
                return;
            }
            String[] header = records.next().values();
            line = (int) parser.getCurrentLineNumber();
            Map<String, Integer> indexes = header(header, line, columns, refusals);
            if (!refusals.isEmpty()) {
                return;
            }
            while (records.hasNext()) {
                CSVRecord record = records.next();
                String[] values = record.values();
                int breaks = 0;
                for (String value : values) {
                    breaks += breaks(value);
                }
                line = (int) parser.getCurrentLineNumber() - breaks;
                if (breaks > 0) {
                    refusals.add(refusal(line, FileRule.FIELD_MUST_STAND_ON_ONE_LINE, "", String.join(",", values), columns));
                } else if (values.length != header.length) {
                    refusals.add(refusal(line, FileRule.ROW_MUST_HAVE_EVERY_COLUMN, "", values.length + " fields: " + String.join(",", values), columns));
                } else {
                    try {
                        rows.add(new FileReading.Line<>(line, row.apply(new Fields(indexes, values))));
                    } catch (Fields.Refused refused) {
                        refusals.add(refused.at(line));
                    }
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // The parser lost its way: what follows can not be told apart, so the rest is not read.
            refusals.add(refusal(line + 1, FileRule.QUOTES_MUST_BE_CLOSED, "", "", columns));
        }
    }

    private static Map<String, Integer> header(String[] names, int line, Columns columns, List<Refusal> refusals) {
        Map<String, Integer> indexes = new HashMap<>();
        for (int i = 0; i < names.length; i++) {
            if (indexes.putIfAbsent(names[i], i) != null) {
                refusals.add(refusal(line, FileRule.COLUMN_MUST_STAND_ONCE, names[i], names[i], columns));
            } else if (!columns.required().contains(names[i]) && !columns.optional().contains(names[i])) {
                refusals.add(refusal(line, FileRule.COLUMN_MUST_BE_KNOWN, names[i], names[i], columns));
            }
        }
        for (String name : columns.required()) {
            if (!indexes.containsKey(name)) {
                refusals.add(refusal(line, FileRule.COLUMN_MUST_BE_PRESENT, name, String.join(",", names), columns));
            }
        }
        return indexes;
    }

    // Null after a refusal.
    private static String text(byte[] file, List<Refusal> refusals) {
        int start = file.length >= 3 && file[0] == (byte) 0xEF && file[1] == (byte) 0xBB && file[2] == (byte) 0xBF ? 3 : 0;
        ByteBuffer bytes = ByteBuffer.wrap(file, start, file.length - start);
        CharBuffer characters = CharBuffer.allocate(file.length - start + 1);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CoderResult result = decoder.decode(bytes, characters, true);
        if (result.isError()) {
            int at = bytes.position();
            refusals.add(refusal(lineOf(file, at), FileRule.FILE_MUST_BE_UTF_8, "", "byte 0x%02X".formatted(file[at]), null));
            return null;
        }
        int line = 1;
        int length = 0;
        for (int i = start; i < file.length; i++) {
            byte b = file[i];
            if (b == 0) {
                refusals.add(refusal(line, FileRule.FILE_MUST_NOT_HOLD_NUL, "", "NUL", null));
                return null;
            }
            if (b == '\n') {
                line++;
                length = 0;
            } else if (++length > LONGEST_LINE) {
                refusals.add(refusal(line, FileRule.LINE_MUST_BE_SHORTER, "", new String(file, i - length + 1, 40, StandardCharsets.UTF_8), null));
                return null;
            }
        }
        return characters.flip().toString();
    }

    private static int lineOf(byte[] file, int at) {
        int line = 1;
        for (int i = 0; i < at; i++) {
            if (file[i] == '\n') {
                line++;
            }
        }
        return line;
    }

    private static int breaks(String value) {
        int breaks = 0;
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) == '\n' || value.charAt(i) == '\r' && (i + 1 == value.length() || value.charAt(i + 1) != '\n')) {
                breaks++;
            }
        }
        return breaks;
    }

    private static Refusal refusal(int line, FileRule rule, String field, String found, Columns columns) {
        return new Refusal(line, rule.name(), field, found, rule.fix(columns == null ? "" : columns.inWords()));
    }
}
