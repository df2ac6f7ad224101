package org.pricefloor.benchmarks.revision;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.postgresql.PGConnection;
import org.pricefloor.benchmarks.system.EventSender;
import org.pricefloor.benchmarks.system.MeasuredSystem;
import org.pricefloor.benchmarks.system.Pause;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.contracts.AgreementDocument.Gap;
import org.pricefloor.contracts.AgreementDocument.PriceStep;
import org.pricefloor.contracts.AgreementDocument.ReferencePrice;
import org.pricefloor.contracts.AgreementVersionRegistered;
import org.pricefloor.contracts.CalendarPublished;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.SeriesRegistered;
import org.pricefloor.kernel.price.Digest;
import org.pricefloor.kernel.settlement.Rules;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.translation.AgreementTranslation;

/** A settlement service whose books hold a history: so many series, a hundred agreements on each, a settled line of each on so many days. */
final class SeededHistory implements AutoCloseable {

    static final int AGREEMENTS_OF_A_SERIES = 100;
    static final LocalDate FIRST = LocalDate.of(2019, 1, 1);
    private static final BigDecimal FLOOR = new BigDecimal("110.00");
    private static final Instant RECEIVED = Instant.parse("2026-07-01T00:00:00Z");
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int LOOK_UP_MILLIS = 100;

    private final MeasuredSystem system;
    private final int series;
    private final int days;
    private final EventSender sender;
    private final Connection watch;

    private SeededHistory(MeasuredSystem system, int series, int days) throws SQLException {
        this.system = system;
        this.series = series;
        this.days = days;
        this.sender = new EventSender(system.kafka());
        this.watch = system.database("settlement");
        try (Statement statement = watch.createStatement()) {
            statement.execute("LISTEN pricefloor_outbox");
        }
    }

    static SeededHistory start(String name, int series, int days) throws SQLException {
        MeasuredSystem system = MeasuredSystem.start(name, "settlement");
        try {
            SeededHistory history = new SeededHistory(system, series, days);
            history.seed();
            return history;
        } catch (SQLException | RuntimeException failure) {
            system.close();
            throw failure;
        }
    }

    long lines() {
        return (long) series * AGREEMENTS_OF_A_SERIES * days;
    }

    int days() {
        return days;
    }

    Connection database() {
        return watch;
    }

    private static BigDecimal price(int series, int day, int revision) {
        return BigDecimal.valueOf(8_000 + (day * 37L + series * 11L + (revision - 1) * 101L) % 2_900, 2);
    }

    private static String seriesName(int number) {
        return "H-" + number;
    }

