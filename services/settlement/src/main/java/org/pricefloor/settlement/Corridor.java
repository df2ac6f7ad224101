package org.pricefloor.settlement;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.pricefloor.contracts.Topics;
import org.pricefloor.messaging.OutboxRelay;

/** Carries what the bench posted to the settlements topic, from the first to the last minute of the service. */
@ApplicationScoped
public class Corridor {

    private final OutboxRelay relay;

    Corridor(@ConfigProperty(name = "quarkus.datasource.jdbc.url") String databaseUrl,
            @ConfigProperty(name = "quarkus.datasource.username") String databaseUser,
            @ConfigProperty(name = "quarkus.datasource.password") String databasePassword,
            @ConfigProperty(name = "kafka.bootstrap.servers") String kafka) {
        relay = new OutboxRelay(new OutboxRelay.Settings(databaseUrl, databaseUser, databasePassword, kafka, Topics.PARTITIONS));
    }

    void open(@Observes StartupEvent start) {
        relay.start();
    }

    void shut(@Observes ShutdownEvent stop) {
        relay.close();
    }

    /** For the lookout. */
    @Produces
    @Singleton
    OutboxRelay relay() {
        return relay;
    }
}
