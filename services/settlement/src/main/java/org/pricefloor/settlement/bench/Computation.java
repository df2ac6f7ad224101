package org.pricefloor.settlement.bench;

import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.Escalation;
import org.pricefloor.kernel.agreement.Resolution;
import org.pricefloor.kernel.agreement.ResolvedAgreement;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.delivery.Measure;
import org.pricefloor.kernel.price.DeterminationOutcome;
import org.pricefloor.kernel.price.Missing;
import org.pricefloor.kernel.price.Publications;
import org.pricefloor.kernel.price.PublishedFigure;
import org.pricefloor.kernel.price.ReferencePriceRule;
import org.pricefloor.kernel.price.ResolvedRule;
import org.pricefloor.kernel.settlement.PeriodFacts;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.settlement.Settlement;
import org.pricefloor.kernel.settlement.SettlementOutcome;
import org.pricefloor.kernel.settlement.YearToDate;
import org.pricefloor.settlement.bench.PeriodReads.Days;
import org.pricefloor.settlement.books.Standing;

/**
 * What periods come to under the facts up to a cut-off: read and computed, nothing written. A round posts it; a what-if compares it.
 *
 * <p>Reads are set-based, a fixed number of statements whatever the number of periods. Of an agreement with terms that run over the
 * year, the later periods of the year are looked at too, in order, as long as what they start from has changed, and no further.
 */
final class Computation {

    private static final Logger LOG = Logger.getLogger(Computation.class);

    /**
     * What a period comes to, beside what stands.
     *
     * @param standing null: it has no run
     * @param parked   null: it was never parked
     * @param decision fact that orders a dispute run; null: none
     * @param from     id of the run whose year to date it starts from; null: it starts from nothing
     * @param before   what that run left
     */
    record Verdict(Candidate candidate, Standing standing, Standing.Parked parked, Stage stage, String decision, SettlementOutcome outcome,
                   String from, Optional<YearToDate> before) {

        boolean isParked() {
            return parked != null && parked.active();
        }
    }

    /** What a period leaves to the next one, and the run that says so. */
    record Left(LocalDate period, String run, Optional<YearToDate> yearToDate) {
    }

    /** What becomes of a verdict. */
    @FunctionalInterface
    interface Taker {

        /** What the period leaves from now on; null: what stands goes on standing. */
        Left take(Verdict verdict);
    }

    private final PeriodReads reads;
    private final Agreements agreements;
    private final Instant now;
    private final PriceShelf prices;
    private final FactsKept facts;
    private Map<String, Publications> publications = Map.of();
    private Map<PeriodKey, List<Delivery>> deliveries = Map.of();
    private Map<String, List<Measure>> measures = Map.of();
    private int lookedAt;

    /** With prices and facts of its own: of suppositions nothing is kept. */
    Computation(PeriodReads reads, Agreements agreements, Instant now) {
        this(reads, agreements, now, new PriceShelf(), new FactsKept(0));
    }

    /**
     * @param prices at the cut-off of the reads
     * @param facts  at the same cut-off; what they lack is read, and kept there
     */
    Computation(PeriodReads reads, Agreements agreements, Instant now, PriceShelf prices, FactsKept facts) {
        this.reads = reads;
        this.prices = prices;
        this.facts = facts;
        this.agreements = agreements;
        this.now = now;
    }

    /** Periods that were computed. */
    int lookedAt() {
        return lookedAt;
    }

