package org.pricefloor.registry.measure;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Parameters;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.hibernate.annotations.Immutable;
import org.pricefloor.frontdoor.Caller;

/** A revision of a measure, for queries; {@link MeasureBook} alone writes them. */
@Entity
@Immutable
@Table(name = "measure_revision")
@IdClass(MeasureRevision.Key.class)
public class MeasureRevision extends PanacheEntityBase {

    /** Agreement, measure, day and revision. */
    public static class Key implements Serializable {

        private static final long serialVersionUID = 1L;

        public String agreement;
        public String measure;
        public LocalDate day;
        public int revision;

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.agreement.equals(agreement) && key.measure.equals(measure) && key.day.equals(day) && key.revision == revision;
        }

        @Override
        public int hashCode() {
            return Objects.hash(agreement, measure, day, revision);
        }
    }

    @Id
    public String agreement;
    @Id
    public String measure;
    @Id
    public LocalDate day;
    @Id
    public int revision;
    public String producer;
    public BigDecimal value;
    public String unit;
    public Instant certifiedAt;
    public String document;
    public Instant receivedAt;

    static List<MeasureRevision> of(Caller.Scope scope, String agreement) {
        return list("from MeasureRevision m where m.agreement = :agreement and (:party = '*' or m.producer = :party) order by m.day, m.measure, m.revision",
                Parameters.with("agreement", agreement).and("party", scope.party()));
    }

    CertifiedMeasure shown() {
        return new CertifiedMeasure(agreement, measure, day, revision, value, unit, certifiedAt, document, receivedAt);
    }
}
