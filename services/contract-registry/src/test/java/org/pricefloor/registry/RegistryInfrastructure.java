package org.pricefloor.registry;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.pricefloor.infrastructure.ServiceDatabase;
import org.pricefloor.infrastructure.TestInfrastructure;

/** A broker, a database migrated by its owner, tokens, and a clock that stands where the test put it. */
public class RegistryInfrastructure implements QuarkusTestResourceLifecycleManager {

    private static final Path CLOCK = Path.of("target", "test-clock").toAbsolutePath();
    private static TestInfrastructure infrastructure;

    @Override
    public Map<String, String> start() {
        setClock("2026-01-10T00:00:00Z");
        infrastructure = TestInfrastructure.start("contract-registry");
        Map<String, String> configuration = new LinkedHashMap<>(infrastructure.configuration());
        configuration.put("PRICEFLOOR_TEST_CLOCK_FILE", CLOCK.toString());
        return configuration;
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

    @Override
    public void stop() {
    }

    static String broker() {
        return infrastructure.brokerAddress();
    }

    /** As the service itself connects. */
    static Connection asTheService() throws SQLException {
        ServiceDatabase database = infrastructure.database();
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.userPassword());
    }

    static ServiceDatabase database() {
        return infrastructure.database();
    }
}
