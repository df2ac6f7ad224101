package org.pricefloor.benchmarks.history;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pricefloor.benchmarks.system.RowsTouched;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.contracts.DeliveryCertified;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.PriceAssessed;

/** Every line is computed anew from every fact, by one statement, and the differences to what stands are added: nobody keeps what is due. */
final class AllAnew {

    private final Connection connection;

    AllAnew(Connection connection, List<AgreementDocument> agreements) throws SQLException {
        this.connection = connection;
        try (Statement statement = connection.createStatement()) {
            statement.execute("""
                    CREATE TABLE floor_step (agreement text, series text NOT NULL, first_day date, last_day date NOT NULL, strike numeric NOT NULL, PRIMARY KEY (agreement, first_day));
                    CREATE TABLE price (series text, day date, revision int, price numeric NOT NULL, PRIMARY KEY (series, day, revision));
                    CREATE TABLE delivery (agreement text, lot text, revision int, day date NOT NULL, quantity numeric NOT NULL, PRIMARY KEY (agreement, lot, revision));
                    CREATE TABLE line (agreement text, day date, sequence int, amount numeric NOT NULL, difference numeric NOT NULL, PRIMARY KEY (agreement, day, sequence))""");
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO floor_step VALUES (?, ?, ?, ?, ?)")) {
            for (AgreementDocument agreement : agreements) {
                for (int step = 0; step < agreement.floor().size(); step++) {
                    insert.setString(1, agreement.agreement());
                    insert.setString(2, agreement.referencePrice().series());
                    insert.setObject(3, agreement.floor().get(step).from());
                    insert.setObject(4, step + 1 < agreement.floor().size() ? agreement.floor().get(step + 1).from().minusDays(1) : agreement.effectiveTo());
                    insert.setBigDecimal(5, agreement.floor().get(step).price());
                    insert.addBatch();
                }
            }
            insert.executeBatch();
        }
    }

    void add(List<Event> facts) throws SQLException {
        try (PreparedStatement price = connection.prepareStatement("INSERT INTO price VALUES (?, ?, ?, ?)");
             PreparedStatement delivery = connection.prepareStatement("INSERT INTO delivery VALUES (?, ?, ?, ?, ?)")) {
            for (Event fact : facts) {
                if (fact instanceof PriceAssessed figure) {
                    price.setString(1, figure.series());
                    price.setObject(2, figure.pricingDate());
                    price.setInt(3, figure.revision());
                    price.setBigDecimal(4, figure.price());
                    price.addBatch();
                } else if (fact instanceof DeliveryCertified certified) {
                    delivery.setString(1, certified.agreement());
                    delivery.setString(2, certified.lot());
                    delivery.setInt(3, certified.revision());
                    delivery.setObject(4, certified.deliveryDate());
                    delivery.setBigDecimal(5, certified.quantity());
                    delivery.addBatch();
                }
            }
            price.executeBatch();
            delivery.executeBatch();
        }
    }

    void settle() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("""
                    WITH quantity AS (
                        SELECT agreement, day, sum(quantity) AS quantity
                          FROM (SELECT DISTINCT ON (agreement, lot) agreement, day, quantity FROM delivery ORDER BY agreement, lot, revision DESC) newest
                         GROUP BY agreement, day),
                    reference AS (SELECT DISTINCT ON (series, day) series, day, price FROM price ORDER BY series, day, revision DESC),
                    standing AS (SELECT DISTINCT ON (agreement, day) agreement, day, sequence, amount FROM line ORDER BY agreement, day, sequence DESC),
                    computed AS (
                        SELECT q.agreement, q.day, CASE WHEN q.quantity = 0 THEN 0 ELSE round((f.strike - r.price) * q.quantity, 2) END AS amount
                          FROM quantity q JOIN floor_step f ON f.agreement = q.agreement AND q.day BETWEEN f.first_day AND f.last_day
                          LEFT JOIN reference r ON r.series = f.series AND r.day = q.day
                         WHERE q.quantity = 0 OR r.price IS NOT NULL)
                    INSERT INTO line
                    SELECT c.agreement, c.day, coalesce(s.sequence, 0) + 1, c.amount, c.amount - coalesce(s.amount, 0)
                      FROM computed c LEFT JOIN standing s USING (agreement, day) WHERE s.amount IS DISTINCT FROM c.amount""");
        }
    }

    void analyze() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("ANALYZE");
        }
    }

    RowsTouched touched() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_stat_force_next_flush()");
        }
        return RowsTouched.told(connection);
    }

    /** By "agreement day". */
    Map<String, BigDecimal> lines() throws SQLException {
        Map<String, BigDecimal> lines = new TreeMap<>();
        try (Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery("SELECT agreement, day, (array_agg(amount ORDER BY sequence DESC))[1] FROM line GROUP BY agreement, day")) {
            while (row.next()) {
                lines.put(row.getString(1) + " " + row.getObject(2, LocalDate.class), row.getBigDecimal(3));
            }
        }
        return lines;
    }
}
