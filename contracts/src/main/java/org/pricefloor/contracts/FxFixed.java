package org.pricefloor.contracts;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/**
 * An exchange rate published for one day.
 *
 * @param rate units of the series' quoted currency for one unit of its base currency (CNY per USD)
 */
public record FxFixed(
        String eventId,
        String series,
        LocalDate fixingDate,
        int revision,
        BigDecimal rate,
        Instant publishedAt,
        String document,
        Instant receivedAt) implements Event {

    public static String id(String series, LocalDate fixingDate, int revision) {
        return "fx/" + series + "/" + fixingDate + "/r" + revision;
    }

    @Override
    public String subject() {
        return series;
    }
}
