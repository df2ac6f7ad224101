package org.pricefloor.acceptance.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A small, steady stream of accepted inputs through all doors: prices and their revisions, deliveries and theirs, under agreements of
 * its own, some with a share and a cap of the year. The same seed sends the same inputs.
 *
 * <p>Only months that are over are priced, so that what they come to depends on the facts alone and not on the day.
 */
public final class Workload {

    static final LocalDate FIRST_DAY = LocalDate.of(2025, 1, 1);
    static final LocalDate LAST_DAY = LocalDate.of(2025, 12, 31);
    static final int AGREEMENTS = 6;

    private static final int SERIES = 2;
    private static final int LOTS = 24;
    private static final int CLIENTS = 2;
    private static final String CALENDAR = """
            {"from":"2025-01-01","to":"2035-12-31","closedWeekdays":[],"exceptions":[],"assumed":false,"source":"Illustrative: every day is a pricing day"}""";
    private static final String SERIES_DOCUMENT = """
            {"kind":"price","publisher":"illustrative","product":"NdPr oxide, invented","currency":"USD","per":"kg","taxBasis":"excluding-vat",\
            "calendar":"FAULT-DAYS","source":"Illustrative: published by nobody"}""";

    private final Door door;
    private final AcceptedInputs accepted;
    private final String mark;
    private final int perSecond;
    private final Random random;
    private final List<Thread> clients = new ArrayList<>();
    private final List<String> trouble = new ArrayList<>();
    private CountDownLatch done = new CountDownLatch(0);
    private long documents;
    private volatile boolean stopping;
    private volatile long patienceEnds = Long.MAX_VALUE;

    /** @param mark by which agreements, series and documents differ from those of other cases on the same stack */
    Workload(Door door, AcceptedInputs accepted, String mark, long seed, int perSecond) {
        this.door = door;
        this.accepted = accepted;
        this.mark = mark;
        this.perSecond = perSecond;
        this.random = new Random(seed);
    }

    /** An input that is ready to be sent. */
    private record Input(boolean price, String subject, String item, String value, String document) {
    }

    /** For a fault that is a client itself. */
    Door door() {
        return door;
    }

    public String agreement(int number) {
        return "F" + mark + "-" + number;
    }

    private String series(int number) {
        return "S" + mark + "-" + number;
    }

    /** Series and agreements, and a price at each series' first day; returns when all of it was accepted. */
    void prepare() throws InterruptedException {
        door.send("PUT", "price-ingestion", "/api/calendars/FAULT-DAYS", "market-data", CALENDAR, () -> false);
        for (int i = 0; i < SERIES; i++) {
            door.send("PUT", "price-ingestion", "/api/series/" + series(i), "market-data", SERIES_DOCUMENT, () -> false);
            send(new Input(true, series(i), FIRST_DAY.toString(), "95.5" + i, document()));
        }
        for (int i = 0; i < AGREEMENTS; i++) {
            String path = "/api/agreements/" + agreement(i) + "/versions/1";
            JsonNode proposal = door.send("PUT", "contract-registry", path, "registrar", terms(i), () -> false);
            String digest = proposal.get("digest").asText();
            door.send("POST", "contract-registry", path + "/approval", "approver", "{\"digest\":\"" + digest + "\"}", () -> false);
            accepted.agreement(agreement(i), 1, digest);
            send(new Input(false, agreement(i), "L0", "1000", document()));
        }
    }

    /** A floor of 110, for two of three a share above 115 or 130, for one of three with a cap of the year. */
    private String terms(int number) {
        String share = switch (number % 3) {
            case 0 -> "";
            case 1 -> "\"upside\":{\"threshold\":\"130.00\",\"share\":\"0.30\"},";
            default -> "\"upside\":{\"threshold\":\"115.00\",\"share\":\"0.25\"},\"caps\":{\"upsideSharePerYear\":\"150000.00\"},";
        };
        return """
                {"agreement":"%s","version":1,"title":"Illustrative agreement of a fault","producer":"FAULT-MINE","office":"FAULT-OFFICE",\
                "product":"NdPr oxide","currency":"USD","unit":"kg","timeZone":"UTC","effectiveFrom":"%s","effectiveTo":"%s","period":"month",\
                "closeLagDays":1,"instrument":"floor","floor":[{"from":"2025-01-01","price":"110.00"}],%s\
                "referencePrice":{"series":"%s","averaging":"simple","gap":{"rule":"last-published","maxStaleDays":40},"minimumObservations":1,\
                "rounding":{"decimals":2,"mode":"HALF_UP"}},"quantity":{"basis":"elected","categories":["third-party-sale"]},\
                "amountRounding":{"decimals":2,"mode":"HALF_UP"},"restate":"immediately","note":"Illustrative: invented for a fault"}"""
                .formatted(agreement(number), FIRST_DAY, LAST_DAY, share, series(number % SERIES));
    }

