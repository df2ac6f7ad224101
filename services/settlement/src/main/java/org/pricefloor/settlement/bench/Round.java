package org.pricefloor.settlement.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.RunCalendar;
import org.pricefloor.kernel.calendar.RunKind;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.journal.TargetBalances;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.price.ReferenceData;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.settlement.SettlementOutcome;
import org.pricefloor.messaging.Trace;
import org.pricefloor.settlement.bench.Computation.Left;
import org.pricefloor.settlement.bench.Computation.Verdict;
import org.pricefloor.settlement.bench.PeriodReads.Days;
import org.pricefloor.settlement.books.Books;
import org.pricefloor.settlement.books.DeterminationsKnown;
import org.pricefloor.settlement.books.Parking;
import org.pricefloor.settlement.books.Posting;
import org.pricefloor.settlement.books.Standing;
import org.pricefloor.translation.NextNetting;
import org.pricefloor.translation.SettlementTranslation;

/**
 * One round of the bench: one transaction.
 *
 * <p>Its reads and writes are set-based, a fixed number of statements whatever the number of periods, and they touch the periods
 * that are due and nothing else. The order of locks is that of rule 26: due rows, agreements, books; never the shelf.
 */
final class Round {

    private static final Logger LOG = Logger.getLogger(Round.class);
    private static final int AGREEMENTS_AT_MOST = 500;
    /** A round holds its periods in memory, some 10 KB each with trace and event: so many that what a round costs by itself hardly counts, and that they die young. */
    private static final int PERIODS_AT_MOST = 2_000;
    /** A round of more loads history: nobody asks for it again soon, and it would drive out what is asked for. */
    private static final int PERIODS_KEPT = 1_000;

    private final Connection connection;
    private final Instant now;
    private final ReferenceShelf referenceShelf;
    private final TermsShelf termsShelf;
    private final PriceShelf prices;
    private final FactsKept facts;
    private final StandingsKept standings;
    private final Books books;
    private final DeterminationsKnown determinations;
    private final RunSchedule schedule;
    private final SetAside setAside;
    private final Set<String> taken = new TreeSet<>();
    private final List<Posting> postings = new ArrayList<>();
    private final List<Parking> parkings = new ArrayList<>();
    private Desks desks;

    Round(Connection connection, Instant now, ReferenceShelf referenceShelf, TermsShelf termsShelf, PriceShelf prices, FactsKept facts, StandingsKept standings,
            Books books, DeterminationsKnown determinations, SetAside setAside) {
        this.connection = connection;
        this.now = now;
        this.referenceShelf = referenceShelf;
        this.termsShelf = termsShelf;
        this.prices = prices;
        this.facts = facts;
        this.standings = standings;
        this.books = books;
        this.determinations = determinations;
        this.schedule = new RunSchedule(now);
        this.setAside = setAside;
    }

    /** True when there was something to do. */
    boolean run() throws SQLException {
        DueRows due = DueRows.take(connection, now, PERIODS_AT_MOST, setAside.at(System.nanoTime()));
        if (due.isEmpty()) {
            return false;
        }
        Heads found = heads(connection);
        TreeMap<String, Work> work = due.byAgreement(referenceShelf.upTo(connection, found.shelf(), found.reference()), setAside.agreementsAtMost(AGREEMENTS_AT_MOST), PERIODS_AT_MOST);
        taken.addAll(work.keySet());
        desks = Desks.lock(connection, work.keySet());
        // A due agreement that has no desk has not arrived: it becomes due as a whole when it does.
        work.keySet().retainAll(desks.agreements());

        // Asked under the locks of the agreements: what is on the books of these stays so until the round is over.
        Heads heads = heads(connection);
        long cutOff = heads.shelf();
        ReferenceData references = referenceShelf.upTo(connection, cutOff, heads.reference());
        prices.upTo(references, facts.upTo(connection, cutOff));
        standings.at(heads.books());
        Agreements agreements = new Agreements(termsShelf.known(connection, work.keySet(), cutOff), references);
        PeriodReads reads = new PeriodReads(connection, cutOff, standings);
        List<Candidate> candidates = candidates(work, agreements, reads, due);
        Computation computation = new Computation(reads, agreements, now, prices, candidates.size() > PERIODS_KEPT ? new FactsKept(0) : facts);
        computation.settle(candidates, this::take);
        prices.trim();
        facts.trim();
        Map<String, UUID> traces = new HashMap<>();
        work.forEach((agreement, each) -> traces.put(agreement, each.trace()));
        keep(books.post(connection, now, cutOff, postings, parkings, determinations, traces));
        if (!postings.isEmpty() || !parkings.isEmpty()) {
            Trace.Scope traced = Trace.within(traces.values());
            LOG.infof("Posted runs=%d parked=%d looked-at=%d cut-off=%d", postings.size(), parkings.size(), computation.lookedAt(), cutOff);
            traced.close();
        }
        schedule.write(connection);
        desks.write();
        due.write();
        return true;
    }

