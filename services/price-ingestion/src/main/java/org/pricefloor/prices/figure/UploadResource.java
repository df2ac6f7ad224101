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
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.pricefloor.frontdoor.Caller;
import org.pricefloor.frontdoor.Refusal;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.frontdoor.Roles;
import org.pricefloor.prices.Code;

/** Files of figures over HTTP. */
@Path("/api/uploads")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Uploads")
public class UploadResource {

    private final UploadBook book;
    private final Caller caller;

    UploadResource(UploadBook book, Caller caller) {
        this.book = book;
        this.caller = caller;
    }

    /**
     * What became of a file.
     *
     * @param sha256   the file's identity: the same bytes again get this answer again
     * @param kind     {@code price} or {@code fx}
     * @param added    lines that became a revision
     * @param accepted every good line, those that said nothing new included
     * @param refusals the lines that were not taken; empty unless partial was asked for
     */
    public record FigureUpload(String sha256, String kind, String document, Instant receivedAt, int added, List<AcceptedLine> accepted, List<Refusal> refusals) {
    }

    /** @param added false: its document had said the same before */
    public record AcceptedLine(int line, String series, LocalDate day, int revision, boolean added) {
    }

    @POST
    @Path("/assessments")
    @Consumes("text/csv")
    @RolesAllowed(Roles.MARKET_DATA)
    @Operation(operationId = "uploadAssessments", summary = "Take in the assessments of a file",
            description = "Role market-data. Columns series,pricing_date,price,published_at and, as you like, document,volume,source_url,note. A file with one refused line is refused whole, unless partial=true.")
    @RequestBody(required = true, content = @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "201", description = "Taken in", content = @Content(schema = @Schema(implementation = FigureUpload.class)))
    @APIResponse(responseCode = "200", description = "Taken in before: the first answer", content = @Content(schema = @Schema(implementation = FigureUpload.class)))
    @APIResponse(responseCode = "413", description = "BODY_TOO_LARGE: more than 20 MB")
    @APIResponse(responseCode = "422", description = "FILE_REFUSED: nothing was kept; refusals name line, rule and fix")
    public Response assessments(@Parameter(required = true, description = "the file's name, for people") @QueryParam("document") String document,
            @Parameter(description = "true: keep the good lines although others are refused") @QueryParam("partial") boolean partial, byte[] file) {
        return take(FigureKind.PRICE, document, partial, file);
    }

    @POST
    @Path("/fx-fixes")
    @Consumes("text/csv")
    @RolesAllowed(Roles.MARKET_DATA)
    @Operation(operationId = "uploadFixes", summary = "Take in the FX fixes of a file",
            description = "Role market-data. Columns series,date,rate,published_at and, as you like, document,source_url,note. A file with one refused line is refused whole, unless partial=true.")
    @RequestBody(required = true, content = @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "201", description = "Taken in", content = @Content(schema = @Schema(implementation = FigureUpload.class)))
    @APIResponse(responseCode = "200", description = "Taken in before: the first answer", content = @Content(schema = @Schema(implementation = FigureUpload.class)))
    @APIResponse(responseCode = "413", description = "BODY_TOO_LARGE: more than 20 MB")
    @APIResponse(responseCode = "422", description = "FILE_REFUSED: nothing was kept; refusals name line, rule and fix")
    public Response fixes(@Parameter(required = true, description = "the file's name, for people") @QueryParam("document") String document,
            @Parameter(description = "true: keep the good lines although others are refused") @QueryParam("partial") boolean partial, byte[] file) {
        return take(FigureKind.FX, document, partial, file);
    }

    @GET
    @Path("/{sha256}")
    @RolesAllowed({Roles.MARKET_DATA, Roles.OFFICE, Roles.AUDITOR})
    @Operation(operationId = "upload", summary = "The answer that a file got, by the SHA-256 of its bytes")
    @APIResponse(responseCode = "200", description = "The first answer", content = @Content(schema = @Schema(implementation = FigureUpload.class)))
    @APIResponse(responseCode = "404", description = "No such file was taken in")
    public Response upload(@PathParam("sha256") String sha256) {
        return Response.ok(book.answer(sha256).orElseThrow(Refused::notFound), MediaType.APPLICATION_JSON).build();
    }

    private Response take(FigureKind kind, String document, boolean partial, byte[] file) {
        if (!Code.isText(document, 200)) {
            throw Refused.rule("DOCUMENT_MUST_BE_NAMED", "The file has no name.", "Add ?document=NAME with 1 to 200 printable characters.");
        }
        UploadBook.Upload upload = book.take(kind, file == null ? new byte[0] : file, document, partial, caller.subject());
        return Response.status(upload.added() ? 201 : 200).entity(upload.answer()).type(MediaType.APPLICATION_JSON).build();
    }
}
