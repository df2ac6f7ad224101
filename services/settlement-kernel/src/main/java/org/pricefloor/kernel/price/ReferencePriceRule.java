package org.pricefloor.kernel.price;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Currency;
import java.util.Optional;
import java.util.stream.Collectors;
import org.pricefloor.kernel.calendar.Schedule;
import org.pricefloor.kernel.money.Arithmetic;
import org.pricefloor.kernel.money.QuantityUnit;
import org.pricefloor.kernel.money.Rounding;

/**
 * What an agreement makes of published assessments: terms only, no facts.
 *
 * @param series              the price series
 * @param currency            of the reference price
 * @param unit                of the reference price
 * @param order               whether days are converted before they are averaged
 * @param vat                 rate of value-added tax contained in a printed price, by the day of the assessment; empty: none
 * @param fx                  absent: the series is in the currency of the reference price
 * @param maxStaleDays        pricing days by which a last published price may be carried on; absent: never
 * @param minimumObservations published days that a closed period needs
 * @param rounding            of the reference price
 */
public record ReferencePriceRule(
        String series,
        Currency currency,
        QuantityUnit unit,
        ConversionOrder order,
        Schedule<BigDecimal> vat,
        Optional<Fx> fx,
        Optional<Integer> maxStaleDays,
        int minimumObservations,
        Rounding rounding) {

    /** Whether each day is converted and then averaged, or the averages are converted. */
    public enum ConversionOrder {
        CONVERT_THEN_AVERAGE("convert-then-average"), AVERAGE_THEN_CONVERT("average-then-convert");

        private final String term;

        ConversionOrder(String term) {
            this.term = term;
        }

        public String term() {
            return term;
        }

        public static Optional<ConversionOrder> ofTerm(String term) {
            return java.util.Arrays.stream(values()).filter(order -> order.term.equals(term)).findFirst();
        }
    }

    /** @param maxAgeDays calendar days by which a fix may be older than the pricing day it is used on */
    public record Fx(String series, int maxAgeDays) {
    }

    /** The rule in a canonical line of text; two agreements with the same text share their determinations. */
    public String text() {
        String taxes = vat.isEmpty() ? "no vat" : vat.steps().entrySet().stream()
                .map(step -> "vat " + Arithmetic.plain(step.getValue()) + " from " + step.getKey()).collect(Collectors.joining(", "));
        return "mean of pricing days of " + series
                + " in " + currency.getCurrencyCode() + "/" + unit.symbol()
                + "; " + order.term() + "; " + taxes
                + "; " + fx.map(term -> "fx " + term.series() + " at most " + term.maxAgeDays() + " days old").orElse("no fx")
                + "; " + maxStaleDays.map(days -> "last published at most " + days + " pricing days old").orElse("no gap filled")
                + "; at least " + minimumObservations + " published"
                + "; rounded " + rounding;
    }

    /** {@code rule-} and 16 hexadecimal digits of the SHA-256 of {@link #text()}. */
    public String id() {
        return "rule-" + Digest.sha256(text().getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    }
}
