package org.pricefloor.settlement.bench;

import java.time.LocalDate;

/** An agreement's period, by its first day. */
record PeriodKey(String agreement, LocalDate from) {
}
