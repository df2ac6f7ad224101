package org.pricefloor.lookout;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemContext;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemPostProcessor;
import jakarta.enterprise.context.ApplicationScoped;

/** Counts refusals by their code, once the front door has given them one. Codes are written in the source, so they are few. */
@ApplicationScoped
class RefusalCount implements ProblemPostProcessor {

    private final MeterRegistry registry;

    RefusalCount(MeterRegistry registry) {
        this.registry = registry;
    }

    /** After the front door's own, which has priority 1. */
    @Override
    public int priority() {
        return 0;
    }

    @Override
    public HttpProblem apply(HttpProblem problem, ProblemContext context) {
        registry.counter("pricefloor_refusals_total", "code", String.valueOf(problem.getParameters().get("code")),
                "status", String.valueOf(problem.getStatusCode())).increment();
        return problem;
    }
}
