package org.pricefloor.commandline;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.utils.Utils;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.contracts.AgreementVersionRegistered;
import org.pricefloor.contracts.CalendarPublished;
import org.pricefloor.contracts.DecisionRecorded;
import org.pricefloor.contracts.DeliveryCertified;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.EventEnvelope;
import org.pricefloor.contracts.EventType;
import org.pricefloor.contracts.MeasureCertified;
import org.pricefloor.contracts.PeriodParked;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.SeriesRegistered;
import org.pricefloor.contracts.Topics;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.Resolution;
import org.pricefloor.kernel.agreement.ResolvedAgreement;
import org.pricefloor.kernel.agreement.TermsRefused;
import org.pricefloor.kernel.calendar.RunKind;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.delivery.Measure;
import org.pricefloor.kernel.journal.Offset;
import org.pricefloor.kernel.journal.TargetBalances;
import org.pricefloor.kernel.journal.Transfer;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.price.Digest;
import org.pricefloor.kernel.price.IndexSeries;
import org.pricefloor.kernel.price.PriceSeries;
import org.pricefloor.kernel.price.Publications;
import org.pricefloor.kernel.price.PublishedFigure;
import org.pricefloor.kernel.price.ReferenceData;
import org.pricefloor.kernel.settlement.PeriodFacts;
import org.pricefloor.kernel.settlement.Rules;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.settlement.Settlement;
import org.pricefloor.kernel.settlement.SettlementOutcome;
import org.pricefloor.kernel.settlement.YearToDate;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.messaging.Received;
import org.pricefloor.translation.AgreementTranslation;
import org.pricefloor.translation.FactTranslation;
import org.pricefloor.translation.SettlementTranslation;

/** Books of one agreement as the settlement service would publish them, kept in memory so that a test can tamper with them. */
final class BooksInMemory {

    static final String AGREEMENT = "A1";
    private static final Instant START = Instant.parse("2026-04-01T00:00:00Z");

    private final List<Event> events = new ArrayList<>();
    private final Map<String, List<PublishedFigure>> figures = new HashMap<>();
    private final List<Delivery> deliveries = new ArrayList<>();
    private final List<Measure> measures = new ArrayList<>();
    private final TreeMap<LocalDate, PeriodSettled> newest = new TreeMap<>();
    private final Map<LocalDate, TargetBalances> balances = new HashMap<>();
    private final ReferenceData reference;
    private Versions versions;
    private BigDecimal carried = BigDecimal.ZERO;
    private List<PeriodSettled.Late> late = List.of();
    private long cutOff;
    private Instant clock = START.plus(1, ChronoUnit.DAYS);

    private BooksInMemory() {
        CalendarPublished calendar = new CalendarPublished(CalendarPublished.id("WEEKDAYS", 1), "WEEKDAYS", 1, LocalDate.of(2025, 1, 1),
                LocalDate.of(2027, 12, 31), List.of(6, 7), List.of(), false, "test", START);
        events.add(calendar);
        Map<String, PriceSeries> prices = new HashMap<>();
        for (String id : List.of("NDPR-CN", "DY-CN")) {
            SeriesRegistered series = new SeriesRegistered(SeriesRegistered.id(id, 1), id, 1, "price", "P", "oxide", "USD", "kg", "excluding-vat",
                    "WEEKDAYS", "test", START);
            events.add(series);
            prices.put(id, FactTranslation.priceSeries(series));
        }
        SeriesRegistered index = new SeriesRegistered(SeriesRegistered.id("CPI", 1), "CPI", 1, "index", "P", "consumer prices", "XXX", "1",
                "not-applicable", "WEEKDAYS", "test", START);
        events.add(index);
        Map<String, IndexSeries> indices = Map.of("CPI", FactTranslation.indexSeries(index));
        reference = new ReferenceData(prices, Map.of(), Map.of("WEEKDAYS", FactTranslation.calendar(calendar)), indices);
    }

    /** @param members of the agreement's JSON beside those that all agreements of these tests have */
    static BooksInMemory of(String members) {
        BooksInMemory books = new BooksInMemory();
        books.register(members);
        return books;
    }

    /** March 2026: a price, a lot and the initial run; then a restated price and the run that posts the difference. April is parked. */
    static BooksInMemory ofOneRestatement() {
        BooksInMemory books = of("""
                "version": 1, "effectiveFrom": "2026-03-01", "effectiveTo": "2026-04-30", "period": "month", "instrument": "floor",
                "floor": [{"from": "2026-03-01", "price": "110.00"}],
                "referencePrice": {"series": "NDPR-CN", "gap": {"rule": "last-published", "maxStaleDays": 30}}""");
        books.assess("2026-03-02", 1, "96.40");
        books.assess("2026-03-03", 1, "96.475");
        books.deliver("L1", 1, "2026-03-10", "48250.5");
        books.settle("2026-03-01");
        books.assess("2026-03-03", 2, "97.00");
        books.settle("2026-03-01");
        return books;
    }

