package org.pricefloor.registry.lot;

import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.pricefloor.contracts.Assay;
import org.pricefloor.frontdoor.Refusal;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.kernel.lot.Ancestry;
import org.pricefloor.kernel.lot.Contained;
import org.pricefloor.kernel.lot.Lot;
import org.pricefloor.messaging.Outbox;
import org.pricefloor.registry.Transaction;
import org.pricefloor.registry.lot.LotResource.LotStatement;
import org.pricefloor.translation.FactTranslation;

/** Where lots are written, one transaction each, under the locks of all lots that hang together with them. */
@ApplicationScoped
class LotBook {

    private static final Logger LOG = Logger.getLogger(LotBook.class);
    private static final String SOURCE = "/contract-registry";

    private final Transaction transaction;
    private final Clock clock;

    LotBook(Transaction transaction, Clock clock) {
        this.transaction = transaction;
        this.clock = clock;
    }

    /** @param added false: the document said so before, and this is its first answer */
    record Entry(boolean added, RegisteredLot lot) {
    }

    /**
     * Registers a lot, or what a new document says about it: then the designations of the lot follow its content.
     *
     * @throws Refused 409 when the document said something else before, 422 for a broken rule
     */
    Entry register(LotStatement given) {
        LotRule.firstBroken(given).ifPresent(refusal -> {
            throw Refused.rule("Lot " + given.lot() + " breaks a rule.", refusal);
        });
        return transaction.run(connection -> {
            // A new name is taken before anything is locked: who else wants it waits here, holding nothing.
            takeName(connection, given);
            LotLedger ledger = LotLedger.lock(connection, null,
                    Stream.concat(Stream.of(given.lot()), given.parents().stream().map(RegisteredLot.Parent::lot)).toList());
            List<RegisteredLot> before = LotLedger.revisions(connection, given.lot());
            refuseAnotherLot(given, before);
            Optional<RegisteredLot> sameDocument = before.stream().filter(revision -> revision.document().equals(given.document())).findFirst();
            if (sameDocument.isPresent()) {
                return firstAnswer(given, sameDocument.get());
            }
            RegisteredLot lot = new RegisteredLot(given.lot(), before.size() + 1, given.producer(), given.form(), given.producedOn(), given.quantity(), given.assay(),
                    given.factor(), contained(given), given.parents().stream().sorted(Comparator.comparing(RegisteredLot.Parent::lot)).toList(),
                    given.certifiedAt().truncatedTo(ChronoUnit.MICROS), given.document(), clock.instant().truncatedTo(ChronoUnit.MICROS));
            refuseWrongParents(lot, ledger);
            Ancestry with = ledger.ancestry().with(asFlowing(lot));
            refuseWhatDoesNotAddUp(lot, with);
            List<Designation> designations = rescaled(lot, ledger.designations());
            refuseWhatIsDesignatedTwice(lot, with, ledger.designations(), designations);
            insert(connection, lot);
            if (!designations.isEmpty()) {
                LotLedger.insert(connection, designations, lot.producer());
                Outbox.append(connection, SOURCE, designations.stream().map(Designation::event).toList());
            }
            LOG.infof("Registered lot=%s revision=%d producer=%s contained=%skg designations-revised=%d", lot.lot(), lot.revision(), lot.producer(),
                    lot.contained().toPlainString(), designations.size());
            return new Entry(true, lot);
        });
    }

