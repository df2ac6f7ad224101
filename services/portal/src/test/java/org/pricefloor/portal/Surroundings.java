package org.pricefloor.portal;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.pricefloor.infrastructure.TestInfrastructure;

/** A real broker and a real database, migrated as their owner, for all tests of this module. */
public class Surroundings implements QuarkusTestResourceLifecycleManager {

    static volatile TestInfrastructure infrastructure;

    @Override
    public Map<String, String> start() {
        infrastructure = TestInfrastructure.start("portal");
        return infrastructure.configuration();
    }

    @Override
    public void stop() {
        Corridor.close();
    }
}
