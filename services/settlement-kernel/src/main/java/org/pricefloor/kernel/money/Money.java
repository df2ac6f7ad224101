package org.pricefloor.kernel.money;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * An amount of one currency, seen from the office: positive is owed to the producer (rule 18).
 *
 * <p>Amounts of different currencies do not add; trying is an {@link IllegalArgumentException}.
 */
public record Money(BigDecimal amount, Currency currency) {

    public Money {
        Objects.requireNonNull(amount, "amount");
        Objects.requireNonNull(currency, "currency");
    }

    public static Money zero(Currency currency) {
        return new Money(BigDecimal.ZERO.setScale(Math.max(0, currency.getDefaultFractionDigits())), currency);
    }

    public static Money of(String amount, String currency) {
        return new Money(new BigDecimal(amount), Currency.getInstance(currency));
    }

    public Money plus(Money other) {
        return new Money(amount.add(sameCurrency(other).amount), currency);
    }

    public Money minus(Money other) {
        return new Money(amount.subtract(sameCurrency(other).amount), currency);
    }

    public Money negated() {
        return new Money(amount.negate(), currency);
    }

    /** {@code amount × factor}, not rounded. */
    public Money times(BigDecimal factor) {
        return new Money(amount.multiply(factor, Arithmetic.CONTEXT), currency);
    }

    public Money rounded(Rounding rounding) {
        return new Money(rounding.apply(amount), currency);
    }

    public boolean isZero() {
        return amount.signum() == 0;
    }

    public boolean isPositive() {
        return amount.signum() > 0;
    }

    public boolean isNegative() {
        return amount.signum() < 0;
    }

    /**
     * Parts in proportion to weights that add up to this amount exactly.
     *
     * <p>Each part is first cut to the scale of the amount; the units left over go one by one to the parts with the largest
     * remainders, ties to the earlier part (rule 10). 654,276.78 at 60, 25 and 15 is 392,566.07, 163,569.19 and 98,141.52.
     *
     * @throws IllegalArgumentException without weights, with a negative one, or when all are zero
     */
    public List<Money> split(List<BigDecimal> weights) {
        BigDecimal total = weights.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        if (total.signum() <= 0 || weights.stream().anyMatch(weight -> weight.signum() < 0)) {
            throw new IllegalArgumentException("a split needs weights of zero or more that do not all vanish: " + weights);
        }
        BigDecimal unit = BigDecimal.ONE.movePointLeft(amount.scale());
        List<BigDecimal> parts = new ArrayList<>();
        List<BigDecimal> remainders = new ArrayList<>();
        BigDecimal left = amount.abs();
        for (BigDecimal weight : weights) {
            // Exact: whole units first, the remainder as the numerator over the common denominator `total`.
            BigDecimal[] wholeAndRest = amount.abs().movePointRight(amount.scale()).multiply(weight).divideAndRemainder(total);
            BigDecimal part = wholeAndRest[0].multiply(unit).setScale(amount.scale(), RoundingMode.UNNECESSARY);
            parts.add(part);
            remainders.add(wholeAndRest[1]);
            left = left.subtract(part);
        }
        List<Integer> byRemainder = IntStream.range(0, parts.size()).boxed()
                .sorted((a, b) -> remainders.get(b).compareTo(remainders.get(a))).toList();
        for (int i = 0; left.signum() > 0; i++) {
            int part = byRemainder.get(i);
            parts.set(part, parts.get(part).add(unit));
            left = left.subtract(unit);
        }
        boolean negative = isNegative();
        return parts.stream().map(part -> new Money(negative ? part.negate() : part, currency)).toList();
    }

    private Money sameCurrency(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("can not combine " + this + " with " + other + ": convert by a stated rate first");
        }
        return other;
    }

    @Override
    public String toString() {
        return amount.toPlainString() + " " + currency.getCurrencyCode();
    }
}
