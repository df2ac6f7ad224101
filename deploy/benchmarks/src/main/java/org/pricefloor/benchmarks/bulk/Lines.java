package org.pricefloor.benchmarks.bulk;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;
import org.pricefloor.benchmarks.workload.WorkloadW;

/**
 * What one contender settled of a set: of each agreement and month the eligible quantity after the cap, the reference price, the top-up
 * and the upside share, and of the whole what was posted. Kept in hundredths; a figure that is no whole number of them is refused.
 */
public final class Lines {

    private static final long NONE = Long.MIN_VALUE;

    private final WorkloadW workload;
    private final boolean[] settled;
    private final long[] quantity;
    private final long[] reference;
    private final long[] topUp;
    private final long[] upside;
    private int count;
    private long posted;

    public Lines(WorkloadW workload) {
        this.workload = workload;
        settled = new boolean[workload.lines()];
        quantity = new long[workload.lines()];
        reference = new long[workload.lines()];
        topUp = new long[workload.lines()];
        upside = new long[workload.lines()];
    }

    /**
     * Adds a line.
     *
     * @param line      its place, by {@link WorkloadW#lineOf}
     * @param reference null where nothing was eligible, so that no price was needed
     * @throws OutputsDiffer      if the line is there already
     * @throws ArithmeticException if a figure has more than two decimals
     */
    public void add(int line, BigDecimal quantity, BigDecimal reference, BigDecimal topUp, BigDecimal upside) {
        if (settled[line]) {
            throw new OutputsDiffer("Line " + name(line) + " was settled twice.");
        }
        settled[line] = true;
        this.quantity[line] = hundredths(quantity);
        this.reference[line] = reference == null ? NONE : hundredths(reference);
        this.topUp[line] = hundredths(topUp);
        this.upside[line] = hundredths(upside);
        count++;
    }

    /** Everything posted for these lines: top-up and upside share, each once. */
    public void posted(BigDecimal amount) {
        posted = hundredths(amount);
    }

    public int count() {
        return count;
    }

    /** @throws OutputsDiffer naming the first line that is not the same, or the total that is not */
    public void mustEqual(String who, Lines others, String whose) {
        if (count != workload.lines()) {
            throw new OutputsDiffer(who + " settled " + count + " of " + workload.lines() + " lines.");
        }
        firstDifference(others).ifPresent(line -> {
            throw new OutputsDiffer("Line " + name(line) + " is " + told(line) + " by " + who + " and " + others.told(line) + " by " + whose + ".");
        });
        if (posted != others.posted || posted != Arrays.stream(topUp).sum() + Arrays.stream(upside).sum()) {
            throw new OutputsDiffer(who + " posted " + decimal(posted) + " and " + whose + " " + decimal(others.posted) + "; the lines say "
                    + decimal(Arrays.stream(topUp).sum() + Arrays.stream(upside).sum()) + ".");
        }
    }

    private Optional<Integer> firstDifference(Lines others) {
        for (int line = 0; line < settled.length; line++) {
            if (settled[line] != others.settled[line] || quantity[line] != others.quantity[line] || reference[line] != others.reference[line]
                    || topUp[line] != others.topUp[line] || upside[line] != others.upside[line]) {
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }

    /** The totals in a sentence. */
    public String totals() {
        long cut = 0;
        for (int line = 0; line < count; line++) {
            cut += reference[line] == NONE ? 1 : 0;
        }
        return "%d lines, %s kg eligible, top-up %s, upside share %s, %d lines with nothing left of the year's cap".formatted(count,
                decimal(Arrays.stream(quantity).sum()), decimal(Arrays.stream(topUp).sum()), decimal(Arrays.stream(upside).sum()), cut);
    }

    private String told(int line) {
        return !settled[line] ? "absent" : "%s kg at %s, top-up %s, upside share %s".formatted(decimal(quantity[line]),
                reference[line] == NONE ? "no price" : decimal(reference[line]), decimal(topUp[line]), decimal(upside[line]));
    }

    private String name(int line) {
        return workload.agreement(line / workload.months()).name() + " " + workload.month(line % workload.months());
    }

    private static long hundredths(BigDecimal figure) {
        return figure.movePointRight(2).longValueExact();
    }

    private static String decimal(long hundredths) {
        return BigDecimal.valueOf(hundredths, 2).toPlainString();
    }
}
