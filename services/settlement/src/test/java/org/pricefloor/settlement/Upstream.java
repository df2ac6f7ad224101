package org.pricefloor.settlement;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.contracts.AgreementDocument.Gap;
import org.pricefloor.contracts.AgreementDocument.PriceStep;
import org.pricefloor.contracts.AgreementDocument.ReferencePrice;
import org.pricefloor.contracts.AgreementVersionRegistered;
import org.pricefloor.contracts.CalendarPublished;
import org.pricefloor.contracts.DecisionRecorded;
import org.pricefloor.contracts.DeliveryCertified;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.EventEnvelope;
import org.pricefloor.contracts.EventType;
import org.pricefloor.contracts.MeasureCertified;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.SeriesRegistered;
import org.pricefloor.contracts.Topics;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.translation.AgreementTranslation;

/** Stands for the relays of price-ingestion and contract-registry: publishes as they do, with gap-free positions. */
final class Upstream {

    private static final Instant RECEIVED = Instant.parse("2026-03-01T00:00:00Z");
    private static final Map<String, Long> POSITIONS = new HashMap<>();
    private static KafkaProducer<byte[], byte[]> producer;

    private Upstream() {
    }

    static void tell(Event... events) {
        tell(List.of(events));
    }

    static synchronized void tell(List<? extends Event> events) {
        List<Future<RecordMetadata>> sent = new ArrayList<>(events.size());
        for (Event event : events) {
            byte[] key = event.subject().getBytes(StandardCharsets.UTF_8);
            String topic = EventType.of(event).topic();
            int partition = Utils.toPositive(Utils.murmur2(key)) % Topics.PARTITIONS;
            long position = POSITIONS.merge(topic + partition, 1L, Long::sum);
            sent.add(hand(topic, partition, key, EventJson.write(event), Map.of(
                    EventEnvelope.HEADER_SPEC_VERSION, "1.0",
                    EventEnvelope.HEADER_ID, event.eventId(),
                    EventEnvelope.HEADER_TYPE, EventType.of(event).typeName(),
                    EventEnvelope.HEADER_SOURCE, "/test",
                    EventEnvelope.HEADER_TIME, RECEIVED.toString(),
                    EventEnvelope.HEADER_SUBJECT, event.subject(),
                    EventEnvelope.HEADER_POSITION, Long.toString(position),
                    EventEnvelope.HEADER_CONTENT_TYPE, EventEnvelope.CONTENT_TYPE)));
        }
        sent.forEach(Upstream::await);
    }

    static synchronized void send(String topic, int partition, byte[] key, byte[] body, Map<String, String> headers) {
        await(hand(topic, partition, key, body, headers));
    }

