package org.pricefloor.frontdoor;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The one clock of a service: the system's, in UTC; or, in the environment {@code test} alone, one that stands at the
 * instant written in {@code PRICEFLOOR_TEST_CLOCK_FILE} until somebody writes another.
 */
@ApplicationScoped
public class MovableClock {

    private static final Logger LOG = Logger.getLogger(MovableClock.class);

    @Produces
    @Singleton
    Clock clock(@ConfigProperty(name = "pricefloor.environment") String environment,
            @ConfigProperty(name = "PRICEFLOOR_TEST_CLOCK_FILE") Optional<String> file) {
        if (file.isEmpty()) {
            return Clock.systemUTC();
        }
        if (!environment.equals("test")) {
            LOG.warnf("Ignored PRICEFLOOR_TEST_CLOCK_FILE environment=%s: a movable clock needs PRICEFLOOR_ENVIRONMENT=test", environment);
            return Clock.systemUTC();
        }
        LOG.infof("Reads the time from a file file=%s", file.get());
        return new FileClock(Path.of(file.get()), ZoneOffset.UTC);
    }

    /** Reads the file at each question: it is asked a few times a request, and is never a moment behind. */
    static final class FileClock extends Clock {

        private final Path file;
        private final ZoneId zone;

        FileClock(Path file, ZoneId zone) {
            this.file = file;
            this.zone = zone;
        }

        @Override
        public ZoneId getZone() {
            return zone;
        }

        @Override
        public Clock withZone(ZoneId other) {
            return new FileClock(file, other);
        }

        @Override
        public Instant instant() {
            try {
                return Instant.parse(Files.readString(file).strip());
            } catch (IOException unreadable) {
                throw new UncheckedIOException("the test clock's file must hold one instant: " + file, unreadable);
            }
        }
    }
}
