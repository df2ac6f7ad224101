package org.pricefloor.acceptance.faults;

/**
 * One thing that breaks.
 *
 * @param row  of the table of faults, for instance {@code broker killed}
 * @param name tells it from the others of its row
 * @param seed of every choice that the case makes
 */
public record FaultCase(String row, String name, long seed, Fault fault) {

    /** What happens between the first and the last input. */
    @FunctionalInterface
    public interface Fault {

        /** Breaks something and heals it again; the workload goes on meanwhile. */
        void strike(Scene scene) throws Exception;
    }

    /** By which a result is found again. */
    String id() {
        return row + " / " + name + " / " + seed;
    }
}
