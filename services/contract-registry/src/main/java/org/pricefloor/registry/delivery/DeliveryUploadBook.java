package org.pricefloor.registry.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jboss.logging.Logger;
import org.pricefloor.contracts.Assay;
import org.pricefloor.frontdoor.Refusal;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.reading.DeliveryFile;
import org.pricefloor.reading.FileReading;
import org.pricefloor.registry.FileRegister;
import org.pricefloor.registry.Transaction;

/** Where files of certificates are taken in: the whole file in one transaction, or nothing of it. */
@ApplicationScoped
class DeliveryUploadBook {

    private static final Logger LOG = Logger.getLogger(DeliveryUploadBook.class);
    /** Rule 26: what a transaction may lock. */
    private static final int MOST_AGREEMENTS = 500;

    private final DeliveryBook deliveries;
    private final Transaction transaction;
    private final Clock clock;

    DeliveryUploadBook(DeliveryBook deliveries, Transaction transaction, Clock clock) {
        this.deliveries = deliveries;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Takes in a file.
     *
     * @param document the file's name, for people; a row's own document is the retry key, and without one the file's digest and the line
     * @param partial  whether good lines are kept although others are refused
     * @throws Refused 422 with every refusal, when a line is refused and {@code partial} was not asked for, or no line is good
     */
    FileRegister.Upload take(byte[] file, String document, boolean partial, String uploadedBy) {
        String sha256 = FileRegister.sha256(file);
        FileReading<org.pricefloor.reading.DeliveryRow> reading = DeliveryFile.read(file);
        List<Refusal> unread = reading.refusals().stream()
                .map(refusal -> new Refusal(refusal.line(), refusal.rule(), refusal.field(), refusal.found(), refusal.fix())).toList();
        List<Certificate> certificates = reading.rows().stream().map(line -> certificate(sha256, line)).toList();
        int agreements = DeliveryBook.agreementsOf(certificates).size();
        if (agreements > MOST_AGREEMENTS) {
            throw Refused.rule("FILE_MUST_NAME_AT_MOST_500_AGREEMENTS", "The file names " + agreements + " agreements.", "Send one file for each " + MOST_AGREEMENTS + " agreements.");
        }
        return transaction.run(connection -> {
            byte[] first = FileRegister.DELIVERIES.firstAnswer(connection, sha256);
            if (first != null) {
                return new FileRegister.Upload(false, first);
            }
            DeliveryBook.Entries entries = deliveries.enter(connection, certificates);
            List<Refusal> refusals = new ArrayList<>(unread);
            refusals.addAll(entries.refusals());
            refusals.sort(Comparator.comparing(Refusal::line));
            if (!refusals.isEmpty() && (!partial || entries.kept().isEmpty())) {
                throw FileRegister.refused(refusals, partial);
            }
            if (entries.kept().isEmpty()) {
                throw Refused.rule("FILE_MUST_HOLD_A_ROW", "The file has a header and nothing else.", "Add a line for each lot.");
            }
            Instant receivedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
            byte[] answer = EventJson.write(answer(sha256, document, entries, refusals, receivedAt));
            FileRegister.DELIVERIES.keep(connection, sha256, document, answer, uploadedBy, receivedAt);
            LOG.infof("Took in a file of deliveries document=%s file=sha256:%s kept=%d refused=%d", document.replaceAll("\\s", "_"), sha256, entries.kept().size(), refusals.size());
            return new FileRegister.Upload(true, answer);
        });
    }

    private static Certificate certificate(String sha256, FileReading.Line<org.pricefloor.reading.DeliveryRow> line) {
        org.pricefloor.reading.DeliveryRow row = line.row();
        return new Certificate(line.line(), row.agreement(), row.lot(), row.category(), row.deliveryDate(), row.quantity(), row.unit(), row.certifiedAt(),
                row.document() == null ? sha256 + ":" + line.line() : row.document(), row.product(), row.form(),
                row.assay() == null ? null : new Assay(row.assay(), row.reoShare(), row.contentShare()), null);
    }

    private static DeliveryUploadResource.DeliveryUpload answer(String sha256, String document, DeliveryBook.Entries entries, List<Refusal> refusals, Instant receivedAt) {
        return new DeliveryUploadResource.DeliveryUpload(sha256, document, receivedAt, (int) entries.kept().stream().filter(DeliveryBook.Entry::added).count(),
                entries.kept().stream().map(entry -> new DeliveryUploadResource.AcceptedLine(entry.certificate().line(), entry.delivery().agreement(), entry.delivery().lot(),
                        entry.delivery().revision(), entry.added())).toList(),
                refusals);
    }
}