    void settle(Collection<Candidate> due, Taker taker) throws SQLException {
        if (due.isEmpty()) {
            return;
        }
        List<Candidate> candidates = withTheRestOfTheYear(due);
        List<PeriodKey> keys = candidates.stream().map(Candidate::key).toList();
        Map<PeriodKey, Standing> standings = reads.standings(keys);
        Map<PeriodKey, Standing.Parked> parked = reads.parked(keys);
        Map<PeriodKey, Standing> before = reads.standingsBefore(firstsOfYears(candidates));
        Map<PeriodKey, String> decisions = reads.openDecisions(closedForGood(candidates, standings));
        deliveries = deliveriesOf(candidates);
        measures = reads.measures(merged(years(candidates)));
        List<Candidate> live = candidates.stream().filter(candidate -> candidate.closing()
                || candidate.scheduled() != null
                || standings.containsKey(candidate.key())
                || parked.containsKey(candidate.key()) && parked.get(candidate.key()).active()
                || candidate.isInTerm() && (!of(candidate).isEmpty() || !measuresOf(candidate).isEmpty())).toList();
        publications = publicationsOf(figuresNeeded(live.stream().filter(Candidate::isInTerm).toList(), standings));

        String agreement = null;
        Left left = null;
        boolean changed = false;
        for (Candidate candidate : live) {
            Standing standing = standings.get(candidate.key());
            if (!candidate.terms().agreement().equals(agreement)) {
                agreement = candidate.terms().agreement();
                left = null;
                changed = false;
            }
            Standing earlier = before.get(candidate.key());
            if (earlier != null && (left == null || earlier.from().isAfter(left.period()))) {
                left = new Left(earlier.from(), earlier.event(), earlier.yearToDate());
                changed = false;
            }
            if (candidate.chained() && !changed) {
                left = standing == null ? left : new Left(candidate.period().from(), standing.event(), standing.yearToDate());
                continue;
            }
            boolean annual = candidate.terms().isAnnual();
            Optional<YearToDate> from = annual && left != null ? left.yearToDate() : Optional.empty();
            lookedAt++;
            Verdict verdict = verdict(candidate, standing, parked.get(candidate.key()), decisions.get(candidate.key()),
                    from.isPresent() ? left.run() : null, from);
            Left taken = taker.take(verdict);
            if (!annual) {
                // It leaves nothing: whoever starts from it, in this round or a later one, starts from nothing.
                left = taken != null ? new Left(taken.period(), taken.run(), Optional.empty())
                        : standing != null ? new Left(candidate.period().from(), standing.event(), Optional.empty()) : left;
                changed = false;
                continue;
            }
            Optional<YearToDate> stood = standing == null ? Optional.empty() : standing.yearToDate();
            if (taken == null && standing != null) {
                taken = new Left(candidate.period().from(), standing.event(), stood);
            }
            left = taken == null ? left : taken;
            // A period that leaves nothing of its own hands on what has changed before it.
            changed = taken == null ? changed : !taken.yearToDate().map(now -> now.isSameAs(stood.orElse(null))).orElse(stood.isEmpty());
        }
    }

    private Verdict verdict(Candidate candidate, Standing standing, Standing.Parked parked, String decision, String from, Optional<YearToDate> before) {
        Stage stage = stage(candidate, standing);
        return new Verdict(candidate, standing, parked, stage, decision, outcome(candidate, stage, before), from, before);
    }

    // ---- which periods

    /** The later periods of the year of terms that run over it, as far as they have runs; beyond it only for what was paid and not taken. */
    private List<Candidate> withTheRestOfTheYear(Collection<Candidate> due) throws SQLException {
        TreeMap<PeriodKey, Candidate> candidates = new TreeMap<>(PeriodKey.ORDER);
        due.forEach(candidate -> candidates.put(candidate.key(), candidate));
        Map<String, List<Days>> rest = rest(candidates.values());
        reads.periodsWithRuns(rest).forEach((agreement, days) -> days.forEach(day -> candidates.computeIfAbsent(new PeriodKey(agreement, day),
                unseen -> agreements.candidate(agreement, agreements.periodOf(agreement, day), false, null, true))));
        return List.copyOf(candidates.values());
    }

