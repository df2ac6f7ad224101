package org.pricefloor.registry.agreement;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
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

/** Agreements over HTTP. The registrar proposes, an approver approves; the office and the auditor read all, a producer its own. */
@Path("/api/agreements")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Agreements")
public class AgreementResource {

    private final AgreementBook book;
    private final ApprovalBook approvals;
    private final PartyScope partyScope;
    private final Caller caller;

    AgreementResource(AgreementBook book, ApprovalBook approvals, PartyScope partyScope, Caller caller) {
        this.book = book;
        this.approvals = approvals;
        this.partyScope = partyScope;
        this.caller = caller;
    }

    /**
     * A version as it was proposed, and what became of it.
     *
     * @param proposal 1, 2, ...: which proposal of this version
     * @param state    {@code proposed}, {@code approved} or {@code withdrawn}
     * @param digest   SHA-256, hexadecimal, of the document's canonical bytes: what an approval names
     * @param whatIf   SHA-256, hexadecimal, of the what-if answer that the approver was shown
     * @param document every term in full, defaults filled in
     */
    public record AgreementVersion(String agreement, int version, int proposal, String state, String digest, String proposedBy, Instant receivedAt,
            String approvedBy, Instant approvedAt, String whatIf, String withdrawnBy, Instant withdrawnAt, String withdrawalReason, AgreementDocument document) {

        static AgreementVersion of(AgreementRow row) {
            return new AgreementVersion(row.agreement, row.version, row.proposal, row.state, row.digest, row.proposedBy, row.receivedAt, row.approvedBy, row.approvedAt,
                    row.whatIf, row.withdrawnBy, row.withdrawnAt, row.withdrawalReason, row.terms());
        }
    }

    /**
     * The second person's word.
     *
     * @param digest of the proposal that was read
     * @param whatIf SHA-256, hexadecimal, of the what-if answer that was shown; may be left out
     */
    public record Approval(String digest, String whatIf) {
    }

    /** @param proposal which proposal of the version, as its answer says */
    public record Withdrawal(Integer proposal, String reason) {
    }

    /** The newest approved version of an agreement, in a list. */
    public record AgreementLine(String agreement, int version, String title, String producer, String office, String product, String currency, String unit,
            String period, LocalDate effectiveFrom, LocalDate effectiveTo, String digest, Instant receivedAt) {
    }

    @PUT
    @Path("/{agreement}/versions/{version}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.REGISTRAR)
    @Operation(operationId = "proposeVersion", summary = "Propose a version of an agreement",
            description = "Role registrar. Takes effect when another person approves it. Versions follow one another from 1, each after the approval of the one before. The same content again gets the first answer (200), with its state as it is now; other content under the same number is refused (409).")
    @APIResponse(responseCode = "201", description = "Proposed", content = @Content(schema = @Schema(implementation = AgreementVersion.class)))
    @APIResponse(responseCode = "200", description = "Proposed before with the same content", content = @Content(schema = @Schema(implementation = AgreementVersion.class)))
    @APIResponse(responseCode = "409", description = "VERSION_ALREADY_PROPOSED, VERSION_ALREADY_REGISTERED: with other content")
    @APIResponse(responseCode = "422", description = "TERMS_REFUSED, VERSION_MUST_FOLLOW, AMENDMENT_MUST_AMEND_AN_APPROVED_VERSION: a rule is broken; refusals name each with its fix")
    public Response propose(@PathParam("agreement") String agreement, @PathParam("version") int version, AgreementDocument document) {
        Refused.unlessPresent(document);
        refuseOtherAddress("AGREEMENT_MUST_MATCH_ADDRESS", "/agreement", document.agreement(), agreement);
        refuseOtherAddress("VERSION_MUST_MATCH_ADDRESS", "/version", document.version(), version);
        AgreementBook.Proposal proposal = book.propose(document, caller.subject());
        return answer(proposal.added(), proposal.row());
    }

    @POST
    @Path("/{agreement}/versions/{version}/approval")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.APPROVER)
    @Operation(operationId = "approveVersion", summary = "Approve a proposed version by its digest",
            description = "Role approver, and another person than the proposer. From here on the version is in force. The same approval again, by whomever, gets the first answer (200).")
    @APIResponse(responseCode = "201", description = "Approved", content = @Content(schema = @Schema(implementation = AgreementVersion.class)))
    @APIResponse(responseCode = "200", description = "Approved before", content = @Content(schema = @Schema(implementation = AgreementVersion.class)))
    @APIResponse(responseCode = "404", description = "VERSION_MUST_BE_PROPOSED: nobody did")
    @APIResponse(responseCode = "409", description = "DIGEST_MUST_BE_THAT_OF_THE_PROPOSAL, PROPOSAL_WAS_WITHDRAWN, VERSION_ALREADY_APPROVED: on another what-if answer")
    @APIResponse(responseCode = "422", description = "APPROVER_MUST_NOT_BE_THE_PROPOSER, WHAT_IF_MUST_BE_A_DIGEST")
    public Response approve(@PathParam("agreement") String agreement, @PathParam("version") int version, Approval approval) {
        Refused.unlessPresent(approval);
        ApprovalBook.Outcome outcome = approvals.approve(agreement, version, approval.digest(), approval.whatIf(), caller.subject());
        return answer(outcome.added(), outcome.row());
    }

