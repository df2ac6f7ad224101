package org.pricefloor.prices.figure;

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
import java.util.Optional;
import org.jboss.logging.Logger;
import org.pricefloor.frontdoor.Refusal;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.prices.Transaction;

/** Where files of figures are taken in: the whole file in one transaction, or nothing of it. */
@ApplicationScoped
class UploadBook {

    private static final Logger LOG = Logger.getLogger(UploadBook.class);
    /** Who made the same mistake on every line needs no more than this to see it. */
    private static final int MOST_REFUSALS_SHOWN = 1000;

    private final FigureBook figures;
    private final Transaction transaction;
    private final Clock clock;

    UploadBook(FigureBook figures, Transaction transaction, Clock clock) {
        this.figures = figures;
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
    Upload take(FigureKind kind, byte[] file, String document, boolean partial, String uploadedBy) {
        String sha256 = sha256(file);
        FigureKind.Lines lines = kind.read(file, sha256);
        return transaction.run(connection -> {
            lockFile(connection, sha256);
            Optional<byte[]> first = firstAnswer(connection, sha256);
            if (first.isPresent()) {
                return new Upload(false, first.get());
            }
            FigureBook.Entries entries = figures.enter(connection, kind, lines.figures());
            List<Refusal> refusals = new ArrayList<>(lines.refusals());
            refusals.addAll(entries.refusals());
            refusals.sort(Comparator.comparing(Refusal::line));
            if (!refusals.isEmpty() && (!partial || entries.kept().isEmpty())) {
                throw refused(refusals, partial);
            }
            if (entries.kept().isEmpty()) {
                throw Refused.rule("FILE_MUST_HOLD_A_ROW", "The file has a header and nothing else.", "Add a line for each day.");
            }
            Instant receivedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
            int added = (int) entries.kept().stream().filter(FigureBook.Entry::added).count();
            byte[] answer = EventJson.write(new UploadResource.FigureUpload(sha256, kind.term(), document, receivedAt, added, entries.kept().stream()
                    .map(entry -> new UploadResource.AcceptedLine(entry.line(), entry.kept().series(), entry.kept().day(), entry.kept().revision(), entry.added()))
                    .toList(), refusals));
            insert(connection, sha256, kind, document, answer, uploadedBy, receivedAt);
            LOG.infof("Took in a file of figures kind=%s document=%s file=sha256:%s added=%d kept=%d refused=%d", kind.term(), document.replaceAll("\\s", "_"), sha256,
                    added, entries.kept().size(), refusals.size());
            return new Upload(true, answer);
        });
    }

    /** The answer that a file got. */
    Optional<byte[]> answer(String sha256) {
        return transaction.run(connection -> firstAnswer(connection, sha256));
    }

    private static Refused refused(List<Refusal> refusals, boolean partial) {
        String shown = refusals.size() > MOST_REFUSALS_SHOWN ? "; the first " + MOST_REFUSALS_SHOWN + " are shown" : "";
        return Refused.rules("FILE_REFUSED", refusals.size() + " line(s) are refused" + shown + ". Nothing of the file was kept.",
                partial ? "Correct the lines and send the file again." : "Correct the lines and send the file again, or send it with partial=true to keep the other lines.",
                refusals.subList(0, Math.min(refusals.size(), MOST_REFUSALS_SHOWN)));
    }

    /** Two uploads of the same file wait for one another; the second gets the first one's answer. */
    private static void lockFile(Connection connection, String sha256) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))")) {
            lock.setString(1, "figure-upload:" + sha256);
            lock.execute();
        }
    }

    private static Optional<byte[]> firstAnswer(Connection connection, String sha256) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT answer FROM figure_upload WHERE sha256 = ?")) {
            select.setString(1, sha256);
            try (ResultSet first = select.executeQuery()) {
                return first.next() ? Optional.of(first.getBytes(1)) : Optional.empty();
            }
        }
    }

    private static void insert(Connection connection, String sha256, FigureKind kind, String document, byte[] answer, String uploadedBy, Instant receivedAt)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO figure_upload (sha256, kind, document, answer, uploaded_by, received_at) VALUES (?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, sha256);
            insert.setString(2, kind.term());
            insert.setString(3, document);
            insert.setBytes(4, answer);
            insert.setString(5, uploadedBy);
            insert.setTimestamp(6, Timestamp.from(receivedAt));
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
