package org.pricefloor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.pricefloor.kernel.lot.Ancestry;
import org.pricefloor.kernel.lot.Lot;

/** Each kilogram once. What the flow says is compared with every cut there is, for ancestries small enough to cut in every way. */
class AncestryProperties {

    private static final BigDecimal GRAM = new BigDecimal("0.001");

    private static BigDecimal kg(String kilograms) {
        return new BigDecimal(kilograms);
    }

    private static Lot made(String lot, String contained, Object... consumed) {
        Map<String, BigDecimal> parents = new HashMap<>();
        for (int i = 0; i < consumed.length; i += 2) {
            parents.put((String) consumed[i], kg((String) consumed[i + 1]));
        }
        return Lot.of(lot, kg(contained), parents);
    }

    private static void assertKilograms(String expected, BigDecimal found) {
        assertEquals(0, kg(expected).compareTo(found), () -> expected + " kg expected, found " + found);
    }

    @Property(tries = 400)
    void designationsCanBeServedExactlyIfNoCutIsSmallerThanTheirSum(@ForAll long seed) {
        World world = World.of(seed, 4);
        BigDecimal sum = world.designated().values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        assertEquals(world.smallestCut().compareTo(sum) >= 0, world.ancestry().everyKilogramIsDesignatedOnce(), world::toString);
    }

    @Property(tries = 400)
    void whatIsFreeCanBeDesignatedAndNotAGramMore(@ForAll long seed) {
        World world = World.of(seed, 8);
        Ancestry ancestry = world.ancestry();
        for (Lot lot : world.lots()) {
            BigDecimal free = ancestry.freeOf(lot.lot());
            BigDecimal now = ancestry.designatedOf(lot.lot());
            if (ancestry.everyKilogramIsDesignatedOnce()) {
                assertTrue(ancestry.withDesignated(lot.lot(), now.add(free)).everyKilogramIsDesignatedOnce(), world::toString);
                assertFalse(ancestry.withDesignated(lot.lot(), now.add(free).add(GRAM)).everyKilogramIsDesignatedOnce(), world::toString);
                assertTrue(now.add(free).compareTo(lot.contained()) <= 0, "no lot gives more than it contains");
            } else {
                assertEquals(0, free.signum());
            }
        }
    }

    @Property(tries = 400)
    void whatIsDesignatedOnceIsNeverMoreThanWasMined(@ForAll long seed) {
        World world = World.of(seed, 8);
        BigDecimal mined = world.lots().stream().filter(Lot::isRoot).map(Lot::contained).reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal sum = world.designated().values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        if (world.ancestry().everyKilogramIsDesignatedOnce()) {
            assertTrue(sum.compareTo(mined) <= 0, world::toString);
        }
    }

    @Property(tries = 100)
    void theOrderInWhichLotsAreNamedDoesNotMatter(@ForAll long seed) {
        World world = World.of(seed, 8);
        List<Lot> shuffled = new ArrayList<>(world.lots());
        Collections.shuffle(shuffled, new Random(seed));
        Ancestry other = new Ancestry(shuffled, world.designated());
        for (Lot lot : shuffled) {
            assertEquals(0, world.ancestry().freeOf(lot.lot()).compareTo(other.freeOf(lot.lot())));
        }
    }

    @Example
    void twoThousandLotsOfAMineAreCheckedWithinASecond() {
        List<Lot> lots = new ArrayList<>();
        Map<String, BigDecimal> designated = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            lots.add(made("C" + i, "100"));
            // Each oxide is a blend of the concentrates of two neighbouring days.
            lots.add(i == 0 ? made("O0", "50", "C0", "50") : made("O" + i, "90", "C" + i, "50", "C" + (i - 1), "40"));
            designated.put("O" + i, kg("45"));
            designated.put("C" + i, kg("20"));
        }
        Ancestry ancestry = new Ancestry(lots, designated);
        long start = System.nanoTime();
        assertKilograms("5", ancestry.freeOf("O0"));
        long millis = (System.nanoTime() - start) / 1_000_000;
        System.out.println("Checked lots=2000 time=" + millis + "ms");
        assertTrue(millis < 5_000, millis + " ms");
    }

    /** A made-up ancestry: each lot may be made of lots before it, and something is designated of most. */
    private record World(List<Lot> lots, Map<String, BigDecimal> designated) {

        static World of(long seed, int most) {
            Random random = new Random(seed);
            int count = 1 + random.nextInt(most);
            List<Lot> lots = new ArrayList<>();
            Map<String, BigDecimal> designated = new HashMap<>();
            for (int i = 0; i < count; i++) {
                Map<String, BigDecimal> consumed = new HashMap<>();
                for (Lot parent : lots) {
                    if (random.nextInt(5) < 2) {
                        consumed.put(parent.lot(), grams(1 + random.nextInt(60_000)));
                    }
                }
                lots.add(Lot.of("L" + i, grams(random.nextInt(80_000)), consumed));
                if (random.nextInt(4) > 0) {
                    designated.put("L" + i, grams(random.nextInt(25_000)));
                }
            }
            return new World(lots, designated);
        }

        private static BigDecimal grams(int grams) {
            return BigDecimal.valueOf(grams, 3);
        }

        Ancestry ancestry() {
            return new Ancestry(lots, designated);
        }

        /** The least that has to be closed so that nothing gets from the source to the sink: over every division of the nodes in two. */
        BigDecimal smallestCut() {
            BigDecimal smallest = null;
            int nodes = 2 * lots.size();
            for (int side = 0; side < 1 << nodes; side++) {
                BigDecimal cut = BigDecimal.ZERO;
                for (int i = 0; i < lots.size(); i++) {
                    Lot lot = lots.get(i);
                    boolean in = (side >> 2 * i & 1) == 1;
                    boolean out = (side >> 2 * i + 1 & 1) == 1;
                    cut = cut.add(lot.isRoot() && !in ? lot.contained() : BigDecimal.ZERO);
                    cut = cut.add(in && !out ? lot.contained() : BigDecimal.ZERO);
                    cut = cut.add(out ? designated.getOrDefault(lot.lot(), BigDecimal.ZERO) : BigDecimal.ZERO);
                    for (int p = 0; p < i; p++) {
                        boolean parentOut = (side >> 2 * p + 1 & 1) == 1;
                        cut = cut.add(parentOut && !in ? lot.consumed().getOrDefault(lots.get(p).lot(), BigDecimal.ZERO) : BigDecimal.ZERO);
                    }
                }
                smallest = smallest == null ? cut : smallest.min(cut);
            }
            return smallest;
        }
    }
}
