package org.pricefloor.settlement.statement;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import javax.sql.DataSource;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.contracts.ReferencePriceDetermined;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.frontdoor.Roles;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.messaging.Trace;
import org.pricefloor.messaging.UnreadableEvent;

/** What a posted run goes back to: the facts it used, and of each the trace of the request that brought it. */
@Path("/api/settlements")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.OPERATOR, Roles.OFFICE, Roles.AUDITOR})
public class CausesResource {

    /**
     * @param trace of the event that told of the run: the newest cause of those it had; null: a time that had come
     * @param facts those it used, those of its reference prices among them, in the order of the shelf
     */
    public record Causes(String event, String trace, List<Fact> facts) {
    }

    /** @param trace null: whoever sent it named none */
    public record Fact(String fact, long position, Instant recordedAt, String trace) {
    }

    private final DataSource database;

    CausesResource(DataSource database) {
        this.database = database;
    }

    @GET
    @Path("/{agreement}/{period}/runs/{sequence}/causes")
    @Operation(operationId = "listCauses", summary = "The facts that a run used, and the trace id of the request that brought each")
    public Causes causes(@PathParam("agreement") String agreement, @PathParam("period") String period, @PathParam("sequence") int sequence) throws SQLException {
        try (Connection connection = database.getConnection()) {
            String event = eventOf(connection, agreement, period, sequence);
            Set<String> facts = new TreeSet<>();
            Written run = written(connection, event);
            PeriodSettled settled = EventJson.read(run.body(), PeriodSettled.class);
            facts.addAll(settled.facts());
            List<PeriodSettled.Determination> determinations = new ArrayList<>();
            determinations.add(settled.determination());
            if (settled.lines() != null) {
                settled.lines().forEach(line -> determinations.add(line.determination()));
            }
            for (PeriodSettled.Determination determination : determinations) {
                if (determination != null) {
                    facts.addAll(EventJson.read(written(connection, determination.id()).body(), ReferencePriceDetermined.class).facts());
                }
            }
            return new Causes(event, text(run.trace()), facts(connection, facts));
        } catch (UnreadableEvent e) {
            throw new IllegalStateException("what was published can not be read", e);
        }
    }

    private record Written(byte[] body, UUID trace) {
    }

    private static String eventOf(Connection connection, String agreement, String period, int sequence) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT event_id FROM run WHERE agreement = ? AND period_label = ? AND sequence = ?")) {
            select.setString(1, agreement);
            select.setString(2, period);
            select.setInt(3, sequence);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw Refused.notFound();
                }
                return row.getString(1);
            }
        }
    }

    private static Written written(Connection connection, String event) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT body, trace FROM outbox WHERE event_id = ?")) {
            select.setString(1, event);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("the event is not in the outbox: " + event);
                }
                return new Written(row.getBytes(1), row.getObject(2, UUID.class));
            }
        }
    }

    private static List<Fact> facts(Connection connection, Set<String> ids) throws SQLException {
        StringBuilder query = new StringBuilder();
        for (String table : List.of("reference_fact", "figure_fact", "agreement_fact", "delivery_fact", "measure_fact", "decision_fact")) {
            query.append(query.isEmpty() ? "" : " UNION ALL ").append("SELECT fact_id, position, recorded_at, trace FROM ").append(table)
                    .append(" WHERE fact_id = ANY (asked.ids)");
        }
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT f.* FROM (SELECT ?::text[] AS ids) AS asked CROSS JOIN LATERAL (" + query + ") AS f ORDER BY f.position")) {
            select.setArray(1, connection.createArrayOf("text", ids.toArray()));
            List<Fact> facts = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    facts.add(new Fact(row.getString(1), row.getLong(2), row.getObject(3, OffsetDateTime.class).toInstant(), text(row.getObject(4, UUID.class))));
                }
            }
            return facts;
        }
    }

    private static String text(UUID trace) {
        return trace == null ? null : Trace.text(trace);
    }
}
