package org.pricefloor.acceptance.badinput;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.pricefloor.acceptance.badinput.Case.Expected;

/** What can be wrong with a file: its form, its columns, and each field of its one row. */
final class CsvCases {

    /** Refused by what they do to the file; no column can be named. */
    private static final Set<String> OF_THE_FILE = Set.of("NUL", "carriage return", "64 KB");

    private final Door door;
    private final String[] columns;
    private final String[] fields;
    private final List<Case> cases = new ArrayList<>();

    private CsvCases(Door door) {
        this.door = door;
        String[] lines = door.example().split("\n");
        this.columns = lines[0].split(",");
        this.fields = lines[1].split(",");
    }

    static List<Case> of(Door door) {
        CsvCases made = new CsvCases(door);
        made.form();
        made.bytes();
        for (int i = 0; i < made.columns.length; i++) {
            made.column(i);
            made.field(i);
        }
        return made.cases;
    }

    private void refused(String kind, String name, String file, String member) {
        cases.add(Corpus.body(door, kind, name, file, Expected.refused(member)));
    }

    private void taken(String kind, String name, String file) {
        cases.add(Corpus.body(door, kind, name, file, Expected.taken(null)));
    }

    private void form() {
        String head = String.join(",", columns);
        String row = String.join(",", fields);
        String kind = "CSV form";
        refused(kind, "nothing", "", null);
        refused(kind, "blanks", "   \n", null);
        refused(kind, "empty lines", "\n\n\n", null);
        refused(kind, "no header", row + "\n", null);
        refused(kind, "header twice", head + "\n" + head + "\n" + row + "\n", null);
        refused(kind, "a title above the header", "Prices of March\n" + head + "\n" + row + "\n", null);
        refused(kind, "a field more in the row", head + "\n" + row + ",more\n", null);
        refused(kind, "a field less in the row", head + "\n" + row.substring(0, row.lastIndexOf(',')) + "\n", null);
        refused(kind, "a comma at the end of every line", head + ",\n" + row + ",\n", null);
        refused(kind, "semicolons", (head + "\n" + row + "\n").replace(',', ';'), null);
        refused(kind, "tabs", (head + "\n" + row + "\n").replace(',', '\t'), null);
        refused(kind, "bars", (head + "\n" + row + "\n").replace(',', '|'), null);
        refused(kind, "a separator line of a spreadsheet", "sep=,\n" + head + "\n" + row + "\n", null);
        refused(kind, "a quote that is never closed", head + "\n\"" + row + "\n", null);
        refused(kind, "a quote in the middle", head + "\n" + row.replaceFirst(",", "x\"y,") + "\n", null);
        refused(kind, "text after a closing quote", head + "\n\"" + fields[0] + "\"x" + row.substring(fields[0].length()) + "\n", null);
        refused(kind, "single quotes", head + "\n'" + fields[0] + "'" + row.substring(fields[0].length()) + "\n", null);
        refused(kind, "backslash for an escape", head + "\n\"" + fields[0] + "\\\"\"" + row.substring(fields[0].length()) + "\n", null);
        refused(kind, "a comment line", head + "\n# a comment\n" + row + "\n", null);
        refused(kind, "a total below", head + "\n" + row + "\ntotal\n", null);
        refused(kind, "a bad row after the good one", head + "\n" + row + "\n" + Arrays.stream(fields).map(field -> "x").collect(Collectors.joining(",")) + "\n", null);
        refused(kind, "a line of a megabyte", head + "\n" + row + "a".repeat(1_000_000) + "\n", null);
        refused(kind, "a header of a megabyte", head + "a".repeat(1_000_000) + "\n" + row + "\n", null);
        refused(kind, "10,000 columns", head + ",x".repeat(10_000) + "\n" + row + ",x".repeat(10_000) + "\n", null);
        refused(kind, "100,000 quotes", head + "\n" + "\"".repeat(60_000) + "\n", null);
        refused(kind, "blanks around the commas", (head + "\n" + row + "\n").replace(",", " , "), null);
        refused(kind, "header in capitals", head.toUpperCase(java.util.Locale.ROOT) + "\n" + row + "\n", null);
        refused(kind, "JSON", "[{\"series\":\"x\"}]", null);
        refused(kind, "a workbook", "PK\u0003\u0004 \n", null);
        refused(kind, "markup", "<table><tr><td>1</td></tr></table>", null);
        refused(kind, "a header and nothing else", head + "\n", null);
        taken(kind, "no line feed at the end", head + "\n" + row);
        taken(kind, "carriage return and line feed", head + "\r\n" + row + "\r\n");
        taken(kind, "empty lines between", "\n" + head + "\n\n" + row + "\n\n");
        taken(kind, "every field in quotes", Arrays.stream(columns).map(each -> '"' + each + '"').collect(Collectors.joining(",")) + "\n"
                + Arrays.stream(fields).map(each -> '"' + each + '"').collect(Collectors.joining(",")) + "\n");
        taken(kind, "a byte order mark", "\uFEFF" + head + "\n" + row + "\n");
        taken(kind, "the same row twice", head + "\n" + row + "\n" + row + "\n");
        List<String> turned = new ArrayList<>(List.of(columns));
        List<String> turnedRow = new ArrayList<>(List.of(fields));
        Collections.reverse(turned);
        Collections.reverse(turnedRow);
        taken(kind, "columns in another order", String.join(",", turned) + "\n" + String.join(",", turnedRow) + "\n");
        taken(kind, "carriage returns alone", head + "\r" + row + "\r");
    }

