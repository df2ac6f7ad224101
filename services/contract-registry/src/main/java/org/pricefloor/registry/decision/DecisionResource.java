package org.pricefloor.registry.decision;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.pricefloor.frontdoor.Caller;
import org.pricefloor.frontdoor.PartyScope;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.frontdoor.Roles;
import org.pricefloor.registry.agreement.AgreementRow;

/** The decisions about an agreement's periods over HTTP. */
@Path("/api/agreements/{agreement}/decisions")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Decisions")
public class DecisionResource {

    private final DecisionBook book;
    private final PartyScope partyScope;
    private final Caller caller;

    DecisionResource(DecisionBook book, PartyScope partyScope, Caller caller) {
        this.book = book;
        this.partyScope = partyScope;
        this.caller = caller;
    }

    /**
     * A decision as it is sent.
     *
     * @param decision its code, the key under which a repetition is recognised
     * @param kind     dispute-run: the period is run once more after it was final, with what was known and not used
     * @param day      any day of the period it is about
     */
    public record DecisionStatement(String decision, String kind, LocalDate day, String reason, String decidedBy, Instant decidedAt) {
    }

    /** A decision as it is kept. */
    public record DecisionEntry(String agreement, String decision, String kind, LocalDate day, String reason, String decidedBy, Instant decidedAt, String recordedBy,
            Instant receivedAt) {
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.REGISTRAR)
    @Operation(operationId = "recordDecision", summary = "Record a decision: a dispute run of a period",
            description = "Role registrar. The code is the retry key: the same content again gets the first answer (200), other content is refused (409).")
    @APIResponse(responseCode = "201", description = "Recorded", content = @Content(schema = @Schema(implementation = DecisionEntry.class)))
    @APIResponse(responseCode = "200", description = "Recorded before with the same content", content = @Content(schema = @Schema(implementation = DecisionEntry.class)))
    @APIResponse(responseCode = "404", description = "AGREEMENT_MUST_BE_REGISTERED")
    @APIResponse(responseCode = "409", description = "DECISION_ALREADY_RECORDED: with other content")
    @APIResponse(responseCode = "422", description = "A rule is broken: DECISION_MUST_BE_NAMED, KIND_MUST_BE_KNOWN, DAY_MUST_LIE_IN_TERM, REASON_MUST_BE_GIVEN and others")
    public Response record(@PathParam("agreement") String agreement, DecisionStatement statement) {
        Refused.unlessPresent(statement);
        DecisionBook.Entry entry = book.record(agreement, statement, caller.subject());
        return Response.status(entry.added() ? 201 : 200).entity(entry.decision()).build();
    }

    @GET
    @RolesAllowed({Roles.OFFICE, Roles.AUDITOR, Roles.PRODUCER})
    @Operation(operationId = "decisions", summary = "The decisions about an agreement's periods",
            description = "Roles office and auditor: of any agreement; producer: of its own.")
    @APIResponse(responseCode = "200", description = "In the order of day and code",
            content = @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = DecisionEntry.class)))
    @APIResponse(responseCode = "404", description = "The agreement is absent, or another party's")
    public List<DecisionEntry> decisions(@PathParam("agreement") String agreement) {
        Caller.Scope scope = caller.scope();
        return partyScope.read(scope, connection -> {
            if (!AgreementRow.isSeen(scope, agreement)) {
                throw Refused.notFound();
            }
            return RecordedDecision.of(scope, agreement).stream().map(RecordedDecision::shown).toList();
        });
    }
}
