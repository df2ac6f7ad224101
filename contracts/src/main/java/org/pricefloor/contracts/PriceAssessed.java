package org.pricefloor.contracts;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * A publisher's price for one pricing day, or the value of an index for the month that begins on the day. A second publication
 * of the day is the next revision, never an overwrite.
 *
 * @param price       in the currency and per the unit of the series
 * @param publishedAt the source's own claim of when it published
 * @param document    the publisher's document, or the uploaded file's digest and line: the retry key
 * @param receivedAt  when price-ingestion received it; not the recorded time, which is settlement's own
 * @param volume      the quantity that the price stands for, above zero, in the unit of the series; null: not published
 * @param hourly      the prices of the day's 23 to 25 hours in order, negative ones too; null: not published
 */
public record PriceAssessed(
        String eventId,
        String series,
        LocalDate pricingDate,
        int revision,
        BigDecimal price,
        Instant publishedAt,
        String document,
        Instant receivedAt,
        @MayBeAbsent BigDecimal volume,
        @MayBeAbsent List<BigDecimal> hourly) implements Event {

    public static String id(String series, LocalDate pricingDate, int revision) {
        return "assessment/" + series + "/" + pricingDate + "/r" + revision;
    }

    @Override
    public String subject() {
        return series;
    }
}
