package org.pricefloor.settlement;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.pricefloor.infrastructure.TestInfrastructure;

/** A real broker, a real database and a clock that stands where the test put it. */
public class Surroundings implements QuarkusTestResourceLifecycleManager {

    static volatile TestInfrastructure infrastructure;
    private Map<String, String> settings = Map.of();
    private static final Path CLOCK = Path.of("target", "test-clock").toAbsolutePath();

    @Override
    public void init(Map<String, String> otherwise) {
        settings = otherwise;
    }

    @Override
    public Map<String, String> start() {
        setClock("2026-03-20T12:00:00Z");
        infrastructure = TestInfrastructure.start("settlement");
        Map<String, String> configuration = new LinkedHashMap<>(infrastructure.configuration());
        configuration.put("PRICEFLOOR_TEST_CLOCK_FILE", CLOCK.toString());
        configuration.put("pricefloor.reader-role", infrastructure.database().reader());
        configuration.putAll(settings);
        return configuration;
    }

    @Override
    public void stop() {
        Upstream.close();
    }

    static void setClock(String instant) {
        try {
            Path next = CLOCK.resolveSibling("test-clock-next");
            Files.createDirectories(CLOCK.getParent());
            Files.writeString(next, Instant.parse(instant).toString());
            Files.move(next, CLOCK, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
