package org.pricefloor.contracts;

import java.time.Instant;

/**
 * A series of published figures was registered, or registered anew under the next version.
 *
 * @param kind     {@code price}, {@code fx} or {@code index}
 * @param currency what the figure is counted in (of an FX series: the quoted currency, CNY in "CNY per USD"; {@code XXX}
 *                 of an index, which has no unit)
 * @param per      what one figure is the price of: {@code t}, {@code kg}, {@code MWh}; of an FX series the base
 *                 currency; {@code 1} of an index
 * @param taxBasis {@code including-vat}, {@code excluding-vat} or {@code not-applicable}
 * @param calendar the calendar of the days on which the publisher publishes
 */
public record SeriesRegistered(
        String eventId,
        String series,
        int version,
        String kind,
        String publisher,
        @MayBeAbsent String product,
        String currency,
        String per,
        String taxBasis,
        String calendar,
        String source,
        Instant receivedAt) implements Event {

    public static String id(String series, int version) {
        return "series/" + series + "/v" + version;
    }

    @Override
    public String subject() {
        return series;
    }
}
