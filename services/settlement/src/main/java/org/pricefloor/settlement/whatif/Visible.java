package org.pricefloor.settlement.whatif;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.pricefloor.frontdoor.Caller;
import org.pricefloor.frontdoor.PartyScope;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.frontdoor.Roles;

/** What a caller may ask about: its own agreements, or all. What it may not see is answered like what is absent. */
@ApplicationScoped
class Visible {

    private final PartyScope scope;

    Visible(PartyScope scope) {
        this.scope = scope;
    }

    /** Who proposes or approves has to see what a proposal would change, of every party; elsewhere these roles read nothing. */
    static Caller.Scope scopeOf(Caller caller) {
        return caller.has(Roles.APPROVER) || caller.has(Roles.REGISTRAR) ? Caller.Scope.EVERY_PARTY : caller.scope();
    }

    /**
     * @param introduced an agreement that a draft introduces; null: none. Who sees every party may ask about it
     * @throws Refused 404 when one of the agreements is absent or another party's
     */
    void require(Caller.Scope caller, Collection<String> agreements, String introduced) {
        Set<String> wanted = new TreeSet<>(agreements);
        if (wanted.isEmpty()) {
            return;
        }
        Set<String> seen = scope.read(caller, connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT agreement FROM agreement_desk WHERE agreement = ANY (?) AND (? = '*' OR producer = ?)")) {
                select.setArray(1, connection.createArrayOf("text", wanted.toArray()));
                select.setString(2, caller.party());
                select.setString(3, caller.party());
                Set<String> found = new TreeSet<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        found.add(row.getString(1));
                    }
                }
                return found;
            }
        });
        if (caller.seesEveryParty() && introduced != null) {
            seen.add(introduced);
        }
        if (!seen.containsAll(wanted)) {
            throw Refused.notFound();
        }
    }

    /**
     * The first day of a period that has a run.
     *
     * @throws Refused 404 when it has none, or is another party's
     */
    LocalDate periodWithRun(Caller.Scope caller, String agreement, String period) {
        return scope.read(caller, connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT period_from FROM run WHERE agreement = ? AND period_label = ? AND (? = '*' OR producer = ?) LIMIT 1")) {
                select.setString(1, agreement);
                select.setString(2, period);
                select.setString(3, caller.party());
                select.setString(4, caller.party());
                try (ResultSet row = select.executeQuery()) {
                    if (!row.next()) {
                        throw Refused.notFound();
                    }
                    return row.getObject(1, LocalDate.class);
                }
            }
        });
    }
}
