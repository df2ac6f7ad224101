package org.pricefloor.settlement.bench;

import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.Escalation;
import org.pricefloor.kernel.agreement.Resolution;
import org.pricefloor.kernel.calendar.RunKind;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.price.ReferenceData;
import org.pricefloor.kernel.price.ResolvedRule;
import org.pricefloor.settlement.bench.PeriodReads.Days;

/** The agreements of a round, each period under the version that governs it, resolved once for each version. */
final class Agreements {

    private final Map<String, TermsShelf.Versions> versions;
    private final ReferenceData references;
    private final Map<String, Resolution> resolutions = new HashMap<>();

    Agreements(Map<String, TermsShelf.Versions> versions, ReferenceData references) {
        this.versions = versions;
        this.references = references;
    }

    TermsShelf.Versions versions(String agreement) {
        return versions.get(agreement);
    }

    Candidate candidate(String agreement, SettlementPeriod period, boolean closing, RunKind scheduled, boolean chained) {
        AgreementTerms terms = versions.get(agreement).governing(period.from());
        return new Candidate(terms, resolution(terms), period, closing, scheduled, chained);
    }

    private Resolution resolution(AgreementTerms terms) {
        return resolutions.computeIfAbsent(terms.fact(), unseen -> terms.resolve(references));
    }

    SettlementPeriod periodOf(String agreement, LocalDate day) {
        return versions.get(agreement).newest().terms().periodOf(day);
    }

    /** The periods inside the term that a figure of a series and day can have a say in, under any version. */
    SortedSet<SettlementPeriod> periodsReached(String agreement, String series, LocalDate day) {
        SortedSet<SettlementPeriod> periods = new TreeSet<>();
        for (TermsShelf.Version version : versions.get(agreement).all()) {
            AgreementTerms terms = version.terms();
            if (!(resolution(terms) instanceof Resolution.Resolved resolved)) {
                addInTerm(terms, day, day, periods);
                continue;
            }
            for (ResolvedRule price : resolved.agreement().prices()) {
                if (price.seriesRead().contains(series)) {
                    addInTerm(terms, day, price.lastDayReached(series, day), periods);
                }
            }
            terms.products().forEach(product -> product.escalation().ifPresent(escalation ->
                    escalation.reachedBy(series, day, terms.effectiveTo()).ifPresent(days -> addInTerm(terms, days.first(), days.last(), periods))));
        }
        return periods;
    }

    private static void addInTerm(AgreementTerms terms, LocalDate first, LocalDate last, Collection<SettlementPeriod> periods) {
        LocalDate from = first.isBefore(terms.effectiveFrom()) ? terms.effectiveFrom() : first;
        LocalDate to = last.isAfter(terms.effectiveTo()) ? terms.effectiveTo() : last;
        if (from.isAfter(to)) {
            return;
        }
        for (SettlementPeriod period = terms.periodOf(from); !period.from().isAfter(to); period = period.next()) {
            periods.add(period);
        }
    }

    /** The periods of a stretch of days; both ends may lie outside the term, which may have moved. */
    SortedSet<SettlementPeriod> periodsOf(String agreement, Days days) {
        SortedSet<SettlementPeriod> periods = new TreeSet<>();
        addInTerm(versions.get(agreement).newest().terms(), days.first(), days.last(), periods);
        periods.add(periodOf(agreement, days.first()));
        periods.add(periodOf(agreement, days.last()));
        return periods;
    }
}
