package org.pricefloor.benchmarks.bulk;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import org.pricefloor.benchmarks.workload.WorkloadW;

/** Reads what the service keeps: of each period its latest run, and what the journal comes to. */
public final class OurBooks {

    private OurBooks() {
    }

    /** @param schema the service's own, or that of a copy */
    public static Lines of(WorkloadW workload, Connection connection, String schema) throws SQLException {
        Lines lines = new Lines(workload);
        connection.setAutoCommit(false);
        try (PreparedStatement latest = connection.prepareStatement("SELECT DISTINCT ON (agreement, period_from) agreement, period_from, quantity, reference_price, top_up, upside"
                + " FROM " + schema + ".run WHERE agreement LIKE ? ORDER BY agreement, period_from, sequence DESC");
             PreparedStatement posted = connection.prepareStatement("SELECT coalesce(sum(CASE WHEN debit = 'top-up expense' OR credit = 'upside income' THEN amount"
                     + " WHEN credit = 'top-up expense' OR debit = 'upside income' THEN -amount ELSE 0 END), 0) FROM " + schema + ".journal_transfer WHERE agreement LIKE ?")) {
            latest.setFetchSize(10_000);
            latest.setString(1, workload.prefix() + "%");
            try (ResultSet row = latest.executeQuery()) {
                while (row.next()) {
                    lines.add(workload.lineOf(row.getString(1), row.getObject(2, LocalDate.class)), row.getBigDecimal(3), row.getBigDecimal(4), row.getBigDecimal(5),
                            row.getBigDecimal(6));
                }
            }
            posted.setString(1, workload.prefix() + "%");
            try (ResultSet row = posted.executeQuery()) {
                row.next();
                lines.posted(row.getBigDecimal(1));
            }
        }
        connection.setAutoCommit(true);
        return lines;
    }
}
