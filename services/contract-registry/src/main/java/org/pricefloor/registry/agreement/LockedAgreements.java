package org.pricefloor.registry.agreement;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.messaging.EventJson;

/** Agreements whose heads the caller's transaction holds, in their newest versions in force. */
public final class LockedAgreements {

    private LockedAgreements() {
    }

    /** The products that a delivery may name. */
    public static List<String> productsOf(AgreementDocument document) {
        return document.products() == null || document.products().isEmpty() ? List.of(document.product())
                : document.products().stream().map(AgreementDocument.Product::product).toList();
    }

    /**
     * Locks the heads in the order of their ids (rule 26), before anything is read that another writer could still change.
     *
     * @return the newest version of each; one that is not registered is absent
     */
    public static Map<String, AgreementDocument> lock(Connection connection, Collection<String> agreements) throws SQLException {
        Array ids = connection.createArrayOf("text", agreements.toArray());
        try (PreparedStatement lock = connection.prepareStatement("SELECT 1 FROM agreement_head WHERE agreement = ANY (?) ORDER BY agreement FOR UPDATE")) {
            lock.setArray(1, ids);
            lock.executeQuery().close();
        }
        Map<String, AgreementDocument> newest = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT v.document FROM agreement_head h JOIN agreement_version v ON v.agreement = h.agreement AND v.version = h.newest_version
                WHERE h.agreement = ANY (?)""")) {
            select.setArray(1, ids);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    AgreementDocument document = EventJson.read(rows.getBytes(1), AgreementDocument.class);
                    newest.put(document.agreement(), document);
                }
            }
        }
        return newest;
    }
}
