package org.pricefloor.settlement.bench;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.pricefloor.settlement.books.Standing;

/**
 * The last runs of periods that a round read or posted, kept as long as nobody else posts.
 *
 * <p>A round asks where the books stand after it has locked its agreements, so that nobody posts to these meanwhile. Where the books stand
 * as this bench left them, every run is one that it knows; where they have gone on, another instance was at work, and everything is
 * forgotten. What a round posts counts once it is committed.
 */
final class StandingsKept {

    private final Map<PeriodKey, Standing> kept;
    private final Map<PeriodKey, Standing> inHand = new HashMap<>();
    private long position;
    private long positionInHand;

    /** @param keptAtMost some 600 bytes each; zero: nothing is kept */
    StandingsKept(int keptAtMost) {
        this.kept = new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<PeriodKey, Standing> eldest) {
                return size() > keptAtMost;
            }
        };
    }

    /** @param now where the books stand, asked under the locks of the agreements in hand */
    void at(long now) {
        if (now != position) {
            kept.clear();
        }
        position = now;
        positionInHand = now;
    }

    /** The last run of a period; null: it is not kept. */
    Standing of(PeriodKey period) {
        return kept.get(period);
    }

    void keep(PeriodKey period, Standing last) {
        kept.put(period, last);
    }

    /**
     * A round posted runs.
     *
     * @param from where the books stood under their lock; elsewhere than the round found them: another instance has posted between
     * @param to   where they stand once it is committed
     * @param runs what each leaves; null: it is not to be kept
     */
    void posted(long from, long to, Map<PeriodKey, Standing> runs) {
        positionInHand = from == position ? to : position;
        inHand.putAll(runs);
    }

    void committed() {
        inHand.forEach((period, last) -> {
            if (last == null) {
                kept.remove(period);
            } else {
                kept.put(period, last);
            }
        });
        inHand.clear();
        position = positionInHand;
    }

    void rolledBack() {
        inHand.clear();
        kept.clear();
        positionInHand = position;
    }
}
