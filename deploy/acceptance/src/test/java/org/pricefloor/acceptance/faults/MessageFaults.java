package org.pricefloor.acceptance.faults;

import java.util.List;
import java.util.stream.LongStream;

/** Records that come twice, late, out of order, spoilt, or never: what a relay that lost its mind could do to its readers. */
final class MessageFaults {

    private static final int SEEDS = 50;

    /**
     * How badly.
     *
     * @param figures prices and deliveries of one twin
     * @param window  records that are mixed with one another; 1: none
     */
    record Disorder(int figures, int window) {
    }

    private MessageFaults() {
    }

    /** Every third seed mixes within 100 records, every third within 10,000. */
    static List<FaultCase> all() {
        return LongStream.rangeClosed(1, SEEDS).mapToObj(MessageFaults::disorder).toList();
    }

    static FaultCase disorder(long seed) {
        return new FaultCase("messages", "window " + of(seed).window(), seed, scene -> {
            throw new IllegalStateException("runs on a MessageMill");
        });
    }

    static Disorder of(long seed) {
        return switch ((int) (seed % 3)) {
            case 0 -> new Disorder(10_500, 10_000);
            case 1 -> new Disorder(1_500, 1);
            default -> new Disorder(3_000, 100);
        };
    }
}
