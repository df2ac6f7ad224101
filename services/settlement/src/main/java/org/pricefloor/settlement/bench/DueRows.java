package org.pricefloor.settlement.bench;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.pricefloor.kernel.calendar.RunKind;
import org.pricefloor.kernel.price.ReferenceData;
import org.pricefloor.settlement.CopyRows;
import org.pricefloor.settlement.bench.PeriodReads.Days;

/**
 * The due rows of one round: taken, coalesced by agreement, and removed at its end. What a round does not reach stays due.
 */
final class DueRows {

    private static final int ROWS_AT_MOST = 5_000;
    private static final int ROWS_AT_ONCE = 100;
    private static final int AGREEMENTS_AT_ONCE = 100;
    private static final int CLOSINGS_AT_MOST = 500;

    /** Whose row it is; empty: of whoever reads the subject. */
    private static final String TARGET = "coalesce(agreement, CASE kind WHEN 'agreement' THEN subject END, '')";
    private static final String COLUMNS = "due_id, kind, subject, agreement, first_day, last_day, coalesce(cardinality(days), 1), days::text, trace";

    /** @param days as the database writes an array, read only when it comes to it; null: first to last day */
    private record Due(long id, String kind, String subject, String agreement, LocalDate firstDay, LocalDate lastDay, int count, String days, UUID trace) {

        /** The one agreement that it is about; null: whoever reads the subject. */
        String target() {
            return kind.equals("agreement") ? subject : agreement;
        }

        void eachDay(Consumer<LocalDate> then) {
            if (days == null) {
                then.accept(firstDay);
                return;
            }
            for (String day : days.substring(1, days.length() - 1).split(",")) {
                then.accept(LocalDate.parse(day));
            }
        }
    }

    private record Scheduled(String agreement, LocalDate periodFrom, RunKind kind) {
    }

    private final Connection connection;
    private final Set<String> aside;
    private final List<Due> rows = new ArrayList<>();
    private final Set<String> closing = new HashSet<>();
    private final List<Scheduled> scheduled = new ArrayList<>();
    /** In the order in which they became due. */
    private final Map<String, Work> work = new LinkedHashMap<>();
    /** What rows about a series made due, agreement by agreement: such a row goes, whoever of its readers is not reached. */
    private final Map<String, Work> spread = new HashMap<>();
    private final Set<String> unreached = new HashSet<>();
    private boolean more;

    private DueRows(Connection connection, Set<String> aside) {
        this.connection = connection;
        this.aside = aside;
    }

