package org.pricefloor.prices.figure;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a document says of a series and a day. The document is the retry key: of one day it says one thing.
 *
 * @param line        of the file; null where it came by itself
 * @param publishedAt to the microsecond, which is what is kept
 * @param volume      the quantity that a price stands for; null where it is not said
 * @param hourly      the prices of the day's hours in order; null where they are not said
 */
record Figure(Integer line, String series, LocalDate day, BigDecimal figure, Instant publishedAt, String document, BigDecimal volume,
              List<BigDecimal> hourly) {

    Figure {
        publishedAt = publishedAt == null ? null : publishedAt.truncatedTo(ChronoUnit.MICROS);
    }

    /** Whether what was kept says the same. */
    boolean saysWhat(KeptFigure before) {
        return figure.compareTo(before.figure()) == 0 && publishedAt.equals(before.publishedAt()) && areAlike(volume, before.volume())
                && (hourly == null || before.hourly() == null ? hourly == before.hourly() : areAlike(hourly, before.hourly()));
    }

    private static boolean areAlike(List<BigDecimal> one, List<BigDecimal> other) {
        return one.size() == other.size() && IntStream.range(0, one.size()).allMatch(hour -> areAlike(one.get(hour), other.get(hour)));
    }

    private static boolean areAlike(BigDecimal one, BigDecimal other) {
        return one == null || other == null ? one == other : one.compareTo(other) == 0;
    }
}
