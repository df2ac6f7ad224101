package org.pricefloor.acceptance.security;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.pricefloor.acceptance.RunningSystem;
import org.pricefloor.acceptance.SharedSystem;

/**
 * The databases of the running system with the application's own filter taken away: every row that a reader's role can read of every table
 * is of the party that was set, none without one; and what a service's role may change is what has to change.
 */
@ExtendWith(SharedSystem.class)
class RowSecurityTest {

    private static final String DENIED = "42501";
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(120);
    /** Tables without a producer that a reader's role may read, and why. */
    private static final Map<String, String> OF_NO_PARTY = Map.of("portal.determination", "prices of a rule and a period, the same for everybody whose agreement uses the rule");
    /** Where a service's role may change or remove a row: heads that are locked, cursors, work lists, views of what was posted. Nothing else. */
    private static final Map<String, Set<String>> MAY_CHANGE = Map.of(
            "price-ingestion", Set.of("UPDATE calendar_head", "UPDATE series_head", "UPDATE outbox_cursor", "UPDATE inbox_watermark"),
            "contract-registry", Set.of("UPDATE agreement_head", "UPDATE lot_head", "UPDATE outbox_cursor", "UPDATE inbox_watermark"),
            "settlement", Set.of("UPDATE shelf_head", "UPDATE books_head", "UPDATE journal_total", "UPDATE due", "DELETE due", "UPDATE agreement_desk", "UPDATE parked_period", "DELETE agreement_series",
                    "UPDATE scheduled_run", "DELETE scheduled_run", "UPDATE outbox_cursor", "UPDATE inbox_watermark"),
            "portal", Set.of("UPDATE statement", "UPDATE account_balance", "UPDATE parked_period", "DELETE parked_period", "DELETE ended_sign_in", "UPDATE outbox_cursor",
                    "UPDATE inbox_watermark"));

    private static RunningSystem system;

    @BeforeAll
    static void enter(RunningSystem running) {
        system = running;
        Doors doors = new Doors(running);
        await().atMost(SETTLED_WITHIN).until(() -> doors.get("portal", "/statements/COORDINATED-FLOOR/2025-Q1.json", running.token("office", null)).status() == 200);
    }

    @Test
    void everyTableWithAProducerForcesRowSecurityOrIsReadByNoReader() throws SQLException {
        List<String> open = new ArrayList<>();
        int bearing = 0;
        for (String service : Doors.SERVICES) {
            try (Connection connection = system.database(service)) {
                for (Table table : tables(connection, service)) {
                    String name = service + "." + table.name();
                    if (table.producer()) {
                        bearing++;
                        if (table.readable() && !(table.enabled() && table.forced() && table.policy() != null && table.policy().contains("pricefloor.party") && table.policy().contains("producer"))) {
                            open.add(name + " is read by " + reader(service) + " and its rows are not kept apart: " + table);
                        }
                    } else if (table.readable() && !OF_NO_PARTY.containsKey(name)) {
                        open.add(name + " is read by " + reader(service) + ", names no producer and is not in the list of tables that may");
                    }
                }
            }
        }
        System.out.printf("Row security: %d tables name a producer, %d not kept apart%n", bearing, open.size());
        assertEquals(List.of(), open);
        assertTrue(bearing >= 20, "tables with a producer: " + bearing);
    }

    @Test
    void aReaderSeesTheRowsOfItsPartyAndNoOthersOfAnyTable() throws SQLException {
        List<String> seen = new ArrayList<>();
        int read = 0;
        for (String service : Doors.SERVICES) {
            try (Connection connection = system.database(service)) {
                connection.setAutoCommit(false);
                for (Table table : tables(connection, service)) {
                    if (!table.readable() || !table.producer()) {
                        continue;
                    }
                    read++;
                    Map<String, Long> all = byProducer(connection, table);
                    for (String none : new String[] {null, "", "NO-SUCH-PARTY", "%", "mine-e", "MINE-E ", "*' OR '1'='1", "{*,MINE-E}", "**"}) {
                        Map<String, Long> nothing = asReader(connection, service, table, none);
                        if (!nothing.isEmpty()) {
                            seen.add(service + "." + table.name() + " shows to '" + none + "' rows of " + nothing.keySet());
                        }
                    }
                    for (String party : List.of(Parties.OWNER, Parties.OTHER)) {
                        Map<String, Long> own = asReader(connection, service, table, party);
                        Map<String, Long> expected = all.containsKey(party) ? Map.of(party, all.get(party)) : Map.of();
                        if (!own.equals(expected)) {
                            seen.add(service + "." + table.name() + " shows to " + party + " " + own + ", expected " + expected);
                        }
                    }
                    if (!asReader(connection, service, table, "*").equals(all)) {
                        seen.add(service + "." + table.name() + " hides rows from the office");
                    }
                }
            }
        }
        System.out.printf("Row security: %d tables read as 12 parties, %d show what they should not%n", read, seen.size());
        assertEquals(List.of(), seen);
        assertTrue(read >= 15, "tables read: " + read);
    }

