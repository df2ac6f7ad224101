package org.pricefloor.kernel.lot;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Lots that hang together, with what is designated of each, by whomever and for whichever agreement.
 *
 * <p>The once-only check is a flow of contained kilograms:
 *
 * <pre>
 *   source      → root          at most what the root contains
 *   lot         → (through it)  at most what the lot contains
 *   parent      → child         at most what the child consumed of the parent
 *   lot         → designated    exactly what is designated of the lot
 *
 *   every kilogram is designated once  ⇔  the largest flow = the sum of all designations
 * </pre>
 *
 * A concentrate of 100 kg of which 60 are designated, and 70 consumed into an oxide: of the oxide 40 can be designated, because 30
 * of its 70 can only be kilograms that were designated before. No rounding: quantities are exact decimals.
 *
 * <p>Immutable.
 */
public final class Ancestry {

    private final SortedMap<String, Lot> lots;
    private final Map<String, BigDecimal> designated;

    /**
     * @param lots       with every parent and every child of each
     * @param designated contained kilograms designated of each lot, all agreements together; a lot that is absent has none
     */
    public Ancestry(Collection<Lot> lots, Map<String, BigDecimal> designated) {
        this.lots = new TreeMap<>();
        lots.forEach(lot -> this.lots.put(lot.lot(), lot));
        this.designated = Map.copyOf(designated);
        if (!this.lots.keySet().containsAll(designated.keySet())) {
            throw new IllegalArgumentException("designated lots " + designated.keySet() + " must be among " + this.lots.keySet());
        }
    }

    /** The same lots with this one, in place of the one of its name if there is one. */
    public Ancestry with(Lot lot) {
        SortedMap<String, Lot> changed = new TreeMap<>(lots);
        changed.put(lot.lot(), lot);
        return new Ancestry(changed.values(), designated);
    }

    /** The same designations, but of this lot so many kilograms, all together. */
    public Ancestry withDesignated(String lot, BigDecimal kilograms) {
        Map<String, BigDecimal> changed = new HashMap<>(designated);
        changed.put(lot, kilograms);
        return new Ancestry(lots.values(), changed);
    }

    public Optional<Lot> lot(String lot) {
        return Optional.ofNullable(lots.get(lot));
    }

    /** What is designated of the lot, all agreements together. */
    public BigDecimal designatedOf(String lot) {
        return designated.getOrDefault(lot, BigDecimal.ZERO);
    }

    /** What the lots that are made of it consumed of the lot, all together. */
    public BigDecimal consumedOf(String lot) {
        return lots.values().stream().map(child -> child.consumed().getOrDefault(lot, BigDecimal.ZERO)).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Whether the lot would be made of itself, over however many others. */
    public boolean isItsOwnAncestor(String lot) {
        Set<String> ancestors = new HashSet<>();
        Deque<String> unseen = new ArrayDeque<>();
        unseen.add(lot);
        while (!unseen.isEmpty()) {
            Lot next = lots.get(unseen.remove());
            if (next != null) {
                next.consumed().keySet().stream().filter(ancestors::add).forEach(unseen::add);
            }
        }
        return ancestors.contains(lot);
    }

    /** Whether one flow serves every designation, so that each kilogram is designated once. */
    public boolean everyKilogramIsDesignatedOnce() {
        return new Network().served().compareTo(designatedInAll()) == 0;
    }

    /**
     * What could still be designated of the lot beside everything that is; zero where the designations can not be served as it is.
     *
     * @throws IllegalArgumentException for a lot that is not among these
     */
    public BigDecimal freeOf(String lot) {
        if (!lots.containsKey(lot)) {
            throw new IllegalArgumentException("no lot " + lot + " among " + lots.keySet());
        }
        Network network = new Network();
        return network.served().compareTo(designatedInAll()) == 0 ? network.more(lot) : BigDecimal.ZERO;
    }

    private BigDecimal designatedInAll() {
        return designated.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Each lot is two nodes, where kilograms come in and where they go out, and between them passes at most what it contains. */
    private final class Network {

        private static final int SOURCE = 0;
        private static final int SINK = 1;

        private final Flow flow = new Flow(2 + 2 * lots.size());
        private final Map<String, Integer> in = new HashMap<>();

        Network() {
            lots.keySet().forEach(lot -> in.put(lot, 2 + 2 * in.size()));
            for (Lot lot : lots.values()) {
                flow.allow(into(lot.lot()), outOf(lot.lot()), lot.contained());
                if (lot.isRoot()) {
                    flow.allow(SOURCE, into(lot.lot()), lot.contained());
                }
                lot.consumed().forEach((parent, kilograms) -> {
                    if (lots.containsKey(parent)) {
                        flow.allow(outOf(parent), into(lot.lot()), kilograms);
                    }
                });
                flow.allow(outOf(lot.lot()), SINK, designatedOf(lot.lot()));
            }
        }

        private int into(String lot) {
            return in.get(lot);
        }

        private int outOf(String lot) {
            return in.get(lot) + 1;
        }

        BigDecimal served() {
            return flow.push(SOURCE, SINK);
        }

        /** After {@link #served}: what else can leave from the lot; what is served stays served. */
        BigDecimal more(String lot) {
            flow.allow(outOf(lot), SINK, lots.get(lot).contained());
            return flow.push(SOURCE, SINK);
        }
    }
}