    private void seed() throws SQLException {
        List<Event> facts = new ArrayList<>();
        LocalDate last = FIRST.plusDays(days - 1L);
        facts.add(new CalendarPublished(CalendarPublished.id("EVERY-DAY", 1), "EVERY-DAY", 1, FIRST, last, List.of(), List.of(), false, "made up", RECEIVED));
        for (int s = 0; s < series; s++) {
            facts.add(new SeriesRegistered(SeriesRegistered.id(seriesName(s), 1), seriesName(s), 1, "price", "made up", "NdPr oxide", "USD", "kg", "excluding-vat", "EVERY-DAY",
                    "made up", RECEIVED));
            for (int day = 0; day < days; day++) {
                facts.add(assessed(s, day, 1));
            }
        }
        sender.send(facts);
        system.awaitSettled(facts.size(), PATIENCE);
        // Agreements after prices: nothing is due for a price that nobody reads yet.
        List<Event> agreements = new ArrayList<>();
        for (int a = 0; a < series * AGREEMENTS_OF_A_SERIES; a++) {
            AgreementDocument document = AgreementTranslation.complete(new AgreementDocument("HA-" + a, 1, "Made up", "MINE-" + a % 20, "OFFICE", "NdPr oxide", "USD", "kg", "UTC",
                    FIRST, last, "day", 1, "floor", List.of(new PriceStep(FIRST, FLOOR)), null,
                    new ReferencePrice(seriesName(a / AGREEMENTS_OF_A_SERIES), null, null, new Gap("none", null), 1, null, null, null), null, null, null, null));
            agreements.add(new AgreementVersionRegistered(AgreementVersionRegistered.id(document.agreement(), 1), document, Digest.sha256(EventJson.write(document)), "registrar",
                    "approver", RECEIVED, null, RECEIVED));
        }
        sender.send(agreements);
        system.awaitSettled(facts.size() + (long) agreements.size(), PATIENCE);
        try (Connection connection = system.database("settlement"); Statement statement = connection.createStatement()) {
            statement.execute("SET synchronous_commit = off");
            statement.execute("""
                    CREATE TEMP TABLE seeded AS
                    SELECT row_number() OVER (ORDER BY a, d) AS n, 'HA-' || a AS agreement, 'MINE-' || a %% 20 AS producer, d AS day_number, date '%s' + d AS day,
                           (10000 + (a * 31 + d * 7) %% 5000) / 10.0::numeric(12, 1) AS quantity,
                           ((8000 + (d * 37 + a / %d * 11) %% 2900) / 100.0)::numeric(12, 2) AS price, 'seeded/H-' || a / %d || '/' || d AS determination
                      FROM generate_series(0, %d) a, generate_series(0, %d) d""".formatted(FIRST, AGREEMENTS_OF_A_SERIES, AGREEMENTS_OF_A_SERIES,
                    series * AGREEMENTS_OF_A_SERIES - 1, days - 1));
            statement.execute("ALTER TABLE seeded ADD COLUMN amount numeric; UPDATE seeded SET quantity = round(quantity, 1), amount = round((110.00 - price) * quantity, 2)");
            statement.execute("""
                    INSERT INTO delivery_fact (position, fact_id, digest, agreement, lot, revision, category, delivery_date, quantity, unit, certified_at, recorded_at)
                    SELECT h.position + n, 'delivery/' || agreement || '/L' || day_number || '/r1', repeat('0', 64), agreement, 'L' || day_number, 1, 'third-party-sale', day, quantity,
                           'kg', h.recorded_at, h.recorded_at FROM seeded, shelf_head h ORDER BY n""");
            statement.execute("INSERT INTO delivery_day (agreement, delivery_date, lot) SELECT agreement, day, 'L' || day_number FROM seeded ORDER BY n");
            statement.execute("INSERT INTO determination SELECT DISTINCT determination, repeat('0', 64), 'seeded', to_char(day, 'YYYY-MM-DD'), price FROM seeded");
            statement.execute("""
                    INSERT INTO run (position, agreement, period_from, period_to, period_label, sequence, kind, producer, office, agreement_version, rules_version, cut_off, recorded_at,
                           accounting_date, currency, unit, quantity, floor_price, reference_price, unit_difference, accrued_top_up, accrued_upside, top_up, upside, difference,
                           determination_id, derivation_digest, event_id, event_digest)
                    SELECT b.position + n, agreement, day, day, to_char(day, 'YYYY-MM-DD'), 1, 'initial', producer, 'OFFICE', 1, '%s', h.position + %d, h.recorded_at, h.recorded_at::date,
                           'USD', 'kg', quantity, 110.00, price, 110.00 - price, 0, 0, amount, 0, amount, determination, repeat('0', 64), 'seeded/' || agreement || '/' || day, repeat('0', 64)
                      FROM seeded, shelf_head h, books_head b ORDER BY n""".formatted(Rules.VERSION, lines()));
            statement.execute("""
                    INSERT INTO journal_transfer (agreement, period_from, sequence, line, producer, office, debit, credit, amount, currency, accounting_date, recorded_at)
                    SELECT agreement, day, 1, 1, producer, 'OFFICE', 'top-up expense', 'top-up payable', amount, 'USD', h.recorded_at::date, h.recorded_at
                      FROM seeded, shelf_head h ORDER BY n""");
            statement.execute("UPDATE books_head SET position = position + %d, recorded_at = (SELECT recorded_at FROM shelf_head)".formatted(lines()));
            statement.execute("UPDATE shelf_head SET position = position + %d".formatted(lines()));
            statement.execute("DROP TABLE seeded");
            statement.execute("VACUUM ANALYZE");
            statement.execute("CHECKPOINT");
        }
    }

