package org.pricefloor.lookout;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** What every service has: an outbox, and an inbox that may be empty for ever. */
@ApplicationScoped
class CorridorReadings implements Readings {

    /**
     * Since when an event waits to be acknowledged by the broker, in seconds; 0: none waits. Reads the row at the relay's cursor, and
     * those behind the last that has a position; a transaction that committed late is looked for among the thousand before it.
     */
    static final String OLDEST_UNSENT = """
            SELECT coalesce(extract(epoch FROM clock_timestamp() - min(waiting.time)), 0)::double precision AS value
              FROM (SELECT * FROM (SELECT o.time FROM outbox_position p JOIN outbox o USING (outbox_id)
                                    WHERE p.sequence > (SELECT published FROM outbox_cursor) ORDER BY p.sequence LIMIT 1) AS positioned
                    UNION ALL
                    SELECT * FROM (SELECT o.time FROM outbox o
                                    WHERE o.outbox_id > (SELECT greatest(c.settled, coalesce((SELECT p.outbox_id FROM outbox_position p ORDER BY p.sequence DESC LIMIT 1), 0) - 1000)
                                                           FROM outbox_cursor c)
                                      AND (SELECT p.outbox_id FROM outbox_position p WHERE p.outbox_id = o.outbox_id) IS NULL
                                    ORDER BY o.outbox_id LIMIT 1) AS unpositioned) AS waiting""";

    @Override
    public List<Reading> readings() {
        return List.of(
                Reading.gauge("pricefloor_outbox_oldest_unsent_seconds", "Age of the oldest event that the broker has not acknowledged; 0: none waits", OLDEST_UNSENT),
                Reading.counter("pricefloor_events_published_total", "Events acknowledged by the broker since the database was made; fewer after a restore",
                        "SELECT published::double precision AS value FROM outbox_cursor"),
                Reading.gauge("pricefloor_parked_events", "Records that could not take effect and wait for a person, by topic; 10000 stands for all beyond", """
                        SELECT w.topic, sum(n.parked)::double precision AS value
                          FROM inbox_watermark w
                         CROSS JOIN LATERAL (SELECT count(*) AS parked FROM (SELECT 1 FROM inbox_parked p
                                              WHERE p.topic = w.topic AND p.partition = w.partition LIMIT 10000) AS few) AS n
                         GROUP BY w.topic"""));
    }
}
