package org.pricefloor.settlement.statement;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.pricefloor.frontdoor.Caller;
import org.pricefloor.frontdoor.PartyScope;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.frontdoor.Roles;

/** Settled periods, run by run. A producer sees its own. */
@Path("/api/settlements")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.OFFICE, Roles.AUDITOR, Roles.PRODUCER})
public class SettlementsResource {

    private static final int PERIODS_AT_MOST = 10_000;

    /**
     * A run as it stands on the books.
     *
     * @param topUp       owed to the producer; of an accrual what is expected
     * @param upsideShare owed by the producer
     * @param difference  net of this run less net of the run before it
     */
    public record Run(String agreement, String period, LocalDate from, LocalDate to, int sequence, String kind, String producer,
                      String office, int agreementVersion, String rulesVersion, long cutOff, Instant recordedAt, LocalDate accountingDate,
                      BigDecimal quantity, String unit, BigDecimal floorPrice, BigDecimal referencePrice, BigDecimal unitDifference,
                      BigDecimal topUp, BigDecimal upsideShare, BigDecimal net, BigDecimal difference, String currency,
                      String determination, String event, String eventDigest) {
    }

    private static final String COLUMNS = """
            agreement, period_label, period_from, period_to, sequence, kind, producer, office, agreement_version, rules_version, cut_off,
            recorded_at, accounting_date, quantity, unit, floor_price, reference_price, unit_difference,
            accrued_top_up + top_up, accrued_upside + upside, difference, currency, determination_id, event_id, event_digest""";

    private final Caller caller;
    private final PartyScope scope;
    private final KnownAt knownAt;

    SettlementsResource(Caller caller, PartyScope scope, KnownAt knownAt) {
        this.caller = caller;
        this.scope = scope;
        this.knownAt = knownAt;
    }

    @GET
    @Operation(operationId = "listSettlements", summary = "The latest run of each period of an agreement, by now or as known at a moment")
    public List<Run> list(@Parameter(required = true) @QueryParam("agreement") String agreement, @QueryParam("from") LocalDate from,
                          @QueryParam("to") LocalDate to, @QueryParam("knownAt") String asOf) {
        if (agreement == null) {
            throw Refused.malformed("AGREEMENT_MUST_BE_GIVEN", "The query names no agreement.", "Add ?agreement=NDPR-PPA.");
        }
        Instant bound = knownAt.bound(asOf);
        return scope.read(caller.scope(), connection -> runs(connection, "SELECT DISTINCT ON (period_from) " + COLUMNS + """
                  FROM run WHERE agreement = ? AND period_from BETWEEN ? AND ? AND recorded_at < ? AND (? = '*' OR producer = ?)
                 ORDER BY period_from, sequence DESC LIMIT\s""" + PERIODS_AT_MOST, agreement,
                from == null ? LocalDate.of(1900, 1, 1) : from, to == null ? LocalDate.of(2999, 12, 31) : to,
                bound.atOffset(ZoneOffset.UTC), caller.scope().party(), caller.scope().party()));
    }

    @GET
    @Path("/{agreement}/{period}/runs")
    @Operation(operationId = "listRuns", summary = "Every run of a period, oldest first")
    public List<Run> runs(@PathParam("agreement") String agreement, @PathParam("period") String period, @QueryParam("knownAt") String asOf) {
        Instant bound = knownAt.bound(asOf);
        List<Run> runs = scope.read(caller.scope(), connection -> runs(connection, "SELECT " + COLUMNS + """
                  FROM run WHERE agreement = ? AND period_label = ? AND recorded_at < ? AND (? = '*' OR producer = ?) ORDER BY sequence
                """, agreement, period, bound.atOffset(ZoneOffset.UTC), caller.scope().party(), caller.scope().party()));
        if (runs.isEmpty()) {
            throw Refused.notFound();
        }
        return runs;
    }

    private static List<Run> runs(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                select.setObject(i + 1, parameters[i]);
            }
            List<Run> runs = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    BigDecimal topUp = row.getBigDecimal(19);
                    BigDecimal upside = row.getBigDecimal(20);
                    runs.add(new Run(row.getString(1), row.getString(2), row.getObject(3, LocalDate.class), row.getObject(4, LocalDate.class),
                            row.getInt(5), row.getString(6), row.getString(7), row.getString(8), row.getInt(9), row.getString(10),
                            row.getLong(11), row.getObject(12, OffsetDateTime.class).toInstant(), row.getObject(13, LocalDate.class),
                            row.getBigDecimal(14), row.getString(15), row.getBigDecimal(16), row.getBigDecimal(17), row.getBigDecimal(18),
                            topUp, upside, topUp.subtract(upside), row.getBigDecimal(21), row.getString(22), row.getString(23),
                            row.getString(24), row.getString(25)));
                }
            }
            return runs;
        }
    }
}
