package org.pricefloor.registry.agreement;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.pricefloor.contracts.AgreementDocument;

/** The row that writers about an agreement lock before they look, and that knows the newest version in force. */
final class AgreementHead {

    private AgreementHead() {
    }

    /**
     * Makes the head where there is none, and locks it; two that race for the first proposal meet on its key.
     *
     * @return the newest approved version, 0 for none
     */
    static int make(Connection connection, AgreementDocument document) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO agreement_head (agreement, producer, newest_version) VALUES (?, ?, 0) ON CONFLICT DO NOTHING")) {
            insert.setString(1, document.agreement());
            insert.setString(2, document.producer());
            insert.executeUpdate();
        }
        return lock(connection, document.agreement());
    }

    /** @return the newest approved version, 0 for none; of an agreement that nobody proposed there is nothing to lock, and it has none */
    static int lock(Connection connection, String agreement) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("SELECT newest_version FROM agreement_head WHERE agreement = ? FOR UPDATE")) {
            lock.setString(1, agreement);
            try (ResultSet head = lock.executeQuery()) {
                return head.next() ? head.getInt(1) : 0;
            }
        }
    }

    /** To the version that was approved; whose it is, is settled with the first. */
    static void move(Connection connection, AgreementRow approved) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE agreement_head SET newest_version = ?, producer = ? WHERE agreement = ?")) {
            update.setInt(1, approved.version);
            update.setString(2, approved.producer);
            update.setString(3, approved.agreement);
            update.executeUpdate();
        }
    }
}
