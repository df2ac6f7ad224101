package org.pricefloor.portal.statement;

import java.math.BigDecimal;
import java.util.List;
import org.pricefloor.contracts.PeriodSettled;

/**
 * The netting of a period, to be added up by hand: what stood on both sides, what was set off, and what became of the rest.
 *
 * @param run the run that made it, the first of the closed period; a later one does not open it again
 */
public record Netted(PeriodSettled run) {

    public PeriodSettled.Netting netting() {
        return run.netting();
    }

    public boolean madeBy(PeriodSettled other) {
        return run.eventId().equals(other.eventId());
    }

    /** Restatements of other periods that favour the producer. */
    public List<PeriodSettled.Late> lateForProducer() {
        return netting().late().stream().filter(late -> late.amount().signum() > 0).toList();
    }

    public List<PeriodSettled.Late> lateForOffice() {
        return netting().late().stream().filter(late -> late.amount().signum() < 0)
                .map(late -> new PeriodSettled.Late(late.run(), late.amount().negate())).toList();
    }

    /** Owed to the producer before anything is set off: what is set off and what is to be paid. */
    public BigDecimal payable() {
        return netting().offset().add(netting().toPay());
    }

    /** Owed by the producer before anything is set off. */
    public BigDecimal receivable() {
        return lateForOffice().stream().map(PeriodSettled.Late::amount)
                .reduce(run.amounts().upsideShare().add(netting().carriedBefore()), BigDecimal::add);
    }

    /** Owed by the producer, neither set off nor carried: it is invoiced. */
    public BigDecimal invoiced() {
        return receivable().subtract(netting().offset()).subtract(netting().carried());
    }
}
