package org.pricefloor.contracts;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/**
 * A publisher's price for one pricing day. A second publication of the day is the next revision, never an overwrite.
 *
 * @param price       in the currency and per the unit of the series
 * @param publishedAt the source's own claim of when it published
 * @param document    the publisher's document, or the uploaded file's digest and line: the retry key
 * @param receivedAt  when price-ingestion received it; not the recorded time, which is settlement's own
 */
public record PriceAssessed(
        String eventId,
        String series,
        LocalDate pricingDate,
        int revision,
        BigDecimal price,
        Instant publishedAt,
        String document,
        Instant receivedAt) implements Event {

    public static String id(String series, LocalDate pricingDate, int revision) {
        return "assessment/" + series + "/" + pricingDate + "/r" + revision;
    }

    @Override
    public String subject() {
        return series;
    }
}