    private static PriceAssessed assessed(int number, int day, int revision) {
        LocalDate date = FIRST.plusDays(day);
        return new PriceAssessed(PriceAssessed.id(seriesName(number), date, revision), seriesName(number), date, revision, price(number, day, revision), RECEIVED,
                "bulletin-" + date + "-" + revision, RECEIVED, null, null);
    }

    /**
     * Sends the second revision of a day's price and waits until the lines of all agreements on it are on the books.
     *
     * @return nanoseconds from the sending to another connection having read the books' new position
     */
    long revise(int day) throws SQLException {
        long target = MeasuredSystem.number(watch, "SELECT position FROM books_head") + AGREEMENTS_OF_A_SERIES;
        long begun = System.nanoTime();
        sender.send(List.of(assessed(0, day, 2)));
        while (MeasuredSystem.number(watch, "SELECT position FROM books_head") < target) {
            watch.unwrap(PGConnection.class).getNotifications(LOOK_UP_MILLIS);
            if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                throw new IllegalStateException("The lines of day " + day + " were not revised within " + PATIENCE);
            }
        }
        return System.nanoTime() - begun;
    }

    /** As above, where the one who waits must not be counted among those who read: it looks rarely. */
    void reviseUnwatched(List<Integer> ofDays) throws SQLException {
        long target = MeasuredSystem.number(watch, "SELECT position FROM books_head") + (long) AGREEMENTS_OF_A_SERIES * ofDays.size();
        for (int day : ofDays) {
            sender.send(List.of(assessed(0, day, 2)));
            Pause.millis(LOOK_UP_MILLIS);
        }
        while (MeasuredSystem.number(watch, "SELECT position FROM books_head") < target) {
            Pause.millis(LOOK_UP_MILLIS);
        }
    }

    /** @throws IllegalStateException if a line of a revised day is not what the new price makes of it */
    void compare(List<Integer> revisedDays) throws SQLException {
        Map<String, BigDecimal> expected = new TreeMap<>();
        for (int day : revisedDays) {
            for (int a = 0; a < AGREEMENTS_OF_A_SERIES; a++) {
                BigDecimal quantity = BigDecimal.valueOf(10_000 + (a * 31L + day * 7L) % 5_000, 1);
                expected.put("HA-" + a + " " + FIRST.plusDays(day), FLOOR.subtract(price(0, day, 2)).multiply(quantity).setScale(2, RoundingMode.HALF_UP));
            }
        }
        try (PreparedStatement select = watch.prepareStatement("""
                SELECT r.agreement, r.period_from, r.top_up, (SELECT sum(CASE WHEN t.debit = 'top-up expense' THEN t.amount ELSE -t.amount END) FROM journal_transfer t
                        WHERE t.agreement = r.agreement AND t.period_from = r.period_from)
                  FROM run r WHERE r.position > ? AND r.sequence = 2""")) {
            select.setLong(1, lines());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    String line = row.getString(1) + " " + row.getObject(2, LocalDate.class);
                    BigDecimal amount = expected.remove(line);
                    if (amount == null || amount.compareTo(row.getBigDecimal(3)) != 0 || amount.compareTo(row.getBigDecimal(4)) != 0) {
                        throw new IllegalStateException("The line " + line + " should be " + amount + ", states " + row.getBigDecimal(3) + " and posted " + row.getBigDecimal(4));
                    }
                }
            }
        }
        if (!expected.isEmpty()) {
            throw new IllegalStateException(expected.size() + " lines were not revised, first " + expected.keySet().iterator().next());
        }
    }

    @Override
    public void close() {
        sender.close();
        system.close();
    }
}
