package org.pricefloor.commandline;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.pricefloor.contracts.AgreementVersionRegistered;
import org.pricefloor.contracts.CalendarPublished;
import org.pricefloor.contracts.DeliveryCertified;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.FxFixed;
import org.pricefloor.contracts.Period;
import org.pricefloor.contracts.PeriodParked;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.ReferencePriceDetermined;
import org.pricefloor.contracts.SeriesRegistered;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.Resolution;
import org.pricefloor.kernel.agreement.ResolvedAgreement;
import org.pricefloor.kernel.agreement.TermsRefused;
import org.pricefloor.kernel.calendar.PeriodLength;
import org.pricefloor.kernel.calendar.PricingCalendar;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.calendar.RunKind;
import org.pricefloor.kernel.journal.TargetBalances;
import org.pricefloor.kernel.journal.Transfer;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.price.Determination;
import org.pricefloor.kernel.price.DeterminationOutcome;
import org.pricefloor.kernel.price.Digest;
import org.pricefloor.kernel.price.FxSeries;
import org.pricefloor.kernel.price.IndexSeries;
import org.pricefloor.kernel.price.Missing;
import org.pricefloor.kernel.price.PriceSeries;
import org.pricefloor.kernel.price.Publications;
import org.pricefloor.kernel.price.PublishedFigure;
import org.pricefloor.kernel.price.ReferenceData;
import org.pricefloor.kernel.price.ReferencePriceRule;
import org.pricefloor.kernel.price.ResolvedRule;
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

/**
 * The auditor's replay: do these events give these cents?
 *
 * <p>Each determination is computed again from exactly the facts it names, each run from its terms, its deliveries and the
 * determination it names, and its postings from the run before it. Nothing that settlement wrote is believed except which facts
 * it used. At the end the newest state of every period is compared with settling all facts at once (rule 6).
 */
final class Replay {

    /** What the replay found. {@code differences} is empty where the books follow from the facts. */
    record Report(
            int events,
            int unreadable,
            int repeated,
            int facts,
            int determinations,
            int runs,
            int transfers,
            int parkings,
            int periods,
            int accounts,
            String balancesDigest,
            List<Balance> balances,
            List<Difference> differences) {
    }

    /** What an account of a currency comes to over all agreements: debits less credits. */
    record Balance(String account, String currency, BigDecimal balance) {
    }

    private record PeriodKey(String agreement, String period) {
    }

    private record AccountKey(String agreement, String period, String account, String currency) implements Comparable<AccountKey> {

        @Override
        public int compareTo(AccountKey other) {
            return Comparator.comparing(AccountKey::agreement).thenComparing(AccountKey::period).thenComparing(AccountKey::account)
                    .thenComparing(AccountKey::currency).compare(this, other);
        }
    }

    /** Settlement looks at its closing times now and then, so a period that closed this moment may lack its run. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private final RecordedEvents recorded;
    private final List<Difference> differences = new ArrayList<>();

    private final Map<String, Event> byId = new LinkedHashMap<>();
    private final Map<String, AgreementTerms> termsByFact = new HashMap<>();
    private final Map<String, AgreementTerms> newestTerms = new TreeMap<>();
    private final Map<String, ReferencePriceRule> rules = new HashMap<>();
    private final Map<String, Integer> newestVersions = new HashMap<>();
    private final Map<String, PricingCalendar> calendars = new HashMap<>();
    private final Map<String, PriceSeries> priceSeries = new HashMap<>();
    private final Map<String, FxSeries> fxSeries = new HashMap<>();
    private final Map<String, IndexSeries> indexSeries = new HashMap<>();
    private final ReferenceData reference = new ReferenceData(priceSeries, fxSeries, calendars, indexSeries);
    private final Map<String, List<PublishedFigure>> figures = new HashMap<>();
    private final Map<String, List<Delivery>> deliveries = new HashMap<>();
    private final Map<String, Delivery> deliveryByFact = new HashMap<>();
    private final Map<String, PublishedFigure> figureByFact = new HashMap<>();
    private final Map<PeriodKey, List<PeriodSettled>> runs = new LinkedHashMap<>();
    private final Map<PeriodKey, PeriodParked> parkings = new LinkedHashMap<>();
    /** The last event of each period. An agreement keeps to one partition, so the order of positions is that of the books. */
    private final Map<PeriodKey, Event> latest = new HashMap<>();
    private Instant newestRecording = Instant.MIN;
    private final Map<String, Determination> determinations = new HashMap<>();
    private final TreeMap<AccountKey, BigDecimal> postedBalances = new TreeMap<>();
    private final TreeMap<AccountKey, BigDecimal> rederivedBalances = new TreeMap<>();
    private int facts;
    private int transfers;
    private int parkingCount;

