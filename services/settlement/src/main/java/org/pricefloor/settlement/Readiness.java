package org.pricefloor.settlement;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.pricefloor.settlement.bench.Bench;

/** Ready: the bench works off what is due. The rest is asked by the lookout, as of every service. */
@ApplicationScoped
@org.eclipse.microprofile.health.Readiness
public class Readiness implements HealthCheck {

    private final Bench bench;

    Readiness(Bench bench) {
        this.bench = bench;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder health = HealthCheckResponse.named("bench").up();
        return bench.failure() == null ? health.build() : health.down().withData("failure", bench.failure()).build();
    }
}
