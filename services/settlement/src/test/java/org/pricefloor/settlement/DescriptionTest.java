package org.pricefloor.settlement;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The committed interface description is the one that the running service gives. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class DescriptionTest {

    static final Path DESCRIPTION = Path.of("..", "..", "contracts", "openapi", "settlement.yaml");

    @Test
    void theCommittedDescriptionIsTheServicesOwn() throws IOException {
        String now = given().queryParam("format", "yaml").get("/q/openapi").then().statusCode(200).extract().asString();
        if ("true".equals(System.getenv("PRICEFLOOR_WRITE_OPENAPI"))) {
            Files.createDirectories(DESCRIPTION.getParent());
            Files.writeString(DESCRIPTION, now);
        }
        assertEquals(now, Files.exists(DESCRIPTION) ? Files.readString(DESCRIPTION) : "",
                "the interface changed: if that is meant, run this test with PRICEFLOOR_WRITE_OPENAPI=true in the environment and commit contracts/openapi/settlement.yaml");
    }
}