    private void bytes() {
        encoded("UTF-16, big end first", StandardCharsets.UTF_16BE);
        encoded("UTF-16, little end first", StandardCharsets.UTF_16LE);
        encoded("UTF-16 with its mark", StandardCharsets.UTF_16);
        encoded("UTF-32", Charset.forName("UTF-32LE"));
        String kind = "CSV form";
        spoilt(kind, "Latin-1", "\u00E4".getBytes(StandardCharsets.ISO_8859_1));
        spoilt(kind, "windows-1252", new byte[] {(byte) 0x80});
        spoilt(kind, "overlong UTF-8", new byte[] {(byte) 0xC0, (byte) 0xAF});
        spoilt(kind, "half a character", new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80});
        spoilt(kind, "half of a sequence", new byte[] {(byte) 0xE2, (byte) 0x82});
        spoilt(kind, "NUL", new byte[] {0});
    }

    private void encoded(String how, Charset charset) {
        cases.add(new Case(door, "CSV form", how, door.address(), Map.of("Content-Type", "text/csv"), values -> values.apply(door.example()).getBytes(charset),
                Expected.refused(null)));
    }

    private void spoilt(String kind, String how, byte[] added) {
        cases.add(new Case(door, kind, how + " at the end", door.address(), Map.of("Content-Type", "text/csv"), values -> {
            byte[] file = values.apply(door.example()).getBytes(StandardCharsets.UTF_8);
            byte[] spoilt = Arrays.copyOf(file, file.length + added.length);
            System.arraycopy(added, 0, spoilt, file.length - 1, added.length);
            spoilt[spoilt.length - 1] = '\n';
            return spoilt;
        }, Expected.refused(null)));
    }

    private void column(int i) {
        String kind = "CSV column";
        String column = columns[i];
        boolean optional = door.optional().contains(column);
        String without = table(without(columns, i), without(fields, i));
        if (optional) {
            taken(kind, column + ", left out", without);
        } else {
            refused(kind, column + ", left out", without, column);
        }
        refused(kind, column + ", twice", table(with(columns, column), with(fields, fields[i])), column);
        String[] misspelt = columns.clone();
        misspelt[i] = column + "s";
        refused(kind, column + ", misspelt", table(misspelt, fields), column + "s");
        misspelt[i] = " " + column;
        refused(kind, column + ", with a blank", table(misspelt, fields), " " + column);
        misspelt[i] = column.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + column.substring(1);
        refused(kind, column + ", with a capital", table(misspelt, fields), misspelt[i]);
        misspelt[i] = column.replaceFirst("[aeiou]", "\u0430");
        refused(kind, column + ", with a homoglyph", table(misspelt, fields), misspelt[i]);
        refused(kind, "unknown column beside " + column, table(with(columns, column + "_2"), with(fields, "1")), column + "_2");
    }

    private void field(int i) {
        String column = columns[i];
        boolean words = door.words().contains(column);
        if (column.equals("note")) {
            return;
        }
        if (door.optional().contains(column)) {
            taken("CSV column", column + ", empty", changed(i, ""));
        } else {
            refused("CSV column", column + ", empty", changed(i, ""), column);
        }
        refused("text", column + ", line feed in quotes", changed(i, "a\nb"), null);
        Map<String, String> like = Spoilt.like(fields[i]);
        if (!like.isEmpty()) {
            String kind = Spoilt.isDecimal(fields[i]) ? "number" : "date";
            like.forEach((how, value) -> {
                if (!how.equals(Spoilt.LATER) || column.equals("published_at")) {
                    refused(kind, column + ", " + how, changed(i, value), column);
                }
            });
            return;
        }
        Spoilt.texts(fields[i]).forEach((how, value) -> refused("text", column + ", " + how, changed(i, value), OF_THE_FILE.contains(how) ? null : column));
        Spoilt.foreign(fields[i]).forEach((how, value) -> {
            if (words) {
                cases.add(Corpus.body(door, "text", column + ", " + how, changed(i, value), Expected.taken(column)));
            } else {
                refused("text", column + ", " + how, changed(i, value), column);
            }
        });
    }

    // ---- writing

    private String changed(int i, String value) {
        String[] other = fields.clone();
        other[i] = value;
        return table(columns, other);
    }

    private static String table(String[] columns, String[] fields) {
        return line(columns) + "\n" + line(fields) + "\n";
    }

    private static String line(String[] fields) {
        return Arrays.stream(fields).map(field -> field.matches("(?s).*[,\"\n\r].*") ? '"' + field.replace("\"", "\"\"") + '"' : field).collect(Collectors.joining(","));
    }

    private static String[] with(String[] fields, String added) {
        String[] more = Arrays.copyOf(fields, fields.length + 1);
        more[fields.length] = added;
        return more;
    }

    private static String[] without(String[] fields, int i) {
        List<String> fewer = new ArrayList<>(List.of(fields));
        fewer.remove(i);
        return fewer.toArray(new String[0]);
    }
}
