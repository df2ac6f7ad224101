package org.pricefloor.settlement.books;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows on their way into one table by a single {@code INSERT ... SELECT FROM unnest}, an array for each column: for tables with
 * row security, into which PostgreSQL takes no {@code COPY}. Nothing is sent before {@link #write}, and then all of it.
 */
final class InsertRows {

    private final String table;
    private final String[] names;
    private final String[] types;
    /** Each column in the form in which PostgreSQL reads an array, without its last brace. */
    private final StringBuilder[] columns;
    private final List<String> sameNames = new ArrayList<>();
    private final List<String> sameTypes = new ArrayList<>();
    private final List<String> sameValues = new ArrayList<>();
    private int next;
    private int count;

    /** @param columns name and type of each, for instance {@code agreement text}; never built from input */
    InsertRows(String table, String... columns) {
        this.table = table;
        this.names = new String[columns.length];
        this.types = new String[columns.length];
        this.columns = new StringBuilder[columns.length];
        for (int i = 0; i < columns.length; i++) {
            names[i] = columns[i].substring(0, columns[i].indexOf(' '));
            types[i] = columns[i].substring(columns[i].indexOf(' ') + 1);
            this.columns[i] = new StringBuilder(1_024).append('{');
        }
    }

    /** A further column, of the same value in every row: it is sent once. */
    InsertRows same(String column, Object value) {
        sameNames.add(column.substring(0, column.indexOf(' ')));
        sameTypes.add(column.substring(column.indexOf(' ') + 1));
        sameValues.add(value.toString());
        return this;
    }

    InsertRows add(String value) {
        StringBuilder column = nextColumn();
        if (value == null) {
            column.append("NULL");
            return this;
        }
        column.append('"');
        int clean = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                column.append(value, clean, i).append('\\');
                clean = i;
            }
        }
        column.append(value, clean, value.length()).append('"');
        return this;
    }

    InsertRows add(long value) {
        nextColumn().append(value);
        return this;
    }

    InsertRows add(BigDecimal value) {
        return plain(value == null ? null : value.toPlainString());
    }

    InsertRows add(LocalDate value) {
        return plain(value == null ? null : value.toString());
    }

    /** Ends the row: every column has its value, or this is a fault of ours. */
    void end() {
        if (next != names.length) {
            throw new IllegalStateException("a row of " + table + " has " + names.length + " columns, not " + next);
        }
        next = 0;
        count++;
    }

    void write(Connection connection) throws SQLException {
        if (count == 0) {
            return;
        }
        StringBuilder arrays = new StringBuilder();
        for (String type : types) {
            arrays.append(arrays.isEmpty() ? "?::" : ", ?::").append(type).append("[]");
        }
        StringBuilder same = new StringBuilder();
        sameTypes.forEach(type -> same.append(", ?::").append(type));
        String named = String.join(", ", names) + (sameNames.isEmpty() ? "" : ", " + String.join(", ", sameNames));
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO " + table + " (" + named + ") SELECT rows.*" + same + " FROM unnest(" + arrays + ") AS rows")) {
            int parameter = 0;
            for (String value : sameValues) {
                insert.setString(++parameter, value);
            }
            for (StringBuilder column : columns) {
                insert.setString(++parameter, column.append('}').toString());
            }
            insert.executeUpdate();
        }
    }

    /** Digits, points, signs: nothing that would have to be quoted. */
    private InsertRows plain(String value) {
        nextColumn().append(value == null ? "NULL" : value);
        return this;
    }

    private StringBuilder nextColumn() {
        StringBuilder column = columns[next++];
        return count == 0 ? column : column.append(',');
    }
}
