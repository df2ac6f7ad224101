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
import java.util.Optional;
import org.hibernate.annotations.Immutable;
import org.pricefloor.frontdoor.Caller;

/** A registered version. Every query names the scope; the database confines it a second time. */
@Entity
@Immutable
@Table(name = "agreement_version")
@IdClass(AgreementRow.Key.class)
public class AgreementRow extends PanacheEntityBase {

    /** Agreement and version. */
    public static class Key implements Serializable {

        private static final long serialVersionUID = 1L;

        public String agreement;
        public int version;

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.agreement.equals(agreement) && key.version == version;
        }

        @Override
        public int hashCode() {
            return 31 * agreement.hashCode() + version;
        }
    }

    @Id
    public String agreement;
    @Id
    public int version;
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
    public String registeredBy;
    public Instant receivedAt;

    private static final String IN_SCOPE = " (:party = '*' or a.producer = :party) ";

    static Optional<AgreementRow> version(Caller.Scope scope, String agreement, int version) {
        return find("from AgreementRow a where a.agreement = :agreement and a.version = :version and" + IN_SCOPE,
                in(scope).and("agreement", agreement).and("version", version)).firstResultOptional();
    }

    static Optional<AgreementRow> newest(Caller.Scope scope, String agreement) {
        return find("from AgreementRow a where a.agreement = :agreement and" + IN_SCOPE + "order by a.version desc",
                in(scope).and("agreement", agreement)).firstResultOptional();
    }

    static List<AgreementRow> newestOfEach(Caller.Scope scope) {
        return list("from AgreementRow a where a.version = (select max(b.version) from AgreementRow b where b.agreement = a.agreement) and" + IN_SCOPE
                + "order by a.agreement", in(scope));
    }

    /** Whether the agreement is there for this caller. */
    public static boolean isSeen(Caller.Scope scope, String agreement) {
        return count("from AgreementRow a where a.agreement = :agreement and" + IN_SCOPE, in(scope).and("agreement", agreement)) > 0;
    }

    private static Parameters in(Caller.Scope scope) {
        return Parameters.with("party", scope.party());
    }
}