    Replay(RecordedEvents recorded) {
        this.recorded = recorded;
    }

    Report run() {
        recorded.contradictory().forEach(which -> differences.add(new Difference(which, "position", "two records", "one")));
        recorded.absent().forEach(which -> differences.add(new Difference(which, "position", "absent", "gap-free")));
        recorded.events().forEach(this::shelve);
        for (Event event : byId.values()) {
            if (event instanceof ReferencePriceDetermined posted) {
                rederive(posted);
            }
        }
        runs.values().forEach(this::rederive);
        compareBalances();
        compareWithAllAtOnce();
        return new Report(recorded.events().size(), recorded.unreadable().size(), recorded.repeated(), facts, determinations.size(),
                runs.values().stream().mapToInt(List::size).sum(), transfers, parkingCount, runs.size(), rederivedBalances.size(),
                "sha256:" + digest(rederivedBalances), byAccount(), differences);
    }

    // ---- the shelf

    private void shelve(Received received) {
        Event event = received.event();
        Event before = byId.putIfAbsent(event.eventId(), event);
        if (before != null) {
            differences.add(new Difference(event.eventId(), "eventId", "at two positions", "at one"));
            return;
        }
        if (event instanceof PeriodSettled settled) {
            PeriodKey key = new PeriodKey(settled.agreement(), settled.period().label());
            runs.computeIfAbsent(key, none -> new ArrayList<>()).add(settled);
            latest.put(key, settled);
            noteRecording(settled.run().recordedAt());
        } else if (event instanceof PeriodParked parked) {
            parkingCount++;
            PeriodKey key = new PeriodKey(parked.agreement(), parked.period().label());
            parkings.put(key, parked);
            latest.put(key, parked);
            noteRecording(parked.recordedAt());
        } else if (!(event instanceof ReferencePriceDetermined)) {
            facts++;
            shelveFact(event);
        }
    }

    private void shelveFact(Event event) {
        if (event instanceof CalendarPublished calendar) {
            if (isNewest("calendar " + calendar.calendar(), calendar.version())) {
                calendars.put(calendar.calendar(), FactTranslation.calendar(calendar));
            }
        } else if (event instanceof SeriesRegistered series) {
            if (isNewest("series " + series.series(), series.version())) {
                switch (String.valueOf(series.kind())) {
                    case FactTranslation.FX -> fxSeries.put(series.series(), FactTranslation.fxSeries(series));
                    case FactTranslation.INDEX -> indexSeries.put(series.series(), FactTranslation.indexSeries(series));
                    default -> priceSeries.put(series.series(), FactTranslation.priceSeries(series));
                }
            }
        } else if (event instanceof PriceAssessed assessed) {
            shelveFigure(assessed.series(), FactTranslation.figure(assessed));
        } else if (event instanceof FxFixed fixed) {
            shelveFigure(fixed.series(), FactTranslation.figure(fixed));
        } else if (event instanceof DeliveryCertified certified) {
            Delivery delivery = FactTranslation.delivery(certified);
            deliveryByFact.put(delivery.fact(), delivery);
            deliveries.computeIfAbsent(certified.agreement(), none -> new ArrayList<>()).add(delivery);
        } else if (event instanceof AgreementVersionRegistered registered) {
            shelveTerms(registered);
        }
    }

