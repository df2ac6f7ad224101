package org.pricefloor.commandline;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.calendar.SettlementPeriod;

/**
 * The versions of an agreement. Each period is settled under the newest version that governs its first day.
 *
 * @param all oldest first, at least one
 */
record Versions(List<AgreementTerms> all) {

    Versions {
        all = all.stream().sorted(Comparator.comparingInt(AgreementTerms::version)).toList();
    }

    /** With one more; the versions that are there stay as they are. */
    Versions and(AgreementTerms version) {
        List<AgreementTerms> more = new ArrayList<>(all);
        more.add(version);
        return new Versions(more);
    }

    AgreementTerms newest() {
        return all.get(all.size() - 1);
    }

    String agreement() {
        return newest().agreement();
    }

    /** Where no version claims a period, the newest has it, as on the books. */
    AgreementTerms governing(LocalDate periodFrom) {
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).governs(periodFrom)) {
                return all.get(i);
            }
        }
        return newest();
    }

    /** Whether the period that begins on that day exists under the version that governs it. */
    boolean isInTerm(LocalDate periodFrom) {
        return governing(periodFrom).isInTerm(periodFrom);
    }

    /** Whether some version has terms that run over the calendar year, so that a period starts from what the one before it left. */
    boolean isAnnual() {
        return all.stream().anyMatch(AgreementTerms::isAnnual);
    }

    SettlementPeriod periodOf(LocalDate day) {
        return newest().periodOf(day);
    }

    /** The first period of the version that begins earliest. */
    SettlementPeriod first() {
        return periodOf(all.stream().map(AgreementTerms::effectiveFrom).min(Comparator.naturalOrder()).orElseThrow());
    }

    /** The last period of the version that ends latest. */
    SettlementPeriod last() {
        return periodOf(all.stream().map(AgreementTerms::effectiveTo).max(Comparator.naturalOrder()).orElseThrow());
    }
}
