package org.pricefloor.settlement;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.pricefloor.messaging.BatchIntake;
import org.pricefloor.messaging.OutboxRelay;
import org.pricefloor.settlement.bench.Bench;

/** Ready: the intake, the bench and the relay do their work. */
@ApplicationScoped
@org.eclipse.microprofile.health.Readiness
public class Readiness implements HealthCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Intake intake;
    private final Bench bench;
    private final Corridor corridor;

    Readiness(Intake intake, Bench bench, Corridor corridor) {
        this.intake = intake;
        this.bench = bench;
        this.corridor = corridor;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder health = HealthCheckResponse.named("settlement").up();
        if (intake.batches().failingSince() != null) {
            health.down().withData("intake", intake.batches().failure());
        }
        for (BatchIntake.Gap gap : intake.batches().gaps()) {
            if (gap.isOlderThan(PATIENCE)) {
                health.down().withData("gap-" + gap.topic() + "-" + gap.partition(), "position " + gap.missing() + " is missing since " + gap.since());
            }
        }
        if (bench.failure() != null) {
            health.down().withData("bench", bench.failure());
        }
        OutboxRelay.Status relay = corridor.status();
        if (relay.failure() != null) {
            health.down().withData("relay", relay.failure());
        }
        return health.build();
    }
}
