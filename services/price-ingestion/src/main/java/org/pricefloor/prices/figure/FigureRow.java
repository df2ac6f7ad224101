package org.pricefloor.prices.figure;

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

/** A revision of a figure, for queries; {@link FigureBook} alone writes them. */
@Entity
@Immutable
@Table(name = "published_figure")
@IdClass(FigureRow.Key.class)
public class FigureRow extends PanacheEntityBase {

    /** Series, day and revision. */
    public static class Key implements Serializable {

        private static final long serialVersionUID = 1L;

        public String series;
        public LocalDate day;
        public int revision;

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.series.equals(series) && key.day.equals(day) && key.revision == revision;
        }

        @Override
        public int hashCode() {
            return 31 * (31 * series.hashCode() + day.hashCode()) + revision;
        }
    }

    @Id
    public String series;
    @Id
    public LocalDate day;
    @Id
    public int revision;
    public BigDecimal figure;
    public Instant publishedAt;
    public String document;
    public Instant receivedAt;
    public BigDecimal volume;
    public BigDecimal[] hourly;

    /** Every revision of the days, in order. */
    static List<FigureRow> between(String series, LocalDate from, LocalDate to) {
        return list("series = :series and day between :from and :to order by day, revision", Parameters.with("series", series).and("from", from).and("to", to));
    }

    /** Of each day the last revision that its publisher had published by then. */
    static List<FigureRow> asPublishedAt(String series, LocalDate from, LocalDate to, Instant then) {
        return list("from FigureRow f where f.series = :series and f.day between :from and :to and f.publishedAt <= :then and f.revision ="
                + " (select max(g.revision) from FigureRow g where g.series = f.series and g.day = f.day and g.publishedAt ="
                + " (select max(h.publishedAt) from FigureRow h where h.series = f.series and h.day = f.day and h.publishedAt <= :then)) order by f.day",
                Parameters.with("series", series).and("from", from).and("to", to).and("then", then));
    }

    KeptFigure kept() {
        return new KeptFigure(series, day, revision, figure, publishedAt, document, receivedAt, volume, hourly == null ? null : List.of(hourly));
    }
}