    /** Begins to send and goes on until {@link #stop}. */
    void start() {
        stopping = false;
        done = new CountDownLatch(CLIENTS);
        for (int i = 0; i < CLIENTS; i++) {
            Thread client = new Thread(this::send, "client-" + i);
            client.setDaemon(true);
            clients.add(client);
            client.start();
        }
    }

    /** Sends nothing new and waits until everything that was sent is accepted. */
    void stop(long patienceSeconds) throws InterruptedException {
        stopping = true;
        patienceEnds = System.nanoTime() + TimeUnit.SECONDS.toNanos(patienceSeconds);
        done.await();
    }

    /** Sends one more input from here, for a fault that waits for the last one. */
    public void sendOne() throws InterruptedException {
        send(next());
    }

    /** One more at each of the doors. */
    public void sendOneOfEach() throws InterruptedException {
        send(price());
        send(delivery());
    }

    /** A price that changes what some agreement of the first series comes to. */
    void sendPriceThatPosts() throws InterruptedException {
        send(new Input(true, series(0), FIRST_DAY.toString(), distinct().toPlainString(), document()));
    }

    /** A delivery that changes what its agreement comes to. */
    void sendDeliveryThatPosts() throws InterruptedException {
        send(new Input(false, agreement(0), "L0", distinct().toPlainString(), document()));
    }

    private synchronized BigDecimal distinct() {
        return BigDecimal.valueOf(20_00 + 50 * (documents % 100), 2);
    }

    private synchronized String document() {
        return mark + "-" + ++documents;
    }

    /** What a client could not explain. */
    List<String> trouble() {
        synchronized (trouble) {
            return List.copyOf(trouble);
        }
    }

    private void send() {
        long between = TimeUnit.SECONDS.toNanos(CLIENTS) / perSecond;
        long due = System.nanoTime();
        try {
            while (!stopping) {
                send(next());
                due += between;
                long wait = due - System.nanoTime();
                if (wait > 0) {
                    TimeUnit.NANOSECONDS.sleep(wait);
                } else {
                    // What an outage held up is not made up for: the stream is steady, not bursting.
                    due = System.nanoTime();
                }
            }
        } catch (InterruptedException | RuntimeException e) {
            synchronized (trouble) {
                trouble.add(e.toString());
            }
        } finally {
            done.countDown();
        }
    }

    private synchronized Input next() {
        return random.nextInt(4) == 0 ? delivery() : price();
    }

    private synchronized Input price() {
        LocalDate day = FIRST_DAY.plusDays(random.nextInt((int) (LAST_DAY.toEpochDay() - FIRST_DAY.toEpochDay()) + 1));
        BigDecimal price = BigDecimal.valueOf(80 + random.nextDouble() * 80).setScale(2 + random.nextInt(3), RoundingMode.HALF_UP);
        return new Input(true, series(random.nextInt(SERIES)), day.toString(), price.toPlainString(), document());
    }

    private synchronized Input delivery() {
        BigDecimal quantity = random.nextInt(8) == 0 ? BigDecimal.ZERO : BigDecimal.valueOf(random.nextInt(90_000_000), 3);
        return new Input(false, agreement(random.nextInt(AGREEMENTS)), "L" + random.nextInt(LOTS), quantity.toPlainString(), document());
    }

    private void send(Input input) throws InterruptedException {
        JsonNode answer;
        if (input.price()) {
            answer = door.send("POST", "price-ingestion", "/api/series/" + input.subject() + "/assessments", "market-data",
                    "{\"pricingDate\":\"" + input.item() + "\",\"price\":\"" + input.value() + "\",\"publishedAt\":\"2026-01-02T12:00:00Z\",\"document\":\""
                            + input.document() + "\"}", this::isOver);
        } else {
            LocalDate day = FIRST_DAY.plusDays(15L * Integer.parseInt(input.item().substring(1)));
            answer = door.send("POST", "contract-registry", "/api/agreements/" + input.subject() + "/deliveries", "registrar",
                    "{\"lot\":\"" + input.item() + "\",\"category\":\"third-party-sale\",\"deliveryDate\":\"" + day + "\",\"quantity\":\"" + input.value()
                            + "\",\"unit\":\"kg\",\"certifiedAt\":\"2026-01-02T12:00:00Z\",\"document\":\"" + input.document() + "\"}", this::isOver);
        }
        if (answer == null) {
            throw new IllegalStateException("No answer to " + input + " although everything was healed");
        }
        long revision = answer.get("revision").asLong();
        if (input.price()) {
            accepted.price(input.subject(), input.item(), revision, input.value(), input.document());
        } else {
            accepted.delivery(input.subject(), input.item(), revision, input.value(), input.document());
        }
    }

    private boolean isOver() {
        return stopping && System.nanoTime() > patienceEnds;
    }
}
