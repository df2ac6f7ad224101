package org.pricefloor.acceptance;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.contracts.AgreementDocument.Caps;
import org.pricefloor.contracts.AgreementDocument.Gap;
import org.pricefloor.contracts.AgreementDocument.PriceStep;
import org.pricefloor.contracts.AgreementDocument.ReferencePrice;
import org.pricefloor.contracts.AgreementDocument.Upside;
import org.pricefloor.contracts.AgreementVersionRegistered;
import org.pricefloor.contracts.CalendarPublished;
import org.pricefloor.contracts.DeliveryCertified;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.SeriesRegistered;
import org.pricefloor.kernel.price.Digest;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.translation.AgreementTranslation;

/**
 * How many agreement-months a second the whole path settles: Kafka in, engine, journal with trace and outbox in PostgreSQL, out to the
 * topic. Agreements have a floor, 30% of the upside and a running cap on the volume of the calendar year; what they come to is settled
 * once and restated twice by revisions of every delivery. No test: run it by name, {@code mvn verify -pl deploy/acceptance -am
 * -Dtest=BulkMeasurement -Dsurefire.failIfNoSpecifiedTests=false -Dpricefloor.bulk.agreements=5000}, or its main with the class path
 * of this module's tests.
 */
class BulkMeasurement {

    private static final int SERIES = 50;
    private static final int AGREEMENTS = Integer.getInteger("pricefloor.bulk.agreements", 500);
    private static final int MONTHS = 100;
    private static final LocalDate FIRST = LocalDate.of(2018, 1, 1);
    private static final Instant RECEIVED = Instant.parse("2026-07-01T00:00:00Z");

    public static void main(String[] arguments) {
        new BulkMeasurement().settlesAgreementMonths();
        System.exit(0);
    }

    @Test
    void settlesAgreementMonths() {
        try (RunningSystem system = RunningSystem.startAt("bulk", Instant.parse("2026-07-02T12:00:00Z"), options ->
                options.services(List.of(RunningSystem.serviceNamed("settlement"))).environment("PRICEFLOOR_SERVICE_JVM",
                        System.getProperty("pricefloor.bulk.jvm", "-Xmx2g -XX:+UseParallelGC")));
             Upstream upstream = new Upstream(system.kafka())) {
            List<Event> ground = ground();
            upstream.send(upstream.inOrder(ground));
            system.awaitSettled(ground.size(), Duration.ofMinutes(5));
            for (int round = 1; round <= 3; round++) {
                List<Event> deliveries = deliveries(round);
                var records = upstream.inOrder(deliveries);
                long begun = System.nanoTime();
                upstream.send(records);
                system.awaitSettled(ground.size() + (long) round * deliveries.size(), Duration.ofMinutes(10));
                double seconds = (System.nanoTime() - begun) / 1e9;
                System.out.printf("Bulk: %d agreement-months %s in %.1f s, %.0f a second, published%n", deliveries.size(),
                        round == 1 ? "settled" : "restated", seconds, deliveries.size() / seconds);
            }
        }
    }

    private static List<Event> ground() {
        List<Event> events = new ArrayList<>();
        LocalDate last = FIRST.plusMonths(MONTHS).minusDays(1);
        events.add(new CalendarPublished(CalendarPublished.id("DAYS", 1), "DAYS", 1, FIRST, last, List.of(6, 7), List.of(), false, "made up", RECEIVED));
        for (int s = 0; s < SERIES; s++) {
            String series = "SERIES-" + s;
            events.add(new SeriesRegistered(SeriesRegistered.id(series, 1), series, 1, "price", "made up", "NdPr oxide", "USD", "kg",
                    "excluding-vat", "DAYS", "made up", RECEIVED));
            for (int m = 0; m < MONTHS; m++) {
                LocalDate day = FIRST.plusMonths(m);
                events.add(new PriceAssessed(PriceAssessed.id(series, day, 1), series, day, 1, BigDecimal.valueOf(9_000 + (s * 37 + m * 101) % 4_000, 2),
                        RECEIVED, "d" + m, RECEIVED, null, null));
            }
        }
        for (int a = 0; a < AGREEMENTS; a++) {
            AgreementDocument document = AgreementTranslation.complete(new AgreementDocument("A-" + a, 1, null, null, "made up", "MINE-" + a % 20,
                    "OFFICE", "NdPr oxide", "USD", "kg", "UTC", FIRST, last, "month", 1, "floor", List.of(new PriceStep(FIRST, new BigDecimal("110.00"))),
                    null, new Upside(new BigDecimal("120.00"), new BigDecimal("0.30"), null, null, null),
                    new ReferencePrice("SERIES-" + a % SERIES, null, null, new Gap("last-published", 30), 0, null, null, null), null, null,
                    new Caps(new BigDecimal("13000"), null, null), null, null, null, null, null, null, null, null, null));
            events.add(new AgreementVersionRegistered(AgreementVersionRegistered.id("A-" + a, 1), document, Digest.sha256(EventJson.write(document)),
                    "registrar", "approver", RECEIVED, null, RECEIVED));
        }
        return events;
    }

    private static List<Event> deliveries(int revision) {
        List<Event> events = new ArrayList<>();
        for (int a = 0; a < AGREEMENTS; a++) {
            for (int m = 0; m < MONTHS; m++) {
                String lot = "L" + m;
                events.add(new DeliveryCertified(DeliveryCertified.id("A-" + a, lot, revision), "A-" + a, lot, revision, "third-party-sale",
                        FIRST.plusMonths(m).plusDays(5), BigDecimal.valueOf(10_000 + (a * 31L + m * 7L + revision) % 5_000, 1), "kg", RECEIVED,
                        "c" + revision, RECEIVED));
            }
        }
        return events;
    }
}
