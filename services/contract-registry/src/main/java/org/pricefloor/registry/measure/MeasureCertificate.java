package org.pricefloor.registry.measure;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/**
 * What a document says about a measure. The document is the retry key: about one measure of one year it says one thing.
 *
 * @param line        of the file; null where it came by itself
 * @param day         the last day of the calendar year
 * @param certifiedAt to the microsecond, which is what is kept
 */
record MeasureCertificate(Integer line, String agreement, String measure, LocalDate day, BigDecimal value, String unit, Instant certifiedAt, String document) {

    MeasureCertificate {
        certifiedAt = certifiedAt == null ? null : certifiedAt.truncatedTo(ChronoUnit.MICROS);
    }

    /** Whether a document that was taken in before says this. */
    boolean saysWhat(CertifiedMeasure before) {
        return value.compareTo(before.value()) == 0 && unit.equals(before.unit()) && certifiedAt.equals(before.certifiedAt());
    }
}
