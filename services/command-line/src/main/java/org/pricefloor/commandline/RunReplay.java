package org.pricefloor.commandline;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.Period;
import org.pricefloor.contracts.PeriodParked;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.ResolvedAgreement;
import org.pricefloor.kernel.agreement.RunCalendar;
import org.pricefloor.kernel.calendar.PeriodLength;
import org.pricefloor.kernel.calendar.RunKind;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.delivery.Decision;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.delivery.Measure;
import org.pricefloor.kernel.journal.TargetBalances;
import org.pricefloor.kernel.journal.Transfer;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.price.Determination;
import org.pricefloor.kernel.price.DeterminationOutcome;
import org.pricefloor.kernel.price.Publications;
import org.pricefloor.kernel.price.PublishedFigure;
import org.pricefloor.kernel.price.ReferencePriceRule;
import org.pricefloor.kernel.settlement.PeriodFacts;
import org.pricefloor.kernel.settlement.Rules;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.settlement.Settlement;
import org.pricefloor.kernel.settlement.SettlementOutcome;
import org.pricefloor.kernel.settlement.YearToDate;
import org.pricefloor.translation.NextNetting;
import org.pricefloor.translation.SettlementTranslation;

/**
 * The runs of one agreement again, in the order in which they were posted: an agreement keeps to one partition, so the order of
 * positions is that of the books. Each follows from the facts it names, from the run before it, from what an earlier period left,
 * and from the netting before.
 */
final class RunReplay {

    /** What a period has on the books. */
    private record Standing(PeriodSettled run, RunKind kind, TargetBalances balances) {

        boolean isClosed() {
            return kind != RunKind.ACCRUAL;
        }
    }

    private final RecordedFacts facts;
    private final Map<String, Determination> determinations;
    private final List<Difference> differences;
    private final Map<String, PeriodSettled> runs = new LinkedHashMap<>();
    private final Map<String, Standing> standings = new HashMap<>();
    private final NavigableMap<LocalDate, PeriodSettled> newest = new TreeMap<>();
    private final Set<String> parked = new HashSet<>();
    private final Set<String> broken = new HashSet<>();
    private final Set<String> decisionsUsed = new HashSet<>();
    private int highestVersion;
    private NextNetting waiting = NextNetting.NOTHING_WAITS;

    /**
     * @param determinations those that follow from their facts, by id
     * @param runs           of the agreement
     * @param differences    takes what is found
     */
    RunReplay(RecordedFacts facts, Map<String, Determination> determinations, List<PeriodSettled> runs, List<Difference> differences) {
        this.facts = facts;
        this.determinations = determinations;
        runs.forEach(run -> this.runs.put(run.eventId(), run));
        this.differences = differences;
    }

    void parked(PeriodParked event) {
        highestVersion = Math.max(highestVersion, event.agreementVersion());
        parked.add(event.period().label());
    }

    /** @param rederived takes the run and what follows from the facts, where that could be computed */
    void settled(PeriodSettled run, BiConsumer<PeriodSettled, PeriodSettled> rederived) {
        String label = run.period().label();
        if (broken.contains(label)) {
            return;
        }
        Optional<PeriodSettled> again = rederive(run);
        again.ifPresentOrElse(it -> rederived.accept(run, it), () -> broken.add(label));
        parked.remove(label);
        newest.put(run.period().from(), run);
    }

    private Optional<PeriodSettled> rederive(PeriodSettled run) {
        AgreementTerms terms = run.facts().isEmpty() ? null : facts.terms(run.facts().get(0));
        if (terms == null || !terms.agreement().equals(run.agreement())) {
            differences.add(new Difference(run.eventId(), "facts[0]", String.valueOf(run.facts()), "no recorded terms"));
            return Optional.empty();
        }
        checkVersion(run, terms);
        Standing before = standings.get(run.period().label());
        Optional<Settled> settled = settle(run, terms);
        if (settled.isEmpty()) {
            return Optional.empty();
        }
        Money zero = Money.zero(terms.currency());
        Money netBefore = before == null ? zero : new Money(before.run().amounts().net(), terms.currency());
        RunKind kind = kind(run, terms, settled.get(), before);
        Money offset = before == null ? zero : before.balances().offset();
        PeriodSettled.Netting netting = null;
        if (terms.netting().isPresent() && settled.get().stage() == Stage.CLOSED) {
            Money difference = settled.get().amounts().net().minus(netBefore);
            if (before == null || !before.isClosed()) {
                netting = waiting.of(terms, settled.get());
                waiting = waiting.after(netting);
                offset = zero.plus(new Money(netting.offset(), terms.currency()));
            } else if (!difference.isZero()) {
                waiting = waiting.with(new PeriodSettled.Late(run.eventId(), difference.amount()));
            }
        }
        TargetBalances target = TargetBalances.of(settled.get(), terms.funds(), offset);
        List<Transfer> moved = target.transfersFrom(before == null ? TargetBalances.none(terms.currency()) : before.balances());
        PeriodSettled again = SettlementTranslation.event(terms, settled.get(), new PeriodSettled.Run(before == null ? 1 : before.run().run().sequence() + 1,
                        kind.term(), Rules.VERSION, run.run().cutOff(), run.run().recordedAt(), run.run().accountingDate(),
                        kind == RunKind.DISPUTE ? run.run().decision() : null),
                netBefore, target, moved, startedFrom(run, terms), netting);
        Difference.between(run.eventId(), run, again).ifPresent(differences::add);
        if (before != null && run.run().recordedAt().isBefore(before.run().run().recordedAt())) {
            differences.add(new Difference(run.eventId(), "run.recordedAt", run.run().recordedAt().toString(),
                    "not before " + before.run().run().recordedAt()));
        }
        standings.put(run.period().label(), new Standing(run, kind, target));
        return Optional.of(again);
    }

