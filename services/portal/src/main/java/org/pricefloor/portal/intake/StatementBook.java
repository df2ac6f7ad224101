package org.pricefloor.portal.intake;

import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.pricefloor.contracts.PeriodParked;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.contracts.ReferencePriceDetermined;
import org.pricefloor.messaging.FactBook;
import org.pricefloor.messaging.Received;

/**
 * The one writer of the portal's tables: a batch of events in a handful of statements, whatever its size.
 *
 * <p>A run is told once: its key is (agreement, period, sequence), and balances move only by the transfers of runs that
 * were not known before. So the same event twice is no second posting, even if the inbox's watermark were lost. What is
 * newer of two events of one agreement is decided by their positions, because an agreement stays on one partition.
 */
@ApplicationScoped
public class StatementBook implements FactBook {

    private static final String PAYABLE = "top-up payable";
    private static final String RECEIVABLE = "upside receivable";

    private record PeriodKey(String agreement, String period) {
    }

    private record RunKey(String agreement, String period, int sequence) {
    }

    /** @param fund empty where none is named */
    private record AccountKey(String agreement, String period, String account, String currency, String fund) implements Comparable<AccountKey> {

        @Override
        public int compareTo(AccountKey other) {
            int order = agreement.compareTo(other.agreement);
            order = order != 0 ? order : period.compareTo(other.period);
            order = order != 0 ? order : account.compareTo(other.account);
            order = order != 0 ? order : currency.compareTo(other.currency);
            return order != 0 ? order : fund.compareTo(other.fund);
        }
    }

    /** An event with its position in the partition of its agreement. */
    private record Told<T>(T event, long position, byte[] body) {
    }

    private static final class Sums {
        private final PeriodSettled run;
        private BigDecimal debit = BigDecimal.ZERO;
        private BigDecimal credit = BigDecimal.ZERO;
        private BigDecimal setOff = BigDecimal.ZERO;

        Sums(PeriodSettled run) {
            this.run = run;
        }
    }

    @Override
    public void record(Connection connection, List<Received> events) throws SQLException {
        Map<RunKey, Told<PeriodSettled>> runs = new LinkedHashMap<>();
        Map<String, Told<ReferencePriceDetermined>> determinations = new LinkedHashMap<>();
        Map<PeriodKey, Told<PeriodParked>> parked = new LinkedHashMap<>();
        for (Received received : events) {
            long position = received.envelope().position();
            byte[] body = received.envelope().body();
            if (received.event() instanceof PeriodSettled settled) {
                runs.putIfAbsent(new RunKey(settled.agreement(), settled.period().label(), settled.run().sequence()), new Told<>(settled, position, body));
                parked.remove(new PeriodKey(settled.agreement(), settled.period().label()));
            } else if (received.event() instanceof ReferencePriceDetermined determined) {
                determinations.putIfAbsent(determined.eventId(), new Told<>(determined, position, body));
            } else if (received.event() instanceof PeriodParked waiting) {
                parked.put(new PeriodKey(waiting.agreement(), waiting.period().label()), new Told<>(waiting, position, body));
            } else {
                throw new IllegalArgumentException("nothing that the portal keeps: " + received.envelope().type());
            }
        }
        if (!determinations.isEmpty()) {
            keepDeterminations(connection, List.copyOf(determinations.values()));
        }
        if (!runs.isEmpty()) {
            keepRuns(connection, List.copyOf(runs.values()));
        }
        if (!parked.isEmpty()) {
            park(connection, List.copyOf(parked.values()));
        }
    }