    void register(String members) {
        AgreementDocument document = AgreementTranslation.complete(EventJson.read("""
                {"agreement": "A1", "title": "t", "producer": "MINE-1", "office": "OFFICE-1", "product": "oxide", "currency": "USD", "unit": "kg",
                 "timeZone": "UTC", %s}""".formatted(members).getBytes(StandardCharsets.UTF_8), AgreementDocument.class));
        events.add(new AgreementVersionRegistered(AgreementVersionRegistered.id(AGREEMENT, document.version()), document,
                Digest.sha256(EventJson.write(document)), "proposer", "approver", START, null, START));
        try {
            AgreementTerms terms = AgreementTranslation.terms(document);
            versions = versions == null ? new Versions(List.of(terms)) : versions.and(terms);
        } catch (TermsRefused refused) {
            throw new AssertionError(refused.refusals().toString(), refused);
        }
    }

    void assess(String day, int revision, String price) {
        assess("NDPR-CN", day, revision, price);
    }

    void assess(String series, String day, int revision, String price) {
        PriceAssessed event = new PriceAssessed(PriceAssessed.id(series, LocalDate.parse(day), revision), series, LocalDate.parse(day), revision,
                new BigDecimal(price), START, "doc-" + day + "-" + revision, START, null, null);
        events.add(event);
        figures.computeIfAbsent(series, none -> new ArrayList<>()).add(FactTranslation.figure(event));
    }

    void deliver(String lot, int revision, String day, String quantity) {
        deliver(lot, revision, day, quantity, null);
    }

    void deliver(String lot, int revision, String day, String quantity, String product) {
        DeliveryCertified event = new DeliveryCertified(DeliveryCertified.id(AGREEMENT, lot, revision), AGREEMENT, lot, revision, "sale",
                LocalDate.parse(day), new BigDecimal(quantity), "kg", START, "doc-" + lot + "-" + revision, START, product, null, null, null);
        events.add(event);
        deliveries.add(FactTranslation.delivery(event));
    }

    void measure(String measure, String day, int revision, String value, String unit) {
        MeasureCertified event = new MeasureCertified(MeasureCertified.id(AGREEMENT, measure, LocalDate.parse(day), revision), AGREEMENT, measure,
                LocalDate.parse(day), revision, new BigDecimal(value), unit, START, "doc-" + measure + "-" + revision, START);
        events.add(event);
        measures.add(FactTranslation.measure(event));
    }

    String decide(String decision, String day) {
        DecisionRecorded event = new DecisionRecorded(DecisionRecorded.id(AGREEMENT, decision), AGREEMENT, decision, "dispute-run",
                LocalDate.parse(day), "the assay was wrong", "the arbiter", START, START);
        events.add(event);
        return event.eventId();
    }

    void passDays(int days) {
        clock = clock.plus(days, ChronoUnit.DAYS);
    }

    /** A run of the closed period that a fact or its close causes. */
    void settle(String from) {
        settle(from, null, null);
    }

    /** A run of the period while it is open. */
    void accrue(String from) {
        settle(from, Stage.OPEN, null, null);
    }

    void settle(String from, RunKind scheduled, String decision) {
        settle(from, Stage.CLOSED, scheduled, decision);
    }

    /** A round in which a period closes and is parked, its accrual taken back, and a later one is settled. */
    void closeWithout(String parkedFrom, String settledFrom) {
        SettlementPeriod closing = versions.periodOf(LocalDate.parse(parkedFrom));
        AgreementTerms terms = versions.governing(closing.from());
        PeriodSettled earlier = newest.lowerEntry(closing.from()).getValue();
        Settled ended = Settlement.takenBack(terms, closing, Stage.OPEN, Optional.of(SettlementTranslation.yearToDate(earlier.yearToDate())));
        SettlementPeriod later = versions.periodOf(LocalDate.parse(settledFrom));
        clock = clock.plus(1, ChronoUnit.HOURS);
        cutOff = events.size();
        String endedId = PeriodSettled.id(AGREEMENT, closing.label(), newest.get(closing.from()).run().sequence() + 1);
        post(terms, ended, null, null, earlier.eventId());
        post(terms, (Settled) outcome(terms, later, Stage.CLOSED, ended.yearToDate()), null, null, endedId);
        park(terms, closing, (SettlementOutcome.Parked) outcome(terms, closing, Stage.CLOSED, ended.yearToDate()));
    }

    /** What a period was settled at is taken back: it is parked under the newest version. */
    void takeBack(String from) {
        SettlementPeriod period = versions.periodOf(LocalDate.parse(from));
        AgreementTerms terms = versions.governing(period.from());
        clock = clock.plus(1, ChronoUnit.HOURS);
        cutOff = events.size();
        post(terms, Settlement.takenBack(terms, period, Stage.CLOSED, Optional.empty()), null, null, null);
        park(terms, period, (SettlementOutcome.Parked) outcome(terms, period, Stage.CLOSED, Optional.empty()));
    }

