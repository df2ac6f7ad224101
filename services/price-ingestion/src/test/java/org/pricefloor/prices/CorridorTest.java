package org.pricefloor.prices;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.pricefloor.infrastructure.TestInfrastructure;

@QuarkusTest
@QuarkusTestResource(PricesInfrastructure.class)
class CorridorTest {

    @Test
    void theOperatorSeesThatTheRelayLeads() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> given().header("Authorization", "Bearer " + TestInfrastructure.token("operator", null))
                .get("/q/health").then().statusCode(200).body("checks.find { it.name == 'outbox' }.data.leading", equalTo(true)));
        given().get("/q/health").then().statusCode(401);
    }

    @Test
    void theServiceIsReadyWithoutAToken() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
    }
}