    private static void keepDeterminations(Connection connection, List<Told<ReferencePriceDetermined>> told) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO determination (id, digest, body) SELECT * FROM unnest(?::text[], ?::text[], ?::bytea[])
                ON CONFLICT ON CONSTRAINT a_determination_is_told_once DO NOTHING""")) {
            Columns columns = new Columns(connection, insert);
            columns.text(told, each -> each.event().eventId());
            columns.text(told, each -> each.event().digest());
            columns.bytes(told, Told::body);
            insert.executeUpdate();
        }
    }

    private static void keepRuns(Connection connection, List<Told<PeriodSettled>> told) throws SQLException {
        Set<RunKey> unknownBefore = insertRuns(connection, told);
        List<Told<PeriodSettled>> added = told.stream()
                .filter(each -> unknownBefore.contains(new RunKey(each.event().agreement(), each.event().period().label(), each.event().run().sequence())))
                .toList();
        if (!added.isEmpty()) {
            moveNewest(connection, added);
            moveBalances(connection, added);
            keepNetted(connection, added);
            unpark(connection, added);
        }
    }

    private static Set<RunKey> insertRuns(Connection connection, List<Told<PeriodSettled>> told) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO statement_run (agreement, period, sequence, producer, office, product, period_from, period_to, kind, cut_off,
                                           recorded_at, quantity, unit, floor_price, reference_price, top_up, upside_share, net, difference,
                                           currency, decision, set_off, to_pay, carried, topic_position, body)
                SELECT * FROM unnest(?::text[], ?::text[], ?::integer[], ?::text[], ?::text[], ?::text[], ?::date[], ?::date[], ?::text[],
                                     ?::bigint[], ?::timestamptz[], ?::numeric[], ?::text[], ?::numeric[], ?::numeric[], ?::numeric[],
                                     ?::numeric[], ?::numeric[], ?::numeric[], ?::text[], ?::text[], ?::numeric[], ?::numeric[],
                                     ?::numeric[], ?::bigint[], ?::bytea[])
                ON CONFLICT ON CONSTRAINT a_run_is_told_once DO NOTHING
                RETURNING agreement, period, sequence""")) {
            Columns columns = new Columns(connection, insert);
            columns.text(told, each -> each.event().agreement());
            columns.text(told, each -> each.event().period().label());
            columns.text(told, each -> each.event().run().sequence());
            columns.text(told, each -> each.event().producer());
            columns.text(told, each -> each.event().office());
            columns.text(told, each -> each.event().product());
            columns.text(told, each -> each.event().period().from());
            columns.text(told, each -> each.event().period().to());
            columns.text(told, each -> each.event().run().kind());
            columns.text(told, each -> each.event().run().cutOff());
            columns.text(told, each -> each.event().run().recordedAt());
            columns.text(told, each -> plain(each.event().amounts().quantity()));
            columns.text(told, each -> each.event().amounts().unit());
            columns.text(told, each -> plain(each.event().amounts().floorPrice()));
            columns.text(told, each -> plain(each.event().amounts().referencePrice()));
            columns.text(told, each -> plain(each.event().amounts().topUp()));
            columns.text(told, each -> plain(each.event().amounts().upsideShare()));
            columns.text(told, each -> plain(each.event().amounts().net()));
            columns.text(told, each -> plain(each.event().difference()));
            columns.text(told, each -> each.event().amounts().currency());
            columns.text(told, each -> each.event().run().decision());
            columns.text(told, each -> netting(each.event(), PeriodSettled.Netting::offset));
            columns.text(told, each -> netting(each.event(), PeriodSettled.Netting::toPay));
            columns.text(told, each -> netting(each.event(), PeriodSettled.Netting::carried));
            columns.text(told, Told::position);
            columns.bytes(told, Told::body);
            Set<RunKey> added = new HashSet<>();
            try (ResultSet row = insert.executeQuery()) {
                while (row.next()) {
                    added.add(new RunKey(row.getString(1), row.getString(2), row.getInt(3)));
                }
            }
            return added;
        }
    }

    private static void moveNewest(Connection connection, List<Told<PeriodSettled>> added) throws SQLException {
        List<Told<PeriodSettled>> newest = newestOfEachPeriod(added);
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO statement AS known (agreement, period, producer, period_from, sequence, topic_position)
                SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::date[], ?::integer[], ?::bigint[])
                ON CONFLICT ON CONSTRAINT a_period_has_one_newest_run
                DO UPDATE SET sequence = excluded.sequence, topic_position = excluded.topic_position
                 WHERE known.sequence < excluded.sequence""")) {
            Columns columns = new Columns(connection, upsert);
            columns.text(newest, each -> each.event().agreement());
            columns.text(newest, each -> each.event().period().label());
            columns.text(newest, each -> each.event().producer());
            columns.text(newest, each -> each.event().period().from());
            columns.text(newest, each -> each.event().run().sequence());
            columns.text(newest, Told::position);
            upsert.executeUpdate();
        }
    }

    private static List<Told<PeriodSettled>> newestOfEachPeriod(List<Told<PeriodSettled>> added) {
        Map<PeriodKey, Told<PeriodSettled>> newest = new LinkedHashMap<>();
        for (Told<PeriodSettled> each : added) {
            newest.merge(new PeriodKey(each.event().agreement(), each.event().period().label()), each,
                    (one, other) -> one.event().run().sequence() > other.event().run().sequence() ? one : other);
        }
        return List.copyOf(newest.values());
    }

    private static void moveBalances(Connection connection, List<Told<PeriodSettled>> added) throws SQLException {
        Map<AccountKey, Sums> sums = new TreeMap<>();
        for (Told<PeriodSettled> each : added) {
            PeriodSettled run = each.event();
            for (PeriodSettled.Transfer transfer : run.transfers()) {
                Sums debited = sums.computeIfAbsent(account(run, transfer, transfer.debit()), unseen -> new Sums(run));
                debited.debit = debited.debit.add(transfer.amount());
                Sums credited = sums.computeIfAbsent(account(run, transfer, transfer.credit()), unseen -> new Sums(run));
                credited.credit = credited.credit.add(transfer.amount());
                BigDecimal setOff = setOff(transfer);
                debited.setOff = debited.setOff.add(setOff);
                credited.setOff = credited.setOff.add(setOff);
            }
        }
        if (sums.isEmpty()) {
            return;
        }
        List<Map.Entry<AccountKey, Sums>> moved = List.copyOf(sums.entrySet());
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO account_balance AS known (agreement, period, account, currency, fund, producer, office, period_from, debit, credit,
                                                       set_off)
                SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::date[], ?::numeric[],
                                     ?::numeric[], ?::numeric[])
                ON CONFLICT ON CONSTRAINT an_account_has_one_balance
                DO UPDATE SET debit = known.debit + excluded.debit, credit = known.credit + excluded.credit, set_off = known.set_off + excluded.set_off""")) {
            Columns columns = new Columns(connection, upsert);
            columns.text(moved, each -> each.getKey().agreement());
            columns.text(moved, each -> each.getKey().period());
            columns.text(moved, each -> each.getKey().account());
            columns.text(moved, each -> each.getKey().currency());
            columns.text(moved, each -> each.getKey().fund());
            columns.text(moved, each -> each.getValue().run.producer());
            columns.text(moved, each -> each.getValue().run.office());
            columns.text(moved, each -> each.getValue().run.period().from());
            columns.text(moved, each -> plain(each.getValue().debit));
            columns.text(moved, each -> plain(each.getValue().credit));
            columns.text(moved, each -> plain(each.getValue().setOff));
            upsert.executeUpdate();
        }
    }

    private static AccountKey account(PeriodSettled run, PeriodSettled.Transfer transfer, String account) {
        return new AccountKey(run.agreement(), run.period().label(), account, transfer.currency(), transfer.fund() == null ? "" : transfer.fund());
    }

    /** What an entry between payable and receivable takes from both; below zero where it takes back an earlier one. */
    private static BigDecimal setOff(PeriodSettled.Transfer transfer) {
        if (transfer.debit().equals(PAYABLE) && transfer.credit().equals(RECEIVABLE)) {
            return transfer.amount();
        }
        return transfer.debit().equals(RECEIVABLE) && transfer.credit().equals(PAYABLE) ? transfer.amount().negate() : BigDecimal.ZERO;
    }

    private static String netting(PeriodSettled run, Function<PeriodSettled.Netting, BigDecimal> figure) {
        return run.netting() == null ? null : plain(figure.apply(run.netting()));
    }

    /** A restatement that was netted, with the run whose netting took it. */
    private record Netted(String run, PeriodSettled by) {
    }

    private static void keepNetted(Connection connection, List<Told<PeriodSettled>> added) throws SQLException {
        List<Netted> netted = new ArrayList<>();
        for (Told<PeriodSettled> each : added) {
            if (each.event().netting() != null) {
                each.event().netting().late().forEach(late -> netted.add(new Netted(late.run(), each.event())));
            }
        }
        if (netted.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO netted_restatement (run, agreement, period, sequence, producer)
                SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::integer[], ?::text[])
                ON CONFLICT ON CONSTRAINT a_restatement_is_netted_once DO NOTHING""")) {
            Columns columns = new Columns(connection, insert);
            columns.text(netted, Netted::run);
            columns.text(netted, each -> each.by().agreement());
            columns.text(netted, each -> each.by().period().label());
            columns.text(netted, each -> each.by().run().sequence());
            columns.text(netted, each -> each.by().producer());
            insert.executeUpdate();
        }
    }

    /** A run ends the parking that came before it, not one that came after. */
    private static void unpark(Connection connection, List<Told<PeriodSettled>> added) throws SQLException {
        List<Told<PeriodSettled>> newest = newestOfEachPeriod(added);
        try (PreparedStatement delete = connection.prepareStatement("""
                DELETE FROM parked_period USING unnest(?::text[], ?::text[], ?::bigint[]) AS settled (agreement, period, topic_position)
                 WHERE parked_period.agreement = settled.agreement AND parked_period.period = settled.period
                   AND parked_period.topic_position < settled.topic_position""")) {
            Columns columns = new Columns(connection, delete);
            columns.text(newest, each -> each.event().agreement());
            columns.text(newest, each -> each.event().period().label());
            columns.text(newest, Told::position);
            delete.executeUpdate();
        }
    }

    private static void park(Connection connection, List<Told<PeriodParked>> told) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO parked_period AS known (agreement, period, producer, office, period_from, recorded_at, topic_position, body)
                SELECT parked.* FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::date[], ?::timestamptz[], ?::bigint[], ?::bytea[])
                    AS parked (agreement, period, producer, office, period_from, recorded_at, topic_position, body)
                 WHERE NOT EXISTS (SELECT FROM statement settled WHERE settled.agreement = parked.agreement AND settled.period = parked.period
                                      AND settled.topic_position > parked.topic_position)
                ON CONFLICT ON CONSTRAINT a_period_is_parked_once
                DO UPDATE SET recorded_at = excluded.recorded_at, topic_position = excluded.topic_position, body = excluded.body
                 WHERE known.topic_position < excluded.topic_position""")) {
            Columns columns = new Columns(connection, upsert);
            columns.text(told, each -> each.event().agreement());
            columns.text(told, each -> each.event().period().label());
            columns.text(told, each -> each.event().producer());
            columns.text(told, each -> each.event().office());
            columns.text(told, each -> each.event().period().from());
            columns.text(told, each -> each.event().recordedAt());
            columns.text(told, Told::position);
            columns.bytes(told, Told::body);
            upsert.executeUpdate();
        }
    }

    private static String plain(BigDecimal value) {
        return value == null ? null : value.toPlainString();
    }

    /** Binds a batch column by column; the statement's casts give the columns their types. */
    private static final class Columns {

        private final Connection connection;
        private final PreparedStatement statement;
        private int next = 1;

        Columns(Connection connection, PreparedStatement statement) {
            this.connection = connection;
            this.statement = statement;
        }

        <T> void text(List<T> rows, Function<T, Object> column) throws SQLException {
            List<String> values = new ArrayList<>(rows.size());
            for (T row : rows) {
                Object value = column.apply(row);
                values.add(value == null ? null : value.toString());
            }
            bind("text", values.toArray(new String[0]));
        }

        <T> void bytes(List<T> rows, Function<T, byte[]> column) throws SQLException {
            bind("bytea", rows.stream().map(column).toArray(byte[][]::new));
        }

        private void bind(String type, Object[] values) throws SQLException {
            Array array = connection.createArrayOf(type, values);
            statement.setArray(next++, array);
        }
    }
}
