package org.pricefloor.registry.decision;

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
import org.hibernate.annotations.Immutable;
import org.pricefloor.frontdoor.Caller;

/** A recorded decision, for queries; {@link DecisionBook} alone writes them. */
@Entity
@Immutable
@Table(name = "decision")
@IdClass(RecordedDecision.Key.class)
public class RecordedDecision extends PanacheEntityBase {

    /** Agreement and code. */
    public static class Key implements Serializable {

        private static final long serialVersionUID = 1L;

        public String agreement;
        public String decision;

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.agreement.equals(agreement) && key.decision.equals(decision);
        }

        @Override
        public int hashCode() {
            return Objects.hash(agreement, decision);
        }
    }

    @Id
    public String agreement;
    @Id
    public String decision;
    public String producer;
    public String kind;
    public LocalDate day;
    public String reason;
    public String decidedBy;
    public Instant decidedAt;
    public String recordedBy;
    public Instant receivedAt;

    static List<RecordedDecision> of(Caller.Scope scope, String agreement) {
        return list("from RecordedDecision d where d.agreement = :agreement and (:party = '*' or d.producer = :party) order by d.day, d.decision",
                Parameters.with("agreement", agreement).and("party", scope.party()));
    }

    DecisionResource.DecisionEntry shown() {
        return new DecisionResource.DecisionEntry(agreement, decision, kind, day, reason, decidedBy, decidedAt, recordedBy, receivedAt);
    }
}
