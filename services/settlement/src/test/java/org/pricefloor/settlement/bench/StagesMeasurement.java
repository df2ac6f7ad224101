package org.pricefloor.settlement.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;
import org.postgresql.PGConnection;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.contracts.AgreementDocument.Caps;
import org.pricefloor.contracts.AgreementDocument.Gap;
import org.pricefloor.contracts.AgreementDocument.PriceStep;
import org.pricefloor.contracts.AgreementDocument.ReferencePrice;
import org.pricefloor.contracts.AgreementDocument.Upside;
import org.pricefloor.contracts.AgreementVersionRegistered;
import org.pricefloor.contracts.CalendarPublished;
import org.pricefloor.contracts.DeliveryCertified;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.EventEnvelope;
import org.pricefloor.contracts.EventType;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.SeriesRegistered;
import org.pricefloor.contracts.Topics;
import org.pricefloor.infrastructure.Broker;
import org.pricefloor.infrastructure.Database;
import org.pricefloor.infrastructure.Provision;
import org.pricefloor.infrastructure.ServiceDatabase;
import org.pricefloor.kernel.price.Digest;
import org.pricefloor.messaging.BatchIntake;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.messaging.OutboxRelay;
import org.pricefloor.settlement.books.Books;
import org.pricefloor.settlement.shelf.FactShelf;
import org.pricefloor.translation.AgreementTranslation;

/**
 * What each stage of the bulk path costs by itself: intake, bench and relay one after the other over the same agreement-months, with
 * the bytes that each table keeps of one. No test: a main, run with the class path of this module's tests.
 *
 * <p>Workload: series with a price a month, agreements with a floor, a 30% share of the upside and a running cap on the volume of the
 * calendar year, a delivery a month; then every delivery is revised, round after round.
 */
public final class StagesMeasurement {

    private static final int SERIES = 50;
    private static final int MONTHS = 100;
    private static final int AGREEMENTS = Integer.getInteger("pricefloor.bulk.agreements", 200);
    private static final int ROUNDS = Integer.getInteger("pricefloor.bulk.rounds", 3);
    private static final int BATCH = 5_000;
    private static final LocalDate FIRST = LocalDate.of(2018, 1, 1);
    private static final Instant RECEIVED = Instant.parse("2026-07-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-07-02T12:00:00Z");
    private static final List<String> TABLES = List.of("delivery_fact", "run", "journal_transfer", "outbox", "outbox_position");

    private final Map<String, Long> positions = new HashMap<>();
    private final ServiceDatabase database;
    private final BatchIntake intake;
    private final Bench bench;
    private final OutboxRelay relay;
    private final Meter meter;

    private StagesMeasurement(ServiceDatabase database, String kafka, Meter meter) {
        this.database = database;
        this.meter = meter;
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        DataSource pool = new OneConnection(database);
        this.intake = new BatchIntake(pool, new FactShelf(clock));
        this.bench = new Bench(new OneConnection(database), clock, new Books(), new SimpleMeterRegistry(), 200, 20_000);
        this.relay = new OutboxRelay(new OutboxRelay.Settings(database.jdbcUrl(), database.user(), database.userPassword(), kafka, Topics.PARTITIONS));
    }

    /** @param arguments the folder for the state of broker and database, and the folder of this module's migrations */
    public static void main(String[] arguments) throws Exception {
        Path state = Path.of(arguments[0]);
        Logger.getLogger("org.postgresql").setLevel(Level.INFO);
        try (Database server = Database.start(state.resolve("postgres"), 0); Broker broker = Broker.start(state.resolve("kafka"), 0)) {
            ServiceDatabase database = new Provision(server).topics(broker.address(), Topics.ALL)
                    .service("settlement", "stages_" + ProcessHandle.current().pid(), Path.of(arguments[1])).run().get(0);
            new StagesMeasurement(database, broker.address(), new Meter(server.pid(), broker.pid())).measure(new Probe());
        }
    }

