package org.pricefloor.messaging;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.postgresql.PGConnection;
import org.pricefloor.contracts.EventEnvelope;

/**
 * Carries outbox rows to Kafka, alone (rule 28).
 *
 * <p>The relay works on one connection of its own, which holds an advisory lock; a second relay stands by until that
 * connection is gone, which is at the latest when its owner has stood still for the time of a lease. A round has three steps:
 * <ol>
 * <li>take committed rows that have no position, give them gap-free positions per topic and partition, commit;</li>
 * <li>publish them and wait until the broker has acknowledged every one;</li>
 * <li>move the cursor over them, commit.</li>
 * </ol>
 * A crash between the steps publishes rows again, under the positions they have.
 *
 * <p>Rows are found by having no position, not by being newer than the last one: a transaction that commits late brings
 * ids below those already published. The search starts at {@code settled}, below which no row can appear any more: ids
 * drawn before some moment belong to transactions numbered before it, and once the oldest running transaction is newer,
 * those ids are all committed or rolled back.
 */
public final class OutboxRelay implements Runnable, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(OutboxRelay.class.getName());

    /** The same for every service: an advisory lock counts within one database. */
    private static final long LOCK = 0x7072696365666c72L;
    /** Without a word for so long the database takes the lead away. */
    private static final Duration LEASE = Duration.ofSeconds(8);
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(2);
    private static final int BATCH_ROWS = 5_000;
    private static final long BATCH_BYTES = 16L << 20;
    private static final int GAPS_AT_MOST = 16;

    private static final String TAKE = """
            SELECT o.outbox_id, o.topic, o.key, o.event_id, o.type, o.source, o.time, o.body, o.trace
              FROM outbox o
             WHERE o.outbox_id > ?
               AND NOT EXISTS (SELECT 1 FROM outbox_position p WHERE p.outbox_id = o.outbox_id AND p.outbox_id > ?)
             ORDER BY o.outbox_id
             LIMIT %d""".formatted(BATCH_ROWS);
    private static final String TAKE_BETWEEN = """
            SELECT outbox_id, topic, key, event_id, type, source, time, body, trace
              FROM outbox
             WHERE outbox_id > ? AND outbox_id < ?
             ORDER BY outbox_id
             LIMIT ?""";
    private static final String POSITIONED = """
            SELECT o.outbox_id, o.topic, o.key, o.event_id, o.type, o.source, o.time, o.body, o.trace, p.sequence, p.partition, p.position
              FROM outbox_position p JOIN outbox o USING (outbox_id)
             WHERE %s
             ORDER BY %s
             LIMIT %d""";
    private static final String UNPUBLISHED = POSITIONED.formatted("p.sequence > ?", "p.sequence", BATCH_ROWS);
    private static final String OF_PARTITION =
            POSITIONED.formatted("p.topic = ? AND p.partition = ? AND p.position > ?", "p.position", BATCH_ROWS);

    /**
     * What a relay needs to know.
     *
     * @param databaseUrl  JDBC address of the service's database
     * @param kafka        bootstrap servers
     * @param topicPrefix  put before every topic's name, empty outside tests
     * @param partitions   partitions of every topic; a key stays on its partition, so this never changes
     * @param pollInterval after which the outbox is looked at without having been woken
     */
    public record Settings(String databaseUrl, String databaseUser, String databasePassword, String kafka, String topicPrefix,
                           int partitions, Duration pollInterval) {

        public Settings(String databaseUrl, String databaseUser, String databasePassword, String kafka, int partitions) {
            this(databaseUrl, databaseUser, databasePassword, kafka, "", partitions, Duration.ofMillis(250));
        }
    }

    /**
     * How the relay fares.
     *
     * @param leading      whether this relay holds the lock; false: another one does, or the database is out of reach
     * @param published    events acknowledged since this relay was made, repetitions included
     * @param failingSince null: the last round succeeded
     * @param failure      null: the last round succeeded
     */
    public record Status(boolean leading, long published, Instant failingSince, String failure) {
    }

    private record Row(long outboxId, String topic, String key, String eventId, String type, String source, Instant time, byte[] body,
                       UUID trace, long sequence, int partition, long position) {

        Row at(long sequence, int partition, long position) {
            return new Row(outboxId, topic, key, eventId, type, source, time, body, trace, sequence, partition, position);
        }
    }

    private record TopicPartition(String topic, int partition) {
    }

    private final Settings settings;
    private final Runnable beforeCursor;
    private final Duration lease;
    private final Map<TopicPartition, Long> lastPosition = new HashMap<>();
    /** Ids above {@link #settled} that have a position, as stretches from first to last: what has been read is not read again. */
    private final NavigableMap<Long, Long> positionedIds = new TreeMap<>();
    private Connection connection;
    private KafkaProducer<byte[], byte[]> producer;
    private long lastSequence;
    private long cursor;
    private long settled;
    // A moment: ids up to momentId were drawn by transactions numbered below momentNumber. 0: none taken.
    private long momentId;
    private String momentNumber;

    private volatile boolean closed;
    private volatile Thread worker;
    private volatile boolean leading;
    private volatile long published;
    private volatile Instant failingSince;
    private volatile String failure;

    public OutboxRelay(Settings settings) {
        this(settings, () -> { });
    }

    // A test stops the relay between publishing and moving the cursor.
    OutboxRelay(Settings settings, Runnable beforeCursor) {
        this(settings, beforeCursor, LEASE);
    }

    // And does not wait long for a leader that stands still.
    OutboxRelay(Settings settings, Runnable beforeCursor, Duration lease) {
        this.settings = settings;
        this.beforeCursor = beforeCursor;
        this.lease = lease;
    }

    /** Starts {@link #run} on a thread of its own. */
    public OutboxRelay start() {
        Thread thread = new Thread(this, "outbox-relay");
        thread.setDaemon(true);
        worker = thread;
        thread.start();
        return this;
    }

    public Status status() {
        return new Status(leading, published, failingSince, failure);
    }

    /** Carries until {@link #close}; outages of broker or database are waited out. */
    @Override
    public void run() {
        long backoff = 0;
        while (!closed) {
            try {
                int count = doWork();
                if (failure != null) {
                    LOG.log(System.Logger.Level.INFO, "Relay recovered after=" + Duration.between(failingSince, Instant.now()));
                    failure = null;
                    failingSince = null;
                }
                backoff = 0;
                if (count == 0) {
                    awaitWork();
                }
            } catch (SQLException | KafkaException | IllegalStateException e) {
                if (closed) {
                    break;
                }
                if (failure == null) {
                    failingSince = Instant.now();
                    LOG.log(System.Logger.Level.WARNING, "Relay failed, trying again until it succeeds cause=" + e);
                }
                failure = e.toString();
                letGo();
                backoff = Math.min(2_000, Math.max(100, backoff * 2));
                pause(backoff);
            }
        }
        letGo();
    }

    /**
     * One round.
     *
     * @return the number of events published; 0 where there is nothing to do or another relay leads
     */
    public synchronized int doWork() throws SQLException {
        if (!lead()) {
            return 0;
        }
        try {
            List<Row> rows = cursor < lastSequence ? unpublished() : position(take());
            if (rows.isEmpty()) {
                return 0;
            }
            publish(rows);
            beforeCursor.run();
            moveCursor(rows.get(rows.size() - 1).sequence());
            return rows.size();
        } catch (SQLException | RuntimeException e) {
            letGo();
            throw e;
        }
    }

    /**
     * Publishes every row of a topic again, partition by partition in the order of positions: for a topic that was lost
     * and made anew. Needs the lead.
     *
     * @param topic the topic as named in {@code Topics}
     * @return the number of events published
     */
    public synchronized long republish(String topic) throws SQLException {
        if (!lead()) {
            throw new IllegalStateException("Another relay leads: stop it, or ask it to republish");
        }
        long count = 0;
        for (int partition = 0; partition < settings.partitions(); partition++) {
            long after = 0;
            while (true) {
                List<Row> rows;
                try (PreparedStatement select = connection.prepareStatement(OF_PARTITION)) {
                    select.setString(1, topic);
                    select.setInt(2, partition);
                    select.setLong(3, after);
                    rows = rows(select, true);
                }
                connection.rollback();
                if (rows.isEmpty()) {
                    break;
                }
                publish(rows);
                after = rows.get(rows.size() - 1).position();
                count += rows.size();
            }
        }
        LOG.log(System.Logger.Level.INFO, "Republished topic=" + topic + " events=" + count);
        return count;
    }

    /** Stops after the round in progress and gives the lead away. */
    @Override
    public void close() {
        closed = true;
        Thread thread = worker;
        if (thread != null && thread != Thread.currentThread()) {
            try {
                thread.join(10_000);
                if (thread.isAlive()) {
                    thread.interrupt();
                    thread.join(5_000);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        } else {
            letGo();
        }
    }

    private boolean lead() throws SQLException {
        if (leading) {
            return true;
        }
        if (connection == null) {
            Properties properties = new Properties();
            properties.setProperty("user", settings.databaseUser());
            properties.setProperty("password", settings.databasePassword());
            properties.setProperty("ApplicationName", "outbox-relay");
            properties.setProperty("connectTimeout", "5");
            properties.setProperty("socketTimeout", "30");
            properties.setProperty("tcpKeepAlive", "true");
            properties.setProperty("reWriteBatchedInserts", "true");
            properties.setProperty("defaultRowFetchSize", "500");
            connection = DriverManager.getConnection(settings.databaseUrl(), properties);
        }
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            try (ResultSet lock = statement.executeQuery("SELECT pg_try_advisory_lock(" + LOCK + ")")) {
                lock.next();
                if (!lock.getBoolean(1)) {
                    return false;
                }
            }
            // New rows are few beside the rows there are: walk the keys, whatever a fresh table's statistics say.
            statement.execute("SET enable_seqscan = off; SET enable_hashjoin = off; SET plan_cache_mode = force_custom_plan; LISTEN "
                    + Outbox.CHANNEL);
            // A leader that stands still is no leader: the database ends its session, and the lock goes to who stands by.
            statement.execute("SET idle_session_timeout = " + lease.toMillis() + "; SET idle_in_transaction_session_timeout = " + lease.toMillis());
            try (ResultSet marks = statement.executeQuery(
                    "SELECT published, settled, (SELECT coalesce(max(sequence), 0) FROM outbox_position) FROM outbox_cursor")) {
                marks.next();
                cursor = marks.getLong(1);
                settled = marks.getLong(2);
                lastSequence = marks.getLong(3);
            }
            positionedIds.clear();
            try (ResultSet positioned = statement.executeQuery(
                    "SELECT outbox_id FROM outbox_position WHERE outbox_id > " + settled + " ORDER BY outbox_id")) {
                while (positioned.next()) {
                    positioned(positioned.getLong(1));
                }
            }
            lastPosition.clear();
            // Walks the topics by their key's first columns; a plain max() per group would read every position there is.
            try (ResultSet last = statement.executeQuery("""
                    WITH RECURSIVE kept(topic, partition) AS (
                        (SELECT topic, partition FROM outbox_position ORDER BY topic, partition LIMIT 1)
                        UNION ALL
                        SELECT next.topic, next.partition FROM kept, LATERAL (
                            SELECT p.topic, p.partition FROM outbox_position p
                             WHERE (p.topic, p.partition) > (kept.topic, kept.partition)
                             ORDER BY p.topic, p.partition LIMIT 1) next)
                    SELECT kept.topic, kept.partition, (SELECT max(p.position) FROM outbox_position p
                                                         WHERE p.topic = kept.topic AND p.partition = kept.partition)
                      FROM kept""")) {
                while (last.next()) {
                    lastPosition.put(new TopicPartition(last.getString(1), last.getInt(2)), last.getLong(3));
                }
            }
        }
        connection.setAutoCommit(false);
        // What a round takes is of one snapshot, however many statements read it: of one key nothing comes before what it follows.
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        momentNumber = null;
        leading = true;
        LOG.log(System.Logger.Level.INFO, "Relay took the lead cursor=" + cursor + " unpublished=" + (lastSequence - cursor));
        return true;
    }

    private List<Row> unpublished() throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(UNPUBLISHED)) {
            select.setLong(1, cursor);
            List<Row> rows = rows(select, true);
            connection.rollback();
            return rows;
        }
    }

    private List<Row> take() throws SQLException {
        boolean momentPassed = false;
        if (momentNumber != null) {
            try (Statement statement = connection.createStatement();
                 ResultSet passed = statement.executeQuery("SELECT pg_snapshot_xmin(pg_current_snapshot()) > '" + momentNumber + "'::xid8")) {
                passed.next();
                momentPassed = passed.getBoolean(1);
            }
        }
        List<Row> rows = positionedIds.size() < GAPS_AT_MOST ? takeBetween() : takeAnywhere();
        if (momentPassed) {
            // Everything up to the moment is decided and, up to the last row taken, about to have its position.
            settled = rows.isEmpty() ? momentId : Math.min(momentId, rows.get(rows.size() - 1).outboxId());
            forgetPositionedUpTo(settled);
            if (settled == momentId) {
                momentNumber = null;
            }
        }
        if (rows.isEmpty()) {
            connection.rollback();
        }
        return rows;
    }

    /** Between the stretches of ids that have positions: mostly behind the last of them, and where a transaction has not committed yet. */
    private List<Row> takeBetween() throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(TAKE_BETWEEN)) {
            long after = settled;
            long bytes = 0;
            for (Iterator<Map.Entry<Long, Long>> stretches = positionedIds.entrySet().iterator(); ; ) {
                Map.Entry<Long, Long> stretch = stretches.hasNext() ? stretches.next() : null;
                long before = stretch == null ? Long.MAX_VALUE : stretch.getKey();
                if (before - after > 1) {
                    select.setLong(1, after);
                    select.setLong(2, before);
                    select.setInt(3, BATCH_ROWS - rows.size());
                    List<Row> found = rows(select, false);
                    rows.addAll(found);
                    bytes += found.stream().mapToLong(row -> row.body().length).sum();
                }
                if (stretch == null || rows.size() >= BATCH_ROWS || bytes >= BATCH_BYTES) {
                    return rows;
                }
                after = Math.max(after, stretch.getValue());
            }
        }
    }

    /** Where many transactions are under way at once. */
    private List<Row> takeAnywhere() throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(TAKE)) {
            select.setLong(1, settled);
            select.setLong(2, settled);
            return rows(select, false);
        }
    }

    private void positioned(long id) {
        Map.Entry<Long, Long> before = positionedIds.lowerEntry(id);
        long first = before != null && before.getValue() == id - 1 ? before.getKey() : id;
        Long behind = positionedIds.remove(id + 1);
        positionedIds.put(first, behind == null ? id : behind);
    }

    private void forgetPositionedUpTo(long id) {
        for (Map.Entry<Long, Long> stretch = positionedIds.firstEntry(); stretch != null && stretch.getKey() <= id; stretch = positionedIds.firstEntry()) {
            positionedIds.remove(stretch.getKey());
            if (stretch.getValue() > id) {
                positionedIds.put(id + 1, stretch.getValue());
            }
        }
    }

    private List<Row> position(List<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return rows;
        }
        if (momentNumber == null) {
            takeMoment();
        }
        List<Row> positioned = new ArrayList<>(rows.size());
        StringBuilder copy = new StringBuilder(64 * rows.size());
        Map<TopicPartition, Long> positions = new HashMap<>(lastPosition);
        long sequence = lastSequence;
        for (Row row : rows) {
            int partition = partitionOf(row.key());
            long position = positions.merge(new TopicPartition(row.topic(), partition), 1L, Long::sum);
            positioned.add(row.at(++sequence, partition, position));
            // Topic names hold letters, digits, points, hyphens and underscores: nothing that COPY would have escaped.
            copy.append(sequence).append('\t').append(row.topic()).append('\t').append(partition).append('\t').append(position)
                    .append('\t').append(row.outboxId()).append('\n');
        }
        var copyIn = connection.unwrap(PGConnection.class).getCopyAPI()
                .copyIn("COPY outbox_position (sequence, topic, partition, position, outbox_id) FROM STDIN");
        try {
            byte[] bytes = copy.toString().getBytes(StandardCharsets.UTF_8);
            copyIn.writeToCopy(bytes, 0, bytes.length);
            copyIn.endCopy();
        } finally {
            if (copyIn.isActive()) {
                copyIn.cancelCopy();
            }
        }
        connection.commit();
        lastSequence = sequence;
        lastPosition.putAll(positions);
        rows.forEach(row -> positioned(row.outboxId()));
        forgetPositionedUpTo(settled);
        return positioned;
    }

    private void takeMoment() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet drawn = statement.executeQuery("SELECT last_value FROM outbox_outbox_id_seq")) {
                drawn.next();
                momentId = drawn.getLong(1);
            }
            // In this order, and in two statements: our number has to be newer than that of every transaction that drew an id.
            try (ResultSet number = statement.executeQuery("SELECT pg_current_xact_id()::text")) {
                number.next();
                momentNumber = number.getString(1);
            }
        }
    }

    private void publish(List<Row> rows) throws SQLException {
        if (producer == null) {
            producer = producer();
        }
        List<Future<RecordMetadata>> acknowledgements = new ArrayList<>(rows.size());
        try {
            for (Row row : rows) {
                acknowledgements.add(producer.send(record(row)));
            }
            for (Future<RecordMetadata> acknowledgement : acknowledgements) {
                awaitAcknowledged(acknowledgement);
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException("Publishing failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Publishing was interrupted", e);
        }
        published += rows.size();
    }

    private void awaitAcknowledged(Future<RecordMetadata> acknowledgement) throws SQLException, ExecutionException, InterruptedException {
        while (true) {
            try {
                acknowledgement.get(SIGN_OF_LIFE.toMillis(), TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException underWay) {
                // The broker is slow, or away; the lead is kept until the producer gives up.
                try (Statement statement = connection.createStatement()) {
                    statement.execute("SELECT 1");
                }
                connection.rollback();
            }
        }
    }

    private ProducerRecord<byte[], byte[]> record(Row row) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(settings.topicPrefix() + row.topic(), row.partition(), utf8(row.key()), row.body());
        Headers headers = record.headers();
        headers.add(EventEnvelope.HEADER_SPEC_VERSION, utf8("1.0"));
        headers.add(EventEnvelope.HEADER_ID, utf8(row.eventId()));
        headers.add(EventEnvelope.HEADER_TYPE, utf8(row.type()));
        headers.add(EventEnvelope.HEADER_SOURCE, utf8(row.source()));
        headers.add(EventEnvelope.HEADER_TIME, utf8(row.time().toString()));
        headers.add(EventEnvelope.HEADER_SUBJECT, utf8(row.key()));
        headers.add(EventEnvelope.HEADER_POSITION, utf8(Long.toString(row.position())));
        headers.add(EventEnvelope.HEADER_CONTENT_TYPE, utf8(EventEnvelope.CONTENT_TYPE));
        if (row.trace() != null) {
            headers.add(EventEnvelope.HEADER_TRACE_PARENT, utf8(Trace.parent(row.trace(), row.eventId())));
        }
        return record;
    }

    private void moveCursor(long sequence) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE outbox_cursor SET published = ?, settled = ?")) {
            update.setLong(1, sequence);
            update.setLong(2, settled);
            update.executeUpdate();
        }
        connection.commit();
        cursor = sequence;
    }

    private static List<Row> rows(PreparedStatement select, boolean positioned) throws SQLException {
        List<Row> rows = new ArrayList<>();
        long bytes = 0;
        try (ResultSet row = select.executeQuery()) {
            while (bytes < BATCH_BYTES && row.next()) {
                byte[] body = row.getBytes(8);
                bytes += body.length;
                rows.add(new Row(row.getLong(1), row.getString(2), row.getString(3), row.getString(4), row.getString(5), row.getString(6),
                        row.getObject(7, OffsetDateTime.class).toInstant(), body, row.getObject(9, UUID.class),
                        positioned ? row.getLong(10) : 0, positioned ? row.getInt(11) : 0, positioned ? row.getLong(12) : 0));
            }
        }
        return rows;
    }

    // As Kafka's own default partitioner, so that any producer of the key would have chosen the same partition.
    private int partitionOf(String key) {
        return Utils.toPositive(Utils.murmur2(utf8(key))) % settings.partitions();
    }

    private void awaitWork() throws SQLException {
        Connection current = connection;
        if (current == null || !leading) {
            pause(settings.pollInterval().toMillis());
            return;
        }
        // Outside a transaction: notifications are only delivered there.
        current.unwrap(PGConnection.class).getNotifications((int) Math.max(1, settings.pollInterval().toMillis()));
    }

    private KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.kafka());
        config.put(ProducerConfig.CLIENT_ID_CONFIG, "outbox-relay");
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
        // The class loader of the caller knows the serializers; the thread's may not.
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    // What this relay holds is dropped whole: the next round starts from what the database says.
    private synchronized void letGo() {
        leading = false;
        if (producer != null) {
            producer.close(closed ? Duration.ofSeconds(1) : Duration.ZERO);
            producer = null;
        }
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.log(System.Logger.Level.DEBUG, "Closing the relay's connection failed", e);
            }
            connection = null;
        }
    }

    private void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
