package org.pricefloor.registry;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.pricefloor.lookout.Reading;
import org.pricefloor.lookout.Readings;

/** What waits for a second person. Only the next version of an agreement can wait, so that it costs a look per agreement and none per version. */
@ApplicationScoped
class RegistryReadings implements Readings {

    private static final String WAITING = """
              FROM agreement_head h
              JOIN agreement_proposal p ON p.agreement = h.agreement AND p.version > h.newest_version
             WHERE NOT EXISTS (SELECT 1 FROM agreement_withdrawal w
                                WHERE w.agreement = p.agreement AND w.version = p.version AND w.proposal = p.proposal)
               AND NOT EXISTS (SELECT 1 FROM agreement_approval a WHERE a.agreement = p.agreement AND a.version = p.version)""";

    @Override
    public List<Reading> readings() {
        return List.of(
                Reading.gauge("pricefloor_approvals_waiting", "Proposed agreement versions that nobody has approved or withdrawn",
                        "SELECT count(*)::double precision AS value " + WAITING),
                Reading.gauge("pricefloor_approval_oldest_waiting_minutes", "Since when the oldest of them waits, by the service's clock; 0: none waits",
                        "SELECT coalesce(extract(epoch FROM ?::timestamptz - min(p.received_at)) / 60, 0)::double precision AS value " + WAITING));
    }
}
