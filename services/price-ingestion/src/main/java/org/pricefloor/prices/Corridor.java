package org.pricefloor.prices;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.pricefloor.contracts.Topics;
import org.pricefloor.messaging.OutboxRelay;

/** The way out: the relay that carries this service's outbox to Kafka, from start to stop. */
@Wellness
@ApplicationScoped
class Corridor implements HealthCheck {

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

    @Override
    public HealthCheckResponse call() {
        OutboxRelay.Status status = relay.status();
        return HealthCheckResponse.named("outbox relay").status(status.failure() == null)
                .withData("leading", status.leading()).withData("published", status.published())
                .withData("failing-since", String.valueOf(status.failingSince())).withData("failure", String.valueOf(status.failure())).build();
    }
}
