package org.pricefloor.settlement.statement;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.pricefloor.frontdoor.Caller;
import org.pricefloor.frontdoor.PartyScope;
import org.pricefloor.frontdoor.Roles;

/** The journal, added up. */
@Path("/api/books")
@Produces(MediaType.APPLICATION_JSON)
public class BooksResource {

    /** @param balance {@code debit − credit} */
    public record AccountBalance(String account, String currency, BigDecimal debit, BigDecimal credit, BigDecimal balance) {
    }

    private final Caller caller;
    private final PartyScope scope;

    BooksResource(Caller caller, PartyScope scope) {
        this.caller = caller;
        this.scope = scope;
    }

    @GET
    @Path("/trial-balance")
    @RolesAllowed({Roles.OFFICE, Roles.AUDITOR, Roles.PRODUCER})
    @Operation(operationId = "trialBalance", summary = "Debits, credits and balance of every account; the sums of both sides agree")
    public List<AccountBalance> trialBalance(@QueryParam("agreement") String agreement) {
        String party = caller.scope().party();
        return scope.read(caller.scope(), connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    SELECT account, currency, sum(debit), sum(credit) FROM (
                        SELECT debit AS account, currency, amount AS debit, 0 AS credit FROM journal_transfer
                         WHERE (?::text IS NULL OR agreement = ?) AND (? = '*' OR producer = ?)
                        UNION ALL
                        SELECT credit, currency, 0, amount FROM journal_transfer
                         WHERE (?::text IS NULL OR agreement = ?) AND (? = '*' OR producer = ?)) AS sides
                     GROUP BY account, currency ORDER BY currency, account""")) {
                for (int side = 0; side < 2; side++) {
                    select.setString(side * 4 + 1, agreement);
                    select.setString(side * 4 + 2, agreement);
                    select.setString(side * 4 + 3, party);
                    select.setString(side * 4 + 4, party);
                }
                List<AccountBalance> balances = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        BigDecimal debit = row.getBigDecimal(3);
                        BigDecimal credit = row.getBigDecimal(4);
                        balances.add(new AccountBalance(row.getString(1), row.getString(2), debit, credit, debit.subtract(credit)));
                    }
                }
                return balances;
            }
        });
    }
}
