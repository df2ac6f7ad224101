package org.pricefloor.settlement.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pricefloor.contracts.AgreementVersionRegistered;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.TermsRefused;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.translation.AgreementTranslation;

/** The newest version of agreements up to a cut-off; versions never change, so each is read and translated once. */
final class TermsShelf {

    private static final int KEPT_AT_MOST = 20_000;

    /** @param recordedAt when the shelf recorded the version */
    record Version(AgreementTerms terms, Instant recordedAt) {
    }

    private final Map<Long, Version> byPosition = new LinkedHashMap<>(1024, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Version> eldest) {
            return size() > KEPT_AT_MOST;
        }
    };

    Map<String, Version> newest(Connection connection, Collection<String> agreements, long cutOff) throws SQLException {
        Map<String, Long> positions = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT wanted.agreement, newest.position
                  FROM unnest(?::text[]) AS wanted (agreement)
                 CROSS JOIN LATERAL (SELECT a.position FROM agreement_fact a
                                      WHERE a.agreement = wanted.agreement AND a.position <= ?
                                      ORDER BY a.version DESC LIMIT 1) AS newest""")) {
            select.setArray(1, connection.createArrayOf("text", agreements.toArray()));
            select.setLong(2, cutOff);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    positions.put(rows.getString(1), rows.getLong(2));
                }
            }
        }
        List<Long> unread = new ArrayList<>();
        positions.values().stream().filter(position -> !byPosition.containsKey(position)).forEach(unread::add);
        if (!unread.isEmpty()) {
            read(connection, unread);
        }
        Map<String, Version> newest = new HashMap<>();
        positions.forEach((agreement, position) -> newest.put(agreement, byPosition.get(position)));
        return newest;
    }

    private void read(Connection connection, List<Long> positions) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT position, body, recorded_at FROM agreement_fact WHERE position = ANY (?)")) {
            select.setArray(1, connection.createArrayOf("bigint", positions.toArray()));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    AgreementVersionRegistered event = EventJson.read(rows.getBytes(2), AgreementVersionRegistered.class);
                    try {
                        byPosition.put(rows.getLong(1), new Version(AgreementTranslation.terms(event),
                                rows.getObject(3, OffsetDateTime.class).toInstant()));
                    } catch (TermsRefused e) {
                        throw new IllegalStateException("the shelf holds an agreement that it should have refused: " + event.eventId(), e);
                    }
                }
            }
        }
    }
}
