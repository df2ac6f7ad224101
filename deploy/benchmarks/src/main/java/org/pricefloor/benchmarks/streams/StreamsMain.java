package org.pricefloor.benchmarks.streams;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.contracts.AgreementDocument.PriceStep;
import org.pricefloor.contracts.AgreementVersionRegistered;
import org.pricefloor.contracts.DeliveryCertified;
import org.pricefloor.contracts.EventEnvelope;
import org.pricefloor.contracts.EventType;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.messaging.EventJson;

/**
 * The contender's JVM. Prices are a global store of sums, agreements and what is used of a cap are stores in memory with a changelog, the
 * faster kind. Arguments: broker, state folder. It reads {@code await <prices> <agreements>} and answers {@code ready} when it knows so many.
 */
public final class StreamsMain {

    static final String APPLICATION = "benchmark-streams";
    static final String PRICES = "benchmark.market-data";
    static final String AGREEMENTS = "benchmark.agreements";
    static final String DELIVERIES = "benchmark.deliveries";
    static final String LINES = "benchmark.lines";

    private static final String REFERENCE_STORE = "references";
    private static final String AGREEMENT_STORE = "terms";
    private static final String USED_STORE = "used";
    private static final String THREADS = "2";
    /** Long enough that a transaction holds some thousand lines, short enough to be no wait. */
    private static final String COMMIT_INTERVAL_MILLIS = "200";
    private static final AtomicLong PRICES_KNOWN = new AtomicLong();
    private static final AtomicLong AGREEMENTS_KNOWN = new AtomicLong();

    private StreamsMain() {
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Properties settings = new Properties();
        settings.putAll(Map.of(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION, StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, arguments[0],
                StreamsConfig.STATE_DIR_CONFIG, arguments[1], StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2,
                StreamsConfig.NUM_STREAM_THREADS_CONFIG, THREADS, StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_INTERVAL_MILLIS,
                StreamsConfig.REPLICATION_FACTOR_CONFIG, "1"));
        settings.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
        settings.put(StreamsConfig.consumerPrefix("max.poll.records"), "5000");
        settings.put(StreamsConfig.producerPrefix("batch.size"), "131072");
        CountDownLatch running = new CountDownLatch(1);
        try (KafkaStreams streams = new KafkaStreams(topology(), settings)) {
            streams.setStateListener((now, before) -> {
                if (now == KafkaStreams.State.RUNNING) {
                    running.countDown();
                }
            });
            streams.setUncaughtExceptionHandler(failure -> {
                failure.printStackTrace();
                Runtime.getRuntime().halt(1);
                return StreamThreadExceptionResponse.SHUTDOWN_APPLICATION;
            });
            streams.start();
            running.await();
            answer();
        }
    }

