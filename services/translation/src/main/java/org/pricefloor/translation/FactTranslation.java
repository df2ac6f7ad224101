package org.pricefloor.translation;

import java.time.DayOfWeek;
import java.util.Currency;
import java.util.stream.Collectors;
import org.pricefloor.contracts.CalendarPublished;
import org.pricefloor.contracts.DeliveryCertified;
import org.pricefloor.contracts.FxFixed;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.SeriesRegistered;
import org.pricefloor.kernel.calendar.PricingCalendar;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.money.Quantity;
import org.pricefloor.kernel.money.QuantityUnit;
import org.pricefloor.kernel.price.FxSeries;
import org.pricefloor.kernel.price.PriceSeries;
import org.pricefloor.kernel.price.PublishedFigure;

/**
 * From published facts to kernel values. Each throws {@link IllegalArgumentException} for words the kernel does not know: such
 * an event is parked with its reason.
 */
public final class FactTranslation {

    public static final String PRICE = "price";
    public static final String FX = "fx";

    private FactTranslation() {
    }

    public static PricingCalendar calendar(CalendarPublished event) {
        return new PricingCalendar(event.calendar(), event.eventId(), event.from(), event.to(),
                event.closedWeekdays().stream().map(DayOfWeek::of).collect(Collectors.toSet()),
                event.exceptions().stream()
                        .map(day -> new PricingCalendar.ExceptionDay(day.date(), day.open(), day.source())).toList(),
                event.assumed());
    }

    public static PriceSeries priceSeries(SeriesRegistered event) {
        return new PriceSeries(event.series(), event.eventId(), event.publisher(), Currency.getInstance(event.currency()), unit(event.per()),
                "including-vat".equals(event.taxBasis()), event.calendar());
    }

    public static FxSeries fxSeries(SeriesRegistered event) {
        return new FxSeries(event.series(), event.eventId(), event.publisher(), Currency.getInstance(event.currency()), Currency.getInstance(event.per()),
                event.calendar());
    }

    public static PublishedFigure figure(PriceAssessed event) {
        return new PublishedFigure(event.pricingDate(), event.price(), event.revision(), event.eventId());
    }

    public static PublishedFigure figure(FxFixed event) {
        return new PublishedFigure(event.fixingDate(), event.rate(), event.revision(), event.eventId());
    }

    public static Delivery delivery(DeliveryCertified event) {
        return new Delivery(event.lot(), event.revision(), event.category(), event.deliveryDate(),
                new Quantity(event.quantity(), unit(event.unit())), event.eventId());
    }

    public static QuantityUnit unit(String symbol) {
        return QuantityUnit.ofSymbol(symbol).orElseThrow(() -> new IllegalArgumentException("no unit has the symbol " + symbol));
    }
}
