package org.pricefloor.settlement.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
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

/** The versions of agreements up to a cut-off; a version never changes, so each is read and translated once. */
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

    /**
     * The versions of an agreement, oldest first.
     *
     * @param all at least one
     */
    record Versions(List<Version> all) {

        Version newest() {
            return all.get(all.size() - 1);
        }

        /** With one more, as if it were known. */
        Versions with(Version draft) {
            List<Version> more = new ArrayList<>(all);
            more.add(draft);
            return new Versions(more);
        }

        /** The terms that govern a period: those of the newest version that governs its first day. */
        AgreementTerms governing(LocalDate periodFrom) {
            for (int i = all.size() - 1; i >= 0; i--) {
                if (all.get(i).terms().governs(periodFrom)) {
                    return all.get(i).terms();
                }
            }
            return newest().terms();
        }
    }

    synchronized Map<String, Versions> known(Connection connection, Collection<String> agreements, long cutOff) throws SQLException {
        Map<String, List<Long>> positions = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT wanted.agreement, version.position
                  FROM unnest(?::text[]) AS wanted (agreement)
                 CROSS JOIN LATERAL (SELECT a.position, a.version FROM agreement_fact a
                                      WHERE a.agreement = wanted.agreement AND a.position <= ? OFFSET 0) AS version
                 ORDER BY wanted.agreement, version.version""")) {
            select.setArray(1, connection.createArrayOf("text", agreements.toArray()));
            select.setLong(2, cutOff);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    positions.computeIfAbsent(rows.getString(1), unseen -> new ArrayList<>(1)).add(rows.getLong(2));
                }
            }
        }
        Map<Long, Version> versions = new HashMap<>();
        List<Long> unread = new ArrayList<>();
        positions.values().stream().flatMap(List::stream).forEach(position -> {
            Version version = byPosition.get(position);
            if (version == null) {
                unread.add(position);
            } else {
                versions.put(position, version);
            }
        });
        if (!unread.isEmpty()) {
            read(connection, unread, versions);
        }
        Map<String, Versions> known = new HashMap<>();
        positions.forEach((agreement, list) -> known.put(agreement, new Versions(list.stream().map(versions::get).toList())));
        return known;
    }

    private void read(Connection connection, List<Long> positions, Map<Long, Version> found) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT position, body, recorded_at FROM agreement_fact WHERE position = ANY (?)")) {
            select.setArray(1, connection.createArrayOf("bigint", positions.toArray()));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    AgreementVersionRegistered event = EventJson.read(rows.getBytes(2), AgreementVersionRegistered.class);
                    try {
                        Version version = new Version(AgreementTranslation.terms(event), rows.getObject(3, OffsetDateTime.class).toInstant());
                        byPosition.put(rows.getLong(1), version);
                        found.put(rows.getLong(1), version);
                    } catch (TermsRefused e) {
                        throw new IllegalStateException("the shelf holds an agreement that it should have refused: " + event.eventId(), e);
                    }
                }
            }
        }
    }
}
