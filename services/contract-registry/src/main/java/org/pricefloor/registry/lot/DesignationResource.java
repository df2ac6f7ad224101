package org.pricefloor.registry.lot;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
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

/** The designations of an agreement over HTTP. */
@Path("/api/agreements/{agreement}/designations")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Lots")
public class DesignationResource {

    private final DesignationBook book;
    private final PartyScope partyScope;
    private final Caller caller;

    DesignationResource(DesignationBook book, PartyScope partyScope, Caller caller) {
        this.book = book;
        this.partyScope = partyScope;
        this.caller = caller;
    }

    /**
     * What the producer elects.
     *
     * @param day       any day of the period
     * @param product   one of the agreement's; absent: the only one
     * @param contained kilograms of oxide, to the gram; zero withdraws the election
     * @param electedAt the producer's claim of when it elected
     * @param document  of the election, the key under which a repetition is recognised
     */
    public record Election(String lot, LocalDate day, String category, String product, BigDecimal contained, Instant electedAt, String document) {
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.REGISTRAR)
    @Operation(operationId = "designate", summary = "Elect contained kilograms of a lot for a period",
            description = "Role registrar. Each kilogram once, over the whole ancestry of the lot and all agreements. The document is the retry key of the period, category and product: the same content again gets the first answer (200), other content is refused (409), a new document about the same is the next revision (201).")
    @APIResponse(responseCode = "201", description = "Designated", content = @Content(schema = @Schema(implementation = Designation.class)))
    @APIResponse(responseCode = "200", description = "Designated before by the same document", content = @Content(schema = @Schema(implementation = Designation.class)))
    @APIResponse(responseCode = "404", description = "AGREEMENT_MUST_BE_REGISTERED")
    @APIResponse(responseCode = "409", description = "DOCUMENT_ALREADY_USED: it elected something else")
    @APIResponse(responseCode = "422", description = "A rule is broken: KILOGRAM_MUST_BE_DESIGNATED_ONCE, ELECTION_MUST_MEET_THE_DEADLINE, LOT_MUST_BE_REGISTERED, LOT_MUST_BE_OF_THE_AGREEMENTS_PRODUCER, AGREEMENT_MUST_SETTLE_KILOGRAMS, CATEGORY_MUST_BE_ELIGIBLE, PRODUCT_MUST_BE_OF_THE_AGREEMENT, PERIOD_MUST_LIE_IN_TERM and others")
    public Response designate(@PathParam("agreement") String agreement, Election election) {
        DesignationBook.Entry entry = book.designate(agreement, Refused.unlessPresent(election));
        return Response.status(entry.added() ? 201 : 200).entity(entry.designation()).build();
    }

    @GET
    @RolesAllowed({Roles.OFFICE, Roles.AUDITOR, Roles.PRODUCER})
    @Operation(operationId = "designations", summary = "What is designated under an agreement, each in its newest revision",
            description = "Roles office and auditor: of any agreement; producer: of its own.")
    @APIResponse(responseCode = "200", description = "In the order of period, lot and number",
            content = @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = Designation.class)))
    @APIResponse(responseCode = "404", description = "The agreement is absent, or another party's")
    public List<Designation> designations(@PathParam("agreement") String agreement) {
        Caller.Scope scope = caller.scope();
        return partyScope.read(scope, connection -> {
            if (!AgreementRow.isSeen(scope, agreement)) {
                throw Refused.notFound();
            }
            return LotLedger.designationsOf(connection, agreement, scope.party());
        });
    }
}
