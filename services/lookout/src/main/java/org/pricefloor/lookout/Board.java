package org.pricefloor.lookout;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The numbers on the wall: every {@link Reading} of the service, read when somebody looks and then kept for a while, so that a second
 * look costs nothing. A number that can not be read is NaN; a label that has gone stands at 0.
 */
@ApplicationScoped
class Board {

    private static final Logger LOG = Logger.getLogger(Board.class);
    /** More labels than this of one reading are not shown: a number per agreement is no number for a wall. */
    private static final int LABELS_AT_MOST = 100;

    private record Mark(String name, List<Tag> tags) {
    }

    private final DataSource database;
    private final MeterRegistry registry;
    private final Clock clock;
    private final List<Reading> readings = new ArrayList<>();
    private final long keptForNanos;
    private final ReentrantLock reading = new ReentrantLock();
    private final Map<Mark, Boolean> registered = new ConcurrentHashMap<>();
    private final Map<Mark, Double> lastKnown = new ConcurrentHashMap<>();
    private volatile Map<Mark, Double> now = Map.of();
    private volatile boolean failed;
    private volatile long readAt = System.nanoTime() - Duration.ofDays(1).toNanos();

    Board(DataSource database, MeterRegistry registry, Clock clock, @All List<Readings> offered,
            @ConfigProperty(name = "pricefloor.readings.kept-for", defaultValue = "5s") Duration keptFor) {
        this.database = database;
        this.registry = registry;
        this.clock = clock;
        this.keptForNanos = keptFor.toNanos();
        offered.forEach(each -> readings.addAll(each.readings()));
    }

    void open(@Observes StartupEvent start) {
        refresh();
    }

    private double value(Mark mark, boolean counts) {
        if (System.nanoTime() - readAt > keptForNanos) {
            refresh();
        }
        if (counts) {
            // A counter that can not be read stands still.
            return lastKnown.getOrDefault(mark, 0.0);
        }
        return failed ? Double.NaN : now.getOrDefault(mark, 0.0);
    }

    /** Whoever comes while another reads is shown what was read before. */
    private void refresh() {
        if (!reading.tryLock()) {
            return;
        }
        try {
            if (System.nanoTime() - readAt <= keptForNanos) {
                return;
            }
            Map<Mark, Double> read = new HashMap<>();
            try (Connection connection = database.getConnection()) {
                for (Reading each : readings) {
                    read(connection, each, read);
                }
                if (failed) {
                    LOG.info("Numbers can be read again");
                }
                failed = false;
            } catch (SQLException e) {
                if (!failed) {
                    LOG.warnf("Could not read the numbers reason=%s", e.getMessage());
                }
                failed = true;
            }
            lastKnown.putAll(read);
            now = read;
            readAt = System.nanoTime();
        } finally {
            reading.unlock();
        }
    }

    private void read(Connection connection, Reading each, Map<Mark, Double> read) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(each.query())) {
            if (select.getParameterMetaData().getParameterCount() == 1) {
                select.setObject(1, clock.instant().atOffset(ZoneOffset.UTC));
            }
            try (ResultSet row = select.executeQuery()) {
                ResultSetMetaData columns = row.getMetaData();
                int rows = 0;
                while (row.next() && rows++ < LABELS_AT_MOST) {
                    List<Tag> tags = new ArrayList<>();
                    for (int i = 1; i <= columns.getColumnCount(); i++) {
                        if (!columns.getColumnLabel(i).equals("value")) {
                            tags.add(Tag.of(columns.getColumnLabel(i), row.getString(i)));
                        }
                    }
                    Mark mark = new Mark(each.name(), List.copyOf(tags));
                    read.put(mark, row.getDouble("value"));
                    registered.computeIfAbsent(mark, unseen -> show(mark, each));
                }
            }
        }
    }

    private boolean show(Mark mark, Reading each) {
        if (each.counts()) {
            FunctionCounter.builder(each.name(), this, board -> board.value(mark, true)).tags(mark.tags()).description(each.description()).register(registry);
        } else {
            Gauge.builder(each.name(), this, board -> board.value(mark, false)).tags(mark.tags()).description(each.description()).register(registry);
        }
        return true;
    }
}
