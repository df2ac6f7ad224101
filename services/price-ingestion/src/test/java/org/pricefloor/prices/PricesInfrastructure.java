package org.pricefloor.prices;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.pricefloor.infrastructure.ServiceDatabase;
import org.pricefloor.infrastructure.TestInfrastructure;

/** A broker, a database migrated by its owner, and tokens. */
public class PricesInfrastructure implements QuarkusTestResourceLifecycleManager {

    private static TestInfrastructure infrastructure;

    @Override
    public Map<String, String> start() {
        infrastructure = TestInfrastructure.start("price-ingestion");
        return infrastructure.configuration();
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
