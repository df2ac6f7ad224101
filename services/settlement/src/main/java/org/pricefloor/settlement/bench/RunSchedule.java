package org.pricefloor.settlement.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.RunCalendar;
import org.pricefloor.kernel.calendar.RunKind;
import org.pricefloor.kernel.calendar.SettlementPeriod;

/**
 * The rows of the runs that are still to come (rule 4). They are written when a period closes, and written anew when a version with
 * another run calendar arrives; what a round has done of them is removed at its end.
 */
final class RunSchedule {

    /** How long a run waits whose period is parked. */
    private static final Duration AGAIN = Duration.ofDays(1);

    private record Row(String agreement, SettlementPeriod period, RunKind kind, Instant dueAt) {

        PeriodKey key() {
            return new PeriodKey(agreement, period.from());
        }
    }

    private final Instant now;
    private final List<Row> wanted = new ArrayList<>();
    private final List<Row> replanned = new ArrayList<>();
    private final List<Row> anew = new ArrayList<>();
    /** The latest run that the round made of each period. */
    private final Map<PeriodKey, RunKind> done = new HashMap<>();
    private final List<Row> delayed = new ArrayList<>();

    RunSchedule(Instant now) {
        this.now = now;
    }

    /** A period has closed: every run of the calendar is to come; of those that are overdue the last one stands for all. */
    void closed(AgreementTerms terms, SettlementPeriod period) {
        for (RunCalendar.ScheduledRun run : terms.runs().runs()) {
            wanted.add(row(terms, period, run));
        }
    }

    /**
     * A version is new and the period has closed: runs that were made stay made, those to come follow the new calendar. One that is
     * overdue by it, or waits because its period is parked, is to come as well: it was not made.
     */
    void replanned(AgreementTerms terms, SettlementPeriod period) {
        replanned.add(new Row(terms.agreement(), period, null, null));
        for (RunCalendar.ScheduledRun run : terms.runs().runs()) {
            anew.add(row(terms, period, run));
        }
    }

    private static Row row(AgreementTerms terms, SettlementPeriod period, RunCalendar.ScheduledRun run) {
        return new Row(terms.agreement(), period, run.kind(), period.closesAt(terms.zone(), run.lagDays()));
    }

    /** A run was made, and with it whatever was due before it. */
    void done(String agreement, SettlementPeriod period, RunKind kind) {
        done.put(new PeriodKey(agreement, period.from()), kind);
    }

    /** A run could not be made, because its period is parked. */
    void delayed(String agreement, SettlementPeriod period, RunKind kind) {
        delayed.add(new Row(agreement, period, kind, now.plus(AGAIN)));
    }

    void write(Connection connection) throws SQLException {
        removeDone(connection);
        if (!replanned.isEmpty()) {
            try (PreparedStatement delete = connection.prepareStatement("""
                    DELETE FROM scheduled_run s USING unnest(?::text[], ?::date[]) AS n (agreement, period_from)
                     WHERE s.agreement = n.agreement AND s.period_from = n.period_from""")) {
                bindKeys(connection, delete, replanned);
                delete.executeUpdate();
            }
            Map<PeriodKey, RunKind> made = made(connection);
            upsert(connection, anew.stream().filter(row -> {
                RunKind last = made.get(row.key());
                return (last == null || last.compareTo(row.kind()) < 0) && isToCome(row);
            }).toList());
        }
        upsert(connection, wanted.stream().filter(this::isToCome).toList());
        upsert(connection, delayed);
    }

    /** In one statement, however many runs a round made. */
    private void removeDone(Connection connection) throws SQLException {
        if (done.isEmpty()) {
            return;
        }
        List<String> agreements = new ArrayList<>();
        List<String> periods = new ArrayList<>();
        List<String> kinds = new ArrayList<>();
        done.forEach((period, made) -> {
            for (RunKind kind : RunKind.values()) {
                if (kind.isScheduled() && kind.compareTo(made) <= 0) {
                    agreements.add(period.agreement());
                    periods.add(period.from().toString());
                    kinds.add(kind.term());
                }
            }
        });
        try (PreparedStatement delete = connection.prepareStatement("""
                DELETE FROM scheduled_run s USING unnest(?::text[], ?::date[], ?::text[]) AS n (agreement, period_from, kind)
                 WHERE s.agreement = n.agreement AND s.period_from = n.period_from AND s.kind = n.kind""")) {
            delete.setArray(1, connection.createArrayOf("text", agreements.toArray()));
            delete.setArray(2, connection.createArrayOf("date", periods.toArray()));
            delete.setArray(3, connection.createArrayOf("text", kinds.toArray()));
            delete.executeUpdate();
        }
    }

    /** The last run of the calendar, or after it, that each period planned anew has had. */
    private Map<PeriodKey, RunKind> made(Connection connection) throws SQLException {
        Map<PeriodKey, RunKind> made = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT n.agreement, n.period_from, r.kind FROM unnest(?::text[], ?::date[]) AS n (agreement, period_from)
                 CROSS JOIN LATERAL (SELECT DISTINCT kind FROM run WHERE run.agreement = n.agreement AND run.period_from = n.period_from OFFSET 0) AS r""")) {
            bindKeys(connection, select, replanned);
            try (ResultSet run = select.executeQuery()) {
                while (run.next()) {
                    RunKind kind = RunKind.ofTerm(run.getString(3));
                    if (kind.isScheduled() || kind.isFinal()) {
                        made.merge(new PeriodKey(run.getString(1), run.getObject(2, LocalDate.class)), kind, (a, b) -> a.compareTo(b) > 0 ? a : b);
                    }
                }
            }
        }
        return made;
    }

    /** A period can close in the very round that makes its run. */
    private boolean isToCome(Row row) {
        RunKind made = done.get(row.key());
        return made == null || made.compareTo(row.kind()) < 0;
    }

    private static void upsert(Connection connection, List<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO scheduled_run (agreement, period_from, kind, due_at)
                SELECT * FROM unnest(?::text[], ?::date[], ?::text[], ?::timestamptz[])
                ON CONFLICT (agreement, period_from, kind) DO UPDATE SET due_at = excluded.due_at""")) {
            bindKeys(connection, insert, rows);
            insert.setArray(3, connection.createArrayOf("text", rows.stream().map(row -> row.kind().term()).toArray()));
            insert.setArray(4, connection.createArrayOf("timestamptz",
                    rows.stream().map(row -> row.dueAt().atOffset(ZoneOffset.UTC).toString()).toArray()));
            insert.executeUpdate();
        }
    }

    private static void bindKeys(Connection connection, PreparedStatement statement, List<Row> rows) throws SQLException {
        statement.setArray(1, connection.createArrayOf("text", rows.stream().map(Row::agreement).toArray()));
        statement.setArray(2, connection.createArrayOf("date", rows.stream().map(row -> row.period().from().toString()).toArray()));
    }
}
