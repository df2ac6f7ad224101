package org.pricefloor.commandline;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.utils.Utils;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.contracts.AgreementVersionRegistered;
import org.pricefloor.contracts.CalendarPublished;
import org.pricefloor.contracts.DeliveryCertified;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.EventEnvelope;
import org.pricefloor.contracts.EventType;
import org.pricefloor.contracts.PeriodParked;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.SeriesRegistered;
import org.pricefloor.contracts.Topics;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.Resolution;
import org.pricefloor.kernel.agreement.ResolvedAgreement;
import org.pricefloor.kernel.agreement.TermsRefused;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.calendar.RunKind;
import org.pricefloor.kernel.journal.TargetBalances;
import org.pricefloor.kernel.journal.Transfer;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.price.Digest;
import org.pricefloor.kernel.price.Publications;
import org.pricefloor.kernel.price.PublishedFigure;
import org.pricefloor.kernel.price.ReferenceData;
import org.pricefloor.kernel.settlement.PeriodFacts;
import org.pricefloor.kernel.settlement.Rules;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.settlement.Settlement;
import org.pricefloor.kernel.settlement.SettlementOutcome;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.messaging.Received;
import org.pricefloor.translation.AgreementTranslation;
import org.pricefloor.translation.FactTranslation;
import org.pricefloor.translation.SettlementTranslation;

/** Books of one monthly agreement as the settlement service would publish them, kept in memory so that a test can tamper with them. */
final class BooksInMemory {

    static final String AGREEMENT = "A1";
    private static final Instant START = Instant.parse("2026-04-01T00:00:00Z");

    private final List<Event> events = new ArrayList<>();
    private final List<PublishedFigure> figures = new ArrayList<>();
    private final List<Delivery> deliveries = new ArrayList<>();
    private final Map<String, PeriodSettled> newest = new LinkedHashMap<>();
    private final Map<String, TargetBalances> balances = new HashMap<>();
    private final AgreementTerms terms;
    private final ResolvedAgreement agreement;
    private Instant clock = START.plus(1, ChronoUnit.DAYS);

    BooksInMemory() throws TermsRefused {
        CalendarPublished calendar = new CalendarPublished(CalendarPublished.id("WEEKDAYS", 1), "WEEKDAYS", 1, LocalDate.of(2026, 1, 1),
                LocalDate.of(2026, 12, 31), List.of(6, 7), List.of(), false, "test", START);
        SeriesRegistered series = new SeriesRegistered(SeriesRegistered.id("NDPR-CN", 1), "NDPR-CN", 1, "price", "P", "NdPr oxide", "USD", "kg",
                "excluding-vat", "WEEKDAYS", "test", START);
        AgreementDocument document = AgreementTranslation.complete(new AgreementDocument(AGREEMENT, 1, "t", "MINE-1", "OFFICE-1", "NdPr oxide", "USD",
                "kg", "UTC", LocalDate.of(2026, 3, 1), LocalDate.of(2026, 4, 30), "month", 1, "floor",
                List.of(new AgreementDocument.PriceStep(LocalDate.of(2026, 3, 1), new BigDecimal("110.00"))), null,
                new AgreementDocument.ReferencePrice("NDPR-CN", null, null, new AgreementDocument.Gap("last-published", 30), 1, null, null, null), null, null, null, null));
        events.add(calendar);
        events.add(series);
        events.add(new AgreementVersionRegistered(AgreementVersionRegistered.id(AGREEMENT, 1), document, Digest.sha256(EventJson.write(document)), "proposer", "approver", START,
                null, START));
        terms = AgreementTranslation.terms(document);
        agreement = ((Resolution.Resolved) terms.resolve(new ReferenceData(Map.of("NDPR-CN", FactTranslation.priceSeries(series)), Map.of(),
                Map.of("WEEKDAYS", FactTranslation.calendar(calendar)), Map.of()))).agreement();
    }

    /** March 2026: a price, a lot and the initial run; then a restated price and the run that posts the difference. April is parked. */
    static BooksInMemory ofOneRestatement() throws TermsRefused {
        BooksInMemory books = new BooksInMemory();
        books.assess("2026-03-02", 1, "96.40");
        books.assess("2026-03-03", 1, "96.475");
        books.deliver("L1", 1, "2026-03-10", "48250.5");
        books.settle("2026-03-01");
        books.assess("2026-03-03", 2, "97.00");
        books.settle("2026-03-01");
        return books;
    }

