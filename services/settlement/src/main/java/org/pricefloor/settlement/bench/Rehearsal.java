package org.pricefloor.settlement.bench;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.frontdoor.Caller;
import org.pricefloor.frontdoor.Refusal;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.RunCalendar;
import org.pricefloor.kernel.calendar.RunKind;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.journal.TargetBalances;
import org.pricefloor.kernel.price.Determination;
import org.pricefloor.kernel.price.Missing;
import org.pricefloor.kernel.price.ReferenceData;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.settlement.SettlementOutcome;
import org.pricefloor.settlement.bench.Computation.Left;
import org.pricefloor.settlement.bench.Computation.Verdict;
import org.pricefloor.settlement.bench.PeriodReads.Days;
import org.pricefloor.settlement.bench.Rehearsed.When;
import org.pricefloor.settlement.books.Standing;

/**
 * Settles without posting: what a round would make of periods, under the facts on the shelf and what is supposed beside them.
 *
 * <p>It reads and computes as {@link Round} does, through the same {@link Computation}, in one read-only transaction of one snapshot:
 * the database itself refuses a write. The number of statements does not depend on the number of periods.
 */
@ApplicationScoped
public class Rehearsal {

    private static final Logger LOG = Logger.getLogger(Rehearsal.class);
    private static final int PERIODS_AT_MOST = 10_000;
    private static final int AGREEMENTS_AT_ONCE = 500;

    private final DataSource database;
    private final Clock clock;
    private final ReferenceShelf referenceShelf = new ReferenceShelf();
    private final TermsShelf termsShelf = new TermsShelf();