    private void shelveFigure(String series, PublishedFigure figure) {
        figureByFact.put(figure.fact(), figure);
        figures.computeIfAbsent(series, none -> new ArrayList<>()).add(figure);
    }

    private void shelveTerms(AgreementVersionRegistered registered) {
        String digest = Digest.sha256(EventJson.write(registered.agreement()));
        if (!digest.equals(registered.digest())) {
            differences.add(new Difference(registered.eventId(), "digest", registered.digest(), digest));
        }
        try {
            AgreementTerms terms = AgreementTranslation.terms(registered);
            termsByFact.put(registered.eventId(), terms);
            rules.put(terms.referencePrice().id(), terms.referencePrice());
            if (isNewest("agreement " + terms.agreement(), terms.version())) {
                newestTerms.put(terms.agreement(), terms);
            }
        } catch (TermsRefused refused) {
            differences.add(new Difference(registered.eventId(), "agreement", "registered", "refused: " + refused.getMessage()));
        }
    }

    private void noteRecording(Instant recordedAt) {
        newestRecording = recordedAt.isAfter(newestRecording) ? recordedAt : newestRecording;
    }

    private boolean isNewest(String what, int version) {
        return newestVersions.merge(what, version, Math::max) == version;
    }

    // ---- determinations

    private void rederive(ReferencePriceDetermined posted) {
        ReferencePriceRule rule = rules.get(posted.rule());
        Map<String, List<PublishedFigure>> figuresNamed = new HashMap<>();
        ReferenceData named = new ReferenceData(new HashMap<>(), new HashMap<>(), new HashMap<>(), Map.of());
        for (String fact : posted.facts()) {
            Event event = byId.get(fact);
            if (event instanceof PriceAssessed || event instanceof FxFixed) {
                figuresNamed.computeIfAbsent(event.subject(), none -> new ArrayList<>()).add(figureByFact.get(fact));
            } else if (event instanceof CalendarPublished calendar) {
                named.calendars().put(calendar.calendar(), FactTranslation.calendar(calendar));
            } else if (event instanceof SeriesRegistered registered && FactTranslation.FX.equals(registered.kind())) {
                named.fxSeries().put(registered.series(), FactTranslation.fxSeries(registered));
            } else if (event instanceof SeriesRegistered registered && FactTranslation.PRICE.equals(registered.kind())) {
                named.priceSeries().put(registered.series(), FactTranslation.priceSeries(registered));
            } else {
                differences.add(new Difference(posted.eventId(), "facts", fact, event == null ? "not recorded" : "no fact of a price"));
                return;
            }
        }
        if (rule == null) {
            differences.add(new Difference(posted.eventId(), "rule", posted.rule(), "no recorded agreement has it"));
            return;
        }
        List<Missing> missing = new ArrayList<>();
        Optional<ResolvedRule> resolved = rule.resolve(named, rule.currency(), rule.unit(), missing);
        if (resolved.isEmpty()) {
            differences.add(new Difference(posted.eventId(), "facts", posted.facts().toString(), missing.get(0).what()));
            return;
        }
        Map<String, Publications> known = new HashMap<>();
        figuresNamed.forEach((series, figure) -> known.put(series, new Publications(figure)));
        // Whether the period was open is not said, and need not be: the price up to that day follows from the facts alike.
        DeterminationOutcome outcome = resolved.get().determineThrough(period(posted.period()), posted.through(),
                series -> known.getOrDefault(series, Publications.NONE));
        if (outcome instanceof DeterminationOutcome.Undetermined undetermined) {
            differences.add(new Difference(posted.eventId(), "value", posted.value().toPlainString(),
                    "undetermined: " + undetermined.missing().get(0).what()));
            return;
        }
        Determination determination = ((DeterminationOutcome.Determined) outcome).determination();
        Difference.between(posted.eventId(), posted, SettlementTranslation.event(determination)).ifPresent(differences::add);
        determinations.put(posted.eventId(), determination);
    }

    // ---- runs

