package org.pricefloor.registry.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.jboss.logging.Logger;
import org.pricefloor.frontdoor.Refusal;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.reading.DeliveryFile;
import org.pricefloor.reading.FileReading;
import org.pricefloor.registry.Transaction;

/** Where files of certificates are taken in: the whole file in one transaction, or nothing of it. */
@ApplicationScoped
class DeliveryUploadBook {

    private static final Logger LOG = Logger.getLogger(DeliveryUploadBook.class);
    /** Rule 26: what a transaction may lock. */
    private static final int MOST_AGREEMENTS = 500;
    /** Who made the same mistake on every line needs no more than this to see it. */
    private static final int MOST_REFUSALS_SHOWN = 1000;

    private final DeliveryBook deliveries;
    private final Transaction transaction;
    private final Clock clock;

    DeliveryUploadBook(DeliveryBook deliveries, Transaction transaction, Clock clock) {
        this.deliveries = deliveries;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * The answer to an upload, as its bytes: those of the first answer when the file was taken in before.
     *
     * @param added false: the file was known
     */
    record Upload(boolean added, byte[] answer) {
    }

    /**
     * Takes in a file.
     *
     * @param document the file's name, for people; a row's own document is the retry key, and without one the file's digest and the line
     * @param partial  whether good lines are kept although others are refused
     * @throws Refused 422 with every refusal, when a line is refused and {@code partial} was not asked for, or no line is good
     */
    Upload take(byte[] file, String document, boolean partial, String uploadedBy) {
        String sha256 = sha256(file);
        FileReading<org.pricefloor.reading.DeliveryRow> reading = DeliveryFile.read(file);
        List<Refusal> unread = reading.refusals().stream()
                .map(refusal -> new Refusal(refusal.line(), refusal.rule(), refusal.field(), refusal.found(), refusal.fix())).toList();
        List<Certificate> certificates = reading.rows().stream().map(line -> certificate(sha256, line)).toList();
        int agreements = DeliveryBook.agreementsOf(certificates).size();
        if (agreements > MOST_AGREEMENTS) {
            throw Refused.rule("FILE_MUST_NAME_AT_MOST_500_AGREEMENTS", "The file names " + agreements + " agreements.", "Send one file for each " + MOST_AGREEMENTS + " agreements.");
        }
        return transaction.run(connection -> {
            lockFile(connection, sha256);
            byte[] first = firstAnswer(connection, sha256);
            if (first != null) {
                return new Upload(false, first);
            }
            DeliveryBook.Entries entries = deliveries.enter(connection, certificates);
            List<Refusal> refusals = new ArrayList<>(unread);
            refusals.addAll(entries.refusals());
            refusals.sort(Comparator.comparing(Refusal::line));
            if (!refusals.isEmpty() && (!partial || entries.kept().isEmpty())) {
                throw refused(refusals, partial);
            }
            if (entries.kept().isEmpty()) {
                throw Refused.rule("FILE_MUST_HOLD_A_ROW", "The file has a header and nothing else.", "Add a line for each lot.");
            }
            Instant receivedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
            byte[] answer = EventJson.write(answer(sha256, document, entries, refusals, receivedAt));
            insert(connection, sha256, document, answer, uploadedBy, receivedAt);
            LOG.infof("Took in a file of deliveries document=%s file=sha256:%s kept=%d refused=%d", document.replaceAll("\\s", "_"), sha256, entries.kept().size(), refusals.size());
            return new Upload(true, answer);
        });
    }

    private static Certificate certificate(String sha256, FileReading.Line<org.pricefloor.reading.DeliveryRow> line) {
        org.pricefloor.reading.DeliveryRow row = line.row();
        return new Certificate(line.line(), row.agreement(), row.lot(), row.category(), row.deliveryDate(), row.quantity(), row.unit(), row.certifiedAt(),
                row.document() == null ? sha256 + ":" + line.line() : row.document());
    }

    private static Refused refused(List<Refusal> refusals, boolean partial) {
        String shown = refusals.size() > MOST_REFUSALS_SHOWN ? "; the first " + MOST_REFUSALS_SHOWN + " are shown" : "";
        return Refused.rules("FILE_REFUSED", refusals.size() + " line(s) are refused" + shown + ". Nothing of the file was kept.",
                partial ? "Correct the lines and send the file again." : "Correct the lines and send the file again, or send it with partial=true to keep the other lines.",
                refusals.subList(0, Math.min(refusals.size(), MOST_REFUSALS_SHOWN)));
    }

    private static DeliveryUploadResource.DeliveryUpload answer(String sha256, String document, DeliveryBook.Entries entries, List<Refusal> refusals, Instant receivedAt) {
        return new DeliveryUploadResource.DeliveryUpload(sha256, document, receivedAt, (int) entries.kept().stream().filter(DeliveryBook.Entry::added).count(),
                entries.kept().stream().map(entry -> new DeliveryUploadResource.AcceptedLine(entry.certificate().line(), entry.delivery().agreement(), entry.delivery().lot(),
                        entry.delivery().revision(), entry.added())).toList(),
                refusals);
    }

    /** Two uploads of the same file wait for one another; the second gets the first one's answer. */
    private static void lockFile(Connection connection, String sha256) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))")) {
            lock.setString(1, "delivery-upload:" + sha256);
            lock.execute();
        }
    }

    private static byte[] firstAnswer(Connection connection, String sha256) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT answer FROM delivery_upload WHERE sha256 = ?")) {
            select.setString(1, sha256);
            try (ResultSet first = select.executeQuery()) {
                return first.next() ? first.getBytes(1) : null;
            }
        }
    }

    private static void insert(Connection connection, String sha256, String document, byte[] answer, String uploadedBy, Instant receivedAt) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO delivery_upload (sha256, document, answer, uploaded_by, received_at) VALUES (?, ?, ?, ?, ?)")) {
            insert.setString(1, sha256);
            insert.setString(2, document);
            insert.setBytes(3, answer);
            insert.setString(4, uploadedBy);
            insert.setTimestamp(5, Timestamp.from(receivedAt));
            insert.executeUpdate();
        }
    }

    private static String sha256(byte[] file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
