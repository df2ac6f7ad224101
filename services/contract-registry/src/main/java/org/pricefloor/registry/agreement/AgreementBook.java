package org.pricefloor.registry.agreement;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.contracts.AgreementVersionRegistered;
import org.pricefloor.frontdoor.Refusal;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.kernel.agreement.TermsRefused;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.messaging.Outbox;
import org.pricefloor.registry.Transaction;
import org.pricefloor.translation.AgreementTranslation;

/** Where versions of agreements are written, one transaction each. */
@ApplicationScoped
class AgreementBook {

    private static final Logger LOG = Logger.getLogger(AgreementBook.class);
    private static final String SOURCE = "/contract-registry";
    /** An event stays under 256 KiB (rule 27); the rest is for what stands around the document. */
    private static final int LARGEST_DOCUMENT = 250_000;
    private static final String WHOLE_FIX = "Correct every member that is named and send the document again.";

    private final Transaction transaction;
    private final Clock clock;

    AgreementBook(Transaction transaction, Clock clock) {
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * What became of a registration.
     *
     * @param added false: the same content was registered before, and this is its first answer
     */
    record Registration(boolean added, AgreementDocument document, String digest, String registeredBy, Instant receivedAt) {
    }

    /**
     * Registers a version: completes it with the defaults, checks every rule, keeps it, and tells of it.
     *
     * @throws Refused 422 with every rule that is broken; 409 when the version was registered with other content
     */
    Registration register(AgreementDocument given, String registeredBy) {
        refuseHoles(given);
        AgreementDocument document = AgreementTranslation.complete(given);
        try {
            AgreementTranslation.terms(document);
        } catch (TermsRefused refused) {
            throw Refused.rules("TERMS_REFUSED", "The terms break " + refused.refusals().size() + " rule(s).", WHOLE_FIX,
                    refused.refusals().stream().map(refusal -> Refusal.of(refusal.rule(), refusal.field(), refusal.found(), refusal.fix())).toList());
        }
        byte[] bytes = EventJson.write(document);
        if (bytes.length > LARGEST_DOCUMENT) {
            throw Refused.rule("DOCUMENT_MUST_STAY_UNDER_250_KB", "The document has " + bytes.length + " bytes.", "Shorten title and note.");
        }
        String digest = sha256(bytes);
        return transaction.run(connection -> {
            Head head = lockHead(connection, document);
            if (document.version() <= head.newest()) {
                return firstAnswer(connection, document, digest);
            }
            if (document.version() != head.newest() + 1) {
                throw Refused.rule("Version " + document.version() + " of " + document.agreement() + " can not follow version " + head.newest() + ".",
                        Refusal.of("VERSION_MUST_FOLLOW", "/version", document.version(), "Register it as version " + (head.newest() + 1) + "."));
            }
            if (head.newest() > 0) {
                refuseAnotherAgreement(connection, document);
            }
            Instant receivedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
            insert(connection, document, bytes, digest, registeredBy, receivedAt);
            moveHead(connection, document);
            Outbox.append(connection, SOURCE, new AgreementVersionRegistered(AgreementVersionRegistered.id(document.agreement(), document.version()),
                    document, digest, registeredBy, receivedAt));
            LOG.infof("Registered agreement=%s version=%d producer=%s digest=sha256:%s", document.agreement(), document.version(), document.producer(), digest);
            return new Registration(true, document, digest, registeredBy, receivedAt);
        });
    }

    private record Head(int newest) {
    }

    /** The first version makes the head; two that race for it meet on its key. */
    private static Head lockHead(Connection connection, AgreementDocument document) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO agreement_head (agreement, producer, newest_version) VALUES (?, ?, 0) ON CONFLICT DO NOTHING")) {
            insert.setString(1, document.agreement());
            insert.setString(2, document.producer());
            insert.executeUpdate();
        }
        try (PreparedStatement lock = connection.prepareStatement("SELECT newest_version FROM agreement_head WHERE agreement = ? FOR UPDATE")) {
            lock.setString(1, document.agreement());
            try (ResultSet head = lock.executeQuery()) {
                head.next();
                return new Head(head.getInt(1));
            }
        }
    }

    private static Registration firstAnswer(Connection connection, AgreementDocument document, String digest) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT digest, registered_by, received_at, document FROM agreement_version WHERE agreement = ? AND version = ?")) {
            select.setString(1, document.agreement());
            select.setInt(2, document.version());
            try (ResultSet first = select.executeQuery()) {
                first.next();
                if (!first.getString(1).equals(digest)) {
                    throw Refused.conflict("VERSION_ALREADY_REGISTERED",
                            "Version " + document.version() + " of " + document.agreement() + " was registered with other content (digest " + first.getString(1) + ").",
                            "Register the change as the next version.");
                }
                return new Registration(false, EventJson.read(first.getBytes(4), AgreementDocument.class), digest, first.getString(2),
                        first.getTimestamp(3).toInstant());
            }
        }
    }

    /** What runs, statements and lots hang on does not change: such an amendment is another agreement. */
    private static void refuseAnotherAgreement(Connection connection, AgreementDocument document) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT producer, currency, unit, period FROM agreement_version WHERE agreement = ? AND version = ?")) {
            select.setString(1, document.agreement());
            select.setInt(2, document.version() - 1);
            try (ResultSet before = select.executeQuery()) {
                before.next();
                List<Refusal> refusals = new ArrayList<>();
                refuseChange(refusals, "PRODUCER_MUST_NOT_CHANGE", "/producer", before.getString(1), document.producer());
                refuseChange(refusals, "CURRENCY_MUST_NOT_CHANGE", "/currency", before.getString(2), document.currency());
                refuseChange(refusals, "UNIT_MUST_NOT_CHANGE", "/unit", before.getString(3), document.unit());
                refuseChange(refusals, "PERIOD_MUST_NOT_CHANGE", "/period", before.getString(4), document.period());
                if (!refusals.isEmpty()) {
                    throw Refused.rules("TERMS_REFUSED", "The version changes what a version can not change.", WHOLE_FIX, refusals);
                }
            }
        }
    }

    private static void refuseChange(List<Refusal> refusals, String rule, String field, String before, String now) {
        if (!before.equals(now)) {
            refusals.add(Refusal.of(rule, field, now, "Keep " + before + ", or register another agreement."));
        }
    }

    private static void insert(Connection connection, AgreementDocument document, byte[] bytes, String digest, String registeredBy, Instant receivedAt)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO agreement_version (agreement, version, title, producer, office, product, currency, unit, period,
                                               effective_from, effective_to, document, digest, registered_by, received_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")) {
            Object[] values = {document.agreement(), document.version(), document.title(), document.producer(), document.office(), document.product(),
                    document.currency(), document.unit(), document.period(), document.effectiveFrom(), document.effectiveTo(), bytes, digest, registeredBy,
                    java.sql.Timestamp.from(receivedAt)};
            for (int i = 0; i < values.length; i++) {
                insert.setObject(i + 1, values[i]);
            }
            insert.executeUpdate();
        }
    }

    private static void moveHead(Connection connection, AgreementDocument document) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE agreement_head SET newest_version = ? WHERE agreement = ?")) {
            update.setInt(1, document.version());
            update.setString(2, document.agreement());
            update.executeUpdate();
        }
    }

    /** A null inside a list is no absent term: nothing could take its place. */
    private static void refuseHoles(AgreementDocument document) {
        List<Refusal> refusals = new ArrayList<>();
        refuseHoles(refusals, "/floor", document.floor());
        if (document.referencePrice() != null) {
            refuseHoles(refusals, document.referencePrice());
        }
        if (document.quantity() != null) {
            refuseHoles(refusals, "/quantity/categories", document.quantity().categories());
        }
        if (hasNul(document.title()) || hasNul(document.product()) || hasNul(document.note())) {
            refusals.add(Refusal.of("TEXT_MUST_NOT_HOLD_NUL", "/title, /product or /note", "U+0000", "Remove the character."));
        }
        if (!refusals.isEmpty()) {
            throw Refused.rules("TERMS_REFUSED", "The document has holes.", WHOLE_FIX, refusals);
        }
    }

    private static void refuseHoles(List<Refusal> refusals, AgreementDocument.ReferencePrice price) {
        refuseHoles(refusals, "/referencePrice", price.conversion(), price.fallback());
        refuseHoles(refusals, "/referencePrice/basket", price.basket());
        if (price.basket() != null) {
            for (int i = 0; i < price.basket().size(); i++) {
                AgreementDocument.BasketComponent component = price.basket().get(i);
                if (component != null) {
                    refuseHoles(refusals, "/referencePrice/basket/" + i, component.conversion(), component.fallback());
                }
            }
        }
    }

    private static void refuseHoles(List<Refusal> refusals, String field, AgreementDocument.Conversion conversion,
                                    List<AgreementDocument.LadderRung> fallback) {
        if (conversion != null) {
            refuseHoles(refusals, field + "/conversion/vat", conversion.vat());
        }
        refuseHoles(refusals, field + "/fallback", fallback);
        if (fallback != null) {
            for (int i = 0; i < fallback.size(); i++) {
                if (fallback.get(i) != null && fallback.get(i).conversion() != null) {
                    refuseHoles(refusals, field + "/fallback/" + i + "/conversion/vat", fallback.get(i).conversion().vat());
                }
            }
        }
    }

    private static void refuseHoles(List<Refusal> refusals, String field, List<?> list) {
        if (list != null && list.stream().anyMatch(Objects::isNull)) {
            refusals.add(Refusal.of("LIST_MUST_NOT_HOLD_NULL", field, "null", "Remove it, or write what belongs there."));
        }
    }

    private static boolean hasNul(String text) {
        return text != null && text.indexOf('\0') >= 0;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
