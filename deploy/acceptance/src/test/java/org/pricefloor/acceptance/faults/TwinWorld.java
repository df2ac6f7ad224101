package org.pricefloor.acceptance.faults;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.pricefloor.contracts.AgreementDocument;
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
 * Facts of a year, in the order in which a well-behaved relay would send them. The same seed and size under another mark are the same
 * facts of other names, so that two of them can be compared.
 */
final class TwinWorld {

    private static final Instant RECEIVED = Instant.parse("2026-01-02T12:00:00Z");
    private static final LocalDate FIRST = LocalDate.of(2025, 1, 1);
    private static final LocalDate LAST = LocalDate.of(2025, 12, 31);
    private static final String CALENDAR = "TWIN-DAYS";
    private static final int SERIES = 3;
    private static final int AGREEMENTS = 6;
    private static final int LOTS = 30;

    private TwinWorld() {
    }

    /** @param figures prices and deliveries, first and later revisions */
    static List<Event> of(String mark, long seed, int figures) {
        Random random = new Random(seed);
        List<Event> events = new ArrayList<>();
        events.add(new CalendarPublished(CalendarPublished.id(CALENDAR + mark, 1), CALENDAR + mark, 1, FIRST, LocalDate.of(2045, 12, 31), List.of(), List.of(), false,
                "Illustrative: every day is a pricing day", RECEIVED));
        for (int i = 0; i < SERIES; i++) {
            events.add(new SeriesRegistered(SeriesRegistered.id(series(mark, i), 1), series(mark, i), 1, "price", "nobody", "NdPr oxide, invented", "USD", "kg",
                    "excluding-vat", CALENDAR + mark, "Illustrative: published by nobody", RECEIVED));
        }
        for (int i = 0; i < AGREEMENTS; i++) {
            events.add(agreement(mark, i, 1, "110.00"));
        }
        Map<String, Integer> revisions = new HashMap<>();
        for (int i = 0; i < figures; i++) {
            events.add(random.nextInt(4) == 0 ? delivery(mark, random, revisions) : price(mark, random, revisions));
            if (i == figures / 2) {
                events.add(agreement(mark, random.nextInt(AGREEMENTS), 2, "112.50"));
            }
        }
        return events;
    }

    private static String series(String mark, int number) {
        return "TWIN-" + mark + "-" + number;
    }

    /** Names begin with F, by which the checker knows what to compute again. */
    static String agreement(String mark, int number) {
        return "F" + mark + "-" + number;
    }

    private static Event price(String mark, Random random, Map<String, Integer> revisions) {
        String series = series(mark, random.nextInt(SERIES));
        LocalDate day = FIRST.plusDays(random.nextInt((int) (LAST.toEpochDay() - FIRST.toEpochDay()) + 1));
        int revision = revisions.merge(series + day, 1, Integer::sum);
        BigDecimal price = BigDecimal.valueOf(80 + random.nextDouble() * 80).setScale(2 + random.nextInt(3), RoundingMode.HALF_UP);
        return new PriceAssessed(PriceAssessed.id(series, day, revision), series, day, revision, price, RECEIVED, series + "-" + day + "-" + revision, RECEIVED, null, null);
    }

    private static Event delivery(String mark, Random random, Map<String, Integer> revisions) {
        String agreement = agreement(mark, random.nextInt(AGREEMENTS));
        int lot = random.nextInt(LOTS);
        int revision = revisions.merge(agreement + lot, 1, Integer::sum);
        BigDecimal quantity = random.nextInt(8) == 0 ? BigDecimal.ZERO : BigDecimal.valueOf(random.nextInt(90_000_000), 3);
        return new DeliveryCertified(DeliveryCertified.id(agreement, "L" + lot, revision), agreement, "L" + lot, revision, "third-party-sale",
                FIRST.plusDays(12L * lot), quantity, "kg", RECEIVED, "L" + lot + "-" + revision, RECEIVED);
    }

    private static Event agreement(String mark, int number, int version, String floor) {
        String share = switch (number % 3) {
            case 0 -> "";
            case 1 -> "\"upside\":{\"threshold\":\"130.00\",\"share\":\"0.30\"},";
            default -> "\"upside\":{\"threshold\":\"115.00\",\"share\":\"0.25\"},\"caps\":{\"upsideSharePerYear\":\"150000.00\"},";
        };
        String json = """
                {"agreement":"%s","version":%d,"title":"Illustrative agreement of a fault","producer":"FAULT-MINE","office":"FAULT-OFFICE",\
                "product":"NdPr oxide","currency":"USD","unit":"kg","timeZone":"UTC","effectiveFrom":"%s","effectiveTo":"%s","period":"month",\
                "closeLagDays":1,"instrument":"floor","floor":[{"from":"2025-01-01","price":"%s"}],%s\
                "referencePrice":{"series":"%s","averaging":"simple","gap":{"rule":"last-published","maxStaleDays":40},"minimumObservations":1,\
                "rounding":{"decimals":2,"mode":"HALF_UP"}},"quantity":{"basis":"elected","categories":["third-party-sale"]},\
                "amountRounding":{"decimals":2,"mode":"HALF_UP"},"restate":"immediately","note":"Illustrative: invented for a fault"}"""
                .formatted(agreement(mark, number), version, FIRST, LAST, floor, share, series(mark, number % SERIES));
        AgreementDocument document = AgreementTranslation.complete(EventJson.read(json.getBytes(StandardCharsets.UTF_8), AgreementDocument.class));
        return new AgreementVersionRegistered(AgreementVersionRegistered.id(document.agreement(), version), document, Digest.sha256(EventJson.write(document)), "registrar",
                "approver", RECEIVED, null, RECEIVED);
    }
}
