package org.pricefloor.portal.office;

import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the balances. They are sums of the transfers that settlement posted, so what is shown here agrees with the journal
 * by construction; accounts bear the journal's names.
 */
@ApplicationScoped
public class Books {

    /**
     * What an account name counts as on the page of payables and receivables. Payables are seen as credits less debits,
     * receivables as debits less credits.
     */
    private static final String COLUMNS = """
            coalesce(sum(credit - debit) FILTER (WHERE account = 'top-up payable'), 0),
            coalesce(sum(debit - credit) FILTER (WHERE account IN ('upside receivable', 'overpayment receivable')), 0),
            coalesce(sum(credit - debit) FILTER (WHERE account = 'accrued top-up'), 0),
            coalesce(sum(debit - credit) FILTER (WHERE account = 'accrued upside'), 0),
            coalesce(sum(set_off) FILTER (WHERE account = 'top-up payable'), 0)""";

    /**
     * What is open between office and producer, never negative as long as the journal is right. What was set off is in neither
     * payable nor receivable any more.
     *
     * @param payable           owed to the producer for closed periods
     * @param receivable        owed by the producer for closed periods
     * @param accruedPayable    expected for open periods: not payable yet
     * @param accruedReceivable expected for open periods
     * @param setOff            taken from payable and receivable alike by nettings
     */
    public record Open(String producer, String currency, BigDecimal payable, BigDecimal receivable,
                       BigDecimal accruedPayable, BigDecimal accruedReceivable, BigDecimal setOff) {

        /** Positive is owed to the producer. */
        public BigDecimal net() {
            return payable.subtract(receivable);
        }
    }

    /**
     * The same for one period of an agreement. An offset stands in the period whose netting made it: where it settles what other
     * periods left open, payable or receivable of its own period is negative by that much; over the agreement they add up.
     */
    public record Item(String producer, String agreement, String period, LocalDate periodFrom, String currency, BigDecimal payable,
                       BigDecimal receivable, BigDecimal accruedPayable, BigDecimal accruedReceivable, BigDecimal setOff) {

        public BigDecimal net() {
            return payable.subtract(receivable);
        }
    }

    /** An account of one fund. Transfers stay within a fund, so that each fund's debits equal its credits. */
    public record FundBalance(String fund, Balance balance) {
    }

    /** An account in one currency: what was debited, what was credited, and which side is left. */
    public record Balance(String account, String currency, BigDecimal debit, BigDecimal credit) {

        public BigDecimal debitBalance() {
            return debit.subtract(credit).max(BigDecimal.ZERO);
        }

        public BigDecimal creditBalance() {
            return credit.subtract(debit).max(BigDecimal.ZERO);
        }
    }

    /** Null bounds are no bounds. */
    public record Wanted(String producer, String agreement, LocalDate from, LocalDate to) {
    }

    /** By producer and currency. */
    public List<Open> open(Connection connection, String party, Wanted wanted) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT producer, currency, " + COLUMNS + """
                 FROM account_balance WHERE ? IN ('*', producer)
                   AND (?::text IS NULL OR producer = ?) AND (?::text IS NULL OR agreement = ?)
                   AND (?::date IS NULL OR period_from >= ?::date) AND (?::date IS NULL OR period_from <= ?::date)
                 GROUP BY producer, currency ORDER BY producer, currency""")) {
            bind(query, party, wanted);
            List<Open> open = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    open.add(new Open(row.getString(1), row.getString(2), row.getBigDecimal(3), row.getBigDecimal(4), row.getBigDecimal(5),
                            row.getBigDecimal(6), row.getBigDecimal(7)));
                }
            }
            return open;
        }
    }

    /** By producer, agreement and period, newest period first; periods on which nothing is open are left out. */
    public List<Item> items(Connection connection, String party, Wanted wanted, int limit) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT * FROM (SELECT producer, agreement, period, period_from, currency, "
                + COLUMNS + """
                 FROM account_balance WHERE ? IN ('*', producer)
                   AND (?::text IS NULL OR producer = ?) AND (?::text IS NULL OR agreement = ?)
                   AND (?::date IS NULL OR period_from >= ?::date) AND (?::date IS NULL OR period_from <= ?::date)
                 GROUP BY producer, agreement, period, period_from, currency)
                 AS item (producer, agreement, period, period_from, currency, payable, receivable, accrued_payable, accrued_receivable, set_off)
                 WHERE payable <> 0 OR receivable <> 0 OR accrued_payable <> 0 OR accrued_receivable <> 0 OR set_off <> 0
                 ORDER BY producer, period_from DESC, agreement, period, currency LIMIT ?""")) {
            query.setInt(bind(query, party, wanted), limit);
            List<Item> items = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    items.add(new Item(row.getString(1), row.getString(2), row.getString(3), row.getObject(4, LocalDate.class), row.getString(5),
                            row.getBigDecimal(6), row.getBigDecimal(7), row.getBigDecimal(8), row.getBigDecimal(9), row.getBigDecimal(10)));
                }
            }
            return items;
        }
    }

    /** Every account that was ever posted to, by currency. */
    public List<Balance> trialBalance(Connection connection, String party) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT account, currency, sum(debit), sum(credit) FROM account_balance WHERE ? IN ('*', producer)
                 GROUP BY currency, account ORDER BY currency, account""")) {
            query.setString(1, party);
            List<Balance> balances = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    balances.add(new Balance(row.getString(1), row.getString(2), row.getBigDecimal(3), row.getBigDecimal(4)));
                }
            }
            return balances;
        }
    }

    /** The accounts of every fund that was ever named, by fund and currency. */
    public List<FundBalance> fundBalances(Connection connection, String party) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT fund, account, currency, sum(debit), sum(credit) FROM account_balance WHERE ? IN ('*', producer) AND fund <> ''
                 GROUP BY fund, currency, account ORDER BY fund, currency, account""")) {
            query.setString(1, party);
            List<FundBalance> balances = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    balances.add(new FundBalance(row.getString(1),
                            new Balance(row.getString(2), row.getString(3), row.getBigDecimal(4), row.getBigDecimal(5))));
                }
            }
            return balances;
        }
    }

    private static int bind(PreparedStatement query, String party, Wanted wanted) throws SQLException {
        int at = 1;
        query.setString(at++, party);
        for (String text : new String[] {wanted.producer(), wanted.producer(), wanted.agreement(), wanted.agreement()}) {
            query.setString(at++, text);
        }
        for (LocalDate day : new LocalDate[] {wanted.from(), wanted.from(), wanted.to(), wanted.to()}) {
            query.setObject(at++, day);
        }
        return at;
    }
}
