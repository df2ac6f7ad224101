package org.pricefloor.prices.figure;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/** A figure as it was kept, in its revision. */
record KeptFigure(String series, LocalDate day, int revision, BigDecimal figure, Instant publishedAt, String document, Instant receivedAt) {
}
