package org.pricefloor.portal.intake;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.pricefloor.messaging.BatchIntake;

/** Not ready while what was told can not be written down, or while a position has been missing for long. */
@Readiness
@ApplicationScoped
class IntakeHealth implements HealthCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SettlementsIntake settlements;

    IntakeHealth(@Identifier("settlements") SettlementsIntake settlements) {
        this.settlements = settlements;
    }

    @Override
    public HealthCheckResponse call() {
        BatchIntake intake = settlements.intake();
        HealthCheckResponseBuilder health = HealthCheckResponse.named("settlements-intake");
        boolean ready = intake.failingSince() == null;
        for (BatchIntake.Gap gap : intake.gaps()) {
            ready &= !gap.isOlderThan(PATIENCE);
            health.withData("missing-position-" + gap.partition(), gap.missing());
        }
        return health.status(ready).build();
    }
}
