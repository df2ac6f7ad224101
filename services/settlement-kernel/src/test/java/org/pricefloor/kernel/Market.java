package org.pricefloor.kernel;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pricefloor.kernel.agreement.Resolution;
import org.pricefloor.kernel.agreement.ResolvedAgreement;
import org.pricefloor.kernel.calendar.PricingCalendar;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.money.Quantity;
import org.pricefloor.kernel.money.QuantityUnit;
import org.pricefloor.kernel.price.DeterminationOutcome;
import org.pricefloor.kernel.price.FxSeries;
import org.pricefloor.kernel.price.IndexSeries;
import org.pricefloor.kernel.price.PriceSeries;
import org.pricefloor.kernel.price.Publications;
import org.pricefloor.kernel.price.PublishedFigure;
import org.pricefloor.kernel.price.ReferenceData;
import org.pricefloor.kernel.settlement.PeriodFacts;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.settlement.Settlement;
import org.pricefloor.kernel.settlement.SettlementOutcome;

/**
 * What publishers and certifiers have said so far: series, calendars, figures and deliveries, each with the fact id it would have
 * in production. A second figure for a day, or a second quantity for a lot, is the next revision.
 */
final class Market {

    static final Set<DayOfWeek> WEEKEND = EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY);
    static final Set<DayOfWeek> NEVER_CLOSED = EnumSet.noneOf(DayOfWeek.class);

    final Map<String, PriceSeries> priceSeries = new HashMap<>();
    final Map<String, FxSeries> fxSeries = new HashMap<>();
    final Map<String, IndexSeries> indexSeries = new HashMap<>();
    final Map<String, PricingCalendar> calendars = new HashMap<>();
    final Map<String, List<PublishedFigure>> figures = new LinkedHashMap<>();
    final List<Delivery> deliveries = new ArrayList<>();

    /** NDPR in USD/kg without tax, published from Monday to Friday. */
    static Market ofKilograms() {
        return new Market().calendar("DAYS", WEEKEND).series("NDPR", "USD", QuantityUnit.KILOGRAM, false, "DAYS");
    }

    /** NDPR in CNY/t with tax, and CNY per USD, both published from Monday to Friday. */
    static Market ofYuan() {
        return new Market().calendar("DAYS", WEEKEND).series("NDPR", "CNY", QuantityUnit.TONNE, true, "DAYS")
                .calendar("FX-DAYS", WEEKEND).fxSeries("USDCNY", "CNY", "USD", "FX-DAYS");
    }

    /** POWER in GBP/MWh, published every day. */
    static Market ofPower() {
        return new Market().calendar("ALL", NEVER_CLOSED).series("NDPR", "GBP", QuantityUnit.MEGAWATT_HOUR, false, "ALL");
    }

    /** A calendar of 2010 to 2035; the exceptions turn single days round. */
    Market calendar(String id, Set<DayOfWeek> closed, String... exceptions) {
        return calendar(id, LocalDate.of(2010, 1, 1), LocalDate.of(2035, 12, 31), closed, false, exceptions);
    }

    Market calendar(String id, LocalDate from, LocalDate to, Set<DayOfWeek> closed, boolean assumed, String... exceptions) {
        List<PricingCalendar.ExceptionDay> days = Arrays.stream(exceptions).map(LocalDate::parse)
                .map(day -> new PricingCalendar.ExceptionDay(day, closed.contains(day.getDayOfWeek()), "test")).toList();
        calendars.put(id, new PricingCalendar(id, "calendar/" + id + "/v1", from, to, closed, days, assumed));
        return this;
    }

    /** A calendar in which nothing is open but these days. */
    Market calendarOfOnly(String id, String... openDays) {
        return calendar(id, EnumSet.allOf(DayOfWeek.class), openDays);
    }

    Market series(String id, String currency, QuantityUnit per, boolean includesVat, String calendar) {
        priceSeries.put(id, new PriceSeries(id, "series/" + id + "/v1", "publisher", Currency.getInstance(currency), per, includesVat, calendar));
        return this;
    }

    Market fxSeries(String id, String quoted, String base, String calendar) {
        fxSeries.put(id, new FxSeries(id, "series/" + id + "/v1", "publisher", Currency.getInstance(quoted), Currency.getInstance(base), calendar));
        return this;
    }

    Market index(String id) {
        indexSeries.put(id, new IndexSeries(id, "series/" + id + "/v1", "publisher", "DAYS"));
        return this;
    }

    Market price(String day, String value) {
        return figure("NDPR", LocalDate.parse(day), value);
    }

    Market fix(String day, String value) {
        return figure("USDCNY", LocalDate.parse(day), value);
    }

    Market figure(String series, LocalDate day, String value) {
        return figure(series, day, value, null);
    }

    /** @param volume that the price stands for; null: not published */
    Market figure(String series, LocalDate day, String value, String volume) {
        List<PublishedFigure> known = figures.computeIfAbsent(series, none -> new ArrayList<>());
        int revision = 1 + (int) known.stream().filter(figure -> figure.date().equals(day)).count();
        String kind = fxSeries.containsKey(series) ? "fix/" : "assessment/";
        known.add(new PublishedFigure(day, new BigDecimal(value), revision, kind + series + "/" + day + "/r" + revision,
                volume == null ? null : new BigDecimal(volume), List.of()));
        return this;
    }

    /** The same price on each pricing day of the period. */
    Market pricesOf(SettlementPeriod period, String value) {
        calendars.get(priceSeries.get("NDPR").calendar()).pricingDays(period.from(), period.to())
                .forEach(day -> figure("NDPR", day, value));
        return this;
    }

    Market kilograms(String day, String amount) {
        return delivered("LOT-" + (deliveries.size() + 1), day, amount, QuantityUnit.KILOGRAM, "stockpile");
    }

    Market megawattHours(String day, String amount) {
        return delivered("LOT-" + (deliveries.size() + 1), day, amount, QuantityUnit.MEGAWATT_HOUR, "metered");
    }

    Market delivered(String lot, String day, String amount, QuantityUnit unit, String category) {
        int revision = 1 + (int) deliveries.stream().filter(delivery -> delivery.lot().equals(lot)).count();
        deliveries.add(new Delivery(lot, revision, category, LocalDate.parse(day), new Quantity(new BigDecimal(amount), unit),
                "delivery/A1/" + lot + "/r" + revision));
        return this;
    }

    Publications publications(String series) {
        return new Publications(figures.getOrDefault(series, List.of()));
    }

    Resolution resolution(Terms terms) {
        return terms.signed().resolve(reference());
    }

    ReferenceData reference() {
        return new ReferenceData(priceSeries, fxSeries, calendars, indexSeries);
    }

    ResolvedAgreement resolve(Terms terms) {
        Resolution resolution = resolution(terms);
        if (resolution instanceof Resolution.Resolved resolved) {
            return resolved.agreement();
        }
        throw new AssertionError("not resolved: " + resolution);
    }

    DeterminationOutcome determine(Terms terms, SettlementPeriod period, Stage stage) {
        ResolvedAgreement agreement = resolve(terms);
        return stage == Stage.OPEN
                ? agreement.prices().get(0).determineToDate(period, this::publications)
                : agreement.prices().get(0).determine(period, this::publications);
    }

    SettlementOutcome settle(Terms terms, SettlementPeriod period, Stage stage) {
        return Settlement.settle(resolve(terms), new PeriodFacts(period, stage, deliveries, () -> determine(terms, period, stage)));
    }

    /** The closed period of that day, which must not be parked. */
    Settled settled(Terms terms, String day) {
        return settled(terms, day, Stage.CLOSED);
    }

    Settled settled(Terms terms, String day, Stage stage) {
        SettlementOutcome outcome = settle(terms, periodOf(terms, day), stage);
        if (outcome instanceof Settled settled) {
            return settled;
        }
        throw new AssertionError("parked: " + outcome);
    }

    static SettlementPeriod periodOf(Terms terms, String day) {
        return SettlementPeriod.containing(terms.period, LocalDate.parse(day));
    }
}