    /** What follows the candidates in their years, but for the candidates themselves. */
    private static Map<String, List<Days>> rest(Collection<Candidate> inOrder) {
        Map<String, List<Days>> rest = new LinkedHashMap<>();
        Candidate before = null;
        LocalDate reached = LocalDate.MIN;
        for (Candidate candidate : inOrder) {
            boolean goesOn = before != null && before.terms().agreement().equals(candidate.terms().agreement());
            if (goesOn) {
                LocalDate eve = candidate.period().from().minusDays(1);
                add(rest, before, eve.isBefore(reached) ? eve : reached);
            } else if (before != null) {
                add(rest, before, reached);
            }
            LocalDate own = candidate.terms().isAnnual() ? lastDayReached(candidate) : LocalDate.MIN;
            reached = goesOn && reached.isAfter(own) ? reached : own;
            before = candidate;
        }
        if (before != null) {
            add(rest, before, reached);
        }
        return rest;
    }

    private static void add(Map<String, List<Days>> rest, Candidate candidate, LocalDate end) {
        LocalDate first = candidate.period().to().plusDays(1);
        if (!first.isAfter(end)) {
            rest.computeIfAbsent(candidate.terms().agreement(), unseen -> new ArrayList<>()).add(new Days(first, end));
        }
    }

    private static LocalDate lastDayReached(Candidate candidate) {
        boolean makesUp = candidate.terms().takeOrPay().map(minimum -> minimum.makeUpYears() > 0).orElse(false);
        return makesUp ? Work.EVER.last() : LocalDate.of(candidate.period().from().getYear(), 12, 31);
    }

    /** Of each agreement with terms that run over the year the first candidate of each year: its start is on the books. */
    private static List<PeriodKey> firstsOfYears(List<Candidate> candidates) {
        Set<Map.Entry<String, Integer>> seen = new HashSet<>();
        return candidates.stream().filter(candidate -> candidate.terms().isAnnual()
                        && seen.add(Map.entry(candidate.terms().agreement(), candidate.period().from().getYear())))
                .map(Candidate::key).toList();
    }

    private static Map<PeriodKey, PeriodReads.ClosedPeriod> closedForGood(List<Candidate> candidates, Map<PeriodKey, Standing> standings) {
        Map<PeriodKey, PeriodReads.ClosedPeriod> closed = new LinkedHashMap<>();
        for (Candidate candidate : candidates) {
            Standing standing = standings.get(candidate.key());
            if (standing != null && standing.kind().isFinal()) {
                closed.put(candidate.key(), new PeriodReads.ClosedPeriod(candidate.period().to(), standing.cutOff()));
            }
        }
        return closed;
    }

    // ---- what is read

    private static Map<String, List<Days>> stretches(List<Candidate> candidates) {
        Map<String, List<Days>> stretches = new HashMap<>();
        candidates.forEach(candidate -> stretches.computeIfAbsent(candidate.terms().agreement(), unseen -> new ArrayList<>())
                .add(new Days(candidate.period().from(), candidate.period().to())));
        return stretches;
    }

    private static Map<String, List<Days>> years(List<Candidate> candidates) {
        Map<String, List<Days>> years = new HashMap<>();
        candidates.stream().filter(candidate -> candidate.terms().takeOrPay().isPresent() || candidate.terms().marginGuarantee().isPresent())
                .forEach(candidate -> years.computeIfAbsent(candidate.terms().agreement(), unseen -> new ArrayList<>())
                        .add(new Days(candidate.period().to(), LocalDate.of(candidate.period().to().getYear(), 12, 31))));
        return years;
    }

    /** Of prices that are known already, none. */
    private Map<String, List<Days>> figuresNeeded(List<Candidate> candidates, Map<PeriodKey, Standing> standings) {
        Map<String, List<Days>> needed = new HashMap<>();
        Set<Map.Entry<String, SettlementPeriod>> seen = new HashSet<>();
        for (Candidate candidate : candidates) {
            if (!(candidate.resolution() instanceof Resolution.Resolved resolved) || of(candidate).isEmpty()) {
                continue;
            }
            SettlementPeriod period = candidate.period();
            for (ResolvedRule price : resolved.agreement().prices()) {
                if (!prices.has(price, period, stage(candidate, standings.get(candidate.key()))) && seen.add(Map.entry(price.id(), period))) {
                    price.earliestNeeded(period).forEach((series, earliest) ->
                            needed.computeIfAbsent(series, unseen -> new ArrayList<>()).add(new Days(earliest, period.to())));
                }
            }
            candidate.terms().products().forEach(product -> product.escalation().ifPresent(escalation -> indexNeeded(escalation, period, needed)));
        }
        return merged(needed);
    }

