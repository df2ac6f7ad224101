package org.pricefloor.registry;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.pricefloor.frontdoor.PlainText;
import org.pricefloor.frontdoor.Refusal;
import org.pricefloor.frontdoor.Refused;

/** Files that were taken in, each known by its bytes; the answer that it got first is the answer that it gets again. */
public enum FileRegister {

    DELIVERIES("delivery_upload"),
    MEASURES("measure_upload");

    /** Who made the same mistake on every line needs no more than this to see it. */
    private static final int MOST_REFUSALS_SHOWN = 1000;

    private final String table;

    FileRegister(String table) {
        this.table = table;
    }

    /**
     * The answer to an upload, as its bytes: those of the first answer when the file was taken in before.
     *
     * @param added false: the file was known
     */
    public record Upload(boolean added, byte[] answer) {
    }

    /** A file's identity: SHA-256 of its bytes, hexadecimal. */
    public static String sha256(byte[] file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The file's name, for people. */
    public static void refuseUnlessNamed(String document) {
        if (!PlainText.isPlain(document, 200)) {
            throw Refused.rule("DOCUMENT_MUST_BE_NAMED", "The file has no name.", "Add ?document=NAME with 1 to 200 printable characters.");
        }
    }

    /** Why nothing of a file was kept. */
    public static Refused refused(List<Refusal> refusals, boolean partial) {
        String shown = refusals.size() > MOST_REFUSALS_SHOWN ? "; the first " + MOST_REFUSALS_SHOWN + " are shown" : "";
        return Refused.rules("FILE_REFUSED", refusals.size() + " line(s) are refused" + shown + ". Nothing of the file was kept.",
                partial ? "Correct the lines and send the file again." : "Correct the lines and send the file again, or send it with partial=true to keep the other lines.",
                refusals.subList(0, Math.min(refusals.size(), MOST_REFUSALS_SHOWN)));
    }

    /**
     * The first answer, null for a file that is new. Two uploads of the same file wait here for one another; the second gets the
     * first one's answer.
     */
    public byte[] firstAnswer(Connection connection, String sha256) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))")) {
            lock.setString(1, table + ":" + sha256);
            lock.execute();
        }
        try (PreparedStatement select = connection.prepareStatement("SELECT answer FROM " + table + " WHERE sha256 = ?")) {
            select.setString(1, sha256);
            try (ResultSet first = select.executeQuery()) {
                return first.next() ? first.getBytes(1) : null;
            }
        }
    }

    public void keep(Connection connection, String sha256, String document, byte[] answer, String uploadedBy, Instant receivedAt) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO " + table + " (sha256, document, answer, uploaded_by, received_at) VALUES (?, ?, ?, ?, ?)")) {
            insert.setString(1, sha256);
            insert.setString(2, document);
            insert.setBytes(3, answer);
            insert.setString(4, uploadedBy);
            insert.setTimestamp(5, Timestamp.from(receivedAt));
            insert.executeUpdate();
        }
    }
}
