package org.pricefloor.settlement.books;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Ids of determinations that are on the books for certain, so that a round asks the database only about the others. Of one writer,
 * who says how its transaction ended.
 */
public final class DeterminationsKnown {

    private static final int KEPT_AT_MOST = 20_000;

    private final Map<String, Boolean> known = new LinkedHashMap<>(1024, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > KEPT_AT_MOST;
        }
    };
    private final List<String> inHand = new ArrayList<>();

    boolean has(String id) {
        return known.get(id) != null;
    }

    /** Once the transaction has committed they are on the books. */
    void written(Iterable<String> ids) {
        ids.forEach(inHand::add);
    }

    public void committed() {
        inHand.forEach(id -> known.put(id, true));
        inHand.clear();
    }

    public void rolledBack() {
        inHand.clear();
    }
}
