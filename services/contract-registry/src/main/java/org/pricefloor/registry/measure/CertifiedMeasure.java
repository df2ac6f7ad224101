package org.pricefloor.registry.measure;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import org.pricefloor.contracts.MeasureCertified;

/**
 * A revision of a measure, as it is kept.
 *
 * @param measure  ebitda or made-available
 * @param day      the last day of the calendar year it is about
 * @param revision from 1; the highest is the one that counts
 * @param unit     of ebitda the agreement's currency, of made-available its unit
 */
public record CertifiedMeasure(String agreement, String measure, LocalDate day, int revision, BigDecimal value, String unit, Instant certifiedAt, String document,
        Instant receivedAt) {

    MeasureCertified event() {
        return new MeasureCertified(MeasureCertified.id(agreement, measure, day, revision), agreement, measure, day, revision, value, unit, certifiedAt, document,
                receivedAt);
    }
}
