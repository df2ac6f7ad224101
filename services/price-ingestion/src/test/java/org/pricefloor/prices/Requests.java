package org.pricefloor.prices;

import static io.restassured.RestAssured.given;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.report.LevelResolver;
import com.atlassian.oai.validator.report.ValidationReport;
import com.atlassian.oai.validator.restassured.OpenApiValidationFilter;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import org.pricefloor.infrastructure.TestInfrastructure;

/** Requests of the roles, and the documents they send. What goes over the wire is held to the committed interface description. */
final class Requests {

    private static final OpenApiValidationFilter BOTH_WAYS = new OpenApiValidationFilter(OpenApiInteractionValidator
            .createFor(DescriptionTest.DESCRIPTION.toAbsolutePath().normalize().toUri().toString()).build());
    /** A refused request need not keep to the description; its answer must. */
    private static final OpenApiValidationFilter ANSWERS = new OpenApiValidationFilter(OpenApiInteractionValidator
            .createFor(DescriptionTest.DESCRIPTION.toAbsolutePath().normalize().toUri().toString())
            .withLevelResolver(LevelResolver.create().withLevel("validation.request", ValidationReport.Level.IGNORE).build()).build());

    private Requests() {
    }

    static RequestSpecification as(String role) {
        return given().filter(BOTH_WAYS).header("Authorization", "Bearer " + TestInfrastructure.token(role, role.equals("producer") ? "MINE-1" : null));
    }

    /** For a request that is meant to be refused. */
    static RequestSpecification wrongly(String role) {
        return given().filter(ANSWERS).header("Authorization", "Bearer " + TestInfrastructure.token(role, null));
    }

    /** A series of either kind on a calendar of Mondays to Fridays without 2026-03-06. */
    static void registered(String series, String kind) {
        publish("WEEKDAYS", calendar()).statusCode(org.hamcrest.Matchers.oneOf(200, 201));
        register(series, series(kind)).statusCode(201);
    }

    static ValidatableResponse publish(String calendar, String document) {
        return as("market-data").contentType("application/json").body(document).put("/api/calendars/{calendar}", calendar).then();
    }

    static ValidatableResponse register(String series, String document) {
        return as("market-data").contentType("application/json").body(document).put("/api/series/{series}", series).then();
    }

    static ValidatableResponse assess(String series, String day, String price, String document) {
        return as("market-data").contentType("application/json").body(assessment(day, price, document)).post("/api/series/{series}/assessments", series).then();
    }

    static ValidatableResponse upload(String what, String document, String file) {
        return as("market-data").contentType("text/csv").body(file).queryParam("document", document).post("/api/uploads/" + what).then();
    }

    static ValidatableResponse uploadPartly(String what, String document, String file) {
        return as("market-data").contentType("text/csv").body(file).queryParam("document", document).queryParam("partial", true).post("/api/uploads/" + what).then();
    }

    static String assessment(String day, String price, String document) {
        return """
                {"pricingDate":"%s","price":"%s","publishedAt":"%sT10:15:00Z","document":"%s"}""".formatted(day, price, day, document);
    }

    static String calendar() {
        return """
                {"from":"2026-01-01","to":"2026-12-31","closedWeekdays":[6,7],"exceptions":[{"date":"2026-03-06","open":false,"source":"a notice"}],
                 "assumed":false,"source":"the publisher's page"}""";
    }

    static String series(String kind) {
        return """
                {"kind":"%s","publisher":"Example Metals","product":"NdPr oxide","currency":"CNY","per":"%s","taxBasis":"not-applicable","calendar":"WEEKDAYS",
                 "source":"the publisher's page"}""".formatted(kind, kind.equals("fx") ? "USD" : "t");
    }
}
