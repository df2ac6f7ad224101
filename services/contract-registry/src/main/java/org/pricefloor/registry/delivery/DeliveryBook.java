package org.pricefloor.registry.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.pricefloor.contracts.Assay;
import org.pricefloor.frontdoor.Refusal;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.messaging.Outbox;
import org.pricefloor.registry.Transaction;
import org.pricefloor.registry.agreement.LockedAgreements;

/** Where certificates are written: one by one or a file at a time, always under the heads of their agreements. */
@ApplicationScoped
class DeliveryBook {

    private static final Logger LOG = Logger.getLogger(DeliveryBook.class);
    private static final String SOURCE = "/contract-registry";

    private final Transaction transaction;
    private final Clock clock;

    DeliveryBook(Transaction transaction, Clock clock) {
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * A certificate that is now kept.
     *
     * @param added false: the document said so before, and this is its first answer
     */
    record Entry(Certificate certificate, CertifiedDelivery delivery, boolean added) {
    }

    /** What became of several certificates, in their order. */
    record Entries(List<Entry> kept, List<Refusal> refusals) {
    }

    /**
     * Takes in one certificate.
     *
     * @throws Refused 404 for an agreement that is not registered, 409 when the document said something else before, 422 for a broken rule
     */
    Entry certify(Certificate certificate) {
        return transaction.run(connection -> {
            Entries entries = enter(connection, List.of(certificate));
            if (!entries.refusals().isEmpty()) {
                throw refused(certificate, entries.refusals().get(0));
            }
            return entries.kept().get(0);
        });
    }

    private static Refused refused(Certificate certificate, Refusal refusal) {
        return switch (refusal.rule()) {
            case "AGREEMENT_MUST_BE_REGISTERED" -> Refused.of(404, refusal.rule(), "No agreement " + certificate.agreement() + " is registered.", refusal.fix());
            case ALREADY_USED -> Refused.conflict(refusal.rule(), "Document " + certificate.document() + " said something else about lot " + certificate.lot() + " before: "
                    + refusal.found() + ".", refusal.fix());
            default -> Refused.rule("The certificate of lot " + certificate.lot() + " breaks a rule.", refusal);
        };
    }

    private static final String ALREADY_USED = "DOCUMENT_ALREADY_USED";

    /**
     * Enters certificates into the caller's transaction: those that keep every rule become revisions and events, the others
     * refusals. Whether the refusals undo the whole is the caller's to say.
     */
    Entries enter(Connection connection, List<Certificate> certificates) throws SQLException {
        Map<String, DeliveryTerms> terms = lockAndReadTerms(connection, agreementsOf(certificates));
        Map<Lot, LotHistory> histories = readHistories(connection, certificates);
        Set<LedgerLot> ledger = readLedger(connection, certificates, terms);
        Instant receivedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<Entry> kept = new ArrayList<>(certificates.size());
        List<Refusal> refusals = new ArrayList<>();
        for (Certificate certificate : certificates) {
            Optional<Refusal> broken = CertificateRule.firstBroken(certificate, terms.get(certificate.agreement()));
            if (broken.isPresent()) {
                refusals.add(broken.get());
                continue;
            }
            LotHistory history = histories.computeIfAbsent(Lot.of(certificate), lot -> new LotHistory());
            CertifiedDelivery before = history.byDocument.get(certificate.document());
            if (before == null && ledger.contains(lotOfTheLedger(certificate, terms))) {
                refusals.add(new Refusal(certificate.line(), "LOT_MUST_BE_DESIGNATED", "lot", certificate.lot(), "The lot is in the ledger, which counts each kilogram once: elect it at"
                        + " /api/agreements/" + certificate.agreement() + "/designations."));
            } else if (before == null) {
                kept.add(new Entry(certificate, history.add(certificate, receivedAt), true));
            } else if (certificate.saysWhat(before)) {
                kept.add(new Entry(certificate, before, false));
            } else {
                refusals.add(new Refusal(certificate.line(), ALREADY_USED, "document", before.quantity().toPlainString() + " " + before.unit() + " "
                        + before.category() + " on " + before.deliveryDate() + ", certified at " + before.certifiedAt(), "Name the new document that corrects it."));
            }
        }
        List<CertifiedDelivery> added = kept.stream().filter(Entry::added).map(Entry::delivery).toList();
        DeliveryRows.insert(connection, added, agreement -> terms.get(agreement).producer());
        Outbox.append(connection, SOURCE, added.stream().map(CertifiedDelivery::event).toList());
        if (certificates.size() == 1 && added.size() == 1) {
            CertifiedDelivery delivery = added.get(0);
            LOG.infof("Certified delivery agreement=%s lot=%s revision=%d quantity=%s%s", delivery.agreement(), delivery.lot(), delivery.revision(),
                    delivery.quantity().toPlainString(), delivery.unit());
        }
        return new Entries(kept, refusals);
    }

    private record Lot(String agreement, String lot) {
        static Lot of(Certificate certificate) {
            return new Lot(certificate.agreement(), certificate.lot());
        }
    }

    /** A lot of the ledger is known by its name alone, everywhere; only its producer's agreements are asked for it here. */
    private record LedgerLot(String lot, String producer) {
    }

    /** A designation's deliveries bear the lot's name, and its number behind a slash from the second on. */
    private static LedgerLot lotOfTheLedger(Certificate certificate, Map<String, DeliveryTerms> terms) {
        String lot = certificate.lot();
        return new LedgerLot(lot.indexOf('/') < 0 ? lot : lot.substring(0, lot.indexOf('/')), terms.get(certificate.agreement()).producer());
    }

    private static Set<LedgerLot> readLedger(Connection connection, List<Certificate> certificates, Map<String, DeliveryTerms> terms) throws SQLException {
        List<LedgerLot> asked = certificates.stream().filter(certificate -> certificate.lot() != null && certificate.lot().indexOf('\0') < 0
                && terms.containsKey(certificate.agreement())).map(certificate -> lotOfTheLedger(certificate, terms)).distinct().toList();
        Set<LedgerLot> ledger = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT lot, producer FROM lot_head JOIN unnest(?, ?) AS asked (lot, producer) USING (lot, producer)")) {
            select.setArray(1, connection.createArrayOf("text", asked.stream().map(LedgerLot::lot).toArray()));
            select.setArray(2, connection.createArrayOf("text", asked.stream().map(LedgerLot::producer).toArray()));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    ledger.add(new LedgerLot(rows.getString(1), rows.getString(2)));
                }
            }
        }
        return ledger;
    }

    /** The revisions of a lot, by the documents that brought them. */
    private static final class LotHistory {
        private final Map<String, CertifiedDelivery> byDocument = new HashMap<>();

        CertifiedDelivery add(Certificate certificate, Instant receivedAt) {
            CertifiedDelivery next = new CertifiedDelivery(certificate.agreement(), certificate.lot(), byDocument.size() + 1, certificate.category(),
                    certificate.deliveryDate(), certificate.quantity(), certificate.unit(), certificate.certifiedAt(), certificate.document(), receivedAt,
                    certificate.product(), certificate.form(), certificate.assay(), certificate.hourly());
            byDocument.put(certificate.document(), next);
            return next;
        }
    }

    static SortedSet<String> agreementsOf(List<Certificate> certificates) {
        SortedSet<String> agreements = new TreeSet<>();
        certificates.stream().map(Certificate::agreement).filter(Objects::nonNull).forEach(agreements::add);
        return agreements;
    }

    private static Map<String, DeliveryTerms> lockAndReadTerms(Connection connection, Collection<String> agreements) throws SQLException {
        Map<String, DeliveryTerms> terms = new HashMap<>();
        LockedAgreements.lock(connection, agreements).forEach((agreement, document) -> terms.put(agreement, DeliveryTerms.of(document)));
        return terms;
    }

    private static Map<Lot, LotHistory> readHistories(Connection connection, List<Certificate> certificates) throws SQLException {
        List<Lot> lots = certificates.stream().filter(certificate -> certificate.agreement() != null && certificate.lot() != null && certificate.lot().indexOf('\0') < 0)
                .map(Lot::of).distinct().toList();
        Map<Lot, LotHistory> histories = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT agreement, lot, revision, category, delivery_date, quantity, unit, certified_at, document, received_at, product, form,
                       assay_kind, reo_share, content_share, hourly
                FROM delivery_revision JOIN unnest(?, ?) AS asked (agreement, lot) USING (agreement, lot) ORDER BY agreement, lot, revision""")) {
            select.setArray(1, connection.createArrayOf("text", lots.stream().map(Lot::agreement).toArray()));
            select.setArray(2, connection.createArrayOf("text", lots.stream().map(Lot::lot).toArray()));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    CertifiedDelivery delivery = delivery(rows);
                    histories.computeIfAbsent(new Lot(delivery.agreement(), delivery.lot()), lot -> new LotHistory()).byDocument.put(delivery.document(), delivery);
                }
            }
        }
        return histories;
    }

    private static CertifiedDelivery delivery(ResultSet row) throws SQLException {
        return new CertifiedDelivery(row.getString(1), row.getString(2), row.getInt(3), row.getString(4), row.getObject(5, LocalDate.class), row.getBigDecimal(6),
                row.getString(7), row.getTimestamp(8).toInstant(), row.getString(9), row.getTimestamp(10).toInstant(), row.getString(11),
                row.getString(12), row.getString(13) == null ? null : new Assay(row.getString(13), row.getBigDecimal(14), row.getBigDecimal(15)),
                row.getArray(16) == null ? null : List.of((BigDecimal[]) row.getArray(16).getArray()));
    }
}
