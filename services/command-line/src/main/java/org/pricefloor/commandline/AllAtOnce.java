package org.pricefloor.commandline;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.Period;
import org.pricefloor.contracts.PeriodParked;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.Resolution;
import org.pricefloor.kernel.agreement.ResolvedAgreement;
import org.pricefloor.kernel.agreement.RunCalendar;
import org.pricefloor.kernel.calendar.RunKind;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.journal.TargetBalances;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.price.DeterminationOutcome;
import org.pricefloor.kernel.price.Missing;
import org.pricefloor.kernel.price.Publications;
import org.pricefloor.kernel.price.ResolvedRule;
import org.pricefloor.kernel.settlement.PeriodFacts;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.settlement.Settlement;
import org.pricefloor.kernel.settlement.SettlementOutcome;
import org.pricefloor.kernel.settlement.YearToDate;
import org.pricefloor.translation.SettlementTranslation;

/**
 * The newest state of each period against settling all facts at once (rule 6): what came late must have arrived on the books.
 *
 * <p>A period that is final, and a closed one that waits for its next run, holds what its last run admitted and rightly nothing
 * later (rules 4 and 5): it is counted as awaiting and not compared. What it left is what the periods after it start from.
 */
final class AllAtOnce {

    /**
     * The newest state of a period.
     *
     * @param run    its last run; null: it has none
     * @param parked null: it is not parked
     */
    record State(PeriodSettled run, PeriodParked parked) {

        boolean isClosed() {
            return run != null && !RunKind.ACCRUAL.term().equals(run.run().kind());
        }

        Event last() {
            return parked != null ? parked : run;
        }

        Period period() {
            return parked != null ? parked.period() : run.period();
        }
    }

    /** Settlement looks at its closing times now and then, so a period that closed this moment may lack its run. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private final RecordedFacts facts;
    private final Map<Replay.PeriodKey, State> states;
    private final Instant newestRecording;
    private final List<Difference> differences;
    private final Map<String, Publications> published;
    private final Map<String, DeterminationOutcome> prices = new HashMap<>();
    private final Map<String, Resolution> resolutions = new HashMap<>();
    private int awaiting;

    /**
     * @param newestRecording when settlement last recorded anything
     * @param differences     takes what is found
     */
    AllAtOnce(RecordedFacts facts, Map<Replay.PeriodKey, State> states, Instant newestRecording, List<Difference> differences) {
        this.facts = facts;
        this.states = states;
        this.newestRecording = newestRecording;
        this.differences = differences;
        this.published = facts.publications();
    }

    /** Compares every period; the number of those that could not be. */
    int compare() {
        facts.agreements().forEach(this::compare);
        states.forEach(this::compareOutsideTheTerm);
        return awaiting;
    }

    private void compare(Versions versions) {
        Map<SettlementPeriod, List<Delivery>> deliveries = deliveriesByPeriod(versions);
        Optional<YearToDate> left = Optional.empty();
        for (SettlementPeriod period = versions.first(); period.compareTo(versions.last()) <= 0; period = period.next()) {
            AgreementTerms terms = versions.governing(period.from());
            if (!terms.isInTerm(period.from())) {
                continue;
            }
            List<Delivery> known = deliveries.getOrDefault(period, List.of());
            State state = states.get(new Replay.PeriodKey(versions.agreement(), period.label()));
            if (state == null) {
                if (!known.isEmpty() && newestRecording.isAfter(period.closesAt(terms.zone(), terms.closeLagDays()).plus(GRACE))) {
                    differences.add(new Difference(PeriodSettled.id(versions.agreement(), period.label(), 1), "state", "absent",
                            "closed with a quantity, so it is settled or parked"));
                }
                continue;
            }
            if (isAwaiting(terms, state)) {
                awaiting++;
                left = posted(state, left);
                continue;
            }
            SettlementOutcome outcome = settle(terms, period, stage(terms, period, state), known, terms.isAnnual() ? left : Optional.empty());
            compare(terms, state, outcome);
            left = outcome instanceof Settled settled ? settled.yearToDate() : posted(state, left);
        }
    }

    private static boolean isAwaiting(AgreementTerms terms, State state) {
        return state.isClosed() && (RunKind.FINAL.term().equals(state.run().run().kind()) || RunKind.DISPUTE.term().equals(state.run().run().kind())
                || state.parked() == null && terms.runs().restate() == RunCalendar.Restate.AT_NEXT_RUN);
    }

    /** What stands is what the next period starts from. */
    private static Optional<YearToDate> posted(State state, Optional<YearToDate> before) {
        return state.run() == null ? before : Optional.ofNullable(state.run().yearToDate()).map(SettlementTranslation::yearToDate);
    }

