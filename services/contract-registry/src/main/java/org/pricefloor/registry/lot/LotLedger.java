package org.pricefloor.registry.lot;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.contracts.Assay;
import org.pricefloor.kernel.lot.Ancestry;
import org.pricefloor.kernel.lot.Lot;
import org.pricefloor.registry.agreement.LockedAgreements;
import org.pricefloor.registry.delivery.DeliveryRows;

/**
 * The lots that hang together, as the database has them, read set-based.
 *
 * @param ancestry     what they contain, of what they are made, and what is designated of each
 * @param producers    of each lot
 * @param designations the newest revision of each, in the order (agreement, lot, number)
 * @param terms        of the agreements that are locked with them
 */
record LotLedger(Ancestry ancestry, Map<String, String> producers, List<Designation> designations, Map<String, AgreementDocument> terms) {

    private static final int TRIES = 50;

    private static final String HANG_TOGETHER = """
            WITH RECURSIVE hanging (lot) AS (
                SELECT unnest(?::text[])
                 UNION
                SELECT near.lot
                  FROM hanging
                 CROSS JOIN LATERAL (
                    SELECT p.parent AS lot FROM lot_head h JOIN lot_parent p ON p.lot = h.lot AND p.revision = h.newest_revision WHERE h.lot = hanging.lot
                     UNION ALL
                    SELECT p.lot FROM lot_parent p JOIN lot_head h ON h.lot = p.lot AND h.newest_revision = p.revision WHERE p.parent = hanging.lot) AS near)
            """;

    private static final String DESIGNATION = """
            SELECT DISTINCT ON (agreement, lot, number) agreement, lot, number, revision, period_label, period_from, category, product, delivery, delivery_date,
                   elected, lot_content, contained, cause, document, elected_at, received_at FROM designation_revision
            """;

    /**
     * Locks agreements, then the lots that hang together with the given ones, both in the order of their ids (rule 26), and reads
     * them. Nobody can add to these lots without one of the locks; should somebody have done so while they were being taken, the
     * locks are given back and taken anew.
     *
     * @param agreement the agreement that is written about; null: those that have designations of the first lot
     */
    static LotLedger lock(Connection connection, String agreement, List<String> lots) throws SQLException {
        for (int i = 0; i < TRIES; i++) {
            execute(connection, "SAVEPOINT unlocked");
            SortedSet<String> agreements = agreement == null ? agreementsThatDesignate(connection, lots.get(0)) : new TreeSet<>(List.of(agreement));
            Map<String, AgreementDocument> terms = LockedAgreements.lock(connection, agreements);
            SortedSet<String> hanging = hangingTogether(connection, lots);
            try (PreparedStatement lock = connection.prepareStatement("SELECT 1 FROM lot_head WHERE lot = ANY (?) ORDER BY lot FOR UPDATE")) {
                lock.setArray(1, connection.createArrayOf("text", hanging.toArray()));
                lock.executeQuery().close();
            }
            if (hangingTogether(connection, lots).equals(hanging) && (agreement != null || agreementsThatDesignate(connection, lots.get(0)).equals(agreements))) {
                execute(connection, "RELEASE SAVEPOINT unlocked");
                return read(connection, hanging, terms);
            }
            execute(connection, "ROLLBACK TO SAVEPOINT unlocked");
        }
        throw new IllegalStateException("The lots around " + lots + " changed " + TRIES + " times while they were being locked; send the request again.");
    }

    private static void execute(Connection connection, String command) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    /** Without locks, for a reader. */
    static LotLedger read(Connection connection, String lot) throws SQLException {
        return read(connection, hangingTogether(connection, List.of(lot)), Map.of());
    }

