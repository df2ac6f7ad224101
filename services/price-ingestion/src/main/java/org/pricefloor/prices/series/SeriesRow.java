package org.pricefloor.prices.series;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.annotations.Immutable;

/** A version of a series, for queries; {@link SeriesBook} alone writes them. */
@Entity
@Immutable
@Table(name = "series_version")
@IdClass(SeriesRow.Key.class)
public class SeriesRow extends PanacheEntityBase {

    /** Series and version. */
    public static class Key implements Serializable {

        private static final long serialVersionUID = 1L;

        public String series;
        public int version;

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.series.equals(series) && key.version == version;
        }

        @Override
        public int hashCode() {
            return 31 * series.hashCode() + version;
        }
    }

    @Id
    public String series;
    @Id
    public int version;
    public String kind;
    public String publisher;
    public String product;
    public String currency;
    public String per;
    public String taxBasis;
    public String calendar;
    public String source;
    public String registeredBy;
    public Instant receivedAt;

    /** The version that governs what is taken in now. */
    public static Optional<SeriesRow> newest(String series) {
        return find("series = ?1 order by version desc", series).firstResultOptional();
    }

    static List<SeriesRow> newestOfEach() {
        return list("from SeriesRow s where s.version = (select max(t.version) from SeriesRow t where t.series = s.series) order by s.series");
    }

    SeriesDocument document() {
        return new SeriesDocument(kind, publisher, product, currency, per, taxBasis, calendar, source);
    }
}