    // ---- the terms

    /**
     * The newest version known to a run is said by no topic. But a version that was named earlier was known ever after, and so were
     * those before it: no run may name one that a version known by then had put aside.
     */
    private void checkVersion(PeriodSettled run, AgreementTerms terms) {
        Versions versions = facts.versions(run.agreement());
        LocalDate from = run.period().from();
        highestVersion = Math.max(highestVersion, terms.version());
        List<AgreementTerms> known = versions.all().stream().filter(version -> version.version() <= highestVersion).toList();
        AgreementTerms atLeast = new Versions(known).governing(from);
        if (terms.version() < atLeast.version()) {
            differences.add(new Difference(run.eventId(), "agreementVersion", String.valueOf(terms.version()),
                    "at least " + atLeast.version() + ", which governs the period and was known"));
        } else if (!terms.governs(from) && known.stream().anyMatch(version -> version.governs(from))) {
            differences.add(new Difference(run.eventId(), "agreementVersion", String.valueOf(terms.version()), "a version that governs the period"));
        }
    }

    // ---- the amounts

    /** The run from its named facts; empty where that is not possible, with the reason among the differences. */
    private Optional<Settled> settle(PeriodSettled run, AgreementTerms terms) {
        List<Delivery> deliveries = new ArrayList<>();
        List<Measure> measures = new ArrayList<>();
        Map<String, List<PublishedFigure>> indices = new HashMap<>();
        for (String fact : run.facts().subList(1, run.facts().size())) {
            Event event = facts.event(fact);
            if (facts.delivery(fact) != null && event.subject().equals(run.agreement())) {
                deliveries.add(facts.delivery(fact));
            } else if (facts.measure(fact) != null && event.subject().equals(run.agreement())) {
                measures.add(facts.measure(fact));
            } else if (facts.figure(fact) != null) {
                indices.computeIfAbsent(event.subject(), none -> new ArrayList<>()).add(facts.figure(fact));
            } else {
                return impossible(run, "facts", fact, event == null ? "not recorded" : "no fact of the agreement's settlement");
            }
        }
        SettlementPeriod period = period(run.period());
        Map<String, Determination> prices = new HashMap<>();
        for (PeriodSettled.Determination named : determinationsNamed(run)) {
            Determination determination = determinations.get(named.id());
            if (determination == null || !determination.period().equals(period)) {
                return impossible(run, "determination.id", named.id(), determination == null ? "no such determination" : "a determination of the period");
            }
            prices.put(determination.rule(), determination);
        }
        Optional<YearToDate> before = Optional.ofNullable(runs.get(run.carriedFrom())).map(PeriodSettled::yearToDate)
                .map(SettlementTranslation::yearToDate);
        Stage stage = RunKind.ACCRUAL.term().equals(run.run().kind()) ? Stage.OPEN : Stage.CLOSED;
        if (run.flags().contains(Settlement.ACCRUAL_ENDED) || run.flags().contains(Settlement.FACTS_MISSING)) {
            return Optional.of(Settlement.takenBack(terms, period, stage, before));
        }
        if (run.flags().contains(Settlement.TERM_MOVED) && !terms.isInTerm(period.from())) {
            return Optional.of(Settlement.outsideTerm(terms, period, stage, before));
        }
        if (!terms.isInTerm(period.from()) || period.length() != terms.periodLength()) {
            return impossible(run, "period.label", run.period().label(), "no period of the agreement");
        }
        Map<String, Publications> published = new HashMap<>();
        indices.forEach((series, figures) -> published.put(series, new Publications(figures)));
        try {
            // The prices are at hand: the rules' series and calendars were taken from the determinations' own facts.
            SettlementOutcome outcome = Settlement.settle(new ResolvedAgreement(terms, List.of()), new PeriodFacts(period, stage, deliveries, measures, before,
                    rule -> price(prices, rule), series -> published.getOrDefault(series, Publications.NONE)));
            return outcome instanceof Settled settled ? Optional.of(settled)
                    : impossible(run, "amounts", run.amounts().net().toPlainString(), "parked: the named facts do not suffice");
        } catch (ArithmeticException | IllegalArgumentException unsettled) {
            return impossible(run, "amounts", run.amounts().net().toPlainString(), "not computable: " + unsettled.getMessage());
        }
    }