    @Test
    void theScopeEndsWithTheTransaction() throws SQLException {
        try (Connection connection = system.database("settlement")) {
            connection.setAutoCommit(false);
            become(connection, "settlement", Parties.OWNER);
            connection.commit();
            try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery("SELECT current_user, current_setting('pricefloor.party', true)")) {
                row.next();
                assertEquals("settlement_service", row.getString(1));
                assertEquals("", row.getString(2));
            }
        }
    }

    @Test
    void aReaderCanNotWriteNorReadWhatIsNotForIt() throws SQLException {
        for (String service : Doors.SERVICES) {
            try (Connection connection = system.database(service)) {
                connection.setAutoCommit(false);
                for (Table table : tables(connection, service)) {
                    List<String> attempts = new ArrayList<>(List.of("INSERT INTO " + table.name() + " DEFAULT VALUES", "DELETE FROM " + table.name(), "TRUNCATE " + table.name(),
                            "ALTER TABLE " + table.name() + " DISABLE ROW LEVEL SECURITY"));
                    if (!table.readable()) {
                        attempts.add("SELECT * FROM " + table.name());
                    }
                    for (String attempt : attempts) {
                        become(connection, service, "*");
                        refused(connection, attempt);
                        connection.rollback();
                    }
                }
                for (String attempt : List.of("SET ROLE " + owner(service), "CREATE TABLE mine (a int)", "CREATE POLICY all_of_it ON pg_class USING (true)", "SELECT pg_read_file('PG_VERSION')",
                        "COPY (SELECT 1) TO PROGRAM 'true'", "CREATE EXTENSION dblink", "ALTER ROLE " + service.replace('-', '_') + "_service BYPASSRLS",
                        "SELECT lo_import('/etc/hostname')", "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'")) {
                    become(connection, service, "*");
                    refused(connection, attempt);
                    connection.rollback();
                    refused(connection, attempt);
                    connection.rollback();
                }
            }
        }
    }

    @Test
    void aServicesRoleChangesWhatHasToChangeAndNothingElse() throws SQLException {
        Map<String, Set<String>> may = new LinkedHashMap<>();
        for (String service : Doors.SERVICES) {
            Set<String> changes = new TreeSet<>();
            try (Connection connection = system.database(service); Statement statement = connection.createStatement()) {
                for (Table table : tables(connection, service)) {
                    for (String change : List.of("UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES")) {
                        try (ResultSet row = statement.executeQuery("SELECT has_table_privilege('" + table.name() + "', '" + change + "')"
                                + (change.equals("UPDATE") ? " OR has_any_column_privilege('" + table.name() + "', 'UPDATE')" : ""))) {
                            row.next();
                            if (row.getBoolean(1)) {
                                changes.add(change + " " + table.name());
                            }
                        }
                    }
                }
            }
            may.put(service, changes);
        }
        MAY_CHANGE.forEach((service, changes) -> assertEquals(new TreeSet<>(changes), may.get(service), service));
    }

    @Test
    void noRoleOfAServiceIsMoreThanItHasToBe() throws SQLException {
        for (String service : Doors.SERVICES) {
            try (Connection connection = system.database(service); Statement statement = connection.createStatement()) {
                for (String role : List.of(service.replace('-', '_') + "_service", reader(service))) {
                    assertEquals("f f f f f", one(statement, "SELECT concat_ws(' ', rolsuper::text::bool, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication) FROM pg_roles WHERE rolname = '"
                            + role + "'").replace("false", "f"), role);
                    assertEquals("0", one(statement, "SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = '" + role + "'"), role + " owns tables");
                    assertEquals("0", one(statement, "SELECT count(*) FROM pg_proc WHERE pg_get_userbyid(proowner) = '" + role + "'"), role + " owns functions");
                    assertEquals("false", one(statement, "SELECT has_schema_privilege('" + role + "', 'public', 'CREATE')::text"), role + " creates in the schema");
                    assertEquals("false", one(statement, "SELECT has_database_privilege('" + role + "', current_database(), 'CREATE')::text"), role + " creates schemas");
                }
                assertEquals("false", one(statement, "SELECT rolcanlogin::text FROM pg_roles WHERE rolname = '" + reader(service) + "'"), "a reader logs in");
                assertEquals("0", one(statement, "SELECT count(*) FROM pg_auth_members m WHERE pg_get_userbyid(member) = '" + service.replace('-', '_') + "_service' AND (inherit_option"
                        + " OR admin_option OR pg_get_userbyid(roleid) <> '" + reader(service) + "')"), "memberships");
                assertEquals("0", one(statement, "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'public' AND relkind = 'v'"
                        + " AND NOT coalesce(array_to_string(reloptions, ','), '') LIKE '%security_invoker=true%'"), service + ": views read as their owner");
                assertEquals("0", one(statement, "SELECT count(*) FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname = 'public' AND prosecdef"),
                        service + ": functions run as their owner");
            }
        }
    }

    @Test
    void noServiceReachesTheDatabaseOfAnother() throws SQLException {
        List<String> reached = new ArrayList<>();
        for (String service : Doors.SERVICES) {
            try (Connection own = system.database(service); Statement statement = own.createStatement()) {
                for (String other : Doors.SERVICES) {
                    if (!other.equals(service) && one(statement, "SELECT has_database_privilege('" + other.replace('-', '_') + "', 'CONNECT')::text").equals("true")) {
                        reached.add(service + " connects to the database of " + other);
                    }
                }
            }
        }
        assertEquals(List.of(), reached);
    }

    /**
     * @param policy of the reader's role, as the catalogue writes it
     */
    private record Table(String name, boolean producer, boolean readable, boolean enabled, boolean forced, String policy) {
    }

    private static List<Table> tables(Connection connection, String service) throws SQLException {
        String reader = reader(service);
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT c.relname, EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname IN ('producer', 'party') AND NOT a.attisdropped),
                       has_table_privilege(?, c.oid, 'SELECT') OR has_any_column_privilege(?, c.oid, 'SELECT'), c.relrowsecurity, c.relforcerowsecurity,
                       (SELECT string_agg(qual, ' OR ') FROM pg_policies p WHERE p.schemaname = 'public' AND p.tablename = c.relname AND ? = ANY (p.roles))
                  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY 1""")) {
            select.setString(1, reader);
            select.setString(2, reader);
            select.setString(3, reader);
            List<Table> tables = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    tables.add(new Table(row.getString(1), row.getBoolean(2), row.getBoolean(3), row.getBoolean(4), row.getBoolean(5), row.getString(6)));
                }
            }
            return tables;
        }
    }

    /** As the service itself, which sees all. */
    private static Map<String, Long> byProducer(Connection connection, Table table) throws SQLException {
        Map<String, Long> rows = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery("SELECT producer, count(*) FROM " + table.name() + " GROUP BY producer ORDER BY producer")) {
            while (row.next()) {
                rows.put(row.getString(1), row.getLong(2));
            }
        }
        return rows;
    }

    private static Map<String, Long> asReader(Connection connection, String service, Table table, String party) throws SQLException {
        become(connection, service, party);
        try {
            return byProducer(connection, table);
        } finally {
            connection.rollback();
        }
    }

    private static void become(Connection connection, String service, String party) throws SQLException {
        try (Statement role = connection.createStatement()) {
            role.execute("SET LOCAL ROLE " + reader(service));
        }
        if (party != null) {
            try (PreparedStatement set = connection.prepareStatement("SELECT set_config('pricefloor.party', ?, true)")) {
                set.setString(1, party);
                set.execute();
            }
        }
    }

    private static void refused(Connection connection, String attempt) {
        SQLException refusal = assertThrows(SQLException.class, () -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(attempt);
            }
        }, attempt);
        assertEquals(DENIED, refusal.getSQLState(), () -> attempt + ": " + refusal.getMessage());
    }

    private static String one(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            assertTrue(row.next(), query);
            return row.getString(1);
        }
    }

    private static String reader(String service) {
        return service.replace('-', '_') + "_reader";
    }

    private static String owner(String service) {
        return service.replace('-', '_') + "_owner";
    }
}