    private static void indexNeeded(Escalation escalation, SettlementPeriod period, Map<String, List<Days>> needed) {
        if (escalation.index().isPresent() && escalation.anniversaryBy(period.from()).isPresent()) {
            Escalation.Index index = escalation.index().get();
            LocalDate day = index.dayFor(escalation.anniversaryBy(period.from()).get());
            List<Days> days = needed.computeIfAbsent(index.series(), unseen -> new ArrayList<>());
            days.add(new Days(day, day));
            days.add(new Days(index.base(), index.base()));
        }
    }

    private Map<PeriodKey, List<Delivery>> deliveriesOf(List<Candidate> candidates) throws SQLException {
        Map<PeriodKey, List<Delivery>> found = new HashMap<>();
        List<Candidate> unread = new ArrayList<>();
        for (Candidate candidate : candidates) {
            List<Delivery> kept = facts.deliveries(candidate.terms().agreement(), candidate.period());
            if (kept == null) {
                unread.add(candidate);
            } else {
                found.put(candidate.key(), kept);
            }
        }
        Map<String, NavigableMap<LocalDate, List<Delivery>>> read = reads.deliveries(merged(stretches(unread)));
        for (Candidate candidate : unread) {
            List<Delivery> ofPeriod = within(candidate.period(), read.getOrDefault(candidate.terms().agreement(), Collections.emptyNavigableMap()));
            found.put(candidate.key(), ofPeriod);
            facts.keep(candidate.terms().agreement(), candidate.period(), ofPeriod);
        }
        return found;
    }

    /** A loop: a stream would count the days first, and so walk them twice. */
    private static List<Delivery> within(SettlementPeriod period, NavigableMap<LocalDate, List<Delivery>> days) {
        List<Delivery> within = new ArrayList<>();
        for (List<Delivery> ofDay : days.subMap(period.from(), true, period.to(), true).values()) {
            within.addAll(ofDay);
        }
        return List.copyOf(within);
    }

    private List<Delivery> of(Candidate candidate) {
        return deliveries.getOrDefault(candidate.key(), List.of());
    }

    private Map<String, Publications> publicationsOf(Map<String, List<Days>> needed) throws SQLException {
        Map<String, List<PublishedFigure>> found = new HashMap<>();
        Map<String, List<Days>> unread = new HashMap<>();
        needed.forEach((series, list) -> list.forEach(days -> {
            List<PublishedFigure> kept = facts.figures(series, days);
            if (kept == null) {
                unread.computeIfAbsent(series, unseen -> new ArrayList<>()).add(days);
            } else {
                found.computeIfAbsent(series, unseen -> new ArrayList<>()).addAll(kept);
            }
        }));
        Map<String, List<PublishedFigure>> read = reads.figures(unread);
        unread.forEach((series, list) -> list.forEach(days -> facts.keep(series, days, read.getOrDefault(series, List.of()))));
        read.forEach((series, figures) -> found.computeIfAbsent(series, unseen -> new ArrayList<>()).addAll(figures));
        Map<String, Publications> published = new HashMap<>();
        found.forEach((series, figures) -> published.put(series, new Publications(figures)));
        return published;
    }

    private List<Measure> measuresOf(Candidate candidate) {
        return measures.getOrDefault(candidate.terms().agreement(), List.of()).stream()
                .filter(measure -> candidate.period().contains(measure.day())).toList();
    }

