package org.pricefloor.prices.figure;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/**
 * What a document says of a series and a day. The document is the retry key: of one day it says one thing.
 *
 * @param line        of the file; null where it came by itself
 * @param publishedAt to the microsecond, which is what is kept
 */
record Figure(Integer line, String series, LocalDate day, BigDecimal figure, Instant publishedAt, String document) {

    Figure {
        publishedAt = publishedAt == null ? null : publishedAt.truncatedTo(ChronoUnit.MICROS);
    }

    /** Whether what was kept says the same. */
    boolean saysWhat(KeptFigure before) {
        return figure.compareTo(before.figure()) == 0 && publishedAt.equals(before.publishedAt());
    }
}
