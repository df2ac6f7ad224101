package org.pricefloor.contracts;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Every event version in use: its CloudEvents type, its record and the topic it travels on. */
public enum EventType {

    SERIES_REGISTERED("org.pricefloor.series-registered.v1", SeriesRegistered.class, Topics.MARKET_DATA),
    CALENDAR_PUBLISHED("org.pricefloor.calendar-published.v1", CalendarPublished.class, Topics.MARKET_DATA),
    PRICE_ASSESSED("org.pricefloor.price-assessed.v1", PriceAssessed.class, Topics.MARKET_DATA),
    FX_FIXED("org.pricefloor.fx-fixed.v1", FxFixed.class, Topics.MARKET_DATA),
    AGREEMENT_VERSION_REGISTERED("org.pricefloor.agreement-version-registered.v1", AgreementVersionRegistered.class, Topics.AGREEMENTS),
    DELIVERY_CERTIFIED("org.pricefloor.delivery-certified.v1", DeliveryCertified.class, Topics.DELIVERIES),
    MEASURE_CERTIFIED("org.pricefloor.measure-certified.v1", MeasureCertified.class, Topics.DELIVERIES),
    DECISION_RECORDED("org.pricefloor.decision-recorded.v1", DecisionRecorded.class, Topics.DELIVERIES),
    REFERENCE_PRICE_DETERMINED("org.pricefloor.reference-price-determined.v1", ReferencePriceDetermined.class, Topics.SETTLEMENTS),
    PERIOD_SETTLED("org.pricefloor.period-settled.v1", PeriodSettled.class, Topics.SETTLEMENTS),
    PERIOD_PARKED("org.pricefloor.period-parked.v1", PeriodParked.class, Topics.SETTLEMENTS);

    private static final Map<String, EventType> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(EventType::typeName, Function.identity()));
    private static final Map<Class<?>, EventType> BY_RECORD =
            Arrays.stream(values()).collect(Collectors.toMap(EventType::record, Function.identity()));

    private final String typeName;
    private final Class<? extends Event> record;
    private final String topic;

    EventType(String typeName, Class<? extends Event> record, String topic) {
        this.typeName = typeName;
        this.record = record;
        this.topic = topic;
    }

    /** The CloudEvents {@code type} attribute, version included. */
    public String typeName() {
        return typeName;
    }

    public Class<? extends Event> record() {
        return record;
    }

    public String topic() {
        return topic;
    }

    public static EventType of(Event event) {
        return BY_RECORD.get(event.getClass());
    }

    /** Empty for a type or version this build does not know: such an event is parked, never guessed at. */
    public static Optional<EventType> named(String typeName) {
        return Optional.ofNullable(BY_NAME.get(typeName));
    }
}
