package org.pricefloor.kernel.settlement;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.pricefloor.kernel.calendar.SettlementPeriod;
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
     * SHA-256 over stage, workings, facts and the determination's digest. Two statements of a period with the same digest are
     * the same statement, and the second needs no run.
     */
    public String digest() {
        StringBuilder text = new StringBuilder(512);
        text.append(stage).append('\n').append(amounts).append('\n');
        determination.ifPresent(price -> text.append(price.digest()).append('\n'));
        facts.forEach(fact -> text.append(fact).append('\n'));
        for (TraceStep step : trace) {
            text.append(step.name()).append('=').append(step.formula());
            step.inputs().forEach(input -> text.append(';').append(input.name()).append('=').append(input.value().toPlainString()));
            text.append(';').append(step.result().toPlainString()).append(';').append(step.rounding()).append('\n');
        }
        return Digest.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
