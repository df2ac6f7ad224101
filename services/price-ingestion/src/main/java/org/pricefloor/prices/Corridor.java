package org.pricefloor.prices;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.pricefloor.contracts.Topics;
import org.pricefloor.messaging.OutboxRelay;

/** The way out: the relay that carries this service's outbox to Kafka, from start to stop. */
@ApplicationScoped
class Corridor {

    private final OutboxRelay relay;

    Corridor(@ConfigProperty(name = "quarkus.datasource.jdbc.url") String database,
            @ConfigProperty(name = "quarkus.datasource.username") String user,
            @ConfigProperty(name = "quarkus.datasource.password") String password,
            @ConfigProperty(name = "kafka.bootstrap.servers") String kafka) {
        relay = new OutboxRelay(new OutboxRelay.Settings(database, user, password, kafka, Topics.PARTITIONS));
    }

    void open(@Observes StartupEvent start) {
        relay.start();
    }

    void close(@Observes ShutdownEvent stop) {
        relay.close();
    }

    /** For the lookout. */
    @Produces
    @Singleton
    OutboxRelay relay() {
        return relay;
    }
}