    void assess(String day, int revision, String price) {
        PriceAssessed event = new PriceAssessed(PriceAssessed.id("NDPR-CN", LocalDate.parse(day), revision), "NDPR-CN", LocalDate.parse(day), revision,
                new BigDecimal(price), START, "doc-" + day + "-" + revision, START, null, null);
        events.add(event);
        figures.add(FactTranslation.figure(event));
    }

    void deliver(String lot, int revision, String day, String quantity) {
        DeliveryCertified event = new DeliveryCertified(DeliveryCertified.id(AGREEMENT, lot, revision), AGREEMENT, lot, revision, "sale",
                LocalDate.parse(day), new BigDecimal(quantity), "kg", START, "doc-" + lot + "-" + revision, START);
        events.add(event);
        deliveries.add(FactTranslation.delivery(event));
    }

    void passDays(int days) {
        clock = clock.plus(days, ChronoUnit.DAYS);
    }

    void settle(String from) {
        SettlementPeriod period = terms.periodOf(LocalDate.parse(from));
        SettlementOutcome outcome = Settlement.settle(agreement, new PeriodFacts(period, Stage.CLOSED, List.copyOf(deliveries),
                () -> agreement.referencePrice().determine(period, series -> new Publications(figures))));
        clock = clock.plus(1, ChronoUnit.HOURS);
        Instant recordedAt = clock;
        if (outcome instanceof SettlementOutcome.Parked parked) {
            events.add(new PeriodParked(PeriodParked.id(AGREEMENT, period.label(), 1), AGREEMENT, 1, "MINE-1", "OFFICE-1",
                    SettlementTranslation.period(period), 1, events.size(), recordedAt, SettlementTranslation.missing(parked.missing())));
            return;
        }
        Settled settled = (Settled) outcome;
        PeriodSettled before = newest.get(period.label());
        Money zero = Money.zero(terms.currency());
        TargetBalances target = TargetBalances.of(settled);
        List<Transfer> transfers = target.transfersFrom(balances.getOrDefault(period.label(), TargetBalances.none(zero)));
        RunKind kind = RunKind.of(Stage.CLOSED, before == null ? null : RunKind.ofTerm(before.run().kind()));
        PeriodSettled event = SettlementTranslation.event(terms, settled, new PeriodSettled.Run(before == null ? 1 : before.run().sequence() + 1, kind.term(),
                        Rules.VERSION, events.size(), recordedAt, recordedAt.atZone(ZoneOffset.UTC).toLocalDate()),
                before == null ? zero : new Money(before.amounts().net(), terms.currency()), transfers);
        settled.determination().map(SettlementTranslation::event)
                .filter(determined -> events.stream().noneMatch(each -> each.eventId().equals(determined.eventId()))).ifPresent(events::add);
        events.add(event);
        newest.put(period.label(), event);
        balances.put(period.label(), target);
    }

    List<Event> events() {
        return events;
    }

    /** The events as they stand on the topics: partition by key, positions without gaps. */
    List<Received> recorded() {
        Map<String, Long> positions = new HashMap<>();
        List<Received> recorded = new ArrayList<>();
        for (Event event : events) {
            EventType type = EventType.of(event);
            int partition = Utils.toPositive(Utils.murmur2(event.subject().getBytes(StandardCharsets.UTF_8))) % Topics.PARTITIONS;
            long position = positions.merge(type.topic() + partition, 1L, Long::sum);
            recorded.add(new Received(type.topic(), partition, position - 1, new EventEnvelope(event.eventId(), type.typeName(), "/test", START,
                    event.subject(), position, EventJson.write(event)), event));
        }
        return recorded;
    }

    RecordedEvents read() {
        return new RecordedEvents(recorded(), List.of(), 0, List.of(), List.of());
    }

    /** Replaces the event of this id, as somebody with the right to write to a topic could. */
    <T extends Event> void tamper(Class<T> type, String id, UnaryOperator<T> change) {
        events.replaceAll(event -> event.eventId().equals(id) ? change.apply(type.cast(event)) : event);
    }
}
