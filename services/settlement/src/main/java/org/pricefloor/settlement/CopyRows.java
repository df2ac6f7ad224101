package org.pricefloor.settlement;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows on their way into one table by {@code COPY}: an order of magnitude faster than inserts, and the same transaction.
 *
 * <p>Nothing is sent until the first row, so a writer without rows costs nothing. {@link #close} ends the copy; an exception
 * before leaves the transaction to be rolled back.
 */
public final class CopyRows implements AutoCloseable {

    private static final int CHUNK = 1 << 18;

    private final Connection connection;
    private final String target;
    private final StringBuilder text = new StringBuilder();
    private CopyIn copy;
    private boolean atStartOfRow = true;
    private boolean complete = true;

    /** @param target table and columns, for instance {@code run (position, agreement)}; never built from input */
    public CopyRows(Connection connection, String target) {
        this.connection = connection;
        this.target = target;
    }

    public CopyRows add(String value) {
        separate();
        if (value == null) {
            text.append("\\N");
            return this;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                default -> text.append(c);
            }
        }
        return this;
    }

    public CopyRows add(long value) {
        separate();
        text.append(value);
        return this;
    }

    public CopyRows add(BigDecimal value) {
        return add(value == null ? null : value.toPlainString());
    }

    public CopyRows add(LocalDate value) {
        return add(value == null ? null : value.toString());
    }

    public CopyRows add(Instant value) {
        return add(value == null ? null : value.toString());
    }

    public CopyRows add(UUID value) {
        return add(value == null ? null : value.toString());
    }

    public CopyRows add(byte[] value) {
        separate();
        text.append("\\\\x").append(HexFormat.of().formatHex(value));
        return this;
    }

    /** Ends the row. */
    public void end() throws SQLException {
        text.append('\n');
        atStartOfRow = true;
        complete = true;
        if (text.length() >= CHUNK) {
            flush();
        }
    }

    @Override
    public void close() throws SQLException {
        try {
            if (complete && text.length() > 0) {
                flush();
            }
            if (copy != null && complete) {
                copy.endCopy();
            }
        } finally {
            if (copy != null && copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private void separate() {
        if (!atStartOfRow) {
            text.append('\t');
        }
        atStartOfRow = false;
        complete = false;
    }

    private void flush() throws SQLException {
        if (copy == null) {
            copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY " + target + " FROM STDIN");
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
        text.setLength(0);
    }
}
