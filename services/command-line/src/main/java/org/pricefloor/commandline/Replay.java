package org.pricefloor.commandline;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.pricefloor.contracts.CalendarPublished;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.FxFixed;
import org.pricefloor.contracts.PeriodParked;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.ReferencePriceDetermined;
import org.pricefloor.contracts.SeriesRegistered;
import org.pricefloor.kernel.price.Determination;
import org.pricefloor.kernel.price.DeterminationOutcome;
import org.pricefloor.kernel.price.Digest;
import org.pricefloor.kernel.price.Missing;
import org.pricefloor.kernel.price.Publications;
import org.pricefloor.kernel.price.PublishedFigure;
import org.pricefloor.kernel.price.ReferenceData;
import org.pricefloor.kernel.price.ReferencePriceRule;
import org.pricefloor.kernel.price.ResolvedRule;
import org.pricefloor.messaging.Received;
import org.pricefloor.translation.FactTranslation;
import org.pricefloor.translation.SettlementTranslation;

/**
 * The auditor's replay: do these events give these cents?
 *
 * <p>Each determination is computed again from exactly the facts it names, each run from its terms, its deliveries and the
 * determinations it names, and its postings from the run before it. Nothing that settlement wrote is believed except which facts
 * it used. At the end the newest state of every period is compared with settling all facts at once (rule 6).
 */
final class Replay {

