package org.pricefloor.contracts;

/**
 * A fact as it travels. The id derives from the fact's natural key and revision, never from a clock or a random source,
 * so that a replay gives identical bytes (rule 25).
 */
public sealed interface Event permits SeriesRegistered, CalendarPublished, PriceAssessed, FxFixed, AgreementVersionRegistered,
        DeliveryCertified, MeasureCertified, DecisionRecorded, ReferencePriceDetermined, PeriodSettled, PeriodParked {

    /** The id of this fact; the same fact always bears the same id. */
    String eventId();

    /** The aggregate it belongs to: the Kafka key and the CloudEvents subject. */
    String subject();
}
