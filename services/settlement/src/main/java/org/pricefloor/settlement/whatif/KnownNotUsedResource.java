package org.pricefloor.settlement.whatif;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.pricefloor.frontdoor.Caller;
import org.pricefloor.frontdoor.Roles;
import org.pricefloor.settlement.bench.Rehearsal;

/** What was recorded too late for a period's last run (rule 5: kept and listed). A producer sees its own periods. */
@Path("/api/settlements/{agreement}/{period}/known-not-used")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "What if")
public class KnownNotUsedResource {

    /**
     * @param cutOff shelf position up to which the last run admitted facts
     * @param period as it stands, and as a run now would state it
     * @param facts  recorded after the cut-off, in that order, that a run now would use
     */
    @Schema(name = "KnownNotUsed")
    public record Known(long cutOff, Stated.OfPeriod period, List<Rehearsal.KnownFact> facts) {
    }

    private final Rehearsal rehearsal;
    private final Visible visible;
    private final Caller caller;

    KnownNotUsedResource(Rehearsal rehearsal, Visible visible, Caller caller) {
        this.rehearsal = rehearsal;
        this.visible = visible;
        this.caller = caller;
    }

    @GET
    @RolesAllowed({Roles.OFFICE, Roles.AUDITOR, Roles.APPROVER, Roles.REGISTRAR, Roles.PRODUCER})
    @Operation(operationId = "knownNotUsed", summary = "Facts recorded after the cut-off of a period's last run, and the difference they would make",
            description = "After a final run only a dispute run admits them; where an agreement restates at its next run, that one does.")
    @APIResponse(responseCode = "200", description = "What is known and not used", content = @Content(schema = @Schema(implementation = Known.class)))
    @APIResponse(responseCode = "404", description = "The period has no run, or is another party's")
    public Known known(@PathParam("agreement") String agreement, @PathParam("period") String period) {
        Rehearsal.KnownNotUsed known = rehearsal.knownNotUsed(agreement, visible.periodWithRun(Visible.scopeOf(caller), agreement, period));
        return new Known(known.period().standing().cutOff(), Stated.OfPeriod.of(known.period()), known.facts());
    }
}
