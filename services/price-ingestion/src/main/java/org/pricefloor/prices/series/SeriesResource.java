package org.pricefloor.prices.series;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.pricefloor.frontdoor.Caller;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.frontdoor.Roles;
import org.pricefloor.prices.Code;

/** Series over HTTP. */
@Path("/api/series")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Series")
public class SeriesResource {

    private final SeriesBook book;
    private final Caller caller;

    SeriesResource(SeriesBook book, Caller caller) {
        this.book = book;
        this.caller = caller;
    }

    /** A version of a series. */
    public record SeriesVersion(String series, int version, String registeredBy, Instant receivedAt, SeriesDocument document) {
    }

    @PUT
    @Path("/{series}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MARKET_DATA)
    @Operation(operationId = "registerSeries", summary = "Register a series",
            description = "Role market-data. Other content than the newest version's becomes the next version (201); the same content gets that version's answer (200). Kind, currency, unit and tax basis never change.")
    @APIResponse(responseCode = "201", description = "Registered as the next version", content = @Content(schema = @Schema(implementation = SeriesVersion.class)))
    @APIResponse(responseCode = "200", description = "The newest version says the same", content = @Content(schema = @Schema(implementation = SeriesVersion.class)))
    @APIResponse(responseCode = "422", description = "SERIES_REFUSED, CALENDAR_MUST_BE_REGISTERED, CODE_MUST_BE_PLAIN: refusals name each broken rule with its fix")
    public Response register(@PathParam("series") String series, SeriesDocument document) {
        Code.refuseUnlessPlain("series", series);
        SeriesBook.Registration registration = book.register(series, Refused.unlessPresent(document), caller.subject());
        return Response.status(registration.added() ? 201 : 200).entity(new SeriesVersion(series, registration.version(), registration.registeredBy(),
                registration.receivedAt(), registration.document())).build();
    }

    @GET
    @RolesAllowed({Roles.MARKET_DATA, Roles.REGISTRAR, Roles.OFFICE, Roles.AUDITOR, Roles.PRODUCER})
    @Operation(operationId = "series", summary = "The newest version of each series")
    public List<SeriesVersion> series() {
        return SeriesRow.newestOfEach().stream().map(SeriesResource::shown).toList();
    }

    @GET
    @Path("/{series}")
    @RolesAllowed({Roles.MARKET_DATA, Roles.REGISTRAR, Roles.OFFICE, Roles.AUDITOR, Roles.PRODUCER})
    @Operation(operationId = "newestSeries", summary = "The newest version of a series")
    @APIResponse(responseCode = "200", description = "The version", content = @Content(schema = @Schema(implementation = SeriesVersion.class)))
    @APIResponse(responseCode = "404", description = "Not registered")
    public SeriesVersion newest(@PathParam("series") String series) {
        return shown(SeriesRow.newest(series).orElseThrow(Refused::notFound));
    }

    private static SeriesVersion shown(SeriesRow row) {
        return new SeriesVersion(row.series, row.version, row.registeredBy, row.receivedAt, row.document());
    }
}
