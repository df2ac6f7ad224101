package org.pricefloor.kernel.settlement;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.money.Arithmetic;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.price.Determination;
import org.pricefloor.kernel.price.Digest;
import org.pricefloor.kernel.trace.TraceStep;

/**
 * The whole amount of a period under the facts given, with its workings.
 *
 * @param lines      one for each product, in the order of the agreement; none under a margin guarantee
 * @param components what the amounts are made of; those that are zero are absent
 * @param yearToDate what is left to the next period of terms that run over the year; absent where the agreement has none
 * @param facts      ids of the deliveries, measures and index figures used; those of a price are its determination's
 */
public record Settled(SettlementPeriod period, Stage stage, Amounts amounts, List<Line> lines, SortedMap<Component, Money> components,
                      Optional<YearToDate> yearToDate, List<String> facts, List<String> flags, List<TraceStep> trace)
        implements SettlementOutcome {

    /** Of the 256 KiB of an event (rule 27); what does not grow with the lots has the rest. */
    static final int LONGEST_DERIVATION = 192 * 1024;
    /** However long their names: some 1,400 bytes each with an assay. */
    private static final int FACTS_THAT_FIT = 100;
    /** Names of members, quotation marks and commas of a fact, an input and a step in JSON. */
    private static final int AROUND_A_FACT = 3;
    private static final int AROUND_AN_INPUT = 44;
    private static final int AROUND_A_STEP = 90;

    /** Whether an event holds the statement, facts and workings in full: nobody pays what nobody can follow. */
    boolean fitsAnEvent() {
        return facts.size() <= FACTS_THAT_FIT || derivationBytes() <= LONGEST_DERIVATION;
    }

    /** What facts and workings take in JSON, rather too much than too little. */
    long derivationBytes() {
        long bytes = 0;
        for (String fact : facts) {
            bytes += AROUND_A_FACT + bytes(fact);
        }
        for (TraceStep step : trace) {
            bytes += AROUND_A_STEP + bytes(step.name()) + bytes(step.formula()) + step.result().toPlainString().length();
            for (TraceStep.Input input : step.inputs()) {
                bytes += AROUND_AN_INPUT + bytes(input.name()) + input.value().toPlainString().length() + bytes(input.unit()) + bytes(input.fact());
            }
        }
        return bytes;
    }

    private static int bytes(String text) {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The determinations used, in the order of the lines, each once. */
    public List<Determination> determinations() {
        if (lines.size() < 2) {
            return lines.isEmpty() || lines.get(0).determination().isEmpty() ? List.of() : List.of(lines.get(0).determination().get());
        }
        return lines.stream().flatMap(line -> line.determination().stream()).distinct().toList();
    }

    /** The determination of the only line; absent where no price was needed, or several products have one each. */
    public Optional<Determination> determination() {
        return lines.size() == 1 ? lines.get(0).determination() : Optional.empty();
    }

    /**
     * SHA-256 over stage, amounts, the determinations' digests, facts, flags, workings and what is left
     * to the next period. Two statements of a period with the
     * same digest are the same statement, and the second needs no run. Numbers count by value, as in
     * {@link Determination#digest}.
     */
    public String digest() {
        StringBuilder text = new StringBuilder(512);
        text.append(stage).append('\n');
        append(text, amounts.quantity().amount()).append(amounts.quantity().unit()).append('\n');
        amounts.floorPrice().ifPresent(price -> append(text, price.amount()).append(price.unit()).append('\n'));
        amounts.referencePrice().ifPresent(price -> append(text, price.amount()).append(price.unit()).append('\n'));
        append(text, amounts.topUp().amount());
        append(text, amounts.upsideShare().amount()).append(amounts.topUp().currency().getCurrencyCode()).append('\n');
        determinations().forEach(price -> text.append(price.digest()).append('\n'));
        facts.forEach(fact -> text.append(fact).append('\n'));
        flags.forEach(flag -> text.append(flag).append('\n'));
        yearToDate.ifPresent(left -> append(text, left));
        for (TraceStep step : trace) {
            text.append(step.name()).append('=').append(step.formula()).append(' ');
            for (TraceStep.Input input : step.inputs()) {
                append(text.append(input.name()).append('='), input.value());
            }
            append(text, step.result()).append(step.rounding()).append('\n');
        }
        return Digest.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void append(StringBuilder text, YearToDate left) {
        text.append(left.year()).append(' ');
        append(append(append(append(append(text, left.quantity()), left.topUp()), left.upsideShare()), left.taken()), left.advanced());
        left.makeUp().forEach(paid -> append(append(text.append(paid.year()).append(' '), paid.quantity()), paid.price()));
        text.append('\n');
    }

    private static StringBuilder append(StringBuilder text, BigDecimal number) {
        return text.append(Arithmetic.plain(number)).append(' ');
    }
}
