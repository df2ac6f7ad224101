package org.pricefloor.settlement.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.Resolution;
import org.pricefloor.kernel.agreement.ResolvedAgreement;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.calendar.RunKind;
import org.pricefloor.kernel.price.DeterminationOutcome;
import org.pricefloor.kernel.price.Missing;
import org.pricefloor.kernel.price.Publications;
import org.pricefloor.kernel.price.ReferenceData;
import org.pricefloor.kernel.price.ResolvedRule;
import org.pricefloor.kernel.settlement.PeriodFacts;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.settlement.Settlement;
import org.pricefloor.kernel.settlement.SettlementOutcome;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.settlement.bench.PeriodReads.Days;
import org.pricefloor.settlement.books.Books;
import org.pricefloor.settlement.books.Parking;
import org.pricefloor.settlement.books.Posting;
import org.pricefloor.settlement.books.Standing;
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
    /** A round holds its periods in memory: some 10 KB each with trace and event. */
    private static final int PERIODS_AT_MOST = 5_000;

    /** A period of an agreement that has to be looked at. */
    private record Candidate(AgreementTerms terms, Resolution resolution, SettlementPeriod period, boolean closing) {

        PeriodKey key() {
            return new PeriodKey(terms.agreement(), period.from());
        }

        boolean isInTerm() {
            return terms.isInTerm(period.from());
        }
    }

    private record PriceKey(String rule, SettlementPeriod period, Stage stage) {
    }

    private final Connection connection;
    private final Instant now;
    private final ReferenceShelf referenceShelf;
    private final TermsShelf termsShelf;
    private final Books books;

    Round(Connection connection, Instant now, ReferenceShelf referenceShelf, TermsShelf termsShelf, Books books) {
        this.connection = connection;
        this.now = now;
        this.referenceShelf = referenceShelf;
        this.termsShelf = termsShelf;
        this.books = books;
    }

    /** True when there was something to do. */
    boolean run() throws SQLException {
        DueRows due = DueRows.take(connection, now);
        if (due.isEmpty()) {
            return false;
        }
        TreeMap<String, Work> work = due.byAgreement(referenceShelf.upTo(connection, shelfPosition()));
        due.putBack(surplus(work));
        Desks desks = Desks.lock(connection, work.keySet());
        // A due agreement that has no desk has not arrived: it becomes due as a whole when it does.
        work.keySet().retainAll(desks.agreements());

        long cutOff = shelfPosition();
        ReferenceData references = referenceShelf.upTo(connection, cutOff);
        Map<String, TermsShelf.Version> versions = termsShelf.newest(connection, work.keySet(), cutOff);
        PeriodReads reads = new PeriodReads(connection, cutOff);
        List<Candidate> candidates = candidates(work, versions, references, reads, desks, due);
        settle(candidates, reads, cutOff);
        desks.write();
        due.remove();
        return true;
    }

    private long shelfPosition() throws SQLException {
        try (Statement statement = connection.createStatement();
             ResultSet head = statement.executeQuery("SELECT position FROM shelf_head")) {
            head.next();
            return head.getLong(1);
        }
    }

    private static Map<String, Work> surplus(TreeMap<String, Work> work) {
        Map<String, Work> surplus = new LinkedHashMap<>();
        while (work.size() > AGREEMENTS_AT_MOST) {
            Map.Entry<String, Work> last = work.pollLastEntry();
            surplus.put(last.getKey(), last.getValue());
        }
        return surplus;
    }

    private List<Candidate> candidates(TreeMap<String, Work> work, Map<String, TermsShelf.Version> versions, ReferenceData references,
                                       PeriodReads reads, Desks desks, DueRows due) throws SQLException {
        Map<String, List<LocalDate>> touched = reads.touchedDays(
                work.entrySet().stream().filter(each -> each.getValue().isEverything()).map(Map.Entry::getKey).toList());
        List<Candidate> candidates = new ArrayList<>();
        Map<String, Work> unreached = new LinkedHashMap<>();
        for (Map.Entry<String, Work> each : work.entrySet()) {
            if (candidates.size() >= PERIODS_AT_MOST) {
                unreached.put(each.getKey(), each.getValue());
                continue;
            }
            TermsShelf.Version version = versions.get(each.getKey());
            AgreementTerms terms = version.terms();
            Resolution resolution = terms.resolve(references);
            if (each.getValue().isEverything()) {
                desks.versionArrived(version);
            }
            SortedSet<SettlementPeriod> closing = each.getValue().isClosing() ? desks.closed(terms, now) : new TreeSet<>();
            SortedSet<SettlementPeriod> periods = new TreeSet<>(closing);
            // Unlike a figure's, the days of a run or a delivery are looked at outside the term too: it may have moved.
            touched.getOrDefault(each.getKey(), List.of()).forEach(day -> periods.add(terms.periodOf(day)));
            each.getValue().days().forEach((first, last) -> {
                add(terms, first, last, periods);
                periods.add(terms.periodOf(first));
                periods.add(terms.periodOf(last));
            });
            each.getValue().figures().forEach((series, days) ->
                    days.forEach(day -> add(terms, day, lastDayReached(resolution, series, day), periods)));
            periods.forEach(period -> candidates.add(new Candidate(terms, resolution, period, closing.contains(period))));
        }
        due.putBack(unreached);
        return candidates;
    }

    private static void add(AgreementTerms terms, LocalDate first, LocalDate last, Set<SettlementPeriod> periods) {
        LocalDate from = first.isBefore(terms.effectiveFrom()) ? terms.effectiveFrom() : first;
        LocalDate to = last.isAfter(terms.effectiveTo()) ? terms.effectiveTo() : last;
        if (from.isAfter(to)) {
            return;
        }
        for (SettlementPeriod period = terms.periodOf(from); !period.from().isAfter(to); period = period.next()) {
            periods.add(period);
        }
    }

    private static LocalDate lastDayReached(Resolution resolution, String series, LocalDate day) {
        return resolution instanceof Resolution.Resolved resolved ? resolved.agreement().referencePrice().lastDayReached(series, day) : day;
    }

    private void settle(List<Candidate> candidates, PeriodReads reads, long cutOff) throws SQLException {
        if (candidates.isEmpty()) {
            return;
        }
        List<PeriodKey> keys = candidates.stream().map(Candidate::key).toList();
        Map<PeriodKey, Standing> standings = reads.standings(keys);
        Map<PeriodKey, Standing.Parked> parked = reads.parked(keys);
        Map<String, List<Days>> stretches = new HashMap<>();
        candidates.forEach(candidate -> stretches.computeIfAbsent(candidate.terms().agreement(), unseen -> new ArrayList<>())
                .add(new Days(candidate.period().from(), candidate.period().to())));
        Map<String, NavigableMap<LocalDate, List<Delivery>>> deliveries = reads.deliveries(merged(stretches));

        List<Candidate> live = candidates.stream().filter(candidate -> candidate.closing()
                || standings.containsKey(candidate.key())
                || parked.containsKey(candidate.key()) && parked.get(candidate.key()).active()
                || candidate.isInTerm() && !of(candidate, deliveries).isEmpty()).toList();
        Map<String, Publications> publications = reads.figures(figuresNeeded(live.stream().filter(Candidate::isInTerm).toList(), deliveries));

        Map<PriceKey, DeterminationOutcome> prices = new HashMap<>();
        List<Posting> postings = new ArrayList<>();
        List<Posting> accrualsEnded = new ArrayList<>();
        List<Parking> parkings = new ArrayList<>();
        for (Candidate candidate : live) {
            Standing standing = standings.get(candidate.key());
            Standing.Parked parking = parked.get(candidate.key());
            Stage stage = stage(candidate, standing);
            SettlementOutcome outcome = outcome(candidate, stage, of(candidate, deliveries), publications, prices);
            if (outcome instanceof SettlementOutcome.Parked missing) {
                boolean same = parking != null && parking.active()
                        && parking.missing().equals(Books.missingJson(SettlementTranslation.missing(missing.missing())));
                if (!same) {
                    parkings.add(new Parking(candidate.terms(), candidate.period(), missing.missing(), parking));
                }
                if (stage == Stage.CLOSED && standing != null && standing.kind() == RunKind.ACCRUAL && !standing.net().isZero()) {
                    Settled ended = Settlement.withoutAccrual(candidate.terms(), candidate.period());
                    accrualsEnded.add(new Posting(candidate.terms(), ended, ended.digest(), standing, false));
                }
                continue;
            }
            Settled settled = (Settled) outcome;
            boolean unparks = parking != null && parking.active();
            // A parked period whose only lot has left it again is not left parked: its run of zero says that nothing is missing.
            if (standing == null && !unparks && settled.stage() == Stage.OPEN && settled.amounts().quantity().isZero()) {
                continue;
            }
            String digest = settled.digest();
            if (standing == null || unparks || !standing.digest().equals(digest)) {
                postings.add(new Posting(candidate.terms(), settled, digest, standing, unparks));
            }
        }
        books.post(connection, now, cutOff, postings, accrualsEnded, parkings);
        if (!postings.isEmpty() || !parkings.isEmpty() || !accrualsEnded.isEmpty()) {
            LOG.infof("Posted runs=%d parked=%d looked-at=%d cut-off=%d", postings.size(), parkings.size(), candidates.size(), cutOff);
        }
    }

    /** A period that has been settled stays closed, whatever the clock says now. */
    private Stage stage(Candidate candidate, Standing standing) {
        boolean closed = standing != null && standing.kind() != RunKind.ACCRUAL
                || !now.isBefore(candidate.period().closesAt(candidate.terms().zone(), candidate.terms().closeLagDays()));
        return closed ? Stage.CLOSED : Stage.OPEN;
    }

    private SettlementOutcome outcome(Candidate candidate, Stage stage, List<Delivery> deliveries,
                                      Map<String, Publications> publications, Map<PriceKey, DeterminationOutcome> prices) {
        if (!candidate.isInTerm()) {
            return Settlement.outsideTerm(candidate.terms(), candidate.period(), stage);
        }
        if (candidate.resolution() instanceof Resolution.Unresolved unresolved) {
            return new SettlementOutcome.Parked(unresolved.missing());
        }
        ResolvedAgreement agreement = ((Resolution.Resolved) candidate.resolution()).agreement();
        AgreementTerms terms = candidate.terms();
        try {
            return Settlement.settle(agreement, new PeriodFacts(candidate.period(), stage, deliveries,
                    () -> prices.computeIfAbsent(new PriceKey(agreement.referencePrice().id(), candidate.period(), stage),
                            unseen -> price(agreement.referencePrice(), candidate.period(), stage, publications))));
        } catch (RuntimeException e) {
            // One agreement's surprise must not hold up the others: the period is parked where a person sees it.
            LOG.errorf(e, "Failed to settle agreement=%s period=%s", terms.agreement(), candidate.period());
            return new SettlementOutcome.Parked(List.of(new Missing(Missing.Rule.ARITHMETIC_MUST_SUCCEED, e.toString(),
                    "report this to the maintainers with the agreement and the period")));
        }
    }

    private static DeterminationOutcome price(ResolvedRule rule, SettlementPeriod period, Stage stage,
                                              Map<String, Publications> publications) {
        Function<String, Publications> published = series -> publications.getOrDefault(series, Publications.NONE);
        return stage == Stage.CLOSED ? rule.determine(period, published) : rule.determineToDate(period, published);
    }

    private static List<Delivery> of(Candidate candidate, Map<String, NavigableMap<LocalDate, List<Delivery>>> deliveries) {
        NavigableMap<LocalDate, List<Delivery>> ofAgreement = deliveries.get(candidate.terms().agreement());
        if (ofAgreement == null) {
            return List.of();
        }
        return ofAgreement.subMap(candidate.period().from(), true, candidate.period().to(), true).values().stream()
                .flatMap(List::stream).toList();
    }

    private static Map<String, List<Days>> figuresNeeded(List<Candidate> candidates,
                                                         Map<String, NavigableMap<LocalDate, List<Delivery>>> deliveries) {
        Map<String, List<Days>> needed = new HashMap<>();
        Set<Map.Entry<String, SettlementPeriod>> seen = new HashSet<>();
        for (Candidate candidate : candidates) {
            if (!(candidate.resolution() instanceof Resolution.Resolved resolved) || of(candidate, deliveries).isEmpty()) {
                continue;
            }
            ResolvedRule price = resolved.agreement().referencePrice();
            SettlementPeriod period = candidate.period();
            if (!seen.add(Map.entry(price.id(), period))) {
                continue;
            }
            price.earliestNeeded(period).forEach((series, earliest) ->
                    needed.computeIfAbsent(series, unseen -> new ArrayList<>()).add(new Days(earliest, period.to())));
        }
        return merged(needed);
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
}
