package org.pricefloor.kernel.price;

import java.util.Map;
import org.pricefloor.kernel.calendar.PricingCalendar;

/** The newest known version of every series and calendar, by id. */
public record ReferenceData(Map<String, PriceSeries> priceSeries, Map<String, FxSeries> fxSeries,
                            Map<String, PricingCalendar> calendars, Map<String, IndexSeries> indexSeries) {
}