    @POST
    @Path("/{agreement}/versions/{version}/withdrawal")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.REGISTRAR, Roles.APPROVER})
    @Operation(operationId = "withdrawProposal", summary = "Withdraw a proposed version, so that its number can be proposed anew",
            description = "The proposer, or any approver. The proposal stays on record. The same withdrawal again gets the first answer (200).")
    @APIResponse(responseCode = "201", description = "Withdrawn", content = @Content(schema = @Schema(implementation = AgreementVersion.class)))
    @APIResponse(responseCode = "200", description = "Withdrawn before", content = @Content(schema = @Schema(implementation = AgreementVersion.class)))
    @APIResponse(responseCode = "404", description = "VERSION_MUST_BE_PROPOSED: nobody did")
    @APIResponse(responseCode = "409", description = "PROPOSAL_MUST_BE_THE_NEWEST, PROPOSAL_WAS_WITHDRAWN: by another or for another reason, VERSION_ALREADY_APPROVED")
    @APIResponse(responseCode = "422", description = "PROPOSAL_MUST_BE_NAMED, REASON_MUST_BE_GIVEN, WITHDRAWER_MUST_BE_THE_PROPOSER_OR_AN_APPROVER")
    public Response withdraw(@PathParam("agreement") String agreement, @PathParam("version") int version, Withdrawal withdrawal) {
        Refused.unlessPresent(withdrawal);
        if (withdrawal.proposal() == null) {
            throw Refused.rule("A withdrawal names its proposal.", Refusal.of("PROPOSAL_MUST_BE_NAMED", "/proposal", null, "Write the number that the proposal's answer bears."));
        }
        ApprovalBook.Outcome outcome = approvals.withdraw(agreement, version, withdrawal.proposal(), withdrawal.reason(), caller.subject(), caller.has(Roles.APPROVER));
        return answer(outcome.added(), outcome.row());
    }

    private static Response answer(boolean added, AgreementRow row) {
        return Response.status(added ? 201 : 200).entity(AgreementVersion.of(row)).build();
    }

    @GET
    @RolesAllowed({Roles.OFFICE, Roles.AUDITOR, Roles.APPROVER, Roles.REGISTRAR, Roles.PRODUCER})
    @Operation(operationId = "agreements", summary = "The newest approved version of each agreement", description = "Role producer: of its own; the others: of all.")
    public List<AgreementLine> agreements() {
        Caller.Scope scope = ProposalResource.scopeOf(caller);
        return partyScope.read(scope, connection -> AgreementRow.newestApprovedOfEach(scope).stream().map(row -> new AgreementLine(row.agreement, row.version, row.title,
                row.producer, row.office, row.product, row.currency, row.unit, row.period, row.effectiveFrom, row.effectiveTo, row.digest, row.receivedAt)).toList());
    }

    @GET
    @Path("/{agreement}")
    @RolesAllowed({Roles.OFFICE, Roles.AUDITOR, Roles.APPROVER, Roles.REGISTRAR, Roles.PRODUCER})
    @Operation(operationId = "newestVersion", summary = "The newest approved version of an agreement")
    @APIResponse(responseCode = "200", description = "The version", content = @Content(schema = @Schema(implementation = AgreementVersion.class)))
    @APIResponse(responseCode = "404", description = "Absent, not approved, or another party's")
    public AgreementVersion newest(@PathParam("agreement") String agreement) {
        Caller.Scope scope = ProposalResource.scopeOf(caller);
        return partyScope.read(scope, connection -> AgreementVersion.of(AgreementRow.newestApproved(scope, agreement).orElseThrow(Refused::notFound)));
    }

    @GET
    @Path("/{agreement}/versions/{version}")
    @RolesAllowed({Roles.OFFICE, Roles.AUDITOR, Roles.APPROVER, Roles.REGISTRAR, Roles.PRODUCER})
    @Operation(operationId = "version", summary = "One version of an agreement, also where it is only proposed",
            description = "The newest proposal of the number: state says whether it is proposed, approved or withdrawn.")
    @APIResponse(responseCode = "200", description = "The version", content = @Content(schema = @Schema(implementation = AgreementVersion.class)))
    @APIResponse(responseCode = "404", description = "Absent, or another party's")
    public AgreementVersion version(@PathParam("agreement") String agreement, @PathParam("version") int version) {
        Caller.Scope scope = ProposalResource.scopeOf(caller);
        return partyScope.read(scope, connection -> AgreementVersion.of(AgreementRow.version(scope, agreement, version).orElseThrow(Refused::notFound)));
    }

    private static void refuseOtherAddress(String rule, String field, Object written, Object addressed) {
        if (!addressed.equals(written)) {
            throw Refused.rule("The document is about " + written + ", the address about " + addressed + ".",
                    Refusal.of(rule, field, written, "Write " + addressed + ", or send it to the address it names."));
        }
    }
}
