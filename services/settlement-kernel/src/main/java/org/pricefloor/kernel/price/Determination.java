package org.pricefloor.kernel.price;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.money.Arithmetic;
import org.pricefloor.kernel.money.UnitPrice;
import org.pricefloor.kernel.trace.TraceStep;

/**
 * The reference price of a rule for a period and a set of facts. It never changes, and one serves every agreement that uses the rule:
 * its name and its digest are made once.
 */
public final class Determination {

    private final String rule;
    private final String ruleText;
    private final String series;
    private final SettlementPeriod period;
    private final LocalDate through;
    private final UnitPrice value;
    private final List<Observation> observations;
    private final List<String> facts;
    private final String factsDigest;
    private final List<String> flags;
    private final List<TraceStep> trace;
    private final String id;
    private final String digest;

    /**
     * What one pricing day contributed.
     *
     * @param pricingDate the day averaged over
     * @param price       the assessment used; of an earlier day where it is stale
     * @param fx          null without conversion of currency
     * @param converted   in the currency and unit of the reference price, not rounded; null under average-then-convert
     * @param series      the series that the price is of
     * @param rung        of the ladder of sources
     * @param volume      by which the day is weighted, in the unit of the component's primary series; null under simple averaging
     */
    public record Observation(LocalDate pricingDate, PublishedFigure price, PublishedFigure fx, BigDecimal converted, String series,
                              Rung rung, BigDecimal volume) {

        public boolean isStale() {
            return price.date().isBefore(pricingDate);
        }
    }

    public Determination(String rule, String ruleText, String series, SettlementPeriod period, LocalDate through, UnitPrice value,
            List<Observation> observations, List<String> facts, String factsDigest, List<String> flags, List<TraceStep> trace) {
        this.rule = rule;
        this.ruleText = ruleText;
        this.series = series;
        this.period = period;
        this.through = through;
        this.value = value;
        this.observations = observations;
        this.facts = facts;
        this.factsDigest = factsDigest;
        this.flags = flags;
        this.trace = trace;
        this.id = "determined/" + rule + "/" + period.label() + "/" + through + "/" + factsDigest.substring(0, 16);
        this.digest = Digest.sha256(text().getBytes(StandardCharsets.UTF_8));
    }

    /** {@link ReferencePriceRule#id()} */
    public String rule() {
        return rule;
    }

    public String ruleText() {
        return ruleText;
    }

    /** Of a basket the primary series of all components, joined by {@code +}. */
    public String series() {
        return series;
    }

    public SettlementPeriod period() {
        return period;
    }

    /** The last pricing day averaged over; where more than one series or a volume has a say, the last looked at. */
    public LocalDate through() {
        return through;
    }

    /** Rounded as the rule says. */
    public UnitPrice value() {
        return value;
    }

    public List<Observation> observations() {
        return observations;
    }

    /** Ids of all facts used, in the order of use, each once. */
    public List<String> facts() {
        return facts;
    }

    /** {@link Digest#ofFacts} */
    public String factsDigest() {
        return factsDigest;
    }

    /** What a reader must know, each a word and its figures. */
    public List<String> flags() {
        return flags;
    }

    public List<TraceStep> trace() {
        return trace;
    }

    /**
     * {@code determined/rule-…/2025-Q4/2025-12-31/…}: rule, period, last day averaged and the first 16 digits of the facts'
     * digest. The last day belongs to the name, because a price to date and the price of the closed period can rest on the same
     * facts: the closed one carries the last published price on to the period's end.
     */
    public String id() {
        return id;
    }

    /** True of a price of the determination's one series, published for the day or carried on to it: its series and rung need no word. */
    public boolean isOfTheSeries(Observation seen) {
        return seen.series().equals(series) && (seen.rung() == Rung.PRIMARY || seen.rung() == Rung.LAST_PUBLISHED);
    }

    /**
     * SHA-256 over rule, period, last day, value, each observation and each flag: what a settlement names beside the id. Numbers
     * count by value: 96.4 and 96.40, as a database may hand it back, are the same.
     */
    public String digest() {
        return digest;
    }

    private String text() {
        StringBuilder text = new StringBuilder(128 + 96 * observations.size());
        text.append(ruleText).append('\n').append(period.label()).append('\n').append(through).append('\n')
                .append(Arithmetic.plain(value.amount())).append(' ').append(value.unit()).append('\n');
        for (Observation seen : observations) {
            text.append(seen.pricingDate()).append(' ').append(seen.price().fact()).append(' ').append(Arithmetic.plain(seen.price().value()));
            if (seen.fx() != null) {
                text.append(' ').append(seen.fx().fact()).append(' ').append(Arithmetic.plain(seen.fx().value()));
            }
            if (!isOfTheSeries(seen)) {
                text.append(' ').append(seen.series()).append(' ').append(seen.rung().term());
            }
            if (seen.volume() != null) {
                text.append(" x ").append(Arithmetic.plain(seen.volume()));
            }
            text.append('\n');
        }
        flags.forEach(flag -> text.append(flag).append('\n'));
        return text.toString();
    }

    /** The same price of the same rule and period from the same facts, with the same workings. */
    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Determination that && id.equals(that.id) && digest.equals(that.digest) && ruleText.equals(that.ruleText)
                && series.equals(that.series) && period.equals(that.period) && value.equals(that.value) && observations.equals(that.observations)
                && facts.equals(that.facts) && factsDigest.equals(that.factsDigest) && flags.equals(that.flags) && trace.equals(that.trace);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, digest);
    }

    @Override
    public String toString() {
        return id + " " + value;
    }
}
