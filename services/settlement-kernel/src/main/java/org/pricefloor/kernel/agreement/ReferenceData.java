package org.pricefloor.kernel.agreement;

import java.util.Map;
import org.pricefloor.kernel.calendar.PricingCalendar;
import org.pricefloor.kernel.price.FxSeries;
import org.pricefloor.kernel.price.PriceSeries;

/** The newest known version of every series and calendar, by id. */
public record ReferenceData(Map<String, PriceSeries> priceSeries, Map<String, FxSeries> fxSeries,
                            Map<String, PricingCalendar> calendars) {
}
