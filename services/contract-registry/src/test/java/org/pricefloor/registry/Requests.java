package org.pricefloor.registry;

import static io.restassured.RestAssured.given;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.report.LevelResolver;
import com.atlassian.oai.validator.report.ValidationReport;
import com.atlassian.oai.validator.restassured.OpenApiValidationFilter;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
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
        return as(role, null);
    }

    static RequestSpecification as(String role, String party) {
        return given().filter(BOTH_WAYS).header("Authorization", "Bearer " + TestInfrastructure.token(role, party));
    }

    /** For a request that is meant to be refused. */
    static RequestSpecification wrongly(String role) {
        return given().filter(ANSWERS).header("Authorization", "Bearer " + TestInfrastructure.token(role, null));
    }

    /** For a named person, where two of one role or one of two roles matter. */
    static RequestSpecification person(String subject, String... roles) {
        return given().filter(BOTH_WAYS).header("Authorization", "Bearer " + TestInfrastructure.token(subject, Set.of(roles), null));
    }

    /** Two people: the registrar proposes, the approver approves. The answer is the approval's, or the refusal of the proposal. */
    static ValidatableResponse register(String agreement, int version, String document) {
        ValidatableResponse proposed = propose(agreement, version, document);
        return proposed.extract().statusCode() >= 400 ? proposed : approve(as("approver"), agreement, version, proposed.extract().path("digest"));
    }

    static ValidatableResponse propose(String agreement, int version, String document) {
        return propose(as("registrar"), agreement, version, document);
    }

    static ValidatableResponse propose(RequestSpecification proposer, String agreement, int version, String document) {
        return proposer.contentType("application/json").body(document).put("/api/agreements/{agreement}/versions/{version}", agreement, version).then();
    }

    static ValidatableResponse approve(RequestSpecification approver, String agreement, int version, String digest) {
        return approver.contentType("application/json").body("{\"digest\":\"" + digest + "\"}")
                .post("/api/agreements/{agreement}/versions/{version}/approval", agreement, version).then();
    }

    static ValidatableResponse withdraw(RequestSpecification somebody, String agreement, int version, int proposal, String reason) {
        return somebody.contentType("application/json").body("{\"proposal\":" + proposal + ",\"reason\":\"" + reason + "\"}")
                .post("/api/agreements/{agreement}/versions/{version}/withdrawal", agreement, version).then();
    }

    static ValidatableResponse certify(String agreement, String certificate) {
        return as("registrar").contentType("application/json").body(certificate).post("/api/agreements/{agreement}/deliveries", agreement).then();
    }

    static ValidatableResponse registerLot(String lot) {
        return as("registrar").contentType("application/json").body(lot).post("/api/lots").then();
    }

    static ValidatableResponse designate(String agreement, String election) {
        return as("registrar").contentType("application/json").body(election).post("/api/agreements/{agreement}/designations", agreement).then();
    }

    /** @param parents as {@code "NAME=CONSUMED"} */
    static String oxide(String lot, String producer, String quantity, String document, String... parents) {
        return """
                {"lot":"%s","producer":"%s","form":"oxide","producedOn":"2025-11-15","quantity":"%s","certifiedAt":"2025-11-20T09:00:00Z","document":"%s","parents":[%s]}"""
                .formatted(lot, producer, quantity, document, Arrays.stream(parents).map(parent -> parent.split("="))
                        .map(parent -> "{\"lot\":\"" + parent[0] + "\",\"consumed\":\"" + parent[1] + "\"}").collect(Collectors.joining(",")));
    }

    /** Of 605 g of oxides a kilogram, a tenth is the product: 1000 kg contain 60.5 kg. */
    static String concentrate(String lot, String producer, String quantity, String kind, String reoShare, String document) {
        return """
                {"lot":"%s","producer":"%s","form":"concentrate","producedOn":"2025-11-15","quantity":"%s","assay":{"kind":"%s","reoShare":"%s","contentShare":"0.1"},
                 "certifiedAt":"2025-11-20T09:00:00Z","document":"%s"}""".formatted(lot, producer, quantity, kind, reoShare, document);
    }

    /** For the last quarter of 2025. */
    static String election(String lot, String contained, String document) {
        return """
                {"lot":"%s","day":"2025-12-31","category":"stockpile","contained":"%s","electedAt":"2026-01-05T09:00:00Z","document":"%s"}"""
                .formatted(lot, contained, document);
    }

    static String document(String agreement, String producer) {
        return document(agreement, producer, 1);
    }

    /** A floor with an upside share, whose defaults are not written. */
    static String document(String agreement, String producer, int version) {
        return """
                {"agreement":"%s","version":%d,"title":"Floor price","producer":"%s","office":"US-DOW","product":"NdPr oxide","currency":"USD","unit":"kg",
                 "timeZone":"America/New_York","effectiveFrom":"2025-10-01","effectiveTo":"2035-12-31","period":"quarter","instrument":"floor",
                 "floor":[{"from":"2025-10-01","price":"110.00"}],
                 "upside":{"threshold":"110.00","share":"0.30","milestone":"full production"},
                 "referencePrice":{"series":"SMM-NDPR-OXIDE-CN","conversion":{"vat":[{"from":"2019-04-01","rate":"0.13"}],"fx":{"series":"FED-H10-CNY-PER-USD"}},
                                   "gap":{"rule":"last-published","maxStaleDays":20}},
                 "quantity":{"basis":"elected","categories":["stockpile","third-party-sale"]},
                 "note":"for tests"}""".formatted(agreement, version, producer);
    }

    static String certificate(String lot, String quantity, String document) {
        return """
                {"lot":"%s","category":"stockpile","deliveryDate":"2025-10-15","quantity":"%s","unit":"kg","certifiedAt":"2025-10-20T09:00:00Z","document":"%s"}"""
                .formatted(lot, quantity, document);
    }
}
