package org.pricefloor.kernel.settlement;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.money.Arithmetic;
import org.pricefloor.kernel.price.Determination;
import org.pricefloor.kernel.price.Digest;
import org.pricefloor.kernel.trace.TraceStep;

/**
 * The whole amount of a period under the facts given, with its workings.
 *
 * @param determination absent where no price was needed
 * @param facts         ids of the deliveries used, in the order (date, lot); those of the price are the determination's
 */
public record Settled(SettlementPeriod period, Stage stage, Amounts amounts, Optional<Determination> determination,
                      List<String> facts, List<String> flags, List<TraceStep> trace) implements SettlementOutcome {

    /**
     * SHA-256 over stage, amounts, the determination's digest, facts, flags and workings. Two statements of a period with the
     * same digest are the same statement, and the second needs no run. Numbers count by value, as in
     * {@link Determination#digest}.
     */
    public String digest() {
        StringBuilder text = new StringBuilder(512);
        text.append(stage).append('\n');
        append(text, amounts.quantity().amount()).append(amounts.quantity().unit()).append('\n');
        append(text, amounts.floorPrice().amount()).append(amounts.floorPrice().unit()).append('\n');
        amounts.referencePrice().ifPresent(price -> append(text, price.amount()).append(price.unit()).append('\n'));
        append(text, amounts.topUp().amount());
        append(text, amounts.upsideShare().amount()).append(amounts.topUp().currency().getCurrencyCode()).append('\n');
        determination.ifPresent(price -> text.append(price.digest()).append('\n'));
        facts.forEach(fact -> text.append(fact).append('\n'));
        flags.forEach(flag -> text.append(flag).append('\n'));
        for (TraceStep step : trace) {
            text.append(step.name()).append('=').append(step.formula()).append(' ');
            for (TraceStep.Input input : step.inputs()) {
                append(text.append(input.name()).append('='), input.value());
            }
            append(text, step.result()).append(step.rounding()).append('\n');
        }
        return Digest.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static StringBuilder append(StringBuilder text, BigDecimal number) {
        return text.append(Arithmetic.plain(number)).append(' ');
    }
}