    /**
     * @param scheduled null: the kind is that of {@link RunKind#of}
     * @param decision  that orders a dispute run; null: none
     */
    private void settle(String from, Stage stage, RunKind scheduled, String decision) {
        SettlementPeriod period = versions.periodOf(LocalDate.parse(from));
        AgreementTerms terms = versions.governing(period.from());
        Map.Entry<LocalDate, PeriodSettled> earlier = terms.isAnnual() ? newest.lowerEntry(period.from()) : null;
        Optional<YearToDate> start = earlier == null ? Optional.empty()
                : Optional.ofNullable(earlier.getValue().yearToDate()).map(SettlementTranslation::yearToDate);
        clock = clock.plus(1, ChronoUnit.HOURS);
        cutOff = events.size();
        if (outcome(terms, period, stage, start) instanceof Settled settled) {
            post(terms, settled, scheduled, decision, start.isEmpty() ? null : earlier.getValue().eventId());
        } else {
            park(terms, period, (SettlementOutcome.Parked) outcome(terms, period, stage, start));
        }
    }

    private SettlementOutcome outcome(AgreementTerms terms, SettlementPeriod period, Stage stage, Optional<YearToDate> start) {
        ResolvedAgreement agreement = ((Resolution.Resolved) terms.resolve(reference)).agreement();
        return Settlement.settle(agreement, new PeriodFacts(period, stage, List.copyOf(deliveries), List.copyOf(measures), start,
                rule -> stage == Stage.OPEN ? agreement.price(rule).determineToDate(period, this::published)
                        : agreement.price(rule).determine(period, this::published), this::published));
    }

    private void park(AgreementTerms terms, SettlementPeriod period, SettlementOutcome.Parked parked) {
        events.add(new PeriodParked(PeriodParked.id(AGREEMENT, period.label(), 1), AGREEMENT, terms.version(), "MINE-1", "OFFICE-1",
                SettlementTranslation.period(period), 1, cutOff, clock, SettlementTranslation.missing(parked.missing())));
    }

    private Publications published(String series) {
        return new Publications(figures.getOrDefault(series, List.of()));
    }

    private void post(AgreementTerms terms, Settled settled, RunKind scheduled, String decision, String carriedFrom) {
        LocalDate from = settled.period().from();
        PeriodSettled before = newest.get(from);
        TargetBalances balancesBefore = balances.getOrDefault(from, TargetBalances.none(terms.currency()));
        RunKind kind = decision != null ? RunKind.DISPUTE
                : scheduled != null ? scheduled : RunKind.of(settled.stage(), before == null ? null : RunKind.ofTerm(before.run().kind()));
        Money zero = Money.zero(terms.currency());
        int sequence = before == null ? 1 : before.run().sequence() + 1;
        Money netBefore = before == null ? zero : new Money(before.amounts().net(), terms.currency());
        Money offset = balancesBefore.offset();
        PeriodSettled.Netting netting = null;
        boolean open = settled.stage() == Stage.OPEN;
        if (terms.netting().isPresent() && !open && (before == null || before.run().kind().equals(RunKind.ACCRUAL.term()))) {
            netting = net(terms, settled);
            offset = new Money(netting.offset(), terms.currency());
        } else if (terms.netting().isPresent() && !open && !settled.amounts().net().minus(netBefore).isZero()) {
            late = new ArrayList<>(late);
            late.add(new PeriodSettled.Late(PeriodSettled.id(AGREEMENT, settled.period().label(), sequence), settled.amounts().net().minus(netBefore).amount()));
        }
        TargetBalances target = TargetBalances.of(settled, terms.funds(), offset);
        List<Transfer> transfers = target.transfersFrom(balancesBefore);
        PeriodSettled event = SettlementTranslation.event(terms, settled, new PeriodSettled.Run(sequence, kind.term(), Rules.VERSION, cutOff, clock,
                clock.atZone(ZoneOffset.UTC).toLocalDate(), decision), netBefore, target, transfers, carriedFrom, netting);
        settled.determinations().stream().map(SettlementTranslation::event)
                .filter(determined -> events.stream().noneMatch(each -> each.eventId().equals(determined.eventId()))).forEach(events::add);
        events.add(event);
        newest.put(from, event);
        balances.put(from, target);
    }

    private PeriodSettled.Netting net(AgreementTerms terms, Settled settled) {
        BigDecimal favourProducer = late.stream().map(PeriodSettled.Late::amount).filter(amount -> amount.signum() > 0).reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal favourOffice = late.stream().map(PeriodSettled.Late::amount).filter(amount -> amount.signum() < 0).reduce(BigDecimal.ZERO, BigDecimal::add);
        Offset offset = Offset.of(terms.netting().orElseThrow(), settled.amounts().topUp(), settled.amounts().upsideShare(),
                new Money(carried, terms.currency()), new Money(favourProducer, terms.currency()), new Money(favourOffice.negate(), terms.currency()));
        PeriodSettled.Netting netting = new PeriodSettled.Netting(carried, late, offset.offset().amount(), offset.toPay().amount(), offset.carried().amount());
        carried = offset.carried().amount();
        late = List.of();
        return netting;
    }

    /** The newest run of the period that begins on that day. */
    PeriodSettled run(String from) {
        return newest.get(LocalDate.parse(from));
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
