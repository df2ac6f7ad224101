package org.pricefloor.benchmarks.latency;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;
import org.pricefloor.benchmarks.system.EventSender;
import org.pricefloor.benchmarks.system.MeasuredSystem;

/**
 * The services: a price is posted to price-ingestion over HTTP, with a token, and its lines are seen when another connection reads the run
 * rows from settlement's database. That connection is woken by the notification that settlement's own commit sends to its relay, and then
 * reads the rows above the last position it saw: it asks once a commit, not all the time.
 */
final class ServicePath implements Contender {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** How long a wait for a notification lasts before the thread looks whether it should end. */
    private static final int LOOK_UP_MILLIS = 100;

    private final Sightings sightings = new Sightings();
    private final MeasuredSystem system;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5)).build();
    private final URI door;
    private final String token;
    private final Map<LocalDate, Deque<Integer>> waiting = new ConcurrentHashMap<>();
    private final Map<Integer, Long> answered = new ConcurrentHashMap<>();
    private final Thread watcher = new Thread(this::watch, "runs-of-settlement");
    private int agreements;
    private volatile boolean closed;

    ServicePath(MeasuredSystem system) {
        this.system = system;
        door = system.address("price-ingestion");
        token = system.token("market-data", null);
    }

    @Override
    public String name() {
        return "Pricefloor";
    }

    @Override
    public void begin(Ground ground) throws Exception {
        agreements = ground.agreements();
        LocalDate last = Ground.FIRST.plusDays(ground.days() - 1L);
        put("/api/calendars/EVERY-DAY", "{\"from\":\"" + Ground.FIRST + "\",\"to\":\"" + last + "\",\"closedWeekdays\":[],\"exceptions\":[],\"assumed\":false,\"source\":\"made up\"}");
        put("/api/series/" + Ground.SERIES, "{\"kind\":\"price\",\"publisher\":\"made up\",\"product\":\"NdPr oxide\",\"currency\":\"USD\",\"per\":\"kg\","
                + "\"taxBasis\":\"excluding-vat\",\"calendar\":\"EVERY-DAY\",\"source\":\"made up\"}");
        String prices = IntStream.range(0, ground.days()).mapToObj(ground::first)
                .map(first -> Ground.SERIES + "," + first.day() + "," + first.price().toPlainString() + "," + first.day())
                .collect(Collectors.joining("\n", "series,pricing_date,price,published_at\n", "\n"));
        accepted(send("POST", "/api/uploads/assessments?document=first", "text/csv", prices));
        long facts = 2L + ground.days();
        system.awaitSettled(facts, PATIENCE);
        try (EventSender sender = new EventSender(system.kafka())) {
            sender.send(ground.agreementEvents());
            system.awaitSettled(facts + agreements, PATIENCE);
            sender.send(ground.deliveryEvents());
            system.awaitSettled(facts + agreements + (long) agreements * ground.days(), PATIENCE);
        }
        try (Connection connection = system.database("settlement"); Statement statement = connection.createStatement()) {
            statement.execute("ANALYZE");
        }
        watcher.start();
    }

    private void put(String path, String body) throws IOException, InterruptedException {
        accepted(send("PUT", path, "application/json", body));
    }

    private static void accepted(HttpResponse<String> answer) {
        if (answer.statusCode() != 201) {
            throw new IllegalStateException(answer.request().uri() + " answered " + answer.statusCode() + ": " + answer.body());
        }
    }

    private HttpResponse<String> send(String method, String path, String type, String body) throws IOException, InterruptedException {
        return client.send(request(method, path, type, body), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(String method, String path, String type, String body) {
        return HttpRequest.newBuilder(door.resolve(path)).header("Authorization", "Bearer " + token).header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body)).timeout(Duration.ofSeconds(30)).build();
    }

    static String document(int number) {
        return "q" + number;
    }

    @Override
    public void post(Quote quote) {
        waiting.computeIfAbsent(quote.day(), unseen -> new ArrayDeque<>());
        Deque<Integer> ofDay = waiting.get(quote.day());
        synchronized (ofDay) {
            ofDay.add(quote.number());
        }
        String body = "{\"pricingDate\":\"" + quote.day() + "\",\"price\":\"" + quote.price().toPlainString() + "\",\"publishedAt\":\"" + quote.day()
                + "T12:00:00Z\",\"document\":\"" + document(quote.number()) + "\"}";
        client.sendAsync(request("POST", "/api/series/" + Ground.SERIES + "/assessments", "application/json", body), HttpResponse.BodyHandlers.ofString())
                .whenComplete((answer, failed) -> {
                    if (failed != null) {
                        sightings.failed(failed);
                    } else if (answer.statusCode() != 201) {
                        sightings.failed(new IllegalStateException("price " + quote.number() + " was answered " + answer.statusCode() + ": " + answer.body()));
                    } else {
                        answered.put(quote.number(), System.nanoTime());
                    }
                });
    }

    private void watch() {
        try (Connection connection = system.database("settlement")) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("LISTEN pricefloor_outbox");
            }
            long position = MeasuredSystem.number(connection, "SELECT position FROM books_head");
            Map<LocalDate, Integer> runs = new HashMap<>();
            try (PreparedStatement select = connection.prepareStatement("SELECT period_from, count(*), max(position) FROM run WHERE position > ? GROUP BY period_from")) {
                while (!closed) {
                    connection.unwrap(PGConnection.class).getNotifications(LOOK_UP_MILLIS);
                    select.setLong(1, position);
                    try (ResultSet row = select.executeQuery()) {
                        while (row.next()) {
                            position = Math.max(position, row.getLong(3));
                            seen(row.getObject(1, LocalDate.class), row.getInt(2), runs);
                        }
                    }
                }
            }
        } catch (SQLException | RuntimeException e) {
            sightings.failed(e);
        }
    }

    /** Each price makes a run of every agreement, in the order in which they were posted: revisions of one day follow one another. */
    private void seen(LocalDate day, int count, Map<LocalDate, Integer> runs) {
        int total = runs.merge(day, count, Integer::sum);
        Deque<Integer> ofDay = waiting.get(day);
        while (total >= agreements && ofDay != null) {
            Integer number;
            synchronized (ofDay) {
                number = ofDay.poll();
            }
            if (number != null) {
                sightings.seen(number);
            }
            total -= agreements;
        }
        runs.put(day, total);
    }

    @Override
    public Sightings sightings() {
        return sightings;
    }

    /** When the answer to a price came; it may come after its lines. */
    Long answered(int number) {
        return answered.get(number);
    }

    @Override
    public Map<String, BigDecimal> lines() throws SQLException {
        Map<String, BigDecimal> lines = new TreeMap<>();
        try (Connection connection = system.database("settlement"); Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery("""
                SELECT r.agreement, r.period_from, r.top_up, r.differences, j.posted
                  FROM (SELECT agreement, period_from, (array_agg(top_up ORDER BY sequence DESC))[1] AS top_up, sum(difference) AS differences
                          FROM run GROUP BY agreement, period_from) r
                  JOIN (SELECT agreement, period_from, sum(CASE WHEN debit = 'top-up expense' THEN amount ELSE -amount END) AS posted
                          FROM journal_transfer GROUP BY agreement, period_from) j USING (agreement, period_from)""")) {
            while (row.next()) {
                String line = row.getString(1) + " " + row.getString(2);
                if (row.getBigDecimal(3).compareTo(row.getBigDecimal(4)) != 0 || row.getBigDecimal(3).compareTo(row.getBigDecimal(5)) != 0) {
                    throw new IllegalStateException(name() + ": the differences of " + line + " add up to " + row.getBigDecimal(4) + " and its transfers to "
                            + row.getBigDecimal(5) + ", its amount is " + row.getBigDecimal(3));
                }
                lines.put(line, row.getBigDecimal(3));
            }
        }
        return lines;
    }

    @Override
    public void close() {
        closed = true;
        try {
            watcher.join(5_000);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }
}
