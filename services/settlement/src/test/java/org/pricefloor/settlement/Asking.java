package org.pricefloor.settlement;

import static io.restassured.RestAssured.given;

import com.atlassian.oai.validator.restassured.OpenApiValidationFilter;
import com.atlassian.oai.validator.OpenApiInteractionValidator;
import io.restassured.specification.RequestSpecification;
import org.pricefloor.infrastructure.TestInfrastructure;

/** Requests of the roles. What goes over the wire is held to the committed interface description, both ways. */
final class Asking {

    private static final OpenApiValidationFilter BOTH_WAYS = new OpenApiValidationFilter(OpenApiInteractionValidator
            .createFor(DescriptionTest.DESCRIPTION.toAbsolutePath().normalize().toUri().toString()).build());

    private Asking() {
    }

    static RequestSpecification as(String role, String party) {
        return given().filter(BOTH_WAYS).header("Authorization", "Bearer " + TestInfrastructure.token(role, party));
    }
}
