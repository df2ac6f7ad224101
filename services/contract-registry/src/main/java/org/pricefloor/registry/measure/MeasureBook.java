package org.pricefloor.registry.measure;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.frontdoor.Refusal;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.messaging.Outbox;
import org.pricefloor.reading.FileReading;
import org.pricefloor.reading.MeasureFile;
import org.pricefloor.reading.MeasureRow;
import org.pricefloor.registry.FileRegister;
import org.pricefloor.registry.Transaction;
import org.pricefloor.registry.agreement.LockedAgreements;

/** Where certificates of measures are written: one by one or a file at a time, always under the heads of their agreements. */
@ApplicationScoped
class MeasureBook {

    private static final Logger LOG = Logger.getLogger(MeasureBook.class);
    private static final String SOURCE = "/contract-registry";
    private static final String ALREADY_USED = "DOCUMENT_ALREADY_USED";
    /** Rule 26: what a transaction may lock. */
    private static final int MOST_AGREEMENTS = 500;

    private final Transaction transaction;
    private final Clock clock;

    MeasureBook(Transaction transaction, Clock clock) {
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * A certificate that is now kept.
     *
     * @param added false: the document said so before, and this is its first answer
     */
    record Entry(MeasureCertificate certificate, CertifiedMeasure measure, boolean added) {
    }

    private record Entries(List<Entry> kept, List<Refusal> refusals) {
    }

    /** A measure of a year, whose revisions are numbered by themselves. */
    private record Subject(String agreement, String measure, LocalDate day) {
        static Subject of(MeasureCertificate certificate) {
            return new Subject(certificate.agreement(), certificate.measure(), certificate.day());
        }
    }

    /**
     * Takes in one certificate.
     *
     * @throws Refused 404 for an agreement that is not registered, 409 when the document said something else before, 422 for a broken rule
     */
    Entry certify(MeasureCertificate certificate) {
        return transaction.run(connection -> {
            Entries entries = enter(connection, List.of(certificate));
            if (!entries.refusals().isEmpty()) {
                throw refused(certificate, entries.refusals().get(0));
            }
            return entries.kept().get(0);
        });
    }

    private static Refused refused(MeasureCertificate certificate, Refusal refusal) {
        return switch (refusal.rule()) {
            case "AGREEMENT_MUST_BE_REGISTERED" -> Refused.of(404, refusal.rule(), "No agreement " + certificate.agreement() + " is registered.", refusal.fix());
            case ALREADY_USED -> Refused.conflict(refusal.rule(), "Document " + certificate.document() + " said something else about " + certificate.measure() + " before: "
                    + refusal.found() + ".", refusal.fix());
            default -> Refused.rule("The certificate of the measure breaks a rule.", refusal);
        };
    }

    /**
     * Takes in a file: the whole of it in one transaction, or nothing.
     *
     * @param document the file's name, for people; a row's own document is the retry key, and without one the file's digest and the line
     * @param partial  whether good lines are kept although others are refused
     * @throws Refused 422 with every refusal, when a line is refused and {@code partial} was not asked for, or no line is good
     */
    FileRegister.Upload take(byte[] file, String document, boolean partial, String uploadedBy) {
        String sha256 = FileRegister.sha256(file);
        FileReading<MeasureRow> reading = MeasureFile.read(file);
        List<MeasureCertificate> certificates = reading.rows().stream().map(line -> certificate(sha256, line)).toList();
        int agreements = agreementsOf(certificates).size();
        if (agreements > MOST_AGREEMENTS) {
            throw Refused.rule("FILE_MUST_NAME_AT_MOST_500_AGREEMENTS", "The file names " + agreements + " agreements.", "Send one file for each " + MOST_AGREEMENTS + " agreements.");
        }
        return transaction.run(connection -> {
            byte[] first = FileRegister.MEASURES.firstAnswer(connection, sha256);
            if (first != null) {
                return new FileRegister.Upload(false, first);
            }
            Entries entries = enter(connection, certificates);
            List<Refusal> refusals = new ArrayList<>(entries.refusals());
            reading.refusals().forEach(refusal -> refusals.add(new Refusal(refusal.line(), refusal.rule(), refusal.field(), refusal.found(), refusal.fix())));
            refusals.sort(Comparator.comparing(Refusal::line));
            if (!refusals.isEmpty() && (!partial || entries.kept().isEmpty())) {
                throw FileRegister.refused(refusals, partial);
            }
            if (entries.kept().isEmpty()) {
                throw Refused.rule("FILE_MUST_HOLD_A_ROW", "The file has a header and nothing else.", "Add a line for each measure.");
            }
            Instant receivedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
            int certified = (int) entries.kept().stream().filter(Entry::added).count();
            byte[] answer = EventJson.write(new MeasureUploadResource.MeasureUpload(sha256, document, receivedAt, certified,
                    entries.kept().stream().map(entry -> new MeasureUploadResource.AcceptedMeasure(entry.certificate().line(), entry.measure().agreement(),
                            entry.measure().measure(), entry.measure().day(), entry.measure().revision(), entry.added())).toList(), refusals));
            FileRegister.MEASURES.keep(connection, sha256, document, answer, uploadedBy, receivedAt);
            LOG.infof("Took in a file of measures document=%s file=sha256:%s kept=%d refused=%d", document.replaceAll("\\s", "_"), sha256, entries.kept().size(), refusals.size());
            return new FileRegister.Upload(true, answer);
        });
    }

    private static MeasureCertificate certificate(String sha256, FileReading.Line<MeasureRow> line) {
        MeasureRow row = line.row();
        return new MeasureCertificate(line.line(), row.agreement(), row.measure(), row.day(), row.value(), row.unit(), row.certifiedAt(),
                row.document() == null ? sha256 + ":" + line.line() : row.document());
    }

    private Entries enter(Connection connection, List<MeasureCertificate> certificates) throws SQLException {
        Map<String, AgreementDocument> terms = LockedAgreements.lock(connection, agreementsOf(certificates));
        Map<Subject, Map<String, CertifiedMeasure>> histories = readHistories(connection, terms.keySet());
        Instant receivedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<Entry> kept = new ArrayList<>(certificates.size());
        List<Refusal> refusals = new ArrayList<>();
        for (MeasureCertificate certificate : certificates) {
            Optional<Refusal> broken = MeasureCertificateRule.firstBroken(certificate, terms.get(certificate.agreement()));
            if (broken.isPresent()) {
                refusals.add(broken.get());
                continue;
            }
            Map<String, CertifiedMeasure> byDocument = histories.computeIfAbsent(Subject.of(certificate), unseen -> new HashMap<>());
            CertifiedMeasure before = byDocument.get(certificate.document());
            if (before == null) {
                CertifiedMeasure next = new CertifiedMeasure(certificate.agreement(), certificate.measure(), certificate.day(), byDocument.size() + 1,
                        certificate.value(), certificate.unit(), certificate.certifiedAt(), certificate.document(), receivedAt);
                byDocument.put(certificate.document(), next);
                kept.add(new Entry(certificate, next, true));
            } else if (certificate.saysWhat(before)) {
                kept.add(new Entry(certificate, before, false));
            } else {
                refusals.add(new Refusal(certificate.line(), ALREADY_USED, "document", before.value().toPlainString() + " " + before.unit() + ", certified at "
                        + before.certifiedAt(), "Name the new document that corrects it."));
            }
        }
        List<CertifiedMeasure> added = kept.stream().filter(Entry::added).map(Entry::measure).toList();
        insert(connection, added, terms);
        Outbox.append(connection, SOURCE, added.stream().map(CertifiedMeasure::event).toList());
        if (certificates.size() == 1 && added.size() == 1) {
            CertifiedMeasure measure = added.get(0);
            LOG.infof("Certified measure agreement=%s measure=%s day=%s revision=%d value=%s%s", measure.agreement(), measure.measure(), measure.day(),
                    measure.revision(), measure.value().toPlainString(), measure.unit());
        }
        return new Entries(kept, refusals);
    }

    private static SortedSet<String> agreementsOf(List<MeasureCertificate> certificates) {
        SortedSet<String> agreements = new TreeSet<>();
        certificates.stream().map(MeasureCertificate::agreement).filter(Objects::nonNull).forEach(agreements::add);
        return agreements;
    }

    /** A measure has few revisions and an agreement two measures a year: all of them are read. */
    private static Map<Subject, Map<String, CertifiedMeasure>> readHistories(Connection connection, java.util.Set<String> agreements) throws SQLException {
        Map<Subject, Map<String, CertifiedMeasure>> histories = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT agreement, measure, day, revision, value, unit, certified_at, document, received_at FROM measure_revision WHERE agreement = ANY (?)""")) {
            select.setArray(1, connection.createArrayOf("text", agreements.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    CertifiedMeasure measure = new CertifiedMeasure(row.getString(1), row.getString(2), row.getObject(3, LocalDate.class), row.getInt(4),
                            row.getBigDecimal(5), row.getString(6), row.getTimestamp(7).toInstant(), row.getString(8), row.getTimestamp(9).toInstant());
                    histories.computeIfAbsent(new Subject(measure.agreement(), measure.measure(), measure.day()), unseen -> new HashMap<>())
                            .put(measure.document(), measure);
                }
            }
        }
        return histories;
    }

    private static void insert(Connection connection, List<CertifiedMeasure> added, Map<String, AgreementDocument> terms) throws SQLException {
        if (added.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO measure_revision (agreement, measure, day, revision, producer, value, unit, certified_at, document, received_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")) {
            for (CertifiedMeasure measure : added) {
                insert.setString(1, measure.agreement());
                insert.setString(2, measure.measure());
                insert.setObject(3, measure.day());
                insert.setInt(4, measure.revision());
                insert.setString(5, terms.get(measure.agreement()).producer());
                insert.setBigDecimal(6, measure.value());
                insert.setString(7, measure.unit());
                insert.setTimestamp(8, Timestamp.from(measure.certifiedAt()));
                insert.setString(9, measure.document());
                insert.setTimestamp(10, Timestamp.from(measure.receivedAt()));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