    /** Stretches that touch or overlap become one, so that a query has as few of them as possible. */
    private static Map<String, List<Days>> merged(Map<String, List<Days>> stretches) {
        Map<String, List<Days>> merged = new HashMap<>();
        stretches.forEach((subject, list) -> {
            List<Days> sorted = list.stream().sorted(Comparator.comparing(Days::first)).toList();
            List<Days> joined = new ArrayList<>();
            for (Days next : sorted) {
                Days last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
                if (last != null && !next.first().isAfter(last.last().plusDays(1))) {
                    joined.set(joined.size() - 1, new Days(last.first(), next.last().isAfter(last.last()) ? next.last() : last.last()));
                } else {
                    joined.add(next);
                }
            }
            merged.put(subject, joined);
        });
        return merged;
    }

    // ---- what it comes to

    /** A period that has been settled stays closed, whatever the clock says now. */
    private Stage stage(Candidate candidate, Standing standing) {
        boolean closed = standing != null && standing.isClosed()
                || !now.isBefore(candidate.period().closesAt(candidate.terms().zone(), candidate.terms().closeLagDays()));
        return closed ? Stage.CLOSED : Stage.OPEN;
    }

    private SettlementOutcome outcome(Candidate candidate, Stage stage, Optional<YearToDate> before) {
        AgreementTerms terms = candidate.terms();
        if (!candidate.isInTerm()) {
            return Settlement.outsideTerm(terms, candidate.period(), stage, before);
        }
        if (candidate.resolution() instanceof Resolution.Unresolved unresolved) {
            return new SettlementOutcome.Parked(unresolved.missing());
        }
        ResolvedAgreement agreement = ((Resolution.Resolved) candidate.resolution()).agreement();
        try {
            return Settlement.settle(agreement, new PeriodFacts(candidate.period(), stage, of(candidate), measuresOf(candidate), before,
                    rule -> price(agreement, rule, candidate.period(), stage), this::published));
        } catch (RuntimeException e) {
            // One agreement's surprise must not hold up the others: the period is parked where a person sees it.
            LOG.errorf(e, "Failed to settle agreement=%s period=%s", terms.agreement(), candidate.period());
            return new SettlementOutcome.Parked(List.of(new Missing(Missing.Rule.ARITHMETIC_MUST_SUCCEED, e.toString(),
                    "report this to the maintainers with the agreement and the period")));
        }
    }

    private DeterminationOutcome price(ResolvedAgreement agreement, ReferencePriceRule rule, SettlementPeriod period, Stage stage) {
        ResolvedRule price = agreement.price(rule);
        Function<String, Publications> published = this::published;
        return prices.price(price, period, stage, () -> stage == Stage.CLOSED
                ? price.determine(period, published)
                : price.determineToDate(period, published));
    }

    private Publications published(String series) {
        return publications.getOrDefault(series, Publications.NONE);
    }

    /**
     * What takes back the amount of a period that is parked; empty where nothing has to be. An accrual is taken back when its period has
     * closed, a settled amount where the parking asks for it ({@link SettlementOutcome.Parked#takesBack}); what is final stands. Where nothing
     * stands it is taken back too if it used up something of the year, and a period that was taken back hands on what those before it leave now.
     */
    static Optional<Settled> takenBack(Verdict verdict) {
        Standing standing = verdict.standing();
        AgreementTerms terms = verdict.candidate().terms();
        if (verdict.stage() != Stage.CLOSED || standing == null
                || standing.isClosed() && (standing.kind().isFinal() || !((SettlementOutcome.Parked) verdict.outcome()).takesBack(terms.runs()))) {
            return Optional.empty();
        }
        Settled nothing = Settlement.takenBack(terms, verdict.candidate().period(), standing.isClosed() ? Stage.CLOSED : Stage.OPEN, verdict.before());
        Optional<YearToDate> stood = standing.yearToDate();
        boolean leavesTheSame = nothing.yearToDate().map(left -> left.isSameAs(stood.orElse(null))).orElse(stood.isEmpty());
        return standing.isNothing() && leavesTheSame ? Optional.empty() : Optional.of(nothing);
    }
}
