package org.pricefloor.acceptance.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.pricefloor.acceptance.RunningSystem;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.EventEnvelope;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.Topics;

/**
 * Settlement and portal under relays that misbehave. Each case tells the same facts twice under two names: to the calm twin in order and
 * once, to the wild twin out of order, up to five times, days late and among poison. In the end both have the same books, every poison is
 * parked under its rule and nothing else is, and the checker has nothing to say.
 */
final class MessageMill implements CaseRunner {

    private static final Instant NOW = Instant.parse("2026-02-02T12:00:00Z");
    private static final Duration LATE = Duration.ofDays(45);
    private static final int MOST_COPIES = 5;
    private static final int POISON_PER_1000 = 10;
    private static final int AGAIN_PER_1000 = 100;
    private static final int LATE_PER_1000 = 50;
    private static final int AT_A_NEW_POSITION_PER_1000 = 20;
    private static final int SETTLEMENTS_TOLD_AGAIN = 300;
    private static final int PARTS = 8;
    private static final int ROLLED_BACK = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_AGAIN_MILLIS = 100;
    private static final String LARGEST_RECORD = String.valueOf(8 << 20);
    private static final List<String> SERVICES = List.of("settlement", "portal");

    private final RunningSystem system;
    private final Path folder;
    private final RelayStandIn relay;
    private final AcceptedInputs accepted;
    private final CarriedRecords carried;
    private final Judge judge;
    private Instant now = NOW;
    private int cases;

    MessageMill(String name) throws IOException, InterruptedException, ExecutionException {
        system = RunningSystem.startAt(name, NOW, options -> options.services(SERVICES.stream().map(RunningSystem::serviceNamed).toList()));
        folder = Files.createDirectories(RunningSystem.state(name).resolve("evidence"));
        relay = new RelayStandIn(system.kafka());
        accepted = new AcceptedInputs(folder.resolve("accepted.tsv"));
        carried = new CarriedRecords(system.kafka(), folder.resolve("carried.tsv"));
        judge = new Judge(system, SERVICES, folder);
        letLargeRecordsIn();
    }