    private void measure(Probe probe) throws Exception {
        List<Event> ground = ground();
        take(ground);
        settle();
        publish();
        for (int round = 1; round <= ROUNDS; round++) {
            List<ConsumerRecord<byte[], byte[]>> records = records(deliveries(round));
            int count = records.size();
            long begun = System.nanoTime();
            probe.begin("intake", round);
            meter.begin();
            for (int from = 0; from < count; from += BATCH) {
                intake.accept(records.subList(from, Math.min(count, from + BATCH)));
            }
            System.out.println("Stage intake round=" + round + meter.end(count));
            OneConnection.tell(count);
            probe.begin("bench", round);
            meter.begin();
            settle();
            System.out.println("Stage bench  round=" + round + meter.end(count));
            OneConnection.tell(count);
            probe.begin("relay", round);
            meter.begin();
            publish();
            System.out.println("Stage relay  round=" + round + meter.end(count));
            OneConnection.tell(count);
            probe.end();
            System.out.printf("Stages round=%d lines=%d together %.0f lines/s%n", round, count, count / ((System.nanoTime() - begun) / 1e9));
        }
        bytes();
    }

    private void take(List<Event> events) {
        List<ConsumerRecord<byte[], byte[]>> records = records(events);
        for (int from = 0; from < records.size(); from += BATCH) {
            intake.accept(records.subList(from, Math.min(records.size(), from + BATCH)));
        }
    }

    private void settle() throws SQLException {
        while (bench.doWork()) {
            // A round after the other.
        }
    }

