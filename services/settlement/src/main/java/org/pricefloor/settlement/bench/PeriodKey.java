package org.pricefloor.settlement.bench;

import java.time.LocalDate;
import java.util.Comparator;

/** An agreement's period, by its first day. */
record PeriodKey(String agreement, LocalDate from) {

    static final Comparator<PeriodKey> ORDER = Comparator.comparing(PeriodKey::agreement).thenComparing(PeriodKey::from);
}