    /** The topics take what their readers will refuse: else the broker alone would be tested. */
    private void letLargeRecordsIn() throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", system.kafka()))) {
            Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
            Topics.ALL.forEach(topic -> changes.put(new ConfigResource(ConfigResource.Type.TOPIC, topic),
                    List.of(new AlterConfigOp(new ConfigEntry("max.message.bytes", LARGEST_RECORD), AlterConfigOp.OpType.SET))));
            admin.incrementalAlterConfigs(changes).all().get();
        }
    }

    @Override
    public Outcome run(FaultCase fault) throws Exception {
        long began = System.nanoTime();
        String at = Instant.now().toString();
        List<String> violations = new ArrayList<>();
        Map<String, Long> counts = new TreeMap<>();
        try {
            disturb(fault.seed(), MessageFaults.of(fault.seed()), violations, counts);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            violations.add("The case broke off: " + e);
        }
        return new Outcome(fault.row(), fault.name(), fault.seed(), violations.isEmpty(), counts, violations, (System.nanoTime() - began) / 1e9, at);
    }

    private void disturb(long seed, MessageFaults.Disorder disorder, List<String> violations, Map<String, Long> counts) throws Exception {
        Random random = new Random(seed);
        String mark = seed + "M" + ++cases;
        List<Event> calm = TwinWorld.of(mark + "C", seed, disorder.figures());
        long parkedBefore = number("settlement", "SELECT count(*) FROM inbox_parked") + number("portal", "SELECT count(*) FROM inbox_parked");
        violations.addAll(judge.keep().violations());
        send(calm.stream().map(relay::next).toList());

        List<RelayStandIn.Prepared> late = new ArrayList<>();
        List<RelayStandIn.Prepared> wild = disturbed(TwinWorld.of(mark + "W", seed, disorder.figures()), disorder.window(), random, late, counts);
        Map<String, Poison> poison = new LinkedHashMap<>();
        int part = wild.size() / PARTS + 1;
        for (int from = 0; from < wild.size(); from += part) {
            poison.putAll(send(wild.subList(from, Math.min(wild.size(), from + part))));
            rollBackSomeInserts(random);
        }
        await("told", this::untaken);
        now = now.plus(LATE);
        system.setClock(now);
        send(late);
        tellSettlementsAgain(random, counts);
        for (int i = 0; i < 3; i++) {
            poison.putAll(spoilSettlements(random));
        }
        counts.put("rolled back inserts", (long) ROLLED_BACK * PARTS);
        counts.put("poison", (long) poison.size());
        counts.put("kinds of poison", poison.values().stream().distinct().count());
        String waiting = await("late", this::untaken);
        if (!waiting.isEmpty()) {
            violations.add("After " + PATIENCE.toSeconds() + " s not everything is taken: " + waiting);
        }
        waiting = new Queues(system, SERVICES).awaitEmpty(PATIENCE);
        if (!waiting.isEmpty()) {
            violations.add("After " + PATIENCE.toSeconds() + " s not all queues are empty: " + waiting);
        }

        compare(books(mark + "C"), books(mark + "W"), violations, counts);
        comparePoison(poison, parkedBefore, violations);
        carried.look();
        Files.write(folder.resolve("answers.tsv"), List.of());
        Judge.Judgement judgement = judge.check(folder);
        violations.addAll(judgement.violations());
        counts.putAll(judgement.counts());
    }

    // ---- what is done to the wild twin

    /** Out of order, among poison, and again; what comes 45 days late is added to another list. */
    private List<RelayStandIn.Prepared> disturbed(List<Event> events, int window, Random random, List<RelayStandIn.Prepared> late, Map<String, Long> counts) {
        List<Event> mixed = new ArrayList<>(events);
        mix(mixed, window, random);
        Poison[] kinds = Poison.values();
        int kind = random.nextInt(kinds.length);
        List<RelayStandIn.Prepared> prepared = new ArrayList<>();
        for (Event event : mixed) {
            if (event instanceof PriceAssessed && random.nextInt(1_000) < POISON_PER_1000 * 4 / 3) {
                prepared.add(relay.next(event, kinds[kind++ % kinds.length]));
            }
            prepared.add(relay.next(event));
            if (random.nextInt(1_000) < AT_A_NEW_POSITION_PER_1000) {
                prepared.add(relay.next(event));
            }
        }
        mixWithinPartitions(prepared, window, random);
        List<RelayStandIn.Prepared> sent = new ArrayList<>();
        long copies = 0;
        for (int i = 0; i < prepared.size(); i++) {
            RelayStandIn.Prepared record = prepared.get(i);
            sent.add(record);
            if (record.poison() == null && random.nextInt(1_000) < AGAIN_PER_1000) {
                int at = i;
                int more = 1 + random.nextInt(MOST_COPIES - 1);
                copies += more;
                IntStream.range(0, more).forEach(copy -> sent.add(random.nextBoolean() ? record : earlier(prepared, at, random)));
            }
            if (record.poison() == null && random.nextInt(1_000) < LATE_PER_1000) {
                late.add(record);
            }
        }
        Collections.shuffle(late, random);
        counts.put("records", (long) sent.size());
        counts.put("copies", copies);
        counts.put("copies 45 days late", (long) late.size());
        return sent;
    }

    private static RelayStandIn.Prepared earlier(List<RelayStandIn.Prepared> prepared, int at, Random random) {
        RelayStandIn.Prepared other = prepared.get(random.nextInt(at + 1));
        return other.poison() == null ? other : prepared.get(at);
    }

    private static <T> void mix(List<T> list, int window, Random random) {
        for (int from = 0; from < list.size(); from += window) {
            Collections.shuffle(list.subList(from, Math.min(list.size(), from + window)), random);
        }
    }

    private static void mixWithinPartitions(List<RelayStandIn.Prepared> records, int window, Random random) {
        Map<String, List<Integer>> places = new LinkedHashMap<>();
        for (int i = 0; i < records.size(); i++) {
            ProducerRecord<byte[], byte[]> record = records.get(i).record();
            places.computeIfAbsent(record.topic() + record.partition(), unseen -> new ArrayList<>()).add(i);
        }
        for (List<Integer> ofPartition : places.values()) {
            List<RelayStandIn.Prepared> content = new ArrayList<>(ofPartition.stream().map(records::get).toList());
            mix(content, window, random);
            for (int i = 0; i < content.size(); i++) {
                records.set(ofPartition.get(i), content.get(i));
            }
        }
    }

    /** @return by topic, partition and offset, what was spoilt */
    private Map<String, Poison> send(List<RelayStandIn.Prepared> records) throws ExecutionException, InterruptedException {
        Map<String, Poison> poison = new LinkedHashMap<>();
        List<RecordMetadata> acknowledged = relay.send(records);
        for (int i = 0; i < records.size(); i++) {
            RecordMetadata place = acknowledged.get(i);
            accepted.record(place.topic(), place.partition(), place.offset(), records.get(i).event());
            if (records.get(i).poison() != null) {
                poison.put(place.topic() + " " + place.partition() + " " + place.offset(), records.get(i).poison());
            }
        }
        return poison;
    }

    /** Draws numbers of settlement's outbox that never come to anything, under the eyes of its relay. */
    private void rollBackSomeInserts(Random random) throws SQLException {
        try (Connection connection = system.database("settlement"); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < ROLLED_BACK; i++) {
                statement.execute("INSERT INTO outbox (topic, key, event_id, type, source, body) VALUES ('" + Topics.SETTLEMENTS + "', 'gone', 'gone-" + random.nextLong()
                        + "', 'org.pricefloor.gone.v1', '/acceptance', 'gone')");
                if (random.nextInt(3) == 0) {
                    connection.rollback();
                }
            }
            connection.rollback();
        }
    }

    /** Sends the newest records of the settlements topic to it again, up to four times each and out of order. */
    private void tellSettlementsAgain(Random random, Map<String, Long> counts) throws ExecutionException, InterruptedException {
        List<RelayStandIn.Prepared> again = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Map.<String, Object>of("bootstrap.servers", system.kafka()), new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(0, Topics.PARTITIONS).mapToObj(partition -> new TopicPartition(Topics.SETTLEMENTS, partition)).toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            partitions.forEach(partition -> consumer.seek(partition, Math.max(0, ends.get(partition) - SETTLEMENTS_TOLD_AGAIN)));
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    if (record.headers().lastHeader(EventEnvelope.HEADER_POSITION) == null) {
                        continue;
                    }
                    for (int copy = random.nextInt(MOST_COPIES); copy > 0; copy--) {
                        again.add(new RelayStandIn.Prepared(new ProducerRecord<>(record.topic(), record.partition(), record.key(), record.value(), record.headers()),
                                "", null));
                    }
                }
            }
        }
        Collections.shuffle(again, random);
        relay.send(again);
        counts.put("copies of settlements", (long) again.size());
    }

    /** Something without a position in the portal's topic. */
    private Map<String, Poison> spoilSettlements(Random random) throws ExecutionException, InterruptedException {
        byte[] bytes = new byte[random.nextInt(2_000)];
        random.nextBytes(bytes);
        RecordMetadata place = relay.send(List.of(new RelayStandIn.Prepared(new ProducerRecord<>(Topics.SETTLEMENTS, random.nextInt(Topics.PARTITIONS), bytes, bytes), "",
                Poison.POSITION_MISSING))).get(0);
        carried.leaveOut(place.topic(), place.partition(), place.offset());
        return Map.of(place.topic() + " " + place.partition() + " " + place.offset(), Poison.POSITION_MISSING);
    }

    // ---- what is waited for

    private interface Look {
        String waiting() throws SQLException;
    }

    private static String await(String what, Look look) throws InterruptedException, SQLException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String waiting = look.waiting();
        while (!waiting.isEmpty() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
            waiting = look.waiting();
        }
        return waiting.isEmpty() ? "" : what + ": " + waiting;
    }

    /** What the stand-in told and settlement has not taken; of records without a position, the last offset has to be done with. */
    private String untaken() throws SQLException {
        StringBuilder waiting = new StringBuilder();
        Map<String, Long> taken = marks("settlement", "SELECT topic || ' ' || partition, position FROM inbox_watermark");
        relay.positions().forEach((partition, position) -> {
            if (taken.getOrDefault(partition, 0L) < position) {
                waiting.append(taken.getOrDefault(partition, 0L)).append(" of ").append(position).append(" of ").append(partition).append("; ");
            }
        });
        long toClose = number("settlement", "SELECT (SELECT count(*) FROM agreement_desk WHERE next_close_at <= '" + now + "') + (SELECT count(*) FROM scheduled_run WHERE due_at <= '"
                + now + "')");
        if (toClose != 0) {
            waiting.append(toClose).append(" closings and runs are due; ");
        }
        Map<String, Long> read = new HashMap<>(marks("settlement", "SELECT topic || ' ' || partition, kafka_offset FROM inbox_watermark"));
        read.putAll(marks("portal", "SELECT topic || ' ' || partition, kafka_offset FROM inbox_watermark"));
        ends().forEach((partition, end) -> {
            if (read.getOrDefault(partition, -1L) < end - 1) {
                waiting.append("offset ").append(read.getOrDefault(partition, -1L)).append(" of ").append(end - 1).append(" of ").append(partition).append("; ");
            }
        });
        return waiting.toString();
    }

    private Map<String, Long> ends() {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Map.<String, Object>of("bootstrap.servers", system.kafka()), new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> all = Topics.ALL.stream().flatMap(topic -> IntStream.range(0, Topics.PARTITIONS).mapToObj(partition -> new TopicPartition(topic, partition)))
                    .toList();
            Map<String, Long> ends = new HashMap<>();
            consumer.endOffsets(all).forEach((partition, end) -> ends.put(partition.topic() + " " + partition.partition(), end));
            return ends;
        }
    }

    // ---- what is compared

    private static void compare(SortedMap<String, String> calm, SortedMap<String, String> wild, List<String> violations, Map<String, Long> counts) {
        counts.put("periods and balances compared", (long) calm.size());
        if (calm.isEmpty()) {
            violations.add("The calm twin has no books: nothing was compared.");
        }
        for (String key : new TreeMap<>(calm).keySet()) {
            if (!calm.get(key).equals(wild.get(key))) {
                violations.add("The twins differ at " + key + ": calm " + calm.get(key) + ", wild " + wild.get(key));
            }
        }
        wild.keySet().stream().filter(key -> !calm.containsKey(key)).forEach(key -> violations.add("Only the wild twin has " + key + ": " + wild.get(key)));
    }

    /** The latest statement of each period, the balances of its accounts and what is parked, without the twin's own name. */
    private SortedMap<String, String> books(String mark) throws SQLException {
        SortedMap<String, String> books = new TreeMap<>();
        String named = " WHERE agreement LIKE 'F" + mark + "-%'";
        String name = "replace(agreement, '" + mark + "', '')";
        for (String sql : List.of(
                // A parked period has no latest statement: that it was once stated as zero depends on the order.
                "SELECT " + name + " || ' ' || period_label, concat_ws(' ', kind = 'accrual', quantity, floor_price, reference_price, accrued_top_up, accrued_upside, top_up,"
                        + " upside, currency, agreement_version) FROM (SELECT DISTINCT ON (agreement, period_from) * FROM run" + named
                        + " ORDER BY agreement, period_from, sequence DESC) AS last WHERE accrued_top_up + accrued_upside + top_up + upside > 0"
                        + " OR NOT EXISTS (SELECT FROM parked_period p WHERE p.agreement = last.agreement AND p.period_from = last.period_from AND p.active)",
                "SELECT " + name + " || ' ' || period_from || ' ' || account, sum(amount)::text FROM (SELECT agreement, period_from, debit AS account, amount FROM journal_transfer"
                        + " UNION ALL SELECT agreement, period_from, credit, -amount FROM journal_transfer) AS sides" + named
                        + " GROUP BY agreement, period_from, account HAVING sum(amount) <> 0",
                "SELECT " + name + " || ' ' || period_label || ' parked', 'parked' FROM parked_period" + named + " AND active")) {
            try (Connection connection = system.database("settlement"); Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
                while (row.next()) {
                    books.put(row.getString(1), row.getString(2));
                }
            }
        }
        return books;
    }

    private void comparePoison(Map<String, Poison> poison, long parkedBefore, List<String> violations) throws SQLException {
        Map<String, String> parked = new HashMap<>();
        for (String service : SERVICES) {
            try (Connection connection = system.database(service); Statement statement = connection.createStatement();
                 ResultSet row = statement.executeQuery("SELECT concat_ws(' ', topic, partition, kafka_offset), rule FROM inbox_parked")) {
                while (row.next()) {
                    parked.put(row.getString(1), row.getString(2));
                }
            }
        }
        poison.forEach((place, kind) -> {
            if (!kind.rule().equals(parked.get(place))) {
                violations.add("Poison " + kind + " at " + place + " is parked under " + parked.get(place) + ", not under " + kind.rule());
            }
        });
        if (parked.size() != parkedBefore + poison.size()) {
            violations.add(parked.size() - parkedBefore + " records were parked, " + poison.size() + " were spoilt");
        }
    }

    private Map<String, Long> marks(String service, String sql) throws SQLException {
        Map<String, Long> marks = new HashMap<>();
        try (Connection connection = system.database(service); Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                marks.put(row.getString(1), row.getLong(2));
            }
        }
        return marks;
    }

    private long number(String service, String sql) throws SQLException {
        try (Connection connection = system.database(service)) {
            return Queues.number(connection, sql);
        }
    }

    @Override
    public void close() {
        relay.close();
        judge.close();
        system.close();
    }
}
