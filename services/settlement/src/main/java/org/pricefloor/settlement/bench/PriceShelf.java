package org.pricefloor.settlement.bench;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.price.DeterminationOutcome;
import org.pricefloor.kernel.price.ReferenceData;
import org.pricefloor.kernel.price.ResolvedRule;

/**
 * Reference prices that were computed, kept as long as they follow from the facts: one serves every agreement that uses the rule,
 * whichever round the agreement falls into (rule 27).
 *
 * <p>A price is forgotten when the shelf has a newer figure of a series that its rule reads, and all are when a series or a calendar
 * has a newer version. Without the database behind it, it keeps what one computation asks for and nothing longer.
 */
final class PriceShelf {

    private static final int KEPT_AT_MOST = 6_000;

    private record Key(SettlementPeriod period, Stage stage) {
    }

    private record OfRule(Set<String> series, Map<Key, DeterminationOutcome> prices) {
    }

    /** The rule used longest ago comes first. */
    private final LinkedHashMap<String, OfRule> rules = new LinkedHashMap<>(64, 0.75f, true);
    private ReferenceData references;
    private int count;

    /** Forgets what new facts may have changed: newer figures of some series, or other series and calendars. */
    void upTo(ReferenceData newest, Set<String> changedSeries) {
        if (newest != references) {
            rules.clear();
            count = 0;
            references = newest;
        }
        changedSeries.forEach(this::forget);
    }

    boolean has(ResolvedRule rule, SettlementPeriod period, Stage stage) {
        OfRule known = rules.get(rule.id());
        return known != null && known.prices().containsKey(new Key(period, stage));
    }

    DeterminationOutcome price(ResolvedRule rule, SettlementPeriod period, Stage stage, Supplier<DeterminationOutcome> computed) {
        OfRule ofRule = rules.computeIfAbsent(rule.id(), unseen -> new OfRule(rule.seriesRead(), new HashMap<>()));
        Key key = new Key(period, stage);
        DeterminationOutcome known = ofRule.prices().get(key);
        if (known == null) {
            known = computed.get();
            ofRule.prices().put(key, known);
            count++;
        }
        return known;
    }

    /** Called between computations: what one of them has been told of is not taken from it. */
    void trim() {
        Iterator<OfRule> eldest = rules.values().iterator();
        while (count > KEPT_AT_MOST && eldest.hasNext()) {
            count -= eldest.next().prices().size();
            eldest.remove();
        }
    }

    private void forget(String series) {
        rules.values().removeIf(rule -> {
            boolean reads = rule.series().contains(series);
            count -= reads ? rule.prices().size() : 0;
            return reads;
        });
    }
}
