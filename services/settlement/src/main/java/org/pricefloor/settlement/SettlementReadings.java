package org.pricefloor.settlement;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.pricefloor.lookout.Reading;
import org.pricefloor.lookout.Readings;

/** What is owed, what waits, and for how long. Each number is read from an index's end, a few totals, or counted to a bound. */
@ApplicationScoped
class SettlementReadings implements Readings {

    @Override
    public List<Reading> readings() {
        return List.of(
                Reading.gauge("pricefloor_balance_currency_units", "Balance of an account over all agreements, in whole units of the currency; below zero: in credit",
                        "SELECT account, currency, (debit - credit)::double precision AS value FROM journal_total"),
                Reading.gauge("pricefloor_parked_periods", "Periods whose facts are missing; 10000 stands for all beyond",
                        "SELECT count(*)::double precision AS value FROM (SELECT 1 FROM parked_period WHERE active LIMIT 10000) AS few"),
                Reading.gauge("pricefloor_due_rows", "Changes that wait to be settled; 10000 stands for all beyond",
                        "SELECT count(*)::double precision AS value FROM (SELECT 1 FROM due LIMIT 10000) AS few"),
                Reading.gauge("pricefloor_due_oldest_seconds", "Since when the oldest change waits to be settled; 0: none waits", """
                        SELECT coalesce(extract(epoch FROM clock_timestamp() - (SELECT since FROM due ORDER BY due_id LIMIT 1)), 0)::double precision AS value"""),
                Reading.gauge("pricefloor_overdue_run_seconds", "Since when the oldest closing or scheduled run should have been made, by the service's clock; 0: none is overdue", """
                        SELECT greatest(0, extract(epoch FROM t.now - least((SELECT min(next_close_at) FROM agreement_desk WHERE next_close_at IS NOT NULL),
                                                                            (SELECT min(due_at) FROM scheduled_run), t.now)))::double precision AS value
                          FROM (SELECT ?::timestamptz AS now) AS t"""),
                Reading.counter("pricefloor_facts_recorded_total", "Facts on the shelf since the database was made",
                        "SELECT position::double precision AS value FROM shelf_head"));
    }
}