    private void rederive(List<PeriodSettled> runsOfPeriod) {
        runsOfPeriod.sort(Comparator.comparingInt(run -> run.run().sequence()));
        PeriodSettled before = null;
        TargetBalances balancesBefore = null;
        RunKind kindBefore = null;
        for (PeriodSettled posted : runsOfPeriod) {
            post(postedBalances, posted, posted.transfers());
            Settled settled = rederive(posted);
            if (settled == null) {
                return;
            }
            AgreementTerms terms = termsByFact.get(posted.facts().get(0));
            Money zero = Money.zero(terms.currency());
            TargetBalances balances = TargetBalances.of(settled);
            List<Transfer> moved = balances.transfersFrom(balancesBefore == null ? TargetBalances.none(zero) : balancesBefore);
            Money netBefore = before == null ? zero : new Money(before.amounts().net(), terms.currency());
            RunKind kind = RunKind.of(settled.stage(), kindBefore);
            PeriodSettled.Run run = new PeriodSettled.Run(before == null ? 1 : before.run().sequence() + 1, kind.term(), Rules.VERSION,
                    posted.run().cutOff(), posted.run().recordedAt(), posted.run().accountingDate());
            PeriodSettled rederived = SettlementTranslation.event(terms, settled, run, netBefore, moved);
            Difference.between(posted.eventId(), posted, rederived).ifPresent(differences::add);
            if (before != null && posted.run().recordedAt().isBefore(before.run().recordedAt())) {
                differences.add(new Difference(posted.eventId(), "run.recordedAt", posted.run().recordedAt().toString(),
                        "not before " + before.run().recordedAt()));
            }
            post(rederivedBalances, posted, rederived.transfers());
            transfers += rederived.transfers().size();
            before = posted;
            balancesBefore = balances;
            kindBefore = kind;
        }
    }

    /** The run from its named facts; null where that is not possible, with the reason among the differences. */
    private Settled rederive(PeriodSettled posted) {
        AgreementTerms terms = posted.facts().isEmpty() ? null : termsByFact.get(posted.facts().get(0));
        if (terms == null) {
            differences.add(new Difference(posted.eventId(), "facts[0]", String.valueOf(posted.facts()), "no recorded terms"));
            return null;
        }
        List<Delivery> used = new ArrayList<>();
        for (String fact : posted.facts().subList(1, posted.facts().size())) {
            Delivery delivery = deliveryByFact.get(fact);
            if (delivery == null) {
                differences.add(new Difference(posted.eventId(), "facts", fact, "no recorded delivery"));
                return null;
            }
            used.add(delivery);
        }
        Determination determination = posted.determination() == null ? null : determinations.get(posted.determination().id());
        if (posted.determination() != null && determination == null) {
            differences.add(new Difference(posted.eventId(), "determination.id", posted.determination().id(), "no such determination"));
            return null;
        }
        if (posted.flags().contains(Settlement.ACCRUAL_ENDED)) {
            return Settlement.withoutAccrual(terms, period(posted.period()));
        }
        Stage stage = RunKind.ACCRUAL.term().equals(posted.run().kind()) ? Stage.OPEN : Stage.CLOSED;
        if (posted.flags().contains(Settlement.TERM_MOVED)) {
            return Settlement.outsideTerm(terms, period(posted.period()), stage);
        }
        // The price is at hand: the rule's series and calendars were taken from the determination's own facts.
        SettlementOutcome outcome = Settlement.settle(new ResolvedAgreement(terms, null), new PeriodFacts(period(posted.period()), stage, used,
                () -> determination == null
                        ? new DeterminationOutcome.Undetermined(List.of())
                        : new DeterminationOutcome.Determined(determination)));
        if (outcome instanceof Settled settled) {
            return settled;
        }
        differences.add(new Difference(posted.eventId(), "amounts", posted.amounts().net().toPlainString(), "parked: the named facts do not suffice"));
        return null;
    }

