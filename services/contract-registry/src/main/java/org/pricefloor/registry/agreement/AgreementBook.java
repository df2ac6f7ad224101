package org.pricefloor.registry.agreement;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.SortedSet;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.frontdoor.Caller;
import org.pricefloor.frontdoor.PlainText;
import org.pricefloor.frontdoor.Refusal;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.kernel.agreement.TermsRefused;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.registry.Transaction;
import org.pricefloor.translation.AgreementTranslation;

/** Where versions of agreements are proposed, one transaction each. */
@ApplicationScoped
class AgreementBook {

    private static final Logger LOG = Logger.getLogger(AgreementBook.class);
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
     * What became of a proposal.
     *
     * @param added false: the same content was proposed before, and this is its first answer with its state as it is now
     */
    record Proposal(boolean added, AgreementRow row) {
    }

    /**
     * Proposes a version: completes it with the defaults, checks every rule and keeps it. Nothing is told of it until it is approved.
     *
     * @throws Refused 422 with every rule that is broken; 409 when the version was proposed or registered with other content
     */
    Proposal propose(AgreementDocument given, String proposedBy) {
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
            int approved = AgreementHead.make(connection, document);
            Optional<AgreementRow> last = AgreementRow.version(Caller.Scope.EVERY_PARTY, document.agreement(), document.version());
            if (last.isPresent() && !last.get().isWithdrawn()) {
                return firstAnswer(last.get(), digest);
            }
            if (document.version() != approved + 1) {
                throw outOfTurn(document, approved);
            }
            if (approved > 0) {
                refuseAnotherAgreement(connection, document);
            }
            insert(connection, document, last.map(row -> row.proposal + 1).orElse(1), bytes, digest, proposedBy);
            LOG.infof("Proposed agreement=%s version=%d producer=%s digest=sha256:%s", document.agreement(), document.version(), document.producer(), digest);
            return new Proposal(true, AgreementRow.written(document.agreement(), document.version()));
        });
    }

    private static Refused outOfTurn(AgreementDocument document, int approved) {
        if (AgreementRow.version(Caller.Scope.EVERY_PARTY, document.agreement(), document.version() - 1).filter(AgreementRow::isOpen).isPresent()) {
            return Refused.rule("Version " + (document.version() - 1) + " of " + document.agreement() + " is proposed and not approved: this would be an amendment of an amendment.",
                    Refusal.of("AMENDMENT_MUST_AMEND_AN_APPROVED_VERSION", "/version", document.version(),
                            "Have version " + (document.version() - 1) + " approved first, or withdraw it and propose this as version " + (approved + 1) + "."));
        }
        return Refused.rule("Version " + document.version() + " of " + document.agreement() + " can not follow version " + approved + ".",
                Refusal.of("VERSION_MUST_FOLLOW", "/version", document.version(), "Propose it as version " + (approved + 1) + "."));
    }

    private static Proposal firstAnswer(AgreementRow row, String digest) {
        if (row.digest.equals(digest)) {
            return new Proposal(false, row);
        }
        throw row.isApproved()
                ? Refused.conflict("VERSION_ALREADY_REGISTERED", "Version " + row.version + " of " + row.agreement + " was registered with other content (digest " + row.digest + ").",
                        "Propose the change as the next version.")
                : Refused.conflict("VERSION_ALREADY_PROPOSED", "Version " + row.version + " of " + row.agreement + " was proposed with other content (digest " + row.digest + ").",
                        "Withdraw that proposal first: then the number can be proposed anew.");
    }

    /** What runs, statements and lots hang on does not change: such an amendment is another agreement. */
    private static void refuseAnotherAgreement(Connection connection, AgreementDocument document) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT producer, currency, unit, period, document FROM agreement_version WHERE agreement = ? ORDER BY version DESC")) {
            select.setString(1, document.agreement());
            try (ResultSet before = select.executeQuery()) {
                before.next();
                List<Refusal> refusals = new ArrayList<>();
                refuseChange(refusals, "PRODUCER_MUST_NOT_CHANGE", "/producer", before.getString(1), document.producer());
                refuseChange(refusals, "CURRENCY_MUST_NOT_CHANGE", "/currency", before.getString(2), document.currency());
                refuseChange(refusals, "UNIT_MUST_NOT_CHANGE", "/unit", before.getString(3), document.unit());
                refuseChange(refusals, "PERIOD_MUST_NOT_CHANGE", "/period", before.getString(4), document.period());
                do {
                    AgreementDocument earlier = EventJson.read(before.getBytes(5), AgreementDocument.class);
                    refuseChange(refusals, "INSTRUMENT_MUST_NOT_CHANGE", "/instrument", earlier.instrument(), document.instrument());
                    refuseAnnualTermsInsideAYear(refusals, earlier, document);
                    if (document.effectiveFrom().isBefore(earlier.effectiveFrom())) {
                        refusals.add(Refusal.of("TERM_MUST_NOT_BEGIN_EARLIER", "/effectiveFrom", document.effectiveFrom(),
                                "Keep " + earlier.effectiveFrom() + ", or propose another agreement for the time before."));
                    }
                } while (refusals.isEmpty() && before.next());
                if (!refusals.isEmpty()) {
                    throw Refused.rules("TERMS_REFUSED", "The version changes what a version can not change.", WHOLE_FIX, refusals);
                }
            }
        }
    }

    /** A counter that begins inside a year would not know what the year has used: caps and minimums come and go with a calendar year. */
    private static void refuseAnnualTermsInsideAYear(List<Refusal> refusals, AgreementDocument before, AgreementDocument document) {
        if (annualTerms(before).equals(annualTerms(document))) {
            return;
        }
        if (document.governsFrom() != null && document.governsFrom().getDayOfYear() != 1) {
            refusals.add(Refusal.of("ANNUAL_TERMS_MUST_BEGIN_WITH_A_YEAR", "/governsFrom", document.governsFrom(),
                    "Version " + before.version() + " has " + annualTerms(before) + ", this one " + annualTerms(document) + ": let it govern from a 1 January."));
        }
        if (document.governsTo() != null && document.governsTo().plusDays(1).getDayOfYear() != 1) {
            refusals.add(Refusal.of("ANNUAL_TERMS_MUST_END_WITH_A_YEAR", "/governsTo", document.governsTo(),
                    "Version " + before.version() + " has " + annualTerms(before) + ", this one " + annualTerms(document) + ": let it govern to a 31 December."));
        }
    }

    private static SortedSet<String> annualTerms(AgreementDocument document) {
        SortedSet<String> terms = new TreeSet<>();
        AgreementDocument.Caps caps = document.caps();
        addIf(terms, "caps/quantityPerYear", caps != null && caps.quantityPerYear() != null);
        addIf(terms, "caps/topUpPerYear", caps != null && caps.topUpPerYear() != null);
        addIf(terms, "caps/upsideSharePerYear", caps != null && caps.upsideSharePerYear() != null);
        addIf(terms, "takeOrPay", document.takeOrPay() != null);
        return terms;
    }

    private static void addIf(SortedSet<String> terms, String term, boolean given) {
        if (given) {
            terms.add(term);
        }
    }

    private static void refuseChange(List<Refusal> refusals, String rule, String field, String before, String now) {
        if (!before.equals(now)) {
            refusals.add(Refusal.of(rule, field, now, "Keep " + before + ", or propose another agreement."));
        }
    }

    private void insert(Connection connection, AgreementDocument document, int proposal, byte[] bytes, String digest, String proposedBy) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO agreement_proposal (agreement, version, proposal, title, producer, office, product, currency, unit, period,
                                                effective_from, effective_to, document, digest, proposed_by, received_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")) {
            Object[] values = {document.agreement(), document.version(), proposal, document.title(), document.producer(), document.office(), document.product(),
                    document.currency(), document.unit(), document.period(), document.effectiveFrom(), document.effectiveTo(), bytes, digest, proposedBy,
                    Timestamp.from(clock.instant().truncatedTo(ChronoUnit.MICROS))};
            for (int i = 0; i < values.length; i++) {
                insert.setObject(i + 1, values[i]);
            }
            insert.executeUpdate();
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
        refuseNul(refusals, "/title", document.title());
        refuseNul(refusals, "/product", document.product());
        refuseNul(refusals, "/note", document.note());
        if (document.note() != null && !PlainText.isPrintable(document.note().replaceAll("[\n\t]", ""))) {
            refusals.add(Refusal.of("NOTE_MUST_BE_PRINTABLE", "/note", "a hidden character", "Write printable characters, accents composed (Unicode NFC), and line feeds."));
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

    private static void refuseNul(List<Refusal> refusals, String field, String text) {
        if (text != null && text.indexOf('\0') >= 0) {
            refusals.add(Refusal.of("TEXT_MUST_NOT_HOLD_NUL", field, "U+0000", "Remove the character."));
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
