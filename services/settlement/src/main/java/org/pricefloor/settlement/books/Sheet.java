package org.pricefloor.settlement.books;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.journal.TargetBalances;
import org.pricefloor.kernel.journal.Transfer;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.money.UnitPrice;
import org.pricefloor.kernel.price.Determination;
import org.pricefloor.kernel.price.Digest;
import org.pricefloor.kernel.settlement.Amounts;
import org.pricefloor.kernel.settlement.Rules;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.messaging.Outbox;
import org.pricefloor.translation.SettlementTranslation;

/**
 * Some runs of a batch, made ready to be written: their rows, their transfers and the events. What a run posts is the difference between
 * the balances it states and those of the run before it (rule 4).
 */
final class Sheet {

    /** So many that a statement by itself hardly counts, and that several are under way in a round that is full. */
    private static final int RUNS = 400;

    private final Instant recordedAt;
    private final LocalDate accountingDate;
    private final long cutOff;
    private final JournalTotals totals;
    private final InsertRows rows;
    private final InsertRows transfers;
    private final List<Outbox.Written> events = new ArrayList<>();
    private int runs;

    /** @param totals to which the transfers are added */
    Sheet(Instant recordedAt, long cutOff, JournalTotals totals) {
        this.recordedAt = recordedAt;
        this.accountingDate = recordedAt.atOffset(ZoneOffset.UTC).toLocalDate();
        this.cutOff = cutOff;
        this.totals = totals;
        this.rows = new InsertRows("run", "position bigint", "agreement text", "period_from date", "period_to date", "period_label text",
                "sequence int4", "kind text", "producer text", "office text", "agreement_version int4", "currency text", "unit text", "quantity numeric",
                "floor_price numeric", "reference_price numeric", "unit_difference numeric", "accrued_top_up numeric",
                "accrued_upside numeric", "top_up numeric", "upside numeric", "difference numeric", "determination_id text",
                "derivation_digest text", "event_id text", "event_digest text", "balances text", "year_to_date text", "carried_from text",
                "decision text").same("rules_version text", Rules.VERSION).same("cut_off bigint", cutOff).same("recorded_at timestamptz", recordedAt)
                .same("accounting_date date", accountingDate);
        this.transfers = new InsertRows("journal_transfer", "agreement text", "period_from date", "sequence int4", "line int2",
                "producer text", "office text", "debit text", "credit text", "amount numeric", "currency text", "fund text")
                .same("accounting_date date", accountingDate).same("recorded_at timestamptz", recordedAt);
    }

    boolean isFull() {
        return runs >= RUNS;
    }

    /** Adds an event that is no run's. */
    void add(Outbox.Written event) {
        events.add(event);
    }

    /**
     * Adds a run.
     *
     * @return what it leaves on the books
     */
    Standing add(long position, Posting posting) {
        AgreementTerms terms = posting.terms();
        Settled settled = posting.settled();
        Amounts amounts = settled.amounts();
        Standing before = posting.before();
        TargetBalances target = TargetBalances.of(settled, terms.funds(), posting.offset());
        List<Transfer> difference = target.transfersFrom(before == null ? TargetBalances.none(terms.currency()) : before.balances());
        int sequence = posting.sequence();
        PeriodSettled event = SettlementTranslation.event(terms, settled,
                new PeriodSettled.Run(sequence, posting.kind().term(), Rules.VERSION, cutOff, recordedAt, accountingDate, posting.decision()),
                before == null ? Money.zero(terms.currency()) : before.net(), target, difference, posting.carriedFrom(), posting.netting());
        Outbox.Written written = Outbox.Written.of(event);
        rows.add(position).add(terms.agreement()).add(settled.period().from()).add(settled.period().to())
                .add(settled.period().label()).add(sequence).add(posting.kind().term()).add(terms.producer()).add(terms.office())
                .add(terms.version())
                .add(terms.currency().getCurrencyCode()).add(terms.unit().symbol()).add(amounts.quantity().amount())
                .add(amounts.floorPrice().map(UnitPrice::amount).orElse(null)).add(amounts.referencePrice().map(UnitPrice::amount).orElse(null))
                .add(amounts.unitDifference().orElse(null)).add(target.accruedTopUp().amount())
                .add(target.accruedUpside().amount()).add(target.topUp().amount()).add(target.upside().amount())
                .add(event.difference()).add(settled.determination().map(Determination::id).orElse(null))
                .add(posting.digest()).add(event.eventId()).add(Digest.sha256(written.body()))
                .add(BalancesText.write(target)).add(event.yearToDate() == null ? null : EventJson.text(event.yearToDate())).add(posting.carriedFrom())
                .add(posting.decision()).end();
        addTransfers(terms, settled.period().from(), sequence, difference);
        totals.add(difference);
        events.add(written);
        runs++;
        return new Standing(settled.period().from(), sequence, posting.kind(), target, cutOff, posting.digest(), settled.yearToDate(), event.eventId());
    }

    private void addTransfers(AgreementTerms terms, LocalDate periodFrom, int sequence, List<Transfer> difference) {
        int line = 0;
        for (Transfer transfer : difference) {
            transfers.add(terms.agreement()).add(periodFrom).add(sequence).add(++line).add(terms.producer())
                    .add(terms.office()).add(transfer.debit().term()).add(transfer.credit().term())
                    .add(transfer.amount().amount()).add(transfer.amount().currency().getCurrencyCode())
                    .add(transfer.fund().isEmpty() ? null : transfer.fund()).end();
        }
    }

    /** @param traceOf by subject of an event */
    void write(Connection connection, Function<String, UUID> traceOf) throws SQLException {
        rows.write(connection);
        transfers.write(connection);
        Outbox.appendWritten(connection, Books.SOURCE, events, traceOf);
    }
}
