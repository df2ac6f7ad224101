package org.pricefloor.prices.figure;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * A figure as it was kept, in its revision.
 *
 * @param volume null where its document does not say it
 * @param hourly null where its document does not say them
 */
record KeptFigure(String series, LocalDate day, int revision, BigDecimal figure, Instant publishedAt, String document, Instant receivedAt, BigDecimal volume,
                  List<BigDecimal> hourly) {
}