    /**
     * What the replay found.
     *
     * @param periods     those with a run
     * @param awaiting    of these, final ones and ones that wait for their next run: they were not compared with all facts at once
     * @param accounts    by agreement, period, account, currency and fund
     * @param differences empty where the books follow from the facts
     */
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
            int awaiting,
            int accounts,
            String balancesDigest,
            List<Balance> balances,
            List<Difference> differences) {
    }

    /** What an account of a currency comes to over all agreements: debits less credits. */
    record Balance(String account, String currency, BigDecimal balance) {
    }

    record PeriodKey(String agreement, String period) {
    }

    /** @param fund that carries it; empty: one office pays all */
    private record AccountKey(String agreement, String period, String account, String currency, String fund) implements Comparable<AccountKey> {

        @Override
        public int compareTo(AccountKey other) {
            return Comparator.comparing(AccountKey::agreement).thenComparing(AccountKey::period).thenComparing(AccountKey::account)
                    .thenComparing(AccountKey::currency).thenComparing(AccountKey::fund).compare(this, other);
        }
    }

    private final RecordedEvents recorded;
    private final List<Difference> differences = new ArrayList<>();
    private final RecordedFacts facts = new RecordedFacts(differences);
    private final Set<String> seen = new HashSet<>();
    private final List<ReferencePriceDetermined> posted = new ArrayList<>();
    private final Map<String, List<Event>> settlements = new LinkedHashMap<>();
    /** Of each period the newest state. An agreement keeps to one partition, so the order of positions is that of the books. */
    private final Map<PeriodKey, AllAtOnce.State> states = new LinkedHashMap<>();
    private Instant newestRecording = Instant.MIN;
    private final Map<String, Determination> determinations = new HashMap<>();
    private final TreeMap<AccountKey, BigDecimal> postedBalances = new TreeMap<>();
    private final TreeMap<AccountKey, BigDecimal> rederivedBalances = new TreeMap<>();
    private int runs;
    private int transfers;
    private int parkings;

    Replay(RecordedEvents recorded) {
        this.recorded = recorded;
    }

    Report run() {
        recorded.contradictory().forEach(which -> differences.add(new Difference(which, "position", "two records", "one")));
        recorded.absent().forEach(which -> differences.add(new Difference(which, "position", "absent", "gap-free")));
        recorded.events().forEach(this::shelve);
        posted.forEach(this::rederive);
        settlements.values().forEach(this::rederive);
        compareBalances();
        int awaiting = new AllAtOnce(facts, states, newestRecording, differences).compare();
        return new Report(recorded.events().size(), recorded.unreadable().size(), recorded.repeated(), facts.count(), determinations.size(),
                runs, transfers, parkings, (int) states.values().stream().filter(state -> state.run() != null).count(), awaiting, rederivedBalances.size(),
                "sha256:" + digest(rederivedBalances), byAccount(), differences);
    }

    // ---- what was recorded

    private void shelve(Received received) {
        Event event = received.event();
        if (!seen.add(event.eventId())) {
            differences.add(new Difference(event.eventId(), "eventId", "at two positions", "at one"));
            return;
        }
        if (event instanceof PeriodSettled settled) {
            runs++;
            settlements.computeIfAbsent(settled.agreement(), none -> new ArrayList<>()).add(settled);
            states.put(new PeriodKey(settled.agreement(), settled.period().label()), new AllAtOnce.State(settled, null));
            noteRecording(settled.run().recordedAt());
        } else if (event instanceof PeriodParked parked) {
            parkings++;
            settlements.computeIfAbsent(parked.agreement(), none -> new ArrayList<>()).add(parked);
            states.merge(new PeriodKey(parked.agreement(), parked.period().label()), new AllAtOnce.State(null, parked),
                    (before, now) -> new AllAtOnce.State(before.run(), parked));
            noteRecording(parked.recordedAt());
        } else if (event instanceof ReferencePriceDetermined determined) {
            posted.add(determined);
        } else {
            facts.shelve(event);
        }
    }

    private void noteRecording(Instant recordedAt) {
        newestRecording = recordedAt.isAfter(newestRecording) ? recordedAt : newestRecording;
    }

    // ---- determinations

    private void rederive(ReferencePriceDetermined posted) {
        ReferencePriceRule rule = facts.rule(posted.rule());
        Map<String, List<PublishedFigure>> figuresNamed = new HashMap<>();
        ReferenceData named = new ReferenceData(new HashMap<>(), new HashMap<>(), new HashMap<>(), Map.of());
        for (String fact : posted.facts()) {
            Event event = facts.event(fact);
            if (event instanceof PriceAssessed || event instanceof FxFixed) {
                figuresNamed.computeIfAbsent(event.subject(), none -> new ArrayList<>()).add(facts.figure(fact));
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
        DeterminationOutcome outcome = resolved.get().determineThrough(RunReplay.period(posted.period()), posted.through(),
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

    private void rederive(List<Event> ofAgreement) {
        List<PeriodSettled> all = ofAgreement.stream().filter(PeriodSettled.class::isInstance).map(PeriodSettled.class::cast).toList();
        RunReplay replay = new RunReplay(facts, determinations, all, differences);
        for (Event event : ofAgreement) {
            if (event instanceof PeriodParked parked) {
                replay.parked(parked);
            } else {
                PeriodSettled run = (PeriodSettled) event;
                post(postedBalances, run, run.transfers());
                replay.settled(run, this::take);
            }
        }
    }

    private void take(PeriodSettled run, PeriodSettled rederived) {
        post(rederivedBalances, run, rederived.transfers());
        transfers += rederived.transfers().size();
    }

    private static void post(TreeMap<AccountKey, BigDecimal> balances, PeriodSettled run, Collection<PeriodSettled.Transfer> transfers) {
        for (PeriodSettled.Transfer transfer : transfers) {
            String fund = transfer.fund() == null ? "" : transfer.fund();
            balances.merge(new AccountKey(run.agreement(), run.period().label(), transfer.debit(), transfer.currency(), fund), transfer.amount(),
                    BigDecimal::add);
            balances.merge(new AccountKey(run.agreement(), run.period().label(), transfer.credit(), transfer.currency(), fund),
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
                differences.add(new Difference("balance of " + key.agreement() + " " + key.period(),
                        key.account() + (key.fund().isEmpty() ? "" : " of fund " + key.fund()), posted.toPlainString(),
                        rederived.toPlainString()));
            }
        }
    }

    private static String digest(TreeMap<AccountKey, BigDecimal> balances) {
        StringBuilder text = new StringBuilder();
        balances.forEach((key, balance) -> {
            if (balance.signum() != 0) {
                text.append(key.agreement()).append('|').append(key.period()).append('|').append(key.account()).append('|')
                        .append(key.currency()).append('|').append(key.fund().isEmpty() ? "" : key.fund() + "|").append(balance.stripTrailingZeros().toPlainString()).append('\n');
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
}