    private void keep(Books.Posted posted) {
        Map<PeriodKey, Standing> last = new HashMap<>();
        boolean many = posted.runs().size() > PERIODS_KEPT;
        posted.runs().forEach((posting, standing) -> last.put(new PeriodKey(posting.terms().agreement(), standing.from()), many ? null : standing));
        standings.posted(posted.from(), posted.to(), last);
    }

    /** The agreements that it took in hand. */
    Set<String> taken() {
        return taken;
    }

    /** How many runs it posts, by kind; for what is counted once they are committed. */
    Map<RunKind, Integer> runsByKind() {
        Map<RunKind, Integer> runs = new EnumMap<>(RunKind.class);
        postings.forEach(posting -> runs.merge(posting.kind(), 1, Integer::sum));
        return runs;
    }

    /**
     * How far things have come, at one moment.
     *
     * @param shelf     position of the last fact
     * @param reference position of the last series or calendar; 0: there is none
     * @param books     position of the last run
     */
    private record Heads(long shelf, long reference, long books) {
    }

    private static Heads heads(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery("SELECT s.position,"
                + " (SELECT coalesce(max(r.position), 0) FROM reference_fact r WHERE r.position <= s.position), b.position FROM shelf_head s, books_head b")) {
            row.next();
            return new Heads(row.getLong(1), row.getLong(2), row.getLong(3));
        }
    }

    static long shelfPosition(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
             ResultSet head = statement.executeQuery("SELECT position FROM shelf_head")) {
            head.next();
            return head.getLong(1);
        }
    }

    private List<Candidate> candidates(TreeMap<String, Work> work, Agreements agreements, PeriodReads reads, DueRows due) throws SQLException {
        Map<String, List<Days>> changed = new HashMap<>();
        work.forEach((agreement, each) -> {
            if (each.changed() != null) {
                changed.put(agreement, List.of(each.changed()));
            }
        });
        Map<String, List<LocalDate>> touched = reads.touchedDays(changed);
        List<Candidate> candidates = new ArrayList<>();
        List<String> unreached = new ArrayList<>();
        for (Map.Entry<String, Work> each : work.entrySet()) {
            String agreement = each.getKey();
            if (candidates.size() >= PERIODS_AT_MOST) {
                unreached.add(agreement);
                continue;
            }
            if (each.getValue().isVersion()) {
                desks.versionArrived(agreements.versions(agreement).newest());
            }
            SortedSet<SettlementPeriod> closing = each.getValue().isClosing() ? desks.closed(agreements.versions(agreement), now) : new TreeSet<>();
            TreeMap<SettlementPeriod, RunKind> scheduled = new TreeMap<>();
            each.getValue().scheduled().forEach((from, kind) -> scheduled.put(agreements.periodOf(agreement, from), kind));
            SortedSet<SettlementPeriod> periods = new TreeSet<>(closing);
            periods.addAll(scheduled.keySet());
            // Unlike a figure's, the days of a run or a delivery are looked at outside the term too: it may have moved.
            touched.getOrDefault(agreement, List.of()).forEach(day -> periods.add(agreements.periodOf(agreement, day)));
            each.getValue().days().forEach((first, last) -> periods.addAll(agreements.periodsOf(agreement, new Days(first, last))));
            each.getValue().figures().forEach((series, days) -> days.forEach(day -> periods.addAll(agreements.periodsReached(agreement, series, day))));
            for (SettlementPeriod period : periods) {
                Candidate candidate = agreements.candidate(agreement, period, closing.contains(period), scheduled.get(period), false);
                candidates.add(candidate);
                if (candidate.closing()) {
                    schedule.closed(candidate.terms(), period);
                } else if (each.getValue().isVersion() && desks.hasClosed(agreement, period)) {
                    schedule.replanned(candidate.terms(), period);
                }
            }
        }
        due.leave(unreached);
        return candidates;
    }

    // ---- what becomes of a period

    private Left take(Verdict verdict) {
        Standing standing = verdict.standing();
        // After its final run a period is changed by a dispute run and nothing else; what is known and not used is kept (rule 5).
        if (standing != null && standing.kind().isFinal() && verdict.decision() == null) {
            done(verdict);
            return null;
        }
        return verdict.outcome() instanceof SettlementOutcome.Parked missing ? park(verdict, missing) : settle(verdict, (Settled) verdict.outcome());
    }

    private Left park(Verdict verdict, SettlementOutcome.Parked missing) {
        Candidate candidate = verdict.candidate();
        Optional<Settled> takenBack = Computation.takenBack(verdict);
        boolean same = verdict.isParked()
                && verdict.parked().missing().equals(Books.missingJson(SettlementTranslation.missing(missing.missing())));
        // To whoever follows the events a run ends the parking: it is told again behind the run that takes the amount back.
        if (!same || takenBack.isPresent()) {
            parkings.add(new Parking(candidate.terms(), candidate.period(), missing.missing(), verdict.parked()));
        }
        if (candidate.scheduled() != null) {
            schedule.delayed(candidate.terms().agreement(), candidate.period(), candidate.scheduled());
        }
        if (takenBack.isEmpty()) {
            return null;
        }
        Settled nothing = takenBack.get();
        Standing standing = verdict.standing();
        Posting posting = netted(new Posting(candidate.terms(), nothing, TargetBalances.digest(nothing, candidate.terms().funds()),
                RunKind.of(nothing.stage(), standing.kind()), standing, false, null, verdict.from(), null, standing.balances().offset()));
        postings.add(posting);
        return left(posting);
    }

    private Left settle(Verdict verdict, Settled settled) {
        Candidate candidate = verdict.candidate();
        AgreementTerms terms = candidate.terms();
        Standing standing = verdict.standing();
        boolean unparks = verdict.isParked();
        boolean ordered = candidate.scheduled() != null || verdict.decision() != null;
        done(verdict);
        // A parked period whose only lot has left it again is not left parked: its run of zero says that nothing is missing.
        if (standing == null && !unparks && settled.stage() == Stage.OPEN && settled.amounts().quantity().isZero()) {
            return null;
        }
        boolean waits = standing != null && standing.isClosed() && terms.runs().restate() == RunCalendar.Restate.AT_NEXT_RUN;
        if (waits && !ordered && !unparks) {
            return null;
        }
        String digest = TargetBalances.digest(settled, terms.funds());
        if (standing != null && !unparks && !ordered && standing.digest().equals(digest)) {
            return null;
        }
        RunKind kind = verdict.decision() != null ? RunKind.DISPUTE
                : candidate.scheduled() != null && (standing != null && standing.isClosed() || candidate.scheduled().isFinal()) ? candidate.scheduled()
                : RunKind.of(settled.stage(), standing == null ? null : standing.kind());
        Posting posting = netted(new Posting(terms, settled, digest, kind, standing, unparks, verdict.decision(), verdict.from(), null,
                standing == null ? Money.zero(terms.currency()) : standing.balances().offset()));
        postings.add(posting);
        return left(posting);
    }

    private void done(Verdict verdict) {
        if (verdict.candidate().scheduled() != null) {
            schedule.done(verdict.candidate().terms().agreement(), verdict.candidate().period(), verdict.candidate().scheduled());
        }
    }

    private static Left left(Posting posting) {
        return new Left(posting.settled().period().from(), posting.event(), posting.settled().yearToDate());
    }

    /**
     * The netting of a period is made once, when it is first settled; a later difference enters the next one (rule 20).
     */
    private Posting netted(Posting posting) {
        AgreementTerms terms = posting.terms();
        if (terms.netting().isEmpty() || posting.settled().stage() == Stage.OPEN) {
            return posting;
        }
        NextNetting waiting = desks.of(terms.agreement()).netting();
        if (posting.before() != null && posting.before().isClosed()) {
            if (!posting.difference().isZero()) {
                desks.netting(terms.agreement(), waiting.with(new PeriodSettled.Late(posting.event(), posting.difference().amount())));
            }
            return posting;
        }
        PeriodSettled.Netting netting = waiting.of(terms, posting.settled());
        desks.netting(terms.agreement(), waiting.after(netting));
        return new Posting(terms, posting.settled(), posting.digest(), posting.kind(), posting.before(), posting.unparks(), posting.decision(),
                posting.carriedFrom(), netting, new Money(netting.offset(), terms.currency()));
    }
}
