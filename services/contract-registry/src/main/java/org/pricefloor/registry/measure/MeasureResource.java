package org.pricefloor.registry.measure;

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

/** The measures of an agreement over HTTP. */
@Path("/api/agreements/{agreement}/measures")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Measures")
public class MeasureResource {

    private final MeasureBook book;
    private final PartyScope partyScope;
    private final Caller caller;

    MeasureResource(MeasureBook book, PartyScope partyScope, Caller caller) {
        this.book = book;
        this.partyScope = partyScope;
        this.caller = caller;
    }

    /**
     * A certificate of a measure as it is sent.
     *
     * @param measure     ebitda or made-available
     * @param day         the last day of the calendar year it is about
     * @param value       of ebitda negative for a loss
     * @param unit        of ebitda the agreement's currency, of made-available its unit
     * @param certifiedAt the certifier's claim of when it was certified
     * @param document    the certifier's document, the key under which a repetition is recognised
     */
    public record MeasureStatement(String measure, LocalDate day, BigDecimal value, String unit, Instant certifiedAt, String document) {
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.REGISTRAR)
    @Operation(operationId = "certifyMeasure", summary = "Certify a figure of a calendar year: EBITDA, or what was made available",
            description = "Role registrar. The document is the retry key of the measure and year: the same content again gets the first answer (200), other content is refused (409), a new document is the next revision (201).")
    @APIResponse(responseCode = "201", description = "Certified, as a revision", content = @Content(schema = @Schema(implementation = CertifiedMeasure.class)))
    @APIResponse(responseCode = "200", description = "Certified before by the same document", content = @Content(schema = @Schema(implementation = CertifiedMeasure.class)))
    @APIResponse(responseCode = "404", description = "AGREEMENT_MUST_BE_REGISTERED")
    @APIResponse(responseCode = "409", description = "DOCUMENT_ALREADY_USED: it said something else about the measure of this year")
    @APIResponse(responseCode = "422", description = "A rule is broken: MEASURE_MUST_BE_KNOWN, DAY_MUST_END_A_YEAR, YEAR_MUST_TOUCH_THE_TERM, UNIT_MUST_MATCH_AGREEMENT, VALUE_MUST_NOT_BE_NEGATIVE, QUANTITY_MUST_BE_PLAUSIBLE and others")
    public Response certify(@PathParam("agreement") String agreement, MeasureStatement statement) {
        Refused.unlessPresent(statement);
        MeasureBook.Entry entry = book.certify(new MeasureCertificate(null, agreement, statement.measure(), statement.day(), statement.value(), statement.unit(),
                statement.certifiedAt(), statement.document()));
        return Response.status(entry.added() ? 201 : 200).entity(entry.measure()).build();
    }

    @GET
    @RolesAllowed({Roles.OFFICE, Roles.AUDITOR, Roles.PRODUCER})
    @Operation(operationId = "measures", summary = "Every revision of the measures of an agreement",
            description = "Roles office and auditor: of any agreement; producer: of its own. The highest revision of a measure of a year is the one that counts.")
    @APIResponse(responseCode = "200", description = "In the order of day, measure and revision",
            content = @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = CertifiedMeasure.class)))
    @APIResponse(responseCode = "404", description = "The agreement is absent, or another party's")
    public List<CertifiedMeasure> measures(@PathParam("agreement") String agreement) {
        Caller.Scope scope = caller.scope();
        return partyScope.read(scope, connection -> {
            if (!AgreementRow.isSeen(scope, agreement)) {
                throw Refused.notFound();
            }
            return MeasureRevision.of(scope, agreement).stream().map(MeasureRevision::shown).toList();
        });
    }
}
