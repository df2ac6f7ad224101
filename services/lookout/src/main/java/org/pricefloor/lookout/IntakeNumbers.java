package org.pricefloor.lookout;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.pricefloor.messaging.BatchIntake;

/** How the intakes of this service fare: what they know in memory, and the broker can not know. */
@ApplicationScoped
class IntakeNumbers {

    private final List<BatchIntake> intakes;
    private final MeterRegistry registry;
    private final Broker broker;

    IntakeNumbers(@All List<BatchIntake> intakes, MeterRegistry registry, Broker broker) {
        this.intakes = intakes;
        this.registry = registry;
        this.broker = broker;
    }

    void open(@Observes StartupEvent start) {
        if (intakes.isEmpty()) {
            return;
        }
        Gauge.builder("pricefloor_inbox_gap_seconds", this, IntakeNumbers::oldestGap)
                .description("Since when a position is missing while later ones have arrived; 0: none is").register(registry);
        Gauge.builder("pricefloor_inbox_failing_seconds", this, IntakeNumbers::failingFor)
                .description("Since when what arrives can not be written down; 0: it can").register(registry);
        Gauge.builder("pricefloor_inbox_lag_events", broker, Broker::lag)
                .description("Records on the topics that this service has not yet done with; NaN: the broker does not say").register(registry);
    }

    private double oldestGap() {
        return intakes.stream().flatMap(intake -> intake.gaps().stream()).mapToDouble(gap -> since(gap.since())).max().orElse(0);
    }

    private double failingFor() {
        return intakes.stream().map(BatchIntake::failingSince).mapToDouble(IntakeNumbers::since).max().orElse(0);
    }

    /** By the machine's clock, which the intake takes these from. */
    private static double since(Instant begin) {
        return begin == null ? 0 : Duration.between(begin, Instant.now()).toMillis() / 1_000.0;
    }
}
