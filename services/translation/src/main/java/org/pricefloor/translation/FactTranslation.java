package org.pricefloor.translation;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.pricefloor.contracts.CalendarPublished;
import org.pricefloor.contracts.DecisionRecorded;
import org.pricefloor.contracts.DeliveryCertified;
import org.pricefloor.contracts.FxFixed;
import org.pricefloor.contracts.MeasureCertified;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.SeriesRegistered;
import org.pricefloor.kernel.calendar.PricingCalendar;
import org.pricefloor.kernel.delivery.Assay;
import org.pricefloor.kernel.delivery.Decision;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.delivery.Measure;
import org.pricefloor.kernel.money.Quantity;
import org.pricefloor.kernel.money.QuantityUnit;
import org.pricefloor.kernel.price.FxSeries;
import org.pricefloor.kernel.price.IndexSeries;
import org.pricefloor.kernel.price.PriceSeries;
import org.pricefloor.kernel.price.PublishedFigure;

/**
 * From published facts to kernel values. Each throws {@link IllegalArgumentException}, and nothing else, for a field that is
 * absent, a word that the kernel does not know or a number that it can not carry: such an event is parked with its reason.
 */
public final class FactTranslation {

    public static final String PRICE = "price";
    public static final String FX = "fx";
    /** What a lot can be: a concentrate is settled by its content, a metal by the oxide it was made of. */
    public static final List<String> FORMS = List.of("concentrate", "oxide", "metal");
    public static final String INDEX = "index";
    private static final String CONCENTRATE = "concentrate";

    private FactTranslation() {
    }

    public static PricingCalendar calendar(CalendarPublished event) {
        return new PricingCalendar(given("calendar", event.calendar()), given("eventId", event.eventId()), given("from", event.from()),
                given("to", event.to()),
                given("closedWeekdays", event.closedWeekdays()).stream().map(FactTranslation::weekday).collect(Collectors.toSet()),
                given("exceptions", event.exceptions()).stream().map(FactTranslation::exceptionDay).toList(),
                event.assumed());
    }

    private static DayOfWeek weekday(Integer number) {
        if (number == null || number < 1 || number > 7) {
            throw new IllegalArgumentException("no weekday has the number " + number + ": Monday is 1 and Sunday 7");
        }
        return DayOfWeek.of(number);
    }

    private static PricingCalendar.ExceptionDay exceptionDay(CalendarPublished.ExceptionDay day) {
        return new PricingCalendar.ExceptionDay(given("exceptions/date", given("exceptions", day).date()), day.open(), day.source());
    }

    public static PriceSeries priceSeries(SeriesRegistered event) {
        boolean includesVat = switch (given("taxBasis", event.taxBasis())) {
            case "including-vat" -> true;
            case "excluding-vat", "not-applicable" -> false;
            default -> throw new IllegalArgumentException("no tax basis is called " + event.taxBasis());
        };
        return new PriceSeries(given("series", event.series()), given("eventId", event.eventId()), event.publisher(),
                currency("currency", event.currency()), unit(event.per()), includesVat, given("calendar", event.calendar()));
    }

    public static FxSeries fxSeries(SeriesRegistered event) {
        return new FxSeries(given("series", event.series()), given("eventId", event.eventId()), event.publisher(),
                currency("currency", event.currency()), currency("per", event.per()), given("calendar", event.calendar()));
    }

    /** An index has no unit: its currency is XXX, which stands for none, and its values are per 1. */
    public static IndexSeries indexSeries(SeriesRegistered event) {
        if (!"XXX".equals(event.currency()) || !"1".equals(event.per()) || !"not-applicable".equals(event.taxBasis())) {
            throw new IllegalArgumentException("an index is in XXX per 1 and not-applicable to tax, not " + event.currency() + " per "
                    + event.per() + " and " + event.taxBasis());
        }
        return new IndexSeries(given("series", event.series()), given("eventId", event.eventId()), event.publisher(),
                given("calendar", event.calendar()));
    }

    /** A volume is above zero: means are divided by it. A day has 23 to 25 hours. */
    public static PublishedFigure figure(PriceAssessed event) {
        if (event.volume() != null && number("volume", event.volume()).signum() <= 0) {
            throw new IllegalArgumentException("a volume is above zero, not " + event.volume());
        }
        List<BigDecimal> hourly = event.hourly() == null ? List.of() : event.hourly();
        if (event.hourly() != null && (hourly.size() < 23 || hourly.size() > 25)) {
            throw new IllegalArgumentException("a day has 23 to 25 hours, not " + hourly.size());
        }
        hourly.forEach(price -> number("hourly", price));
        return new PublishedFigure(given("pricingDate", event.pricingDate()), number("price", event.price()), event.revision(),
                given("eventId", event.eventId()), event.volume(), List.copyOf(hourly));
    }