    private static void takeName(Connection connection, LotStatement given) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO lot_head (lot, producer, newest_revision) VALUES (?, ?, 0) ON CONFLICT DO NOTHING")) {
            insert.setString(1, given.lot());
            insert.setString(2, given.producer());
            insert.executeUpdate();
        }
    }

    private static void refuseAnotherLot(LotStatement given, List<RegisteredLot> before) {
        if (before.isEmpty()) {
            return;
        }
        RegisteredLot first = before.get(0);
        if (!first.producer().equals(given.producer())) {
            throw Refused.rule("Lot " + given.lot() + " is another producer's.", Refusal.of("LOT_MUST_KEEP_ITS_PRODUCER", "producer", given.producer(),
                    "The name is taken everywhere: give the lot another name, or correct the producer."));
        }
        if (!first.form().equals(given.form())) {
            throw Refused.rule("Lot " + given.lot() + " was registered as " + first.form() + ".", Refusal.of("LOT_MUST_KEEP_ITS_FORM", "form", given.form(),
                    "What is made of it is a lot of its own, with this one as its parent."));
        }
    }

    private static Entry firstAnswer(LotStatement given, RegisteredLot before) {
        boolean same = before.producedOn().equals(given.producedOn()) && before.quantity().compareTo(given.quantity()) == 0 && same(before.assay(), given.assay())
                && (before.factor() == null ? given.factor() == null : given.factor() != null && before.factor().compareTo(given.factor()) == 0)
                && before.certifiedAt().equals(given.certifiedAt().truncatedTo(ChronoUnit.MICROS)) && said(before.parents()).equals(said(given.parents()));
        if (!same) {
            throw Refused.conflict("DOCUMENT_ALREADY_USED", "Document " + given.document() + " said something else about lot " + given.lot() + " before.",
                    "Name the new document that corrects it.");
        }
        return new Entry(false, before);
    }

    private static boolean same(Assay before, Assay now) {
        return before == null || now == null ? before == now
                : before.kind().equals(now.kind()) && before.reoShare().compareTo(now.reoShare()) == 0 && before.contentShare().compareTo(now.contentShare()) == 0;
    }

    private static Map<String, BigDecimal> said(List<RegisteredLot.Parent> parents) {
        return parents.stream().collect(Collectors.toMap(RegisteredLot.Parent::lot, parent -> parent.consumed().stripTrailingZeros()));
    }

    private static BigDecimal contained(LotStatement given) {
        return switch (given.form()) {
            case "concentrate" -> Contained.ofConcentrate(given.quantity(), FactTranslation.assay(given.assay()));
            case "metal" -> Contained.ofMetal(given.quantity(), given.factor());
            default -> Contained.ofOxide(given.quantity());
        };
    }

    private static Lot asFlowing(RegisteredLot lot) {
        return Lot.of(lot.lot(), lot.contained(), lot.parents().stream().collect(Collectors.toMap(RegisteredLot.Parent::lot, RegisteredLot.Parent::consumed)));
    }

    private static void refuseWrongParents(RegisteredLot lot, LotLedger ledger) {
        for (RegisteredLot.Parent parent : lot.parents()) {
            if (parent.lot().equals(lot.lot())) {
                throw ownAncestor(lot);
            }
            String producer = ledger.producers().get(parent.lot());
            if (producer == null) {
                throw Refused.rule("Lot " + lot.lot() + " names a parent that is not there.", Refusal.of("PARENT_MUST_BE_REGISTERED", "parents", parent.lot(),
                        "Register lot " + parent.lot() + " first, or correct its name."));
            }
            if (!producer.equals(lot.producer())) {
                throw Refused.rule("Lot " + lot.lot() + " names another producer's lot as its parent.", Refusal.of("PARENT_MUST_BE_OF_THE_SAME_PRODUCER", "parents", parent.lot(),
                        "Name lots of " + lot.producer() + "; what was bought is a lot of its own, without parents."));
            }
        }
    }

    private static Refused ownAncestor(RegisteredLot lot) {
        return Refused.rule("Lot " + lot.lot() + " would be made of itself.", Refusal.of("LOT_MUST_NOT_BE_ITS_OWN_ANCESTOR", "parents", said(lot.parents()).keySet(),
                "Name the lots that it was really made of."));
    }

    private static void refuseWhatDoesNotAddUp(RegisteredLot lot, Ancestry ancestry) {
        if (ancestry.isItsOwnAncestor(lot.lot())) {
            throw ownAncestor(lot);
        }
        Lot flowing = ancestry.lot(lot.lot()).orElseThrow();
        if (!flowing.isRoot() && lot.contained().compareTo(flowing.given()) > 0) {
            throw Refused.rule("Lot " + lot.lot() + " would contain more than went into it.", Refusal.of("LOT_MUST_NOT_CONTAIN_MORE_THAN_ITS_PARENTS_GAVE", "quantity",
                    lot.contained().toPlainString() + " kg of " + flowing.given().toPlainString() + " kg",
                    "Correct what was consumed of the parents, or the quantity; the difference to what was consumed is lost in processing."));
        }
        for (RegisteredLot.Parent parent : lot.parents()) {
            refuseIfConsumedBeyondContent(ancestry, parent.lot(), "parents", "Correct what was consumed of " + parent.lot() + ", or send the document that says what it contains.");
        }
        refuseIfConsumedBeyondContent(ancestry, lot.lot(), "quantity", "Send the documents of the lots that were made of it first: they consumed less.");
    }

    private static void refuseIfConsumedBeyondContent(Ancestry ancestry, String lot, String field, String fix) {
        BigDecimal consumed = ancestry.consumedOf(lot);
        BigDecimal contained = ancestry.lot(lot).orElseThrow().contained();
        if (consumed.compareTo(contained) > 0) {
            throw Refused.rule("More would be consumed of lot " + lot + " than it contains.", Refusal.of("LOT_MUST_NOT_BE_CONSUMED_BEYOND_ITS_CONTENT", field,
                    consumed.toPlainString() + " kg of " + contained.toPlainString() + " kg of " + lot, fix));
        }
    }

    /**
     * The designations of the lot that change with its content: what was elected, times what the lot contains now, divided by what it
     * contained then. Where their roundings add up to more than the lot contains, the last one gives way.
     */
    private static List<Designation> rescaled(RegisteredLot lot, List<Designation> designations) {
        List<Designation> changed = new ArrayList<>();
        BigDecimal left = lot.contained();
        for (Designation designation : designations) {
            if (designation.lot().equals(lot.lot())) {
                BigDecimal now = Contained.rescaled(designation.elected(), designation.lotContent(), lot.contained()).min(left);
                left = left.subtract(now);
                if (now.compareTo(designation.contained()) != 0) {
                    changed.add(designation.becauseOf(lot, now));
                }
            }
        }
        return changed;
    }

    private static void refuseWhatIsDesignatedTwice(RegisteredLot lot, Ancestry with, List<Designation> before, List<Designation> changed) {
        BigDecimal designated = before.stream().filter(designation -> designation.lot().equals(lot.lot()))
                .map(designation -> changed.stream().filter(now -> now.agreement().equals(designation.agreement()) && now.number() == designation.number()).findFirst()
                        .orElse(designation).contained())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        Ancestry after = with.withDesignated(lot.lot(), designated);
        if (!after.everyKilogramIsDesignatedOnce()) {
            throw Refused.rule("What is designated of lot " + lot.lot() + " and of the lots that hang together with it could not be served any more.",
                    Refusal.of("KILOGRAM_MUST_BE_DESIGNATED_ONCE", "quantity", lot.contained().toPlainString() + " kg contained, " + designated.toPlainString() + " kg designated",
                            "Send the documents of the lots that were made of it first, so that their designations follow their content, or name the parents whose kilograms are free."));
        }
    }

    private static void insert(Connection connection, RegisteredLot lot) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO lot_revision (lot, revision, producer, form, produced_on, quantity, assay_kind, reo_share, content_share, factor, contained, certified_at,
                                          document, received_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")) {
            insert.setString(1, lot.lot());
            insert.setInt(2, lot.revision());
            insert.setString(3, lot.producer());
            insert.setString(4, lot.form());
            insert.setObject(5, lot.producedOn());
            insert.setBigDecimal(6, lot.quantity());
            insert.setString(7, lot.assay() == null ? null : lot.assay().kind());
            insert.setBigDecimal(8, lot.assay() == null ? null : lot.assay().reoShare());
            insert.setBigDecimal(9, lot.assay() == null ? null : lot.assay().contentShare());
            insert.setBigDecimal(10, lot.factor());
            insert.setBigDecimal(11, lot.contained());
            insert.setTimestamp(12, Timestamp.from(lot.certifiedAt()));
            insert.setString(13, lot.document());
            insert.setTimestamp(14, Timestamp.from(lot.receivedAt()));
            insert.executeUpdate();
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO lot_parent (lot, revision, parent, producer, consumed) VALUES (?, ?, ?, ?, ?)")) {
            for (RegisteredLot.Parent parent : lot.parents()) {
                insert.setString(1, lot.lot());
                insert.setInt(2, lot.revision());
                insert.setString(3, parent.lot());
                insert.setString(4, lot.producer());
                insert.setBigDecimal(5, parent.consumed());
                insert.addBatch();
            }
            insert.executeBatch();
        }
        try (PreparedStatement update = connection.prepareStatement("UPDATE lot_head SET newest_revision = ? WHERE lot = ?")) {
            update.setInt(1, lot.revision());
            update.setString(2, lot.lot());
            update.executeUpdate();
        }
    }
}
