package org.pricefloor.messaging;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What a service makes of events: effects in its own database, through the connection it is handed and no other way. */
@FunctionalInterface
public interface FactBook {

    /**
     * Lets events take effect, in order. Called within a transaction that also moves the watermark; it may be rolled back
     * and called again with the same events, or with a part of them.
     *
     * @throws SQLException     of class 22, 23 or P0: one of these events is at fault; others: an outage, tried again
     * @throws RuntimeException one of these events is at fault, unless its cause is an outage of the database
     */
    void record(Connection connection, List<Received> events) throws SQLException;

    /**
     * A record was parked, in the same transaction: what depends on its key is incomplete (rule 29).
     */
    default void parked(Connection connection, Parked parked) throws SQLException {
    }
}