    /**
     * Rows that another instance has in hand are passed over, not waited for. No more are read and locked than name so many days: however
     * much is due, a round costs what it settles.
     *
     * @param aside agreements that are left out
     */
    static DueRows take(Connection connection, Instant now, int daysAtMost, Set<String> aside) throws SQLException {
        DueRows due = new DueRows(connection, aside);
        Array leftOut = connection.createArrayOf("text", aside.toArray());
        try (PreparedStatement select = connection.prepareStatement("SELECT " + COLUMNS + " FROM due WHERE " + TARGET + " <> ALL (?) ORDER BY due_id LIMIT " + ROWS_AT_MOST
                + " FOR UPDATE SKIP LOCKED")) {
            select.setArray(1, leftOut);
            due.more = due.read(select, daysAtMost) >= daysAtMost || due.rows.size() == ROWS_AT_MOST;
        }
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT agreement FROM agreement_desk WHERE next_close_at <= ? AND agreement <> ALL (?) ORDER BY next_close_at LIMIT " + CLOSINGS_AT_MOST)) {
            select.setObject(1, now.atOffset(ZoneOffset.UTC));
            select.setArray(2, leftOut);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    due.closing.add(row.getString(1));
                }
            }
        }
        try (PreparedStatement select = connection.prepareStatement("SELECT agreement, period_from, kind FROM scheduled_run WHERE due_at <= ? AND agreement <> ALL (?)"
                + " ORDER BY due_at, agreement, period_from LIMIT " + ROWS_AT_MOST + " FOR UPDATE SKIP LOCKED")) {
            select.setObject(1, now.atOffset(ZoneOffset.UTC));
            select.setArray(2, leftOut);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    due.scheduled.add(new Scheduled(row.getString(1), row.getObject(2, LocalDate.class), RunKind.ofTerm(row.getString(3))));
                }
            }
        }
        return due;
    }

    /** The days that the rows name; it stops where they are enough. */
    private int read(PreparedStatement select, int daysAtMost) throws SQLException {
        int days = 0;
        select.setFetchSize(ROWS_AT_ONCE);
        try (ResultSet row = select.executeQuery()) {
            while (days < daysAtMost && row.next()) {
                rows.add(new Due(row.getLong(1), row.getString(2), row.getString(3), row.getString(4), row.getObject(5, LocalDate.class),
                        row.getObject(6, LocalDate.class), row.getInt(7), row.getString(8), row.getObject(9, UUID.class)));
                days += row.getInt(7);
            }
        }
        return days;
    }

    boolean isEmpty() {
        return rows.isEmpty() && closing.isEmpty() && scheduled.isEmpty();
    }

    /**
     * Coalesced by agreement, in the order of their ids; a series is expanded to the agreements that read it. Of more agreements or days
     * than a round takes, those come first that have been due the longest; what else is due of them is taken with it.
     */
    TreeMap<String, Work> byAgreement(ReferenceData references, int agreementsAtMost, int daysAtMost) throws SQLException {
        List<Due> first = List.copyOf(rows);
        closing.forEach(agreement -> at(work, agreement).closing());
        scheduled.forEach(run -> at(work, run.agreement()).scheduled(run.periodFrom(), run.kind()));
        spread(first, references);
        Map<String, Integer> sizes = new LinkedHashMap<>();
        // How many periods the days of a series reach is known when they are looked at: there a round has its limit.
        work.forEach((agreement, each) -> sizes.put(agreement, each.scheduled().size()));
        first.stream().filter(due -> due.target() != null).forEach(due -> sizes.merge(due.target(), due.count(), Integer::sum));
        TreeMap<String, Work> reached = new TreeMap<>();
        int days = 0;
        for (Map.Entry<String, Integer> each : sizes.entrySet()) {
            if (reached.size() == agreementsAtMost || days >= daysAtMost || aside.contains(each.getKey())) {
                unreached.add(each.getKey());
            } else {
                reached.put(each.getKey(), at(work, each.getKey()));
                days += each.getValue();
            }
        }
        if (more) {
            readOn(reached, first.get(first.size() - 1).id(), daysAtMost - days);
        }
        rows.stream().filter(due -> due.target() != null && reached.containsKey(due.target())).forEach(due -> gather(due, reached.get(due.target())));
        return reached;
    }

    /** What else is due of these, as long as there is room; where there is none left, they stay due whole. */
    private void readOn(TreeMap<String, Work> reached, long after, int room) throws SQLException {
        List<String> inOrder = work.keySet().stream().filter(reached::containsKey).toList();
        try (PreparedStatement select = connection.prepareStatement("SELECT " + COLUMNS + " FROM due WHERE agreement = ANY (?) AND due_id > ?"
                + " LIMIT " + ROWS_AT_MOST + " FOR UPDATE SKIP LOCKED")) {
            int left = room;
            for (int next = 0; next < inOrder.size(); next += AGREEMENTS_AT_ONCE) {
                List<String> some = inOrder.subList(next, Math.min(inOrder.size(), next + AGREEMENTS_AT_ONCE));
                if (next > 0 && left <= 0) {
                    unreached.addAll(some);
                    some.forEach(reached::remove);
                    continue;
                }
                select.setArray(1, connection.createArrayOf("text", some.toArray()));
                select.setLong(2, after);
                left -= read(select, Integer.MAX_VALUE);
            }
        }
    }

    private static void gather(Due due, Work found) {
        found.causedBy(due.trace());
        switch (due.kind()) {
            case "agreement" -> {
                found.version();
                found.changed(due.firstDay() == null ? Work.EVER : new Days(due.firstDay(), due.lastDay()));
            }
            case "period" -> {
                if (due.days() == null) {
                    found.days(due.firstDay(), due.lastDay());
                } else {
                    due.eachDay(day -> found.days(day, day));
                }
            }
            default -> due.eachDay(day -> found.figure(due.subject(), day));
        }
    }

    /** A figure, series or calendar is due for whoever reads it. */
    private void spread(List<Due> some, ReferenceData references) throws SQLException {
        Map<String, Set<LocalDate>> figures = new HashMap<>();
        Set<String> changedSeries = new HashSet<>();
        Map<String, UUID> traces = new HashMap<>();
        for (Due due : some) {
            if (due.kind().equals("reference")) {
                ReferenceShelf.seriesTouchedBy(due.subject(), references).forEach(series -> {
                    changedSeries.add(series);
                    traces.put(series, due.trace());
                });
            } else if (due.target() == null) {
                traces.put(due.subject(), due.trace());
                due.eachDay(figures.computeIfAbsent(due.subject(), unseen -> new HashSet<>())::add);
            }
        }
        Set<String> series = new HashSet<>(figures.keySet());
        series.addAll(changedSeries);
        if (series.isEmpty()) {
            return;
        }
        try (PreparedStatement select = connection.prepareStatement("SELECT agreement, series FROM agreement_series WHERE series = ANY (?)")) {
            select.setArray(1, connection.createArrayOf("text", series.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    String read = row.getString(2);
                    for (Work found : List.of(at(work, row.getString(1)), at(spread, row.getString(1)))) {
                        found.causedBy(traces.get(read));
                        figures.getOrDefault(read, Set.of()).forEach(day -> found.figure(read, day));
                        if (changedSeries.contains(read)) {
                            found.changed(Work.EVER);
                        }
                    }
                }
            }
        }
    }

    /** What this round does not reach after all stays due; a time that has passed stays passed by itself. */
    void leave(Collection<String> agreements) {
        unreached.addAll(agreements);
    }

    /** Removes what was worked off. A row about one agreement that was not reached stays, a row about a series is written on for those. */
    void write() throws SQLException {
        try (CopyRows back = new CopyRows(connection, "due (kind, subject, agreement, first_day, last_day, days, trace)")) {
            for (String agreement : unreached) {
                Work left = spread.get(agreement);
                if (left == null) {
                    continue;
                }
                if (left.changed() != null) {
                    back.add("agreement").add(agreement).add((String) null).add(left.changed().first()).add(left.changed().last()).add((String) null).add(left.trace()).end();
                }
                for (Map.Entry<String, Set<LocalDate>> figures : left.figures().entrySet()) {
                    TreeSet<LocalDate> days = new TreeSet<>(figures.getValue());
                    back.add("series").add(figures.getKey()).add(agreement).add(days.first()).add(days.last())
                            .add(days.stream().map(LocalDate::toString).collect(Collectors.joining(",", "{", "}"))).add(left.trace()).end();
                }
            }
        }
        Object[] done = rows.stream().filter(due -> due.target() == null || !unreached.contains(due.target())).map(Due::id).toArray();
        if (done.length > 0) {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM due WHERE due_id = ANY (?)")) {
                delete.setArray(1, connection.createArrayOf("bigint", done));
                delete.executeUpdate();
            }
        }
    }

    private static Work at(Map<String, Work> work, String agreement) {
        return work.computeIfAbsent(agreement, unseen -> new Work());
    }
}
