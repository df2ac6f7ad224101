package org.pricefloor.commandline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.contracts.AgreementDocument.BasketComponent;
import org.pricefloor.contracts.AgreementDocument.Conversion;
import org.pricefloor.contracts.AgreementDocument.FxTerm;
import org.pricefloor.contracts.AgreementDocument.LadderRung;
import org.pricefloor.contracts.AgreementVersionRegistered;
import org.pricefloor.contracts.CalendarPublished;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.EventEnvelope;
import org.pricefloor.contracts.EventType;
import org.pricefloor.contracts.FxFixed;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.ReferencePriceDetermined;
import org.pricefloor.contracts.SeriesRegistered;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.Resolution;
import org.pricefloor.kernel.agreement.TermsRefused;
import org.pricefloor.kernel.price.DeterminationOutcome;
import org.pricefloor.kernel.price.Digest;
import org.pricefloor.kernel.price.FxSeries;
import org.pricefloor.kernel.price.PriceSeries;
import org.pricefloor.kernel.price.Publications;
import org.pricefloor.kernel.price.PublishedFigure;
import org.pricefloor.kernel.price.ReferenceData;
import org.pricefloor.kernel.price.ResolvedRule;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.messaging.Received;
import org.pricefloor.translation.AgreementTranslation;
import org.pricefloor.translation.FactTranslation;
import org.pricefloor.translation.SettlementTranslation;

/** The price of a basket with ladders follows again from the facts that its event names: of several series, by their ids alone. */
class ReplayOfABasketTest {

    private static final Instant START = Instant.parse("2026-04-02T00:00:00Z");
    private static final LocalDate MARCH = LocalDate.of(2026, 3, 1);

    private final List<Event> events = new ArrayList<>();
    private final Map<String, PriceSeries> prices = new HashMap<>();
    private final Map<String, List<PublishedFigure>> figures = new HashMap<>();

    @Test
    void whatWasPostedBeforeAndAfterTheCloseFollowsFromTheNamedFacts() throws TermsRefused {
        ResolvedRule rule = rule();
        AgreementTerms terms = AgreementTranslation.terms((AgreementVersionRegistered) events.get(events.size() - 1));
        assess("CN", 2, "565000");
        fix(2, "5");
        assess("PR", 2, "90.00");
        assess("PR", 3, "99.00");
        // The 6th has a price of CN without a recent fix: left out to date, and no lower rung is asked.
        assess("CN", 6, "678000");
        assess("AGREED", 6, "96.00");
        ReferencePriceDetermined toDate = post(rule.determineToDate(terms.periodOf(MARCH), this::published));
        assertTrue(toDate.facts().contains(PriceAssessed.id("CN", LocalDate.of(2026, 3, 6), 1)), toDate.facts().toString());
        fix(6, "6");
        assess("EU", 4, "103.00");
        ReferencePriceDetermined later = post(rule.determineToDate(terms.periodOf(MARCH), this::published));
        assertEquals("secondary", later.observations().stream().filter(seen -> "EU".equals(seen.series())).findFirst().orElseThrow().rung());
        Replay.Report report = new Replay(recorded()).run();
        assertEquals(List.of(), report.differences());
        assertEquals(2, report.determinations());
    }

    private ReferencePriceDetermined post(DeterminationOutcome outcome) {
        ReferencePriceDetermined event = SettlementTranslation.event(((DeterminationOutcome.Determined) outcome).determination());
        events.add(event);
        return event;
    }

    private ResolvedRule rule() throws TermsRefused {
        CalendarPublished days = new CalendarPublished(CalendarPublished.id("DAYS", 1), "DAYS", 1, LocalDate.of(2026, 1, 1), LocalDate.of(2026, 12, 31),
                List.of(6, 7), List.of(), false, "test", START);
        events.add(days);
        register("CN", "CNY", "t", "including-vat");
        List.of("EU", "PR", "AGREED").forEach(series -> register(series, "USD", "kg", "excluding-vat"));
        SeriesRegistered rates = new SeriesRegistered(SeriesRegistered.id("RATES", 1), "RATES", 1, "fx", "bank", null, "CNY", "USD", "not-applicable", "DAYS",
                "test", START);
        FxSeries fx = FactTranslation.fxSeries(rates);
        events.add(rates);
        AgreementDocument document = AgreementTranslation.complete(new AgreementDocument("A1", 1, "t", "MINE-1", "OFFICE-1", "NdPr oxide", "USD", "kg", "UTC",
                MARCH, LocalDate.of(2026, 4, 30), "month", 1, "floor", List.of(new AgreementDocument.PriceStep(MARCH, new BigDecimal("110.00"))), null,
                new AgreementDocument.ReferencePrice(null, null, null, null, 0, null, List.of(
                        new BasketComponent(new BigDecimal("0.75"), "CN", new Conversion(null, List.of(new AgreementDocument.VatStep(LocalDate.of(2019, 4, 1),
                                new BigDecimal("0.13"))), new FxTerm("RATES", 2)),
                                List.of(new LadderRung("secondary", "EU", null, null), new LadderRung("last-published", null, null, 3))),
                        new BasketComponent(new BigDecimal("0.25"), "PR", null, List.of(new LadderRung("agreed", "AGREED", null, null)))), null),
                null, null, null, null));
        AgreementVersionRegistered registered = new AgreementVersionRegistered(AgreementVersionRegistered.id("A1", 1), document,
                Digest.sha256(EventJson.write(document)), "proposer", "approver", START, null, START);
        events.add(registered);
        return ((Resolution.Resolved) AgreementTranslation.terms(registered).resolve(new ReferenceData(prices, Map.of("RATES", fx),
                Map.of("DAYS", FactTranslation.calendar(days)), Map.of()))).agreement().prices().get(0);
    }

    private void register(String series, String currency, String per, String taxBasis) {
        SeriesRegistered registered = new SeriesRegistered(SeriesRegistered.id(series, 1), series, 1, "price", "P", null, currency, per, taxBasis, "DAYS", "test", START);
        events.add(registered);
        prices.put(series, FactTranslation.priceSeries(registered));
    }

    private void assess(String series, int ofMarch, String price) {
        LocalDate day = LocalDate.of(2026, 3, ofMarch);
        PriceAssessed event = new PriceAssessed(PriceAssessed.id(series, day, 1), series, day, 1, new BigDecimal(price), START, "d" + day, START, null, null);
        events.add(event);
        figures.computeIfAbsent(series, none -> new ArrayList<>()).add(FactTranslation.figure(event));
    }

    private void fix(int ofMarch, String rate) {
        LocalDate day = LocalDate.of(2026, 3, ofMarch);
        FxFixed event = new FxFixed(FxFixed.id("RATES", day, 1), "RATES", day, 1, new BigDecimal(rate), START, "d" + day, START);
        events.add(event);
        figures.computeIfAbsent("RATES", none -> new ArrayList<>()).add(FactTranslation.figure(event));
    }

    private Publications published(String series) {
        return new Publications(figures.getOrDefault(series, List.of()));
    }

    private RecordedEvents recorded() {
        List<Received> recorded = new ArrayList<>();
        for (Event event : events) {
            EventType type = EventType.of(event);
            long position = recorded.size() + 1L;
            recorded.add(new Received(type.topic(), 0, position - 1, new EventEnvelope(event.eventId(), type.typeName(), "/test", START, event.subject(),
                    position, EventJson.write(event)), event));
        }
        return new RecordedEvents(recorded, List.of(), 0, List.of(), List.of());
    }
}
