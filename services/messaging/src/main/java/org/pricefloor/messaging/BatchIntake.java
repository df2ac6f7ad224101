package org.pricefloor.messaging;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * The consumer's side: a poll of records takes effect in one transaction with its watermarks.
 *
 * <p>An outage of the database is waited out: {@link #accept} returns only when the records are done with. An event that
 * the {@link FactBook} refuses is found by halving the batch and parked alone, in the same transaction. Kafka's committed
 * offsets do not count: on assignment the consumer is put where the database says ({@link #assigned}).
 */
public final class BatchIntake implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(BatchIntake.class.getName());
    private static final Comparator<TopicPartition> LOCK_ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    /**
     * A position that has not arrived while later ones have.
     *
     * @param missing the position waited for
     * @param held    records held back behind it
     */
    public record Gap(String topic, int partition, long missing, Instant since, int held) {

        /** By the machine's clock, as {@code since} is: a service's own clock may stand where a test put it. */
        public boolean isOlderThan(Duration patience) {
            return since.plus(patience).isBefore(Instant.now());
        }
    }

    private final DataSource dataSource;
    private final FactBook book;
    private final Inbox inbox = new Inbox();
    private volatile boolean closed;
    private volatile Instant failingSince;
    private volatile String failure;

    public BatchIntake(DataSource dataSource, FactBook book) {
        this.dataSource = dataSource;
        this.book = book;
    }

    /** Gaps in what arrived: none when all is well. A gap older than some seconds belongs into the health report. */
    public List<Gap> gaps() {
        return inbox.gaps();
    }

    /** Since when the database can not be reached or written; null: it can. */
    public Instant failingSince() {
        return failingSince;
    }

    /** What the outage is; null: none. */
    public String failure() {
        return failure;
    }

    /**
     * Puts a consumer behind the last record done with, partition by partition: call it from the rebalance listener, on
     * the polling thread.
     */
    public void assigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        Map<TopicPartition, OptionalLong> starts = startOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        for (TopicPartition partition : partitions) {
            inbox.forget(partition);
            OptionalLong start = starts.get(partition);
            // A topic that was made anew is shorter than what we remember: read it all, the watermark drops what is known.
            if (start.isPresent() && start.getAsLong() <= ends.getOrDefault(partition, 0L)) {
                consumer.seek(partition, start.getAsLong());
            } else {
                consumer.seekToBeginning(List.of(partition));
            }
        }
    }

    private Map<TopicPartition, OptionalLong> startOffsets(Collection<TopicPartition> partitions) {
        for (long backoff = 100; ; backoff = Math.min(5_000, backoff * 2)) {
            try (Connection connection = dataSource.getConnection()) {
                Map<TopicPartition, OptionalLong> starts = new TreeMap<>(LOCK_ORDER);
                for (TopicPartition partition : partitions) {
                    starts.put(partition, Inbox.startOffset(connection, partition));
                }
                recovered();
                return starts;
            } catch (SQLException | RuntimeException e) {
                waitOut(e, backoff);
            }
        }
    }

    /** Lets the records of one poll take effect; returns when they have, or are held back, dropped or parked. */
    public void accept(ConsumerRecords<byte[], byte[]> records) {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>(records.count());
        records.forEach(all::add);
        accept(all);
    }

    /** As {@link #accept(ConsumerRecords)}; within a partition the records are in the order of offsets. */
    public void accept(List<ConsumerRecord<byte[], byte[]>> records) {
        if (records.isEmpty()) {
            return;
        }
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> byPartition = new TreeMap<>(LOCK_ORDER);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            byPartition.computeIfAbsent(new TopicPartition(record.topic(), record.partition()), unseen -> new ArrayList<>()).add(record);
        }
        boolean oneByOne = false;
        long backoff = 100;
        while (true) {
            try {
                once(byPartition, oneByOne);
                recovered();
                return;
            } catch (EffectRefused e) {
                if (oneByOne) {
                    // Found no culprit, so the commit itself refuses: nothing may be skipped, so wait for someone to look.
                    waitOut(e.getCause(), backoff);
                    backoff = Math.min(5_000, backoff * 2);
                }
                oneByOne = true;
            } catch (SQLException | RuntimeException e) {
                waitOut(e, backoff);
                backoff = Math.min(5_000, backoff * 2);
            }
        }
    }

    /** Gives up waiting for a database that is away: what was not committed is read again after the next start. */
    @Override
    public void close() {
        closed = true;
    }

    private void once(Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> byPartition, boolean oneByOne) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            boolean committed = false;
            Trace.Scope traced = null;
            try {
                List<Inbox.Batch> batches = new ArrayList<>();
                List<Inbox.Verdict> parked = new ArrayList<>();
                List<Inbox.Verdict> received = new ArrayList<>();
                try (Statement statement = connection.createStatement()) {
                    // What is looked up for a batch, watermarks and ids of facts, is looked up by keys, however small or young a table is.
                    statement.execute("SET LOCAL enable_seqscan = off");
                }
                for (var part : byPartition.entrySet()) {
                    Inbox.Batch batch = inbox.take(connection, part.getKey(), part.getValue());
                    batches.add(batch);
                    for (Inbox.Verdict verdict : batch.verdicts()) {
                        (verdict.parked() != null ? parked : received).add(verdict);
                    }
                }
                traced = Trace.within(received.stream().map(verdict -> verdict.received().trace()).toList());
                if (!received.isEmpty()) {
                    if (oneByOne) {
                        recordHalving(connection, received, parked);
                    } else {
                        record(connection, received);
                    }
                }
                for (Inbox.Verdict verdict : parked) {
                    park(connection, verdict);
                }
                for (Inbox.Batch batch : batches) {
                    inbox.advance(connection, batch);
                }
                commit(connection);
                committed = true;
                batches.forEach(inbox::settled);
                if (!received.isEmpty()) {
                    LOG.log(System.Logger.Level.INFO, "Took in events=" + received.size() + " topic=" + received.get(0).record().topic());
                }
            } finally {
                if (!committed) {
                    rollback(connection);
                }
                if (traced != null) {
                    traced.close();
                }
            }
        }
    }

    private void record(Connection connection, List<Inbox.Verdict> received) throws SQLException {
        List<Received> events = new ArrayList<>(received.size());
        received.forEach(verdict -> events.add(verdict.received()));
        try {
            book.record(connection, events);
        } catch (SQLException | RuntimeException e) {
            if (isOutage(e)) {
                throw e;
            }
            throw new EffectRefused(e);
        }
    }

    private void recordHalving(Connection connection, List<Inbox.Verdict> received, List<Inbox.Verdict> parked) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            record(connection, received);
            try (Statement statement = connection.createStatement()) {
                // A deferred constraint has to speak while we know whose fault it is.
                statement.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED");
            } catch (SQLException e) {
                if (isOutage(e)) {
                    throw e;
                }
                throw new EffectRefused(e);
            }
            connection.releaseSavepoint(before);
        } catch (EffectRefused e) {
            connection.rollback(before);
            if (received.size() == 1) {
                Inbox.Verdict culprit = received.get(0);
                parked.add(Inbox.parked(culprit.record(), culprit.received().envelope().position(), "EFFECT_REFUSED", e.getCause().toString()));
            } else {
                int half = received.size() / 2;
                recordHalving(connection, received.subList(0, half), parked);
                recordHalving(connection, received.subList(half, received.size()), parked);
            }
        }
    }

    private void park(Connection connection, Inbox.Verdict verdict) throws SQLException {
        Parked parked = verdict.parked();
        Inbox.keep(connection, verdict.record(), parked);
        Savepoint before = connection.setSavepoint();
        try {
            book.parked(connection, parked);
            connection.releaseSavepoint(before);
        } catch (SQLException | RuntimeException e) {
            if (isOutage(e)) {
                throw e;
            }
            connection.rollback(before);
            LOG.log(System.Logger.Level.WARNING, "Could not mark what depends on a parked record key=" + parked.key() + " cause=" + e);
        }
        LOG.log(System.Logger.Level.WARNING, "Parked topic=" + parked.topic() + " partition=" + parked.partition() + " offset="
                + parked.offset() + " key=" + parked.key() + " rule=" + parked.rule() + " reason=" + parked.reason());
    }

    private static void commit(Connection connection) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException e) {
            if (isOutage(e)) {
                throw e;
            }
            throw new EffectRefused(e);
        }
    }

    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "Rolling back failed: the connection is gone", e);
        }
    }

    /** Data at fault has SQLSTATE class 21, 22, 23, 44 or P0, or is no database error at all; everything else passes by itself or needs an operator. */
    public static boolean isOutage(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                String state = sql.getSQLState();
                return state == null || !(state.startsWith("21") || state.startsWith("22") || state.startsWith("23")
                        || state.startsWith("44") || state.startsWith("P0"));
            }
        }
        return false;
    }

    private void waitOut(Throwable cause, long backoff) {
        if (closed) {
            throw new IllegalStateException("The intake was closed while waiting for its database", cause);
        }
        if (failure == null) {
            failingSince = Instant.now();
            LOG.log(System.Logger.Level.WARNING, "Intake failed, trying again until it succeeds cause=" + cause);
        }
        failure = String.valueOf(cause);
        try {
            Thread.sleep(backoff);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
            throw new IllegalStateException("The intake was interrupted while waiting for its database", e);
        }
    }

    private void recovered() {
        if (failure != null) {
            LOG.log(System.Logger.Level.INFO, "Intake recovered after=" + Duration.between(failingSince, Instant.now()));
            failure = null;
            failingSince = null;
        }
    }

    private static final class EffectRefused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        EffectRefused(Throwable cause) {
            super(null, cause, false, false);
        }
    }
}