    public Rehearsal(DataSource database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** What is read; nothing else can be done with the connection. */
    @FunctionalInterface
    interface Reading<T> {
        T from(Connection connection) throws SQLException;
    }

    /** @param lookedAt periods that were computed */
    public record Radius(int agreements, int lookedAt, List<Rehearsed> touched) {
    }

    /** @param position on the shelf */
    public record KnownFact(String kind, String fact, long position, Instant recordedAt) {
    }

    /** @param period as it stands and as a run now would state it */
    public record KnownNotUsed(Rehearsed period, List<KnownFact> facts) {
    }

    /** In a transaction that can not write and sees one state of shelf and books. */
    <T> T reading(Reading<T> reading) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL plan_cache_mode = force_custom_plan");
                return reading.from(connection);
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the shelf can not be read", e);
        }
    }

    // ---- what if

    /**
     * The periods of an agreement as they stand and as they would be. Of terms that run over the year the later periods of the year
     * are among them as far as they would change.
     *
     * @param from null: from the start of the term
     * @param to   null: to today. Given, the periods up to it are taken as closed, also where that day is still to come
     * @throws Refused 404 where nobody knows the agreement and no draft introduces it
     */
    public List<Rehearsed> whatIf(String agreement, LocalDate from, LocalDate to, Suppositions suppositions) {
        Instant now = clock.instant();
        return reading(connection -> {
            long cutOff = Round.shelfPosition(connection);
            ReferenceData references = referenceShelf.upTo(connection, cutOff);
            Map<String, TermsShelf.Versions> versions = withDraft(termsShelf.known(connection, List.of(agreement), cutOff), suppositions.draft(), now);
            TermsShelf.Versions known = versions.get(agreement);
            if (known == null) {
                throw Refused.notFound();
            }
            Overlay overlay = Overlay.of(connection, cutOff, suppositions, references);
            Agreements agreements = new Agreements(versions, references);
            AgreementTerms newest = known.newest().terms();
            Days asked = asked(known, from, to == null ? now.atZone(newest.zone()).toLocalDate() : to);
            Instant moment = to == null ? now : later(now, to.plusDays(1L + newest.closeLagDays()).atStartOfDay(newest.zone()).toInstant());
            List<Candidate> candidates = new ArrayList<>();
            if (!asked.last().isBefore(asked.first())) {
                for (SettlementPeriod period = newest.periodOf(computedFrom(known, asked.first())); !period.from().isAfter(asked.last()); period = period.next()) {
                    AgreementTerms terms = known.governing(period.from());
                    boolean closed = terms.isInTerm(period.from()) && !moment.isBefore(period.closesAt(terms.zone(), terms.closeLagDays()));
                    candidates.add(agreements.candidate(agreement, period, closed, null, false));
                    refuseTooMany(candidates.size());
                }
            }
            List<Rehearsed> periods = new ArrayList<>(candidates.size());
            new Computation(new PeriodReads(connection, cutOff, overlay), agreements, moment).settle(candidates, verdict -> {
                Rehearsed rehearsed = rehearsed(verdict, now);
                if (!verdict.candidate().period().to().isBefore(asked.first())) {
                    periods.add(rehearsed);
                }
                return left(verdict, rehearsed);
            });
            LOG.debugf("Rehearsed what-if agreement=%s periods=%d cut-off=%d", agreement, periods.size(), cutOff);
            return periods;
        });
    }

    private static void refuseTooMany(int periods) {
        if (periods > PERIODS_AT_MOST) {
            throw Refused.rule("The question is about more than " + PERIODS_AT_MOST + " periods.",
                    Refusal.of("PERIODS_MUST_BE_10000_AT_MOST", "/from and /to", null, "Ask in parts: give from and to."));
        }
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    /** The days asked about, inside the widest term that any version has. */
    private static Days asked(TermsShelf.Versions known, LocalDate from, LocalDate to) {
        LocalDate first = known.all().stream().map(version -> version.terms().effectiveFrom()).min(LocalDate::compareTo).orElseThrow();
        LocalDate last = known.all().stream().map(version -> version.terms().effectiveTo()).max(LocalDate::compareTo).orElseThrow();
        return new Days(from == null || from.isBefore(first) ? first : from, to.isAfter(last) ? last : to);
    }

    /** Under terms that run over the year a period starts from those before it: they are computed too. */
    private static LocalDate computedFrom(TermsShelf.Versions known, LocalDate asked) {
        boolean annual = known.all().stream().anyMatch(version -> version.terms().isAnnual());
        if (!annual) {
            return asked;
        }
        LocalDate start = asked(known, null, asked).first();
        boolean makesUp = known.all().stream().anyMatch(version -> version.terms().takeOrPay().map(minimum -> minimum.makeUpYears() > 0).orElse(false));
        LocalDate year = LocalDate.of(asked.getYear(), 1, 1);
        return makesUp || year.isBefore(start) ? start : year;
    }

    /** A draft counts as the newest version. What runs and lots hang on does not change, as at the registry. */
    private static Map<String, TermsShelf.Versions> withDraft(Map<String, TermsShelf.Versions> known, Optional<AgreementTerms> draft, Instant now) {
        if (draft.isEmpty()) {
            return known;
        }
        AgreementTerms terms = draft.get();
        TermsShelf.Version version = new TermsShelf.Version(terms, now);
        TermsShelf.Versions before = known.get(terms.agreement());
        Map<String, TermsShelf.Versions> with = new HashMap<>(known);
        if (before == null) {
            with.put(terms.agreement(), new TermsShelf.Versions(List.of(version)));
            return with;
        }
        AgreementTerms newest = before.newest().terms();
        List<Refusal> refusals = new ArrayList<>();
        refuseChange(refusals, "PRODUCER_MUST_NOT_CHANGE", "/document/producer", newest.producer(), terms.producer());
        refuseChange(refusals, "CURRENCY_MUST_NOT_CHANGE", "/document/currency", newest.currency().getCurrencyCode(), terms.currency().getCurrencyCode());
        refuseChange(refusals, "UNIT_MUST_NOT_CHANGE", "/document/unit", newest.unit().symbol(), terms.unit().symbol());
        refuseChange(refusals, "PERIOD_MUST_NOT_CHANGE", "/document/period", newest.periodLength().term(), terms.periodLength().term());
        if (!refusals.isEmpty()) {
            throw Refused.rules("TERMS_REFUSED", "The draft changes what a version can not change.", "Correct every member that is named.", refusals);
        }
        with.put(terms.agreement(), before.with(version));
        return with;
    }

    private static void refuseChange(List<Refusal> refusals, String rule, String field, String before, String now) {
        if (!before.equals(now)) {
            refusals.add(Refusal.of(rule, field, now, "Keep " + before + ", or draft another agreement."));
        }
    }

    // ---- blast radius

    /**
     * The periods whose statement would be another if what is supposed were accepted, in the order of agreement and period. What is
     * known and waits for a run anyway is not counted as touched.
     */
    public Radius blastRadius(Caller.Scope scope, Suppositions suppositions) {
        Instant now = clock.instant();
        return reading(connection -> {
            long cutOff = Round.shelfPosition(connection);
            ReferenceData references = referenceShelf.upTo(connection, cutOff);
            Overlay overlay = Overlay.of(connection, cutOff, suppositions, references);
            TreeMap<String, Work> work = work(connection, scope, suppositions, overlay);
            int agreements = 0;
            int lookedAt = 0;
            List<Rehearsed> touched = new ArrayList<>();
            List<String> names = List.copyOf(work.keySet());
            for (int i = 0; i < names.size(); i += AGREEMENTS_AT_ONCE) {
                List<String> some = names.subList(i, Math.min(names.size(), i + AGREEMENTS_AT_ONCE));
                Map<String, TermsShelf.Versions> known = termsShelf.known(connection, some, cutOff);
                Optional<AgreementTerms> draft = suppositions.draft().filter(terms -> some.contains(terms.agreement()));
                Agreements before = new Agreements(known, references);
                Agreements after = new Agreements(withDraft(known, draft, now), references);
                Map<String, SortedSet<SettlementPeriod>> reached = reached(new PeriodReads(connection, cutOff), work, some, before, after);
                Map<PeriodKey, Rehearsed> without = new HashMap<>();
                rehearse(new PeriodReads(connection, cutOff), before, reached, now, without);
                Map<PeriodKey, Rehearsed> with = new TreeMap<>(PeriodKey.ORDER);
                lookedAt += rehearse(new PeriodReads(connection, cutOff, overlay), after, reached, now, with);
                agreements += reached.size();
                with.forEach((key, each) -> {
                    if (isTouched(without.get(key), each)) {
                        touched.add(each);
                    }
                });
            }
            LOG.debugf("Rehearsed blast-radius agreements=%d looked-at=%d touched=%d cut-off=%d", agreements, lookedAt, touched.size(), cutOff);
            return new Radius(agreements, lookedAt, touched);
        });
    }

    /** What would become due, as when the facts arrive on the shelf; of other parties nothing. */
    private static TreeMap<String, Work> work(Connection connection, Caller.Scope scope, Suppositions suppositions, Overlay overlay) throws SQLException {
        TreeMap<String, Work> work = new TreeMap<>();
        Map<String, Set<LocalDate>> figures = new HashMap<>();
        suppositions.prices().forEach(price -> figures.computeIfAbsent(price.series(), unseen -> new LinkedHashSet<>()).add(price.day()));
        if (!figures.isEmpty()) {
            try (PreparedStatement select = connection.prepareStatement("SELECT s.agreement, s.series FROM agreement_series s JOIN agreement_desk d USING (agreement)"
                    + " WHERE s.series = ANY (?) AND (? = '*' OR d.producer = ?)")) {
                select.setArray(1, connection.createArrayOf("text", figures.keySet().toArray()));
                select.setString(2, scope.party());
                select.setString(3, scope.party());
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        Work found = work.computeIfAbsent(row.getString(1), unseen -> new Work());
                        String series = row.getString(2);
                        figures.get(series).forEach(day -> found.figure(series, day));
                    }
                }
            }
        }
        overlay.days().forEach((agreement, days) -> days.forEach(day -> work.computeIfAbsent(agreement, unseen -> new Work()).days(day, day)));
        suppositions.draft().ifPresent(terms -> work.computeIfAbsent(terms.agreement(), unseen -> new Work())
                .changed(new Days(terms.governsFrom().orElse(Work.EVER.first()), terms.governsTo().orElse(Work.EVER.last()))));
        return work;
    }

    /** The periods that a round would look at. */
    private static Map<String, SortedSet<SettlementPeriod>> reached(PeriodReads reads, Map<String, Work> work, List<String> agreements, Agreements before,
                                                                    Agreements after) throws SQLException {
        Map<String, List<Days>> changed = new HashMap<>();
        agreements.stream().filter(agreement -> work.get(agreement).changed() != null)
                .forEach(agreement -> changed.put(agreement, List.of(work.get(agreement).changed())));
        Map<String, List<LocalDate>> touched = reads.touchedDays(changed);
        Map<String, SortedSet<SettlementPeriod>> reached = new TreeMap<>();
        for (String agreement : agreements) {
            if (after.versions(agreement) == null) {
                continue;
            }
            SortedSet<SettlementPeriod> periods = new TreeSet<>();
            touched.getOrDefault(agreement, List.of()).forEach(day -> periods.add(after.periodOf(agreement, day)));
            work.get(agreement).days().forEach((first, last) -> periods.addAll(after.periodsOf(agreement, new Days(first, last))));
            work.get(agreement).figures().forEach((series, days) -> days.forEach(day -> {
                periods.addAll(after.periodsReached(agreement, series, day));
                if (before.versions(agreement) != null) {
                    periods.addAll(before.periodsReached(agreement, series, day));
                }
            }));
            reached.put(agreement, periods);
        }
        return reached;
    }

    private static int rehearse(PeriodReads reads, Agreements agreements, Map<String, SortedSet<SettlementPeriod>> reached, Instant now,
                                Map<PeriodKey, Rehearsed> found) throws SQLException {
        List<Candidate> candidates = new ArrayList<>();
        reached.forEach((agreement, periods) -> {
            if (agreements.versions(agreement) != null) {
                periods.forEach(period -> candidates.add(agreements.candidate(agreement, period, false, null, false)));
            }
        });
        Computation computation = new Computation(reads, agreements, now);
        computation.settle(candidates, verdict -> {
            Rehearsed rehearsed = rehearsed(verdict, now);
            found.put(verdict.candidate().key(), rehearsed);
            return left(verdict, rehearsed);
        });
        return computation.lookedAt();
    }

    private static boolean isTouched(Rehearsed without, Rehearsed with) {
        if (without != null) {
            return !without.mark().equals(with.mark());
        }
        return with.when() != When.NOTHING || !with.missing().isEmpty();
    }

    // ---- known and not used

    /**
     * What was recorded after the cut-off of a period's last run and would have a say in a run now.
     *
     * @throws Refused 404 where the period has no run
     */
    public KnownNotUsed knownNotUsed(String agreement, LocalDate periodFrom) {
        Instant now = clock.instant();
        return reading(connection -> {
            long cutOff = Round.shelfPosition(connection);
            ReferenceData references = referenceShelf.upTo(connection, cutOff);
            Agreements agreements = new Agreements(termsShelf.known(connection, List.of(agreement), cutOff), references);
            SettlementPeriod period = agreements.periodOf(agreement, periodFrom);
            Candidate candidate = agreements.candidate(agreement, period, false, null, false);
            List<KnownNotUsed> found = new ArrayList<>(1);
            List<Rehearsed> rehearsals = new ArrayList<>(1);
            new Computation(new PeriodReads(connection, cutOff), agreements, now).settle(List.of(candidate), verdict -> {
                Rehearsed rehearsed = rehearsed(verdict, now);
                if (verdict.candidate().key().equals(candidate.key())) {
                    rehearsals.add(withFacts(rehearsed, verdict));
                }
                return left(verdict, rehearsed);
            });
            for (Rehearsed each : rehearsals) {
                if (each.standing() == null) {
                    throw Refused.notFound();
                }
                found.add(new KnownNotUsed(each, recordedAfter(connection, each, cutOff)));
            }
            return found.stream().findFirst().orElseThrow(Refused::notFound);
        });
    }

    private static Rehearsed withFacts(Rehearsed rehearsed, Verdict verdict) {
        Set<String> facts = new LinkedHashSet<>(List.of(rehearsed.terms().fact()));
        if (verdict.outcome() instanceof Settled settled) {
            facts.addAll(settled.facts());
            settled.determinations().stream().map(Determination::facts).forEach(facts::addAll);
        }
        return new Rehearsed(rehearsed.terms(), rehearsed.period(), rehearsed.standing(), rehearsed.amounts(), rehearsed.digest(), rehearsed.missing(),
                rehearsed.when(), rehearsed.run(), rehearsed.on(), List.copyOf(facts));
    }

    /** A revision that took a lot out of the period, or its quantity away, is named by no statement: those of its lots are looked for too. */
    private static List<KnownFact> recordedAfter(Connection connection, Rehearsed period, long cutOff) throws SQLException {
        List<KnownFact> facts = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT * FROM (
                    SELECT 'figure' AS kind, fact_id, position, recorded_at FROM figure_fact WHERE fact_id = ANY (?)
                    UNION SELECT 'measure', fact_id, position, recorded_at FROM measure_fact WHERE fact_id = ANY (?)
                    UNION SELECT 'agreement', fact_id, position, recorded_at FROM agreement_fact WHERE fact_id = ANY (?)
                    UNION SELECT 'reference', fact_id, position, recorded_at FROM reference_fact WHERE fact_id = ANY (?)
                    UNION SELECT 'delivery', fact_id, position, recorded_at FROM delivery_fact WHERE fact_id = ANY (?)
                    UNION SELECT 'delivery', later.fact_id, later.position, later.recorded_at
                            FROM delivery_day y JOIN delivery_fact d USING (agreement, delivery_date, lot) JOIN delivery_fact later ON later.agreement = d.agreement AND later.lot = d.lot AND later.revision > d.revision
                           WHERE d.agreement = ? AND d.delivery_date BETWEEN ? AND ?) AS known
                 WHERE position > ? AND position <= ? ORDER BY position""")) {
            for (int i = 1; i <= 5; i++) {
                select.setArray(i, connection.createArrayOf("text", period.facts().toArray()));
            }
            select.setString(6, period.terms().agreement());
            select.setObject(7, period.period().from());
            select.setObject(8, period.period().to());
            select.setLong(9, period.standing().cutOff());
            select.setLong(10, cutOff);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    facts.add(new KnownFact(row.getString(1), row.getString(2), row.getLong(3), row.getObject(4, OffsetDateTime.class).toInstant()));
                }
            }
        }
        return facts;
    }

    // ---- what a round would do

    private static Rehearsed rehearsed(Verdict verdict, Instant now) {
        AgreementTerms terms = verdict.candidate().terms();
        SettlementPeriod period = verdict.candidate().period();
        Standing standing = verdict.standing();
        if (verdict.outcome() instanceof SettlementOutcome.Parked parked) {
            Optional<Settled> takenBack = Computation.takenBack(verdict);
            if (takenBack.isEmpty()) {
                return new Rehearsed(terms, period, standing, null, null, parked.missing(), When.NOTHING, null, null, List.of());
            }
            Settled nothing = takenBack.get();
            return new Rehearsed(terms, period, standing, nothing.amounts(), TargetBalances.digest(nothing, terms.funds()), parked.missing(), When.IMMEDIATELY,
                    RunKind.of(nothing.stage(), standing.kind()), null, List.of());
        }
        Settled settled = (Settled) verdict.outcome();
        String digest = TargetBalances.digest(settled, terms.funds());
        When when = when(verdict, settled, digest);
        RunKind run = when == When.IMMEDIATELY ? verdict.decision() != null ? RunKind.DISPUTE : RunKind.of(settled.stage(), standing == null ? null : standing.kind())
                : null;
        LocalDate on = null;
        if (when == When.AT_NEXT_RUN) {
            Optional<RunCalendar.ScheduledRun> next = nextRun(verdict, now);
            when = next.isPresent() ? when : When.KNOWN_NOT_USED;
            run = next.map(RunCalendar.ScheduledRun::kind).orElse(null);
            on = next.map(scheduled -> period.to().plusDays(1L + scheduled.lagDays())).orElse(null);
        }
        return new Rehearsed(terms, period, standing, settled.amounts(), digest, List.<Missing>of(), when, run, on, List.of());
    }

    private static When when(Verdict verdict, Settled settled, String digest) {
        Standing standing = verdict.standing();
        if (standing == null) {
            boolean nothingYet = !verdict.isParked() && settled.stage() == Stage.OPEN && settled.amounts().quantity().isZero();
            return nothingYet ? When.NOTHING : When.IMMEDIATELY;
        }
        if (verdict.decision() != null || verdict.isParked() && !standing.kind().isFinal()) {
            return When.IMMEDIATELY;
        }
        if (standing.digest().equals(digest)) {
            return When.NOTHING;
        }
        if (standing.kind().isFinal()) {
            return When.KNOWN_NOT_USED;
        }
        return standing.isClosed() && verdict.candidate().terms().runs().restate() == RunCalendar.Restate.AT_NEXT_RUN ? When.AT_NEXT_RUN : When.IMMEDIATELY;
    }

    /** The first run of the calendar that is still to come. */
    private static Optional<RunCalendar.ScheduledRun> nextRun(Verdict verdict, Instant now) {
        AgreementTerms terms = verdict.candidate().terms();
        return terms.runs().runs().stream()
                .filter(run -> verdict.candidate().period().closesAt(terms.zone(), run.lagDays()).isAfter(now)).findFirst();
    }

    /** What is posted, at once or at the next run, is what the later periods of the year start from. */
    private static Left left(Verdict verdict, Rehearsed rehearsed) {
        if (!rehearsed.when().isPosted()) {
            return null;
        }
        Standing standing = verdict.standing();
        SettlementPeriod period = rehearsed.period();
        String event = PeriodSettled.id(rehearsed.terms().agreement(), period.label(), standing == null ? 1 : standing.sequence() + 1);
        return new Left(period.from(), event, verdict.outcome() instanceof Settled settled ? settled.yearToDate()
                : Computation.takenBack(verdict).orElseThrow().yearToDate());
    }
}
