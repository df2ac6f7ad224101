package org.pricefloor.settlement.books;

import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.pricefloor.contracts.PeriodParked;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.calendar.RunKind;
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
 * Posts a batch: runs, transfers, determinations, parkings and their events, in the caller's transaction.
 *
 * <p>The lock on the books is taken first and held to the commit, so that positions and times of runs are in the order of
 * commits. What a run posts is the difference between the balances it states and those of the run before it (rule 4).
 */
@ApplicationScoped
public class Books {

    /** The CloudEvents source of what settlement publishes. */
    public static final String SOURCE = "/settlement";

    private record Head(long position, Instant recordedAt) {
    }

    /**
     * What was posted.
     *
     * @param from position of the books before it, under their lock; 0: nothing was posted
     * @param to   position of its last run
     * @param runs what each run leaves, once the transaction is committed
     */
    public record Posted(long from, long to, Map<Posting, Standing> runs) {
    }

    /**
     * @param cutOff        shelf position up to which facts were read
     * @param postings      periods that could be computed; they are parked no longer
     * @param accrualsEnded accruals that are taken back because their period is parked
     * @param known         determinations that no longer have to be written
     * @param traces        what the work on an agreement goes back to, by agreement; its events bear it
     */
    public Posted post(Connection connection, Instant now, long cutOff, List<Posting> postings, List<Posting> accrualsEnded,
                     List<Parking> parkings, DeterminationsKnown known, Map<String, UUID> traces) throws SQLException {
        List<Posting> runs = new ArrayList<>(postings);
        runs.addAll(accrualsEnded);
        if (runs.isEmpty() && parkings.isEmpty()) {
            return new Posted(0, 0, Map.of());
        }
        Head head = advanceHead(connection, runs.size(), now);
        List<Outbox.Written> events = new ArrayList<>(runs.size() * 2);
        for (Determination determination : newDeterminations(connection, postings, known)) {
            events.add(Outbox.Written.of(SettlementTranslation.event(determination)));
        }
        Map<Posting, Standing> left = postRuns(connection, head, cutOff, runs, events);
        endParkings(connection, postings);
        park(connection, head, cutOff, parkings, events);
        Map<String, UUID> bySubject = new HashMap<>(traces);
        // A determination is nobody's own: it bears the trace of a run that uses it.
        postings.forEach(posting -> posting.settled().determinations()
                .forEach(price -> bySubject.putIfAbsent(price.rule(), traces.get(posting.terms().agreement()))));
        Outbox.appendWritten(connection, SOURCE, events, event -> bySubject.get(event.subject()));
        return new Posted(head.position(), head.position() + runs.size(), left);
    }

