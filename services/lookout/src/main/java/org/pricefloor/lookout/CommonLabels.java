package org.pricefloor.lookout;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What every number says of itself, and how many numbers there may be. */
class CommonLabels {

    private static final int CODES_AT_MOST = 300;

    @Produces
    @Singleton
    MeterFilter service(@ConfigProperty(name = "quarkus.application.name") String service) {
        return MeterFilter.commonTags(Tags.of("service", service));
    }

    /** Codes stand in the source; should one ever be made from input, it does not grow the registry without end. */
    @Produces
    @Singleton
    MeterFilter fewCodes() {
        return MeterFilter.maximumAllowableTags("pricefloor_refusals_total", "code", CODES_AT_MOST, MeterFilter.deny());
    }
}
