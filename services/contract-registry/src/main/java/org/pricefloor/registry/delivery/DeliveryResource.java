package org.pricefloor.registry.delivery;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.pricefloor.contracts.Assay;
import org.pricefloor.frontdoor.Caller;
import org.pricefloor.frontdoor.PartyScope;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.frontdoor.Roles;
import org.pricefloor.registry.agreement.AgreementRow;

/** The deliveries of an agreement over HTTP. */
@Path("/api/agreements/{agreement}/deliveries")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Deliveries")
public class DeliveryResource {

    private static final int LENGTH_OF_A_DAY = 10;
    private static final LocalDate BEGINNING = LocalDate.of(1, 1, 1);
    private static final LocalDate END = LocalDate.of(9999, 12, 31);

    private final DeliveryBook book;
    private final PartyScope partyScope;
    private final Caller caller;

    DeliveryResource(DeliveryBook book, PartyScope partyScope, Caller caller) {
        this.book = book;
        this.partyScope = partyScope;
        this.caller = caller;
    }

    /**
     * A certificate as it is sent.
     *
     * @param certifiedAt the certifier's claim of when it was certified
     * @param document    the certifier's document, the key under which a repetition is recognised
     * @param product     one of the agreement's; absent: the only one
     * @param form        concentrate, oxide or metal; absent: the quantity is what is settled
     * @param assay       of a concentrate
     * @param hourly      the quantity of each hour of the delivery date; they add up to the quantity
     */
    public record DeliveryCertificate(String lot, String category, LocalDate deliveryDate, BigDecimal quantity, String unit, Instant certifiedAt, String document,
            String product, String form, Assay assay, @Schema(type = SchemaType.ARRAY, implementation = String.class) List<BigDecimal> hourly) {
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.REGISTRAR)
    @Operation(operationId = "certifyDelivery", summary = "Certify a delivery",
            description = "Role registrar. The document is the retry key of the lot: the same content again gets the first answer (200), other content is refused (409), a new document is the lot's next revision (201).")
    @APIResponse(responseCode = "201", description = "Certified, as a revision of the lot", content = @Content(schema = @Schema(implementation = CertifiedDelivery.class)))
    @APIResponse(responseCode = "200", description = "Certified before by the same document", content = @Content(schema = @Schema(implementation = CertifiedDelivery.class)))
    @APIResponse(responseCode = "404", description = "AGREEMENT_MUST_BE_REGISTERED")
    @APIResponse(responseCode = "409", description = "DOCUMENT_ALREADY_USED: it said something else about the lot")
    @APIResponse(responseCode = "422", description = "A rule is broken: UNIT_MUST_MATCH_AGREEMENT, CATEGORY_MUST_BE_ELIGIBLE, DELIVERY_DATE_MUST_LIE_IN_TERM, QUANTITY_MUST_NOT_BE_NEGATIVE, QUANTITY_MUST_BE_PLAUSIBLE, PRODUCT_MUST_BE_OF_THE_AGREEMENT, CONCENTRATE_MUST_HAVE_AN_ASSAY, HOURS_MUST_ADD_UP and others")
    public Response certify(@PathParam("agreement") String agreement, DeliveryCertificate certificate) {
        Refused.unlessPresent(certificate);
        DeliveryBook.Entry entry = book.certify(new Certificate(null, agreement, certificate.lot(), certificate.category(), certificate.deliveryDate(),
                certificate.quantity(), certificate.unit(), certificate.certifiedAt(), certificate.document(), certificate.product(), certificate.form(),
                certificate.assay(), certificate.hourly()));
        return Response.status(entry.added() ? 201 : 200).entity(entry.delivery()).build();
    }

    @GET
    @RolesAllowed({Roles.OFFICE, Roles.AUDITOR, Roles.PRODUCER})
    @Operation(operationId = "deliveries", summary = "Every revision of the lots delivered between two days",
            description = "Roles office and auditor: of any agreement; producer: of its own. The highest revision of a lot is the one that counts.")
    @APIResponse(responseCode = "200", description = "In the order of delivery date, lot and revision",
            content = @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = CertifiedDelivery.class)))
    @APIResponse(responseCode = "404", description = "The agreement is absent, or another party's")
    public List<CertifiedDelivery> deliveries(@PathParam("agreement") String agreement,
            @Parameter(description = "first delivery date, ISO 8601", schema = @Schema(implementation = LocalDate.class)) @QueryParam("from") String from,
            @Parameter(description = "last delivery date, included", schema = @Schema(implementation = LocalDate.class)) @QueryParam("to") String to) {
        Caller.Scope scope = caller.scope();
        LocalDate first = day("from", from, BEGINNING);
        LocalDate last = day("to", to, END);
        return partyScope.read(scope, connection -> {
            if (!AgreementRow.isSeen(scope, agreement)) {
                throw Refused.notFound();
            }
            return LotRevision.between(scope, agreement, first, last).stream().map(LotRevision::shown).toList();
        });
    }

    private static LocalDate day(String parameter, String given, LocalDate otherwise) {
        if (given == null || given.isEmpty()) {
            return otherwise;
        }
        try {
            if (given.length() != LENGTH_OF_A_DAY) {
                throw new DateTimeException("years have four digits: a day further away no database keeps");
            }
            return LocalDate.parse(given);
        } catch (DateTimeException noDay) {
            throw Refused.malformed("DATE_MUST_BE_ISO", "The parameter " + parameter + " is no date.", "Write it as 2026-03-02.");
        }
    }
}
