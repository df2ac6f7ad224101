package org.pricefloor.settlement.books;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pricefloor.kernel.journal.Transfer;

/** The journal added up by account and currency, kept in the transaction of the transfers: what is owed is known without reading history. */
final class JournalTotals {

    private record Side(String account, String currency) implements Comparable<Side> {

        @Override
        public int compareTo(Side other) {
            return (account + currency).compareTo(other.account + other.currency);
        }
    }

    private static final int DEBIT = 0;
    private static final int CREDIT = 1;

    private final Map<Side, BigDecimal[]> totals = new TreeMap<>();

    void add(List<Transfer> transfers) {
        for (Transfer transfer : transfers) {
            String currency = transfer.amount().currency().getCurrencyCode();
            add(new Side(transfer.debit().term(), currency), DEBIT, transfer.amount().amount());
            add(new Side(transfer.credit().term(), currency), CREDIT, transfer.amount().amount());
        }
    }

    private void add(Side side, int column, BigDecimal amount) {
        BigDecimal[] total = totals.computeIfAbsent(side, unseen -> new BigDecimal[] {BigDecimal.ZERO, BigDecimal.ZERO});
        total[column] = total[column].add(amount);
    }

    void write(Connection connection) throws SQLException {
        if (totals.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO journal_total (account, currency, debit, credit)
                SELECT * FROM unnest(?::text[], ?::text[], ?::numeric[], ?::numeric[])
                ON CONFLICT (account, currency) DO UPDATE
                   SET debit = journal_total.debit + excluded.debit, credit = journal_total.credit + excluded.credit""")) {
            upsert.setArray(1, connection.createArrayOf("text", totals.keySet().stream().map(Side::account).toArray()));
            upsert.setArray(2, connection.createArrayOf("text", totals.keySet().stream().map(Side::currency).toArray()));
            upsert.setArray(3, connection.createArrayOf("numeric", totals.values().stream().map(total -> total[DEBIT]).toArray()));
            upsert.setArray(4, connection.createArrayOf("numeric", totals.values().stream().map(total -> total[CREDIT]).toArray()));
            upsert.executeUpdate();
        }
    }
}
