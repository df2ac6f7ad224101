package org.pricefloor.frontdoor;

import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Writes into the interface description what is true of every address: a refusal is a problem document of one shape. */
public class ProblemAnswers implements OASFilter {

    private static final String NAME = "Problem";

    @Override
    public void filterOpenAPI(OpenAPI description) {
        if (description.getPaths() == null) {
            return;
        }
        if (description.getComponents() == null) {
            description.setComponents(OASFactory.createComponents());
        }
        List.of("HttpProblem", "HttpValidationProblem", "Violation").forEach(description.getComponents()::removeSchema);
        description.getComponents().addSchema(NAME, problem());
        description.getPaths().getPathItems().values().stream().map(PathItem::getOperations).flatMap(operations -> operations.values().stream()).forEach(this::answers);
    }

    private void answers(Operation operation) {
        operation.getResponses().getAPIResponses().forEach((status, response) -> {
            if (status.startsWith("4") || status.startsWith("5")) {
                response.setContent(content());
            }
        });
        say(operation, "400", "The request can not be read: MALFORMED_JSON and others");
        say(operation, "401", "TOKEN_MISSING, TOKEN_REFUSED");
        say(operation, "403", "ROLE_MISSING");
        if (operation.getResponses().getAPIResponse("default") == null) {
            operation.getResponses().addAPIResponse("default", OASFactory.createAPIResponse().description("Any other refusal").content(content()));
        }
    }

    private static void say(Operation operation, String status, String description) {
        APIResponse response = operation.getResponses().getAPIResponse(status);
        if (response == null) {
            response = OASFactory.createAPIResponse().content(content());
            operation.getResponses().addAPIResponse(status, response);
        }
        response.setDescription(description);
    }

    private static Content content() {
        return OASFactory.createContent().addMediaType("application/problem+json",
                OASFactory.createMediaType().schema(OASFactory.createSchema().ref("#/components/schemas/" + NAME)));
    }

    private static Schema problem() {
        Schema refusal = object().addProperty("line", integer("line of the file, the header being line 1"))
                .addProperty("rule", text("the rule's name, stable")).addProperty("field", text("column or JSON member"))
                .addProperty("found", text("what was found there")).addProperty("fix", text("what to write instead")).required(List.of("rule", "fix"));
        return object().description("A refusal (RFC 9457): what is wrong and what to do next")
                .addProperty("type", text("https://pricefloor.org/problems/ and the code")).addProperty("title", text("the status in words"))
                .addProperty("status", integer("the HTTP status")).addProperty("code", text("stable, UPPER_SNAKE")).addProperty("detail", text("what is wrong"))
                .addProperty("fix", text("what to do next")).addProperty("instance", text("the address asked"))
                .addProperty("refusals", OASFactory.createSchema().addType(Schema.SchemaType.ARRAY).items(refusal).description("each broken rule, in the order of the lines"))
                .addProperty("pointer", text("JSON pointer to what can not be read")).addProperty("line", integer("of the JSON body"))
                .addProperty("column", integer("of the JSON body")).addProperty("errorId", text("what to tell the operator"))
                .required(List.of("status", "code", "detail", "fix"));
    }

    private static Schema object() {
        return OASFactory.createSchema().addType(Schema.SchemaType.OBJECT);
    }

    private static Schema text(String description) {
        return OASFactory.createSchema().addType(Schema.SchemaType.STRING).description(description);
    }

    private static Schema integer(String description) {
        return OASFactory.createSchema().addType(Schema.SchemaType.INTEGER).description(description);
    }
}
