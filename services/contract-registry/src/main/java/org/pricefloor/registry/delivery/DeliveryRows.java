package org.pricefloor.registry.delivery;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.function.UnaryOperator;

/** The table of revisions of deliveries, under the heads of their agreements. */
public final class DeliveryRows {

    private DeliveryRows() {
    }

    /** Whether anything was certified of the lot under the agreement. */
    public static boolean isCertified(Connection connection, String agreement, String lot) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT 1 FROM delivery_revision WHERE agreement = ? AND lot = ? LIMIT 1")) {
            select.setString(1, agreement);
            select.setString(2, lot);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    /** @param producerOf the producer of an agreement, whose rows they are */
    public static void insert(Connection connection, List<CertifiedDelivery> added, UnaryOperator<String> producerOf) throws SQLException {
        if (added.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO delivery_revision (agreement, lot, revision, producer, category, delivery_date, quantity, unit, certified_at, document, received_at,
                                               product, form, assay_kind, reo_share, content_share, hourly)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")) {
            for (CertifiedDelivery delivery : added) {
                insert.setString(1, delivery.agreement());
                insert.setString(2, delivery.lot());
                insert.setInt(3, delivery.revision());
                insert.setString(4, producerOf.apply(delivery.agreement()));
                insert.setString(5, delivery.category());
                insert.setObject(6, delivery.deliveryDate());
                insert.setBigDecimal(7, delivery.quantity());
                insert.setString(8, delivery.unit());
                insert.setTimestamp(9, Timestamp.from(delivery.certifiedAt()));
                insert.setString(10, delivery.document());
                insert.setTimestamp(11, Timestamp.from(delivery.receivedAt()));
                insert.setString(12, delivery.product());
                insert.setString(13, delivery.form());
                insert.setString(14, delivery.assay() == null ? null : delivery.assay().kind());
                insert.setBigDecimal(15, delivery.assay() == null ? null : delivery.assay().reoShare());
                insert.setBigDecimal(16, delivery.assay() == null ? null : delivery.assay().contentShare());
                insert.setArray(17, delivery.hourly() == null ? null : connection.createArrayOf("numeric", delivery.hourly().toArray()));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
