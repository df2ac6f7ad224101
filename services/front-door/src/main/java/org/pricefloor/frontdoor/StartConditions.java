package org.pricefloor.frontdoor;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What a service that serves must have been told: a key to check tokens with, and a password. And a production service does
 * not start with the development issuer, whose key lies in a developer's folder.
 */
@ApplicationScoped
class StartConditions {

    private static final Set<String> MAY_TRUST_THE_DEVELOPMENT_ISSUER = Set.of("development", "test");
    private static final String NOT_SET = "-is-not-set";

    void check(@Observes StartupEvent start,
            @ConfigProperty(name = "pricefloor.environment") String environment,
            @ConfigProperty(name = "pricefloor.development-issuer") String developmentIssuer,
            @ConfigProperty(name = "mp.jwt.verify.issuer") String issuer,
            @ConfigProperty(name = "mp.jwt.verify.publickey.location") String keys,
            @ConfigProperty(name = "quarkus.datasource.password") String password) {
        if (LaunchMode.current() != LaunchMode.NORMAL) {
            return;
        }
        Stream.of(keys, password).filter(value -> value.endsWith(NOT_SET)).findFirst().ifPresent(value -> {
            throw new IllegalStateException("The variable " + value.substring(0, value.length() - NOT_SET.length()) + " is not set. See the service's deployment in deploy/docker.");
        });
        if (refuses(environment, issuer, developmentIssuer)) {
            throw new IllegalStateException("The issuer " + issuer + " is for development only. Set PRICEFLOOR_ISSUER and PRICEFLOOR_JWKS to those of"
                    + " your identity provider, or PRICEFLOOR_ENVIRONMENT=development if this is not production.");
        }
    }

    static boolean refuses(String environment, String issuer, String developmentIssuer) {
        return issuer.equals(developmentIssuer) && !MAY_TRUST_THE_DEVELOPMENT_ISSUER.contains(environment);
    }
}
