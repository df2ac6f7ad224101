package org.pricefloor.registry.delivery;

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
import org.hibernate.annotations.Immutable;
import org.pricefloor.contracts.Assay;
import org.pricefloor.frontdoor.Caller;

/** A revision of a lot, for queries; {@link DeliveryBook} alone writes them. */
@Entity
@Immutable
@Table(name = "delivery_revision")
@IdClass(LotRevision.Key.class)
public class LotRevision extends PanacheEntityBase {

    /** Agreement, lot and revision. */
    public static class Key implements Serializable {

        private static final long serialVersionUID = 1L;

        public String agreement;
        public String lot;
        public int revision;

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.agreement.equals(agreement) && key.lot.equals(lot) && key.revision == revision;
        }

        @Override
        public int hashCode() {
            return 31 * (31 * agreement.hashCode() + lot.hashCode()) + revision;
        }
    }

    @Id
    public String agreement;
    @Id
    public String lot;
    @Id
    public int revision;
    public String producer;
    public String category;
    public LocalDate deliveryDate;
    public BigDecimal quantity;
    public String unit;
    public Instant certifiedAt;
    public String document;
    public Instant receivedAt;
    public String product;
    public String form;
    public String assayKind;
    public BigDecimal reoShare;
    public BigDecimal contentShare;
    public BigDecimal[] hourly;

    static List<LotRevision> between(Caller.Scope scope, String agreement, LocalDate from, LocalDate to) {
        return list("from LotRevision d where d.agreement = :agreement and d.deliveryDate between :from and :to and (:party = '*' or d.producer = :party)"
                + " order by d.deliveryDate, d.lot, d.revision",
                Parameters.with("agreement", agreement).and("from", from).and("to", to).and("party", scope.party()));
    }

    CertifiedDelivery shown() {
        return new CertifiedDelivery(agreement, lot, revision, category, deliveryDate, quantity, unit, certifiedAt, document, receivedAt, product, form,
                assayKind == null ? null : new Assay(assayKind, reoShare, contentShare), hourly == null ? null : List.of(hourly));
    }
}
