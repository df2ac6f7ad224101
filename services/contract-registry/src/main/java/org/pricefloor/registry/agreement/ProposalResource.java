package org.pricefloor.registry.agreement;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.pricefloor.frontdoor.Caller;
import org.pricefloor.frontdoor.PartyScope;
import org.pricefloor.frontdoor.Roles;

/** What waits for a second person. */
@Path("/api/proposals")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Agreements")
public class ProposalResource {

    private final PartyScope partyScope;
    private final Caller caller;

    ProposalResource(PartyScope partyScope, Caller caller) {
        this.partyScope = partyScope;
        this.caller = caller;
    }

    /** A proposed version, in a list; its terms stand at its own address. */
    public record ProposalLine(String agreement, int version, int proposal, String title, String producer, String office, String digest, String proposedBy,
            Instant receivedAt) {
    }

    @GET
    @RolesAllowed({Roles.OFFICE, Roles.AUDITOR, Roles.APPROVER, Roles.REGISTRAR, Roles.PRODUCER})
    @Operation(operationId = "openProposals", summary = "The versions that are proposed and neither approved nor withdrawn, the oldest first",
            description = "Role producer: of its own agreements; the others: of all.")
    public List<ProposalLine> open() {
        Caller.Scope scope = scopeOf(caller);
        return partyScope.read(scope, connection -> AgreementRow.openProposals(scope).stream().map(row -> new ProposalLine(row.agreement, row.version, row.proposal,
                row.title, row.producer, row.office, row.digest, row.proposedBy, row.receivedAt)).toList());
    }

    /** Who proposes or approves has to see what stands and what is proposed, of every party; elsewhere these roles read nothing. */
    static Caller.Scope scopeOf(Caller caller) {
        return caller.has(Roles.APPROVER) || caller.has(Roles.REGISTRAR) ? Caller.Scope.EVERY_PARTY : caller.scope();
    }
}
