package org.pricefloor.benchmarks.bulk;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.pricefloor.benchmarks.workload.Facts;

/**
 * The settlement service, from the topics through shelf, bench and journal back to a topic. Every run has a set of facts of its own,
 * so that nothing of it is known; what the runs before left stays in the database, and the JVM stays warm, as in a service that runs.
 */
public final class WholePath implements Contender {

    private final Settlement settlement;
    private final Feed feed;
    private Facts facts;
    private long sent;
    private long runs;

    public WholePath(Settlement settlement) {
        this.settlement = settlement;
        this.feed = new Feed(settlement.kafka(), topic -> topic);
    }

    @Override
    public String name() {
        return "the whole service path";
    }

    @Override
    public void prepare(Facts next) {
        facts = next;
        feed.ground(facts);
        sent += facts.ground().size();
        settlement.awaitAtRest(sent);
        runs = settlement.runs();
    }

    @Override
    public void settle() {
        feed.deliveries(facts);
        sent += facts.deliveries().length;
        settlement.awaitRuns(runs + facts.workload().lines());
        settlement.awaitAtRest(sent);
    }

    @Override
    public Lines lines() {
        try (Connection connection = settlement.database()) {
            mustBePublished(connection);
            return OurBooks.of(facts.workload(), connection, "public");
        } catch (SQLException unreadable) {
            throw new IllegalStateException("The books can not be read: " + unreadable.getMessage(), unreadable);
        }
    }

    /** Every run has its event in the outbox, and the relay's cursor is past it. */
    private void mustBePublished(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery("""
                SELECT count(*) FROM run r LEFT JOIN outbox o USING (event_id) LEFT JOIN outbox_position p USING (outbox_id)
                 WHERE r.agreement LIKE '%s%%' AND (p.sequence IS NULL OR p.sequence > (SELECT published FROM outbox_cursor))""".formatted(facts.workload().prefix()))) {
            row.next();
            if (row.getLong(1) != 0) {
                throw new OutputsDiffer(row.getLong(1) + " runs were not published when the clock was stopped.");
            }
        }
    }

    @Override
    public void close() {
        feed.close();
    }
}
