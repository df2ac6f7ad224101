package org.pricefloor.kernel.delivery;

import java.time.LocalDate;

/**
 * What somebody decided about a period.
 *
 * @param decision its code, unique within the agreement
 * @param kind     {@value #DISPUTE_RUN}
 * @param day      any day of the period it is about
 * @param fact     id of the fact
 */
public record Decision(String decision, String kind, LocalDate day, String fact) {

    /** A run of a period that is final: it admits what was known and not used (rule 5). */
    public static final String DISPUTE_RUN = "dispute-run";
}
