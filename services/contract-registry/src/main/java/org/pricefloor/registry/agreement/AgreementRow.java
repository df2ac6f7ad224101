package org.pricefloor.registry.agreement;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Parameters;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hibernate.annotations.Immutable;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.frontdoor.Caller;
import org.pricefloor.messaging.EventJson;

/** A proposal and what became of it; an approved one is a version. Every query names the scope; the database confines it a second time. */
@Entity
@Immutable
@Table(name = "agreement_proposal_and_outcome")
@IdClass(AgreementRow.Key.class)
public class AgreementRow extends PanacheEntityBase {

    /** Agreement, version and which proposal of it. */
    public static class Key implements Serializable {

        private static final long serialVersionUID = 1L;

        public String agreement;
        public int version;
        public int proposal;

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.agreement.equals(agreement) && key.version == version && key.proposal == proposal;
        }

        @Override
        public int hashCode() {
            return Objects.hash(agreement, version, proposal);
        }
    }

    @Id
    public String agreement;
    @Id
    public int version;
    @Id
    public int proposal;
    public String title;
    public String producer;
    public String office;
    public String product;
    public String currency;
    public String unit;
    public String period;
    public LocalDate effectiveFrom;
    public LocalDate effectiveTo;
    public byte[] document;
    public String digest;
    public String proposedBy;
    public Instant receivedAt;
    public String approvedBy;
    public Instant approvedAt;
    public String whatIf;
    public String withdrawnBy;
    public Instant withdrawnAt;
    public String withdrawalReason;
    public String state;

    private static final String IN_SCOPE = " (:party = '*' or a.producer = :party) ";

    /** The newest proposal of a version: the approved one, if one is. */
    static Optional<AgreementRow> version(Caller.Scope scope, String agreement, int version) {
        return find("from AgreementRow a where a.agreement = :agreement and a.version = :version and" + IN_SCOPE + "order by a.proposal desc",
                in(scope).and("agreement", agreement).and("version", version)).firstResultOptional();
    }

    /** As it is in the database now, for a writer that has changed it in this transaction. */
    static AgreementRow written(String agreement, int version) {
        getEntityManager().clear();
        return version(Caller.Scope.EVERY_PARTY, agreement, version).orElseThrow();
    }

    static Optional<AgreementRow> newestApproved(Caller.Scope scope, String agreement) {
        return find("from AgreementRow a where a.agreement = :agreement and a.state = 'approved' and" + IN_SCOPE + "order by a.version desc",
                in(scope).and("agreement", agreement)).firstResultOptional();
    }

    static List<AgreementRow> newestApprovedOfEach(Caller.Scope scope) {
        return list("from AgreementRow a where a.state = 'approved' and a.version = (select max(b.version) from AgreementRow b where b.agreement = a.agreement"
                + " and b.state = 'approved') and" + IN_SCOPE + "order by a.agreement", in(scope));
    }

    static List<AgreementRow> openProposals(Caller.Scope scope) {
        return list("from AgreementRow a where a.state = 'proposed' and" + IN_SCOPE + "order by a.receivedAt, a.agreement", in(scope));
    }

    /** Whether the agreement is there, in force, for this caller. */
    public static boolean isSeen(Caller.Scope scope, String agreement) {
        return count("from AgreementRow a where a.agreement = :agreement and a.state = 'approved' and" + IN_SCOPE, in(scope).and("agreement", agreement)) > 0;
    }

    boolean isApproved() {
        return state.equals("approved");
    }

    boolean isWithdrawn() {
        return state.equals("withdrawn");
    }

    boolean isOpen() {
        return state.equals("proposed");
    }

    AgreementDocument terms() {
        return EventJson.read(document, AgreementDocument.class);
    }

    private static Parameters in(Caller.Scope scope) {
        return Parameters.with("party", scope.party());
    }
}
