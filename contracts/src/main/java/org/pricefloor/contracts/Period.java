package org.pricefloor.contracts;

import java.time.LocalDate;

/**
 * A settlement period.
 *
 * @param label  {@code 2025-Q4}, {@code 2026-03} or {@code 2026-03-05}
 * @param length {@code quarter}, {@code month} or {@code day}
 * @param to     last day, included
 */
public record Period(String label, String length, LocalDate from, LocalDate to) {
}
