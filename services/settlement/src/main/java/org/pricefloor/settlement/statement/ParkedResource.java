package org.pricefloor.settlement.statement;

import com.fasterxml.jackson.annotation.JsonRawValue;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.sql.DataSource;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.pricefloor.contracts.PeriodParked;
import org.pricefloor.frontdoor.Caller;
import org.pricefloor.frontdoor.PartyScope;
import org.pricefloor.frontdoor.Roles;

/** What waits for a person: periods whose facts are missing, and records that could not be read. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
public class ParkedResource {

    private static final int ROWS_AT_MOST = 1_000;

    /** @param missing rule, what and fix of each fact that is missing */
    public record ParkedPeriod(String agreement, String period, String producer, Instant since, long cutOff,
                               @JsonRawValue @Schema(implementation = PeriodParked.Missing[].class) String missing) {
    }

    /**
     * A record that took no effect.
     *
     * @param body       its bytes, base64
     * @param incomplete agreements whose inputs are incomplete as long as this record is not mended, where its key is known
     */
    public record ParkedEvent(String topic, int partition, long offset, String key, String rule, String reason, Instant parkedAt,
                              String body, List<String> incomplete) {
    }

    /**
     * How far the service is.
     *
     * @param dueRows 0 when everything on the shelf has been settled
     */
    public record Progress(long shelfPosition, long booksPosition, long dueRows, long unpublished) {
    }

    private final Caller caller;
    private final PartyScope scope;
    private final DataSource database;

    ParkedResource(Caller caller, PartyScope scope, DataSource database) {
        this.caller = caller;
        this.scope = scope;
        this.database = database;
    }

    @GET
    @Path("/parked-periods")
    @RolesAllowed({Roles.OFFICE, Roles.AUDITOR, Roles.PRODUCER})
    @Operation(operationId = "listParkedPeriods", summary = "Periods that can not be computed yet, with what is missing and what would end it")
    public List<ParkedPeriod> periods() {
        String party = caller.scope().party();
        return scope.read(caller.scope(), connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    SELECT agreement, period_label, producer, since, cut_off, missing FROM parked_period
                     WHERE active AND (? = '*' OR producer = ?) ORDER BY since DESC, agreement, period_from LIMIT\s""" + ROWS_AT_MOST)) {
                select.setString(1, party);
                select.setString(2, party);
                List<ParkedPeriod> parked = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        parked.add(new ParkedPeriod(row.getString(1), row.getString(2), row.getString(3),
                                row.getObject(4, OffsetDateTime.class).toInstant(), row.getLong(5), row.getString(6)));
                    }
                }
                return parked;
            }
        });
    }

    @GET
    @Path("/parked-events")
    @RolesAllowed({Roles.OPERATOR, Roles.OFFICE, Roles.AUDITOR})
    @Operation(operationId = "listParkedEvents", summary = "Records that took no effect, with their bytes and what depends on them")
    public List<ParkedEvent> events() throws SQLException {
        try (Connection connection = database.getConnection();
             PreparedStatement select = connection.prepareStatement("""
                     SELECT p.topic, p.partition, p.kafka_offset, p.key, p.rule, p.reason, p.parked_at, p.body,
                            ARRAY(SELECT s.agreement FROM agreement_series s WHERE s.series = k.key
                                  UNION SELECT d.agreement FROM agreement_desk d WHERE d.agreement = k.key ORDER BY 1 LIMIT 100)
                       FROM inbox_parked p
                      CROSS JOIN LATERAL (SELECT CASE WHEN p.key IS NULL OR position('\\x00'::bytea IN p.key) > 0 THEN ''
                                                      ELSE encode(p.key, 'escape') END AS key) AS k
                      ORDER BY p.parked_at DESC, p.topic, p.partition, p.kafka_offset LIMIT\s""" + ROWS_AT_MOST);
             ResultSet row = select.executeQuery()) {
            List<ParkedEvent> parked = new ArrayList<>();
            while (row.next()) {
                byte[] key = row.getBytes(4);
                byte[] body = row.getBytes(8);
                parked.add(new ParkedEvent(row.getString(1), row.getInt(2), row.getLong(3),
                        key == null ? null : new String(key, StandardCharsets.UTF_8), row.getString(5), row.getString(6),
                        row.getObject(7, OffsetDateTime.class).toInstant(), body == null ? null : Base64.getEncoder().encodeToString(body),
                        List.of((String[]) row.getArray(9).getArray())));
            }
            return parked;
        }
    }

    @GET
    @Path("/progress")
    @RolesAllowed({Roles.OPERATOR, Roles.OFFICE, Roles.AUDITOR})
    @Operation(operationId = "progress", summary = "How many facts are on the shelf, and how much is still due or unpublished")
    public Progress progress() throws SQLException {
        try (Connection connection = database.getConnection();
             PreparedStatement select = connection.prepareStatement("""
                     SELECT (SELECT position FROM shelf_head), (SELECT position FROM books_head), (SELECT count(*) FROM due),
                            (SELECT count(*) FROM outbox o WHERE o.outbox_id > c.settled
                                AND NOT EXISTS (SELECT 1 FROM outbox_position p WHERE p.outbox_id = o.outbox_id AND p.outbox_id > c.settled))
                              + (SELECT coalesce(max(sequence), 0) FROM outbox_position) - c.published
                       FROM outbox_cursor c""");
             ResultSet row = select.executeQuery()) {
            row.next();
            return new Progress(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
        }
    }
}
