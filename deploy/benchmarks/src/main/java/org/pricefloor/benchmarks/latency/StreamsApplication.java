package org.pricefloor.benchmarks.latency;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.pricefloor.benchmarks.system.MeasuredSystem;
import org.pricefloor.benchmarks.system.Pause;

/**
 * The same as a Kafka Streams application: a price comes in on a topic, a line of each agreement goes out on another, with the difference to
 * what the line was before, which a state store remembers. It writes no database; quantities and floors lie in its memory.
 */
final class StreamsApplication implements Contender {

    private static final String PRICES = "benchmark-latency-prices";
    private static final String LINES = "benchmark-latency-lines";
    private static final String STORE = "amounts";
    private static final Duration START = Duration.ofSeconds(60);

    private final Sightings sightings = new Sightings();
    private final Map<String, BigDecimal> amounts = new HashMap<>();
    private final Map<String, BigDecimal> differences = new HashMap<>();
    private final Map<Integer, Integer> arrived = new HashMap<>();
    private final Ground ground;
    private final KafkaStreams streams;
    private final KafkaProducer<String, String> producer;
    private final KafkaConsumer<String, String> consumer;
    private final Thread reader;
    private volatile boolean closed;
    private volatile int begun;

    /** @param commitMillis how often it commits; 100 is what {@code exactly_once_v2} takes by default */
    StreamsApplication(MeasuredSystem system, Ground ground, int commitMillis) throws Exception {
        this.ground = ground;
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", system.kafka()))) {
            admin.createTopics(List.of(new NewTopic(PRICES, 1, (short) 1), new NewTopic(LINES, 1, (short) 1))).all().get();
        }
        streams = streams(system, ground, commitMillis);
        producer = new KafkaProducer<>(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, system.kafka(), ProducerConfig.ACKS_CONFIG, "all"),
                new StringSerializer(), new StringSerializer());
        consumer = new KafkaConsumer<>(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, system.kafka(), ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false, ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"), new StringDeserializer(), new StringDeserializer());
        consumer.assign(List.of(new TopicPartition(LINES, 0)));
        reader = new Thread(this::read, "lines-of-streams");
    }

    private static KafkaStreams streams(MeasuredSystem system, Ground ground, int commitMillis) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "benchmark-latency");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, system.kafka());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitMillis);
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, Path.of(system.state().toString(), "streams").toString());
        properties.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
        properties.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
        Topology topology = new Topology();
        topology.addSource("prices", PRICES).addProcessor("settle", () -> new Settle(ground), "prices")
                .addStateStore(Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(STORE), Serdes.String(), Serdes.String()), "settle")
                .addSink("lines", LINES, "settle");
        return new KafkaStreams(topology, properties);
    }

    private static final class Settle implements Processor<String, String, String, String> {

        private final Ground ground;
        private ProcessorContext<String, String> context;
        private KeyValueStore<String, String> amounts;

        Settle(Ground ground) {
            this.ground = ground;
        }

        @Override
        public void init(ProcessorContext<String, String> given) {
            context = given;
            amounts = given.getStateStore(STORE);
        }

        @Override
        public void process(Record<String, String> record) {
            String[] cells = record.value().split("\\|");
            LocalDate day = LocalDate.parse(cells[1]);
            BigDecimal price = new BigDecimal(cells[2]);
            int dayNumber = (int) (day.toEpochDay() - Ground.FIRST.toEpochDay());
            for (int a = 0; a < ground.agreements(); a++) {
                String line = Ground.agreement(a) + " " + day;
                BigDecimal amount = Ground.amount(price, Ground.quantity(a, dayNumber));
                String before = amounts.get(line);
                BigDecimal difference = before == null ? amount : amount.subtract(new BigDecimal(before));
                amounts.put(line, amount.toPlainString());
                context.forward(record.withKey(line).withValue(cells[0] + "|" + amount.toPlainString() + "|" + difference.toPlainString()));
            }
        }
    }

    @Override
    public String name() {
        return "Kafka Streams";
    }

    @Override
    public void begin(Ground unused) {
        reader.start();
        streams.start();
        long deadline = System.nanoTime() + START.toNanos();
        for (int day = 0; day < ground.days(); day++) {
            Quote first = ground.first(day);
            producer.send(new ProducerRecord<>(PRICES, 0, Ground.SERIES, "-1|" + first.day() + "|" + first.price().toPlainString()));
        }
        while (begun < ground.days() * ground.agreements()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Kafka Streams did not begin within " + START.toSeconds() + " s: " + streams.state());
            }
            Pause.millis(10);
        }
    }

    @Override
    public void post(Quote quote) {
        producer.send(new ProducerRecord<>(PRICES, 0, Ground.SERIES, quote.number() + "|" + quote.day() + "|" + quote.price().toPlainString()), (sent, failed) -> {
            if (failed != null) {
                sightings.failed(failed);
            }
        });
    }

    private void read() {
        try {
            while (!closed) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
                    String[] cells = record.value().split("\\|");
                    int number = Integer.parseInt(cells[0]);
                    if (number < 0) {
                        begun++;
                    } else if (arrived.merge(number, 1, Integer::sum) == ground.agreements()) {
                        arrived.remove(number);
                        sightings.seen(number);
                    }
                    synchronized (amounts) {
                        amounts.put(record.key(), new BigDecimal(cells[1]));
                        differences.merge(record.key(), new BigDecimal(cells[2]), BigDecimal::add);
                    }
                }
            }
        } catch (RuntimeException e) {
            sightings.failed(e);
        }
    }

    @Override
    public Sightings sightings() {
        return sightings;
    }

    @Override
    public Map<String, BigDecimal> lines() {
        synchronized (amounts) {
            amounts.forEach((line, amount) -> {
                if (amount.compareTo(differences.get(line)) != 0) {
                    throw new IllegalStateException(name() + ": the differences of " + line + " add up to " + differences.get(line) + ", its amount is " + amount);
                }
            });
            return new TreeMap<>(amounts);
        }
    }

    @Override
    public void close() {
        closed = true;
        producer.close();
        streams.close(Duration.ofSeconds(10));
        try {
            reader.join(2_000);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
        if (!reader.isAlive()) {
            consumer.close();
        }
    }
}