    private static Stage stage(AgreementTerms terms, SettlementPeriod period, State state) {
        boolean over = state.parked() != null && !state.parked().recordedAt().isBefore(period.closesAt(terms.zone(), terms.closeLagDays()));
        return state.isClosed() || over ? Stage.CLOSED : Stage.OPEN;
    }

    private void compare(AgreementTerms terms, State state, SettlementOutcome outcome) {
        Event last = state.last();
        if (outcome instanceof SettlementOutcome.Parked missing) {
            if (state.parked() == null) {
                differences.add(new Difference(last.eventId(), "all facts at once", "settled", "parked: " + missing.missing().get(0).what()));
            } else if (standsWrongly(terms, state, missing)) {
                differences.add(new Difference(state.run().eventId(), "all facts at once: amounts.net", state.run().amounts().net().toPlainString(),
                        "0: parked, " + missing.missing().get(0).what()));
            }
            return;
        }
        Settled settled = (Settled) outcome;
        if (state.parked() != null) {
            differences.add(new Difference(last.eventId(), "all facts at once", "parked: " + state.parked().missing().get(0).what(),
                    "settled at " + settled.amounts().net()));
            return;
        }
        PeriodSettled run = state.run();
        TargetBalances target = TargetBalances.of(settled, terms.funds(), Money.zero(terms.currency()));
        PeriodSettled whole = SettlementTranslation.event(terms, settled, run.run(), Money.zero(terms.currency()), target, List.of(), null, null);
        compare(run, "amounts", run.amounts(), whole.amounts())
                .or(() -> compare(run, "components", run.components(), whole.components()))
                .or(() -> compare(run, "lines", run.lines(), whole.lines()))
                .or(() -> compare(run, "funds", run.funds(), whole.funds()))
                .or(() -> compare(run, "yearToDate", run.yearToDate(), whole.yearToDate()))
                .ifPresent(differences::add);
    }

    /** What a parking takes back does not stand beside it. */
    private static boolean standsWrongly(AgreementTerms terms, State state, SettlementOutcome.Parked missing) {
        return state.isClosed() && state.run().amounts().net().signum() != 0 && missing.takesBack(terms.runs());
    }

    private static Optional<Difference> compare(PeriodSettled run, String field, Object posted, Object whole) {
        return Difference.between(run.eventId(), "all facts at once: " + field, posted, whole);
    }

    /** Nothing stands for a period that the agreement no longer has. */
    private void compareOutsideTheTerm(Replay.PeriodKey key, State state) {
        Versions versions = facts.versions(key.agreement());
        if (versions == null || versions.isInTerm(state.period().from())) {
            return;
        }
        if (isAwaiting(versions.governing(state.period().from()), state)) {
            awaiting++;
        } else if (state.parked() != null) {
            differences.add(new Difference(state.last().eventId(), "all facts at once", "parked", "nothing: the period lies outside the term"));
        } else if (state.run().amounts().net().signum() != 0) {
            differences.add(new Difference(state.last().eventId(), "all facts at once: amounts.net", state.run().amounts().net().toPlainString(),
                    "0: the period lies outside the term"));
        }
    }

    // ---- what it comes to

    private Map<SettlementPeriod, List<Delivery>> deliveriesByPeriod(Versions versions) {
        Map<SettlementPeriod, List<Delivery>> byPeriod = new HashMap<>();
        for (Delivery delivery : Delivery.newestOfEachLot(facts.deliveriesOf(versions.agreement()))) {
            byPeriod.computeIfAbsent(versions.periodOf(delivery.date()), none -> new ArrayList<>()).add(delivery);
        }
        return byPeriod;
    }

    private SettlementOutcome settle(AgreementTerms terms, SettlementPeriod period, Stage stage, List<Delivery> deliveries, Optional<YearToDate> left) {
        Resolution resolution = resolutions.computeIfAbsent(terms.fact(), none -> terms.resolve(facts.reference()));
        if (resolution instanceof Resolution.Unresolved unresolved) {
            return new SettlementOutcome.Parked(unresolved.missing());
        }
        ResolvedAgreement resolved = ((Resolution.Resolved) resolution).agreement();
        try {
            return Settlement.settle(resolved, new PeriodFacts(period, stage, deliveries, facts.measuresOf(terms.agreement()), left,
                    rule -> price(resolved.price(rule), period, stage), this::published));
        } catch (ArithmeticException overflow) {
            return new SettlementOutcome.Parked(List.of(new Missing(Missing.Rule.ARITHMETIC_MUST_SUCCEED, overflow.toString(), "")));
        }
    }

    private DeterminationOutcome price(ResolvedRule price, SettlementPeriod period, Stage stage) {
        return prices.computeIfAbsent(price.id() + " " + period.label() + " " + stage, none -> stage == Stage.OPEN
                ? price.determineToDate(period, this::published) : price.determine(period, this::published));
    }

    private Publications published(String series) {
        return published.getOrDefault(series, Publications.NONE);
    }
}
