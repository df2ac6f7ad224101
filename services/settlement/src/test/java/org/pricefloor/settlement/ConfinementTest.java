package org.pricefloor.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pricefloor.infrastructure.ServiceDatabase;

/** What the database itself allows, with the service's queries taken away (rule 31). */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class ConfinementTest {

    private static final List<String> READ_BY_TENANTS = List.of("journal_transfer", "parked_period", "run");
    /** Of a desk a tenant reads which agreement it is and whose, and no more. */
    private static final List<String> SECURED = List.of("agreement_desk", "journal_transfer", "parked_period", "run");

    @Test
    void theCatalogueSaysWhatTheRolesMay() throws SQLException {
        ServiceDatabase database = Surroundings.infrastructure.database();
        String service = database.user();
        String reader = database.reader();
        assertEquals(List.of("false false false false true", "false false false false false"), ask("SELECT concat_ws(' ', rolsuper::text, rolbypassrls::text,"
                + " rolcreaterole::text, rolcreatedb::text, rolcanlogin::text) FROM pg_roles WHERE rolname IN ('" + service + "', '" + reader
                + "') ORDER BY rolcanlogin DESC"));
        assertEquals(List.of(), ask("SELECT relname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname IN ('" + service + "', '" + reader + "')"),
                "neither role owns anything");
        assertEquals(List.of("agreement_desk UPDATE", "agreement_series DELETE", "books_head UPDATE", "due DELETE", "due UPDATE", "inbox_watermark UPDATE", "journal_total UPDATE",
                "outbox_cursor UPDATE", "parked_period UPDATE", "scheduled_run DELETE", "scheduled_run UPDATE", "shelf_head UPDATE"), ask(grantsTo(service, "NOT IN ('SELECT', 'INSERT')")),
                "shelf, runs, journal, determinations and outbox are added to and read, and nothing else");
        assertEquals(READ_BY_TENANTS.stream().map(table -> table + " SELECT").toList(), ask(grantsTo(reader, "IS NOT NULL")));
        assertEquals(List.of("agreement_desk agreement SELECT", "agreement_desk producer SELECT"), ask("SELECT concat_ws(' ', c.relname, t.attname, a.privilege_type)"
                + " FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid, aclexplode(t.attacl) a JOIN pg_roles r ON r.oid = a.grantee WHERE r.rolname = '" + reader
                + "' ORDER BY 1"));
        assertEquals(List.of(), ask("SELECT c.relname || ' ' || a.privilege_type FROM pg_class c, aclexplode(c.relacl) a WHERE a.grantee = 0"
                + " AND c.relnamespace = 'public'::regnamespace"), "nothing is granted to everybody");
    }

    @Test
    void rowSecurityIsForcedOnEveryTableThatTenantsRead() throws SQLException {
        assertEquals(SECURED, ask("SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity AND relforcerowsecurity ORDER BY 1"));
        String reader = Surroundings.infrastructure.database().reader();
        assertEquals(SECURED, ask("SELECT tablename FROM pg_policies WHERE '" + reader + "' = ANY (roles) AND cmd = 'SELECT' ORDER BY 1"),
                "each has one policy for the reader, and it is for reading");
        for (String table : SECURED) {
            assertEquals(List.of("0"), asReaderOf(null, "SELECT count(*) FROM " + table), "an unset party sees nothing");
            assertEquals(List.of("0"), asReaderOf("", "SELECT count(*) FROM " + table), "an empty party sees nothing");
            refused(() -> asReaderOf("*", "DELETE FROM " + table), "DELETE FROM " + table);
        }
        refused(() -> asReaderOf("*", "SELECT carried FROM agreement_desk"), "SELECT carried FROM agreement_desk");
        for (String table : List.of("figure_fact", "reference_fact", "agreement_fact", "delivery_fact", "delivery_day", "determination", "outbox", "due")) {
            refused(() -> asReaderOf("*", "SELECT count(*) FROM " + table), "SELECT FROM " + table);
        }
    }

    @Test
    void theServiceCanNeitherLiftRowSecurityNorMakeTables() {
        for (String statement : List.of("ALTER TABLE run DISABLE ROW LEVEL SECURITY", "ALTER TABLE run NO FORCE ROW LEVEL SECURITY",
                "DROP POLICY run_is_read_by_its_party ON run", "CREATE TABLE mine (a int)", "DELETE FROM parked_period", "DELETE FROM books_head",
                "DELETE FROM shelf_head", "DELETE FROM agreement_desk", "TRUNCATE due")) {
            refused(() -> ask(statement), statement);
        }
    }

    private interface Attempt {
        void make() throws SQLException;
    }

    private static void refused(Attempt attempt, String statement) {
        SQLException refused = assertThrows(SQLException.class, attempt::make, statement);
        assertEquals("42501", refused.getSQLState(), statement);
    }

    private static String grantsTo(String role, String privileges) {
        return "SELECT c.relname || ' ' || a.privilege_type FROM pg_class c, aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee"
                + " WHERE c.relkind = 'r' AND r.rolname = '" + role + "' AND a.privilege_type " + privileges + " ORDER BY 1";
    }

    private static List<String> asReaderOf(String party, String sql) throws SQLException {
        try (Connection connection = asTheService()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET LOCAL ROLE " + Surroundings.infrastructure.database().reader());
                if (party != null) {
                    statement.execute("SELECT set_config('pricefloor.party', '" + party + "', true)");
                }
            }
            return rows(connection, sql);
        }
    }

    private static List<String> ask(String sql) throws SQLException {
        try (Connection connection = asTheService()) {
            return rows(connection, sql);
        }
    }

    private static Connection asTheService() throws SQLException {
        ServiceDatabase database = Surroundings.infrastructure.database();
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.userPassword());
    }

    private static List<String> rows(Connection connection, String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            if (statement.execute(sql)) {
                try (ResultSet rows = statement.getResultSet()) {
                    while (rows.next()) {
                        found.add(rows.getString(1));
                    }
                }
            }
        }
        return found;
    }
}
