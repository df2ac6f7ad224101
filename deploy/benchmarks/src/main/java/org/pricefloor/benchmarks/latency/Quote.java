package org.pricefloor.benchmarks.latency;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * A price on its way.
 *
 * @param number   from 0, in the order of sending
 * @param revision of the day's price, from 1
 */
record Quote(int number, LocalDate day, int revision, BigDecimal price) {
}
