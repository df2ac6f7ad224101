package org.pricefloor.prices;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.pricefloor.lookout.Reading;
import org.pricefloor.lookout.Readings;

/** How long each publisher has been silent. A publisher is a group of series: there are few, however many series there are. */
@ApplicationScoped
class PriceReadings implements Readings {

    @Override
    public List<Reading> readings() {
        return List.of(Reading.gauge("pricefloor_prices_behind_minutes",
                "Since when no figure of any series of a publisher was received, by the service's clock; a publisher without any figure is not shown", """
                        SELECT v.publisher, (extract(epoch FROM ?::timestamptz - max(h.last_received_at)) / 60)::double precision AS value
                          FROM series_head h JOIN series_version v ON v.series = h.series AND v.version = h.newest_version
                         WHERE h.last_received_at IS NOT NULL
                         GROUP BY v.publisher ORDER BY v.publisher LIMIT 50"""));
    }
}
