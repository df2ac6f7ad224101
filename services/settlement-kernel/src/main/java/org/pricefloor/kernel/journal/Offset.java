package org.pricefloor.kernel.journal;

import org.pricefloor.kernel.agreement.Netting;
import org.pricefloor.kernel.money.Money;

/**
 * The netting of an agreement's period, once, when its initial run is posted (rule 20).
 *
 * <pre>
 *   payable    = top-up of the period + restatements to the producer's favour since the last netting
 *   receivable = upside share of the period + what was carried forward + restatements to the office's favour since
 *   offset     = min(payable, receivable)
 *   to pay     = payable − offset
 *   carried    = receivable − offset
 * </pre>
 *
 * <p>A netting that was closed is never opened again: what a restatement of its period changes later enters the next netting.
 *
 * @param offset  zero or more: debit top-up payable, credit upside receivable
 * @param carried to the next netting; without carry-forward it is invoiced and the next netting starts from zero
 */
public record Offset(Money offset, Money toPay, Money carried) {

    /**
     * @param lateFavourProducer sum of the restatements since the last netting that favour the producer, zero or more
     * @param lateFavourOffice   sum of those that favour the office, zero or more
     */
    public static Offset of(Netting netting, Money topUp, Money upside, Money carriedBefore, Money lateFavourProducer, Money lateFavourOffice) {
        Money payable = topUp.plus(lateFavourProducer);
        Money receivable = upside.plus(carriedBefore).plus(lateFavourOffice);
        Money offset = !netting.setsOff() ? Money.zero(topUp.currency())
                : payable.minus(receivable).isNegative() ? payable : receivable;
        return new Offset(offset, payable.minus(offset), netting.carriesForward() ? receivable.minus(offset) : Money.zero(topUp.currency()));
    }
}