    private static SortedSet<String> agreementsThatDesignate(Connection connection, String lot) throws SQLException {
        SortedSet<String> agreements = new TreeSet<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT DISTINCT agreement FROM designation_revision WHERE lot = ?")) {
            select.setString(1, lot);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    agreements.add(row.getString(1));
                }
            }
        }
        return agreements;
    }

    private static SortedSet<String> hangingTogether(Connection connection, Collection<String> lots) throws SQLException {
        SortedSet<String> hanging = new TreeSet<>();
        try (PreparedStatement select = connection.prepareStatement(HANG_TOGETHER + "SELECT lot FROM hanging JOIN lot_head USING (lot)")) {
            select.setArray(1, connection.createArrayOf("text", lots.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    hanging.add(row.getString(1));
                }
            }
        }
        return hanging;
    }

    private static LotLedger read(Connection connection, SortedSet<String> hanging, Map<String, AgreementDocument> terms) throws SQLException {
        java.sql.Array ids = connection.createArrayOf("text", hanging.toArray());
        Map<String, Map<String, BigDecimal>> consumed = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT p.lot, p.parent, p.consumed FROM lot_head h JOIN lot_parent p ON p.lot = h.lot AND p.revision = h.newest_revision WHERE h.lot = ANY (?)""")) {
            select.setArray(1, ids);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    consumed.computeIfAbsent(row.getString(1), unseen -> new HashMap<>()).put(row.getString(2), row.getBigDecimal(3));
                }
            }
        }
        List<Lot> lots = new ArrayList<>(hanging.size());
        Map<String, String> producers = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT h.lot, h.producer, r.contained FROM lot_head h JOIN lot_revision r ON r.lot = h.lot AND r.revision = h.newest_revision WHERE h.lot = ANY (?)""")) {
            select.setArray(1, ids);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    lots.add(Lot.of(row.getString(1), row.getBigDecimal(3), consumed.getOrDefault(row.getString(1), Map.of())));
                    producers.put(row.getString(1), row.getString(2));
                }
            }
        }
        List<Designation> designations = designations(connection, "WHERE lot = ANY (?) ORDER BY agreement, lot, number, revision DESC", ids);
        return new LotLedger(new Ancestry(lots, sums(designations)), producers, designations, terms);
    }

    /** What is designated of each lot. */
    static Map<String, BigDecimal> sums(List<Designation> designations) {
        Map<String, BigDecimal> sums = new TreeMap<>();
        designations.forEach(designation -> sums.merge(designation.lot(), designation.contained(), BigDecimal::add));
        return sums;
    }

    /** The newest revision of each designation of an agreement, in the order (period, lot, number). */
    static List<Designation> designationsOf(Connection connection, String agreement, String party) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT * FROM (" + DESIGNATION
                + " WHERE agreement = ? AND (? = '*' OR producer = ?) ORDER BY agreement, lot, number, revision DESC) AS newest ORDER BY period_from, lot, number")) {
            select.setString(1, agreement);
            select.setString(2, party);
            select.setString(3, party);
            try (ResultSet row = select.executeQuery()) {
                return designations(row);
            }
        }
    }

    private static List<Designation> designations(Connection connection, String which, java.sql.Array ids) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(DESIGNATION + which)) {
            select.setArray(1, ids);
            try (ResultSet row = select.executeQuery()) {
                return designations(row);
            }
        }
    }

    /** What a document elected of a lot for a period, category and product; null where it did not. */
    static Designation electedBy(Connection connection, String agreement, String lot, LocalDate periodFrom, String category, String product, String document)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(DESIGNATION
                + " WHERE agreement = ? AND lot = ? AND period_from = ? AND category = ? AND product IS NOT DISTINCT FROM ?::text AND document = ? AND cause = 'election' ORDER BY agreement, lot, number, revision")) {
            select.setString(1, agreement);
            select.setString(2, lot);
            select.setObject(3, periodFrom);
            select.setString(4, category);
            select.setString(5, product);
            select.setString(6, document);
            try (ResultSet row = select.executeQuery()) {
                List<Designation> found = designations(row);
                return found.isEmpty() ? null : found.get(0);
            }
        }
    }

    private static List<Designation> designations(ResultSet row) throws SQLException {
        List<Designation> designations = new ArrayList<>();
        while (row.next()) {
            designations.add(new Designation(row.getString(1), row.getString(2), row.getInt(3), row.getInt(4), row.getString(5), row.getObject(6, LocalDate.class),
                    row.getString(7), row.getString(8), row.getString(9), row.getObject(10, LocalDate.class), row.getBigDecimal(11), row.getBigDecimal(12),
                    row.getBigDecimal(13), row.getString(14), row.getString(15), row.getTimestamp(16).toInstant(), row.getTimestamp(17).toInstant()));
        }
        return designations;
    }

    /** Every revision of a lot, in their order. */
    static List<RegisteredLot> revisions(Connection connection, String lot) throws SQLException {
        Map<Integer, List<RegisteredLot.Parent>> parents = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT revision, parent, consumed FROM lot_parent WHERE lot = ? ORDER BY revision, parent")) {
            select.setString(1, lot);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    parents.computeIfAbsent(row.getInt(1), unseen -> new ArrayList<>()).add(new RegisteredLot.Parent(row.getString(2), row.getBigDecimal(3)));
                }
            }
        }
        List<RegisteredLot> revisions = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT lot, revision, producer, form, produced_on, quantity, assay_kind, reo_share, content_share, factor, contained, certified_at, document, received_at
                FROM lot_revision WHERE lot = ? ORDER BY revision""")) {
            select.setString(1, lot);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    revisions.add(new RegisteredLot(row.getString(1), row.getInt(2), row.getString(3), row.getString(4), row.getObject(5, LocalDate.class),
                            row.getBigDecimal(6), row.getString(7) == null ? null : new Assay(row.getString(7), row.getBigDecimal(8), row.getBigDecimal(9)),
                            row.getBigDecimal(10), row.getBigDecimal(11), parents.getOrDefault(row.getInt(2), List.of()), row.getTimestamp(12).toInstant(),
                            row.getString(13), row.getTimestamp(14).toInstant()));
                }
            }
        }
        return revisions;
    }

    /** Writes revisions of designations, and of the deliveries that they certify. */
    static void insert(Connection connection, List<Designation> designations, String producer) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO designation_revision (agreement, lot, number, revision, producer, period_from, period_label, category, product, delivery, delivery_date,
                                                  elected, lot_content, contained, cause, document, elected_at, received_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")) {
            for (Designation each : designations) {
                Object[] values = {each.agreement(), each.lot(), each.number(), each.revision(), producer, each.periodFrom(), each.period(), each.category(),
                        each.product(), each.delivery(), each.deliveryDate(), each.elected(), each.lotContent(), each.contained(), each.cause(), each.document(),
                        Timestamp.from(each.electedAt()), Timestamp.from(each.receivedAt())};
                for (int i = 0; i < values.length; i++) {
                    insert.setObject(i + 1, values[i]);
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
        DeliveryRows.insert(connection, designations.stream().map(Designation::certified).toList(), agreement -> producer);
    }
}
