package org.pricefloor.settlement.bench;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.translation.NextNetting;

/**
 * The rows by which agreements are locked, and the closing times that stand on them (rule 3: a period closes by a stored row, not
 * by a running timer).
 */
final class Desks {

    private static final int CLOSED_AT_ONCE = 2_000;

    /**
     * @param nextClose first day of the period that closes next; null: none was computed yet
     * @param netting   what waits for the next one
     */
    record Desk(LocalDate nextClose, Instant nextCloseAt, NextNetting netting) {

        Desk closing(LocalDate period, Instant at) {
            return new Desk(period, at, netting);
        }
    }

    private final Connection connection;
    private final Map<String, Desk> desks = new LinkedHashMap<>();
    private final Map<String, Desk> changed = new LinkedHashMap<>();

    private Desks(Connection connection) {
        this.connection = connection;
    }

    /** Locks the desks in the order of their ids, so that no two rounds wait for each other in a circle (rule 26). */
    static Desks lock(Connection connection, Collection<String> agreements) throws SQLException {
        Desks locked = new Desks(connection);
        try (PreparedStatement select = connection.prepareStatement("SELECT agreement, next_close, next_close_at, carried, late FROM agreement_desk"
                + " WHERE agreement = ANY (?) ORDER BY agreement FOR UPDATE")) {
            select.setArray(1, connection.createArrayOf("text", agreements.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    OffsetDateTime at = row.getObject(3, OffsetDateTime.class);
                    locked.desks.put(row.getString(1), new Desk(row.getObject(2, LocalDate.class), at == null ? null : at.toInstant(),
                            new NextNetting(row.getBigDecimal(4),
                                    List.of(EventJson.read(row.getString(5).getBytes(StandardCharsets.UTF_8), PeriodSettled.Late[].class)))));
                }
            }
        }
        return locked;
    }

    boolean has(String agreement) {
        return desks.containsKey(agreement);
    }

    /** Agreements that are known: an agreement that has no desk yet becomes due as a whole when it arrives. */
    Collection<String> agreements() {
        return desks.keySet();
    }

    /**
     * A version is new: notes its first closing time. A period that was over when the agreement arrived
     * closes {@code closeLagDays} after the arrival, a day at the least, so that its facts can follow.
     */
    void versionArrived(TermsShelf.Version version) {
        AgreementTerms terms = version.terms();
        Desk desk = desks.get(terms.agreement());
        if (desk.nextClose() == null) {
            SettlementPeriod first = terms.periodOf(terms.effectiveFrom());
            Instant grace = version.recordedAt().atZone(terms.zone()).plusDays(Math.max(1, terms.closeLagDays())).toInstant();
            Instant closes = first.closesAt(terms.zone(), terms.closeLagDays());
            change(terms.agreement(), desk.closing(first.from(), closes.isAfter(grace) ? closes : grace));
        } else if (desk.nextCloseAt() == null && terms.isInTerm(desk.nextClose())) {
            change(terms.agreement(), desk.closing(desk.nextClose(),
                    terms.periodOf(desk.nextClose()).closesAt(terms.zone(), terms.closeLagDays())));
        }
    }

    /** The periods whose closing time has passed; the desk moves on to the one after them. */
    SortedSet<SettlementPeriod> closed(TermsShelf.Versions versions, Instant now) {
        SortedSet<SettlementPeriod> closed = new TreeSet<>();
        String agreement = versions.newest().terms().agreement();
        Desk desk = desks.get(agreement);
        if (desk.nextCloseAt() == null || desk.nextCloseAt().isAfter(now)) {
            return closed;
        }
        SettlementPeriod period = versions.newest().terms().periodOf(desk.nextClose());
        AgreementTerms terms = versions.governing(period.from());
        while (terms.isInTerm(period.from()) && !period.closesAt(terms.zone(), terms.closeLagDays()).isAfter(now)
                && closed.size() < CLOSED_AT_ONCE) {
            closed.add(period);
            period = period.next();
            terms = versions.governing(period.from());
        }
        change(agreement, desk.closing(period.from(),
                terms.isInTerm(period.from()) ? period.closesAt(terms.zone(), terms.closeLagDays()) : null));
        return closed;
    }

    /** Whether the period's closing time was noted as passed: a period that is over when its agreement arrives closes later. */
    boolean hasClosed(String agreement, SettlementPeriod period) {
        return period.from().isBefore(desks.get(agreement).nextClose());
    }

    Desk of(String agreement) {
        return desks.get(agreement);
    }

    /** A netting was made, or a period restated whose netting was closed. */
    void netting(String agreement, NextNetting next) {
        Desk desk = desks.get(agreement);
        change(agreement, new Desk(desk.nextClose(), desk.nextCloseAt(), next));
    }

    void write() throws SQLException {
        if (!changed.isEmpty()) {
            try (PreparedStatement update = connection.prepareStatement("""
                    UPDATE agreement_desk d SET next_close = n.next_close, next_close_at = n.next_close_at, carried = n.carried, late = n.late
                      FROM unnest(?::text[], ?::date[], ?::timestamptz[], ?::numeric[], ?::text[]) AS n (agreement, next_close, next_close_at, carried, late)
                     WHERE d.agreement = n.agreement""")) {
                update.setArray(1, connection.createArrayOf("text", changed.keySet().toArray()));
                update.setArray(2, connection.createArrayOf("date", changed.values().stream()
                        .map(desk -> desk.nextClose() == null ? null : desk.nextClose().toString()).toArray()));
                update.setArray(3, connection.createArrayOf("timestamptz", changed.values().stream()
                        .map(desk -> desk.nextCloseAt() == null ? null : desk.nextCloseAt().atOffset(ZoneOffset.UTC).toString()).toArray()));
                update.setArray(4, connection.createArrayOf("numeric", changed.values().stream().map(desk -> desk.netting().carried()).toArray()));
                update.setArray(5, connection.createArrayOf("text", changed.values().stream()
                        .map(desk -> EventJson.text(desk.netting().late().toArray(new PeriodSettled.Late[0]))).toArray()));
                update.executeUpdate();
            }
        }
    }

    private void change(String agreement, Desk desk) {
        desks.put(agreement, desk);
        changed.put(agreement, desk);
    }
}
