package org.pricefloor.portal.statement;

import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.pricefloor.frontdoor.Caller;
import org.pricefloor.frontdoor.PartyScope;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.frontdoor.Roles;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.portal.statement.StatementShelf.After;
import org.pricefloor.portal.statement.StatementShelf.Line;
import org.pricefloor.portal.statement.StatementShelf.Wanted;

/** The newest run of each period, for machines: newest period first, page by page. */
@Path("/api/statements")
@RolesAllowed({Roles.PRODUCER, Roles.OFFICE, Roles.AUDITOR})
@Blocking
public class StatementList {

    private final StatementShelf shelf;
    private final PartyScope scope;
    private final Caller caller;

    StatementList(StatementShelf shelf, PartyScope scope, Caller caller) {
        this.shelf = shelf;
        this.scope = scope;
        this.caller = caller;
    }

    /** @param next value of {@code after} for the next page; absent on the last */
    public record StatementsDocument(List<Line> statements, String next) {
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "statements", summary = "The newest run of each period, newest period first",
            description = "Roles: producer (its own), office, auditor. Decimals are strings.")
    @APIResponse(responseCode = "200", description = "One page of the list",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = StatementsDocument.class)))
    public Response list(@QueryParam("agreement") String agreement,
                         @Parameter(description = "only periods that end on or after this day") @QueryParam("from") String from,
                         @Parameter(description = "only periods that begin on or before this day") @QueryParam("to") String to,
                         @Parameter(description = "next of the page before") @QueryParam("after") String after,
                         @Parameter(description = "1 to 1000") @QueryParam("limit") @DefaultValue("500") int limit) {
        if (limit < 1 || limit > 1000) {
            throw Refused.malformed("LIMIT_OUT_OF_RANGE", "limit is " + limit + ".", "Give a limit from 1 to 1000.");
        }
        Wanted wanted = new Wanted(blankToNull(agreement), null, day("from", from), day("to", to));
        List<Line> lines = scope.read(caller.scope(),
                connection -> shelf.lines(connection, caller.scope().party(), wanted, after(after), limit + 1));
        boolean more = lines.size() > limit;
        List<Line> page = more ? lines.subList(0, limit) : lines;
        return Response.ok(EventJson.write(new StatementsDocument(page, more ? after(page.get(limit - 1)) : null)), MediaType.APPLICATION_JSON).build();
    }

    private static String blankToNull(String text) {
        return text == null || text.isBlank() ? null : text.trim();
    }

    /** 2026-03-02: a year of more digits is a day that no database keeps. */
    private static final int LENGTH_OF_A_DAY = 10;

    /** Null for an absent or empty parameter, as an empty field of a form sends it. */
    public static LocalDate day(String name, String text) {
        try {
            if (blankToNull(text) == null) {
                return null;
            }
            if (text.trim().length() != LENGTH_OF_A_DAY) {
                throw new DateTimeParseException("years have four digits", text, 0);
            }
            return LocalDate.parse(text.trim());
        } catch (DateTimeParseException unreadable) {
            throw Refused.malformed("DATE_MUST_BE_ISO", name + " is not a date: " + text, "Write it as 2026-03-02.");
        }
    }

    /** Where a page ended, opaque to the caller. */
    public static String after(Line last) {
        String place = last.from() + "\n" + last.agreement() + "\n" + last.period();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(StandardCharsets.UTF_8));
    }

    public static After after(String text) {
        if (blankToNull(text) == null) {
            return null;
        }
        try {
            String[] place = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split("\n", 3);
            return new After(day("after", place[0]), place[1], place[2]);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException | Refused unreadable) {
            throw Refused.malformed("AFTER_MUST_BE_THE_NEXT_OF_A_PAGE", "after is not readable.", "Give the next of the page before, or leave it out.");
        }
    }
}
