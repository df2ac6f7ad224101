package org.pricefloor.registry.measure;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.pricefloor.frontdoor.Caller;
import org.pricefloor.frontdoor.Refusal;
import org.pricefloor.frontdoor.Roles;
import org.pricefloor.registry.FileRegister;

/** Files of measures over HTTP. */
@Path("/api/uploads/measures")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Measures")
public class MeasureUploadResource {

    private final MeasureBook book;
    private final Caller caller;

    MeasureUploadResource(MeasureBook book, Caller caller) {
        this.book = book;
        this.caller = caller;
    }

    /**
     * What became of a file.
     *
     * @param sha256    the file's identity: the same bytes again get this answer again
     * @param certified lines that became a revision
     * @param accepted  every good line, those that said nothing new included
     * @param refusals  the lines that were not taken; empty unless partial was asked for
     */
    public record MeasureUpload(String sha256, String document, Instant receivedAt, int certified, List<AcceptedMeasure> accepted, List<Refusal> refusals) {
    }

    /** @param added false: its document had said the same before */
    public record AcceptedMeasure(int line, String agreement, String measure, LocalDate day, int revision, boolean added) {
    }

    @POST
    @Consumes("text/csv")
    @RolesAllowed(Roles.REGISTRAR)
    @Operation(operationId = "uploadMeasures", summary = "Certify the measures of a file",
            description = "Role registrar. Columns agreement,measure,day,value,unit,certified_at and, as you like, document. A file with one refused line is refused whole, unless partial=true.")
    @RequestBody(required = true, content = @Content(mediaType = "text/csv", schema = @Schema(type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING)))
    @APIResponse(responseCode = "201", description = "Taken in", content = @Content(schema = @Schema(implementation = MeasureUpload.class)))
    @APIResponse(responseCode = "200", description = "Taken in before: the first answer", content = @Content(schema = @Schema(implementation = MeasureUpload.class)))
    @APIResponse(responseCode = "413", description = "BODY_TOO_LARGE: more than 20 MB")
    @APIResponse(responseCode = "422", description = "FILE_REFUSED: nothing was kept; refusals name line, rule and fix")
    public Response upload(@Parameter(required = true, description = "the file's name, for people") @QueryParam("document") String document,
            @Parameter(description = "true: keep the good lines although others are refused") @QueryParam("partial") boolean partial, byte[] file) {
        FileRegister.refuseUnlessNamed(document);
        FileRegister.Upload upload = book.take(file == null ? new byte[0] : file, document, partial, caller.subject());
        return Response.status(upload.added() ? 201 : 200).entity(upload.answer()).type(MediaType.APPLICATION_JSON).build();
    }
}