    private static void post(TreeMap<AccountKey, BigDecimal> balances, PeriodSettled run, Collection<PeriodSettled.Transfer> transfers) {
        for (PeriodSettled.Transfer transfer : transfers) {
            balances.merge(new AccountKey(run.agreement(), run.period().label(), transfer.debit(), transfer.currency()), transfer.amount(),
                    BigDecimal::add);
            balances.merge(new AccountKey(run.agreement(), run.period().label(), transfer.credit(), transfer.currency()),
                    transfer.amount().negate(), BigDecimal::add);
        }
    }

    // ---- the books as a whole

    private void compareBalances() {
        TreeMap<AccountKey, BigDecimal> all = new TreeMap<>(postedBalances);
        rederivedBalances.forEach(all::putIfAbsent);
        for (AccountKey key : all.keySet()) {
            BigDecimal posted = postedBalances.getOrDefault(key, BigDecimal.ZERO);
            BigDecimal rederived = rederivedBalances.getOrDefault(key, BigDecimal.ZERO);
            if (posted.compareTo(rederived) != 0) {
                differences.add(new Difference("balance of " + key.agreement() + " " + key.period(), key.account(), posted.toPlainString(),
                        rederived.toPlainString()));
            }
        }
    }

    /** The newest state of each period against all facts: what came late must have arrived on the books. */
    private void compareWithAllAtOnce() {
        Map<String, Publications> published = new HashMap<>();
        figures.forEach((series, all) -> published.put(series, new Publications(all)));
        Map<String, DeterminationOutcome> prices = new HashMap<>();
        for (AgreementTerms terms : newestTerms.values()) {
            SettlementPeriod period = terms.periodOf(terms.effectiveFrom());
            Map<SettlementPeriod, List<Delivery>> known = deliveriesByPeriod(terms);
            while (terms.isInTerm(period.from())) {
                Event last = latest.get(new PeriodKey(terms.agreement(), period.label()));
                if (last != null) {
                    compareWithAllAtOnce(terms, period, last, known.getOrDefault(period, List.of()), published, prices);
                } else if (known.containsKey(period) && newestRecording.isAfter(period.closesAt(terms.zone(), terms.closeLagDays()).plus(GRACE))) {
                    differences.add(new Difference(PeriodSettled.id(terms.agreement(), period.label(), 1), "state", "absent",
                            "closed with a quantity, so it is settled or parked"));
                }
                period = period.next();
            }
        }
        compareOutsideTheTerm();
    }

    /** Nothing stands for a period that the newest version of its agreement no longer has. */
    private void compareOutsideTheTerm() {
        latest.forEach((key, last) -> {
            AgreementTerms terms = newestTerms.get(key.agreement());
            Period period = last instanceof PeriodSettled settled ? settled.period() : ((PeriodParked) last).period();
            if (terms == null || terms.isInTerm(period.from())) {
                return;
            }
            if (last instanceof PeriodParked) {
                differences.add(new Difference(last.eventId(), "all facts at once", "parked", "nothing: the period lies outside the term"));
            } else if (((PeriodSettled) last).amounts().net().signum() != 0) {
                differences.add(new Difference(last.eventId(), "all facts at once: amounts.net", ((PeriodSettled) last).amounts().net().toPlainString(),
                        "0: the period lies outside the term"));
            }
        });
    }

