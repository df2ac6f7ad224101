package org.pricefloor.benchmarks.streams;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.pricefloor.contracts.MayBeAbsent;

/** What the contender writes of an agreement and month. */
public record StreamsLine(String agreement, LocalDate month, BigDecimal quantity, BigDecimal floorPrice, @MayBeAbsent BigDecimal referencePrice,
                          @MayBeAbsent BigDecimal unitDifference, BigDecimal topUp, BigDecimal upside) {
}
