package org.pricefloor.acceptance.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.pricefloor.acceptance.RunningSystem;

/**
 * Clocks that jump, go back or disagree, at moments on which a period closes. Each case has an agreement that settles by the day, in a
 * zone of its own: until the local midnight after the day it accrues, from then on it is settled, and stays so whatever the clock does.
 *
 * <p>The situations follow one another in time, because the books' own time does not run backwards; each runs in every time zone of the
 * services' JVMs.
 */
final class ClockFaults {

    /** East and west of the date line, half an hour aside, and two that change their clocks, one of them by half an hour. */
    static final List<String> JVM_ZONES = List.of("UTC", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Australia/Lord_Howe");

    static final Instant BEGIN = Instant.parse("2026-02-02T12:00:00Z");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LOOK_AGAIN_MILLIS = 50;
    private static final BigDecimal FLOOR = new BigDecimal("110.00");
    private static final BigDecimal KILOGRAMS = new BigDecimal("1000");

    /**
     * Where the clock is put, and what has to be so there.
     *
     * @param sinceClose before the close it is negative
     */
    private record Step(Duration sinceClose, boolean closed) {
    }

    /**
     * @param day   the period
     * @param steps of the clocks of all services
     * @param apart by how much a service's own clock differs
     */
    private record Situation(String name, String zone, LocalDate day, List<Step> steps, Map<String, Duration> apart) {

        Situation(String name, String zone, String day, Step... steps) {
            this(name, zone, LocalDate.parse(day), List.of(steps), Map.of());
        }

        /** Counted here and nowhere else: the first moment of the day after, where the agreement is. */
        Instant closes() {
            return day.plusDays(1).atStartOfDay(ZoneId.of(zone)).toInstant();
        }
    }

    private static final Situation TEN_MINUTES_BACK = new Situation("ten minutes back", "UTC", "2026-02-20", open("PT-6M"), closed("PT5M"), closed("PT-5M"),
            closed("PT6M"));

    private static final List<Situation> SITUATIONS = List.of(
            new Situation("an hour forward", "UTC", "2026-02-10", open("PT-30M"), closed("PT30M")),
            new Situation("two days forward", "UTC", "2026-02-14", open("PT-1H"), closed("PT47H")),
            TEN_MINUTES_BACK,
            new Situation("New York skips an hour", "America/New_York", "2026-03-08", open("PT-20H30M"), open("PT-19H30M"), open("PT-1S"), closed("PT0S")),
            new Situation("London skips an hour", "Europe/London", "2026-03-29", open("PT-22H30M"), open("PT-21H30M"), open("PT-1S"), closed("PT0S")),
            new Situation("to and fro by seconds", "Asia/Tokyo", "2026-05-31", open("PT-2S"), open("PT-3S"), open("PT-1S"), closed("PT0S"), closed("PT-1S"), closed("PT1S")),
            new Situation("the fiscal year ends", "America/New_York", "2026-09-30", open("PT-1S"), closed("PT1S")),
            new Situation("London repeats an hour", "Europe/London", "2026-10-25", open("PT-23H30M"), open("PT-22H30M"), open("PT-1S"), closed("PT0S")),
            new Situation("New York repeats an hour", "America/New_York", "2026-11-01", open("PT-23H30M"), open("PT-22H30M"), open("PT-1S"), closed("PT0S")),
            new Situation("the calendar year ends", "UTC", "2026-12-31", open("PT-1S"), closed("PT0S")),
            new Situation("29 February", "Australia/Sydney", "2028-02-29", open("PT-23H"), open("PT-1S"), closed("PT0S")),
            new Situation("services disagree", "UTC", LocalDate.parse("2028-03-10"), List.of(new Step(Duration.parse("PT-1M"), false), new Step(Duration.parse("PT1M"), true)),
                    Map.of("price-ingestion", Duration.ofHours(1), "contract-registry", Duration.ofHours(-1), "portal", Duration.ofDays(-2))));

    private ClockFaults() {
    }

    private static Step open(String sinceClose) {
        return new Step(Duration.parse(sinceClose), false);
    }

    private static Step closed(String sinceClose) {
        return new Step(Duration.parse(sinceClose), true);
    }

    /** Zone by zone, each in the order of time. */
    static List<FaultCase> all() {
        List<FaultCase> cases = new ArrayList<>();
        for (String zone : JVM_ZONES) {
            for (int i = 0; i < SITUATIONS.size(); i++) {
                Situation situation = SITUATIONS.get(i);
                cases.add(new FaultCase("clock", situation.name() + " in " + zone, i + 1, scene -> strike(scene, situation)));
            }
        }
        return cases;
    }

    /** On any system whose clocks can be moved, in whatever zone it runs. */
    static FaultCase tenMinutesBack(long seed) {
        return new FaultCase("clock", TEN_MINUTES_BACK.name(), seed, scene -> strike(scene, TEN_MINUTES_BACK));
    }

    /** In which the JVMs of a case run. */
    static String zoneOf(FaultCase fault) {
        return fault.name().substring(fault.name().lastIndexOf(' ') + 1);
    }

    private static void strike(Scene scene, Situation situation) throws Exception {
        Trial trial = new Trial(scene, situation);
        trial.register();
        trial.deliver();
        for (Step step : situation.steps()) {
            trial.at(step);
            scene.count("steps of the clock", 1);
        }
    }

    /** One situation under way. */
    private static final class Trial {

        private final Scene scene;
        private final Situation situation;
        private final RunningSystem system;
        private final String agreement;
        private final String series;
        private int revision;
        private int published;
        private boolean wasClosed;

        Trial(Scene scene, Situation situation) {
            this.scene = scene;
            this.situation = situation;
            this.system = scene.system();
            this.agreement = scene.workload().agreement(0).replaceFirst("^F", "K");
            this.series = "SK-" + agreement;
        }

        /** Three days before, so that nothing of it is over when it arrives; the clocks stay there until settlement has it. */
        void register() throws InterruptedException, SQLException {
            setClocks(situation.closes().minus(Duration.ofDays(3)));
            Door door = scene.workload().door();
            door.send("PUT", "price-ingestion", "/api/series/" + series, "market-data", """
                    {"kind":"price","publisher":"illustrative","product":"NdPr oxide, invented","currency":"USD","per":"kg","taxBasis":"excluding-vat",\
                    "calendar":"FAULT-DAYS","source":"Illustrative: published by nobody"}""", () -> false);
            String path = "/api/agreements/" + agreement + "/versions/1";
            JsonNode proposal = door.send("PUT", "contract-registry", path, "registrar", """
                    {"agreement":"%s","version":1,"title":"Illustrative agreement of a clock","producer":"FAULT-MINE","office":"FAULT-OFFICE",\
                    "product":"NdPr oxide","currency":"USD","unit":"kg","timeZone":"%s","effectiveFrom":"%s","effectiveTo":"%s","period":"day",\
                    "closeLagDays":0,"instrument":"floor","floor":[{"from":"2025-01-01","price":"%s"}],\
                    "referencePrice":{"series":"%s","averaging":"simple","gap":{"rule":"none"},"minimumObservations":1,\
                    "rounding":{"decimals":2,"mode":"HALF_UP"}},"quantity":{"basis":"elected","categories":["third-party-sale"]},\
                    "amountRounding":{"decimals":2,"mode":"HALF_UP"},"restate":"immediately","note":"Illustrative: invented for a clock"}"""
                    .formatted(agreement, situation.zone(), situation.day(), situation.day().plusDays(1), FLOOR, series), () -> false);
            String digest = proposal.get("digest").asText();
            door.send("POST", "contract-registry", path + "/approval", "approver", "{\"digest\":\"" + digest + "\"}", () -> false);
            scene.accepted().agreement(agreement, 1, digest);
            awaitArrival();
        }

        /** What arrives after its day began closes a day after it arrived. */
        private void awaitArrival() throws InterruptedException, SQLException {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            try (Connection connection = system.database("settlement")) {
                while (Queues.number(connection, "SELECT count(*) FROM agreement_desk WHERE agreement = '" + agreement + "' AND next_close_at IS NOT NULL") == 0) {
                    if (System.nanoTime() > deadline) {
                        throw new IllegalStateException(agreement + " did not arrive in settlement within " + PATIENCE.toSeconds() + " s");
                    }
                    TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
                }
            }
        }

        /** In the day's first hours: its lot is certified. */
        void deliver() throws InterruptedException {
            setClocks(situation.day().atStartOfDay(ZoneId.of(situation.zone())).toInstant().plusSeconds(1_800));
            scene.workload().door().send("POST", "contract-registry", "/api/agreements/" + agreement + "/deliveries", "registrar",
                    "{\"lot\":\"L1\",\"category\":\"third-party-sale\",\"deliveryDate\":\"" + situation.day() + "\",\"quantity\":\"" + KILOGRAMS
                            + "\",\"unit\":\"kg\",\"certifiedAt\":\"" + system.now("contract-registry").minusSeconds(60) + "\",\"document\":\"L1-1\"}", () -> false);
            scene.accepted().delivery(agreement, "L1", 1, KILOGRAMS.toPlainString(), "L1-1");
        }

        /** Puts the clocks there, publishes another price, and looks what became of the period. */
        void at(Step step) throws InterruptedException, IOException {
            Instant moment = situation.closes().plus(step.sinceClose());
            setClocks(moment);
            if (step.closed() && !wasClosed && revision > 0) {
                JsonNode run = await(moment, null);
                demand(run.get("kind").asText().equals("initial"), moment, "it is settled by its closing, not " + run);
            }
            BigDecimal price = new BigDecimal("100.00").subtract(new BigDecimal(++revision));
            if (isPublishable(moment)) {
                scene.workload().door().send("POST", "price-ingestion", "/api/series/" + series + "/assessments", "market-data",
                        "{\"pricingDate\":\"" + situation.day() + "\",\"price\":\"" + price + "\",\"publishedAt\":\"" + publishedAt() + "\",\"document\":\"" + series + "-" + revision
                                + "\"}", () -> false);
                scene.accepted().price(series, situation.day().toString(), ++published, price.toPlainString(), series + "-" + revision);
                JsonNode run = await(moment, FLOOR.subtract(price).multiply(KILOGRAMS));
                String kind = run.get("kind").asText();
                demand(step.closed() ? kind.equals("initial") || kind.equals("restatement") : kind.equals("accrual"), moment,
                        "it is " + (step.closed() ? "settled" : "accrued") + ", not " + run);
            }
            wasClosed = step.closed();
        }

        /** A price is published on its day or later, by universal time. */
        private boolean isPublishable(Instant moment) {
            return !publishedAt().isBefore(situation.day().atStartOfDay(ZoneId.of("UTC")).toInstant()) && !moment.isBefore(situation.day().atStartOfDay(ZoneId.of("UTC")).toInstant());
        }

        private Instant publishedAt() {
            return system.now("price-ingestion").minusSeconds(1);
        }

        /** @param net null: any, of a period that has closed */
        private JsonNode await(Instant moment, BigDecimal net) throws InterruptedException, IOException {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            JsonNode last = null;
            while (System.nanoTime() < deadline) {
                for (JsonNode run : JSON.readTree(scene.workload().door().once("GET", "settlement", "/api/settlements?agreement=" + agreement, "office", "OFFICE", null).body())) {
                    if (run.path("from").asText().equals(situation.day().toString())) {
                        last = run;
                        if (net == null ? !run.get("kind").asText().equals("accrual") : new BigDecimal(run.get("net").asText()).compareTo(net) == 0) {
                            return run;
                        }
                    }
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
            }
            throw new IllegalStateException("At " + moment + " the period " + situation.day() + " of " + agreement + " did not come to " + (net == null ? "its close" : net)
                    + " within " + PATIENCE.toSeconds() + " s; it stands at " + last);
        }

        private void demand(boolean kept, Instant moment, String what) {
            if (!kept) {
                throw new IllegalStateException("At " + moment + " the period " + situation.day() + " of " + agreement + ", which closes at " + situation.closes() + ": " + what);
            }
        }

        private void setClocks(Instant moment) {
            system.setClock(moment);
            situation.apart().forEach((service, apart) -> system.setClock(service, moment.plus(apart)));
        }
    }
}
