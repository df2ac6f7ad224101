package org.pricefloor.translation;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.journal.Offset;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.settlement.Settled;

/**
 * What waits for the next netting of an agreement (rule 20): what the last one carried forward, and what was restated since of periods whose
 * netting was closed. Settlement keeps it between two nettings, the replay follows it through the events.
 *
 * @param carried in the agreement's currency, owed by the producer, zero or more
 * @param late    in the order of their runs, each signed: positive favours the producer
 */
public record NextNetting(BigDecimal carried, List<PeriodSettled.Late> late) {

    /** Of an agreement that was never netted. */
    public static final NextNetting NOTHING_WAITS = new NextNetting(BigDecimal.ZERO, List.of());

    /** What a netting takes of the event's 256 KiB (rule 27), where the workings have 192: some 500 restatements, fewer of long names. */
    static final int LONGEST_LIST = 40 * 1024;
    /** Names of members, quotation marks, commas. */
    private static final int AROUND_A_RESTATEMENT = 24;

    public NextNetting {
        late = List.copyOf(late);
    }

    public NextNetting with(PeriodSettled.Late restatement) {
        List<PeriodSettled.Late> longer = new ArrayList<>(late);
        longer.add(restatement);
        return new NextNetting(carried, longer);
    }

    /**
     * The netting of a period that is settled now, made once ({@link Offset}). It names and sums the oldest restatements, as many as an event
     * holds; those that are left wait for the netting after it.
     */
    public PeriodSettled.Netting of(AgreementTerms terms, Settled settled) {
        Money zero = Money.zero(terms.currency());
        List<PeriodSettled.Late> named = oldest();
        Money favourProducer = zero;
        Money favourOffice = zero;
        for (PeriodSettled.Late each : named) {
            Money amount = new Money(each.amount(), terms.currency());
            favourProducer = amount.isPositive() ? favourProducer.plus(amount) : favourProducer;
            favourOffice = amount.isNegative() ? favourOffice.minus(amount) : favourOffice;
        }
        Money before = zero.plus(new Money(carried, terms.currency()));
        Offset offset = Offset.of(terms.netting().orElseThrow(), settled.amounts().topUp(), settled.amounts().upsideShare(), before, favourProducer, favourOffice);
        return new PeriodSettled.Netting(before.amount(), named, offset.offset().amount(), offset.toPay().amount(), offset.carried().amount());
    }

    private List<PeriodSettled.Late> oldest() {
        int count = 0;
        long bytes = 0;
        for (PeriodSettled.Late each : late) {
            bytes += AROUND_A_RESTATEMENT + each.run().getBytes(StandardCharsets.UTF_8).length + each.amount().toPlainString().length();
            if (bytes > LONGEST_LIST) {
                break;
            }
            count++;
        }
        return late.subList(0, count);
    }

    /** What waits once this one has been made. */
    public NextNetting after(PeriodSettled.Netting made) {
        return new NextNetting(made.carried(), late.subList(made.late().size(), late.size()));
    }
}
