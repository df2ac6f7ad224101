package org.pricefloor.settlement;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Collection;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.pricefloor.messaging.BatchIntake;
import org.pricefloor.settlement.bench.Bench;
import org.pricefloor.settlement.shelf.FactShelf;

/**
 * Takes batches from the topics to the shelf, in order, one transaction a batch, and wakes the bench. Where reading goes on
 * after a start is decided by the watermark in our database, never by Kafka's committed offsets.
 */
@ApplicationScoped
@Default
@Identifier("watermark")
public class Intake implements KafkaConsumerRebalanceListener {

    private final BatchIntake batches;
    private final Bench bench;

    Intake(DataSource database, FactShelf shelf, Bench bench) {
        this.batches = new BatchIntake(database, shelf);
        this.bench = bench;
    }

    @Incoming("market-data")
    @Blocking
    public void marketData(ConsumerRecords<byte[], byte[]> records) {
        take(records);
    }

    @Incoming("agreements")
    @Blocking
    public void agreements(ConsumerRecords<byte[], byte[]> records) {
        take(records);
    }

    @Incoming("deliveries")
    @Blocking
    public void deliveries(ConsumerRecords<byte[], byte[]> records) {
        take(records);
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        batches.assigned(consumer, partitions);
    }

    /** For the lookout. */
    @Produces
    @Singleton
    BatchIntake batches() {
        return batches;
    }

    private void take(ConsumerRecords<byte[], byte[]> records) {
        batches.accept(records);
        bench.wake();
    }

    @PreDestroy
    void stop() {
        batches.close();
    }
}
