package org.pricefloor.prices.calendar;

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

/** A version of a calendar, for queries; {@link CalendarBook} alone writes them. */
@Entity
@Immutable
@Table(name = "calendar_version")
@IdClass(CalendarRow.Key.class)
public class CalendarRow extends PanacheEntityBase {

    /** Calendar and version. */
    public static class Key implements Serializable {

        private static final long serialVersionUID = 1L;

        public String calendar;
        public int version;

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.calendar.equals(calendar) && key.version == version;
        }

        @Override
        public int hashCode() {
            return 31 * calendar.hashCode() + version;
        }
    }

    @Id
    public String calendar;
    @Id
    public int version;
    public byte[] document;
    public String registeredBy;
    public Instant receivedAt;

    static Optional<CalendarRow> newest(String calendar) {
        return find("calendar = ?1 order by version desc", calendar).firstResultOptional();
    }

    static List<CalendarRow> newestOfEach() {
        return list("from CalendarRow c where c.version = (select max(d.version) from CalendarRow d where d.calendar = c.calendar) order by c.calendar");
    }
}
