package org.pricefloor.kernel;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.ResolvedAgreement;
import org.pricefloor.kernel.agreement.Resolution;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.delivery.Measure;
import org.pricefloor.kernel.settlement.PeriodFacts;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.settlement.Settlement;
import org.pricefloor.kernel.settlement.SettlementOutcome;
import org.pricefloor.kernel.settlement.YearToDate;

/** The periods of one agreement, settled one after the other: each starts from what the one before it left. */
final class Year {

    private final AgreementTerms terms;
    private final Market market;
    private final ResolvedAgreement agreement;
    private final List<Measure> measures = new ArrayList<>();
    private Optional<YearToDate> left = Optional.empty();

    Year(AgreementTerms terms, Market market) {
        this.terms = terms;
        this.market = market;
        if (!(terms.resolve(market.reference()) instanceof Resolution.Resolved resolved)) {
            throw new AssertionError("not resolved: " + terms.resolve(market.reference()));
        }
        this.agreement = resolved.agreement();
    }

    /** A further certificate of the same measure and year is its next revision. */
    Year certified(String name, int year, String value, String unit) {
        LocalDate day = LocalDate.of(year, 12, 31);
        int revision = 1 + (int) measures.stream().filter(each -> each.name().equals(name) && each.day().equals(day)).count();
        measures.add(new Measure(name, day, revision, new BigDecimal(value), unit, "measure/A1/" + name + "/" + year + "/r" + revision));
        return this;
    }

    Year startingFrom(YearToDate before) {
        left = Optional.of(before);
        return this;
    }

    /** The period of that day; what it leaves is what the next one starts from. */
    Settled closed(String day) {
        Settled settled = settled(day, Stage.CLOSED);
        left = settled.yearToDate();
        return settled;
    }

    Settled open(String day) {
        return settled(day, Stage.OPEN);
    }

    SettlementOutcome outcome(String day, Stage stage) {
        SettlementPeriod period = terms.periodOf(LocalDate.parse(day));
        return Settlement.settle(agreement, new PeriodFacts(period, stage, market.deliveries, measures, left,
                rule -> stage == Stage.OPEN ? agreement.price(rule).determineToDate(period, market::publications)
                        : agreement.price(rule).determine(period, market::publications), market::publications));
    }

    private Settled settled(String day, Stage stage) {
        if (outcome(day, stage) instanceof Settled settled) {
            return settled;
        }
        throw new AssertionError("parked: " + outcome(day, stage));
    }
}
