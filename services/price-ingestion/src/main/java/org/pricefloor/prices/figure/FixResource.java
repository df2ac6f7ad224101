package org.pricefloor.prices.figure;

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
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.frontdoor.Roles;

/** FX fixes of a series over HTTP. */
@Path("/api/series/{series}/fixes")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "FX fixes")
public class FixResource {

    private final FigureBook book;
    private final FigureReads reads;

    FixResource(FigureBook book, FigureReads reads) {
        this.book = book;
        this.reads = reads;
    }

    /**
     * A rate published for a day.
     *
     * @param rate        units of the quoted currency for one unit of the base currency, above zero
     * @param publishedAt the publisher's own claim
     * @param document    the publisher's document: the retry key
     */
    public record FixSent(LocalDate fixingDate, BigDecimal rate, Instant publishedAt, String document) {
    }

    /** A fix in its revision. */
    public record Fix(String series, LocalDate fixingDate, int revision, BigDecimal rate, Instant publishedAt, String document, Instant receivedAt) {

        static Fix of(KeptFigure kept) {
            return new Fix(kept.series(), kept.day(), kept.revision(), kept.figure(), kept.publishedAt(), kept.document(), kept.receivedAt());
        }
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MARKET_DATA)
    @Operation(operationId = "takeFix", summary = "Take in an FX fix",
            description = "Role market-data. A new document for a day brings its next revision (201). The same document with the same content gets the first answer (200), with other content it is refused (409).")
    @APIResponse(responseCode = "201", description = "Taken in as the day's next revision", content = @Content(schema = @Schema(implementation = Fix.class)))
    @APIResponse(responseCode = "200", description = "The document said so before: the first answer", content = @Content(schema = @Schema(implementation = Fix.class)))
    @APIResponse(responseCode = "404", description = "SERIES_MUST_BE_REGISTERED")
    @APIResponse(responseCode = "409", description = "DOCUMENT_ALREADY_USED: with other content")
    @APIResponse(responseCode = "422", description = "A rule is broken; its name is the code, refusals name member and fix")
    public Response take(@PathParam("series") String series, FixSent sent) {
        Refused.unlessPresent(sent);
        FigureBook.Entry entry = book.take(FigureKind.FX, new Figure(null, series, sent.fixingDate(), sent.rate(), sent.publishedAt(), sent.document(), null, null));
        return Response.status(entry.added() ? 201 : 200).entity(Fix.of(entry.kept())).build();
    }

    @GET
    @RolesAllowed({Roles.MARKET_DATA, Roles.REGISTRAR, Roles.OFFICE, Roles.AUDITOR, Roles.PRODUCER})
    @Operation(operationId = "fixes", summary = "The fixes of a series, every revision, or those that stood at a published time")
    @APIResponse(responseCode = "200", description = "In the order of days and revisions")
    @APIResponse(responseCode = "404", description = "The series is not registered")
    public List<Fix> fixes(@PathParam("series") String series,
            @Parameter(description = "first day", schema = @Schema(type = SchemaType.STRING, format = "date")) @QueryParam("from") String from,
            @Parameter(description = "last day, included", schema = @Schema(type = SchemaType.STRING, format = "date")) @QueryParam("to") String to,
            @Parameter(description = "of each day only what its publisher had published by then", schema = @Schema(type = SchemaType.STRING, format = "date-time"))
            @QueryParam("asPublishedAt") String asPublishedAt) {
        return reads.figures(FigureKind.FX, series, from, to, asPublishedAt).stream().map(Fix::of).toList();
    }
}
