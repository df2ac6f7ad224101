package org.pricefloor.frontdoor;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * A read that can see one party's rows only, because the database does not show it others.
 *
 * <p>It runs in a transaction of its own, as the service's reader role and with the setting {@code pricefloor.party}. Tables
 * that hold a producer's rows force row-level security with a policy of this form:
 *
 * <pre>
 *   ALTER TABLE t ENABLE ROW LEVEL SECURITY;
 *   ALTER TABLE t FORCE ROW LEVEL SECURITY;
 *   CREATE POLICY t_is_read_by_its_party ON t FOR SELECT TO x_reader
 *     USING (current_setting('pricefloor.party', true) IN ('*', producer));
 *   CREATE POLICY t_is_kept_by_the_service ON t TO x_service USING (true) WITH CHECK (true);
 * </pre>
 *
 * <p>An unset party is null, which is in no list: nothing is seen. The service role is a member of the reader role {@code WITH INHERIT
 * FALSE, SET TRUE}; role and setting end with the transaction ({@code SET LOCAL}), so a pooled connection never carries
 * somebody's scope to the next request. Queries name the party as well: the database is the second lock, not the first.
 */
@ApplicationScoped
public class PartyScope {

    private final DataSource database;
    private final String becomeReader;

    PartyScope(DataSource database, @ConfigProperty(name = "pricefloor.reader-role") String readerRole) {
        if (!readerRole.matches("[a-z_][a-z0-9_]*")) {
            throw new IllegalArgumentException("pricefloor.reader-role must be a plain role name: " + readerRole);
        }
        this.database = database;
        this.becomeReader = "SET LOCAL ROLE " + readerRole;
    }

    /** What is read; inside it, Panache queries and the given connection are the same database session. */
    @FunctionalInterface
    public interface Read<T> {
        T from(Connection connection) throws SQLException;
    }

    /**
     * Reads within the scope.
     *
     * @throws IllegalStateException when the database fails; a {@link Refused} passes through as it is
     */
    public <T> T read(Caller.Scope scope, Read<T> read) {
        return QuarkusTransaction.requiringNew().call(() -> {
            try (Connection connection = database.getConnection()) {
                confine(connection, scope);
                return read.from(connection);
            }
        });
    }

    private void confine(Connection connection, Caller.Scope scope) throws SQLException {
        try (Statement role = connection.createStatement()) {
            role.execute(becomeReader);
        }
        try (PreparedStatement party = connection.prepareStatement("SELECT set_config('pricefloor.party', ?, true)")) {
            party.setString(1, scope.party());
            party.execute();
        }
    }
}
