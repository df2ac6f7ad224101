package org.pricefloor.acceptance.faults;

import java.util.List;

/**
 * Where each service is halted. A service that comes later adds its lines; nothing is put into its code.
 *
 * <p>A point is a method that the service enters, or leaves, when it is exactly there; {@code thread} begins the name of the thread that
 * counts, where others come by as well.
 */
final class HaltPoints {

    /** The rooms of a transaction that somebody may leave without having tidied up. */
    enum Moment {
        AFTER_CONSUME("after consume"),
        AFTER_FIRST_WRITE("after first write"),
        BEFORE_COMMIT("before commit"),
        AFTER_COMMIT("after commit before acknowledge"),
        AFTER_PUBLISH("after publish before the cursor moves"),
        IN_SHUTDOWN("during shutdown");

        private final String words;

        Moment(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * @param what    happens there
     * @param leaving whether the halt comes when the method is left, not when it is entered
     */
    record Point(String service, Moment moment, String what, String type, String method, boolean leaving, String thread) {

        /** With what happens there. */
        String name() {
            return service + " " + moment + " (" + what + ")";
        }
    }

    private static final String CONNECTION = "org.postgresql.jdbc.PgConnection";
    private static final String INTAKE = "org.pricefloor.messaging.BatchIntake";
    private static final String INBOX = "org.pricefloor.messaging.Inbox";
    private static final String OUTBOX = "org.pricefloor.messaging.Outbox";
    private static final String RELAY = "org.pricefloor.messaging.OutboxRelay";
    private static final String WORKERS = "executor-thread";
    private static final String SHUTDOWN = "";

    static final List<Point> ALL = List.of(
            // price-ingestion: in by HTTP, out by the relay.
            new Point("price-ingestion", Moment.AFTER_CONSUME, "request read", "org.pricefloor.prices.figure.FigureBook", "take", false, WORKERS),
            new Point("price-ingestion", Moment.AFTER_FIRST_WRITE, "figure written, event not", OUTBOX, "append", false, WORKERS),
            new Point("price-ingestion", Moment.BEFORE_COMMIT, "figure and event", CONNECTION, "commit", false, WORKERS),
            new Point("price-ingestion", Moment.AFTER_COMMIT, "answer not sent", "org.pricefloor.prices.figure.AssessmentResource$Assessment", "of", false, WORKERS),
            new Point("price-ingestion", Moment.AFTER_PUBLISH, "relay", RELAY, "moveCursor", false, "outbox-relay"),
            new Point("price-ingestion", Moment.IN_SHUTDOWN, "relay closes", RELAY, "close", false, SHUTDOWN),
            // contract-registry: the same, its deliveries.
            new Point("contract-registry", Moment.AFTER_CONSUME, "request read", "org.pricefloor.registry.delivery.DeliveryBook", "certify", false, WORKERS),
            new Point("contract-registry", Moment.AFTER_FIRST_WRITE, "revision written, event not", OUTBOX, "append", false, WORKERS),
            new Point("contract-registry", Moment.BEFORE_COMMIT, "revision and event", CONNECTION, "commit", false, WORKERS),
            new Point("contract-registry", Moment.AFTER_COMMIT, "answer not sent", CONNECTION, "commit", true, WORKERS),
            new Point("contract-registry", Moment.AFTER_PUBLISH, "relay", RELAY, "moveCursor", false, "outbox-relay"),
            new Point("contract-registry", Moment.IN_SHUTDOWN, "relay closes", RELAY, "close", false, SHUTDOWN),
            // settlement: in by the intake, through the bench, out by the relay.
            new Point("settlement", Moment.AFTER_CONSUME, "intake has a batch", INTAKE, "accept", false, ""),
            new Point("settlement", Moment.AFTER_FIRST_WRITE, "facts written, watermark not", INBOX, "advance", false, ""),
            new Point("settlement", Moment.BEFORE_COMMIT, "facts and watermark", INTAKE, "commit", false, ""),
            new Point("settlement", Moment.AFTER_COMMIT, "facts, bench not woken", INBOX, "settled", false, ""),
            new Point("settlement", Moment.AFTER_CONSUME, "bench has due rows", "org.pricefloor.settlement.bench.DueRows", "byAgreement", false, "bench"),
            new Point("settlement", Moment.AFTER_FIRST_WRITE, "runs and transfers written, event not", OUTBOX, "appendWritten", false, "bench"),
            new Point("settlement", Moment.BEFORE_COMMIT, "a round of the bench", "org.pricefloor.settlement.bench.DueRows", "write", true, "bench"),
            new Point("settlement", Moment.AFTER_COMMIT, "a round of the bench", CONNECTION, "commit", true, "bench"),
            new Point("settlement", Moment.BEFORE_COMMIT, "positions of the relay", CONNECTION, "commit", false, "outbox-relay"),
            new Point("settlement", Moment.AFTER_PUBLISH, "relay", RELAY, "moveCursor", false, "outbox-relay"),
            new Point("settlement", Moment.IN_SHUTDOWN, "bench stops", "org.pricefloor.settlement.bench.Bench", "shut", false, SHUTDOWN),
            new Point("settlement", Moment.IN_SHUTDOWN, "relay closes", RELAY, "close", false, SHUTDOWN),
            // portal: in by the intake; it publishes nothing.
            new Point("portal", Moment.AFTER_CONSUME, "intake has a batch", INTAKE, "accept", false, ""),
            new Point("portal", Moment.AFTER_FIRST_WRITE, "statements written, watermark not", INBOX, "advance", false, ""),
            new Point("portal", Moment.BEFORE_COMMIT, "statements and watermark", INTAKE, "commit", false, ""),
            new Point("portal", Moment.AFTER_COMMIT, "watermark moved", INBOX, "settled", false, ""),
            new Point("portal", Moment.IN_SHUTDOWN, "intake closes", INTAKE, "close", false, SHUTDOWN));

    private HaltPoints() {
    }
}
