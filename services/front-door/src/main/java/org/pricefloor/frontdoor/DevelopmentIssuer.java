package org.pricefloor.frontdoor;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** A production service does not start with the development issuer, whose key lies in a developer's folder. */
@ApplicationScoped
class DevelopmentIssuer {

    private static final Set<String> MAY_TRUST_IT = Set.of("development", "test");

    void refuseInProduction(@Observes StartupEvent start,
            @ConfigProperty(name = "pricefloor.environment") String environment,
            @ConfigProperty(name = "pricefloor.development-issuer") String developmentIssuer,
            @ConfigProperty(name = "mp.jwt.verify.issuer") String issuer) {
        if (LaunchMode.current() == LaunchMode.NORMAL && refuses(environment, issuer, developmentIssuer)) {
            throw new IllegalStateException("The issuer " + issuer + " is for development only. Set PRICEFLOOR_ISSUER and PRICEFLOOR_JWKS to those of"
                    + " your identity provider, or PRICEFLOOR_ENVIRONMENT=development if this is not production.");
        }
    }

    static boolean refuses(String environment, String issuer, String developmentIssuer) {
        return issuer.equals(developmentIssuer) && !MAY_TRUST_IT.contains(environment);
    }
}
