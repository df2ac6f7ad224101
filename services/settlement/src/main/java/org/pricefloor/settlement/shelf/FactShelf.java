package org.pricefloor.settlement.shelf;

import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.contracts.AgreementVersionRegistered;
import org.pricefloor.contracts.Assay;
import org.pricefloor.contracts.CalendarPublished;
import org.pricefloor.contracts.DecisionRecorded;
import org.pricefloor.contracts.DeliveryCertified;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.FxFixed;
import org.pricefloor.contracts.MeasureCertified;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.SeriesRegistered;
import org.pricefloor.kernel.agreement.TermsRefused;
import org.pricefloor.messaging.FactBook;
import org.pricefloor.messaging.Received;
import org.pricefloor.settlement.CopyRows;
import org.pricefloor.translation.AgreementTranslation;
import org.pricefloor.translation.FactTranslation;

/**
 * Records a batch of facts under new positions, with the due rows they cause, in the intake's transaction.
 *
 * <p>A fact known already is passed over, whenever it was received; the same id with other content is refused, and the intake parks it. A
 * fact that no kernel value can be made of is refused as well: nothing that is on the shelf can stop the bench.
 */
@ApplicationScoped
public class FactShelf implements FactBook {

    private static final Logger LOG = Logger.getLogger(FactShelf.class);

    private record Fact(Event event, byte[] body, String digest, UUID trace) {
    }

    private record Due(String kind, String subject, String agreement, LocalDate firstDay, LocalDate lastDay) {

        Due(String kind, String subject, String agreement, LocalDate day) {
            this(kind, subject, agreement, day, day);
        }
    }

    private static final LocalDate FIRST_DAY = LocalDate.of(1900, 1, 1);
    private static final LocalDate LAST_DAY = LocalDate.of(2300, 12, 31);

    private final Clock clock;

    public FactShelf(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void record(Connection connection, List<Received> received) throws SQLException {
        List<Fact> facts = readable(received);
        long position = lockHead(connection);
        facts = unknown(connection, facts);
        if (facts.isEmpty()) {
            return;
        }
        Instant now = advanceHead(connection, facts.size());
        Map<Due, UUID> due = new LinkedHashMap<>();
        writeReferences(connection, position, facts, now, due);
        writeFigures(connection, position, facts, now, due);
        writeAgreements(connection, position, facts, now, due);
        writeDeliveries(connection, position, facts, now, due);
        writeMeasures(connection, position, facts, now, due);
        writeDecisions(connection, position, facts, now, due);
        writeDue(connection, due);
        LOG.debugf("Recorded facts count=%d position=%d due=%d", facts.size(), position + facts.size(), due.size());
    }

    /** Makes a kernel value of each fact once, so that what the kernel does not understand is refused here and parked. */
    private static List<Fact> readable(List<Received> received) {
        Map<String, Fact> facts = new LinkedHashMap<>();
        for (Received each : received) {
            Event event = each.event();
            if (event instanceof CalendarPublished calendar) {
                FactTranslation.calendar(calendar);
            } else if (event instanceof SeriesRegistered series) {
                switch (String.valueOf(series.kind())) {
                    case FactTranslation.FX -> FactTranslation.fxSeries(series);
                    case FactTranslation.INDEX -> FactTranslation.indexSeries(series);
                    default -> FactTranslation.priceSeries(series);
                }
            } else if (event instanceof AgreementVersionRegistered agreement) {
                try {
                    AgreementTranslation.terms(agreement);
                } catch (TermsRefused e) {
                    throw new IllegalArgumentException(e.getMessage(), e);
                }
            } else if (event instanceof DeliveryCertified delivery) {
                FactTranslation.delivery(delivery);
            } else if (event instanceof MeasureCertified measure) {
                FactTranslation.measure(measure);
            } else if (event instanceof DecisionRecorded decision) {
                FactTranslation.decision(decision);
            } else if (event instanceof PriceAssessed assessed) {
                FactTranslation.figure(assessed);
            } else if (event instanceof FxFixed fixed) {
                FactTranslation.figure(fixed);
            } else {
                throw new IllegalArgumentException("no fact of this shelf: " + each.envelope().type());
            }
            Fact fact = new Fact(event, each.envelope().body(), FactDigest.of(each.envelope().body()), each.trace());
            Fact before = facts.putIfAbsent(event.eventId(), fact);
            if (before != null && !before.digest().equals(fact.digest())) {
                throw changed(event.eventId());
            }
        }
        return new ArrayList<>(facts.values());
    }

    private static IllegalArgumentException changed(String fact) {
        return new IllegalArgumentException("FACT_MUST_NOT_CHANGE " + fact + " was recorded before with other content; send a new revision");
    }

    private static long lockHead(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // Plans made when the shelf was small are not kept: they would walk a history that has grown since.
            statement.execute("SET LOCAL plan_cache_mode = force_custom_plan");
            try (ResultSet head = statement.executeQuery("SELECT position FROM shelf_head FOR UPDATE")) {
                head.next();
                return head.getLong(1);
            }
        }
    }

