package org.pricefloor.commandline;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.Resolution;
import org.pricefloor.kernel.agreement.ResolvedAgreement;
import org.pricefloor.kernel.calendar.RunKind;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.price.DeterminationOutcome;
import org.pricefloor.kernel.price.ReferencePriceRule;
import org.pricefloor.kernel.price.ResolvedRule;
import org.pricefloor.kernel.settlement.PeriodFacts;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.settlement.Settlement;
import org.pricefloor.kernel.settlement.SettlementOutcome;
import org.pricefloor.kernel.settlement.YearToDate;

/**
 * Settles agreements on facts that are all at hand: every period from the beginning of the term to the day of the view, the
 * open one included, each under the version that governs it. Of terms that run over the year each period starts from what the last
 * settled one before it left.
 */
final class Bench {

    /** What a period comes to: settled, or parked with what it lacks. */
    record Result(AgreementTerms terms, SettlementPeriod period, RunKind kind, SettlementOutcome outcome) {

        Optional<Settled> settled() {
            return outcome instanceof Settled settled ? Optional.of(settled) : Optional.empty();
        }
    }

    private record Price(String rule, SettlementPeriod period, Stage stage) {
    }

    private final Terms terms;
    private final Facts facts;
    private final Instant asOf;
    /** Agreements with the same rule share their reference prices, as they do on the books (rule 27). */
    private final Map<Price, DeterminationOutcome> prices = new HashMap<>();

    Bench(Terms terms, Facts facts, Instant asOf) {
        this.terms = terms;
        this.facts = facts;
        this.asOf = asOf;
    }

    /** Every period of the agreements in order; open periods only where a quantity is known. */
    void settle(Iterable<Versions> agreements, Consumer<Result> results) {
        for (Versions versions : agreements) {
            Chain chain = new Chain(versions);
            for (SettlementPeriod period = versions.first(); !chain.isBeyond(period); period = period.next()) {
                if (!versions.isInTerm(period.from())) {
                    continue;
                }
                Result result = chain.settle(period);
                boolean nothingToAccrue = result.kind() == RunKind.ACCRUAL
                        && result.settled().map(settled -> settled.amounts().quantity().isZero()).orElse(false);
                if (!nothingToAccrue) {
                    results.accept(result);
                }
            }
        }
    }

    /** One period of an agreement; where terms run over the year, after all those before it. */
    Result settle(Versions versions, SettlementPeriod wanted) {
        Chain chain = new Chain(versions);
        if (versions.isAnnual()) {
            for (SettlementPeriod period = versions.first(); period.compareTo(wanted) < 0; period = period.next()) {
                if (versions.isInTerm(period.from())) {
                    chain.settle(period);
                }
            }
        }
        return chain.settle(wanted);
    }

    /** The periods of one agreement in their order. */
    private final class Chain {

        private final Versions versions;
        private final SettlementPeriod last;
        private final Map<String, Resolution> resolutions = new HashMap<>();
        private Optional<YearToDate> left = Optional.empty();

        Chain(Versions versions) {
            this.versions = versions;
            this.last = versions.last();
        }

        boolean isBeyond(SettlementPeriod period) {
            LocalDate today = asOf.atZone(versions.newest().zone()).toLocalDate();
            return period.from().isAfter(today) || period.compareTo(last) > 0;
        }

        Result settle(SettlementPeriod period) {
            AgreementTerms governing = versions.governing(period.from());
            Stage stage = asOf.isBefore(period.closesAt(governing.zone(), governing.closeLagDays())) ? Stage.OPEN : Stage.CLOSED;
            SettlementOutcome outcome = outcome(governing, period, stage);
            if (outcome instanceof Settled settled) {
                left = settled.yearToDate();
            }
            return new Result(governing, period, RunKind.of(stage, null), outcome);
        }

        private SettlementOutcome outcome(AgreementTerms governing, SettlementPeriod period, Stage stage) {
            Resolution resolution = resolutions.computeIfAbsent(governing.fact(), none -> governing.resolve(terms.referenceData()));
            if (resolution instanceof Resolution.Unresolved unresolved) {
                return new SettlementOutcome.Parked(unresolved.missing());
            }
            ResolvedAgreement resolved = ((Resolution.Resolved) resolution).agreement();
            return Settlement.settle(resolved, new PeriodFacts(period, stage, facts.deliveries(governing.agreement(), period),
                    facts.measures(governing.agreement()), governing.isAnnual() ? left : Optional.empty(),
                    rule -> price(resolved, rule, period, stage), facts::publications));
        }
    }

    private DeterminationOutcome price(ResolvedAgreement resolved, ReferencePriceRule rule, SettlementPeriod period, Stage stage) {
        ResolvedRule price = resolved.price(rule);
        return prices.computeIfAbsent(new Price(price.id(), period, stage), key -> stage == Stage.OPEN
                ? price.determineToDate(period, facts::publications)
                : price.determine(period, facts::publications));
    }
}