    /** Until the input ends, which is when the one who measures is gone. */
    private static void answer() throws IOException, InterruptedException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            synchronized (StreamsMain.class) {
                while (PRICES_KNOWN.get() < Long.parseLong(words[1]) || AGREEMENTS_KNOWN.get() < Long.parseLong(words[2])) {
                    StreamsMain.class.wait();
                }
            }
            System.out.println("ready");
        }
    }

    private static void count(AtomicLong known) {
        synchronized (StreamsMain.class) {
            known.incrementAndGet();
            StreamsMain.class.notifyAll();
        }
    }

    private static Topology topology() {
        Topology topology = new Topology();
        topology.addGlobalStore(Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(REFERENCE_STORE), Serdes.String(), Serdes.String()).withLoggingDisabled(),
                "prices", Serdes.String().deserializer(), Serdes.ByteArray().deserializer(), PRICES, "sum", Prices::new);
        topology.addSource("agreements", Serdes.String().deserializer(), Serdes.ByteArray().deserializer(), AGREEMENTS);
        topology.addSource("deliveries", Serdes.String().deserializer(), Serdes.ByteArray().deserializer(), DELIVERIES);
        topology.addProcessor("learn", Agreements::new, "agreements");
        topology.addProcessor("settle", Settling::new, "deliveries");
        topology.addStateStore(store(AGREEMENT_STORE), "learn", "settle");
        topology.addStateStore(store(USED_STORE), "settle");
        topology.addSink("lines", LINES, Serdes.String().serializer(), Serdes.ByteArray().serializer(), "settle");
        return topology;
    }

    private static StoreBuilder<?> store(String name) {
        return name.equals(AGREEMENT_STORE)
                ? Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
                : Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.String());
    }

    private static String referenceKey(String series, LocalDate month) {
        return series + "|" + month;
    }

    /** Adds each price to the sum of its month; a calendar or a series says nothing here. */
    private static final class Prices implements Processor<String, byte[], Void, Void> {

        private KeyValueStore<String, String> sums;

        @Override
        public void init(ProcessorContext<Void, Void> context) {
            sums = context.getStateStore(REFERENCE_STORE);
        }

        @Override
        public void process(Record<String, byte[]> record) {
            Header type = record.headers().lastHeader(EventEnvelope.HEADER_TYPE);
            if (!new String(type.value(), StandardCharsets.UTF_8).equals(EventType.PRICE_ASSESSED.typeName())) {
                return;
            }
            PriceAssessed price = EventJson.read(record.value(), PriceAssessed.class);
            String key = referenceKey(price.series(), price.pricingDate().withDayOfMonth(1));
            String before = sums.get(key);
            String[] parts = before == null ? new String[] {"0", "0"} : before.split(" ");
            sums.put(key, new BigDecimal(parts[0]).add(price.price()) + " " + (Integer.parseInt(parts[1]) + 1));
            count(PRICES_KNOWN);
        }
    }

    private static final class Agreements implements Processor<String, byte[], String, byte[]> {

        private KeyValueStore<String, byte[]> terms;

        @Override
        public void init(ProcessorContext<String, byte[]> context) {
            terms = context.getStateStore(AGREEMENT_STORE);
        }

        @Override
        public void process(Record<String, byte[]> record) {
            terms.put(record.key(), EventJson.write(EventJson.read(record.value(), AgreementVersionRegistered.class).agreement()));
            count(AGREEMENTS_KNOWN);
        }
    }

    /** The arithmetic of rules 10, 11 and 13, in the order of arrival. */
    private static final class Settling implements Processor<String, byte[], String, byte[]> {

        private ProcessorContext<String, byte[]> context;
        private KeyValueStore<String, String> sums;
        private KeyValueStore<String, byte[]> terms;
        private KeyValueStore<String, String> used;
        private String lastName = "";
        private AgreementDocument last;

        @Override
        public void init(ProcessorContext<String, byte[]> given) {
            context = given;
            sums = given.getStateStore(REFERENCE_STORE);
            terms = given.getStateStore(AGREEMENT_STORE);
            used = given.getStateStore(USED_STORE);
        }

        @Override
        public void process(Record<String, byte[]> record) {
            DeliveryCertified delivery = EventJson.read(record.value(), DeliveryCertified.class);
            AgreementDocument agreement = agreement(delivery.agreement());
            LocalDate month = delivery.deliveryDate().withDayOfMonth(1);
            String year = delivery.agreement() + "|" + month.getYear();
            String before = used.get(year);
            BigDecimal usedBefore = before == null ? BigDecimal.ZERO : new BigDecimal(before);
            BigDecimal quantity = delivery.quantity().min(agreement.caps().quantityPerYear().subtract(usedBefore).max(BigDecimal.ZERO));
            used.put(year, usedBefore.add(quantity).toPlainString());
            BigDecimal floor = agreement.floor().stream().filter(step -> !step.from().isAfter(month)).reduce((earlier, later) -> later).map(PriceStep::price).orElseThrow();
            StreamsLine line;
            if (quantity.signum() == 0) {
                line = new StreamsLine(delivery.agreement(), month, quantity, floor, null, null, BigDecimal.ZERO, BigDecimal.ZERO);
            } else {
                BigDecimal reference = reference(agreement.referencePrice().series(), month);
                BigDecimal shortfall = floor.subtract(reference).max(BigDecimal.ZERO);
                BigDecimal excess = reference.subtract(agreement.upside().threshold().max(floor)).max(BigDecimal.ZERO);
                line = new StreamsLine(delivery.agreement(), month, quantity, floor, reference, shortfall, cents(shortfall.multiply(quantity)),
                        cents(cents(excess.multiply(quantity)).multiply(agreement.upside().share())));
            }
            context.forward(new Record<>(record.key(), EventJson.write(line), record.timestamp()));
        }

        /** Deliveries come agreement by agreement: what was read for the one before is read once. */
        private AgreementDocument agreement(String name) {
            if (!name.equals(lastName)) {
                last = EventJson.read(terms.get(name), AgreementDocument.class);
                lastName = name;
            }
            return last;
        }

        private BigDecimal reference(String series, LocalDate month) {
            String[] parts = sums.get(referenceKey(series, month)).split(" ");
            return new BigDecimal(parts[0]).divide(new BigDecimal(parts[1]), MathContext.DECIMAL128).setScale(2, RoundingMode.HALF_UP);
        }

        private static BigDecimal cents(BigDecimal amount) {
            return amount.setScale(2, RoundingMode.HALF_UP);
        }
    }
}
