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
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.pricefloor.contracts.Assay;
import org.pricefloor.frontdoor.Caller;
import org.pricefloor.frontdoor.PartyScope;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.frontdoor.Roles;
import org.pricefloor.kernel.lot.Contained;

/** Lots over HTTP. The registrar writes; the office and the auditor read all, a producer its own. */
@Path("/api/lots")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Lots")
public class LotResource {

    private final LotBook book;
    private final PartyScope partyScope;
    private final Caller caller;

    LotResource(LotBook book, PartyScope partyScope, Caller caller) {
        this.book = book;
        this.partyScope = partyScope;
        this.caller = caller;
    }

    /**
     * What a document says about a lot.
     *
     * @param lot         its name, which is its own everywhere
     * @param form        concentrate, oxide or metal
     * @param quantity    kilograms; of a concentrate the dry mass
     * @param assay       of a concentrate alone
     * @param factor      of a metal alone: kilograms of oxide that a kilogram counts as
     * @param parents     the lots that it was made of; absent: none, the lot is a root
     * @param certifiedAt the certifier's claim of when it was certified
     * @param document    the certifier's document, the key under which a repetition is recognised
     */
    public record LotStatement(String lot, String producer, String form, LocalDate producedOn, BigDecimal quantity, Assay assay, BigDecimal factor,
            List<RegisteredLot.Parent> parents, Instant certifiedAt, String document) {

        public LotStatement {
            parents = parents == null ? List.of() : parents;
        }
    }

    /**
     * A lot with what became of its kilograms.
     *
     * @param contained  kilograms of oxide, in its newest revision
     * @param consumed   of these by the lots that were made of it
     * @param designated of these, all agreements together
     * @param free       what could still be designated of it: kilograms that are not designated anywhere among the lots that hang together
     * @param revisions  from the first to the newest
     */
    public record LotAccount(String lot, String producer, BigDecimal contained, BigDecimal consumed, BigDecimal designated, BigDecimal free, List<RegisteredLot> revisions) {
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.REGISTRAR)
    @Operation(operationId = "registerLot", summary = "Register a lot, or a new document about it",
            description = "Role registrar. The document is the retry key of the lot: the same content again gets the first answer (200), other content is refused (409), a new document (a final assay) is the lot's next revision (201), which its designations follow.")
    @APIResponse(responseCode = "201", description = "Registered, as a revision of the lot", content = @Content(schema = @Schema(implementation = RegisteredLot.class)))
    @APIResponse(responseCode = "200", description = "Registered before by the same document", content = @Content(schema = @Schema(implementation = RegisteredLot.class)))
    @APIResponse(responseCode = "409", description = "DOCUMENT_ALREADY_USED: it said something else about the lot")
    @APIResponse(responseCode = "422", description = "A rule is broken: PARENT_MUST_BE_REGISTERED, PARENT_MUST_BE_OF_THE_SAME_PRODUCER, LOT_MUST_NOT_BE_ITS_OWN_ANCESTOR, LOT_MUST_NOT_CONTAIN_MORE_THAN_ITS_PARENTS_GAVE, LOT_MUST_NOT_BE_CONSUMED_BEYOND_ITS_CONTENT, KILOGRAM_MUST_BE_DESIGNATED_ONCE, QUANTITY_MUST_BE_PLAUSIBLE and others")
    public Response register(LotStatement statement) {
        LotBook.Entry entry = book.register(Refused.unlessPresent(statement));
        return Response.status(entry.added() ? 201 : 200).entity(entry.lot()).build();
    }

    @GET
    @Path("/{lot}")
    @RolesAllowed({Roles.OFFICE, Roles.AUDITOR, Roles.PRODUCER})
    @Operation(operationId = "lot", summary = "A lot, its revisions, and what of it is still free",
            description = "Roles office and auditor: any lot; producer: its own.")
    @APIResponse(responseCode = "200", description = "The lot", content = @Content(schema = @Schema(implementation = LotAccount.class)))
    @APIResponse(responseCode = "404", description = "Absent, or another party's")
    public LotAccount lot(@PathParam("lot") String lot) {
        Caller.Scope scope = caller.scope();
        return partyScope.read(scope, connection -> {
            List<RegisteredLot> revisions = LotLedger.revisions(connection, lot);
            if (revisions.isEmpty() || !scope.sees(revisions.get(0).producer())) {
                throw Refused.notFound();
            }
            LotLedger ledger = LotLedger.read(connection, lot);
            RegisteredLot newest = revisions.get(revisions.size() - 1);
            return new LotAccount(lot, newest.producer(), newest.contained(), toTheGram(ledger.ancestry().consumedOf(lot)), toTheGram(ledger.ancestry().designatedOf(lot)),
                    toTheGram(ledger.ancestry().freeOf(lot)), revisions);
        });
    }

    /** Written alike; nothing is rounded, for the ledger holds whole grams. */
    private static BigDecimal toTheGram(BigDecimal kilograms) {
        return kilograms.setScale(Contained.DECIMALS);
    }
}