    private static DeterminationOutcome price(Map<String, Determination> prices, ReferencePriceRule rule) {
        Determination determination = prices.get(rule.id());
        return determination == null ? new DeterminationOutcome.Undetermined(List.of()) : new DeterminationOutcome.Determined(determination);
    }

    private Optional<Settled> impossible(PeriodSettled run, String field, String found, String why) {
        differences.add(new Difference(run.eventId(), field, found, why));
        return Optional.empty();
    }

    private static List<PeriodSettled.Determination> determinationsNamed(PeriodSettled run) {
        List<PeriodSettled.Determination> named = new ArrayList<>();
        if (run.determination() != null) {
            named.add(run.determination());
        }
        if (run.lines() != null) {
            run.lines().stream().map(PeriodSettled.Line::determination).filter(each -> each != null).forEach(named::add);
        }
        return named;
    }

    /** The run whose year to date this one has to start from: the newest of the last earlier period that has one. */
    private String startedFrom(PeriodSettled run, AgreementTerms terms) {
        if (!terms.isAnnual()) {
            return null;
        }
        Map.Entry<LocalDate, PeriodSettled> last = newest.lowerEntry(run.period().from());
        return last == null || last.getValue().yearToDate() == null ? null : last.getValue().eventId();
    }

    // ---- the kind

    private RunKind kind(PeriodSettled run, AgreementTerms terms, Settled settled, Standing before) {
        RunKind plain = RunKind.of(settled.stage(), before == null ? null : before.kind());
        String posted = run.run().kind();
        if (posted.equals(RunKind.DISPUTE.term())) {
            checkDispute(run, before);
            return RunKind.DISPUTE;
        }
        if (before != null && before.kind().isFinal()) {
            return wrong(run, "dispute: the period is final", plain);
        }
        if (plain == RunKind.ACCRUAL && before != null && before.isClosed()) {
            return wrong(run, "no accrual: the period is closed", plain);
        }
        for (RunKind scheduled : RunKind.values()) {
            if (scheduled.isScheduled() && scheduled.term().equals(posted)) {
                boolean first = before == null || !before.isClosed();
                return isDue(run, scheduled) && (!first || scheduled.isFinal()) ? scheduled
                        : wrong(run, first ? plain.term() : "no such run is due by the run calendar", scheduled);
            }
        }
        if (plain == RunKind.RESTATEMENT && terms.runs().restate() == RunCalendar.Restate.AT_NEXT_RUN && !parked.contains(run.period().label())) {
            return wrong(run, "none before the next scheduled run: restate is at-next-run", plain);
        }
        return plain;
    }

    private RunKind wrong(PeriodSettled run, String why, RunKind kind) {
        differences.add(new Difference(run.eventId(), "run.kind", run.run().kind(), why));
        return kind;
    }

    private boolean isDue(PeriodSettled run, RunKind kind) {
        SettlementPeriod period = period(run.period());
        return facts.versions(run.agreement()).all().stream().filter(version -> version.governs(period.from()))
                .anyMatch(version -> version.runs().runs().stream().anyMatch(scheduled -> scheduled.kind() == kind
                        && !run.run().recordedAt().isBefore(period.closesAt(version.zone(), scheduled.lagDays()))));
    }

    private void checkDispute(PeriodSettled run, Standing before) {
        if (before == null || !before.kind().isFinal()) {
            wrong(run, "no dispute: the period is not final", RunKind.DISPUTE);
        }
        Decision decision = run.run().decision() == null ? null : facts.decision(run.run().decision(), run.agreement());
        if (decision == null || !period(run.period()).contains(decision.day())) {
            differences.add(new Difference(run.eventId(), "run.decision", String.valueOf(run.run().decision()), "a recorded decision about the period"));
        } else if (!decisionsUsed.add(decision.fact())) {
            differences.add(new Difference(run.eventId(), "run.decision", decision.fact(), "a decision that ordered no run before"));
        }
    }

    static SettlementPeriod period(Period period) {
        return new SettlementPeriod(PeriodLength.ofTerm(period.length())
                .orElseThrow(() -> new IllegalArgumentException("no period is as long as a " + period.length())), period.from());
    }
}
