package org.pricefloor.frontdoor;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/** A tiny room behind the door, to see what the door lets in. */
@Path("/parlour")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ParlourResource {

    record Guest(String subject, Set<String> roles, String party, String scope, Instant now) {
    }

    record Order(String item, BigDecimal price, LocalDate day, int pieces) {
    }

    private final Caller caller;
    private final Clock clock;

    ParlourResource(Caller caller, Clock clock) {
        this.caller = caller;
        this.clock = clock;
    }

    @GET
    @RolesAllowed({Roles.OFFICE, Roles.PRODUCER})
    public Guest who() {
        return new Guest(caller.subject(), caller.roles(), caller.party(), caller.scope().party(), clock.instant());
    }

    @POST
    @RolesAllowed(Roles.OFFICE)
    public Order order(Order order) {
        return Refused.unlessPresent(order);
    }

    @GET
    @Path("/days/{day}")
    @RolesAllowed(Roles.OFFICE)
    public LocalDate day(@PathParam("day") LocalDate day) {
        return day;
    }

    @GET
    @Path("/unannotated")
    public String nobodySaidWhoMay() {
        return "secret";
    }

    @GET
    @Path("/fails/{how}")
    @RolesAllowed(Roles.OFFICE)
    public String fails(@PathParam("how") String how) throws SQLException {
        switch (how) {
            case "rule" -> throw Refused.rules("FILE_REFUSED", "2 lines are refused.", "Correct them and send the file again.",
                    List.of(new Refusal(2, "PRICE_MUST_BE_POSITIVE", "price", "-1", "Write a price above zero.")));
            case "database" -> throw new SQLException("connection refused", "08001");
            case "full-pool" -> throw new SQLException("Sorry, acquisition timeout!");
            default -> throw new IllegalStateException("the password is swordfish");
        }
    }
}
