package org.pricefloor.benchmarks.latency;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.contracts.AgreementDocument.Gap;
import org.pricefloor.contracts.AgreementDocument.PriceStep;
import org.pricefloor.contracts.AgreementDocument.ReferencePrice;
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
 * What everybody starts from: agreements that read one series and settle by the day, a delivery of each on every day, and a first price of
 * every day. Each price after that restates the lines of all agreements for its day, by a difference that is never zero.
 */
public record Ground(int agreements, int days) {

    static final String SERIES = "LATENCY";
    static final LocalDate FIRST = LocalDate.of(2025, 1, 1);
    static final BigDecimal FLOOR = new BigDecimal("110.00");
    private static final Instant RECEIVED = Instant.parse("2026-07-01T00:00:00Z");

    static String agreement(int agreement) {
        return "LAT-" + agreement;
    }

    static BigDecimal quantity(int agreement, int day) {
        return BigDecimal.valueOf(10_000 + (agreement * 31L + day * 7L) % 5_000, 1);
    }

    /** The price of a day in a revision; two that follow one another differ. */
    static BigDecimal price(int day, int revision) {
        return BigDecimal.valueOf(8_000 + (day * 37L + revision * 101L) % 2_900, 2);
    }

    /** The amount of a line: the shortfall below the floor on the whole quantity, rounded to the cent. */
    static BigDecimal amount(BigDecimal price, BigDecimal quantity) {
        return FLOOR.subtract(price).max(BigDecimal.ZERO).multiply(quantity).setScale(2, RoundingMode.HALF_UP);
    }

    Quote first(int day) {
        return new Quote(day, FIRST.plusDays(day), 1, price(day, 1));
    }

    /** The prices that are measured: day after day, and from the first day again in the next revision. */
    Quote quote(int number) {
        int day = number % days;
        int revision = 2 + number / days;
        return new Quote(number, FIRST.plusDays(day), revision, price(day, revision));
    }

    /** What every line has to come to when the quotes before this number were taken in: by "agreement day". */
    Map<String, BigDecimal> linesBefore(int number) {
        Map<String, BigDecimal> lines = new TreeMap<>();
        for (int day = 0; day < days; day++) {
            int revision = 1 + number / days + (day < number % days ? 1 : 0);
            for (int agreement = 0; agreement < agreements; agreement++) {
                lines.put(agreement(agreement) + " " + FIRST.plusDays(day), amount(price(day, revision), quantity(agreement, day)));
            }
        }
        return lines;
    }

    /** Calendar, series and the first price of every day, where no price-ingestion runs. */
    public List<Event> marketEvents() {
        List<Event> events = new ArrayList<>();
        events.add(new CalendarPublished(CalendarPublished.id("EVERY-DAY", 1), "EVERY-DAY", 1, FIRST, FIRST.plusDays(days - 1L), List.of(), List.of(), false, "made up", RECEIVED));
        events.add(new SeriesRegistered(SeriesRegistered.id(SERIES, 1), SERIES, 1, "price", "made up", "NdPr oxide", "USD", "kg", "excluding-vat", "EVERY-DAY", "made up", RECEIVED));
        for (int day = 0; day < days; day++) {
            Quote first = first(day);
            events.add(new PriceAssessed(PriceAssessed.id(SERIES, first.day(), 1), SERIES, first.day(), 1, first.price(), RECEIVED, "first", RECEIVED, null, null));
        }
        return events;
    }

    public List<Event> agreementEvents() {
        List<Event> events = new ArrayList<>();
        for (int a = 0; a < agreements; a++) {
            AgreementDocument document = AgreementTranslation.complete(new AgreementDocument(agreement(a), 1, "Made up", "MINE-" + a % 20, "OFFICE", "NdPr oxide",
                    "USD", "kg", "UTC", FIRST, FIRST.plusDays(days - 1L), "day", 1, "floor", List.of(new PriceStep(FIRST, FLOOR)), null,
                    new ReferencePrice(SERIES, null, null, new Gap("none", null), 1, null, null, null), null, null, null, null));
            events.add(new AgreementVersionRegistered(AgreementVersionRegistered.id(document.agreement(), 1), document, Digest.sha256(EventJson.write(document)),
                    "registrar", "approver", RECEIVED, null, RECEIVED));
        }
        return events;
    }

    /** A revision of a delivery, by a quantity that differs from that of the one before. */
    public DeliveryCertified delivery(int agreement, int day, int revision) {
        String lot = "L" + day;
        return new DeliveryCertified(DeliveryCertified.id(agreement(agreement), lot, revision), agreement(agreement), lot, revision, "third-party-sale", FIRST.plusDays(day),
                quantity(agreement, day).add(BigDecimal.valueOf((revision - 1) % 2)), "kg", RECEIVED, "c" + revision, RECEIVED);
    }

    public List<Event> deliveryEvents() {
        List<Event> events = new ArrayList<>();
        for (int a = 0; a < agreements; a++) {
            for (int day = 0; day < days; day++) {
                events.add(delivery(a, day, 1));
            }
        }
        return events;
    }
}
