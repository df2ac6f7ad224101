package org.pricefloor.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pricefloor.registry.Requests.as;
import static org.pricefloor.registry.Requests.certificate;
import static org.pricefloor.registry.Requests.certify;
import static org.pricefloor.registry.Requests.document;
import static org.pricefloor.registry.Requests.propose;
import static org.pricefloor.registry.Requests.register;
import static org.pricefloor.registry.Requests.withdraw;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the database itself allows, with the service's queries taken away. */
@QuarkusTest
@QuarkusTestResource(RegistryInfrastructure.class)
class ConfinementTest {

    @Test
    void theReaderSeesItsPartysRowsAloneAndNothingWhenThePartyIsUnset() throws SQLException {
        register("WALL-1", 1, document("WALL-1", "WALL-A"));
        register("WALL-2", 1, document("WALL-2", "WALL-B"));
        withdraw(as("approver"), "WALL-1", 2, propose("WALL-1", 2, document("WALL-1", "WALL-A", 2)).extract().path("proposal"), "for tests");
        withdraw(as("approver"), "WALL-2", 2, propose("WALL-2", 2, document("WALL-2", "WALL-B", 2)).extract().path("proposal"), "for tests");
        certify("WALL-1", certificate("LOT-1", "1", "CERT-1"));
        certify("WALL-2", certificate("LOT-1", "1", "CERT-1"));
        for (String table : List.of("agreement_version", "agreement_proposal", "agreement_approval", "agreement_withdrawal", "agreement_proposal_and_outcome",
                "delivery_revision")) {
            String producers = "SELECT DISTINCT producer FROM " + table + " WHERE producer LIKE 'WALL-%' ORDER BY 1";
            assertEquals(List.of("WALL-A"), asReaderOf("WALL-A", producers));
            assertEquals(List.of("WALL-A", "WALL-B"), asReaderOf("*", producers));
            assertEquals(List.of(), asReaderOf("", producers));
            assertEquals(List.of(), asReaderOf(null, producers));
            assertThrows(SQLException.class, () -> asReaderOf("WALL-A", "DELETE FROM " + table + " RETURNING 1"));
        }
        assertThrows(SQLException.class, () -> asReaderOf("*", "SELECT agreement FROM agreement_head"));
        assertThrows(SQLException.class, () -> asReaderOf("*", "SELECT event_id FROM outbox"));
    }

    @Test
    void theServiceCanNotChangeOrRemoveAFact() {
        for (String statement : List.of("UPDATE agreement_version SET digest = ''", "UPDATE agreement_proposal SET digest = ''", "DELETE FROM agreement_proposal",
                "UPDATE agreement_approval SET approved_by = ''", "DELETE FROM agreement_approval", "DELETE FROM agreement_withdrawal", "DELETE FROM agreement_version", "UPDATE delivery_revision SET quantity = 0",
                "DELETE FROM delivery_revision", "TRUNCATE delivery_revision", "UPDATE measure_revision SET value = 0", "DELETE FROM measure_revision", "UPDATE decision SET reason = ''", "DELETE FROM decision",
                "UPDATE lot_revision SET contained = 0", "DELETE FROM lot_revision", "DELETE FROM lot_parent", "DELETE FROM lot_head", "UPDATE designation_revision SET contained = 0",
                "DELETE FROM designation_revision", "DELETE FROM agreement_head", "UPDATE outbox SET body = ''", "DELETE FROM outbox",
                "ALTER TABLE delivery_revision DISABLE ROW LEVEL SECURITY", "CREATE TABLE mine (a int)")) {
            SQLException refused = assertThrows(SQLException.class, () -> query(RegistryInfrastructure.asTheService(), statement), statement);
            assertEquals("42501", refused.getSQLState(), statement);
        }
    }

    @Test
    void theCatalogueSaysWhatTheRolesMay() throws SQLException {
        String service = RegistryInfrastructure.database().user();
        String reader = RegistryInfrastructure.database().reader();
        assertEquals(List.of("false false false false"), ask(
                "SELECT rolsuper::text || ' ' || rolbypassrls::text || ' ' || rolcreaterole::text || ' ' || rolcreatedb::text FROM pg_roles WHERE rolname = '" + service + "'"));
        assertEquals(List.of("0"), ask("SELECT count(*)::text FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname IN ('" + service + "', '" + reader + "')"));
        assertEquals(List.of(), ask("SELECT relname FROM pg_class WHERE relname IN ('agreement_version', 'agreement_proposal', 'agreement_approval', 'agreement_withdrawal',"
                + " 'delivery_revision', 'measure_revision', 'decision', 'lot_head', 'lot_revision', 'lot_parent', 'designation_revision') AND NOT (relrowsecurity AND relforcerowsecurity)"));
        assertEquals(List.of("agreement_head UPDATE", "inbox_watermark UPDATE", "lot_head UPDATE", "outbox_cursor UPDATE"), ask(grantsTo(service, "NOT IN ('SELECT', 'INSERT')")));
        assertEquals(List.of("agreement_approval SELECT", "agreement_proposal SELECT", "agreement_version SELECT", "agreement_withdrawal SELECT",
                "decision SELECT", "delivery_revision SELECT", "designation_revision SELECT", "lot_head SELECT", "lot_parent SELECT", "lot_revision SELECT",
                "measure_revision SELECT"), ask(grantsTo(reader, "IS NOT NULL")));
        assertTrue(ask("SELECT rolcanlogin::text FROM pg_roles WHERE rolname = '" + reader + "'").contains("false"));
    }

    private static String grantsTo(String role, String privileges) {
        return "SELECT c.relname || ' ' || a.privilege_type FROM pg_class c, aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee WHERE c.relkind = 'r' AND r.rolname = '"
                + role + "' AND a.privilege_type " + privileges + " ORDER BY 1";
    }

    private static List<String> asReaderOf(String party, String sql) throws SQLException {
        try (Connection connection = RegistryInfrastructure.asTheService()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET LOCAL ROLE " + RegistryInfrastructure.database().reader());
                if (party != null) {
                    statement.execute("SELECT set_config('pricefloor.party', '" + party + "', true)");
                }
            }
            return rows(connection, sql);
        }
    }

    private static List<String> ask(String sql) throws SQLException {
        return query(RegistryInfrastructure.asTheService(), sql);
    }

    private static List<String> query(Connection connection, String sql) throws SQLException {
        try (connection) {
            return rows(connection, sql);
        }
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
