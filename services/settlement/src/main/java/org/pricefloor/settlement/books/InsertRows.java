package org.pricefloor.settlement.books;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
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
    private final List<List<String>> columns = new ArrayList<>();
    private final List<String> sameNames = new ArrayList<>();
    private final List<String> sameTypes = new ArrayList<>();
    private final List<String> sameValues = new ArrayList<>();
    private int next;

    /** @param columns name and type of each, for instance {@code agreement text}; never built from input */
    InsertRows(String table, String... columns) {
        this.table = table;
        this.names = new String[columns.length];
        this.types = new String[columns.length];
        for (int i = 0; i < columns.length; i++) {
            names[i] = columns[i].substring(0, columns[i].indexOf(' '));
            types[i] = columns[i].substring(columns[i].indexOf(' ') + 1);
            this.columns.add(new ArrayList<>());
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
        columns.get(next++).add(value);
        return this;
    }

    InsertRows add(long value) {
        return add(Long.toString(value));
    }

    InsertRows add(BigDecimal value) {
        return add(value == null ? null : value.toPlainString());
    }

    InsertRows add(LocalDate value) {
        return add(value == null ? null : value.toString());
    }

    InsertRows add(Instant value) {
        return add(value == null ? null : value.toString());
    }

    /** Ends the row: every column has its value, or this is a fault of ours. */
    void end() {
        if (next != names.length) {
            throw new IllegalStateException("a row of " + table + " has " + names.length + " columns, not " + next);
        }
        next = 0;
    }

    void write(Connection connection) throws SQLException {
        if (columns.get(0).isEmpty()) {
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
            for (int i = 0; i < types.length; i++) {
                insert.setArray(++parameter, connection.createArrayOf(types[i], columns.get(i).toArray()));
            }
            insert.executeUpdate();
        }
    }
}
