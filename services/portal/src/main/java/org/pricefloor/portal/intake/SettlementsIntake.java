package org.pricefloor.portal.intake;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Collection;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.pricefloor.messaging.BatchIntake;

/** The door of the settlements topic: a poll of records is one transaction, begun where the database says we stopped. */
@ApplicationScoped
@Identifier("settlements")
public class SettlementsIntake implements KafkaConsumerRebalanceListener {

    private final BatchIntake intake;

    SettlementsIntake(DataSource database, StatementBook book) {
        this.intake = new BatchIntake(database, book);
    }

    @Incoming("settlements")
    @Blocking
    void take(ConsumerRecords<byte[], byte[]> records) {
        intake.accept(records);
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        intake.assigned(consumer, partitions);
    }

    /** For the lookout. */
    @Produces
    @Singleton
    BatchIntake intake() {
        return intake;
    }

    void stop(@Observes ShutdownEvent shutdown) {
        intake.close();
    }
}
