package org.pricefloor.prices;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** One transaction of this room: rows and outgoing events commit together or not at all. */
@ApplicationScoped
public class Transaction {

    /** The CloudEvents source of what is written here. */
    public static final String SOURCE = "/price-ingestion";

    private final DataSource database;

    Transaction(DataSource database) {
        this.database = database;
    }

    /** What is done inside; whatever it throws rolls everything back. */
    @FunctionalInterface
    public interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    public <T> T run(Work<T> work) {
        return QuarkusTransaction.requiringNew().call(() -> {
            try (Connection connection = database.getConnection()) {
                return work.in(connection);
            }
        });
    }
}
