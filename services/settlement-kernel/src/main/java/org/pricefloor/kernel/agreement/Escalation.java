package org.pricefloor.kernel.agreement;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;
import org.pricefloor.kernel.money.Arithmetic;
import org.pricefloor.kernel.money.Rounding;

/**
 * How a floor or strike price rises from anniversary to anniversary.
 *
 * <pre>
 *   fixed rate:  risen = round(price × (1 + rate)^n)          n anniversaries have passed
 *   index:       risen = round(price × index / base)          index of the last anniversary, base as agreed
 * </pre>
 *
 * <p>The price is always the one that was written down, never one that was rounded on an earlier anniversary: a floor of 110.00
 * at 2% a year is 112.20, 114.44, 116.73 and then 119.07, where rounding each year from the year before would give 119.06. Before the first anniversary the price stands as it is and needs no index.
 *
 * @param rate     present exactly when {@code index} is absent
 * @param firstOn  the first anniversary on which the price rises, the first day of a period
 * @param rounding of the risen price, before it is used
 */
public record Escalation(Optional<BigDecimal> rate, Optional<Index> index, LocalDate firstOn, Rounding rounding) {

    /**
     * @param series an index series
     * @param base   day whose figure is the denominator
     * @param month  month, 1 to 12, whose first day's figure is the numerator
     */
    public record Index(String series, LocalDate base, int month) {

        /** The day of the numerator: the first of the month, the last one on or before the anniversary. */
        public LocalDate dayFor(LocalDate anniversary) {
            LocalDate day = LocalDate.of(anniversary.getYear(), month, 1);
            return day.isAfter(anniversary) ? day.minusYears(1) : day;
        }
    }

    public Escalation {
        if (rate.isPresent() == index.isPresent()) {
            throw new IllegalArgumentException("an escalation follows a rate or an index");
        }
    }

    /** How often the price has risen by that day. The anniversary of 29 February is 28 February in a year that has no 29th. */
    public int anniversariesBy(LocalDate day) {
        if (day.isBefore(firstOn)) {
            return 0;
        }
        int years = day.getYear() - firstOn.getYear();
        return firstOn.plusYears(years).isAfter(day) ? years : years + 1;
    }

    /** The last anniversary on or before the day; absent before the first. */
    public Optional<LocalDate> anniversaryBy(LocalDate day) {
        int passed = anniversariesBy(day);
        return passed == 0 ? Optional.empty() : Optional.of(firstOn.plusYears(passed - 1L));
    }

    /** A stretch of days, both included. */
    public record Stretch(LocalDate first, LocalDate last) {
    }

    /**
     * The days on which the price can depend on a figure of that series and day: from the anniversary that reads it to the day before
     * the next one, or of the base to the end.
     */
    public Optional<Stretch> reachedBy(String series, LocalDate day, LocalDate end) {
        if (index.isEmpty() || !index.get().series().equals(series)) {
            return Optional.empty();
        }
        if (day.equals(index.get().base())) {
            return Optional.of(new Stretch(firstOn, end));
        }
        for (int years = 0; !firstOn.plusYears(years).isAfter(end); years++) {
            LocalDate anniversary = firstOn.plusYears(years);
            if (index.get().dayFor(anniversary).equals(day)) {
                return Optional.of(new Stretch(anniversary, firstOn.plusYears(years + 1L).minusDays(1)));
            }
        }
        return Optional.empty();
    }

    /** {@code round(price × (1 + rate)^anniversaries)}, in the price's unit. */
    public BigDecimal risenByRate(BigDecimal price, int anniversaries) {
        BigDecimal factor = BigDecimal.ONE.add(rate.orElseThrow()).pow(anniversaries, Arithmetic.CONTEXT);
        return rounding.apply(price.multiply(factor, Arithmetic.CONTEXT));
    }

    /** {@code round(price × figure / base)}, in the price's unit; {@code base} is above zero. */
    public BigDecimal risenByIndex(BigDecimal price, BigDecimal figure, BigDecimal base) {
        return rounding.apply(price.multiply(figure, Arithmetic.CONTEXT).divide(base, Arithmetic.CONTEXT));
    }
}
