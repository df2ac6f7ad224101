package org.pricefloor.commandline;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.Resolution;
import org.pricefloor.kernel.agreement.ResolvedAgreement;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.calendar.RunKind;
import org.pricefloor.kernel.price.DeterminationOutcome;
import org.pricefloor.kernel.settlement.PeriodFacts;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.settlement.Settlement;
import org.pricefloor.kernel.settlement.SettlementOutcome;
import org.pricefloor.kernel.calendar.Stage;

/**
 * Settles agreements on facts that are all at hand: every period from the beginning of the term to the day of the view, the
 * open one included.
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
    void settle(Iterable<AgreementTerms> agreements, Consumer<Result> results) {
        for (AgreementTerms agreement : agreements) {
            Resolution resolution = agreement.resolve(terms.referenceData());
            LocalDate today = asOf.atZone(agreement.zone()).toLocalDate();
            SettlementPeriod period = agreement.periodOf(agreement.effectiveFrom());
            while (!period.from().isAfter(today) && agreement.isInTerm(period.from())) {
                Result result = settle(agreement, resolution, period);
                boolean nothingToAccrue = result.kind() == RunKind.ACCRUAL
                        && result.settled().map(settled -> settled.amounts().quantity().isZero()).orElse(false);
                if (!nothingToAccrue) {
                    results.accept(result);
                }
                period = period.next();
            }
        }
    }

    /** One period of an agreement. */
    Result settle(AgreementTerms agreement, SettlementPeriod period) {
        return settle(agreement, agreement.resolve(terms.referenceData()), period);
    }

    private Result settle(AgreementTerms agreement, Resolution resolution, SettlementPeriod period) {
        Stage stage = asOf.isBefore(period.closesAt(agreement.zone(), agreement.closeLagDays())) ? Stage.OPEN : Stage.CLOSED;
        RunKind kind = RunKind.of(stage, null);
        if (resolution instanceof Resolution.Unresolved unresolved) {
            return new Result(agreement, period, kind, new SettlementOutcome.Parked(unresolved.missing()));
        }
        ResolvedAgreement resolved = ((Resolution.Resolved) resolution).agreement();
        List<Delivery> deliveries = facts.deliveries(agreement.agreement(), period);
        return new Result(agreement, period, kind,
                Settlement.settle(resolved, new PeriodFacts(period, stage, deliveries, () -> price(resolved, period, stage))));
    }

    private DeterminationOutcome price(ResolvedAgreement resolved, SettlementPeriod period, Stage stage) {
        return prices.computeIfAbsent(new Price(resolved.referencePrice().id(), period, stage), key -> {
            return stage == Stage.OPEN
                    ? resolved.referencePrice().determineToDate(period, facts::publications)
                    : resolved.referencePrice().determine(period, facts::publications);
        });
    }
}