    private void compareWithAllAtOnce(AgreementTerms terms, SettlementPeriod period, Event last, List<Delivery> known,
                                      Map<String, Publications> published, Map<String, DeterminationOutcome> prices) {
        PeriodSettled run = last instanceof PeriodSettled settled ? settled : null;
        Stage stage;
        if (run != null) {
            stage = RunKind.ACCRUAL.term().equals(run.run().kind()) ? Stage.OPEN : Stage.CLOSED;
        } else {
            boolean settledBefore = runs.getOrDefault(new PeriodKey(terms.agreement(), period.label()), List.of()).stream()
                    .anyMatch(before -> !RunKind.ACCRUAL.term().equals(before.run().kind()));
            boolean over = !((PeriodParked) last).recordedAt().isBefore(period.closesAt(terms.zone(), terms.closeLagDays()));
            stage = settledBefore || over ? Stage.CLOSED : Stage.OPEN;
        }
        SettlementOutcome outcome = allAtOnce(terms, period, stage, known, published, prices);
        if (outcome instanceof SettlementOutcome.Parked missing) {
            if (run != null) {
                differences.add(new Difference(last.eventId(), "all facts at once", "settled", "parked: " + missing.missing().get(0).what()));
            }
        } else if (run == null) {
            differences.add(new Difference(last.eventId(), "all facts at once", "parked: " + ((PeriodParked) last).missing().get(0).what(),
                    "settled at " + ((Settled) outcome).amounts().net()));
        } else {
            PeriodSettled whole = SettlementTranslation.event(terms, (Settled) outcome, run.run(), Money.zero(terms.currency()), List.of());
            Difference.between(last.eventId(), run.amounts(), whole.amounts())
                    .map(found -> new Difference(last.eventId(), "all facts at once: amounts." + found.field(), found.posted(), found.rederived()))
                    .ifPresent(differences::add);
        }
    }

    private Map<SettlementPeriod, List<Delivery>> deliveriesByPeriod(AgreementTerms terms) {
        Map<SettlementPeriod, List<Delivery>> byPeriod = new HashMap<>();
        for (Delivery delivery : Delivery.newestOfEachLot(deliveries.getOrDefault(terms.agreement(), List.of()))) {
            byPeriod.computeIfAbsent(terms.periodOf(delivery.date()), none -> new ArrayList<>()).add(delivery);
        }
        return byPeriod;
    }

    private SettlementOutcome allAtOnce(AgreementTerms terms, SettlementPeriod period, Stage stage, List<Delivery> known,
                                        Map<String, Publications> published, Map<String, DeterminationOutcome> prices) {
        Resolution resolution = terms.resolve(reference);
        if (resolution instanceof Resolution.Unresolved unresolved) {
            return new SettlementOutcome.Parked(unresolved.missing());
        }
        ResolvedAgreement resolved = ((Resolution.Resolved) resolution).agreement();
        try {
            return Settlement.settle(resolved, new PeriodFacts(period, stage, known, () ->
                    prices.computeIfAbsent(resolved.referencePrice().id() + " " + period.label() + " " + stage,
                            none -> price(resolved.referencePrice(), period, stage, published))));
        } catch (ArithmeticException overflow) {
            return new SettlementOutcome.Parked(List.of(new Missing(Missing.Rule.ARITHMETIC_MUST_SUCCEED, overflow.toString(), "")));
        }
    }

    private static DeterminationOutcome price(ResolvedRule rule, SettlementPeriod period, Stage stage, Map<String, Publications> published) {
        Function<String, Publications> known = series -> published.getOrDefault(series, Publications.NONE);
        return stage == Stage.OPEN ? rule.determineToDate(period, known) : rule.determine(period, known);
    }

    private static String digest(TreeMap<AccountKey, BigDecimal> balances) {
        StringBuilder text = new StringBuilder();
        balances.forEach((key, balance) -> {
            if (balance.signum() != 0) {
                text.append(key.agreement()).append('|').append(key.period()).append('|').append(key.account()).append('|')
                        .append(key.currency()).append('|').append(balance.stripTrailingZeros().toPlainString()).append('\n');
            }
        });
        return Digest.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private List<Balance> byAccount() {
        TreeMap<String, Balance> sums = new TreeMap<>();
        rederivedBalances.forEach((key, balance) -> sums.merge(key.currency() + key.account(), new Balance(key.account(), key.currency(), balance),
                (a, b) -> new Balance(a.account(), a.currency(), a.balance().add(b.balance()))));
        return List.copyOf(sums.values());
    }

    private static SettlementPeriod period(Period period) {
        return new SettlementPeriod(PeriodLength.ofTerm(period.length())
                .orElseThrow(() -> new IllegalArgumentException("no period is as long as a " + period.length())), period.from());
    }
}