    private void publish() throws SQLException {
        while (relay.doWork() > 0) {
            // A round after the other.
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> records(List<Event> events) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(events.size());
        for (Event event : events) {
            byte[] key = event.subject().getBytes(StandardCharsets.UTF_8);
            EventType type = EventType.of(event);
            int partition = Utils.toPositive(Utils.murmur2(key)) % Topics.PARTITIONS;
            long position = positions.merge(type.topic() + partition, 1L, Long::sum);
            ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(type.topic(), partition, position - 1, key, EventJson.write(event));
            Map.of(EventEnvelope.HEADER_SPEC_VERSION, "1.0", EventEnvelope.HEADER_ID, event.eventId(), EventEnvelope.HEADER_TYPE, type.typeName(),
                    EventEnvelope.HEADER_SOURCE, "/test", EventEnvelope.HEADER_TIME, RECEIVED.toString(), EventEnvelope.HEADER_SUBJECT, event.subject(),
                    EventEnvelope.HEADER_POSITION, Long.toString(position), EventEnvelope.HEADER_CONTENT_TYPE, EventEnvelope.CONTENT_TYPE)
                    .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
            records.add(record);
        }
        return records;
    }

    private void bytes() throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), database.userPassword());
             Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                try (ResultSet row = statement.executeQuery("SELECT count(*), pg_relation_size('" + table + "'), pg_indexes_size('" + table
                        + "'), pg_total_relation_size('" + table + "') FROM " + table)) {
                    row.next();
                    long rows = Math.max(1, row.getLong(1));
                    System.out.printf("Bytes table=%s rows=%d heap=%d indexes=%d toast=%d a row%n", table, row.getLong(1), row.getLong(2) / rows,
                            row.getLong(3) / rows, (row.getLong(4) - row.getLong(2) - row.getLong(3)) / rows);
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT type, count(*), avg(octet_length(body))::int FROM outbox GROUP BY type")) {
                while (row.next()) {
                    System.out.printf("Bytes event=%s count=%d body=%d%n", row.getString(1), row.getLong(2), row.getLong(3));
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT convert_from(body, 'UTF8') FROM outbox WHERE type LIKE '%settled%' ORDER BY outbox_id LIMIT 1")) {
                if (row.next()) {
                    System.out.println(row.getString(1));
                }
            }
        }
    }

    static List<Event> ground() {
        List<Event> events = new ArrayList<>();
        LocalDate last = FIRST.plusMonths(MONTHS).minusDays(1);
        events.add(new CalendarPublished(CalendarPublished.id("DAYS", 1), "DAYS", 1, FIRST, last, List.of(6, 7), List.of(), false, "made up", RECEIVED));
        for (int s = 0; s < SERIES; s++) {
            String series = "SERIES-" + s;
            events.add(new SeriesRegistered(SeriesRegistered.id(series, 1), series, 1, "price", "made up", "NdPr oxide", "USD", "kg",
                    "excluding-vat", "DAYS", "made up", RECEIVED));
            for (int m = 0; m < MONTHS; m++) {
                LocalDate day = FIRST.plusMonths(m);
                events.add(new PriceAssessed(PriceAssessed.id(series, day, 1), series, day, 1, BigDecimal.valueOf(9_000 + (s * 37 + m * 101) % 4_000, 2),
                        RECEIVED, "d" + m, RECEIVED, null, null));
            }
        }
        for (int a = 0; a < AGREEMENTS; a++) {
            AgreementDocument document = AgreementTranslation.complete(new AgreementDocument("A-" + a, 1, null, null, "made up", "MINE-" + a % 20,
                    "OFFICE", "NdPr oxide", "USD", "kg", "UTC", FIRST, last, "month", 1, "floor", List.of(new PriceStep(FIRST, new BigDecimal("110.00"))),
                    null, new Upside(new BigDecimal("120.00"), new BigDecimal("0.30"), null, null, null),
                    new ReferencePrice("SERIES-" + a % SERIES, null, null, new Gap("last-published", 30), 0, null, null, null), null, null,
                    new Caps(new BigDecimal("13000"), null, null), null, null, null, null, null, null, null, null, null));
            events.add(new AgreementVersionRegistered(AgreementVersionRegistered.id("A-" + a, 1), document, Digest.sha256(EventJson.write(document)),
                    "registrar", "approver", RECEIVED, null, RECEIVED));
        }
        return events;
    }

    static List<Event> deliveries(int revision) {
        List<Event> events = new ArrayList<>();
        for (int a = 0; a < AGREEMENTS; a++) {
            for (int m = 0; m < MONTHS; m++) {
                String lot = "L" + m;
                events.add(new DeliveryCertified(DeliveryCertified.id("A-" + a, lot, revision), "A-" + a, lot, revision, "third-party-sale",
                        FIRST.plusMonths(m).plusDays(5), BigDecimal.valueOf(10_000 + (a * 31L + m * 7L + revision) % 5_000, 1), "kg", RECEIVED,
                        "c" + revision, RECEIVED));
            }
        }
        return events;
    }

    /** Time that passed and time that processors worked, for a line: on a machine that others use the second is what counts. */
    private static final class Meter {

        private static final double TICK_MICROS = 10_000;
        private final long database;
        private final long broker;
        private long begun;
        private long java;
        private double databaseBefore;
        private double brokerBefore;

        Meter(long database, long broker) {
            this.database = database;
            this.broker = broker;
        }

        void begin() {
            databaseBefore = worked(database);
            brokerBefore = worked(broker);
            java = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            begun = System.nanoTime();
        }

        String end(int lines) {
            double passed = (System.nanoTime() - begun) / 1e3 / lines;
            double here = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - java) / 1e3 / lines;
            return String.format(Locale.ROOT, " lines=%d passed=%.1f us, worked: this thread=%.1f database=%.1f broker=%.1f us a line", lines, passed, here,
                    (worked(database) - databaseBefore) / lines, (worked(broker) - brokerBefore) / lines);
        }

        /** Microseconds of a process and what it started, in steps of the kernel's tick. */
        private static double worked(long pid) {
            return ProcessHandle.of(pid).map(process -> Stream.concat(Stream.of(process), process.descendants()).mapToDouble(each -> ticks(each.pid())).sum())
                    .orElse(0.0) * TICK_MICROS;
        }

        /** Nanoseconds that the only thread of a process has run. */
        static long ran(long pid) {
            try {
                return Long.parseLong(Files.readString(Path.of("/proc/" + pid + "/schedstat")).split(" ")[0]);
            } catch (IOException gone) {
                return 0;
            }
        }

        private static double ticks(long pid) {
            try {
                String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
            } catch (IOException gone) {
                return 0;
            }
        }
    }

    /** Where the thread stands, looked at every other millisecond: shares of a stage, by the first of our methods on the stack. */
    private static final class Probe extends Thread {

        private final Thread watched = Thread.currentThread();
        private final Map<String, Integer> seen = new TreeMap<>();
        private String stage;
        private int samples;

        Probe() {
            setDaemon(true);
            if (Boolean.getBoolean("pricefloor.bulk.probe")) {
                start();
            }
        }

        synchronized void begin(String name, int round) {
            end();
            stage = name + " round " + round;
        }

        synchronized void end() {
            if (stage != null && samples > 0) {
                System.out.println("Probe " + stage + " samples=" + samples);
                seen.entrySet().stream().sorted((a, b) -> b.getValue() - a.getValue()).limit(45)
                        .forEach(each -> System.out.printf("  %5.1f%%  %s%n", 100.0 * each.getValue() / samples, each.getKey()));
            }
            seen.clear();
            samples = 0;
            stage = null;
        }

        private synchronized void look() {
            if (stage == null) {
                return;
            }
            samples++;
            List<String> ours = new ArrayList<>();
            boolean waits = false;
            for (StackTraceElement frame : watched.getStackTrace()) {
                waits |= frame.getMethodName().equals("receiveChar") || frame.getMethodName().equals("ensureBytes");
                if (frame.getClassName().startsWith("org.pricefloor.") && !frame.getClassName().contains("StagesMeasurement")) {
                    String place = frame.getClassName().replaceFirst(".*\\.", "") + "." + frame.getMethodName();
                    if (ours.isEmpty() || !ours.get(ours.size() - 1).equals(place)) {
                        ours.add(place);
                    }
                }
            }
            for (int i = 0; i < ours.size(); i++) {
                if (ours.indexOf(ours.get(i)) == i) {
                    seen.merge(ours.get(i), 1, Integer::sum);
                    if (i == 0) {
                        seen.merge("    at " + ours.get(i) + (waits ? " (waits for the database)" : ""), 1, Integer::sum);
                    }
                }
            }
        }

        @Override
        public void run() {
            try {
                while (true) {
                    Thread.sleep(2);
                    look();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** As a pool hands it out: the same connection again, which keeps what it prepared. */
    private static final class OneConnection implements DataSource {

        private static final Map<String, Long> STATEMENTS = new TreeMap<>();

        private final ServiceDatabase database;
        private Connection connection;
        private long backend;

        OneConnection(ServiceDatabase database) {
            this.database = database;
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (connection == null) {
                connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), database.userPassword());
                backend = connection.unwrap(PGConnection.class).getBackendPID();
            }
            Connection kept = connection;
            kept.setAutoCommit(false);
            return told(Connection.class, kept, "commit", (method, arguments) -> switch (method) {
                case "close" -> null;
                case "prepareStatement" -> told(PreparedStatement.class, kept.prepareStatement((String) arguments[0]), (String) arguments[0], null);
                default -> NOT_HERE;
            });
        }

        private interface Own {
            Object answer(String method, Object[] arguments) throws SQLException;
        }

        private static final Object NOT_HERE = new Object();

        /** What the statements cost the database is added up by the words they begin with. */
        @SuppressWarnings("unchecked")
        private <T> T told(Class<T> type, T of, String statement, Own own) {
            return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                Object answer = own == null ? NOT_HERE : own.answer(method.getName(), arguments);
                if (answer != NOT_HERE) {
                    return answer;
                }
                boolean runs = method.getName().startsWith("execute") || method.getName().equals("commit");
                long before = runs ? Meter.ran(backend) : 0;
                try {
                    return method.invoke(of, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                } finally {
                    if (runs) {
                        STATEMENTS.merge(statement.replaceAll("\\s+", " "), Meter.ran(backend) - before, Long::sum);
                    }
                }
            });
        }

        static void tell(int lines) {
            STATEMENTS.entrySet().stream().sorted((a, b) -> Long.compare(b.getValue(), a.getValue())).limit(16).forEach(each ->
                    System.out.printf(Locale.ROOT, "  Statement %.1f us a line: %.150s%n", each.getValue() / 1e3 / lines, each.getKey()));
            STATEMENTS.clear();
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
        }

        @Override
        public PrintWriter getLogWriter() {
            return null;
        }

        @Override
        public void setLogWriter(PrintWriter out) {
        }

        @Override
        public void setLoginTimeout(int seconds) {
        }

        @Override
        public int getLoginTimeout() {
            return 0;
        }

        @Override
        public Logger getParentLogger() {
            return Logger.getGlobal();
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            throw new SQLException("nothing is wrapped");
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }
    }
}
