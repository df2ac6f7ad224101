package org.pricefloor.settlement.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.pricefloor.kernel.calendar.RunKind;
import org.pricefloor.kernel.price.ReferenceData;
import org.pricefloor.settlement.CopyRows;
import org.pricefloor.settlement.bench.PeriodReads.Days;

/**
 * The due rows of one round: taken, coalesced by agreement, and removed at its end. What a round does not reach is written back.
 */
final class DueRows {

    private static final int ROWS_AT_MOST = 5_000;
    private static final int CLOSINGS_AT_MOST = 500;

    private record Due(String kind, String subject, String agreement, LocalDate firstDay, LocalDate lastDay, UUID trace) {
    }

    private final Connection connection;
    private final List<Long> ids = new ArrayList<>();
    private final List<Due> rows = new ArrayList<>();
    private final Set<String> closing = new HashSet<>();
    private final List<Scheduled> scheduled = new ArrayList<>();

    private record Scheduled(String agreement, LocalDate periodFrom, RunKind kind) {
    }

    private DueRows(Connection connection) {
        this.connection = connection;
    }

    /** Rows that another instance has in hand are passed over, not waited for. */
    static DueRows take(Connection connection, Instant now) throws SQLException {
        DueRows due = new DueRows(connection);
        try (PreparedStatement select = connection.prepareStatement("SELECT due_id, kind, subject, agreement, first_day, last_day, trace FROM due"
                + " ORDER BY due_id LIMIT " + ROWS_AT_MOST + " FOR UPDATE SKIP LOCKED");
             ResultSet row = select.executeQuery()) {
            while (row.next()) {
                due.ids.add(row.getLong(1));
                due.rows.add(new Due(row.getString(2), row.getString(3), row.getString(4), row.getObject(5, LocalDate.class),
                        row.getObject(6, LocalDate.class), row.getObject(7, UUID.class)));
            }
        }
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT agreement FROM agreement_desk WHERE next_close_at <= ? ORDER BY next_close_at LIMIT " + CLOSINGS_AT_MOST)) {
            select.setObject(1, now.atOffset(ZoneOffset.UTC));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    due.closing.add(row.getString(1));
                }
            }
        }
        try (PreparedStatement select = connection.prepareStatement("SELECT agreement, period_from, kind FROM scheduled_run WHERE due_at <= ?"
                + " ORDER BY due_at, agreement, period_from LIMIT " + ROWS_AT_MOST + " FOR UPDATE SKIP LOCKED")) {
            select.setObject(1, now.atOffset(ZoneOffset.UTC));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    due.scheduled.add(new Scheduled(row.getString(1), row.getObject(2, LocalDate.class), RunKind.ofTerm(row.getString(3))));
                }
            }
        }
        return due;
    }

    boolean isEmpty() {
        return ids.isEmpty() && closing.isEmpty() && scheduled.isEmpty();
    }

    /** Coalesced by agreement, in the order of ids; a series is expanded to the agreements that read it. */
    TreeMap<String, Work> byAgreement(ReferenceData references) throws SQLException {
        TreeMap<String, Work> work = new TreeMap<>();
        Map<String, Set<LocalDate>> figures = new HashMap<>();
        Set<String> changedSeries = new HashSet<>();
        Map<String, UUID> traces = new HashMap<>();
        for (Due due : rows) {
            switch (due.kind()) {
                case "agreement" -> {
                    Work found = at(work, due.subject());
                    found.version();
                    found.causedBy(due.trace());
                    found.changed(due.firstDay() == null ? Work.EVER : new Days(due.firstDay(), due.lastDay()));
                }
                case "period" -> {
                    Work found = at(work, due.agreement());
                    found.causedBy(due.trace());
                    found.days(due.firstDay(), due.lastDay());
                }
                case "reference" -> ReferenceShelf.seriesTouchedBy(due.subject(), references).forEach(series -> {
                    changedSeries.add(series);
                    traces.put(series, due.trace());
                });
                default -> {
                    if (due.agreement() != null) {
                        Work found = at(work, due.agreement());
                        found.causedBy(due.trace());
                        found.figure(due.subject(), due.firstDay());
                    } else {
                        traces.put(due.subject(), due.trace());
                        figures.computeIfAbsent(due.subject(), unseen -> new HashSet<>()).add(due.firstDay());
                    }
                }
            }
        }
        Set<String> series = new HashSet<>(figures.keySet());
        series.addAll(changedSeries);
        if (!series.isEmpty()) {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT agreement, series FROM agreement_series WHERE series = ANY (?)")) {
                select.setArray(1, connection.createArrayOf("text", series.toArray()));
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        Work found = at(work, row.getString(1));
                        String read = row.getString(2);
                        found.causedBy(traces.get(read));
                        figures.getOrDefault(read, Set.of()).forEach(day -> found.figure(read, day));
                        if (changedSeries.contains(read)) {
                            found.changed(Work.EVER);
                        }
                    }
                }
            }
        }
        closing.forEach(agreement -> at(work, agreement).closing());
        scheduled.forEach(run -> at(work, run.agreement()).scheduled(run.periodFrom(), run.kind()));
        return work;
    }

    /** What a round could not reach stays due, agreement by agreement; a time that has passed stays passed by itself. */
    void putBack(Map<String, Work> unreached) throws SQLException {
        try (CopyRows back = new CopyRows(connection, "due (kind, subject, agreement, first_day, last_day, trace)")) {
            for (Map.Entry<String, Work> each : unreached.entrySet()) {
                String agreement = each.getKey();
                if (each.getValue().changed() != null) {
                    Days changed = each.getValue().changed();
                    back.add("agreement").add(agreement).add((String) null).add(changed.first()).add(changed.last()).add(each.getValue().trace()).end();
                }
                for (Map.Entry<LocalDate, LocalDate> range : each.getValue().days().entrySet()) {
                    back.add("period").add(agreement).add(agreement).add(range.getKey()).add(range.getValue()).add(each.getValue().trace()).end();
                }
                for (Map.Entry<String, Set<LocalDate>> figures : each.getValue().figures().entrySet()) {
                    for (LocalDate day : figures.getValue()) {
                        back.add("series").add(figures.getKey()).add(agreement).add(day).add(day).add(each.getValue().trace()).end();
                    }
                }
            }
        }
    }

    void remove() throws SQLException {
        if (ids.isEmpty()) {
            return;
        }
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM due WHERE due_id = ANY (?)")) {
            delete.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
            delete.executeUpdate();
        }
    }

    private static Work at(Map<String, Work> work, String agreement) {
        return work.computeIfAbsent(agreement, unseen -> new Work());
    }
}
