package org.pricefloor.settlement;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.pricefloor.settlement.bench.Bench;

/**
 * Ready: the bench works off what is due, agreements set aside for a while excepted; these are named. The rest is asked by the lookout, as
 * of every service.
 */
@ApplicationScoped
@org.eclipse.microprofile.health.Readiness
public class Readiness implements HealthCheck {

    private static final int NAMED_AT_MOST = 5;

    private final Bench bench;

    Readiness(Bench bench) {
        this.bench = bench;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder health = HealthCheckResponse.named("bench").up();
        List<String> aside = bench.aside();
        if (!aside.isEmpty()) {
            health = health.withData("set-aside", String.join("; ", aside.subList(0, Math.min(aside.size(), NAMED_AT_MOST)))).withData("set-aside-count", aside.size());
        }
        return bench.failure() == null ? health.build() : health.down().withData("failure", bench.failure()).build();
    }
}