    private static Future<RecordMetadata> hand(String topic, int partition, byte[] key, byte[] body, Map<String, String> headers) {
        if (producer == null) {
            producer = new KafkaProducer<>(Map.of("bootstrap.servers", Surroundings.infrastructure.brokerAddress(), "acks", "all"),
                    new ByteArraySerializer(), new ByteArraySerializer());
        }
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, partition, key, body);
        headers.forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return producer.send(record);
    }

    private static void await(Future<RecordMetadata> sent) {
        try {
            sent.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    static synchronized void close() {
        if (producer != null) {
            producer.close();
            producer = null;
        }
        POSITIONS.clear();
    }

    static CalendarPublished everyDay(String calendar) {
        return new CalendarPublished(CalendarPublished.id(calendar, 1), calendar, 1, LocalDate.of(2025, 1, 1), LocalDate.of(2027, 12, 31),
                List.of(), List.of(), false, "test", RECEIVED);
    }

    static SeriesRegistered series(String series, String calendar) {
        return new SeriesRegistered(SeriesRegistered.id(series, 1), series, 1, "price", "Test publisher", "NdPr oxide", "USD", "kg",
                "excluding-vat", calendar, "test", RECEIVED);
    }

    static PriceAssessed price(String series, String day, int revision, String price) {
        LocalDate date = LocalDate.parse(day);
        return new PriceAssessed(PriceAssessed.id(series, date, revision), series, date, revision, new BigDecimal(price), RECEIVED,
                series + "-" + day + "-" + revision, RECEIVED, null, null);
    }

    /** The newest form of an agreement, from the JSON in which people write it. */
    static AgreementVersionRegistered agreement(String json) {
        AgreementDocument document = AgreementTranslation.complete(EventJson.read(json.getBytes(StandardCharsets.UTF_8), AgreementDocument.class));
        return new AgreementVersionRegistered(AgreementVersionRegistered.id(document.agreement(), document.version()), document, "0".repeat(64),
                "registrar", "approver", RECEIVED, null, RECEIVED);
    }

    static MeasureCertified measure(String agreement, String measure, int year, int revision, String value, String unit) {
        LocalDate day = LocalDate.of(year, 12, 31);
        return new MeasureCertified(MeasureCertified.id(agreement, measure, day, revision), agreement, measure, day, revision, new BigDecimal(value),
                unit, RECEIVED, measure + "-" + revision, RECEIVED);
    }

    static DecisionRecorded dispute(String agreement, String decision, String day) {
        return new DecisionRecorded(DecisionRecorded.id(agreement, decision), agreement, decision, "dispute-run", LocalDate.parse(day),
                "the quantity was wrong", "panel", RECEIVED, RECEIVED);
    }

    /** @param hourly empty: not published */
    static PriceAssessed price(String series, String day, int revision, String price, String volume, List<BigDecimal> hourly) {
        PriceAssessed plain = price(series, day, revision, price);
        return new PriceAssessed(plain.eventId(), series, plain.pricingDate(), revision, plain.price(), RECEIVED, plain.document(), RECEIVED,
                new BigDecimal(volume), hourly.isEmpty() ? null : hourly);
    }

    static DeliveryCertified delivery(String agreement, String lot, int revision, String day, String kilograms) {
        return new DeliveryCertified(DeliveryCertified.id(agreement, lot, revision), agreement, lot, revision, "third-party-sale",
                LocalDate.parse(day), new BigDecimal(kilograms), "kg", RECEIVED, lot + "-" + revision, RECEIVED);
    }

    /** A floor of 110.00 USD/kg, day by day, that carries no price on. */
    static AgreementVersionRegistered daily(String agreement, String producer, String series, LocalDate from, LocalDate to) {
        AgreementDocument document = AgreementTranslation.complete(new AgreementDocument(agreement, 1, "Test agreement", producer,
                "US-DOW", "NdPr oxide", "USD", "kg", "UTC", from, to, "day", null, "floor", List.of(new PriceStep(from, new BigDecimal("110.00"))),
                null, new ReferencePrice(series, null, null, new Gap("none", null), 1, null, null, null), null, null, null, null));
        return new AgreementVersionRegistered(AgreementVersionRegistered.id(agreement, 1), document, "0".repeat(64), "registrar", "approver", RECEIVED, null, RECEIVED);
    }

    /** A monthly floor of 110.00 USD/kg; {@code floor} may say otherwise. */
    static AgreementVersionRegistered agreement(String agreement, int version, String producer, String series, String floor,
                                                int minimumObservations) {
        return agreement(agreement, version, producer, series, floor, minimumObservations, "2026-12-31");
    }

    static AgreementVersionRegistered agreement(String agreement, int version, String producer, String series, String floor,
                                                int minimumObservations, String lastDay) {
        return agreement(agreement, version, producer, new ReferencePrice(series, null, null, new Gap("last-published", 40), minimumObservations, null,
                null, null), floor, lastDay);
    }

    static AgreementVersionRegistered agreement(String agreement, int version, String producer, ReferencePrice price, String floor, String lastDay) {
        AgreementDocument document = AgreementTranslation.complete(new AgreementDocument(agreement, version, "Test agreement", producer,
                "US-DOW", "NdPr oxide", "USD", "kg", "UTC", LocalDate.of(2026, 1, 1), LocalDate.parse(lastDay), "month", null, "floor",
                List.of(new PriceStep(LocalDate.of(2026, 1, 1), new BigDecimal(floor))), null, price, null, null, null, null));
        return new AgreementVersionRegistered(AgreementVersionRegistered.id(agreement, version), document, "0".repeat(64), "registrar",
                "approver", RECEIVED, null, RECEIVED);
    }
}
