package org.pricefloor.prices.calendar;

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
import org.pricefloor.messaging.EventJson;
import org.pricefloor.prices.Code;

/** Calendars over HTTP. */
@Path("/api/calendars")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Calendars")
public class CalendarResource {

    private final CalendarBook book;
    private final Caller caller;

    CalendarResource(CalendarBook book, Caller caller) {
        this.book = book;
        this.caller = caller;
    }

    /** A version of a calendar. */
    public record CalendarVersion(String calendar, int version, String registeredBy, Instant receivedAt, CalendarDocument document) {
    }

    /** The newest version of a calendar, in a list. */
    public record CalendarLine(String calendar, int version, Instant receivedAt) {
    }

    @PUT
    @Path("/{calendar}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MARKET_DATA)
    @Operation(operationId = "publishCalendar", summary = "Publish a calendar",
            description = "Role market-data. Other content than the newest version's becomes the next version (201); the same content gets that version's answer (200).")
    @APIResponse(responseCode = "201", description = "Published as the next version", content = @Content(schema = @Schema(implementation = CalendarVersion.class)))
    @APIResponse(responseCode = "200", description = "The newest version says the same", content = @Content(schema = @Schema(implementation = CalendarVersion.class)))
    @APIResponse(responseCode = "422", description = "CALENDAR_REFUSED, CODE_MUST_BE_PLAIN: refusals name each broken rule with its fix")
    public Response publish(@PathParam("calendar") String calendar, CalendarDocument document) {
        Code.refuseUnlessPlain("calendar", calendar);
        CalendarBook.Publication publication = book.publish(calendar, Refused.unlessPresent(document), caller.subject());
        return Response.status(publication.added() ? 201 : 200).entity(new CalendarVersion(calendar, publication.version(), publication.registeredBy(),
                publication.receivedAt(), publication.document())).build();
    }

    @GET
    @RolesAllowed({Roles.MARKET_DATA, Roles.REGISTRAR, Roles.OFFICE, Roles.AUDITOR, Roles.PRODUCER})
    @Operation(operationId = "calendars", summary = "The newest version of each calendar")
    public List<CalendarLine> calendars() {
        return CalendarRow.newestOfEach().stream().map(row -> new CalendarLine(row.calendar, row.version, row.receivedAt)).toList();
    }

    @GET
    @Path("/{calendar}")
    @RolesAllowed({Roles.MARKET_DATA, Roles.REGISTRAR, Roles.OFFICE, Roles.AUDITOR, Roles.PRODUCER})
    @Operation(operationId = "newestCalendar", summary = "The newest version of a calendar")
    @APIResponse(responseCode = "200", description = "The version", content = @Content(schema = @Schema(implementation = CalendarVersion.class)))
    @APIResponse(responseCode = "404", description = "Not registered")
    public CalendarVersion newest(@PathParam("calendar") String calendar) {
        CalendarRow row = CalendarRow.newest(calendar).orElseThrow(Refused::notFound);
        return new CalendarVersion(row.calendar, row.version, row.registeredBy, row.receivedAt, EventJson.read(row.document, CalendarDocument.class));
    }
}