    /** An exchange rate is above zero: prices are divided by it. */
    public static PublishedFigure figure(FxFixed event) {
        if (number("rate", event.rate()).signum() <= 0) {
            throw new IllegalArgumentException("an exchange rate is above zero, not " + event.rate());
        }
        return new PublishedFigure(given("fixingDate", event.fixingDate()), event.rate(), event.revision(), given("eventId", event.eventId()));
    }

    public static Delivery delivery(DeliveryCertified event) {
        List<BigDecimal> hourly = event.hourly() == null ? List.of() : event.hourly();
        if (event.hourly() != null && (hourly.size() < 23 || hourly.size() > 25)) {
            throw new IllegalArgumentException("a day has 23 to 25 hours, not " + hourly.size());
        }
        for (BigDecimal hour : hourly) {
            if (number("hourly", hour).signum() < 0) {
                throw new IllegalArgumentException("the quantity of an hour is never negative: " + hour);
            }
        }
        if (CONCENTRATE.equals(event.form()) != (event.assay() != null)) {
            throw new IllegalArgumentException("a concentrate has an assay and nothing else has: the form is " + event.form());
        }
        return new Delivery(given("lot", event.lot()), event.revision(), event.category(), given("deliveryDate", event.deliveryDate()),
                new Quantity(number("quantity", event.quantity()), unit(event.unit())), given("eventId", event.eventId()),
                Optional.ofNullable(event.product()), Optional.ofNullable(event.form()).map(FactTranslation::form),
                Optional.ofNullable(event.assay()).map(FactTranslation::assay), hourly);
    }

    /** One of the {@link #FORMS}. */
    public static String form(String form) {
        if (!FORMS.contains(form)) {
            throw new IllegalArgumentException("no form is called " + form);
        }
        return form;
    }

    public static Assay assay(org.pricefloor.contracts.Assay assay) {
        return new Assay(Assay.Kind.ofTerm(given("assay/kind", assay.kind()))
                .orElseThrow(() -> new IllegalArgumentException("no kind of assay is called " + assay.kind())),
                number("assay/reoShare", assay.reoShare()), number("assay/contentShare", assay.contentShare()));
    }

    /** A measure is about a calendar year and bears its last day. */
    public static Measure measure(MeasureCertified event) {
        LocalDate day = given("day", event.day());
        if (day.getMonth() != Month.DECEMBER || day.getDayOfMonth() != 31) {
            throw new IllegalArgumentException("a measure bears the last day of its calendar year, not " + day);
        }
        BigDecimal value = number("value", event.value());
        switch (given("measure", event.measure())) {
            case Measure.EBITDA -> currency("unit", event.unit());
            case Measure.MADE_AVAILABLE -> new Quantity(value, unit(event.unit()));
            default -> throw new IllegalArgumentException("no measure is called " + event.measure());
        }
        return new Measure(event.measure(), day, event.revision(), value, event.unit(), given("eventId", event.eventId()));
    }

    public static Decision decision(DecisionRecorded event) {
        if (!Decision.DISPUTE_RUN.equals(given("kind", event.kind()))) {
            throw new IllegalArgumentException("no decision is of the kind " + event.kind());
        }
        return new Decision(given("decision", event.decision()), event.kind(), given("day", event.day()), given("eventId", event.eventId()));
    }

    public static QuantityUnit unit(String symbol) {
        return QuantityUnit.ofSymbol(symbol).orElseThrow(() -> new IllegalArgumentException("no unit has the symbol " + symbol));
    }

    private static Currency currency(String field, String code) {
        try {
            return Currency.getInstance(given(field, code));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("no currency has the code " + code, e);
        }
    }

    private static <T> T given(String field, T value) {
        if (value == null) {
            throw new IllegalArgumentException("the event has no " + field);
        }
        return value;
    }

    /** A number that arithmetic can carry: 1e400 is a few bytes long on the wire and takes a service's memory when written out. */
    private static BigDecimal number(String field, BigDecimal value) {
        if ((long) given(field, value).precision() - value.scale() > 18 || Math.abs((long) value.scale()) > 18) {
            throw new IllegalArgumentException(field + " has more than 18 digits before or behind the point");
        }
        return value;
    }
}