    private static Head advanceHead(Connection connection, int count, Instant now) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE books_head SET position = position + ?,"
                + " recorded_at = greatest(recorded_at, ?) RETURNING position - ?, recorded_at")) {
            update.setInt(1, count);
            update.setObject(2, now.atOffset(ZoneOffset.UTC));
            update.setInt(3, count);
            try (ResultSet row = update.executeQuery()) {
                row.next();
                return new Head(row.getLong(1), row.getObject(2, OffsetDateTime.class).toInstant());
            }
        }
    }

    /** Those that no run named before: a determination is published once, whoever uses it (rule 27). */
    private static List<Determination> newDeterminations(Connection connection, List<Posting> postings, DeterminationsKnown known) throws SQLException {
        Map<String, Determination> used = new LinkedHashMap<>();
        postings.forEach(posting -> posting.settled().determinations().forEach(price -> {
            if (!known.has(price.id())) {
                used.putIfAbsent(price.id(), price);
            }
        }));
        if (used.isEmpty()) {
            return List.of();
        }
        Set<String> inserted = new HashSet<>();
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO determination (determination_id, digest, rule, period_label, value)
                SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::numeric[])
                ON CONFLICT DO NOTHING RETURNING determination_id""")) {
            insert.setArray(1, connection.createArrayOf("text", used.keySet().toArray()));
            insert.setArray(2, connection.createArrayOf("text", used.values().stream().map(Determination::digest).toArray()));
            insert.setArray(3, connection.createArrayOf("text", used.values().stream().map(Determination::rule).toArray()));
            insert.setArray(4, connection.createArrayOf("text", used.values().stream().map(price -> price.period().label()).toArray()));
            insert.setArray(5, connection.createArrayOf("numeric", used.values().stream().map(price -> price.value().amount()).toArray()));
            try (ResultSet row = insert.executeQuery()) {
                while (row.next()) {
                    inserted.add(row.getString(1));
                }
            }
        }
        known.written(used.keySet());
        return used.values().stream().filter(price -> inserted.contains(price.id())).toList();
    }

    private static Map<Posting, Standing> postRuns(Connection connection, Head head, long cutOff, List<Posting> postings, List<Outbox.Written> events)
            throws SQLException {
        LocalDate accountingDate = head.recordedAt().atOffset(ZoneOffset.UTC).toLocalDate();
        List<List<Transfer>> transfers = new ArrayList<>(postings.size());
        List<PeriodSettled> settledEvents = new ArrayList<>(postings.size());
        Map<Posting, Standing> left = new IdentityHashMap<>(postings.size());
        InsertRows rows = new InsertRows("run", "position bigint", "agreement text", "period_from date", "period_to date", "period_label text",
                "sequence int4", "kind text", "producer text", "office text", "agreement_version int4", "currency text", "unit text", "quantity numeric",
                "floor_price numeric", "reference_price numeric", "unit_difference numeric", "accrued_top_up numeric",
                "accrued_upside numeric", "top_up numeric", "upside numeric", "difference numeric", "determination_id text",
                "derivation_digest text", "event_id text", "event_digest text", "balances text", "year_to_date text", "carried_from text",
                "decision text").same("rules_version text", Rules.VERSION).same("cut_off bigint", cutOff).same("recorded_at timestamptz", head.recordedAt())
                .same("accounting_date date", accountingDate);
        long position = head.position();
        for (Posting posting : postings) {
            AgreementTerms terms = posting.terms();
            Settled settled = posting.settled();
            Amounts amounts = settled.amounts();
            Money zero = Money.zero(terms.currency());
            Standing before = posting.before();
            TargetBalances target = TargetBalances.of(settled, terms.funds(), posting.offset());
            List<Transfer> difference = target.transfersFrom(before == null ? TargetBalances.none(terms.currency()) : before.balances());
            RunKind kind = posting.kind();
            int sequence = posting.sequence();
            PeriodSettled event = SettlementTranslation.event(terms, settled,
                    new PeriodSettled.Run(sequence, kind.term(), Rules.VERSION, cutOff, head.recordedAt(), accountingDate, posting.decision()),
                    before == null ? zero : before.net(), target, difference, posting.carriedFrom(), posting.netting());
            Outbox.Written written = Outbox.Written.of(event);
            rows.add(++position).add(terms.agreement()).add(settled.period().from()).add(settled.period().to())
                    .add(settled.period().label()).add(sequence).add(kind.term()).add(terms.producer()).add(terms.office())
                    .add(terms.version())
                    .add(terms.currency().getCurrencyCode()).add(terms.unit().symbol()).add(amounts.quantity().amount())
                    .add(amounts.floorPrice().map(UnitPrice::amount).orElse(null)).add(amounts.referencePrice().map(UnitPrice::amount).orElse(null))
                    .add(amounts.unitDifference().orElse(null)).add(target.accruedTopUp().amount())
                    .add(target.accruedUpside().amount()).add(target.topUp().amount()).add(target.upside().amount())
                    .add(event.difference()).add(settled.determination().map(Determination::id).orElse(null))
                    .add(posting.digest()).add(event.eventId()).add(Digest.sha256(written.body()))
                    .add(BalancesText.write(target)).add(event.yearToDate() == null ? null : text(event.yearToDate())).add(posting.carriedFrom())
                    .add(posting.decision()).end();
            left.put(posting, new Standing(settled.period().from(), sequence, kind, target, cutOff, posting.digest(), settled.yearToDate(), event.eventId()));
            transfers.add(difference);
            settledEvents.add(event);
            events.add(written);
        }
        rows.write(connection);
        postTransfers(connection, accountingDate, head.recordedAt(), settledEvents, transfers);
        addUp(connection, transfers);
        return left;
    }

    private static void postTransfers(Connection connection, LocalDate accountingDate, Instant recordedAt, List<PeriodSettled> runs,
            List<List<Transfer>> transfers) throws SQLException {
        InsertRows rows = new InsertRows("journal_transfer", "agreement text", "period_from date", "sequence int4", "line int2",
                "producer text", "office text", "debit text", "credit text", "amount numeric", "currency text", "fund text").same("accounting_date date", accountingDate).same("recorded_at timestamptz", recordedAt);
        for (int i = 0; i < runs.size(); i++) {
            PeriodSettled run = runs.get(i);
            int line = 0;
            for (Transfer transfer : transfers.get(i)) {
                rows.add(run.agreement()).add(run.period().from()).add(run.run().sequence()).add(++line).add(run.producer())
                        .add(run.office()).add(transfer.debit().term()).add(transfer.credit().term())
                        .add(transfer.amount().amount()).add(transfer.amount().currency().getCurrencyCode())
                        .add(transfer.fund().isEmpty() ? null : transfer.fund()).end();
            }
        }
        rows.write(connection);
    }

    /** The journal added up by account and currency, kept in the transaction of the transfers: what is owed is known without reading history. */
    private static void addUp(Connection connection, List<List<Transfer>> transfers) throws SQLException {
        Map<Side, BigDecimal[]> totals = new TreeMap<>();
        for (List<Transfer> run : transfers) {
            for (Transfer transfer : run) {
                String currency = transfer.amount().currency().getCurrencyCode();
                add(totals, new Side(transfer.debit().term(), currency), 0, transfer.amount().amount());
                add(totals, new Side(transfer.credit().term(), currency), 1, transfer.amount().amount());
            }
        }
        if (totals.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO journal_total (account, currency, debit, credit)
                SELECT * FROM unnest(?::text[], ?::text[], ?::numeric[], ?::numeric[])
                ON CONFLICT (account, currency) DO UPDATE
                   SET debit = journal_total.debit + excluded.debit, credit = journal_total.credit + excluded.credit""")) {
            upsert.setArray(1, connection.createArrayOf("text", totals.keySet().stream().map(Side::account).toArray()));
            upsert.setArray(2, connection.createArrayOf("text", totals.keySet().stream().map(Side::currency).toArray()));
            upsert.setArray(3, connection.createArrayOf("numeric", totals.values().stream().map(total -> total[0]).toArray()));
            upsert.setArray(4, connection.createArrayOf("numeric", totals.values().stream().map(total -> total[1]).toArray()));
            upsert.executeUpdate();
        }
    }

    private record Side(String account, String currency) implements Comparable<Side> {

        @Override
        public int compareTo(Side other) {
            return (account + currency).compareTo(other.account + other.currency);
        }
    }

    private static void add(Map<Side, BigDecimal[]> totals, Side side, int column, BigDecimal amount) {
        BigDecimal[] total = totals.computeIfAbsent(side, unseen -> new BigDecimal[] {BigDecimal.ZERO, BigDecimal.ZERO});
        total[column] = total[column].add(amount);
    }

    private static void endParkings(Connection connection, List<Posting> postings) throws SQLException {
        List<Posting> unparked = postings.stream().filter(Posting::unparks).toList();
        if (unparked.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE parked_period SET active = false WHERE agreement = ? AND period_from = ?")) {
            for (Posting posting : unparked) {
                update.setString(1, posting.terms().agreement());
                update.setObject(2, posting.settled().period().from());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    private static void park(Connection connection, Head head, long cutOff, List<Parking> parkings, List<Outbox.Written> events)
            throws SQLException {
        if (parkings.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO parked_period (agreement, period_from, period_label, producer, number, active, missing, cut_off, since)
                VALUES (?, ?, ?, ?, ?, true, ?, ?, ?)
                ON CONFLICT (agreement, period_from) DO UPDATE
                   SET number = excluded.number, active = true, missing = excluded.missing, cut_off = excluded.cut_off, since = excluded.since""")) {
            for (Parking parking : parkings) {
                AgreementTerms terms = parking.terms();
                int number = parking.before() == null ? 1 : parking.before().number() + 1;
                List<PeriodParked.Missing> missing = SettlementTranslation.missing(parking.missing());
                upsert.setString(1, terms.agreement());
                upsert.setObject(2, parking.period().from());
                upsert.setString(3, parking.period().label());
                upsert.setString(4, terms.producer());
                upsert.setInt(5, number);
                upsert.setString(6, missingJson(missing));
                upsert.setLong(7, cutOff);
                upsert.setObject(8, head.recordedAt().atOffset(ZoneOffset.UTC));
                upsert.addBatch();
                events.add(Outbox.Written.of(new PeriodParked(PeriodParked.id(terms.agreement(), parking.period().label(), number), terms.agreement(),
                        terms.version(), terms.producer(), terms.office(), SettlementTranslation.period(parking.period()), number, cutOff,
                        head.recordedAt(), missing)));
            }
            upsert.executeBatch();
        }
    }

    static String text(Object record) {
        return new String(EventJson.write(record), StandardCharsets.UTF_8);
    }

    /** What is missing, in the form in which the event and the parked row hold it. */
    public static String missingJson(List<PeriodParked.Missing> missing) {
        return text(missing.toArray(new PeriodParked.Missing[0]));
    }
}
