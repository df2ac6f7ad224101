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

/** Price assessments of a series over HTTP. */
@Path("/api/series/{series}/assessments")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Assessments")
public class AssessmentResource {

    private final FigureBook book;
    private final FigureReads reads;

    AssessmentResource(FigureBook book, FigureReads reads) {
        this.book = book;
        this.reads = reads;
    }

    /**
     * What a publisher prints for a day, or the value of an index for the month that begins on the day.
     *
     * @param price       in the currency and per the unit of the series, above zero
     * @param publishedAt the publisher's own claim
     * @param document    the publisher's document: the retry key
     * @param volume      the quantity that the price stands for, in the unit of the series, above zero; absent: not published
     * @param hourly      the prices of the day's 23 to 25 hours in order, negative ones too; absent: not published
     */
    public record AssessmentSent(LocalDate pricingDate, BigDecimal price, Instant publishedAt, String document, BigDecimal volume,
                                 @Schema(type = SchemaType.ARRAY, implementation = BigDecimal.class) List<BigDecimal> hourly) {
    }

    /** An assessment in its revision. */
    public record Assessment(String series, LocalDate pricingDate, int revision, BigDecimal price, Instant publishedAt, String document, Instant receivedAt,
                             BigDecimal volume, @Schema(type = SchemaType.ARRAY, implementation = BigDecimal.class) List<BigDecimal> hourly) {

        static Assessment of(KeptFigure kept) {
            return new Assessment(kept.series(), kept.day(), kept.revision(), kept.figure(), kept.publishedAt(), kept.document(), kept.receivedAt(),
                    kept.volume(), kept.hourly());
        }
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MARKET_DATA)
    @Operation(operationId = "takeAssessment", summary = "Take in an assessment",
            description = "Role market-data. A new document for a day brings its next revision (201). The same document with the same content gets the first answer (200), with other content it is refused (409).")
    @APIResponse(responseCode = "201", description = "Taken in as the day's next revision", content = @Content(schema = @Schema(implementation = Assessment.class)))
    @APIResponse(responseCode = "200", description = "The document said so before: the first answer", content = @Content(schema = @Schema(implementation = Assessment.class)))
    @APIResponse(responseCode = "404", description = "SERIES_MUST_BE_REGISTERED")
    @APIResponse(responseCode = "409", description = "DOCUMENT_ALREADY_USED: with other content")
    @APIResponse(responseCode = "422", description = "A rule is broken; its name is the code, refusals name member and fix")
    public Response take(@PathParam("series") String series, AssessmentSent sent) {
        Refused.unlessPresent(sent);
        FigureBook.Entry entry = book.take(FigureKind.PRICE, new Figure(null, series, sent.pricingDate(), sent.price(), sent.publishedAt(), sent.document(),
                sent.volume(), sent.hourly()));
        return Response.status(entry.added() ? 201 : 200).entity(Assessment.of(entry.kept())).build();
    }

    @GET
    @RolesAllowed({Roles.MARKET_DATA, Roles.REGISTRAR, Roles.OFFICE, Roles.AUDITOR, Roles.PRODUCER})
    @Operation(operationId = "assessments", summary = "The assessments of a series, every revision, or those that stood at a published time")
    @APIResponse(responseCode = "200", description = "In the order of days and revisions")
    @APIResponse(responseCode = "404", description = "The series is not registered")
    public List<Assessment> assessments(@PathParam("series") String series,
            @Parameter(description = "first day", schema = @Schema(type = SchemaType.STRING, format = "date")) @QueryParam("from") String from,
            @Parameter(description = "last day, included", schema = @Schema(type = SchemaType.STRING, format = "date")) @QueryParam("to") String to,
            @Parameter(description = "of each day only what its publisher had published by then", schema = @Schema(type = SchemaType.STRING, format = "date-time"))
            @QueryParam("asPublishedAt") String asPublishedAt) {
        return reads.figures(FigureKind.PRICE, series, from, to, asPublishedAt).stream().map(Assessment::of).toList();
    }
}
