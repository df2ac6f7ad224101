package org.pricefloor.lookout;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.pricefloor.messaging.BatchIntake;
import org.pricefloor.messaging.OutboxRelay;

/**
 * Whether a service may be given work: broker and database answer, what it wrote down was carried away in time, and what arrives takes
 * effect. Each is a check of its own with its reason; everybody sees which one fails, the operator sees why ({@link PublicHealth}).
 */
@ApplicationScoped
class Readiness {

    private static final Duration GAP_PATIENCE = Duration.ofSeconds(10);

    private final DataSource database;
    private final Broker broker;
    private final List<OutboxRelay> relays;
    private final List<BatchIntake> intakes;
    private final Duration oldestUnsent;
    private final Kept<HealthCheckResponse> brokerHealth = new Kept<>(this::askBroker);
    private final Kept<HealthCheckResponse> databaseHealth = new Kept<>(this::askDatabase);
    private final Kept<HealthCheckResponse> outboxHealth = new Kept<>(this::askOutbox);

    Readiness(DataSource database, Broker broker, @All List<OutboxRelay> relays, @All List<BatchIntake> intakes,
            @ConfigProperty(name = "pricefloor.ready.oldest-unsent", defaultValue = "30s") Duration oldestUnsent) {
        this.database = database;
        this.broker = broker;
        this.relays = relays;
        this.intakes = intakes;
        this.oldestUnsent = oldestUnsent;
    }

    /** The same answers as numbers, so that an alert can say since when. */
    void show(@Observes StartupEvent start, MeterRegistry registry) {
        Map<String, Supplier<HealthCheckResponse>> checks = Map.of("broker", brokerHealth::get, "database", databaseHealth::get, "outbox", outboxHealth::get,
                "intake", this::askIntakes);
        checks.forEach((check, health) -> Gauge.builder("pricefloor_ready", health, answer -> answer.get().getStatus() == HealthCheckResponse.Status.UP ? 1 : 0)
                .tag("check", check).description("1: this check of readiness is up; 0: it is down").strongReference(true).register(registry));
    }

    @Produces
    @ApplicationScoped
    @org.eclipse.microprofile.health.Readiness
    HealthCheck broker() {
        return brokerHealth::get;
    }

    @Produces
    @ApplicationScoped
    @org.eclipse.microprofile.health.Readiness
    HealthCheck database() {
        return databaseHealth::get;
    }

    @Produces
    @ApplicationScoped
    @org.eclipse.microprofile.health.Readiness
    HealthCheck outbox() {
        return outboxHealth::get;
    }

    @Produces
    @ApplicationScoped
    @org.eclipse.microprofile.health.Readiness
    HealthCheck intake() {
        return this::askIntakes;
    }

    private HealthCheckResponse askBroker() {
        return answer("broker", broker.failure());
    }

    private HealthCheckResponse askDatabase() {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
            return answer("database", null);
        } catch (SQLException e) {
            return answer("database", String.valueOf(e.getMessage()));
        }
    }

    private HealthCheckResponse askOutbox() {
        HealthCheckResponseBuilder health = HealthCheckResponse.named("outbox").up();
        for (OutboxRelay relay : relays) {
            OutboxRelay.Status status = relay.status();
            health.withData("leading", status.leading()).withData("published", status.published());
            if (status.failure() != null) {
                health.withData("failing-since", String.valueOf(status.failingSince())).withData("failure", status.failure());
            }
        }
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement();
             ResultSet oldest = statement.executeQuery(CorridorReadings.OLDEST_UNSENT)) {
            oldest.next();
            long age = oldest.getLong(1);
            health.withData("oldest-unsent-seconds", age);
            if (age > oldestUnsent.toSeconds()) {
                health.down().withData("reason", "the oldest unsent event has waited " + age + " s, more than " + oldestUnsent.toSeconds() + " s");
            }
        } catch (SQLException e) {
            health.down().withData("reason", "its age can not be read: " + e.getMessage());
        }
        return health.build();
    }

    private HealthCheckResponse askIntakes() {
        HealthCheckResponseBuilder health = HealthCheckResponse.named("intake").up();
        for (BatchIntake intake : intakes) {
            if (intake.failingSince() != null) {
                health.down().withData("failing-since", intake.failingSince().toString()).withData("failure", String.valueOf(intake.failure()));
            }
            for (BatchIntake.Gap gap : intake.gaps()) {
                if (gap.isOlderThan(GAP_PATIENCE)) {
                    health.down();
                }
                health.withData("missing-" + gap.topic() + "-" + gap.partition(), "position " + gap.missing() + " since " + gap.since());
            }
        }
        return health.build();
    }

    private static HealthCheckResponse answer(String name, String reason) {
        HealthCheckResponseBuilder health = HealthCheckResponse.named(name).status(reason == null);
        return reason == null ? health.build() : health.withData("reason", reason).build();
    }
}