    private Instant advanceHead(Connection connection, int count) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE shelf_head SET position = position + ?, recorded_at = greatest(recorded_at, ?) RETURNING recorded_at")) {
            update.setInt(1, count);
            update.setObject(2, clock.instant().atOffset(ZoneOffset.UTC));
            try (ResultSet head = update.executeQuery()) {
                head.next();
                return head.getObject(1, java.time.OffsetDateTime.class).toInstant();
            }
        }
    }

    private static List<Fact> unknown(Connection connection, List<Fact> facts) throws SQLException {
        Map<String, List<String>> idsByTable = new HashMap<>();
        for (Fact fact : facts) {
            idsByTable.computeIfAbsent(tableOf(fact.event()), table -> new ArrayList<>()).add(fact.event().eventId());
        }
        Map<String, String> known = new HashMap<>();
        for (Map.Entry<String, List<String>> ids : idsByTable.entrySet()) {
            Array array = connection.createArrayOf("text", ids.getValue().toArray());
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT fact_id, digest FROM " + ids.getKey() + " WHERE fact_id = ANY (?)")) {
                select.setArray(1, array);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        known.put(rows.getString(1), rows.getString(2));
                    }
                }
            }
        }
        List<Fact> unknown = new ArrayList<>(facts.size());
        for (Fact fact : facts) {
            String digest = known.get(fact.event().eventId());
            if (digest == null) {
                unknown.add(fact);
            } else if (!FactDigest.isOf(fact.body(), digest)) {
                throw changed(fact.event().eventId());
            }
        }
        return unknown;
    }

    private static String tableOf(Event event) {
        if (event instanceof PriceAssessed || event instanceof FxFixed) {
            return "figure_fact";
        }
        if (event instanceof DeliveryCertified) {
            return "delivery_fact";
        }
        if (event instanceof MeasureCertified) {
            return "measure_fact";
        }
        if (event instanceof DecisionRecorded) {
            return "decision_fact";
        }
        return event instanceof AgreementVersionRegistered ? "agreement_fact" : "reference_fact";
    }

    private static void writeReferences(Connection connection, long position, List<Fact> facts, Instant now, Map<Due, UUID> due)
            throws SQLException {
        try (CopyRows rows = new CopyRows(connection,
                "reference_fact (position, fact_id, digest, kind, subject, version, body, recorded_at, trace)")) {
            for (int i = 0; i < facts.size(); i++) {
                Fact fact = facts.get(i);
                if (fact.event() instanceof SeriesRegistered series) {
                    rows.add(position + 1 + i).add(series.eventId()).add(fact.digest()).add("series").add(series.series())
                            .add(series.version()).add(fact.body()).add(now).add(fact.trace()).end();
                    due.put(new Due("reference", series.series(), null, null), fact.trace());
                } else if (fact.event() instanceof CalendarPublished calendar) {
                    rows.add(position + 1 + i).add(calendar.eventId()).add(fact.digest()).add("calendar").add(calendar.calendar())
                            .add(calendar.version()).add(fact.body()).add(now).add(fact.trace()).end();
                    due.put(new Due("reference", calendar.calendar(), null, null), fact.trace());
                }
            }
        }
    }

    private static void writeFigures(Connection connection, long position, List<Fact> facts, Instant now, Map<Due, UUID> due)
            throws SQLException {
        try (CopyRows rows = new CopyRows(connection,
                "figure_fact (position, fact_id, digest, series, day, revision, value, published_at, recorded_at, volume, hourly, trace)")) {
            for (int i = 0; i < facts.size(); i++) {
                Fact fact = facts.get(i);
                if (fact.event() instanceof PriceAssessed price) {
                    rows.add(position + 1 + i).add(price.eventId()).add(fact.digest()).add(price.series()).add(price.pricingDate())
                            .add(price.revision()).add(price.price()).add(price.publishedAt()).add(now).add(price.volume())
                            .add(hours(price.hourly())).add(fact.trace()).end();
                    due.put(new Due("series", price.series(), null, price.pricingDate()), fact.trace());
                } else if (fact.event() instanceof FxFixed fix) {
                    rows.add(position + 1 + i).add(fix.eventId()).add(fact.digest()).add(fix.series()).add(fix.fixingDate())
                            .add(fix.revision()).add(fix.rate()).add(fix.publishedAt()).add(now).add((BigDecimal) null)
                            .add((String) null).add(fact.trace()).end();
                    due.put(new Due("series", fix.series(), null, fix.fixingDate()), fact.trace());
                }
            }
        }
    }

    /** As an array of the database; null where there are none. */
    private static String hours(List<BigDecimal> hourly) {
        return hourly == null ? null : hourly.stream().map(BigDecimal::toPlainString).collect(Collectors.joining(",", "{", "}"));
    }

    private static void writeAgreements(Connection connection, long position, List<Fact> facts, Instant now, Map<Due, UUID> due)
            throws SQLException {
        List<AgreementVersionRegistered> agreements = new ArrayList<>();
        try (CopyRows rows = new CopyRows(connection,
                "agreement_fact (position, fact_id, digest, agreement, version, producer, body, recorded_at, trace)")) {
            for (int i = 0; i < facts.size(); i++) {
                Fact fact = facts.get(i);
                if (fact.event() instanceof AgreementVersionRegistered event) {
                    rows.add(position + 1 + i).add(event.eventId()).add(fact.digest()).add(event.agreement().agreement())
                            .add(event.agreement().version()).add(event.agreement().producer()).add(fact.body()).add(now).add(fact.trace()).end();
                    due.put(governed(event.agreement()), fact.trace());
                    agreements.add(event);
                }
            }
        }
        if (agreements.isEmpty()) {
            return;
        }
        // Only ever inserted here: a desk that the bench has locked is left alone, so intake never waits for settling.
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO agreement_desk (agreement, producer) VALUES (?, ?) ON CONFLICT DO NOTHING")) {
            for (AgreementVersionRegistered event : agreements) {
                insert.setString(1, event.agreement().agreement());
                insert.setString(2, event.agreement().producer());
                insert.addBatch();
            }
            insert.executeBatch();
        }
        writeSeriesRead(connection, agreements);
    }

    /**
     * Which series an agreement reads, under any version, is known in the very moment in which the version is: a figure that is recorded
     * later finds its readers, whichever instance expands it. What is no longer read stays: it costs a look, not a result.
     */
    private static void writeSeriesRead(Connection connection, List<AgreementVersionRegistered> agreements) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO agreement_series (agreement, series) VALUES (?, ?) ON CONFLICT DO NOTHING")) {
            for (AgreementVersionRegistered event : agreements) {
                for (String series : AgreementTranslation.terms(event).seriesRead()) {
                    insert.setString(1, event.agreement().agreement());
                    insert.setString(2, series);
                    insert.addBatch();
                }
            }
            insert.executeBatch();
        } catch (TermsRefused e) {
            throw new IllegalStateException("terms were readable a moment ago: " + e.getMessage(), e);
        }
    }

    /** A version that governs a part of the term changes nothing outside it. */
    private static Due governed(AgreementDocument document) {
        return document.governsFrom() == null && document.governsTo() == null
                ? new Due("agreement", document.agreement(), null, null)
                : new Due("agreement", document.agreement(), null, document.governsFrom() == null ? FIRST_DAY : document.governsFrom(),
                        document.governsTo() == null ? LAST_DAY : document.governsTo());
    }

    private static void writeDeliveries(Connection connection, long position, List<Fact> facts, Instant now, Map<Due, UUID> due)
            throws SQLException {
        // Before the new revisions stand in the table: they would be met first.
        Map<String, LocalDate> until = newestDays(connection, facts.stream().map(Fact::event).filter(DeliveryCertified.class::isInstance)
                .map(DeliveryCertified.class::cast).filter(delivery -> delivery.revision() > 1).toList());
        Map<Due, UUID> moved = new LinkedHashMap<>();
        List<DeliveryCertified> days = new ArrayList<>();
        try (CopyRows rows = new CopyRows(connection, "delivery_fact (position, fact_id, digest, agreement, lot, revision, category,"
                + " delivery_date, quantity, unit, certified_at, recorded_at, product, form, assay_kind, reo_share, content_share, hourly, trace)")) {
            for (int i = 0; i < facts.size(); i++) {
                Fact fact = facts.get(i);
                if (fact.event() instanceof DeliveryCertified delivery) {
                    Assay assay = delivery.assay();
                    rows.add(position + 1 + i).add(delivery.eventId()).add(fact.digest()).add(delivery.agreement()).add(delivery.lot())
                            .add(delivery.revision()).add(delivery.category()).add(delivery.deliveryDate()).add(delivery.quantity())
                            .add(delivery.unit()).add(delivery.certifiedAt()).add(now).add(delivery.product()).add(delivery.form())
                            .add(assay == null ? null : assay.kind()).add(assay == null ? null : assay.reoShare())
                            .add(assay == null ? null : assay.contentShare()).add(numbers(delivery.hourly())).add(fact.trace()).end();
                    due.put(new Due("period", delivery.agreement(), delivery.agreement(), delivery.deliveryDate()), fact.trace());
                    LocalDate fell = until.get(lot(delivery.agreement(), delivery.lot()));
                    // A revision may have moved a lot to another period: the day of the newest one until now is due as well. Where it did not, the day is noted already.
                    if (!delivery.deliveryDate().equals(fell)) {
                        days.add(delivery);
                    }
                    if (fell != null && delivery.revision() > 1) {
                        moved.put(new Due("period", delivery.agreement(), delivery.agreement(), fell), fact.trace());
                    }
                }
            }
        }
        moved.forEach(due::putIfAbsent);
        writeDays(connection, days);
    }

    private static String lot(String agreement, String lot) {
        return agreement + '\n' + lot;
    }

    /** The day of the newest revision that the shelf has of each lot. */
    private static Map<String, LocalDate> newestDays(Connection connection, List<DeliveryCertified> lots) throws SQLException {
        Map<String, LocalDate> days = new HashMap<>();
        if (lots.isEmpty()) {
            return days;
        }
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT revised.agreement, revised.lot, d.delivery_date
                  FROM unnest(?::text[], ?::text[]) AS revised (agreement, lot)
                 CROSS JOIN LATERAL (SELECT delivery_date FROM delivery_fact
                                      WHERE agreement = revised.agreement AND lot = revised.lot
                                      ORDER BY revision DESC LIMIT 1) AS d""")) {
            select.setArray(1, connection.createArrayOf("text", lots.stream().map(DeliveryCertified::agreement).toArray()));
            select.setArray(2, connection.createArrayOf("text", lots.stream().map(DeliveryCertified::lot).toArray()));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    days.put(lot(rows.getString(1), rows.getString(2)), rows.getObject(3, LocalDate.class));
                }
            }
        }
        return days;
    }

    private static void writeDays(Connection connection, List<DeliveryCertified> deliveries) throws SQLException {
        if (deliveries.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO delivery_day (agreement, delivery_date, lot)"
                + " SELECT * FROM unnest(?::text[], ?::date[], ?::text[]) ON CONFLICT DO NOTHING")) {
            insert.setArray(1, connection.createArrayOf("text", deliveries.stream().map(DeliveryCertified::agreement).toArray()));
            insert.setArray(2, connection.createArrayOf("date", deliveries.stream().map(delivery -> delivery.deliveryDate().toString()).toArray()));
            insert.setArray(3, connection.createArrayOf("text", deliveries.stream().map(DeliveryCertified::lot).toArray()));
            insert.executeUpdate();
        }
    }

    /** An array as COPY reads it; null where there is none. */
    private static String numbers(List<BigDecimal> numbers) {
        return numbers == null ? null : numbers.stream().map(BigDecimal::toPlainString).collect(Collectors.joining(",", "{", "}"));
    }

    private static void writeMeasures(Connection connection, long position, List<Fact> facts, Instant now, Map<Due, UUID> due)
            throws SQLException {
        try (CopyRows rows = new CopyRows(connection,
                "measure_fact (position, fact_id, digest, agreement, measure, day, revision, value, unit, certified_at, recorded_at, trace)")) {
            for (int i = 0; i < facts.size(); i++) {
                Fact fact = facts.get(i);
                if (fact.event() instanceof MeasureCertified measure) {
                    rows.add(position + 1 + i).add(measure.eventId()).add(fact.digest()).add(measure.agreement()).add(measure.measure())
                            .add(measure.day()).add(measure.revision()).add(measure.value()).add(measure.unit()).add(measure.certifiedAt())
                            .add(now).add(fact.trace()).end();
                    due.put(new Due("period", measure.agreement(), measure.agreement(), measure.day()), fact.trace());
                }
            }
        }
    }

    private static void writeDecisions(Connection connection, long position, List<Fact> facts, Instant now, Map<Due, UUID> due)
            throws SQLException {
        try (CopyRows rows = new CopyRows(connection,
                "decision_fact (position, fact_id, digest, agreement, decision, kind, day, decided_at, recorded_at, trace)")) {
            for (int i = 0; i < facts.size(); i++) {
                Fact fact = facts.get(i);
                if (fact.event() instanceof DecisionRecorded decision) {
                    rows.add(position + 1 + i).add(decision.eventId()).add(fact.digest()).add(decision.agreement())
                            .add(decision.decision()).add(decision.kind()).add(decision.day()).add(decision.decidedAt()).add(now).add(fact.trace()).end();
                    due.put(new Due("period", decision.agreement(), decision.agreement(), decision.day()), fact.trace());
                }
            }
        }
    }

    /** The days of an agreement in one row, and those of a series. */
    private static void writeDue(Connection connection, Map<Due, UUID> due) throws SQLException {
        Map<Due, SortedSet<LocalDate>> days = new LinkedHashMap<>();
        Map<Due, UUID> traces = new HashMap<>();
        try (CopyRows rows = new CopyRows(connection, "due (kind, subject, agreement, first_day, last_day, days, trace)")) {
            for (Map.Entry<Due, UUID> row : due.entrySet()) {
                Due each = row.getKey();
                if (each.kind().equals("period") || each.kind().equals("series")) {
                    Due together = new Due(each.kind(), each.subject(), each.agreement(), null);
                    days.computeIfAbsent(together, unseen -> new TreeSet<>()).add(each.firstDay());
                    if (row.getValue() != null) {
                        traces.put(together, row.getValue());
                    }
                } else {
                    rows.add(each.kind()).add(each.subject()).add(each.agreement()).add(each.firstDay()).add(each.lastDay()).add((String) null).add(row.getValue()).end();
                }
            }
            for (Map.Entry<Due, SortedSet<LocalDate>> each : days.entrySet()) {
                SortedSet<LocalDate> together = each.getValue();
                rows.add(each.getKey().kind()).add(each.getKey().subject()).add(each.getKey().agreement()).add(together.first()).add(together.last())
                        .add(together.size() == 1 ? null : together.stream().map(LocalDate::toString).collect(Collectors.joining(",", "{", "}")))
                        .add(traces.get(each.getKey())).end();
            }
        }
    }
}
