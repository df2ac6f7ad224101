package org.pricefloor.registry.agreement;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.frontdoor.Caller;
import org.pricefloor.frontdoor.PartyScope;
import org.pricefloor.frontdoor.Refusal;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.frontdoor.Roles;
import org.pricefloor.messaging.EventJson;

/** Agreements over HTTP. The registrar writes; the office and the auditor read all, a producer its own. */
@Path("/api/agreements")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Agreements")
public class AgreementResource {

    private final AgreementBook book;
    private final PartyScope partyScope;
    private final Caller caller;

    AgreementResource(AgreementBook book, PartyScope partyScope, Caller caller) {
        this.book = book;
        this.partyScope = partyScope;
        this.caller = caller;
    }

    /**
     * A version as it was registered.
     *
     * @param digest   SHA-256, hexadecimal, of the document's canonical bytes
     * @param document every term in full, defaults filled in
     */
    public record RegisteredVersion(String agreement, int version, String digest, String registeredBy, Instant receivedAt, AgreementDocument document) {
    }

    /** The newest version of an agreement, in a list. */
    public record AgreementLine(String agreement, int version, String title, String producer, String office, String product, String currency, String unit,
            String period, LocalDate effectiveFrom, LocalDate effectiveTo, String digest, Instant receivedAt) {
    }

    @PUT
    @Path("/{agreement}/versions/{version}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.REGISTRAR)
    @Operation(operationId = "registerVersion", summary = "Register a version of an agreement",
            description = "Role registrar. Versions follow one another from 1. The same content again gets the first answer (200); other content under the same number is refused (409).")
    @APIResponse(responseCode = "201", description = "Registered", content = @Content(schema = @Schema(implementation = RegisteredVersion.class)))
    @APIResponse(responseCode = "200", description = "Registered before with the same content", content = @Content(schema = @Schema(implementation = RegisteredVersion.class)))
    @APIResponse(responseCode = "409", description = "VERSION_ALREADY_REGISTERED: with other content")
    @APIResponse(responseCode = "422", description = "TERMS_REFUSED, VERSION_MUST_FOLLOW: a rule is broken; refusals name each with its fix")
    public Response register(@PathParam("agreement") String agreement, @PathParam("version") int version, AgreementDocument document) {
        Refused.unlessPresent(document);
        refuseOtherAddress("AGREEMENT_MUST_MATCH_ADDRESS", "/agreement", document.agreement(), agreement);
        refuseOtherAddress("VERSION_MUST_MATCH_ADDRESS", "/version", document.version(), version);
        AgreementBook.Registration registration = book.register(document, caller.subject());
        return Response.status(registration.added() ? 201 : 200).entity(new RegisteredVersion(agreement, version, registration.digest(),
                registration.registeredBy(), registration.receivedAt(), registration.document())).build();
    }

    @GET
    @RolesAllowed({Roles.OFFICE, Roles.AUDITOR, Roles.PRODUCER})
    @Operation(operationId = "agreements", summary = "The newest version of each agreement", description = "Roles office and auditor: of all; producer: of its own.")
    public List<AgreementLine> agreements() {
        Caller.Scope scope = caller.scope();
        return partyScope.read(scope, connection -> AgreementRow.newestOfEach(scope).stream().map(row -> new AgreementLine(row.agreement, row.version, row.title,
                row.producer, row.office, row.product, row.currency, row.unit, row.period, row.effectiveFrom, row.effectiveTo, row.digest, row.receivedAt)).toList());
    }

    @GET
    @Path("/{agreement}")
    @RolesAllowed({Roles.OFFICE, Roles.AUDITOR, Roles.PRODUCER})
    @Operation(operationId = "newestVersion", summary = "The newest version of an agreement")
    @APIResponse(responseCode = "200", description = "The version", content = @Content(schema = @Schema(implementation = RegisteredVersion.class)))
    @APIResponse(responseCode = "404", description = "Absent, or another party's")
    public RegisteredVersion newest(@PathParam("agreement") String agreement) {
        Caller.Scope scope = caller.scope();
        return partyScope.read(scope, connection -> shown(AgreementRow.newest(scope, agreement).orElseThrow(Refused::notFound)));
    }

    @GET
    @Path("/{agreement}/versions/{version}")
    @RolesAllowed({Roles.OFFICE, Roles.AUDITOR, Roles.PRODUCER})
    @Operation(operationId = "version", summary = "One version of an agreement")
    @APIResponse(responseCode = "200", description = "The version", content = @Content(schema = @Schema(implementation = RegisteredVersion.class)))
    @APIResponse(responseCode = "404", description = "Absent, or another party's")
    public RegisteredVersion version(@PathParam("agreement") String agreement, @PathParam("version") int version) {
        Caller.Scope scope = caller.scope();
        return partyScope.read(scope, connection -> shown(AgreementRow.version(scope, agreement, version).orElseThrow(Refused::notFound)));
    }

    private static RegisteredVersion shown(AgreementRow row) {
        return new RegisteredVersion(row.agreement, row.version, row.digest, row.registeredBy, row.receivedAt, EventJson.read(row.document, AgreementDocument.class));
    }

    private static void refuseOtherAddress(String rule, String field, Object written, Object addressed) {
        if (!addressed.equals(written)) {
            throw Refused.rule("The document is about " + written + ", the address about " + addressed + ".",
                    Refusal.of(rule, field, written, "Write " + addressed + ", or send it to the address it names."));
        }
    }
}
