package org.pricefloor.acceptance.badinput;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.pricefloor.acceptance.RunningSystem;

/** Every table of a service, as far as it takes to see that a row was added, changed or removed. */
final class Tables implements AutoCloseable {

    private final Connection connection;
    private final String question;

    Tables(RunningSystem system, String service) throws SQLException {
        connection = system.database(service);
        List<String> names = new ArrayList<>();
        try (Statement select = connection.createStatement(); ResultSet row = select.executeQuery("""
                SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables
                 WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')
                   AND has_table_privilege(format('%I.%I', table_schema, table_name), 'SELECT')""")) {
            while (row.next()) {
                names.add(row.getString(1));
            }
        }
        // A row that is written anew bears another transaction: counting alone would not see a change.
        question = names.stream().map(name -> "SELECT '" + name + "', count(*), coalesce(sum(xmin::text::bigint), 0) FROM " + name)
                .collect(Collectors.joining(" UNION ALL "));
    }

    /** By table: rows, and the sum of the transactions that wrote them. */
    Map<String, String> state() throws SQLException {
        Map<String, String> state = new TreeMap<>();
        try (Statement select = connection.createStatement(); ResultSet row = select.executeQuery(question)) {
            while (row.next()) {
                state.put(row.getString(1), row.getString(2) + " rows, " + row.getString(3));
            }
        }
        return state;
    }

    /** The tables that differ. */
    static List<String> changed(Map<String, String> before, Map<String, String> after) {
        return before.keySet().stream().filter(name -> !before.get(name).equals(after.get(name))).map(name -> name + ": " + before.get(name) + " -> " + after.get(name)).toList();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
